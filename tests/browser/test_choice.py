"""Which offering is looked at: by a link, by hand, and from page to page."""

import re

from playwright.sync_api import Page, expect

from fomo_core.display.text import plain
from tests.browser import steps

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
    link = steps.main(page).get_by_role("link", name=plain("market.open"))
    expect(steps.main(page)).to_contain_text("First One")
    link.click()
    steps.sees_page(page, "offering")
    expect(steps.main(page)).to_contain_text("First One (ONE)")
