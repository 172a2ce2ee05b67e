"""Links into the app: every page opened cold, on a server that runs and on one that has just started."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from fomo_core.display.text import plain
from tests.browser import steps
from tests.screens import PAGES

STORY = "offering?story=1-maximum-reached"


@pytest.mark.parametrize("name", PAGES)
def test_cold_link_opens_the_page(page: Page, name: str):
    steps.visit(page, "" if name == "home" else name)
    steps.sees_page(page, name)
    expect(steps.errors(page)).to_have_count(0)


def test_cold_link_opens_a_story(page: Page):
    steps.visit(page, STORY)
    steps.sees_page(page, "offering")
    expect(steps.status(page, "graduated")).to_be_visible()


def test_link_to_an_unknown_story_says_so_once(page: Page):
    steps.visit(page, "offering?story=no-such-story")
    expect(steps.errors(page)).to_contain_text([plain("session.no_story")])
    expect(steps.main(page)).to_contain_text(plain("part.no_offering"))


def test_link_to_a_lost_sandbox_says_so_and_opens_an_empty_one(page: Page):
    steps.visit(page, "marketplace?s=lost")
    expect(page.get_by_test_id("stAlertContentWarning")).to_contain_text([plain("session.lost")])
    expect(steps.main(page)).to_contain_text(plain("market.empty"))


@pytest.mark.parametrize("place", [STORY, "launch"], ids=["story", "launch"])
def test_cold_server_bears_fast_clicks(cold_page: Page, place: str):
    cold_page.goto(f"/{place}")
    links = cold_page.get_by_test_id("stSidebarNav")
    for name in ("trade", "parameters", "offering", "economy"):
        links.get_by_role("link", name=plain(f"nav.{name}"), exact=True).click()
        steps.button(cold_page, "clock_minute").click()
    links.get_by_role("link", name=plain("nav.portfolio"), exact=True).click()
    steps.sees_page(cold_page, "portfolio")
    expect(steps.clock(cold_page)).to_be_visible()
