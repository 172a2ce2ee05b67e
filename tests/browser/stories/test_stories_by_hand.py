"""The three outcomes of a raise, walked by hand from an empty sandbox."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from fomo_core.display.text import plain
from tests.browser import steps
from tests.browser.steps import saying


def launched(page: Page, first_buy: int = 0) -> None:
    """A small model's raise, a day old: its tax is down."""
    steps.visit(page, "launch")
    steps.launch(page, "Q Mini", "QMINI", first_buy)
    expect(steps.status(page, "live")).to_be_visible()
    steps.forward(page, "day")


def test_maximum_reached_graduates_at_once_trades_and_burns_tokens(page: Page):
    launched(page, first_buy=10_000)
    # 327,680 less the fee of 32,768 and the first buy, plus the creator's 0.5% of the first buy.
    steps.holds(page, "284,962 FLOCK")
    steps.act_as(page, "supporter")
    steps.buy(page, 310_000, partly=True)
    expect(steps.status(page, "graduated")).to_be_visible()

    steps.open_tab(page, "offering.tab_act")
    steps.press(page, "claim", "outcome.claim_done")
    expect(steps.button(page, "claim")).to_be_disabled()

    steps.act_as(page, "bystander")
    swap_flock(page, 1_000)
    steps.holds(page, "326,680 FLOCK")

    steps.go(page, "economy")
    expect(steps.main(page)).to_contain_text(plain("economy.none"))
    steps.press(page, "route", "economy.done")
    steps.go(page, "economy")
    expect(steps.main(page)).to_contain_text(plain("economy.did"))
    burned = steps.main(page).get_by_test_id("stMetric").filter(has_text=plain("buyback.burned"))
    expect(burned).to_contain_text("%")
    expect(burned).not_to_contain_text("0.0%")


def swap_flock(page: Page, amount: int) -> None:
    """Sell FLOCK for tokens in the pool."""
    steps.go(page, "trade")
    steps.fill(page, "swap_amount", str(amount))
    expect(steps.main(page).get_by_test_id("stTable")).to_contain_text(steps.flock(amount))
    steps.press(page, "swap", "swap.done")


def test_minimum_reached_is_graduated_by_a_bystander_and_claimed(page: Page):
    launched(page)
    steps.act_as(page, "supporter")
    steps.buy(page, 120_000)
    steps.open_tab(page, "offering.tab_act")
    expect(steps.button(page, "graduate")).to_be_disabled()
    steps.forward(page, "end")
    expect(steps.status(page, "succeeded")).to_be_visible()

    steps.act_as(page, "bystander")
    steps.press(page, "graduate", "outcome.graduate_done")
    expect(steps.status(page, "graduated")).to_be_visible()
    expect(steps.button(page, "claim")).to_be_disabled()

    steps.act_as(page, "supporter")
    steps.press(page, "claim", "outcome.claim_done")
    expect(steps.button(page, "claim")).to_be_disabled()
    steps.go(page, "trade")
    expect(steps.keyed(page, "swap_amount")).to_be_visible()


def test_failed_raise_pays_the_principal_back(page: Page):
    launched(page)
    steps.act_as(page, "supporter")
    steps.buy(page, 20_000)
    steps.holds(page, "307,680 FLOCK")
    steps.forward(page, "end")
    expect(steps.status(page, "failed")).to_be_visible()

    steps.open_tab(page, "offering.tab_act")
    expect(steps.button(page, "graduate")).to_be_disabled()
    expect(steps.button(page, "claim")).to_be_disabled()
    steps.press(page, "redeem", "outcome.redeem_done")
    # 20,000 less the platform fee of 1.5%.
    steps.holds(page, "327,380 FLOCK")
    expect(steps.button(page, "redeem")).to_be_disabled()
    steps.go(page, "trade")
    expect(steps.main(page)).to_contain_text(saying("trade.closed_failed", name="Q Mini"))


def test_test_flock_makes_a_new_account_that_can_buy(page: Page):
    launched(page)
    steps.get_flock(page, "newcomer", 5_000)
    steps.holds(page, "5,000.00 FLOCK")
    steps.buy(page, 5_000)
    steps.holds(page, "0.00 FLOCK")
