"""The economy after a launch: held to the core's own settlements, and to what must be so."""

from dataclasses import replace

import numpy as np
import pytest

from fomo_core.errors import InvalidInput
from fomo_core.offering import divide_at_graduation
from fomo_core.pool import amount_out
from fomo_core.revenue import income, route
from fomo_core.simulation.engines.revenue import MONTH_DAYS, revenue_of
from fomo_core.simulation.forecast import Economy, Usage, economy_of, forecast, opening
from fomo_core.simulation.start import offering_of
from fomo_core.simulation.work.stopping import Cancelled
from fomo_core.units import USD, WAD
from tests.simulation.settings import launch

STILL = Usage(36_500 * MONTH_DAYS / 365, 0.0, 0.0)


def test_the_pool_opens_as_the_core_divides_the_raise():
    start = launch()
    principal = start.maximum_target
    division = divide_at_graduation(offering_of(start), principal, start.target_sale, start.parameters)
    found = opening(start, principal / WAD)
    assert found.flock == pytest.approx(division.liquidity_flock / WAD)
    assert found.tokens == pytest.approx(division.liquidity_tokens / WAD)
    assert found.supply == pytest.approx((start.parameters.total_supply - division.unsold_burned) / WAD)


def test_certain_usage_buys_back_what_the_core_buys_back_day_by_day():
    start = launch()
    pool, economy = opening(start, 300_000), economy_of(start, STILL)
    made = forecast(pool, economy, start.parameters, 30, 3)
    flock, tokens, burned = int(pool.flock * WAD), int(pool.tokens * WAD), 0
    earned = income(100 * USD, start.model.cost_bps, start.parameters.flock_price)
    parts = route(earned.flock, start.parameters)
    for day in range(1, 31):
        out = amount_out(parts.model_buyback, flock, tokens, start.parameters.pool_fee_bps)
        flock, tokens, burned = flock + parts.model_buyback, tokens - out, burned + out
        assert made.bands["price"].values[2, day] == pytest.approx(flock / tokens, rel=1e-9)
        assert made.bands["supply"].values[2, day] == pytest.approx(pool.supply - burned / WAD, rel=1e-9)
    assert made.bands["flock_burned"].values[2, 30] == pytest.approx(30 * parts.network_buyback / WAD)
    assert made.bands["operator_reward"].values[2, 30] == pytest.approx(30 * parts.operator_reward / WAD)


def test_mean_revenue_grows_as_the_growth_says():
    start = launch()
    economy = economy_of(start, Usage(1_000, 0.1, 0.3))
    made = forecast(opening(start, 200_000), economy, start.parameters, 365, 5_000)
    assert made.bands["revenue_flock"].values.shape == (5, 366)
    assert (np.diff(made.bands["supply"].values, axis=1) <= 0).all()
    assert (np.diff(made.bands["price"].values, axis=1) >= 0).all()


def test_the_first_month_brings_what_is_said_of_it_and_each_month_grows_on_that():
    start, days = launch(), 365
    economy = replace(economy_of(start, Usage(500, 1.0, 0.0)), cost_share=0.0, flock_price=1.0)
    revenue = forecast(opening(start, 200_000), economy, start.parameters, days, 3).bands["revenue_flock"]
    by_month = np.interp(np.arange(4) * MONTH_DAYS, np.arange(days + 1), revenue.values[2])
    assert np.diff(by_month) == pytest.approx([500, 1_000, 2_000], rel=0.01)


def test_half_of_the_flock_prices_lie_above_the_first_one_however_far_they_stray():
    economy = replace(economy_of(launch(), Usage(3_650, 0.0, 0.0)), cost_share=0.0, flock_price_spread=2.0)
    by_day = revenue_of(economy, 365, 4_000, np.random.default_rng(1))
    first = 3_650 / MONTH_DAYS / economy.flock_price
    assert np.mean(by_day[:, -1] < first) == pytest.approx(0.5, abs=0.03)


def test_months_until_a_share_is_burned():
    start = launch()
    made = forecast(opening(start, 200_000), economy_of(start, Usage(50_000)), start.parameters)
    early, late = made.months_until(0.01), made.months_until(0.05)
    assert early.mean < late.mean <= 12
    assert made.months_until(0.99) is None


def test_no_usage_changes_nothing():
    start = launch()
    made = forecast(opening(start, 200_000), economy_of(start, Usage(0)), start.parameters, 10, 5)
    assert np.ptp(made.bands["price"].values) == pytest.approx(0)
    assert made.months_until(0.01) is None


def test_the_same_seed_gives_the_same_bands_and_work_can_be_cancelled():
    start = launch()
    pool, economy = opening(start, 200_000), replace(economy_of(start, Usage(100)), flock_price_spread=0.5)
    first, again = (forecast(pool, economy, start.parameters, 20, 500, 3) for _ in range(2))
    assert np.array_equal(first.bands["price"].values, again.bands["price"].values)
    with pytest.raises(Cancelled):
        forecast(pool, economy, start.parameters, cancel=lambda: True)


@pytest.mark.parametrize("usage", [(-1,), (float("nan"),), (1, -1.5), (1, 0, -0.1), ("much",)])
def test_usage_out_of_range_is_refused(usage):
    with pytest.raises(InvalidInput, match="must be a number from"):
        Usage(*usage)


def test_shares_above_the_whole_are_refused():
    with pytest.raises(InvalidInput, match="exceed 100%"):
        Economy(STILL, 0.5, 0.6, 0.3, 0.2, 0.04)


def test_a_raise_that_fails_has_no_pool():
    with pytest.raises(InvalidInput, match="The principal FLOCK must be a number"):
        opening(launch(), 10)
