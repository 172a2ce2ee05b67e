"""The slider to an earlier event: every page shows the world as it was, until the return to the present."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from fomo_core.display.text import plain
from tests.browser import steps

#: Over the slider: before the launch, and within the raise.
START, RAISE = 0.05, 0.35


def test_earlier_event_shows_on_other_pages_until_the_return(page: Page):
    steps.visit(page, "activity?story=2-minimum-reached")
    number = steps.travel(page, RAISE)
    assert steps.moment(page)[0] == number

    steps.go(page, "offering")
    assert steps.moment(page)[0] == number
    expect(steps.status(page, "live")).to_be_visible()
    expect(steps.button(page, "clock_day")).to_be_disabled()
    steps.go(page, "trade")
    expect(steps.main(page)).to_contain_text(steps.saying("trade.closed_live"))

    steps.go(page, "offering")
    steps.button(page, "past_present").click()
    expect(steps.banner(page)).to_have_count(0)
    expect(steps.status(page, "graduated")).to_be_visible()
    expect(steps.button(page, "clock_day")).to_be_enabled()


def test_moment_before_the_launch_has_no_offering(page: Page):
    steps.visit(page, "activity?story=2-minimum-reached")
    steps.travel(page, START)
    steps.go(page, "offering")
    expect(steps.main(page)).to_contain_text(plain("part.no_offering"))
    steps.go(page, "marketplace")
    expect(steps.main(page)).to_contain_text(plain("market.empty"))
    steps.button(page, "past_present").click()
    expect(steps.keyed(page, "market")).to_be_visible()
