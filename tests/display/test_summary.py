"""Rows and holdings against integers worked out by hand."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fomo_core import commands as cmd
from fomo_core import events as ev
from fomo_core import presets
from fomo_core.backends.sandbox import Sandbox
from fomo_core.display import format as f
from fomo_core.display import prices, summary
from fomo_core.display.acts import quotes
from fomo_core.display.text import plain
from fomo_core.offering import Offering
from fomo_core.parameters import CURVES, TAX_READINGS
from fomo_core.revenue import income, route
from fomo_core.units import WAD
from tests.builders import CALM_S, ISSUER, LINEAR, MEDIUM, SMALL, SUPPORTER, bare_offering, parameters
from tests.display.rows import past_of, value, values
from tests.pages.states import STATES

MAINNET = presets.load("mainnet")


def medium(raised: int = 0) -> Offering:
    """On mainnet, up to 1,000,000 FLOCK: virtual reserves of 500,000 FLOCK and 600,000 tokens."""
    return bare_offering(MAINNET, MEDIUM, raised)


def bought(net: int, tax_bps: int = 150, raised: int = 0) -> tuple[ev.Purchased, Offering]:
    """A purchase of exactly so much principal from a gross that divides evenly."""
    offering = medium(raised)
    gross = net * 10_000 // (10_000 - tax_bps)
    (paid, principal, tax, creator, protocol, refund), tokens = offering.fill_at(gross, tax_bps, parameters())
    return ev.Purchased("qmini", SUPPORTER, paid, principal, tokens, protocol, creator, tax, refund), offering


# --- purchases ---


def test_a_purchase_at_the_platform_fee_line_by_line():
    # 985,000 of 1,000,000 reach the curve: 1% protocol, 0.5% creator. From 0 to 98,500 in a raise of a million.
    event, offering = bought(98_500 * WAD)
    rows = quotes.purchase_rows(event, offering, 150)
    assert value(rows, "quote.pay") == "100,000 FLOCK"
    assert value(rows, "quote.tax") == "0.00 FLOCK"
    assert value(rows, "quote.protocol_fee") == "1,000.00 FLOCK"
    assert value(rows, "quote.creator_fee") == "500.00 FLOCK"
    assert value(rows, "quote.principal") == "98,500.00 FLOCK"
    # sold = 600,000 x 98,500 / 598,500 = 98,746.867...
    assert value(rows, "quote.tokens") == "98,746.86 QMINI"
    # 100,000 / 98,746.867 and 98,500 / 98,746.867
    assert value(rows, "quote.average") == "1.013 FLOCK"
    assert value(rows, "quote.average_net") == "0.9975 FLOCK"
    # The price goes with the square of the FLOCK reserve: (598.5 / 500)^2 = 1.432809
    assert value(rows, "quote.moves") == "+43.28%"
    # n of principal lose n / (virtual + n) to their own size: 98.5 / 598.5 = 16.457...%
    assert value(rows, "quote.impact") == "16.4%"
    assert plain("quote.refund") not in values(rows)


def test_a_purchase_in_the_first_minute_loses_99_percent():
    event, offering = bought(10 * WAD, 9_900)
    rows = quotes.purchase_rows(event, offering, 9_900)
    assert value(rows, "quote.pay") == "1,000.00 FLOCK"
    assert value(rows, "quote.tax") == "975.00 FLOCK"
    assert value(rows, "quote.protocol_fee") == "10.00 FLOCK"
    assert value(rows, "quote.creator_fee") == "5.00 FLOCK"
    assert value(rows, "quote.principal") == "10.00 FLOCK"
    said = plain("quote.if_it_fails", back="10.00 FLOCK", paid="1,000.00 FLOCK", share="1.0%")
    assert quotes.if_it_fails(event) == said


def test_a_partial_fill_names_what_is_not_taken():
    event, offering = bought(985 * WAD, raised=999_015 * WAD + 98_500 * WAD // 100)
    assert event.refund == 1_000 * WAD
    offering = medium(10**6 * WAD - 985 * WAD)
    filled, tokens = offering.fill_at(3_000 * WAD, 150, parameters())
    event = ev.Purchased(
        "qmini", SUPPORTER, filled[0], filled[1], tokens, filled[4], filled[3], filled[2], filled[5]
    )
    assert value(quotes.purchase_rows(event, offering, 150), "quote.refund") == "2,000.00 FLOCK"


@given(st.integers(10**18, 10**24), st.sampled_from([150, 500, 5_000, 9_900]))
def test_the_lines_of_a_purchase_add_up_to_what_is_paid(gross, tax_bps):
    (paid, net, tax, creator, protocol, refund), _ = medium().fill_at(gross, tax_bps, parameters())
    assert paid == net + tax + creator + protocol
    assert paid + refund == gross


# --- prices ---


@pytest.mark.parametrize(("raised", "text"), [(0, "0.8333 FLOCK"), (10**6, "7.500 FLOCK")])
def test_the_price_is_the_curves_during_the_raise(raised, text):
    assert prices.price_text(medium(raised * WAD)) == text


def test_the_price_is_the_pools_after_graduation():
    offering = medium(10**6 * WAD)
    offering.graduated_at, offering.pool_flock, offering.pool_tokens = 0, 600_000 * WAD, 80_000 * WAD
    assert prices.price_text(offering) == "7.500 FLOCK"
    offering.pool_flock *= 2
    assert prices.price_text(offering) == "15.00 FLOCK"


def test_the_price_with_tax_is_what_a_token_really_costs():
    assert prices.taxed_price_text(medium(), 9_900) == "83.33 FLOCK"
    assert prices.taxed_price_text(medium(), 150) == "0.8460 FLOCK"
    assert prices.taxed_price_text(medium(), 10_000) == plain("quote.nothing")


@given(st.integers(0, 10**30), st.integers(0, 10_000))
def test_slippage_rounds_down_and_never_asks_for_more(tokens, bps):
    least = prices.with_slippage(tokens, bps)
    assert least <= tokens
    assert 0 <= tokens * (10_000 - bps) - least * 10_000 < 10_000


# --- the tax clock, the headline ---


@pytest.mark.parametrize(
    ("now", "rate", "to_next", "to_base"),
    [
        (0, "99%", ("98%", "1 min"), "1 h 38 min"),
        (59, "99%", ("98%", "1 s"), "1 h 37 min"),
        (60, "98%", ("97%", "1 min"), "1 h 37 min"),
        (97 * 60, "2%", ("1.5%", "1 min"), "1 min"),
        (98 * 60, "1.5%", None, None),
        (600_000, "1.5%", None, None),
    ],
)
def test_the_tax_clock_counts_down(now, rate, to_next, to_base):
    rows = summary.tax_rows(medium(), now, parameters())
    assert value(rows, "tax.now") == rate
    done = plain("tax.done")
    assert value(rows, "tax.next") == (
        plain("tax.next_value", rate=to_next[0], time=to_next[1]) if to_next else done
    )
    assert value(rows, "tax.base") == (to_base or done)


def test_the_headline_in_four_numbers():
    rows = summary.headline_rows(medium(250_000 * WAD), 600_000)
    # sold = 600,000 x 250,000 / 750,000 = 200,000 of 400,000; price 750,000 / 400,000
    assert value(rows, "headline.raised") == "250,000 FLOCK"
    assert value(rows, "headline.sold") == "50.0%"
    assert value(rows, "headline.price") == "1.875 FLOCK"
    assert value(rows, "headline.left") == "1 h 20 min"
    closed = summary.headline_rows(medium(250_000 * WAD), 604_800)
    assert value(closed, "headline.left") == plain("market.closed")


@pytest.mark.parametrize(
    ("raised", "target", "part"),
    [
        (0, 5, 0),
        (1, 4, 25),
        (5, 5, 100),
        (9, 5, 180),
        (1, 0, 100),
        (105_000 * WAD - 1, 105_000 * WAD, 99),
        (299_900, 300_000, 99),
    ],
)
def test_progress_is_never_more_than_is_reached(raised, target, part):
    assert f.percent_reached(raised, target) == part


# --- the launch ---


def launched(first_buy: int) -> tuple[tuple[ev.Event, ...], Offering]:
    box = Sandbox(MAINNET)
    box.submit(cmd.Fund(ISSUER, 10**6 * WAD))
    events = box.quote(cmd.Launch(ISSUER, "qmini", MEDIUM, "Q", "QMINI", "", first_buy)).events
    return events, Offering.opened(events[0], MAINNET.models[MEDIUM], MAINNET.parameters)


def test_the_launchs_bill_adds_up():
    events, _ = launched(10_000 * WAD)
    rows = quotes.launch_rows(events, MAINNET.parameters)
    assert list(values(rows).values()) == ["32,768.00 FLOCK", "10,000.00 FLOCK", "42,768.00 FLOCK"]
    events, _ = launched(0)
    rows = quotes.launch_rows(events, MAINNET.parameters)
    assert list(values(rows).values()) == ["32,768.00 FLOCK", "0.00 FLOCK", "32,768.00 FLOCK"]


def test_a_first_buys_effects_on_those_who_come_later():
    events, offering = launched(10_000 * WAD)
    rows = quotes.first_buy_rows(events[-1], offering, MAINNET.parameters)
    # 9,850 FLOCK on the curve: 600,000 x 9,850 / 509,850 = 11,591.644...
    assert value(rows, "launch.gets") == "11,591.64"
    assert value(rows, "launch.of_supply") == "1.1%"
    assert value(rows, "launch.of_sale") == "2.8%"
    assert value(rows, "launch.average") == "0.8627 FLOCK"
    # 9.85 / 509.85 = 1.931...%
    assert value(rows, "launch.impact") == "1.9%"
    assert value(rows, "launch.before") == "0.8333 FLOCK"
    # (509.85 / 500)^2 = 1.03978809
    assert value(rows, "launch.after") == "0.8665 FLOCK"
    assert value(rows, "launch.raises") == "+3.98%"


def test_the_cap_is_told_against_the_supply_and_against_the_sale():
    cost = {"tokens": "250,000", "supply": "25.0%", "sale": "62.5%", "flock": "362,582 FLOCK"}
    assert quotes.cap_text(MAINNET.models["deepseek-v4-pro"], MAINNET.parameters) == plain(
        "launch.cap", **cost
    )


def test_a_models_fixed_numbers():
    rows = summary.model_rows(MAINNET.models[MEDIUM], "Medium", MAINNET.parameters)
    assert value(rows, "model.minimum") == "350,000 FLOCK"
    assert value(rows, "model.maximum") == "1,000,000 FLOCK"
    assert value(rows, "model.first_price") == "0.8333 FLOCK"
    assert value(rows, "model.last_price") == "7.500 FLOCK"


@pytest.mark.parametrize("key", MAINNET.models)
def test_the_models_curve_is_that_of_its_launch(key):
    model = MAINNET.models[key]
    assert model.curve in CURVES
    assert summary.model_curve(model, MAINNET.parameters) == bare_offering(MAINNET, key).curve


def test_a_curve_known_to_the_wei_is_shown_as_such():
    model = MAINNET.models[MEDIUM]._replace(virtual_flock=123)
    assert summary.model_curve(model, MAINNET.parameters).virtual_flock == 123


def test_the_supply_is_divided_without_rest():
    parts = summary.distribution(MAINNET.parameters)
    assert sum(amount for _, amount in parts) == 10**6 * WAD
    assert [amount // WAD for _, amount in parts] == [400_000, 200_000, 150_000, 150_000, 100_000]


# --- revenue ---


@given(st.integers(1, 10**18), st.integers(1, 10**12), st.integers(0, 10_000))
def test_a_settlements_dollars_add_up_to_its_net_exactly(usage, price, cost_bps):
    earned = income(usage, cost_bps, price)
    routed = ev.RevenueRouted(
        "q",
        earned.usage_usd,
        earned.cost_usd,
        earned.net_usd,
        price,
        earned.flock,
        *route(earned.flock, parameters()),
        0,
    )
    dollars = summary.routed_usd(routed)
    assert sum(dollars.values()) == earned.net_usd
    assert all(amount >= 0 for amount in dollars.values())
    assert len(dollars) == 4


def test_a_settlements_dollars_follow_the_weights():
    earned = income(1_000 * 10**6, 6_000, 4_000_000)
    assert (earned.cost_usd, earned.net_usd, earned.flock) == (600 * 10**6, 400 * 10**6, 10_000 * WAD)
    routed = ev.RevenueRouted("q", earned.usage_usd, earned.cost_usd, earned.net_usd, 4_000_000, earned.flock,
                              *route(earned.flock, parameters()), 5 * WAD)  # fmt: skip
    assert list(summary.routed_usd(routed).values()) == [160 * 10**6, 80 * 10**6, 100 * 10**6, 60 * 10**6]
    rows = summary.revenue_rows(routed, medium())
    assert value(rows, "revenue.usage") == "1,000.00 USD"
    assert value(rows, "revenue.cost") == "600.00 USD"
    assert value(rows, "revenue.net") == "400.00 USD"
    assert value(rows, "revenue.flock") == "10,000.00 FLOCK"
    assert value(rows, "route.model_buyback") == "4,000.00 FLOCK"
    assert value(rows, "route.network_buyback") == "2,000.00 FLOCK"
    assert value(rows, "route.operator_reward") == "2,500.00 FLOCK"
    assert value(rows, "route.treasury") == "1,500.00 FLOCK"
    assert value(rows, "revenue.burned") == "5.00 QMINI"


def test_a_settlement_of_nothing_divides_nothing():
    routed = ev.RevenueRouted("q", 1, 1, 0, 10**8, 0, 0, 0, 0, 0, 0)
    assert set(summary.routed_usd(routed).values()) == {0}


@pytest.mark.parametrize(
    ("sell", "pays", "gets"),
    [("flock", "100.00 FLOCK", "9.06 QMINI"), ("token", "100.00 QMINI", "499.24 FLOCK")],
)
def test_a_swap_line_by_line(sell, pays, gets):
    offering = medium(10**6 * WAD)
    offering.graduated_at, offering.pool_flock, offering.pool_tokens = 0, 1_000 * WAD, 100 * WAD
    out = {"flock": 9_066_108_938_801_491_315, "token": 499_248_873_309_964_947_421}[sell]
    rows = quotes.swap_rows(ev.Swapped("qmini", SUPPORTER, sell, 100 * WAD, out), offering, parameters())
    assert value(rows, "swap.pay") == pays
    assert value(rows, "swap.get") == gets
    # Price 10 before; 1,100 / 90.934 and 500.751 / 200 after.
    assert value(rows, "swap.moves") == {"flock": "+20.97%", "token": "-74.96%"}[sell]
    # 100 FLOCK would give 10 tokens at that price, 100 tokens 1,000 FLOCK.
    assert value(rows, "swap.impact") == {"flock": "9.3%", "token": "50.0%"}[sell]
    assert value(rows, "swap.average") == {"flock": "11.03 FLOCK", "token": "4.992 FLOCK"}[sell]


def test_the_pool_and_its_buybacks_in_numbers():
    box = STATES["bought_back"]()
    offering, past = box.world.offerings["qmini"], past_of(box)
    rows = summary.pool_rows(offering, past, box.protocol.parameters)
    assert value(rows, "pool.flock") == f.flock(offering.pool_flock)
    rows = summary.buyback_rows(offering, past, box.protocol.parameters)
    assert value(rows, "buyback.burned") == f.share(offering.tokens_burned, 10**24)
    assert value(rows, "buyback.price") != value(rows, "buyback.price_without")


def test_the_pool_opens_at_the_curves_last_price():
    box = STATES["graduated"]()
    offering = box.world.offerings["qmini"]
    rows = summary.pool_rows(offering, past_of(box), box.protocol.parameters)
    last = offering.curve.spot_price(offering.raised)
    assert value(rows, "pool.opened") == f"{f.price(*last)} FLOCK"


# --- stages ---


@pytest.mark.parametrize(
    ("name", "done"),
    [
        ("live", 1),
        ("succeeded", 3),
        ("failed", 3),
        ("redeemed", 3),
        ("graduated", 4),
        ("claimed", 4),
        ("swapped", 5),
        ("bought_back", 7),
    ],
)
def test_each_status_has_its_stages_behind_it(name, done):
    box = STATES[name]()
    assert summary.stages_done(box.world.offerings["qmini"], past_of(box), box.head().now) == done


def test_nothing_chosen_is_no_stage():
    assert summary.stages_done(None, None, 0) == 0


def test_usage_without_a_buyback_is_the_sixth_stage():
    box = STATES["claimed"]()
    box.submit(cmd.RouteRevenue("qmini", 1, 10**16))
    offering = box.world.offerings["qmini"]
    assert offering.tokens_burned == 0
    assert summary.stages_done(offering, past_of(box), box.head().now) == 6


def test_small_helpers_agree_with_the_core():
    event, offering = bought(10 * WAD, 9_900, raised=5 * WAD)
    assert prices.raised_after(offering, event) == 15 * WAD
    assert prices.seconds_since_start(offering, CALM_S) == CALM_S
    assert {SMALL, LINEAR, MEDIUM} <= set(MAINNET.models)


@pytest.mark.parametrize(
    ("preset", "parts"),
    [("mainnet", ("99%", "1%", "1 min", "1.5%")), ("minimal", ("99%", "1%", "1 s", "1.5%"))],
)
def test_the_tax_is_explained_by_its_own_numbers(preset, parts):
    protocol = presets.load(preset)
    told = summary.tax_rows(bare_offering(protocol, SMALL), 5, protocol.parameters)[0].help
    assert all(part in told for part in parts), told


@pytest.mark.parametrize("reading", TAX_READINGS)
def test_every_reading_of_the_tax_is_explained(reading):
    protocol = presets.load("mainnet", {"tax_reading": reading, "tax_start_bps": 5_000})
    assert "50%" in summary.tax_rows(bare_offering(protocol, SMALL), 5, protocol.parameters)[0].help
