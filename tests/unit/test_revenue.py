"""Usage in USD, its cost, and where the rest goes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fomo_core.errors import OutOfRange
from fomo_core.revenue import Income, Routing, income, route, usage_usd
from fomo_core.units import PRICE, USD, WAD
from tests.builders import parameters


def test_usage_counts_per_million_tokens():
    assert usage_usd(2_000_000, 500_000, 150_000, 600_000) == 600_000
    assert usage_usd(1, 0, 999_999, 0) == 0


def test_an_income_becomes_flock_at_the_price():
    assert income(1_000 * USD, 6_000, 4_000_000) == Income(1_000 * USD, 600 * USD, 400 * USD, 10_000 * WAD)


def test_the_cost_rounds_up_and_the_flock_down():
    assert income(1, 1, PRICE)[1:3] == (1, 0)
    assert income(3, 0, 7 * PRICE).flock == 3 * 10**12 // 7


@given(st.integers(0, 10**18), st.integers(0, 10_000), st.integers(1, 10**12))
def test_cost_and_net_add_up_to_the_usage(usage, cost_bps, price):
    earned = income(usage, cost_bps, price)
    assert earned.cost_usd + earned.net_usd == usage
    assert earned.cost_usd * 10_000 >= usage * cost_bps > (earned.cost_usd - 1) * 10_000
    assert earned.flock * price <= earned.net_usd * 10**20 < (earned.flock + 1) * price


@pytest.mark.parametrize(("usage", "price"), [(-1, 1), (1, 0), (1, -1)])
def test_an_impossible_settlement_is_refused(usage, price):
    with pytest.raises(OutOfRange):
        income(usage, 0, price)


def test_nothing_used_earns_nothing():
    assert income(0, 6_000, 1) == (0, 0, 0, 0)


def test_a_settlement_is_routed_40_20_25_15():
    assert route(10_000, parameters()) == Routing(4_000, 2_000, 2_500, 1_500)


@given(st.integers(0, 10**30), st.lists(st.integers(0, 3_333), min_size=3, max_size=3))
def test_all_destinations_add_up(flock, shares):
    names = ("model_buyback_bps", "network_buyback_bps", "operator_reward_bps")
    parts = route(flock, parameters(**dict(zip(names, shares))))
    assert sum(parts) == flock
    assert list(parts[:3]) == [flock * share // 10_000 for share in shares]
    assert parts.treasury >= 0


def test_the_treasury_takes_the_remainder():
    assert route(3, parameters()) == Routing(1, 0, 0, 2)
