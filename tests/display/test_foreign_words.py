"""Fits and findings as people read them: tables, sentences, and a picture of what was missed."""

from __future__ import annotations

import json
from typing import Any

import pytest

from fomo_core import events as ev
from fomo_core import presets
from fomo_core.curve import ConstantProduct, Linear
from fomo_core.display import tables
from fomo_core.display.acts import log
from fomo_core.display.foreign import words
from fomo_core.display.foreign.figures import fit_figure
from fomo_core.display.format import account
from fomo_core.display.text import plain, t
from fomo_core.foreign.fitting import Fit, Point, fits
from fomo_core.foreign.launchpad import TIER, UNKNOWN
from fomo_core.foreign.log import KEPT, LEFT_OUT, Finding
from fomo_core.history import Purchase
from fomo_core.ledger import Entry
from fomo_core.units import WAD
from tests.builders import SMALL, minimal

TARGET, SALE = 10**6 * WAD, 400_000 * WAD
TOKEN = "0x" + "70" * 20
CURVES = {
    "constant_product": ConstantProduct.for_target(TARGET, SALE),
    "linear": Linear.for_target(TARGET, SALE),
}
KINDS = pytest.mark.parametrize("kind", CURVES)


def points_on(kind: str, count: int = 10, off: int = 0) -> list[Point]:
    """Points of a curve, the last of them off by some wei."""
    steps = [TARGET * step // count for step in range(1, count + 1)]
    points = [Point(raised, CURVES[kind].sold(raised)) for raised in steps]
    return [*points[:-1], points[-1]._replace(sold=points[-1].sold - off)]


def row(found: list[Fit], number: int = 0) -> dict[str, Any]:
    return words.fit_table(found).to_dict("records")[number]


def content(figure: Any) -> dict[str, Any]:
    return json.loads(figure.to_json())


# --- the table ---


def test_a_fit_is_told_in_words():
    found = fits(points_on("constant_product"), TARGET, SALE)
    assert row(found) == {
        plain("fit.family"): plain("curve.constant_product"),
        plain("fit.parameter"): plain("fit.reserve", value="500,000 FLOCK"),
        plain("fit.largest"): plain("fit.none"),
        plain("fit.mean"): plain("fit.none"),
        plain("fit.points"): 10,
        plain("fit.verdict"): plain("fit.meets"),
    }
    other = row(found, 1)
    assert other[plain("fit.family")] == plain("curve.linear")
    assert other[plain("fit.verdict")] == plain("fit.misses")
    assert other[plain("fit.largest")].endswith(plain("fit.tokens", value="").strip())


def test_a_linear_fit_is_its_multiple():
    found = fits(points_on("linear"), TARGET, SALE)
    assert row(found)[plain("fit.parameter")] == plain("fit.multiple", value=9)


def test_without_fits_the_table_is_headed_all_the_same():
    table = words.fit_table([])
    assert len(table) == 0
    assert table.columns.is_unique
    assert len(table.columns) == 6


@pytest.mark.parametrize(
    ("residual", "text"),
    [
        (0, plain("fit.none")),
        (1, plain("fit.wei", value="1")),
        (999_999_999, plain("fit.wei", value="999,999,999")),
        (10**9, plain("fit.tokens", value="0.000000001000")),
        (5 * WAD, plain("fit.tokens", value="5.00")),
    ],
)
def test_a_miss_is_told_in_wei_or_in_tokens(residual, text):
    assert words.miss_text(residual) == text


@KINDS
@pytest.mark.parametrize("count", [1, 2])
def test_a_single_purchase_is_too_few_and_two_tell(kind, count):
    found = fits(points_on(kind, 50)[:count], TARGET, SALE)
    verdict = words.verdict_text(next(fit for fit in found if fit.kind == kind))
    assert verdict == plain("fit.few" if count == 1 else "fit.meets")


# --- what is odd, and what is not known ---


@pytest.mark.parametrize("kind", [*LEFT_OUT, *KEPT])
def test_every_kind_of_finding_is_a_sentence(kind):
    sentence = words.finding_text(Finding(kind, TOKEN, 5, 1_234))
    assert sentence.endswith(".")
    assert "{" not in sentence
    if kind not in ("settings", "percent"):
        assert account(TOKEN) in sentence
    assert TOKEN not in sentence


def test_a_findings_token_is_no_markup():
    hostile = "**x** [a](http://b) <b>" * 50
    assert "QMINI" in words.finding_text(Finding("parts", TOKEN, 5, 1), "QMINI")
    sentence = words.finding_text(Finding("parts", hostile, 5, 1))
    assert "**x**" not in sentence
    assert "](http" not in sentence
    assert len(sentence) < 600


def test_all_that_is_not_known_is_a_list():
    lines = words.unknown_text().splitlines()
    assert lines[0] == plain("foreign.about")
    assert lines[2:] == [f"- {plain(f'foreign.{key}')}" for key in UNKNOWN]
    assert words.unknown_text(["pool"]).count("\n- ") == 1


def test_flock_from_outside_has_its_line_in_the_log():
    line = log.event_line(Entry(0, ev.BroughtIn(TOKEN, 5 * WAD)))
    assert line == " · ".join([plain("event.BroughtIn"), account(TOKEN), plain("amount.flock", value="5.00")])


# --- tables that meet a foreign chain ---


def test_a_model_known_from_its_launch_alone_has_no_prices_and_no_tier():
    models = {TOKEN: minimal().models[SMALL]._replace(id=TOKEN, name="N" * 10_000, tier=TIER)}
    table = tables.models(presets.load()._replace(models=models), presets.tier_titles())
    (shown,) = table.astype(object).where(table.notna(), None).to_dict("records")
    assert shown[plain("column.tier")] == plain("model.no_tier")
    assert shown[plain("column.input_price")] is None
    assert shown[plain("column.output_price")] is None
    assert shown[plain("column.cost_share")] == ""
    assert len(shown[plain("column.model")]) < 100


def test_a_catalogues_model_keeps_its_tier():
    titles = presets.tier_titles()
    assert tables.tier_title(minimal().models[SMALL], titles) == titles["small"]


def test_a_purchase_of_nothing_has_no_average_price():
    bought = ev.Purchased(TOKEN, "a", WAD, WAD, 0, 0, 0, 0, 0)
    table = tables.purchases([Purchase(1, bought, WAD, 0)], 0)
    assert table[plain("column.average")].isna().all()


def test_what_a_chain_says_of_itself_was_not_changed_by_the_reader():
    protocol = presets.load("mainnet", {"launch_fee": 5, "pool_fee_bps": 5})
    notes = {**protocol.notes, "launch_fee": protocol.notes["launch_fee"]._replace(source="chain")}
    table = tables.parameters(protocol._replace(notes=notes))
    sources = dict(zip(table[plain("column.parameter")], table[plain("column.source")]))
    assert sources[plain("parameter.launch_fee")] == plain("source.chain")
    assert sources[plain("parameter.pool_fee_bps")] == plain("source.changed")


# --- the picture ---


def drawn(kind: str, points: list[Point]) -> dict[str, Any]:
    fit = next(fit for fit in fits(points, TARGET, SALE) if fit.kind == kind)
    return content(fit_figure(fit, points))


@KINDS
def test_the_picture_holds_curve_points_and_what_lies_between(kind):
    points = points_on(kind, off=500)
    whole = drawn(kind, points)
    curve, chain, missed = whole["data"]
    assert chain["x"] == missed["x"] == [point.raised / WAD for point in points]
    assert chain["y"] == [point.sold / WAD for point in points]
    assert (curve["x"][0], curve["y"][0]) == (0, 0)
    assert curve["x"][-1] == points[-1].raised / WAD
    assert missed["yaxis"] == "y2"
    assert whole["layout"]["yaxis2"]["title"]["text"] == plain("fit.axis_wei")
    assert whole["layout"]["yaxis2"]["domain"][1] < whole["layout"]["yaxis"]["domain"][0]
    assert max(map(abs, missed["y"])) <= 500


def test_the_wrong_family_is_missed_in_tokens():
    points = points_on("linear")
    whole = drawn("constant_product", points)
    assert whole["layout"]["yaxis2"]["title"]["text"] == plain("fit.axis_tokens")
    fit = next(fit for fit in fits(points, TARGET, SALE) if fit.kind == "constant_product")
    assert max(map(abs, whole["data"][2]["y"])) == pytest.approx(fit.largest_residual / WAD)


@KINDS
def test_the_picture_keeps_to_the_house(kind):
    whole = drawn(kind, points_on(kind))
    layout = whole["layout"]
    assert [layout[axis]["exponentformat"] for axis in ("xaxis", "yaxis", "yaxis2")] == ["none"] * 3
    traces = whole["data"]
    assert all(trace["name"] for trace in traces)
    looks = {(trace["mode"], trace.get("marker", {}).get("symbol")) for trace in traces}
    assert len(looks) == len(traces)


@pytest.mark.parametrize("points", [[Point(0, 0)], [Point(0, 5)], [Point(5, 0)], [Point(TARGET, SALE)]])
def test_a_picture_of_next_to_nothing_can_be_drawn(points):
    for fit in fits(points, TARGET, SALE):
        text = fit_figure(fit, points).to_json()
        assert "NaN" not in text
        assert "Infinity" not in text


def test_many_purchases_are_drawn_with_few_points_and_the_worst_among_them():
    points = points_on("constant_product", 5_000)
    bad = 2_345
    points[bad] = points[bad]._replace(sold=points[bad].sold + 7 * WAD)
    fit = next(fit for fit in fits(points, TARGET, SALE) if fit.kind == "constant_product")
    _, chain, missed = content(fit_figure(fit, points))["data"]
    assert len(chain["x"]) <= 310
    assert chain["x"] == sorted(chain["x"])
    assert max(map(abs, missed["y"])) == pytest.approx(fit.largest_residual / WAD)


def test_the_texts_of_the_picture_are_the_catalogues():
    names = [trace["name"] for trace in drawn("linear", points_on("linear"))["data"]]
    assert names == [plain(f"fit.{key}") for key in ("on_curve", "on_chain", "missed")]
    assert t("fit.none") == plain("fit.none")
