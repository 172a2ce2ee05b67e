"""What accounts have at stake, against integers worked out by hand."""

from __future__ import annotations

import pytest

from fomo_core import commands as cmd
from fomo_core import events as ev
from fomo_core import presets
from fomo_core.backends.sandbox import Sandbox
from fomo_core.display import format as f
from fomo_core.display.ownership import holdings, stakes
from fomo_core.display.text import plain, t
from fomo_core.units import WAD
from tests.builders import ISSUER, MEDIUM, SMALL, SUPPORTER, bare_offering
from tests.display.rows import histories_of, past_of, value
from tests.pages.states import STATES

MAINNET = presets.load("mainnet")


def holding(box: Sandbox, account: str) -> holdings.Holding:
    return next(h for h in held_by(box, account) if h.offering.key == "qmini")


def held_by(box: Sandbox, account: str) -> list[holdings.Holding]:
    return holdings.stakes_of(box.world, histories_of(box), account, box.head().now)


@pytest.mark.parametrize("name", ["live", "succeeded"])
def test_without_a_pool_a_stake_is_no_money_yet_only_what_would_come_back(name):
    held = holding(STATES[name](), SUPPORTER)
    assert held.owned == held.claim > 0
    assert (held.sold_now, held.all_sold, held.profit, held.profit_all) == (None, None, None, None)
    assert held.back == held.offering.principal[SUPPORTER]
    rows = stakes.portfolio_rows([held], 0)
    for key in ("sold_now", "all_sold", "profit"):
        assert value(rows, f"portfolio.{key}") == plain("portfolio.no_pool")


def test_a_live_stake_cost_all_that_was_paid_and_only_principal_would_come_back():
    held = holding(STATES["live"](), SUPPORTER)
    # 100 FLOCK at second 30: a tax of 69%.
    assert (held.position.basis, held.back) == (100 * WAD, 31 * WAD)


def test_launch_fee_and_creator_fees_are_the_issuers_own_lines_and_in_no_profit():
    box = STATES["claimed"]()
    fee = box.protocol.parameters.launch_fee
    held = held_by(box, ISSUER)
    (stake,) = held
    assert stake.profit == stake.position.basis == 0
    assert stake.position.launch_fee == fee
    income = f.flock(stake.position.income)
    assert stakes.issuer_lines(held) == plain("portfolio.issuer", fee=f.flock(fee), income=income)
    assert stakes.issuer_lines(held_by(box, SUPPORTER)) == ""


def test_in_a_failed_raise_a_stake_is_its_principal_and_the_allocation_is_void():
    held = holding(STATES["failed"](), SUPPORTER)
    assert held.sold_now == held.all_sold == held.back == held.offering.principal[SUPPORTER] > 0
    assert held.profit == held.profit_all == held.back - held.position.paid < 0
    assert held.claim == 0


def test_after_redeeming_the_loss_is_what_tax_and_fees_took():
    before, after = holding(STATES["failed"](), SUPPORTER), holding(STATES["redeemed"](), SUPPORTER)
    assert after.sold_now == after.back == after.claim == 0
    assert after.profit == before.profit < 0


def test_after_graduation_a_stake_is_what_a_sale_of_it_really_pays():
    box = STATES["claimed"]()
    held = holding(box, SUPPORTER)
    sale = box.quote(cmd.Swap(SUPPORTER, "qmini", "token", held.tokens)).events[0]
    assert held.sold_now == sale.amount_out
    assert held.profit == sale.amount_out - held.position.paid
    assert held.back == 0
    marked = held.owned * held.offering.pool_flock // held.offering.pool_tokens
    assert held.sold_now < marked
    assert holding(STATES["graduated"](), SUPPORTER).sold_now == held.sold_now


def test_a_full_raise_is_a_loss_for_all_its_supporters_together():
    """Six accounts fill a raise of 300,000; no screen may call their stakes more than the pool holds."""
    box = Sandbox(MAINNET)
    box.submit(cmd.Fund(ISSUER, 10**6 * WAD))
    box.submit(cmd.Launch(ISSUER, "qmini", SMALL, "Q", "QMINI"))
    box.advance(98 * 60)
    accounts = [f"supporter {number}" for number in range(6)]
    for account in accounts:
        box.submit(cmd.Fund(account, 10**6 * WAD))
        box.submit(cmd.Buy(account, "qmini", 52_000 * WAD))
    each = [holding(box, account) for account in accounts]
    pool = each[0].offering.pool_flock
    assert pool == 180_000 * WAD
    assert sum(stake.all_sold for stake in each) < pool
    assert sum(stake.profit_all for stake in each) < -(300_000 * WAD - pool)
    together = stakes.sold_together([each[0].offering], MAINNET.parameters)
    assert len(together) == 1
    assert f.flock(sum(stake.all_sold for stake in each) + 5) in together[0]


def test_a_sale_realises_its_proceeds_less_its_share_of_the_cost():
    before, after = STATES["claimed"](), STATES["swapped"]()
    sold = next(e.event for e in after.events() if isinstance(e.event, ev.Swapped))
    held, cost = holding(after, SUPPORTER), holding(before, SUPPORTER).position.basis
    tokens = before.world.offerings["qmini"].tokens[SUPPORTER]
    removed = cost * sold.amount_in // tokens
    assert held.tokens == tokens - sold.amount_in
    assert (held.position.realised, held.position.basis) == (sold.amount_out - removed, cost - removed)
    assert held.profit == held.sold_now + sold.amount_out - cost


@pytest.mark.parametrize("name", [name for name in STATES if name != "empty"])
def test_the_portfolio_is_every_stake_and_its_rows_their_sums(name):
    box = STATES[name]()
    for account in box.world.accounts():
        held = held_by(box, account)
        assert len(held) == (account in past_of(box).positions)
        rows = stakes.portfolio_rows(held, 7 * WAD)
        assert value(rows, "portfolio.flock") == "7.00"
        assert value(rows, "portfolio.back") == f.number(sum(h.back for h in held))
        known = [h.sold_now for h in held if h.sold_now is not None]
        assert value(rows, "portfolio.sold_now") == (
            f.number(sum(known)) if known else plain("portfolio.no_pool")
        )


@pytest.mark.parametrize("name", [name for name in STATES if name != "empty"])
def test_holders_are_everybody_with_tokens_the_largest_first(name):
    box = STATES[name]()
    offering = box.world.offerings["qmini"]
    held = holdings.holders(offering)
    amounts = [amount for _, amount in held]
    assert amounts == sorted(amounts, reverse=True)
    assert holdings.held_tokens(held) == sum(offering.tokens.values()) + sum(offering.claims.values())
    assert all(amounts)


def test_concentration_is_the_share_of_the_three_largest():
    held = [("a", 40), ("b", 30), ("c", 20), ("d", 10)]
    assert holdings.concentration(held) == "90.0%"
    assert holdings.concentration([]) == "0%"


def test_a_raise_that_nobody_graduated_in_time_is_its_principal_until_somebody_does():
    box = STATES["succeeded"]()
    box.advance(box.protocol.parameters.graduation_window_s)
    held = holding(box, SUPPORTER)
    assert held.sold_now == held.all_sold == held.back > 0
    assert held.claim > 0
    box.submit(cmd.Graduate(SUPPORTER, "qmini"))
    assert holding(box, SUPPORTER).back == 0


def test_a_seller_is_told_what_all_of_it_would_bring_alone_and_with_everybody():
    box = STATES["claimed"]()
    offering = box.world.offerings["qmini"]
    held = holding(box, SUPPORTER)
    said = stakes.if_sold(offering, SUPPORTER, box.protocol.parameters)
    amounts = {"alone": f.flock(held.sold_now), "everybody": f.flock(held.all_sold)}
    assert said == t("swap.if_sold", tokens=f.tokens(held.owned, "QMINI"), **amounts)
    assert stakes.if_sold(offering, "stranger", box.protocol.parameters) == ""
    live = STATES["live"]().world.offerings["qmini"]
    assert stakes.if_sold(live, SUPPORTER, box.protocol.parameters) == ""


# --- a launchpad that is only read ---


@pytest.mark.parametrize("name", ["failed", "redeemed", "succeeded"])
def test_where_only_raises_are_told_nothing_is_claimed_of_what_came_after(name):
    box = STATES[name]()
    box.advance(box.protocol.parameters.graduation_window_s)
    offering, now = box.world.offerings["qmini"], box.head().now
    held = holdings.stakes_of(box.world, histories_of(box), SUPPORTER, now, only_raises=True)
    (stake,) = held
    assert (stake.sold_now, stake.all_sold, stake.profit, stake.profit_all, stake.back) == (None,) * 5
    rows = stakes.portfolio_rows(held, 0)
    for key in ("sold_now", "all_sold", "profit", "back"):
        assert value(rows, f"portfolio.{key}") == plain("portfolio.unknown")
    assert stakes.closure_reason(offering, now, True) == t(
        "offering.closed_unknown", raised=f.flock(offering.raised)
    )
    position, parameters = past_of(box).position(SUPPORTER), box.protocol.parameters
    said = stakes.redeem_about(offering, SUPPORTER, position, now, parameters, True)
    assert said == t("outcome.redeem_unknown")


def test_a_raise_that_is_open_is_told_of_alike_everywhere():
    box = STATES["live"]()
    now, histories = box.head().now, histories_of(box)
    told = holdings.stakes_of(box.world, histories, SUPPORTER, now, only_raises=True)
    assert told == holdings.stakes_of(box.world, histories, SUPPORTER, now)
    assert stakes.closure_reason(box.world.offerings["qmini"], now, True) == t("offering.closed_live")


# --- a raise that is over ---


def redeem_about(name: str, account: str) -> str:
    box = STATES[name]()
    offering, position = box.world.offerings["qmini"], past_of(box).position(account)
    return stakes.redeem_about(offering, account, position, box.head().now, box.protocol.parameters)


def test_somebody_who_took_principal_back_is_told_how_much_and_what_is_gone():
    position = past_of(STATES["redeemed"]()).position(SUPPORTER)
    back, kept = f.flock(position.received), f.flock(position.paid - position.received)
    said = redeem_about("redeemed", SUPPORTER)
    assert said == t("outcome.redeem_taken", account=SUPPORTER, flock=back, kept=kept)
    assert "0.00" not in back


def test_before_redeeming_what_there_is_is_named_and_a_stranger_has_nothing():
    principal = STATES["failed"]().world.offerings["qmini"].principal[SUPPORTER]
    owed = t("outcome.redeem_failed", account=SUPPORTER, flock=f.flock(principal))
    assert redeem_about("failed", SUPPORTER) == owed
    for name in ("failed", "redeemed"):
        assert redeem_about(name, "stranger") == t("outcome.redeem_never", account="stranger")
    assert redeem_about("graduated", SUPPORTER) == t("outcome.redeem_graduated")


def test_a_failed_raise_that_is_settled_says_so():
    box = STATES["redeemed"]()
    offering, now = box.world.offerings["qmini"], box.head().now
    assert stakes.closure_reason(offering, now) == t(
        "offering.closed_settled", flock=f.flock(offering.raised)
    )
    for name in ("failed", "succeeded", "graduated"):
        box = STATES[name]()
        said = stakes.closure_reason(box.world.offerings["qmini"], box.head().now)
        assert said == t(f"offering.closed_{name}")
    empty = bare_offering(MAINNET, MEDIUM)
    assert stakes.closure_reason(empty, empty.end) == t("offering.closed_failed")
