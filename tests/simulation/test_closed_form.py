"""The closed form: against itself on a finer grid, and against cases that need no computer."""

from math import exp, factorial

import numpy as np
import pytest

from fomo_core.errors import InvalidInput
from fomo_core.simulation import closed_form
from fomo_core.simulation.demand import Arrivals, Demand, Sizes
from fomo_core.simulation.normal import normal_cdf
from tests.simulation.settings import BLIND, ELASTIC, launch


@pytest.mark.parametrize("name", BLIND)
def test_the_error_that_it_names_holds_against_a_far_finer_grid(name):
    start, demand = launch(), BLIND[name]
    found = closed_form.odds(start, demand)
    finer = closed_form._solve(start, closed_form._streams(start, demand), 2**18)
    for k in range(3):
        assert abs(found[k] - finer[k]) <= found.error


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
