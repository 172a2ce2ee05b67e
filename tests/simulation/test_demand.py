"""Demand and starts: bounds, presets, and arrivals that come when they should."""

import numpy as np
import pytest

from fomo_core import presets
from fomo_core.backends.sandbox import Sandbox
from fomo_core.commands import Buy, Fund
from fomo_core.errors import FirstBuyAboveCap, InvalidInput, NoSuchData
from fomo_core.history import Histories
from fomo_core.simulation import demand_presets
from fomo_core.simulation.check import replay_run
from fomo_core.simulation.closed_form import expected, odds
from fomo_core.simulation.demand import (
    AMOUNTS,
    FIELDS,
    HOURS,
    Arrivals,
    Demand,
    Sizes,
    Whales,
    value_of,
    with_value,
)
from fomo_core.simulation.engines.arrivals import clock
from fomo_core.simulation.ensemble import preview
from fomo_core.simulation.start import fresh, knob_value, standing, with_start
from fomo_core.units import WAD
from tests.builders import ISSUER, SMALL, SUPPORTER, failed, live, the_offering
from tests.builders import launch as launch_command
from tests.simulation.holding import close
from tests.simulation.settings import BLIND, launch


@pytest.mark.parametrize("field", FIELDS, ids=[field.path for field in FIELDS])
def test_every_number_is_bounded_and_a_number(field):
    for value in (float("nan"), float("inf"), field.least - 1e-9, field.most * 1.01, "1", None, True):
        with pytest.raises(InvalidInput, match="must be a number from"):
            with_value(Demand(), field.path, value)
    assert value_of(with_value(Demand(), field.path, field.most), field.path) == field.most


def test_every_preset_names_every_number_and_is_assumed():
    for key, preset in demand_presets.demands().items():
        assert preset.key == key
        assert set(preset.notes) == {field.path for field in FIELDS}
        assert {note.source for note in preset.notes.values()} == {"assumed"}
        assert preset.demand.title == preset.title


@pytest.mark.parametrize("key", demand_presets.demands())
@pytest.mark.parametrize("model", [SMALL, "kimi-k3"])
def test_a_preset_means_the_same_multiple_of_every_minimum_and_its_file_says_which(key, model):
    start = fresh(presets.load(), model)
    demand = demand_presets.demand_for(start.minimum_target, start.duration_s, key)
    coming = expected(start, demand) / (start.minimum_target / WAD)
    assert round(coming, 1) == demand_presets.demand(key).expects
    assert demand.arrivals.window_h == 24


def test_the_sum_expected_is_what_comes_in_on_average():
    start = launch(first_buy=0, virtual_flock_bps=5_000)
    demand = Demand(Arrivals("front_loaded", 40, 6, 0.7), Sizes(300, 0.8), Whales(1, 2_000, 0.5))
    made = preview(start, demand, 20_000, 3, tracked=0)
    assert made.raised.mean() == pytest.approx(
        expected(start, demand), abs=4 * made.raised.std() / np.sqrt(made.runs)
    )


def test_half_in_the_first_day_is_half_and_hours_shrink_with_the_raise():
    for preset, model in (("mainnet", SMALL), ("minimal", SMALL)):
        start = fresh(presets.load(preset), model)
        for key, share in (("front_loaded", 0.5), ("deadline_rush", 0.5)):
            demand = demand_presets.demand_for(start.minimum_target, start.duration_s, key)
            ticks, day = clock(start, demand), start.duration_s / 7
            at = day if key == "front_loaded" else start.duration_s - day
            assert ticks.to_units(np.array(at)) / ticks.total == pytest.approx(share)


def test_the_rehearsals_demand_has_the_rehearsals_scale():
    assert demand_presets.demand_scale(presets.load()) == 1
    small = presets.load("minimal")
    assert demand_presets.demand_scale(small) == pytest.approx(0.01)
    assert demand_presets.demand_scale(small._replace(models={})) == 1
    start = fresh(small, SMALL)
    for key, usual in demand_presets.demands().items():
        made = demand_presets.demand_for(start.minimum_target, start.duration_s, key)
        for path in AMOUNTS:
            assert value_of(made, path) == pytest.approx(value_of(usual.demand, path) / 100)
        for path in {field.path for field in FIELDS} - {*AMOUNTS, *HOURS}:
            assert value_of(made, path) == value_of(usual.demand, path)
    exact = odds(start, demand_presets.demand_for(start.minimum_target, start.duration_s))
    assert exact.maximum < 0.5


def test_an_unknown_preset_is_refused():
    with pytest.raises(NoSuchData, match="choose one of"):
        demand_presets.demand("crowd")


@pytest.mark.parametrize(
    "points",
    [
        (),
        ((0, 1),),
        ((0, 1), (0.5, 1)),
        ((0, 0), (1, 0)),
        ((0, 1), (1, -1)),
        ((0, 1), (0, 2), (1, 1)),
        ((0, float("nan")), (1, 1)),
    ],
)
def test_custom_curves_that_are_none_are_refused(points):
    with pytest.raises(InvalidInput, match="custom curve"):
        Arrivals("custom", points=points)


def test_an_unknown_shape_is_refused():
    with pytest.raises(InvalidInput, match="shape of the arrivals"):
        Arrivals("lunar")


@pytest.mark.parametrize("name", BLIND)
def test_the_clock_expects_all_arrivals_by_the_end_and_runs_back_and_forth(name):
    demand = BLIND[name]
    ticks = clock(launch(), demand)
    assert ticks.total == pytest.approx(demand.arrivals.per_raise + demand.whales.per_raise)
    moments = np.array([10_000.0, 300_000.0, 600_000.0])
    assert np.allclose(ticks.to_seconds(ticks.to_units(moments)), moments)


def test_shapes_put_their_share_where_they_say():
    def by(arrivals, hours):
        return float(clock(launch(), Demand(arrivals)).to_units(np.array(hours * 3_600.0)))

    assert by(Arrivals("front_loaded", 100, window_h=24, share=0.5), 24) == pytest.approx(50)
    assert by(Arrivals("deadline_rush", 100, window_h=24, share=1.0), 144) == pytest.approx(0)
    assert by(Arrivals("hype", 100, half_life_h=24), 24) == pytest.approx(50 / (1 - 2**-7), rel=1e-6)
    assert by(Arrivals("custom", 100, points=((0, 0), (1, 1))), 84) == pytest.approx(25, rel=1e-5)


def test_a_first_buy_is_decided_by_the_core():
    start = launch()
    assert start.raised == 9_850 * WAD
    assert start.sold == start.issuer_tokens == start.curve.sold(start.raised)
    with pytest.raises(FirstBuyAboveCap):
        launch(first_buy=290_000 * WAD)


@pytest.mark.parametrize("amount", [-1, 1.5, None])
def test_a_first_buy_that_is_no_amount_is_refused(amount):
    with pytest.raises(InvalidInput, match="first buy"):
        fresh(presets.load(), SMALL, amount)


def test_an_unknown_model_is_refused():
    with pytest.raises(InvalidInput, match="no such model"):
        fresh(presets.load(), "abacus")


def test_a_preview_goes_on_from_a_raise_as_it_stands_and_meets_the_core():
    sandbox = live(at=30)
    sandbox.submit(Buy(SUPPORTER, "qmini", 500 * WAD))
    start = standing(the_offering(sandbox), sandbox.protocol, 40)
    demand = Demand(Arrivals("steady", 300), Sizes(4, 1))
    made = preview(start, demand, 50)
    for run in (0, 25, 49):
        checked = replay_run(start, demand, 1, run, 50)
        assert checked.outcome == made.outcome[run]
        assert close(checked.raised, made.raised[run])
        assert close(checked.tax, made.tax[run])
    assert made.arrivals.mean() == pytest.approx(300 * (420 - 40) / 420, rel=0.1)


def test_a_raise_under_way_takes_what_its_issuer_really_paid_and_earned():
    sandbox = Sandbox(presets.load())
    sandbox.submit(Fund(ISSUER, 100_000 * WAD))
    sandbox.submit(launch_command(first_buy_flock=10_000 * WAD))
    sandbox.advance_to(5)
    sandbox.submit(Buy(ISSUER, "qmini", 20_000 * WAD))
    histories = Histories(sandbox.protocol.parameters)
    histories.extend(sandbox.events())
    own = histories.of("qmini").position(ISSUER)
    nobody = Demand(Arrivals("steady", 0))
    for known in ((own.paid, own.income), (own.paid,)):
        start = standing(the_offering(sandbox), sandbox.protocol, 5, *known)
        # Fee and purchases, less the creator fees and the principal that comes back: 1% of what the tax let through.
        assert preview(start, nobody, 1).issuer_cost() == pytest.approx(32_768 + 30_000 - 150 - 9_850 - 200)


def test_a_raise_that_has_ended_has_no_preview():
    sandbox = failed()
    with pytest.raises(InvalidInput, match="takes no purchases"):
        standing(the_offering(sandbox), sandbox.protocol, sandbox.head().now)


def test_a_raise_under_way_keeps_what_it_has_when_a_number_moves():
    sandbox = live(at=30)
    sandbox.submit(Buy(SUPPORTER, "qmini", 500 * WAD))
    start = standing(the_offering(sandbox), sandbox.protocol, 40)
    higher = with_start(start, "maximum_target", start.maximum_target * 2)
    assert higher.raised == start.raised
    assert higher.sold < start.sold
    assert knob_value(higher, "maximum_target") == 2 * start.maximum_target
    with pytest.raises(InvalidInput, match="had its first buy"):
        with_start(start, "first_buy", WAD)
    with pytest.raises(InvalidInput):
        with_start(start, "duration_s", 20)


def test_an_unknown_number_of_a_start_is_refused():
    with pytest.raises(InvalidInput, match="has no number"):
        with_start(launch(), "luck", 1)
