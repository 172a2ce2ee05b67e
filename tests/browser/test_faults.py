"""A fault of the app's own never takes the page's place: one sentence, a way on, and the trace in the log alone."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from fomo_core.display.text import plain
from tests.browser import steps
from tests.browser.conftest import WIDE, opened, visiting
from tests.browser.unforeseen import KEY, WORDS
from tools.serving import Server, serving


@pytest.fixture(scope="module")
def faulty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with serving(tmp_path_factory.mktemp("faulty"), "tests.browser.faulty_app:app") as running:
        yield running


@pytest.fixture
def visit(browser: Browser, faulty: Server) -> Iterator[Page]:
    """A page of the faulty app, which the watch over the others' would complain of."""
    with visiting(browser, faulty) as context:
        yield opened(context, faulty, WIDE)


def sees_apology(page: Page, text: str) -> None:
    """One sentence, and nothing of what only the log may say."""
    expect(steps.errors(page)).to_contain_text([plain(text)])
    expect(page.get_by_test_id("stException")).to_have_count(0)
    for secret in (WORDS, KEY, "Traceback", "RuntimeError"):
        expect(page.locator("body")).not_to_contain_text(secret)


def test_a_page_that_fails_leaves_its_frame_and_a_way_on(visit: Page):
    steps.visit(visit, "marketplace?story=1-maximum-reached")
    sees_apology(visit, "fault.part")
    expect(steps.main(visit).get_by_role("heading", level=1)).to_have_text(plain("nav.marketplace"))
    steps.main(visit).get_by_role("link", name=plain("nav.home")).click()
    steps.sees_page(visit, "home")
    expect(steps.errors(visit)).to_have_count(0)


def test_a_callback_that_fails_leaves_the_page_and_the_desk(visit: Page):
    steps.visit(visit, "launch")
    steps.fill(visit, "launch_name", "Half Typed")
    steps.button(visit, "clock_minute").click()
    expect(steps.errors(visit)).to_contain_text([plain("fault.act")])
    sees_apology(visit, "fault.act")
    expect(steps.field(visit, "launch_name")).to_have_value("Half Typed")
    expect(steps.clock(visit)).to_be_visible()


def test_a_fragment_that_fails_leaves_the_page(visit: Page):
    steps.visit(visit, "economy")
    sees_apology(visit, "fault.part")
    steps.sees_page(visit, "economy")


def test_work_beside_the_page_that_fails_can_be_tried_again(visit: Page):
    steps.visit(visit, "preview")
    sees_apology(visit, "fault.part")
    steps.button(visit, "fault_job_preview").click()
    steps.settled(visit)
    sees_apology(visit, "fault.part")


def test_the_log_has_the_trace_without_the_key(visit: Page, faulty: Server):
    steps.visit(visit, "marketplace?story=1-maximum-reached")
    sees_apology(visit, "fault.part")
    steps.button(visit, "clock_minute").click()
    expect(steps.errors(visit).first).to_contain_text(plain("fault.act"))
    log = faulty.log.read_text(errors="replace")
    assert "in _break_down" in log
    assert WORDS.removesuffix("/") in log
    assert KEY not in log
