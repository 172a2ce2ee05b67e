"""A demand fitted to a past raise: it finds again what the raise was made of."""

import numpy as np
import pytest

from fomo_core.commands import Buy
from fomo_core.errors import InvalidInput, Rejected
from fomo_core.events import Purchased
from fomo_core.history import Histories
from fomo_core.simulation.calibration import doubts, fit, fit_history
from fomo_core.simulation.check import offers_of
from fomo_core.simulation.demand import Arrivals, Demand, Sizes
from fomo_core.simulation.ensemble import preview
from fomo_core.simulation.fits.distances import distance_of, size_limit
from fomo_core.simulation.start import standing
from fomo_core.simulation.sums.normal import normal_cdf
from fomo_core.units import WAD
from tests.builders import SUPPORTER, funded, launch, the_offering
from tests.simulation import settings

WEEK = 604_800


def bought(second, flock):
    return second, Purchased("t", "b", int(flock * WAD), 1, 1, 0, 0, 0, 0)


def purchases_of(demand, run=0):
    offers = offers_of(settings.launch(), demand, 3, run, 10)
    return [bought(offer.second, offer.flock / WAD) for offer in offers]


def test_sizes_and_number_are_found_again():
    found = fit(purchases_of(Demand(Arrivals("steady", 800), Sizes(100, 1.1))), 0, WEEK)
    assert found.demand.sizes.median == pytest.approx(100, rel=0.15)
    assert found.demand.sizes.spread == pytest.approx(1.1, rel=0.1)
    assert found.demand.arrivals.per_raise == pytest.approx(800, rel=0.1)
    assert found.holds, found.note


@pytest.mark.parametrize(
    "arrivals",
    [
        Arrivals("steady", 500),
        Arrivals("front_loaded", 500, window_h=12, share=0.6),
        Arrivals("deadline_rush", 500, window_h=12, share=0.6),
        Arrivals("hype", 500, half_life_h=16),
    ],
)
def test_the_shape_is_found_again(arrivals):
    found = fit(purchases_of(Demand(arrivals, Sizes(10, 0.5))), 0, WEEK)
    assert found.demand.arrivals.shape == arrivals.shape
    assert found.time_distance <= found.time_limit


def test_the_shape_of_a_raise_of_minutes_is_found_again():
    start = settings.launch(first_buy=0, preset="minimal")
    hours = start.duration_s / 3_600
    for arrivals in (
        Arrivals("front_loaded", 500, window_h=hours / 14, share=0.6),
        Arrivals("hype", 500, half_life_h=hours / 10),
    ):
        offers = offers_of(start, Demand(arrivals, Sizes(0.1, 0.5)), 3, 0, 10)
        found = fit([bought(offer.second, offer.flock / WAD) for offer in offers], 0, start.duration_s)
        assert found.demand.arrivals.shape == arrivals.shape


def test_a_raise_watched_for_its_first_half_is_carried_on():
    early = [p for p in purchases_of(Demand(Arrivals("steady", 600), Sizes(10, 0.5))) if p[0] < WEEK / 2]
    found = fit(early, 0, WEEK, WEEK // 2)
    assert found.demand.arrivals.per_raise == pytest.approx(600, rel=0.15)


def test_sizes_that_are_not_log_normal_are_told():
    made = [bought(1_000 * k, 10.0 if k % 2 else 5_000.0) for k in range(1, 400)]
    found = fit(made, 0, WEEK)
    assert not found.holds
    assert "Sizes do not fit" in found.note


@pytest.mark.parametrize("count", [8, 60])
def test_log_normal_sizes_are_doubted_one_time_in_twenty_and_others_more_often(count):
    random = np.random.default_rng(3)

    def doubted(sizes):
        distance, limit = _distance_of(np.log(sizes)), size_limit(count)
        return distance > limit

    true = [doubted(random.lognormal(5, 1.2, count)) for _ in range(1_500)]
    assert 0.03 < np.mean(true) < 0.07
    others = [doubted(random.uniform(1, 1_000, count)) for _ in range(300)]
    assert np.mean(others) > 3 * np.mean(true) or count == 8


def _distance_of(logs):
    return distance_of(normal_cdf((np.sort(logs) - logs.mean()) / logs.std(ddof=1)))


def test_the_odds_of_a_fit_to_few_purchases_are_less_sure_than_those_of_a_fit_to_many():
    start = settings.launch(first_buy=0)
    few, many = (
        fit(purchases_of(Demand(Arrivals("steady", number), Sizes(130_000 / number, 0.5))), 0, WEEK)
        for number in (30, 900)
    )
    wide, narrow = doubts(start, few)["failed"], doubts(start, many)["failed"]
    assert wide.low <= wide.mean <= wide.high
    assert wide.high - wide.low > 0.3
    assert sum(one.mean for one in doubts(start, few).values()) == pytest.approx(1)
    number = [demand.arrivals.per_raise for demand in many.alike(400)]
    assert np.mean(number) == pytest.approx(many.demand.arrivals.per_raise, rel=0.01)
    assert np.std(number) == pytest.approx(np.sqrt(many.purchases), rel=0.15)
    assert narrow == doubts(start, many)["failed"]


def test_equal_sizes_have_no_spread():
    assert fit([bought(1_000 * k, 10.0) for k in range(1, 50)], 0, WEEK).demand.sizes.spread == 0


def test_a_sandbox_s_raise_is_fitted_without_its_first_buy_and_previewed_from_where_it_stands():
    sandbox = funded()
    sandbox.submit(launch(first_buy_flock=10 * WAD))
    random = np.random.default_rng(1)
    for second in np.sort(random.integers(1, 300, 40)):
        sandbox.advance_to(max(int(second), sandbox.head().now))
        try:
            sandbox.submit(Buy(SUPPORTER, "qmini", int(random.lognormal(2, 0.5) * WAD)))
        except Rejected:
            break
    histories = Histories(sandbox.protocol.parameters)
    histories.extend(sandbox.events())
    offering, now = the_offering(sandbox), sandbox.head().now
    found = fit_history(histories.of("qmini"), offering.start, offering.end, now)
    assert found.purchases == len(histories.of("qmini").purchases) - 1
    start = standing(offering, sandbox.protocol, now)
    made = preview(start, found.demand, 500)
    assert (made.raised >= offering.raised / WAD - 1e-9).all()
    assert (made.minimum_at[np.isfinite(made.minimum_at)] >= now).all()


@pytest.mark.parametrize(
    ("made", "until"),
    [
        ([bought(5, 1)] * 4, None),
        ([bought(-5, 1)] * 9, None),
        ([bought(WEEK + 1, 1)] * 9, None),
        ([bought(50, 1)] * 9, 20),
        ([bought(50, 0)] * 9, None),
        ([bought(50, 1)] * 9, 2 * WEEK),
    ],
)
def test_purchases_that_make_no_sense_are_refused(made, until):
    with pytest.raises(InvalidInput):
        fit(made, 0, WEEK, until)
