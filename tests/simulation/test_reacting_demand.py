"""Demand that looks at the price: held to the integer core, and to what it must do."""

import numpy as np
import pytest

from fomo_core.simulation.check import offers_of
from fomo_core.simulation.closed_form import odds
from fomo_core.simulation.demand import Arrivals, Demand, Elastic, Sizes, Snipers
from fomo_core.simulation.ensemble import FAILED, MAXIMUM, preview
from fomo_core.units import WAD
from tests.simulation.holding import holds_to_the_core, same_bits_on_any_threads
from tests.simulation.settings import REACTING, SNIPED, STEADY, launch, starts

NOBODY = Arrivals("steady", 0)


@pytest.mark.parametrize("name", starts())
@pytest.mark.parametrize("demand", REACTING)
def test_sampled_runs_are_what_the_integer_core_makes_of_the_same_purchases(name, demand):
    holds_to_the_core(starts()[name], REACTING[demand])


@pytest.mark.parametrize("demand", REACTING)
def test_one_thread_and_four_give_the_same_bits(demand):
    same_bits_on_any_threads(launch(), REACTING[demand])


def test_elastic_demand_of_no_strength_is_the_price_blind_one():
    runs, start = 20_000, launch()
    exact = odds(start, STEADY)
    made = preview(start, Demand(STEADY.arrivals, STEADY.sizes, elastic=Elastic(0.7, 0.0)), runs, 3)
    for outcome, share in ((FAILED, exact.failed), (MAXIMUM, exact.maximum)):
        assert abs(np.mean(made.outcome == outcome) - share) <= 4 * np.sqrt(share / runs) + exact.error


def test_the_stronger_the_reaction_the_less_is_raised():
    means = [
        preview(launch(), Demand(STEADY.arrivals, STEADY.sizes, elastic=Elastic(1, s)), 2_000).raised.mean()
        for s in (0.0, 0.5, 1.0, 3.0)
    ]
    assert means == sorted(means, reverse=True)


def test_each_elastic_offer_is_its_size_at_the_price_that_it_meets():
    demand = Demand(Arrivals("steady", 20), Sizes(5_000, 0), elastic=Elastic(1, 1.0))
    start = launch(first_buy=0, tax_start_bps=150)
    raised = 0.0
    for offer in offers_of(start, demand, 1, 0, 10):
        expected = 5_000 * (1 + raised / (start.curve.virtual_flock / WAD)) ** -2
        assert offer.flock / WAD == pytest.approx(expected, rel=1e-5)
        raised += 0.985 * offer.flock / WAD


def test_a_sniper_buys_in_the_first_minute_in_which_price_and_tax_are_within_the_limit():
    start = launch(first_buy=0)
    demand = Demand(NOBODY, Sizes(), snipers=Snipers(3, 100, 0, 2.0, 0))
    seconds = [offer.second // 60 for offer in offers_of(start, demand, 1, 0, 10)]
    # The limit is twice the price: that is met when the tax is 50% or less, a little later once the price rose.
    assert seconds
    assert seconds[0] == 49
    assert seconds == sorted(seconds)
    assert seconds[-1] <= 50


def test_snipers_whose_limit_is_below_the_price_never_buy():
    demand = Demand(NOBODY, Sizes(), snipers=Snipers(20, 100, 0, 0.9, 0))
    assert not preview(launch(), demand, 200).gross.any()


def test_snipers_pay_tax_and_leave_less_to_the_others():
    none = Demand(SNIPED.arrivals, SNIPED.sizes, SNIPED.whales, SNIPED.elastic)
    assert preview(launch(), SNIPED, 2_000).tax.mean() > preview(launch(), none, 2_000).tax.mean()


def test_a_tax_that_never_ends_and_takes_everything_leaves_nothing():
    start = launch(first_buy=0, tax_reading="C", tax_step_bps=0)
    for demand in (STEADY, *REACTING.values()):
        made = preview(start, demand, 300)
        assert not made.raised.any()
        assert not made.gross.any()
