"""The shipped stories, opened from Home: stepped through, continued from the middle, and opened at the end."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from fomo_core.display.text import plain
from tests.browser import steps

EACH_STORY = pytest.mark.parametrize("story", steps.STORIES)


@EACH_STORY
def test_story_is_stepped_through_and_continued_from_the_middle(page: Page, story: str):
    steps.visit(page)
    steps.button(page, f"step_{story}").click()
    steps.sees_page(page, "offering")
    expect(steps.status(page, "live")).to_be_visible()
    first, total = steps.moment(page)
    for _ in range(4):
        steps.one_step_later(page)
    assert steps.moment(page)[0] > first
    expect(steps.button(page, "clock_minute")).to_be_disabled()

    steps.button(page, "past_branch").click()
    expect(steps.banner(page)).to_have_count(0)
    expect(steps.button(page, "clock_minute")).to_be_enabled()
    steps.forward(page, "minute")

    steps.go(page, "activity")
    expect(steps.main(page)).to_contain_text(plain("activity.lines"))
    steps.button(page, "line_0").click()
    expect(steps.keyed(page, "travel").locator(f"input[max='{total}']")).to_have_count(1)


@EACH_STORY
def test_story_opened_at_its_end_shows_its_outcome(page: Page, story: str):
    steps.visit(page)
    steps.button(page, f"end_{story}").click()
    steps.sees_page(page, "offering")
    expect(steps.status(page, steps.STORIES[story])).to_be_visible()
    expect(steps.banner(page)).to_have_count(0)
    steps.go(page, "marketplace")
    expect(steps.keyed(page, "market")).to_be_visible()
