"""The previews in a browser: odds appear, inputs change them, work can be cancelled, files come down."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from fomo_core.display.text import plain
from tests.browser import steps
from tests.browser.conftest import NARROW, watched_page
from tests.browser.looks import fits_and_reads
from tools.serving import Server

PHONE = pytest.mark.parametrize("page", [NARROW], indirect=True, ids=str)
#: From now on ``window.worked`` is true once the page shows that something is being worked on.
WATCH_FOR_WORK = """() => {
  new MutationObserver(() => { window.worked ||= !!document.querySelector('[class*=st-key-working_]') })
    .observe(document.body, {subtree: true, childList: true});
}"""
#: The tabs of each screen, by their texts in the catalogue.
TABS = {
    "preview": [
        f"preview.tab_{name}" for name in ("bands", "close", "numbers", "drives", "compare", "files")
    ],
    "explorer": [f"explore.tab_{name}" for name in ("best", "point", "ladder", "heat", "beside")],
    "forecast": [f"forecast.tab_{name}" for name in ("price", "supply", "burned", "table")],
}


def odds(page: Page):
    """The sentence with the odds."""
    return steps.main(page).get_by_role("heading", level=4).filter(has_text=steps.saying("verdict.odds"))


def previewed(page: Page) -> str:
    """Open the raise preview and wait for its odds."""
    steps.visit(page, "preview")
    steps.sees_page(page, "preview")
    expect(odds(page)).to_be_visible()
    steps.settled(page)
    return odds(page).inner_text()


def choose_demand(page: Page, title: str) -> None:
    steps.choose(page, "demand_preset", title)
    steps.settled(page)


def test_odds_appear_and_follow_the_demand(page: Page):
    before = previewed(page)
    expect(steps.main(page).get_by_text(steps.saying("verdict.exact"))).to_be_visible()
    choose_demand(page, "Hardly anybody comes")
    expect(odds(page)).not_to_have_text(before)
    choose_demand(page, "Steady interest")
    expect(odds(page)).to_have_text(before)


def test_a_slider_moves_the_odds(page: Page):
    before = previewed(page)
    slider = steps.keyed(page, "demand_steady_sizes-median").get_by_role("slider")
    slider.focus()
    slider.press("Home")
    expect(odds(page)).not_to_have_text(before)


def test_a_first_buy_changes_the_bill(page: Page):
    previewed(page)
    steps.fill(page, "preview_first_buy", "20000")
    expect(
        steps.main(page).get_by_text(plain("measured.issuer_break_even"), exact=True).first
    ).to_be_visible()


def test_long_work_shows_progress_can_be_cancelled_and_taken_up_again(page: Page):
    previewed(page)
    steps.keyed(page, "preview_runs").get_by_text("1,000", exact=True).click()
    choose_demand(page, "Snipers at the start, then steady interest")
    steps.keyed(page, "demand_snipers_arrivals-per_raise").get_by_role("slider").press("End")
    steps.main(page).get_by_text(plain("demand.more")).click()
    steps.fill(page, "demand_snipers_snipers-per_raise", "600")
    expect(odds(page)).to_be_visible()
    steps.settled(page)
    steps.keyed(page, "preview_runs").get_by_text("100,000").click()
    cancel = steps.button(page, "cancel_preview")
    cancel.click()
    expect(steps.main(page).get_by_text(plain("job.stopped"))).to_be_visible()
    expect(odds(page)).to_have_count(0)
    steps.button(page, "again_preview").click()
    expect(odds(page)).to_be_visible()


def counts(page: Page) -> Locator:
    """What is said of the answer once it is there."""
    return steps.main(page).get_by_text(re.compile(r"Counted over 100,000 runs"))


@pytest.fixture(scope="module")
def asked(browser: Browser, server: Server) -> Iterator[Page]:
    """The page of a visitor who has put a long question and waits."""
    with watched_page(browser, server) as page:
        previewed(page)
        choose_demand(page, "Snipers at the start, then steady interest")
        steps.keyed(page, "preview_runs").get_by_text("100,000").click()
        yield page


def test_the_page_shows_the_answer_by_itself(asked: Page):
    expect(counts(asked)).to_be_visible()


def test_a_repeated_question_is_answered_at_once_for_another_visitor(asked: Page, page: Page):
    expect(counts(asked)).to_be_visible()
    previewed(page)
    choose_demand(page, "Snipers at the start, then steady interest")
    page.evaluate(WATCH_FOR_WORK)
    steps.keyed(page, "preview_runs").get_by_text("100,000").click()
    expect(counts(page)).to_be_visible()
    assert not page.evaluate("() => window.worked")


def test_both_files_come_down_and_the_report_opens_alone(page: Page, browser: Browser, tmp_path: Path):
    previewed(page)
    steps.open_tab(page, "preview.tab_files")
    with page.expect_download() as runs:
        steps.button(page, "preview_csv").click()
    rows = list(csv.DictReader(Path(runs.value.path()).read_text(encoding="utf-8").splitlines()))
    assert len(rows) == 10_000
    assert {row["seed"] for row in rows} == {"1"}
    with page.expect_download() as report:
        steps.button(page, "preview_report").click()
    kept = tmp_path / "report.html"
    report.value.save_as(kept)
    offline = browser.new_context(offline=True)
    try:
        alone = offline.new_page()
        faults: list[str] = []
        alone.on("pageerror", lambda error: faults.append(str(error)))
        alone.on(
            "request",
            lambda request: (
                None if request.url.startswith(("file:", "data:", "blob:")) else faults.append(request.url)
            ),
        )
        alone.goto(kept.as_uri())
        expect(alone.locator(".main-svg").first).to_be_visible()
        expect(alone.get_by_role("heading", level=1)).to_contain_text("Raise preview")
        assert faults == []
    finally:
        offline.close()


def test_cases_stand_side_by_side(page: Page):
    previewed(page)
    steps.open_tab(page, "preview.tab_compare")
    steps.button(page, "preview_save").click()
    expect(steps.button(page, "preview_save")).to_be_disabled()
    choose_demand(page, "Hardly anybody comes")
    expect(steps.button(page, "preview_save")).to_be_enabled()
    steps.button(page, "preview_save").click()
    chart = steps.keyed(page, "preview_cases")
    expect(chart.get_by_text("Hardly anybody comes")).to_be_visible()
    expect(chart.get_by_text("Steady interest")).to_be_visible()


def test_the_best_time_to_buy_is_told(page: Page):
    steps.visit(page, "explorer")
    steps.open_tab(page, "explore.tab_best")
    steps.fill(page, "explore_sizes", "1000")
    told = steps.main(page).get_by_role("heading", level=4)
    expect(told).to_contain_text(re.compile(r"For 1,000 FLOCK, the best time to buy is"))


def test_a_story_is_forecast_from_its_pool(page: Page):
    steps.visit(page, "forecast?story=1-maximum-reached")
    steps.sees_page(page, "forecast")
    price = steps.main(page).get_by_text(plain("forecast.last_price"), exact=True).first
    expect(price).to_be_visible()
    steps.fill(page, "forecast_usage", "50000")
    expect(steps.main(page).get_by_role("heading", level=4)).to_contain_text("buybacks burn 5% of all tokens")


@PHONE
@pytest.mark.parametrize("screen", TABS)
def test_every_part_fits_a_phone_and_can_be_read(page: Page, screen: str):
    steps.visit(page, screen)
    steps.sees_page(page, screen)
    for tab in TABS[screen]:
        steps.open_tab(page, tab)
        expect(page.locator("[class*=st-key-working_]")).to_have_count(0)
        fits_and_reads(page)
