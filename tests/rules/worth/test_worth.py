"""What a sale brings and what a trade gives up: orders that always hold, and levels at their borders."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fomo_core import presets, worth
from fomo_core.curve import Price
from fomo_core.offering import divide_at_graduation
from fomo_core.pool import amount_out
from fomo_core.units import BPS, WAD
from tests.builders import LINEAR, MEDIUM, bare_offering, minimal, parameters
from tests.pages.states import STATES

FEE_BPS = 30
AMOUNTS = st.integers(1, 10**30)
POOLS = st.builds(worth.Pool, AMOUNTS, AMOUNTS, st.sampled_from([0, FEE_BPS, 1_000]))
POOL = worth.Pool(600_000 * WAD, 80_000 * WAD, FEE_BPS)


@given(POOLS, AMOUNTS, AMOUNTS)
def test_the_last_gets_least_and_the_marked_value_is_more_than_any_sale(pool, tokens, others):
    everything = tokens + others
    last = worth.after_others(tokens, everything, 100, pool)
    fair = worth.everybody(tokens, everything, pool)
    # Rounding takes up to a wei at each of its steps.
    assert last <= fair + 2
    assert fair <= worth.alone(tokens, pool) <= worth.market_value(tokens, pool)


@given(POOLS, st.lists(AMOUNTS, min_size=1, max_size=6))
def test_what_everybody_gets_adds_up_to_the_one_sale_of_all(pool, holders):
    everything = sum(holders)
    shares = [worth.everybody(tokens, everything, pool) for tokens in holders]
    assert 0 <= worth.alone(everything, pool) - sum(shares) < len(holders)


def test_where_there_is_no_pool_nothing_can_be_got():
    nothing = worth.Pool(0, 0, FEE_BPS)
    assert worth.alone(WAD, nothing) == worth.everybody(WAD, 2 * WAD, nothing) == 0
    assert worth.market_value(WAD, nothing) == worth.everybody(0, 0, POOL) == 0
    assert worth.pool_of(bare_offering(minimal(), MEDIUM), parameters()) is None


def test_a_pool_is_known_before_it_opens():
    box = STATES["graduated"]()
    offering = box.world.offerings["qmini"]
    opened = worth.pool_at_graduation(offering, offering.raised, box.protocol.parameters)
    assert opened == worth.pool_of(offering, box.protocol.parameters)


def test_sellable_are_balances_and_open_claims_and_nothing_else():
    offering = STATES["swapped"]().world.offerings["qmini"]
    offering.claims["late"], offering.tokens["unseen"] = 7 * WAD, -5
    held = sum(amount for amount in offering.tokens.values() if amount > 0)
    assert worth.sellable(offering) == held + sum(offering.claims.values())


@pytest.mark.parametrize(
    ("got", "level"),
    [(9_501, 0), (9_500, 1), (8_001, 1), (8_000, 2), (5_001, 2), (5_000, 3), (0, 3)],
)
def test_a_level_begins_at_its_loss_exactly(got, level):
    assert worth.Kept(got * 10**40, 10**44).level == level


@pytest.mark.parametrize(("got", "below"), [(9_500, 0), (8_000, 1), (5_000, 2)])
def test_one_unit_less_lost_stays_below_a_level(got, below):
    assert worth.Kept(got * 10**40 + 1, 10**44).level == below


def test_a_trade_of_nothing_loses_nothing():
    assert worth.Kept(0, 0).level == 0


@given(st.integers(10**6, 10**30), st.integers(10**6, 10**30), st.sampled_from(worth.IMPACT_LEVELS_BPS))
def test_the_largest_trade_below_a_level_is_the_closed_forms(flock, tokens, bps):
    """x = T (1/(1-i) - 1/f), to the few wei that rounding moves."""

    def kept(amount: int) -> worth.Kept:
        return worth.kept_in_pool(amount, amount_out(amount, tokens, flock, FEE_BPS), tokens, flock)

    found = worth.largest_below(bps, kept, tokens * 2)
    assert not kept(found).loses(bps)
    assert kept(found + 1).loses(bps)
    exact = tokens * 10_000 * (bps - FEE_BPS) // ((10_000 - bps) * (10_000 - FEE_BPS))
    assert found <= exact + 1


def test_4_96_percent_of_the_pool_stay_below_5_percent():
    def kept(amount: int) -> worth.Kept:
        return worth.kept_in_pool(amount, worth.alone(amount, POOL), POOL.tokens, POOL.flock)

    assert worth.largest_below(500, kept, POOL.tokens) * 10_000 // POOL.tokens == 496
    assert worth.largest_below(500, kept, WAD) == WAD


def test_a_purchase_in_a_raise_is_measured_against_the_curves_price_before_it():
    # From 0 at a virtual reserve of 500,000: n of principal lose n / (500,000 + n).
    curve = bare_offering(minimal(), MEDIUM).curve
    reserve = curve.virtual_flock
    for part, level in ((20, 0), (18, 1), (3, 2), (1, 3)):
        net = reserve // part
        kept = worth.kept_on_curve(curve.spot_price(0), net, curve.sold(net))
        assert kept.level == level
    assert worth.kept_on_curve(Price(1, 1), 100, 95).level == 1


@pytest.mark.parametrize(
    ("tax_bps", "level"), [(150, 0), (650, 0), (651, 1), (2_000, 1), (2_001, 2), (9_900, 2)]
)
def test_a_tax_warns_above_fees_and_five_percent_and_alarms_above_twenty(tax_bps, level):
    assert worth.tax_level(tax_bps, parameters()) == level


# --- where a pool opens ---


@pytest.mark.parametrize("preset", presets.names())
def test_the_shipped_models_pools_open_at_the_curves_last_price(preset):
    protocol = presets.load(preset)
    assert {worth.opening_premium_bps(m, protocol.parameters) for m in protocol.models.values()} == {0}


@given(
    raised=st.integers(0, 10**6),
    bucket=st.sampled_from([1, 1_000, 60_000, 80_000, 90_000, 133_334]),
    model=st.sampled_from([MEDIUM, LINEAR]),
    share=st.sampled_from([1_000, 6_000, 10_000]),
)
def test_no_pool_opens_further_above_the_last_price_than_is_said(raised, bucket, model, share):
    p = parameters(
        liquidity_tokens=bucket * WAD, treasury_tokens=(300_000 - bucket) * WAD,
        liquidity_flock_bps=share, incentives_flock_bps=0,
    )  # fmt: skip
    protocol = presets.load("mainnet")._replace(parameters=p)
    limits = protocol.models[model]
    raised = limits.minimum_target + raised * (limits.maximum_target - limits.minimum_target) // 10**6
    offering = bare_offering(protocol, model, raised)
    divided = divide_at_graduation(offering, raised, offering.sold, p)
    price = offering.curve.spot_price(raised)
    said = worth.opening_premium_bps(limits, p)
    opens, last = divided.liquidity_flock * price.tokens, divided.liquidity_tokens * price.flock
    # A pool's tokens round down: one of them more would open it at or below what is said.
    assert opens * BPS <= (last + price.flock) * (BPS + said)


def test_a_pool_whose_bucket_is_half_of_what_it_needs_opens_at_twice_the_price():
    p = parameters(liquidity_tokens=40_000 * WAD, treasury_tokens=260_000 * WAD)
    model = presets.load("mainnet").models[MEDIUM]._replace(minimum_target=10**6 * WAD)
    assert worth.opening_premium_bps(model, p) == BPS


def test_a_pool_without_a_bucket_has_no_price():
    p = parameters(liquidity_tokens=0, treasury_tokens=300_000 * WAD)
    assert worth.opening_premium_bps(presets.load("mainnet").models[MEDIUM], p) is None
