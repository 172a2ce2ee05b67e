"""Demand that looks at the price: held to the integer core, and to what it must do."""

from dataclasses import replace

import numba  # noqa: F401  (without it the compiled engine's tests must fail, not pass by another)
import numpy as np
import pytest

from fomo_core.simulation.check import offers_of
from fomo_core.simulation.closed_form import odds
from fomo_core.simulation.demand import Arrivals, Demand, Elastic, Sizes, Snipers, Whales
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


@pytest.mark.parametrize("engine", ["numpy", "compiled"])
def test_all_snipers_whom_the_price_suits_buy_however_many(engine):
    # At most a hundredth of the curve is sold: the price suits everybody once the tax has fallen.
    start = launch(first_buy=0, tax_step_bps=2_500)
    demand = Demand(NOBODY, Sizes(), snipers=Snipers(60, 10, 0, 1.5, 0))
    made = preview(start, demand, 2_000, 1, engine=engine)
    assert made.arrivals.mean() == pytest.approx(60, abs=4 * np.sqrt(60 / 2_000))


@pytest.mark.parametrize("engine", ["numpy", "compiled"])
@pytest.mark.parametrize("tax_start_bps", [150, 151])
def test_snipers_whom_no_tax_holds_back_buy_at_once(engine, tax_start_bps):
    start = launch(first_buy=0, tax_start_bps=tax_start_bps)
    demand = Demand(NOBODY, Sizes(), snipers=Snipers(12, 3_000, 0.8, 1.5, 0.3))
    made = preview(start, demand, 2_000, 1, engine=engine, grid_s=[1.0], tracked=2_000)
    assert 6.4 < made.arrivals.mean() < 7.4
    assert made.progress[:, 0].mean() > 0.9 * made.raised.mean()


def test_in_a_raise_under_way_the_snipers_whom_its_price_suits_have_bought():
    start = replace(launch(first_buy=0), elapsed_s=200_000)
    assert not preview(start, Demand(NOBODY, Sizes(), snipers=Snipers(12, 3_000)), 200).gross.any()


@pytest.mark.parametrize("engine", ["numpy", "compiled"])
def test_whales_ignore_the_price(engine):
    whales = Demand(NOBODY, Sizes(), Whales(12, 20_000, 0.5))
    minding = replace(whales, elastic=Elastic(1, 3))
    start = launch(first_buy=0)
    blind, made = (preview(start, demand, 4_000, 3, engine=engine) for demand in (whales, minding))
    assert abs(blind.raised.mean() - made.raised.mean()) < 4 * np.sqrt(2 * blind.raised.var() / 4_000)


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
