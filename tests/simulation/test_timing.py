"""When to buy: tables held to the core's own quotes, and to what must be so."""

from dataclasses import replace

import numpy as np
import pytest

from fomo_core.errors import InvalidInput
from fomo_core.offering import divide_at_graduation
from fomo_core.pool import amount_out
from fomo_core.simulation import demand_presets
from fomo_core.simulation.demand import Arrivals, Demand, Sizes
from fomo_core.simulation.engines.rules import float_curve, limits
from fomo_core.simulation.start import offering_of, with_start
from fomo_core.simulation.timing import curve_points, entry_table, ladder, now_table
from fomo_core.tax import combined_tax_bps
from fomo_core.units import WAD
from tests.simulation.settings import EARLY, SNIPED, launch

SIZES = [10.0, 1_000.0, 250_000.0, 1_000_000.0]
MINUTES = [0, 1, 30, 97, 98, 99, 500, 5_000]
NOBODY = Demand(Arrivals("steady", 0), Sizes(1_000, 1))


def test_with_nobody_else_each_cell_is_the_core_s_own_quote():
    start = launch()
    table = now_table(start, SIZES, MINUTES)
    offering = offering_of(start)
    for row, size in enumerate(SIZES):
        for column, minute in enumerate(MINUTES):
            tax = combined_tax_bps(minute * 60, start.parameters)
            filled, tokens = offering.fill_at(int(size) * WAD, tax, start.parameters)
            assert table.tax_bps[column] == tax
            assert table.tokens[row, column] == pytest.approx(tokens / WAD, rel=1e-9)
            assert table.cost[row, column] == pytest.approx(filled.gross / WAD, rel=1e-9)
            assert table.floor[row, column] == pytest.approx(filled.net / WAD, rel=1e-9)


def test_with_nobody_else_the_best_minute_is_when_the_tax_has_come_down():
    table = now_table(launch(), [100.0], list(range(200)))
    assert table.best[0].minute == 98
    assert (table.best[0].low, table.best[0].high) == (98, 199)
    assert table.best[0].waiting_cost[98:] == pytest.approx(0)
    assert table.best[0].waiting_cost[0] > 0.98


def test_an_ensemble_without_demand_gives_the_same_table():
    still, drawn = now_table(launch(), SIZES, MINUTES), entry_table(launch(), NOBODY, SIZES, MINUTES, 20)
    assert np.allclose(still.tokens, drawn.tokens)
    assert np.allclose(drawn.tokens_error, 0)


def test_a_crowd_at_the_start_makes_an_early_minute_the_best():
    table = entry_table(
        launch(),
        Demand(Arrivals("front_loaded", 400, 3, 0.9), Sizes(1_000, 1)),
        [500.0],
        list(range(0, 300, 2)),
        1_500,
    )
    best = table.best[0]
    assert 30 < best.minute < 98
    assert best.low <= best.minute <= best.high
    assert best.waiting_cost[-1] > 0
    assert best.waiting_cost.min() == 0


def test_tokens_over_runs_are_what_each_run_s_principal_gives():
    start = launch()
    table = entry_table(start, EARLY, [2_000.0], [120, 3_000], 500, 4)
    from fomo_core.simulation.ensemble import preview

    made = preview(start, EARLY, 500, 4, grid_s=[7_200, 180_000], tracked=500)
    curve, top = float_curve(start), limits(start).maximum
    before = made.progress[:, 1].astype(float)
    tokens = curve.sold(np.minimum(before + 1_970, top)) - curve.sold(before)
    assert table.tokens[0, 1] == pytest.approx(tokens.mean())
    assert table.closed[0, 1] == np.mean(before >= top)


def test_to_the_second_the_best_time_on_the_rehearsal_lies_before_the_tax_is_down():
    start = launch(first_buy=0, preset="minimal")
    demand = demand_presets.demand_for(start.minimum_target, start.duration_s)
    table = entry_table(start, demand, [15.0], seconds=range(200))
    best, by_minute = table.best[0], entry_table(start, demand, [15.0], range(7)).best[0]
    assert 95 <= best.second <= 98
    assert best.low_s <= 97 <= best.high_s
    assert best.tokens > 1.05 * by_minute.tokens


def test_the_earliest_second_of_a_step_of_the_tax_is_its_best_and_none_is_better_than_all_seconds_tried():
    start, size = launch(first_buy=0, tax_step_s=10, tax_step_bps=700), 500.0
    steps = range(0, 200, 10)
    best = entry_table(start, EARLY, [size], seconds=range(200), runs=300).best[0]
    assert best.second in steps
    assert entry_table(start, EARLY, [size], seconds=steps, runs=300).best[0].tokens == best.tokens


def test_what_a_sale_at_the_opening_brings_is_the_core_s_pool_s_own():
    start, size = launch(first_buy=0), 5_000.0
    demand = Demand(Arrivals("steady", 1e-9), Sizes(1, 0))
    for raised in (104_000, 150_000, 295_000):
        there = replace(start, raised=raised * WAD, sold=start.curve.sold(raised * WAD), fresh=False)
        table = entry_table(there, demand, [size], [200], 3)
        filled, tokens = offering_of(there).fill_at(int(size) * WAD, 150, start.parameters)
        close = there.raised + filled.net
        parts = divide_at_graduation(offering_of(there), close, start.curve.sold(close), start.parameters)
        pool = (parts.liquidity_tokens, parts.liquidity_flock, start.parameters.pool_fee_bps)
        sold = start.curve.sold(close)
        assert table.graduates[0, 0] == 1
        assert table.alone[0, 0] == pytest.approx(amount_out(tokens, *pool) / WAD, rel=1e-9)
        everybody = amount_out(sold, *pool) * tokens // sold
        assert table.everybody[0, 0] == pytest.approx(everybody / WAD, rel=1e-9)


def test_over_all_runs_a_sale_brings_nothing_where_the_raise_fails():
    start, demand = launch(first_buy=0), Demand(Arrivals("steady", 89), Sizes(600, 1.2))
    table = entry_table(start, demand, [1_000.0], [98, 5_000], 2_000)
    assert (table.graduates > 0.1).all()
    assert (table.graduates < 0.9).all()
    assert np.allclose(table.alone, table.alone_graduated * table.graduates)
    assert np.allclose(table.everybody, table.everybody_graduated * table.graduates)
    assert (table.everybody < table.alone).all()
    failing = entry_table(start, NOBODY, [1_000.0], [98], 10)
    assert failing.alone[0, 0] == 0
    assert np.isnan(failing.alone_graduated[0, 0])


def test_snipers_make_an_early_entry_dearer():
    assert (
        entry_table(launch(), SNIPED, [500.0], [98], 500).tokens[0, 0]
        < now_table(launch(), [500.0], [98]).tokens[0, 0]
    )


def test_a_ladder_agrees_with_the_core():
    start = launch()
    for rung in ladder(start, SIZES, 150):
        filled, tokens = offering_of(start).fill_at(int(rung.size) * WAD, 150, start.parameters)
        assert rung.tokens == pytest.approx(tokens / WAD, rel=1e-9)
        assert rung.floor == pytest.approx(filled.net / WAD, rel=1e-9)
    assert ladder(start, SIZES)[0].floor == pytest.approx(0.1)


def test_the_curve_runs_from_nothing_to_the_whole_sale():
    points = curve_points(launch())
    assert points.sold[0] == 0
    assert points.sold[-1] == pytest.approx(400_000)
    assert points.price[-1] / points.price[0] == pytest.approx(9)


def test_all_taken_by_the_tax_costs_nothing_and_brings_nothing():
    table = now_table(with_start(launch(first_buy=0), "tax_reading", "C"), [100.0], [0, 1])
    assert table.tokens[0, 0] == 0
    assert table.cost[0, 0] == 0
    assert np.isnan(table.price[0, 0])


@pytest.mark.parametrize("sizes", [[], [0], [-1], [float("nan")], [1e16], ["a"], [[1]]])
def test_sizes_that_are_no_amounts_are_refused(sizes):
    with pytest.raises(InvalidInput):
        now_table(launch(), sizes, [1])


@pytest.mark.parametrize("minutes", [[], [-1], [2, 1], [1.5], [10_080], [float("nan")]])
def test_minutes_outside_the_raise_are_refused(minutes):
    with pytest.raises(InvalidInput, match="Minutes"):
        now_table(launch(), [1], minutes)


@pytest.mark.parametrize("seconds", [[], [-1], [2, 1], [1.5], [604_800], [float("nan")]])
def test_seconds_outside_the_raise_are_refused(seconds):
    with pytest.raises(InvalidInput, match="Seconds"):
        now_table(launch(), [1], seconds=seconds)


@pytest.mark.parametrize("moments", [{}, {"minutes": [1], "seconds": [60]}])
def test_moments_are_named_once(moments):
    with pytest.raises(InvalidInput, match="one of the two"):
        now_table(launch(), [1], **moments)
