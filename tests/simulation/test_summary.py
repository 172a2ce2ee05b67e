"""Summaries: intervals, figures and bands that say what the runs say."""

import json

import numpy as np
import pytest

from fomo_core.simulation.ensemble import preview
from fomo_core.simulation.summary import histogram, summarise, wilson
from fomo_core.units import WAD
from tests.simulation.settings import CUSTOM, HYPE, STEADY, launch


def test_wilson_s_interval_is_the_textbook_s():
    found = wilson(5, 10)
    assert (found.low, found.high) == (pytest.approx(0.2366, abs=1e-4), pytest.approx(0.7634, abs=1e-4))
    assert wilson(0, 100).low == 0
    assert wilson(0, 100).high == pytest.approx(0.0370, abs=1e-4)
    assert wilson(100, 100).high == 1


def test_the_interval_covers_the_closed_form_nineteen_times_in_twenty():
    from fomo_core.simulation.closed_form import odds

    exact = odds(launch(), CUSTOM).failed
    covered = [
        found.low <= exact <= found.high
        for seed in range(60)
        for found in [summarise(preview(launch(), CUSTOM, 4_000, seed, tracked=10)).odds["failed"]]
    ]
    assert np.mean(covered) > 0.85


def test_figures_are_the_runs_own():
    made = preview(launch(), HYPE, 2_000, 3)
    told = summarise(made)
    assert told.figure("raised").mean == pytest.approx(made.raised.mean())
    assert told.figure("raised").error == pytest.approx(made.raised.std(ddof=1) / np.sqrt(2_000))
    assert told.figure("raised").quantiles[0.5] == pytest.approx(np.median(made.raised))
    assert told.figure("maximum_at").runs == np.isfinite(made.maximum_at).sum()
    assert told.bands.values.shape == (5, 61)
    assert (np.diff(told.bands.values, axis=0) >= 0).all()


def test_the_issuer_s_cost_is_fee_and_purchase_less_what_comes_back():
    made = preview(launch(), CUSTOM, 500, 3)
    start = launch()
    paid = (start.launch_fee + start.issuer_paid - start.creator_fees) / WAD
    failed = made.outcome == 0
    assert failed.any()
    assert np.allclose(made.issuer_cost()[~failed], (paid - made.creator_fee())[~failed])
    assert np.allclose(made.issuer_cost()[failed], (paid - made.creator_fee() - start.raised / WAD)[failed])


def test_without_a_first_buy_there_is_no_break_even():
    told = summarise(preview(launch(first_buy=0), STEADY, 100))
    assert told.figure("issuer_break_even").runs == 0
    assert told.as_dict()["figures"]["issuer_break_even"]["mean"] is None
    json.dumps(told.as_dict(), allow_nan=False)


def test_one_run_has_no_error_but_a_summary():
    told = summarise(preview(launch(), STEADY, 1))
    assert np.isnan(told.figure("raised").error)
    json.dumps(told.as_dict(), allow_nan=False)


def test_a_histogram_counts_every_run_that_has_a_value():
    made = preview(launch(), STEADY, 1_000)
    assert histogram(made.raised).counts.sum() == 1_000
    assert histogram(made.maximum_at).counts.sum() == np.isfinite(made.maximum_at).sum()
