"""Usage in USD, its cost, and where the rest goes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fomo_core.errors import OutOfRange
from fomo_core.revenue import Buyback, Income, Routing, income, route, usage_that_burns, usage_usd
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


#: A pool of 180,000 FLOCK and 200,000 tokens, 40% of the revenue bought back, FLOCK at 0.0388 USD.
BUYBACK = Buyback(6_000, 4_000, 3_880_000, 180_000 * WAD, 200_000 * WAD, 30)


@given(
    st.integers(1, 200_000 * WAD),
    st.sampled_from([0, 6_000, 8_000, 9_500, 9_999]),
    st.integers(1, 10**12),
    st.integers(1, 10**24),
)
def test_the_usage_that_burns_so_much_is_the_least_one(tokens, cost_bps, price, flock):
    buyback = BUYBACK._replace(cost_bps=cost_bps, flock_price=price, pool_flock=flock)
    usage = usage_that_burns(tokens, buyback)
    if usage is None:
        # The pool can't pay out all that it holds.
        assert buyback.burned(2**127) < tokens
    else:
        assert buyback.burned(usage) >= tokens
        assert buyback.burned(usage - 1) < tokens


@pytest.mark.parametrize(("cost_bps", "dollars"), [(6_000, 2_304.28), (8_000, 4_608.56), (9_500, 18_434.25)])
def test_one_hundredth_of_the_supply_takes_more_usage_the_more_serving_costs(cost_bps, dollars):
    usage = usage_that_burns(10_000 * WAD, BUYBACK._replace(cost_bps=cost_bps))
    assert usage / USD == pytest.approx(dollars, abs=0.005)


@pytest.mark.parametrize(
    "nothing", [{"cost_bps": 10_000}, {"buyback_bps": 0}, {"pool_flock": 0}, {"pool_tokens": 5_000 * WAD}]
)
def test_where_nothing_is_bought_back_no_usage_burns_anything(nothing):
    assert usage_that_burns(10_000 * WAD, BUYBACK._replace(**nothing)) is None


def test_a_settlement_burns_what_the_rules_burn():
    parts = route(income(20 * USD, 6_000, 3_880_000).flock, parameters())
    spent = parts.model_buyback * 9_970
    assert BUYBACK.burned(20 * USD) == spent * 200_000 * WAD // (180_000 * WAD * 10_000 + spent)
