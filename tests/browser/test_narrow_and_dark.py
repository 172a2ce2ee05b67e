"""On a phone, in light and in dark: all fits, all can be read, and the sidebar's tools are at hand."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser import steps
from tests.browser.conftest import NARROW, NARROW_DARK
from tests.browser.looks import fits_and_reads
from tests.screens import PAGES

PHONE = pytest.mark.parametrize("page", [NARROW], indirect=True, ids=str)


def brightness(page: Page) -> float:
    """How light the app's background is, from 0 to 255."""
    colour = page.get_by_test_id("stApp").evaluate("e => getComputedStyle(e).backgroundColor")
    red, green, blue = (int(part) for part in colour.removeprefix("rgb(").removesuffix(")").split(","))
    return (red + green + blue) / 3


@PHONE
@pytest.mark.parametrize("name", PAGES)
def test_page_of_a_story_fits_and_reads(page: Page, name: str):
    steps.visit(page, f"{'' if name == 'home' else name}?story=1-maximum-reached")
    steps.sees_page(page, name)
    fits_and_reads(page)


@PHONE
def test_launching_and_quoting_fit_and_read(page: Page):
    steps.visit(page, "launch")
    steps.describe_launch(page, "Q Mini", "QMINI", 20_000)
    fits_and_reads(page)
    steps.confirm_launch(page, "Q Mini")
    steps.ask_quote(page, 5_000)
    fits_and_reads(page)
    steps.open_tab(page, "offering.tab_act")
    fits_and_reads(page)


@PHONE
def test_past_fits_and_reads(page: Page):
    steps.visit(page)
    steps.button(page, "step_1-maximum-reached").click()
    steps.sees_page(page, "offering")
    expect(steps.banner(page)).to_be_visible()
    fits_and_reads(page)


@pytest.mark.parametrize("page", [NARROW], indirect=True, ids=str)
def test_sidebar_opens_and_its_clock_runs(page: Page):
    steps.visit(page, "launch")
    steps.describe_launch(page, "Q Mini", "QMINI")
    steps.confirm_launch(page, "Q Mini")
    expect(steps.button(page, "clock_hour")).not_to_be_in_viewport()
    page.get_by_test_id("stExpandSidebarButton").click()
    expect(steps.button(page, "clock_hour")).to_be_in_viewport()
    steps.forward(page, "hour")
    expect(steps.clock(page)).to_contain_text("01:00:00")
    page.mouse.move(200, 400)
    page.get_by_test_id("stSidebarCollapseButton").get_by_role("button").click()
    expect(steps.button(page, "clock_hour")).not_to_be_in_viewport()
    expect(steps.field(page, "buy_amount")).to_be_visible()


@pytest.mark.parametrize("page", [NARROW_DARK], indirect=True, ids=str)
def test_dark_is_dark(page: Page):
    steps.visit(page)
    assert brightness(page) < 60


@pytest.mark.parametrize("page", [NARROW], indirect=True, ids=str)
def test_light_is_light(page: Page):
    steps.visit(page)
    assert brightness(page) > 220
