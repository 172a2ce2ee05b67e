"""Previews as words, tables, figures and files."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from functools import cache
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from fomo_core.display import floats
from fomo_core.display.catalogue import catalogue
from fomo_core.display.previews import assumptions, figures, tables
from fomo_core.display.previews import report as preview_report
from fomo_core.display.previews import words as preview_text
from fomo_core.display.text import plain
from fomo_core.simulation.closed_form import odds
from fomo_core.simulation.demand import FIELDS, SHAPES, Arrivals, Demand, Sizes
from fomo_core.simulation.ensemble import Ensemble, preview
from fomo_core.simulation.sensitivity import HeatMap, tornado
from fomo_core.simulation.start import KNOBS, fresh
from fomo_core.simulation.summary import Summary, summarise
from fomo_core.units import WAD
from tests.builders import SMALL, minimal

HOSTILE = "</script><script>alert(1)</script><b>x</b> $y$ %{z}"


def demand(purchases: float = 40, median: float = 30, **more) -> Demand:
    return Demand(Arrivals("steady", purchases), Sizes(median, 1.0), title="forty", **more)


@cache
def played(purchases: float = 40, first_buy: int = 0) -> tuple[Ensemble, Summary]:
    ensemble = preview(fresh(minimal(), SMALL, first_buy * WAD), demand(purchases), 500, 7)
    return ensemble, summarise(ensemble)


# --- words ---


@pytest.mark.parametrize(
    ("share", "words"),
    [
        (0, "none"),
        (0.001, "fewer than 1 in 100"),
        (0.02, "2 in 100"),
        (0.31, "3 in 10"),
        (0.5, "5 in 10"),
        (0.93, "93 in 100"),
        (0.999, "more than 99 in 100"),
        (1, "all"),
    ],
)
def test_odds_are_told_as_people_count(share, words):
    assert floats.in_parts([share, 1 - share])[0] == words


@pytest.mark.parametrize(
    ("shares", "words"),
    [
        # Rounded one by one these would be 3, 5 and 3 in 10.
        ((0.257, 0.479, 0.264), ["26 in 100", "48 in 100", "26 in 100"]),
        ((0.3, 0.2, 0.5), ["3 in 10", "2 in 10", "5 in 10"]),
        ((0.333, 0.333, 0.334), ["33 in 100", "33 in 100", "34 in 100"]),
        ((0.0, 0.004, 0.996), ["none", "fewer than 1 in 100", "more than 99 in 100"]),
        ((0.004, 0.5, 0.496), ["fewer than 1 in 100", "50 in 100", "50 in 100"]),
        ((1.0, 0.0, 0.0), ["all", "none", "none"]),
    ],
)
def test_the_parts_of_a_whole_add_up(shares, words):
    assert floats.in_parts(shares) == words


def test_numbers_say_of_which_runs_they_are():
    _, summary = played()
    raised, full = preview_text.measure_rows(summary, "raised", "maximum_at")
    assert raised.label == plain("measured.raised")
    assert 0 < summary.odds["maximum"].share < 1
    assert floats.percent(summary.odds["maximum"].share) in full.label
    assert "±" in preview_text.runs_label(summary)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.0, "0.00"),
        (12.345, "12.35"),
        (1234.5, "1,234"),
        (1e6, "1,000,000"),
        (-1500.2, "-1,500"),
        (float("inf"), plain("preview.none")),
        (float("nan"), plain("preview.none")),
        (1e300, plain("preview.none")),
    ],
)
def test_estimates_are_rounded_for_reading(value, text):
    assert floats.number(value) == text


def test_a_share_above_nothing_never_reads_as_nothing():
    assert floats.percent(0) == "0%"
    assert floats.percent(0.00001) == "below 0.1%"
    assert floats.percent(0.1234) == "12.3%"
    assert floats.percent(float("nan")) == plain("preview.none")


def test_what_never_happens_is_said_so():
    assert floats.duration(float("inf")) == plain("preview.never")
    assert floats.price(float("inf")) == plain("preview.none")
    assert floats.flock(float("inf")) == plain("preview.none")


def test_the_verdict_tells_odds_and_the_bill_of_both_ends():
    ensemble, summary = played(first_buy=100)
    assert 0 < summary.odds["failed"].share < 1
    first, failed, graduated = preview_text.verdict(ensemble, summary)
    assert floats.in_parts(list(preview_text.shares_of(summary).values()))[0] in first
    cost = np.asarray(ensemble.issuer_cost())
    assert floats.flock(float(cost[ensemble.outcome == 0].mean())) in failed
    assert floats.flock(float(cost[ensemble.outcome > 0].mean())) in graduated
    assert floats.number(ensemble.start.issuer_tokens / WAD) in graduated


def test_the_verdict_leaves_out_the_end_that_never_comes():
    ensemble, summary = played(purchases=0)
    first, failed = preview_text.verdict(ensemble, summary)
    assert plain("odds.all") in first
    assert "fails" in failed


def test_an_issuer_who_earns_is_told_so():
    ensemble, summary = played()
    gaining = replace(ensemble, start=replace(ensemble.start, creator_fees=10**9 * WAD))
    assert any("earned" in sentence for sentence in preview_text.verdict(gaining, summary))


def test_exact_odds_and_counted_ones_are_told_with_their_uncertainty():
    ensemble, summary = played()
    exact = odds(ensemble.start, ensemble.demand)
    assert floats.percent(exact.failed) in preview_text.exact_text(exact)
    low = floats.percent(summary.odds["failed"].low)
    assert low in preview_text.interval_text(summary)


@pytest.mark.parametrize("shape", SHAPES)
def test_every_number_of_a_demand_has_a_name_and_a_plain_meaning(shape):
    points = ((0, 1), (1, 2)) if shape == "custom" else ()
    rows = assumptions.demand_rows(Demand(Arrivals(shape, points=points)))
    assert all(row.label and row.help for row in rows)


def test_every_input_of_a_tornado_has_a_name():
    paths = [field.path for field in FIELDS] + list(KNOBS)
    assert not [path for path in paths if assumptions.input_label(path) == path]


def test_every_measured_value_has_a_name_a_meaning_and_a_row():
    _, summary = played(first_buy=100)
    for name in preview_text.MEASURED:
        assert f"measured_help.{name}" in catalogue()
    assert {figure.name for figure in summary.figures} == set(preview_text.MEASURED)


# --- tables and files ---


def test_quantiles_hold_every_measured_value():
    table = tables.quantiles(played()[1])
    assert len(table) == len(preview_text.MEASURED)
    assert not table.isna().any(axis=None)


def test_the_export_has_a_row_for_each_run_and_names_what_it_comes_from():
    ensemble, _ = played()
    table = pd.read_csv(io.StringIO(tables.runs_csv(ensemble)))
    assert len(table) == ensemble.runs
    assert set(table["seed"]) == {7}
    assert set(table["version"]) == {ensemble.version}
    assert np.allclose(table["raised"], ensemble.raised)


def test_no_cell_of_an_export_begins_a_formula():
    text = tables.columns_csv({"day": [1, 2]}, {"demand": "=1+1", "model": "@x"})
    assert not re.search(r"(^|,)[=+@]", text, re.MULTILINE)


def test_cases_stand_side_by_side():
    one, two = played()[1], played(80)[1]
    table = tables.comparison({"first": one, "second": two})
    assert list(table.columns[1:]) == ["1 · first", "2 · second"]
    assert len(table) == 3 + len(preview_text.MEASURED)


# --- the report ---


def report(title: str = "Q Mini") -> str:
    ensemble, summary = played(first_buy=100)
    named = replace(
        ensemble, start=replace(ensemble.start, title=title), demand=replace(ensemble.demand, title=title)
    )
    drivers = tornado(ensemble.start, ensemble.demand, None, "raised", 100, workers=0)
    return preview_report.html(named, summary, minimal(), {title: summary}, drivers)


def test_the_report_is_one_file_with_everything_in_it():
    text = report()
    assert text.startswith("<!doctype html>")
    assert text.count("plotly-graph-div") >= 4
    outside = re.sub(r"<script>.*?</script>", "", text, flags=re.DOTALL)
    assert not re.search(r"<(script|link|img|iframe)[^>]+(src|href)=", outside)
    for words in (
        plain("report.assumed"),
        plain("report.drives"),
        plain("stamp.seed"),
        plain("demand.sizes.median"),
        "500",
        "Q Mini",
    ):
        assert words in outside


def test_other_peoples_words_are_words_in_the_report():
    text = report(HOSTILE)
    assert "<script>alert(1)" not in text
    assert "<b>x</b>" not in text
    assert "&lt;/script&gt;" in text


def test_the_same_preview_makes_the_same_numbers_in_the_report():
    def bare(text: str) -> str:
        return re.sub(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "", text)

    assert bare(report()) == bare(report())


# --- figures ---


def test_outcome_bars_add_up_for_every_case():
    figure = figures.outcome_figure({"exact": (0.2, 0.5, 0.3), HOSTILE: (1, 0, 0)})
    assert len(figure.data) == 3
    assert [sum(bar.x[i] for bar in figure.data) for i in (0, 1)] == [1, 1]
    assert "<script>" not in figure.to_json()


def test_the_fan_holds_its_bands_in_order_and_both_targets():
    ensemble, summary = played()
    figure = figures.fan_figure(summary.bands, ensemble.start)
    assert len(figure.data) == 5
    median = list(figure.data[2].y)
    assert median == sorted(median)
    assert figure.data[3].y[0] == ensemble.start.minimum_target / WAD


@pytest.mark.parametrize("what", ["raised", "closing_price", "arrivals"])
@pytest.mark.parametrize("purchases", [0, 1, 40, 4_000])
def test_the_histogram_counts_every_run_once(what, purchases):
    ensemble, _ = played(purchases)
    figure = figures.close_figure(ensemble, what)
    assert sum(sum(bar.y) for bar in figure.data) == pytest.approx(1)


def test_a_heat_map_of_two_inputs_marks_where_they_stand_and_leaves_out_what_the_rules_refuse():
    values = np.array([[0.1, 0.2, 0.3], [0.4, np.nan, 0.6]])
    found = HeatMap(
        "graduates", "sizes.median", np.array([10.0, 20, 30]), "minimum_target", np.array([10.0**20, 10.0**21]),
        values, values, False, 0.0, {},
    )  # fmt: skip
    heat, cross = figures.two_way_figure(found, (21.0, 9e20), "Odds", percent=True).data
    assert (list(cross.x), list(cross.y)) == ([heat.x[1]], [heat.y[1]])
    assert heat.z[1][1] is None
    assert heat.customdata[1][1] == plain("two_way.refused")
    assert heat.customdata[0][0] == floats.percent(0.1)


def test_a_tornado_puts_the_longest_bar_on_top():
    bars = (
        SimpleNamespace(path="sizes.median", low_value=1, high_value=2, at_low=0.4, at_high=0.6, error=0.01),
        SimpleNamespace(path="launch_fee", low_value=1, high_value=2, at_low=0.1, at_high=0.9, error=0.01),
    )
    found = SimpleNamespace(base=0.5, bars=bars, stamp={})
    labels = {bar.path: assumptions.input_label(bar.path) for bar in bars}
    figure = figures.tornado_figure(found, labels, percent=True)
    assert list(figure.data[0].y)[-1] == labels["launch_fee"]
    assert tables.tornado(found, True).iloc[0, 0] == labels["launch_fee"]
