"""A visitor's sandbox: it survives a reload, takes steps back, and travels as a file."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from fomo_core.display import format as f
from fomo_core.display.text import plain
from tests.browser import steps
from tests.browser.steps import saying
from tests.builders import ROOT

HOSTILE_NAME = "<img src=x onerror=alert(1)>**Bold**"
HOSTILE_WORDS = "<script>alert(1)</script> **bold** [link](https://example.org) $x^2$ :rocket:"
BAD_AMOUNTS = ("-5", "0", "1e5", "1" + "0" * 80, "0." + "0" * 18 + "1", "ten", "<b>1</b>")
BAD_FILES = {
    "truncated": b'{"schema": 1, "title": "Half a f',
    "not text": bytes(range(256)),
    "deep": b"[" * 100_000,
    "wrong schema": b'{"schema": 99, "title": "From another time", "steps": []}',
    "unknown act": json.dumps(
        {"schema": 1, "title": "<b>x</b>", "preset": "mainnet", "steps": [{"at": 0, "do": "<img src=x>"}]}
    ).encode(),
    "huge amount": json.dumps(
        {
            "schema": 1,
            "title": "x",
            "preset": "mainnet",
            "steps": [{"at": 0, "do": "fund", "account": "ada", "flock": "1" + "0" * 80}],
        }
    ).encode(),
}


def test_reload_keeps_the_sandbox(page: Page):
    steps.visit(page, "launch")
    steps.launch(page, "Q Mini", "QMINI")
    steps.forward(page, "hour")
    held, time = steps.balance(page).inner_text(), steps.clock(page).inner_text()
    steps.ask_quote(page, 250)
    page.reload()
    steps.sees_page(page, "offering")
    expect(steps.field(page, "buy_amount")).to_have_value("250")
    expect(steps.status(page, "live")).to_be_visible()
    expect(steps.balance(page)).to_have_text(held)
    expect(steps.clock(page)).to_have_text(time)


def test_undo_takes_the_last_steps_back(page: Page):
    steps.visit(page, "launch")
    steps.launch(page, "Q Mini", "QMINI")
    steps.holds(page, "294,912 FLOCK")
    steps.forward(page, "day")
    steps.buy(page, 1_000)
    steps.holds(page, "293,917 FLOCK")
    steps.button(page, "undo").click()
    steps.holds(page, "294,912 FLOCK")
    expect(steps.clock(page)).to_contain_text(f.clock(86_400))
    steps.button(page, "undo").click()
    expect(steps.clock(page)).to_contain_text(f.clock(0))
    steps.button(page, "undo").click()
    steps.holds(page, "327,680 FLOCK")
    expect(steps.main(page)).to_contain_text(plain("part.no_offering"))


def test_double_click_buys_once(page: Page):
    steps.visit(page, "launch")
    steps.launch(page, "Q Mini", "QMINI")
    steps.forward(page, "day")
    steps.act_as(page, "supporter")
    for held in ("327,580 FLOCK", "327,480 FLOCK", "327,380 FLOCK"):
        # Little enough that the second purchase would stay within the slippage of the first.
        steps.ask_quote(page, 100)
        steps.double_click(steps.button(page, "buy"))
        # The clock moves after both clicks.
        steps.forward(page, "minute")
        steps.holds(page, held)


def test_hostile_name_is_refused_once_and_never_becomes_markup(page: Page):
    steps.visit(page, "launch")
    steps.fill(page, "launch_name", HOSTILE_NAME)
    expect(steps.errors(page)).to_contain_text([saying("launch.bad_name")])
    steps.fill(page, "launch_symbol", "QMINI")
    expect(steps.errors(page)).to_have_count(1)
    expect(steps.keyed(page, "launch")).to_have_count(0)
    is_no_markup(page)


def is_no_markup(page: Page) -> None:
    """Nothing of the hostile texts has become an element."""
    expect(page.locator("img[src=x], script:text('alert'), strong:text('bold'), .katex")).to_have_count(0)
    expect(page.get_by_role("link", name="link", exact=True)).to_have_count(0)


def test_hostile_description_is_shown_as_it_was_typed(page: Page):
    steps.visit(page, "launch")
    steps.fill(page, "launch_description", HOSTILE_WORDS)
    steps.launch(page, "Q & A: 'Mini' (1.0)", "QMINI")
    expect(steps.main(page)).to_contain_text(HOSTILE_WORDS)
    expect(steps.main(page).get_by_role("heading", name="Q & A: 'Mini' (1.0) (QMINI)")).to_be_visible()
    is_no_markup(page)


def test_bad_amounts_show_one_sentence_and_offer_no_purchase(page: Page):
    steps.visit(page, "launch")
    steps.launch(page, "Q Mini", "QMINI")
    for amount in BAD_AMOUNTS:
        steps.ask_quote(page, 1_000)
        steps.fill(page, "buy_amount", amount)
        expect(steps.keyed(page, "buy")).to_have_count(0)
        expect(page.get_by_test_id("stAlert").filter(visible=True)).to_have_count(1)
    steps.holds(page, "294,912 FLOCK")


@pytest.fixture
def played(page: Page) -> Page:
    """A sandbox with a bit of everything, on the Activity page."""
    steps.visit(page, "launch")
    steps.get_flock(page, "ada", 400_000)
    steps.launch(page, "Q Mini", "QMINI", 1_000)
    steps.forward(page, "day")
    steps.buy(page, 10_000)
    steps.button(page, "undo").click()
    steps.buy(page, 20_000)
    steps.act_as(page, "supporter")
    steps.buy(page, 5_000)
    steps.forward(page, "hour")
    steps.go(page, "activity")
    return page


def test_exported_scenario_replays_to_the_same_state(played: Page, tmp_path: Path):
    page = played
    first = steps.exported(page, tmp_path)
    held = steps.balance(page).inner_text()
    steps.fresh_start(page)
    steps.offer_file(page, first.read_bytes())
    expect(steps.note(page, "session.loaded")).to_be_visible()
    expect(steps.errors(page)).to_have_count(0)
    steps.act_as(page, "supporter")
    expect(steps.balance(page)).to_have_text(held)
    second = steps.exported(page, tmp_path)
    assert second.read_bytes() == first.read_bytes()

    final = replayed(first)
    for account in final["accounts"]:
        shown = f.flock(int(final["accounts"][account]["flock"]))
        steps.choose(page, "account", account)
        steps.holds(page, shown)
    assert final["accounts"]["supporter"]["flock"] == str(322_680 * 10**18)
    assert final["offerings"]["qmini"]["raised"] == str(25_610 * 10**18)


def replayed(file: Path) -> dict:
    """The final state of a scenario file, from the command line."""
    command = (sys.executable, "-m", "fomo_core", "replay", str(file), "--json")
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    return json.loads(done.stdout)["final"]


@pytest.mark.parametrize("kind", BAD_FILES)
def test_bad_file_is_refused_with_one_error_and_changes_nothing(page: Page, tmp_path: Path, kind: str):
    steps.visit(page, "activity?story=3-failed-and-redeemed")
    before = steps.exported(page, tmp_path).read_bytes()
    held = steps.balance(page).inner_text()
    steps.offer_file(page, BAD_FILES[kind])
    expect(steps.errors(page)).to_contain_text([saying("session.bad_file")])
    expect(steps.balance(page)).to_have_text(held)
    is_no_markup(page)
    assert steps.exported(page, tmp_path).read_bytes() == before


def test_file_of_50_megabytes_is_refused_before_it_is_sent(page: Page, tmp_path: Path):
    large = tmp_path / "large.json"
    large.write_bytes(b" " * 50 * 10**6)
    steps.visit(page, "activity")
    upload = steps.keyed(page, "scenario_file")
    upload.locator("input[type=file]").set_input_files(large)
    expect(upload.get_by_role("alert")).to_have_count(1)
    expect(steps.button(page, "import")).to_be_disabled()
