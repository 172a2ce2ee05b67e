"""Supporters come to a raise of one's own by themselves: it fills while one watches, and stops when one says so."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.browser import steps


def has_come(page: Page, least: int) -> None:
    """Wait until so many supporters have come."""
    page.wait_for_function(
        r"least => [...document.querySelectorAll('[data-testid=stCaptionContainer]')]"
        r".some(one => Number((/^(\d+) have come/.exec(one.innerText) || [])[1]) >= least)",
        arg=least,
        timeout=steps.PATIENCE_MS,
    )


def test_the_raise_fills_while_one_watches_and_stops_when_told_to(page: Page):
    steps.visit(page, "launch")
    steps.launch(page, "Q Mini", "QMINI")
    steps.keyed(page, "crowd_fold").locator("summary").click()
    steps.button(page, "crowd_play").click()
    has_come(page, 3)
    steps.button(page, "crowd_stop").click()
    expect(steps.button(page, "crowd_play")).to_be_visible()
    clock = steps.clock(page).inner_text()
    page.wait_for_timeout(1_500)
    expect(steps.clock(page)).to_have_text(clock)
    steps.button(page, "crowd_all").click()
    expect(steps.button(page, "crowd_one")).to_have_count(0)
    steps.button(page, "crowd_back").click()
    expect(steps.status(page, "live")).to_be_visible()
    expect(steps.button(page, "crowd_back")).to_be_disabled()
