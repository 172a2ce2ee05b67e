"""Price-blind ensembles: held to the integer core, to the closed form and to themselves."""

import numpy as np
import pytest

from fomo_core.errors import InvalidInput
from fomo_core.simulation.check import replay_run
from fomo_core.simulation.closed_form import odds
from fomo_core.simulation.demand import Arrivals, Demand, Sizes, Whales
from fomo_core.simulation.ensemble import FAILED, MAXIMUM, MINIMUM, preview
from fomo_core.simulation.summary import summarise
from fomo_core.simulation.work.stopping import Cancelled
from fomo_core.units import WAD
from tests.simulation.holding import close, holds_to_the_core, same_bits_on_any_threads
from tests.simulation.settings import BLIND, EARLY, HYPE, STEADY, launch, starts


@pytest.mark.parametrize("name", starts())
@pytest.mark.parametrize("demand", [STEADY, EARLY], ids=["steady", "early"])
def test_sampled_runs_are_what_the_integer_core_makes_of_the_same_purchases(name, demand):
    holds_to_the_core(starts()[name], demand)


def test_the_rehearsal_preset_matches_the_core_too():
    start = launch(first_buy=10 * WAD, preset="minimal")
    demand = Demand(HYPE.arrivals, Sizes(20, 1.5), Whales(1, 500, 0.5))
    made = preview(start, demand, 300, 3)
    for run in (0, 150, 299):
        checked = replay_run(start, demand, 3, run, 300)
        assert checked.outcome == made.outcome[run]
        assert close(checked.raised, made.raised[run])
        assert close(checked.tax, made.tax[run])


@pytest.mark.parametrize("name", BLIND)
def test_the_odds_lie_within_four_standard_errors_of_the_closed_form(name):
    start, runs = launch(), 20_000
    exact = odds(start, BLIND[name])
    made = preview(start, BLIND[name], runs, 11, threads=2)
    for outcome, share in ((FAILED, exact.failed), (MINIMUM, exact.minimum), (MAXIMUM, exact.maximum)):
        spread = np.sqrt(share * (1 - share) / runs)
        assert abs(np.mean(made.outcome == outcome) - share) <= 4 * spread + exact.error


def test_one_thread_and_four_give_the_same_bits():
    same_bits_on_any_threads(launch(), EARLY)


def test_another_seed_gives_other_runs():
    assert not np.array_equal(
        preview(launch(), STEADY, 50, 1).raised, preview(launch(), STEADY, 50, 2).raised
    )


def test_quantiles_hardly_move_from_seed_to_seed():
    first, second = (summarise(preview(launch(), HYPE, 20_000, seed)).figure("raised") for seed in (1, 2))
    for level in first.quantiles:
        assert abs(first.quantiles[level] / second.quantiles[level] - 1) < 0.02
    assert abs(first.mean - second.mean) < 5 * first.error


def test_progress_ends_where_the_run_ends_and_never_falls():
    made = preview(launch(), HYPE, 3_000, 5, tracked=2_500)
    assert made.progress.shape == (2_500, 61)
    assert (np.diff(made.progress, axis=1) >= 0).all()
    assert np.allclose(made.progress[:, -1], made.raised[:2_500], rtol=1e-6)


def test_times_to_the_levels_fit_the_outcomes():
    made = preview(launch(), STEADY, 3_000, 5)
    assert np.array_equal(np.isfinite(made.maximum_at), made.outcome == MAXIMUM)
    assert np.array_equal(np.isfinite(made.minimum_at), made.outcome != FAILED)
    full = made.outcome == MAXIMUM
    assert (made.minimum_at[full] <= made.maximum_at[full]).all()
    assert (made.closed_at() <= made.start.duration_s).all()


def test_mean_and_spread_of_what_comes_in_are_those_of_a_compound_poisson_sum():
    demand = Demand(Arrivals("steady", 40), Sizes(100, 0.7))
    made = preview(launch(first_buy=0, tax_start_bps=150), demand, 40_000, 9)
    mean = 40 * 100 * np.exp(0.7**2 / 2) * 0.985
    variance = 40 * (100 * 0.985) ** 2 * np.exp(2 * 0.7**2)
    assert abs(made.raised.mean() - mean) < 4 * np.sqrt(variance / made.runs)
    assert abs(made.raised.var() / variance - 1) < 0.05
    assert abs(made.arrivals.mean() - 40) < 4 * np.sqrt(40 / made.runs)


# --- hostile input ---


def test_without_demand_every_run_ends_where_it_started():
    made = preview(launch(), Demand(Arrivals("steady", 0), Sizes(1_000, 1)), 500)
    assert (made.outcome == FAILED).all()
    assert np.allclose(made.raised, launch().raised / WAD)
    assert not made.gross.any()
    assert np.isfinite(summarise(made).figure("raised").mean)


def test_sizes_of_nothing_raise_nothing():
    made = preview(launch(first_buy=0), Demand(Arrivals("steady", 50), Sizes(0, 1)), 500)
    assert not made.raised.any()
    assert (made.outcome == FAILED).all()


def test_sizes_of_a_million_millions_fill_the_raise_with_one_purchase():
    demand = Demand(Arrivals("steady", 30), Sizes(1e12, 1))
    made = preview(launch(), demand, 500)
    assert (made.outcome == MAXIMUM).all()
    assert np.isfinite(made.refund).all()
    assert close(replay_run(launch(), demand, 1, 3, 500).gross, made.gross[3])


def test_one_whale_decides_alone():
    demand = Demand(Arrivals("steady", 0), Sizes(1, 0), Whales(1, 200_000, 0))
    made = preview(launch(), demand, 20_000)
    exact = odds(launch(), demand)
    assert abs(np.mean(made.outcome == FAILED) - exact.failed) < 0.02
    assert abs(exact.failed - np.exp(-1)) < 0.02


def test_a_tiny_raise_is_full_at_once():
    start = launch("qwen3-30b-a3b-instruct", 0, target_scale_bps=1)
    made = preview(start, STEADY, 200)
    assert (made.outcome == MAXIMUM).all()
    assert np.allclose(made.raised, start.maximum_target / WAD)


@pytest.mark.parametrize("runs", [0, -1, 10**9, 1.5, True, float("nan"), "1000"])
def test_a_number_of_runs_out_of_range_is_refused(runs):
    with pytest.raises(InvalidInput, match="The number of runs must be a whole number"):
        preview(launch(), STEADY, runs)


@pytest.mark.parametrize("seed", [-1, 2**64, 0.5, None])
def test_a_seed_out_of_range_is_refused(seed):
    with pytest.raises(InvalidInput, match="The seed must be a whole number"):
        preview(launch(), STEADY, 10, seed)


@pytest.mark.parametrize("grid", [[], [3, 1], [float("nan")], [[1, 2]]])
def test_moments_that_do_not_rise_are_refused(grid):
    with pytest.raises(InvalidInput, match="rising numbers of seconds"):
        preview(launch(), STEADY, 10, grid_s=grid)


def test_an_unknown_engine_is_refused():
    with pytest.raises(InvalidInput, match="The engine must be"):
        preview(launch(), STEADY, 10, engine="abacus")


def test_work_reports_its_progress_and_can_be_cancelled():
    seen = []
    preview(launch(), STEADY, 5_000, progress=lambda done, total: seen.append((done, total)))
    assert seen[-1] == (5_000, 5_000)
    with pytest.raises(Cancelled, match="cancelled"):
        preview(launch(), STEADY, 50_000, cancel=lambda: True)


def test_every_export_names_its_seed_and_version():
    made = preview(launch(), STEADY, 10, 77)
    assert made.stamp()["seed"] == "77"
    assert made.stamp()["version"] == made.version
    assert all(len(column) == 10 for column in made.columns().values())
