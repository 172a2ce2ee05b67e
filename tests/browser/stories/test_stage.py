"""The shipped stories on the stage, each played to its end by the keyboard alone."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser import steps
from tests.browser.conftest import Look

STAGE = Look(1280, 720, "light")
pytestmark = pytest.mark.parametrize("page", [STAGE], indirect=True, ids=str)

#: Once it is drawn: what the slider and the sentence say, whether that fits, where the pill stands, what scrolls.
_LOOK = """() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => {
  const life = [...document.querySelectorAll('[data-testid^=stBidiComponent]')]
    .map((host) => (host.shadowRoot ?? host).querySelector('.life')).find(Boolean);
  const pill = life.querySelector('.pill');
  const scrolled = [...document.querySelectorAll('*'), ...life.querySelectorAll('*'), life]
    .filter((each) => /auto|scroll/.test(getComputedStyle(each).overflowY) && each.scrollHeight > each.clientHeight)
    .map((each) => each.outerHTML.slice(0, 120));
  const [top, say, pic, { left }] = ['.top', '.say', '.pic', '.pill'].map((each) => life.querySelector(each).getBoundingClientRect());
  const fits = say.top > top.bottom - 4 && say.bottom < pic.top + 4;
  done({ value: pill.ariaValueNow, place: left, say: life.querySelector('.say').innerText, scrolled, fits });
})))"""


def on_stage(page: Page, story: str) -> None:
    """Open a story on the stage and go to its first step; nothing takes time to arrive."""
    page.emulate_media(reduced_motion="reduce")
    steps.visit(page, f"?story={story}&stage=1")
    expect(page.locator(".life.stage")).to_be_visible()
    page.keyboard.press("Home")
    expect(page.get_by_role("slider")).to_have_attribute("aria-valuenow", "1")
    steps.settled(page)


def last(page: Page) -> int:
    """The number of the story's last step."""
    return int(page.get_by_role("slider").get_attribute("aria-valuemax") or 0)


@pytest.mark.parametrize("story", steps.STORIES)
def test_story_is_played_to_its_end_by_the_keyboard(page: Page, story: str):
    on_stage(page, story)
    seen: list[dict[str, Any]] = [page.evaluate(_LOOK)]
    for _ in range(last(page) - 1):
        page.keyboard.press("ArrowRight")
        seen.append(page.evaluate(_LOOK))
    assert [each["value"] for each in seen] == [str(number + 1) for number in range(len(seen))]
    assert len(seen) > 5
    assert all(one["say"] != other["say"] for one, other in pairwise(seen))
    assert [each["scrolled"] for each in seen if each["scrolled"]] == []
    assert [each["say"] for each in seen if not each["fits"]] == []
    assert len({each["place"] for each in seen}) > len(seen) / 2


def test_space_plays_and_pauses_and_escape_leaves(page: Page):
    on_stage(page, "4-sniper")
    slider = page.get_by_role("slider")
    play = page.locator(".life .play")
    still = play.get_attribute("aria-label") or ""
    page.keyboard.press("Space")
    expect(play).not_to_have_attribute("aria-label", still)
    expect(slider).not_to_have_attribute("aria-valuenow", "1")
    page.keyboard.press("Space")
    expect(play).to_have_attribute("aria-label", still)
    page.keyboard.press("Escape")
    expect(page.locator(".life.stage")).to_have_count(0)
    expect(steps.sidebar(page)).to_be_visible()
