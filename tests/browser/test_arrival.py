"""Every page is arrived at: at its top, its title in focus, a phone's menu out of the way, one step of Back."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser import steps
from tests.browser.conftest import NARROW


def scrolled(page: Page) -> float:
    """How far down the page is scrolled, in pixels."""
    return steps.main(page).evaluate("e => e.scrollTop")


def arrives(page: Page, name: str) -> None:
    """The page is shown from its top, and its title has the focus."""
    steps.sees_page(page, name)
    expect(steps.main(page).get_by_role("heading", name=steps.title(name), level=1)).to_be_focused()
    assert scrolled(page) == 0


def scroll_down(page: Page) -> None:
    steps.main(page).evaluate("e => e.scrollTo(0, e.scrollHeight)")
    assert scrolled(page) > 0


def test_page_that_a_button_leads_to_is_shown_from_its_top(page: Page):
    steps.visit(page)
    scroll_down(page)
    steps.button(page, "end_4-sniper").click()
    arrives(page, "offering")
    steps.button(page, "clock_hour").click()
    steps.settled(page)
    scroll_down(page)
    # A drawing of the same page is no arrival.
    down = scrolled(page)
    steps.button(page, "clock_hour").click()
    steps.settled(page)
    assert scrolled(page) == down


def test_one_step_back_leads_to_the_page_before(page: Page):
    steps.visit(page, "marketplace?story=4-sniper")
    steps.go(page, "offering")
    steps.go(page, "trade")
    for name in ("offering", "marketplace"):
        page.go_back()
        arrives(page, name)


@pytest.mark.parametrize("page", [NARROW], indirect=True, ids=str)
def test_menu_of_a_narrow_screen_closes_behind_a_choice(page: Page):
    steps.visit(page, "offering?story=4-sniper")
    page.get_by_test_id("stExpandSidebarButton").click()
    steps.go(page, "portfolio")
    arrives(page, "portfolio")
    expect(page.get_by_test_id("stSidebar")).to_have_attribute("data-collapsed", "true")
