"""Sweeps, tornado and heat map: the same wherever they are computed, and pointing the right way."""

import sys
from types import ModuleType

import distributed
import numpy as np
import pytest

from fomo_core.errors import InvalidInput
from fomo_core.simulation.closed_form import odds
from fomo_core.simulation.demand import with_value
from fomo_core.simulation.sensitivity import (
    MEASURES,
    default_ranges,
    heat_map,
    move,
    spread,
    standing_at,
    tornado,
)
from fomo_core.simulation.start import KNOBS
from fomo_core.simulation.sweep import sweep
from fomo_core.simulation.work.stopping import Cancelled
from fomo_core.units import WAD
from tests.simulation.settings import CUSTOM, ELASTIC, HYPE, STEADY, launch

POINTS = [(launch(), HYPE), (launch(), CUSTOM), (launch(), ELASTIC), (launch(first_buy=0), HYPE)]


def test_every_measure_has_a_value_and_an_error_at_every_point():
    found = sweep(POINTS, 500, 3, MEASURES, workers=0)
    assert found.values.shape == found.errors.shape == (4, len(MEASURES))
    assert np.isfinite(found.values).all()
    share = dict(zip(MEASURES, found.values[0]))
    assert share["failed"] + share["minimum"] + share["maximum"] == pytest.approx(1)
    assert share["graduates"] == pytest.approx(1 - share["failed"])


def test_processes_and_this_process_give_the_same_bits():
    here = sweep(POINTS, 300, 3, ("raised",), workers=0)
    there = sweep(POINTS, 300, 3, ("raised",), workers=2)
    assert np.array_equal(here.values, there.values)


def test_processes_do_not_run_the_program_that_asked_again(monkeypatch, tmp_path):
    # Streamlit puts its page in the place of the main module: a process that ran it would end at once.
    page = ModuleType("__main__")
    page.__file__ = str(tmp_path / "page.py")
    (tmp_path / "page.py").write_text("raise SystemExit(3)")
    monkeypatch.setitem(sys.modules, "__main__", page)
    found = sweep(POINTS, 300, 3, ("raised",), workers=2)
    assert np.array_equal(found.values, sweep(POINTS, 300, 3, ("raised",), workers=0).values)
    assert sys.modules["__main__"] is page


def test_a_dask_cluster_gives_the_same_bits():
    with distributed.LocalCluster(
        n_workers=1, threads_per_worker=1, processes=False, dashboard_address=":0"
    ) as cluster:
        there = sweep(POINTS, 300, 3, ("raised",), scheduler=cluster.scheduler_address)
    assert np.array_equal(there.values, sweep(POINTS, 300, 3, ("raised",), workers=0).values)


def test_odds_of_price_blind_demand_come_from_the_closed_form():
    found = sweep([(launch(), CUSTOM)], 10, 1, ("failed",))
    assert found.values[0, 0] == odds(launch(), CUSTOM).failed
    drawn = sweep([(launch(), CUSTOM)], 20_000, 1, ("failed",), engine="numpy")
    assert abs(drawn.values[0, 0] - found.values[0, 0]) < 4 * drawn.errors[0, 0] + found.errors[0, 0]


def test_a_tornado_points_the_right_way_and_has_the_widest_bar_first():
    made = tornado(launch(), CUSTOM)
    bars = {bar.path: bar for bar in made.bars}
    assert bars["sizes.median"].at_low < made.base < bars["sizes.median"].at_high
    assert bars["minimum_target"].at_low > made.base > bars["minimum_target"].at_high
    widths = [abs(bar.at_high - bar.at_low) for bar in made.bars]
    assert widths == sorted(widths, reverse=True)
    assert {bar.path for bar in made.bars} == set(default_ranges(launch(), CUSTOM))


@pytest.mark.parametrize("path", default_ranges(launch(), CUSTOM))
def test_a_spread_lies_around_where_an_input_stands_and_the_rules_take_its_values(path):
    at, values = standing_at(launch(), CUSTOM, path), spread(launch(), CUSTOM, path, 9)
    assert len(values) == 9
    assert list(values) == sorted(values)
    assert values[0] == pytest.approx(at / 2)
    assert values[4] == pytest.approx(at)
    assert path not in KNOBS or all(isinstance(value, int) for value in values)


def test_every_input_moves_by_a_fifth_whole_numbers_too():
    demand = with_value(with_value(CUSTOM, "whales.per_raise", 1), "whales.median", 25_000)
    ranges = default_ranges(launch(tax_step_bps=3), demand)
    assert ranges["whales.per_raise"] == (0.8, 1.2)
    assert ranges["tax_step_bps"] == (2, 4)
    for path, (low, high) in ranges.items():
        if path != "tax_step_bps":
            at = standing_at(launch(), demand, path)
            assert (low, high) == (pytest.approx(0.8 * at), pytest.approx(1.2 * at))


def test_a_spread_keeps_within_bounds():
    assert spread(launch(), ELASTIC, "elastic.share", 3) == pytest.approx((0.3, 0.6, 0.9))
    sure = with_value(ELASTIC, "elastic.share", 1.0)
    assert spread(launch(), sure, "elastic.share", 3) == (0.5, 0.75, 1.0)
    with pytest.raises(InvalidInput):
        spread(launch(), ELASTIC, "elastic.chair", 3)


def test_a_tornado_of_reacting_demand_draws_runs():
    made = tornado(launch(), ELASTIC, {"elastic.share": (0.0, 1.0)}, "raised", 1_000, workers=0)
    assert made.bars[0].at_low > made.base > made.bars[0].at_high


def test_a_heat_map_rises_with_both_inputs():
    made = heat_map(
        launch(), CUSTOM, ("sizes.median", [800, 1_200, 1_600]), ("arrivals.per_raise", [50, 100])
    )
    assert made.values.shape == (2, 3)
    assert (np.diff(made.values, axis=0) > 0).all()
    assert (np.diff(made.values, axis=1) > 0).all()


def test_a_heat_map_leaves_cells_empty_that_the_rules_refuse():
    targets = [100_000 * WAD, 400_000 * WAD]
    made = heat_map(launch(), CUSTOM, ("minimum_target", targets), ("sizes.median", [1_000]))
    assert np.isfinite(made.values[0, 0])
    assert np.isnan(made.values[0, 1])


def test_a_launch_is_decided_anew_when_a_number_moves():
    start, _ = move(launch(), STEADY, "first_buy", 20_000 * WAD)
    assert start.issuer_paid == 20_000 * WAD
    assert start.raised == 19_700 * WAD


def test_progress_and_cancel():
    seen = []
    sweep(POINTS, 50, 1, ("raised",), workers=0, progress=lambda done, total: seen.append((done, total)))
    assert seen[-1] == (4, 4)
    with pytest.raises(Cancelled):
        sweep(POINTS, 50, 1, ("raised",), workers=0, cancel=lambda: True)


@pytest.mark.parametrize("path", ["sizes.mode", "luck", "arrivals.shape"])
def test_unknown_inputs_are_refused(path):
    with pytest.raises(InvalidInput, match="choose one of"):
        tornado(launch(), CUSTOM, {path: (1, 2)})


@pytest.mark.parametrize(
    "changes",
    [{"measures": ("luck",)}, {"measures": ()}, {"runs": 0}, {"workers": -1}, {"points": []}],
)
def test_work_that_makes_no_sense_is_refused(changes):
    with pytest.raises(InvalidInput):
        sweep(**({"points": POINTS[:1]} | changes))


def test_a_scheduler_that_is_not_there_is_told_in_one_sentence():
    with pytest.raises(InvalidInput, match="no Dask scheduler"):
        sweep(POINTS, 10, scheduler="nonsense://nowhere")
