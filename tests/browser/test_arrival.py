"""Every page is arrived at: at its top, its title in focus, a phone's menu out of the way, one step of Back."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser import steps
from tests.browser.conftest import NARROW, Server


def scrolled(page: Page) -> float:
    """How far down the page is scrolled, in pixels."""
    return steps.main(page).evaluate("e => e.scrollTop")


#: Whether the page begins to the right of where the menu ends.
UNCOVERED = """() => ['stSidebar', 'stMain'].map(id => document.querySelector(`[data-testid=${id}]`)
  .getBoundingClientRect()).reduce((menu, main) => menu.right <= main.left + 1)"""


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


@pytest.mark.parametrize(
    ("system", "width"),
    [("iPhone; CPU iPhone OS 15_0 like Mac OS X", 390), ("Linux; Android 14; Pixel 7", 412),
     ("iPad; CPU OS 12_2 like Mac OS X", 507), ("iPad; CPU OS 12_2 like Mac OS X", 810), ("X11; Linux x86_64", 700)],
    ids=["iPhone", "Pixel", "iPad that shares its screen", "iPad", "narrow window"],
)  # fmt: skip
def test_menu_covers_no_page_that_was_chosen_in_it(browser: Browser, server: Server, system: str, width: int):
    # Streamlit asks the browser's name, and closes the menu on telephones alone.
    name = f"Mozilla/5.0 ({system}) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/15.0 Safari/604.1"
    screen = {"width": width, "height": 800}
    context = browser.new_context(base_url=server.url, viewport=screen, user_agent=name, has_touch=True)
    try:
        page = context.new_page()
        steps.visit(page, "offering?story=4-sniper")
        if page.get_by_test_id("stExpandSidebarButton").is_visible():
            page.get_by_test_id("stExpandSidebarButton").click()
            expect(page.get_by_test_id("stSidebar")).to_have_attribute("data-collapsed", "false")
        steps.go(page, "portfolio")
        arrives(page, "portfolio")
        page.wait_for_function(UNCOVERED)
    finally:
        context.close()
