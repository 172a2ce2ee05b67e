"""Which offering is looked at: by a link, by hand, and from page to page."""

from __future__ import annotations

import re

from playwright.sync_api import Page, WebSocketRoute, expect

from fomo_core.display.text import plain
from tests.browser import steps
from tools.serving import PATIENCE_MS

QUIET_MS = 500
#: The middle of a table's first row below its header, in pixels.
FIRST_ROW = 53


def test_the_chosen_offering_stays_chosen_on_every_page_and_in_the_link(page: Page):
    steps.visit(page, "launch")
    steps.launch(page, "First One", "ONE")
    steps.go(page, "launch")
    steps.launch(page, "Second One", "TWO")
    page.goto(page.url.replace("offering=two", "offering=one"))
    expect(steps.main(page)).to_contain_text("First One (ONE)")
    page.get_by_role("combobox", name="Offering").click()
    page.get_by_role("option", name="Second One").click()
    expect(page).to_have_url(re.compile("offering=two"))
    page.reload()
    expect(steps.main(page)).to_contain_text("Second One (TWO)")
    steps.go(page, "trade")
    steps.go(page, "offering")
    expect(steps.main(page)).to_contain_text("Second One (TWO)")
    assert "offering=two" in page.url


def test_a_row_of_the_marketplace_leads_to_its_offering(page: Page):
    steps.visit(page, "launch")
    steps.launch(page, "First One", "ONE")
    steps.go(page, "launch")
    steps.launch(page, "Second One", "TWO")
    steps.go(page, "marketplace")
    expect(steps.main(page)).to_contain_text(plain("status.live"))
    table = page.get_by_test_id("stDataFrame")
    expect(table).to_be_visible()
    # Both opened at the same time, so the rows stand in the order of their launches.
    table.click(position={"x": 15, "y": FIRST_ROW})
    steps.sees_page(page, "offering")
    expect(steps.main(page)).to_contain_text("First One (ONE)")


class SlowLine:
    """The way from the server to a page, on which messages can be held up."""

    def __init__(self, page: Page) -> None:
        self._page, self._held, self._holding, self._seen = page, [], False, 0
        page.route_web_socket("**/_stcore/stream", self._opened)

    def _opened(self, browser: WebSocketRoute) -> None:
        self._browser = browser
        server = browser.connect_to_server()
        browser.on_message(server.send)
        server.on_message(lambda message: (self._held.append if self._holding else browser.send)(message))

    def hold(self) -> None:
        """From now on nothing arrives."""
        self._holding = True

    def drawn(self) -> None:
        """Wait until the server has drawn something that has not arrived."""
        before = len(self._held)
        for _ in range(PATIENCE_MS // QUIET_MS):
            self._page.wait_for_timeout(QUIET_MS)
            if before < len(self._held) == self._seen:
                return
            self._seen = len(self._held)
        raise AssertionError("the server drew nothing")

    def release(self) -> None:
        """All that was held up arrives."""
        self._holding = False
        for message in self._held:
            self._browser.send(message)
        self._held.clear()


def test_what_a_browser_says_of_an_older_drawing_changes_no_choice(page: Page):
    line = SlowLine(page)
    steps.visit(page, "parameters")
    steps.button(page, "faucet").click()
    steps.fill(page, "faucet_account", "newcomer")
    steps.fill(page, "faucet_amount", "7")
    expect(steps.button(page, "faucet_give")).to_be_enabled()
    steps.settled(page)
    line.hold()
    steps.button(page, "faucet_give").click()
    line.drawn()
    # The server acts as the newcomer now; the page, which does not know, still says "issuer".
    expect(steps.field(page, "account")).to_have_value("issuer")
    page.keyboard.press("Escape")
    steps.button(page, "clock_minute").click()
    line.drawn()
    line.release()
    expect(steps.field(page, "account")).to_have_value("newcomer")
    steps.holds(page, steps.flock(7))
