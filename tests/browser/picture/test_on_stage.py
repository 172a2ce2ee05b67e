"""The stage within the app: entered, stepped through, left for where one was."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser import steps
from tests.browser.conftest import Look

BIG = pytest.mark.parametrize(
    "page", [Look(1280, 720, "light"), Look(1920, 1080, "dark")], indirect=True, ids=str
)
STORY = "story=1-maximum-reached"

#: What could be scrolled down or seen beside the stage.
BESIDE = """() => [...document.querySelectorAll('*')].filter(e => e.checkVisibility()).flatMap(e => {
  const style = getComputedStyle(e), scrolls = ['auto', 'scroll'].includes(style.overflowY);
  if (scrolls && e.scrollHeight > e.clientHeight) return [`scrolls: ${e.dataset.testid}`];
  const { left, top, width, height } = e.getBoundingClientRect();
  const seen = e.innerText?.trim() && width && document.elementFromPoint(left + width / 2, top + height / 2);
  return seen && seen === e && !document.querySelector('.st-key-picture').contains(e) ? [`seen: ${e.innerText}`] : [];
})"""


def is_staged(page: Page) -> None:
    """The picture has the window, and nothing beside it is seen or scrolls."""
    expect(steps.life(page)).to_have_class(re.compile(r"\bstage\b"))
    steps.settled(page)
    for place in ("stSidebar", "stHeader"):
        expect(page.get_by_test_id(place).filter(visible=True)).to_have_count(0)
    assert steps.life(page).bounding_box() == {"x": 0, "y": 0, **page.viewport_size}
    assert page.evaluate(BESIDE) == []


def is_left(page: Page, name: str) -> None:
    """The page has its frame again."""
    expect(steps.life(page)).not_to_have_class(re.compile(r"\bstage\b"))
    steps.sees_page(page, name)
    for place in ("stSidebar", "stHeader"):
        expect(page.get_by_test_id(place)).to_be_visible()


def now(page: Page) -> str:
    """The moment at the picture's cursor."""
    return steps.life(page).locator(".pill").inner_text()


@BIG
def test_stage_that_an_address_names_has_the_window_to_itself(page: Page):
    steps.visit(page, f"?stage=1&{STORY}")
    is_staged(page)
    page.keyboard.press("Escape")
    is_left(page, "home")
    assert "stage=" not in page.url


@BIG
def test_stage_is_entered_by_a_key_and_left_at_the_step_that_it_came_to(page: Page):
    steps.visit(page, f"offering?{STORY}")
    expect(steps.life(page)).to_be_visible()
    page.keyboard.press("s")
    is_staged(page)
    last = now(page)
    page.keyboard.press("Home")
    page.keyboard.press("ArrowRight")
    expect(steps.life(page).locator(".pill")).not_to_have_text(last)
    page.keyboard.press("Escape")
    is_left(page, "offering")
    expect(steps.banner(page)).to_be_visible()
    steps.settled(page)
    number, total = steps.moment(page)
    assert 0 < number < total / 2
    here = now(page)
    steps.life(page).locator("button.stage").click()
    is_staged(page)
    assert now(page) == here
