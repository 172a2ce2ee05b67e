"""The closed form: against itself on a finer grid, and against cases that need no computer."""

from math import exp, factorial, lgamma

import numpy as np
import pytest

from fomo_core.errors import InvalidInput
from fomo_core.simulation import closed_form
from fomo_core.simulation.demand import Arrivals, Demand, Sizes, Whales
from fomo_core.simulation.ensemble import FAILED, MAXIMUM, MINIMUM, preview
from fomo_core.simulation.sums import transform
from fomo_core.simulation.sums.normal import normal_cdf
from fomo_core.simulation.sweep import sweep
from fomo_core.units import WAD
from tests.simulation.settings import BLIND, ELASTIC, STEADY, launch

NONE = Whales()


@pytest.mark.parametrize("name", BLIND)
def test_the_error_that_it_names_holds_against_a_far_finer_grid(name):
    start, demand = launch(), BLIND[name]
    found, streams = closed_form.odds(start, demand), closed_form.streams_of(start, demand)
    room, need = ((goal - start.raised) / WAD for goal in (start.maximum_target, start.minimum_target))
    grid = transform.Grid(room / 2**18, 2**18 + 2)
    finer = transform.summed([transform.sized(stream) for stream in streams], grid)
    failed, filled = (transform._below(level, finer, grid.cell) for level in (need, room))
    assert abs(found.failed - failed) <= found.error
    assert abs(found.maximum - (1 - filled)) <= found.error
    assert found.holds


def steady(number, median, spread, whales=NONE):
    return Demand(Arrivals("steady", number), Sizes(median, spread), whales)


@pytest.mark.parametrize(
    "demand",
    {
        "many alike": steady(3571, 30, 0.0),
        "fewer alike": steady(178.6, 600, 0.0),
        "nearly alike": steady(178.6, 600, 1e-3),
        "lumps": steady(178.6, 600, 0.01),
        "many nearly alike": steady(3571, 30, 0.01),
        "alike and whales alike": steady(150, 600, 0.0, Whales(1, 25_000, 0.0)),
        "alike and whales that differ": steady(150, 600, 0.0, Whales(1, 25_000, 0.5)),
        "whales alone": steady(0, 1, 0.0, Whales(3, 50_000, 0.02)),
        "all in the tax window": Demand(Arrivals("front_loaded", 600, 1, 1.0), Sizes(600, 0.0)),
        "many tiny ones": steady(20_000, 5, 0.2),
    }.items(),
    ids=lambda item: item[0],
)
def test_runs_lie_within_the_error_that_it_states(demand):
    start, runs = launch(first_buy=0), 5_000
    found, made = closed_form.odds(start, demand[1]), preview(start, demand[1], runs, 3, tracked=0)
    for outcome, share in ((FAILED, found.failed), (MINIMUM, found.minimum), (MAXIMUM, found.maximum)):
        spread = np.sqrt(share * (1 - share) / runs) + 1e-4
        assert abs(np.mean(made.outcome == outcome) - share) <= 4 * spread + found.error


@pytest.mark.parametrize(("number", "median"), [(3571, 30), (178.6, 600)])
def test_equal_sizes_are_counted_and_so_exact(number, median):
    start, demand = launch(first_buy=0, tax_start_bps=150), steady(number, median, 0.0)
    enough = int(np.ceil(105_000 / (0.985 * median)))
    logs = np.array([n * np.log(number) - number - lgamma(n + 1) for n in range(enough)])
    found = closed_form.odds(start, demand)
    assert found.failed == pytest.approx(float(np.exp(logs).sum()), abs=1e-7)
    assert found.error < 1e-6


def test_a_sum_that_meets_a_target_exactly_reaches_it():
    start = launch(first_buy=0, tax_start_bps=150, protocol_fee_bps=0, creator_fee_bps=0)
    demand = steady(10, 10_500, 0.0)
    found, made = closed_form.odds(start, demand), preview(start, demand, 20_000, 3, tracked=0)
    nine = sum(exp(-10) * 10**k / factorial(k) for k in range(10))
    assert start.parameters.platform_fee_bps == 0
    assert abs(np.mean(made.outcome == FAILED) - found.failed) < 0.02
    assert abs(found.failed - nine) < 0.02


def test_where_the_grid_can_not_resolve_a_demand_it_does_not_hold_and_is_not_used():
    start, demand = launch(first_buy=0), steady(3571, 30, 0.01)
    assert not closed_form.odds(start, demand).holds
    assert closed_form.exact_odds(start, demand) is None
    swept, drawn = (
        sweep([(start, demand)], 500, 3, ("failed",), engine=engine, workers=0)
        for engine in ("auto", "numpy")
    )
    assert np.array_equal(swept.values, drawn.values)
    assert swept.errors[0, 0] > 0.01
    assert swept.drawn.all()
    assert not sweep([(start, STEADY)], 500, 3, ("failed",), workers=0).drawn.any()


def test_a_first_buy_that_fills_the_raise_leaves_nothing_to_chance():
    enough = 304_568_527_918_781_725_888_325 + 1
    start = launch(first_buy=enough, first_buy_cap_bps=10_000)
    assert start.raised == start.maximum_target
    assert closed_form.odds(start, STEADY)[:4] == (0, 0, 1, 0)
    for engine in ("numpy", "compiled"):
        made = preview(start, STEADY, 100, engine=engine)
        assert (made.outcome == MAXIMUM).all()
        assert (made.raised == start.maximum_target / WAD).all()
        assert not made.maximum_at.any()


def test_a_raise_that_has_its_minimum_can_not_fail():
    start = launch(first_buy=108_000 * WAD)
    assert start.raised > start.minimum_target
    assert closed_form.odds(start, steady(20, 600, 0.0)).failed == 0
    assert closed_form.odds(start, steady(0, 600, 0.0))[:3] == (0, 1, 0)


def test_equal_sizes_are_a_plain_poisson_count():
    start = launch(first_buy=0, tax_start_bps=150)
    demand = Demand(Arrivals("steady", 3), Sizes(60_000, 0))
    # 105,000 FLOCK need two purchases, 300,000 need six.
    poisson = [exp(-3) * 3**k / factorial(k) for k in range(6)]
    found = closed_form.odds(start, demand)
    assert found.failed == pytest.approx(sum(poisson[:2]), abs=1e-6)
    assert found.maximum == pytest.approx(1 - sum(poisson), abs=1e-6)


def test_the_odds_add_up_and_the_distribution_rises():
    found = closed_form.odds(launch(), BLIND["early"])
    assert found.failed + found.minimum + found.maximum == pytest.approx(1)
    assert (np.diff(found.cdf) >= -1e-9).all()


@pytest.mark.parametrize("demand", [Demand(Arrivals("steady", 0)), Demand(sizes=Sizes(0, 1))])
def test_nobody_or_nothing_fails_for_sure(demand):
    assert closed_form.odds(launch(), demand)[:3] == (1, 0, 0)


def test_huge_sizes_leave_only_the_odds_of_nobody():
    found = closed_form.odds(launch(), Demand(Arrivals("steady", 2), Sizes(1e12, 1)))
    assert found.failed == pytest.approx(exp(-2), abs=1e-3)
    assert found.maximum == pytest.approx(1 - exp(-2), abs=1e-3)


def test_demand_that_looks_at_the_price_is_refused():
    with pytest.raises(InvalidInput, match="ignores the price"):
        closed_form.odds(launch(), ELASTIC)


def test_the_normal_distribution_is_right():
    assert normal_cdf(np.array([0.0, 1.96, -1.96, 40.0, -40.0])) == pytest.approx(
        [0.5, 0.9750021048517795, 0.0249978951482205, 1.0, 0.0], abs=1e-12
    )
