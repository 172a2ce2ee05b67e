"""Pictures: exact where they start from, few points, plain axes, and no one's words as markup."""

from __future__ import annotations

import itertools
import json
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fomo_core import events as ev
from fomo_core import presets
from fomo_core.curve import curve_for
from fomo_core.display import figures, summary
from fomo_core.display.drawing import curves, flows, price_line, times
from fomo_core.display.ownership import holdings
from fomo_core.display.text import plain
from fomo_core.history import Histories, OfferingHistory, PoolPoint, Purchase, Settlement
from fomo_core.parameters import CURVES
from fomo_core.units import USD, WAD
from tests.builders import SMALL, bare_offering, minimal, parameters
from tests.pages.states import STATES, STATUS

HOSTILE = "<script>zq</script><b>zq</b> $zq$ %{x} &lt;zq&gt; [a](http://zq)"
TARGETS = st.integers(1, 10**8).map(lambda flock: flock * WAD)


def past_of(box) -> OfferingHistory:
    histories = Histories(box.protocol.parameters)
    histories.extend(box.events())
    return histories.of("qmini")


def every_figure(name: str) -> dict[str, Any]:
    """All figures that the screens draw of an offering in this state."""
    box = STATES[name]()
    offering, past, now = box.world.offerings["qmini"], past_of(box), box.head().now
    held = holdings.holders(offering)
    drawn = {
        "curve": figures.curve_figure(offering),
        "quoted curve": figures.curve_figure(offering, (offering.raised, offering.raised + WAD)),
        "tax": figures.tax_figure({"now": box.protocol.parameters}, now - offering.start),
        "price": price_line.price_over_time(offering, past.purchases, past.pool, now),
        "price, logarithmic": price_line.price_over_time(offering, past.purchases, past.pool, now, True),
        "progress": figures.progress_figure(offering, past.purchases, now),
        "holders": figures.holders_figure(held, holdings.held_tokens(held)),
        "distribution": figures.distribution_figure(summary.distribution(box.protocol.parameters)),
    }
    if past.pool:
        drawn["pool"] = figures.pool_figure(past.pool, offering.curve.spot_price(offering.raised), now)
        for what in ("price", "supply"):
            drawn[f"buyback {what}"] = figures.buyback_figure(past.pool, past.pool_without_buyback, what, now)
    if past.settlements:
        routed = past.settlements[-1].event
        drawn["burns"] = figures.burns_figure(past.settlements, offering.symbol, now)
        drawn["sankey"] = flows.sankey_figure(
            routed.usage_usd, routed.cost_usd, summary.routed_usd(routed), summary.routed_flock(routed)
        )
    return drawn


def content(figure: Any) -> dict[str, Any]:
    return json.loads(figure.to_json())


# --- every figure ---


@pytest.mark.parametrize("name", STATUS)
def test_every_figure_of_every_status_can_be_drawn(name):
    for figure in every_figure(name).values():
        whole = content(figure)
        assert whole["data"]
        assert "NaN" not in figure.to_json()
        assert "Infinity" not in figure.to_json()


@pytest.mark.parametrize("name", STATUS)
def test_no_axis_writes_exponents(name):
    for key, figure in every_figure(name).items():
        layout = content(figure)["layout"]
        axes = [layout[axis] for axis in ("xaxis", "yaxis") if axis in layout]
        assert bool(axes) == (key != "sankey")
        assert all(axis["exponentformat"] == "none" for axis in axes)


@pytest.mark.parametrize("name", STATUS)
def test_no_figure_relies_on_colour_alone(name):
    """Lines of one picture differ in dash or width, and every trace of several has a name."""
    for figure in every_figure(name).values():
        traces = content(figure)["data"]
        if len(traces) > 1:
            assert all(trace["name"] for trace in traces)
            looks = [
                (t["mode"], t.get("line", {}).get("dash"), t.get("line", {}).get("width")) for t in traces
            ]
            assert len(set(looks)) == len(looks)


# --- floats against exact integers ---


@given(TARGETS, st.sampled_from(CURVES), st.integers(2, 30), st.fractions(0, 1))
def test_the_spot_price_of_a_picture_is_the_exact_one(target, kind, multiple, part):
    curve = curve_for(kind, target, 400_000 * WAD, 5_000, multiple)
    raised = int(target * part)
    exact = curve.spot_price(raised)
    price = Fraction(exact.flock, exact.tokens)
    assert abs(Fraction(curves.spot(curve, raised)) - price) <= price / 10**12


@given(TARGETS, st.sampled_from(CURVES), st.integers(1, 400))
def test_the_points_of_a_curve_run_from_nothing_to_the_maximum(target, kind, points):
    curve = curve_for(kind, target, 400_000 * WAD, 5_000, 9)
    x, y = curves.curve_points(curve, target, points)
    assert len(x) == len(y) == points + 1
    assert x[0] == 0
    assert x[-1] == target / WAD
    assert x == sorted(x)
    assert all(later >= before * (1 - 1e-12) for before, later in itertools.pairwise(y))
    assert y[0] == curves.spot(curve, 0)
    assert y[-1] == curves.spot(curve, target)


@pytest.mark.parametrize("kind", CURVES)
def test_every_curve_ends_at_nine_times_its_first_price(kind):
    curve = curve_for(kind, 10**6 * WAD, 400_000 * WAD, 5_000, 9)
    assert curves.spot(curve, 10**6 * WAD) == pytest.approx(9 * curves.spot(curve, 0), rel=1e-12)


# --- the curve ---


@pytest.mark.parametrize("name", STATUS)
def test_the_curve_marks_here_minimum_and_maximum(name):
    offering = STATES[name]().world.offerings["qmini"]
    whole = content(figures.curve_figure(offering))
    name = "figure.curve.here" if offering.graduated_at is None else "figure.curve.ended"
    here = next(trace for trace in whole["data"] if trace["name"] == plain(name))
    assert here["x"] == [offering.raised / WAD]
    assert here["y"] == [curves.spot(offering.curve, offering.raised)]
    lines = [shape["x0"] for shape in whole["layout"]["shapes"]]
    assert lines == [offering.minimum_target / WAD, offering.maximum_target / WAD]
    assert [note["text"] for note in whole["layout"]["annotations"]] == [
        plain("figure.minimum", value="1,050"),
        plain("figure.maximum", value="3,000"),
    ]


def test_a_quote_is_the_stretch_from_before_to_after():
    offering = STATES["live"]().world.offerings["qmini"]
    after = offering.raised + 100 * WAD
    stretch = next(
        trace
        for trace in content(figures.curve_figure(offering, (offering.raised, after)))["data"]
        if trace["name"] == plain("figure.curve.quote")
    )
    assert (stretch["x"][0], stretch["x"][-1]) == (offering.raised / WAD, after / WAD)


def test_two_curves_are_overlaid_with_their_names():
    target = 10**6 * WAD
    curves = {kind: curve_for(kind, target, 400_000 * WAD, 5_000, 9) for kind in CURVES}
    assert [trace["name"] for trace in content(figures.overlay_figure(curves, target))["data"]] == list(
        CURVES
    )


# --- the tax ---


@pytest.mark.parametrize("reading", ["A", "B", "C"])
def test_the_tax_starts_high_and_ends_at_its_base(reading):
    (line,) = content(figures.tax_figure({reading: parameters(tax_reading=reading)}))["data"]
    assert line["y"][0] == (100.0 if reading == "C" else 99.0)
    assert line["y"][-1] == (1.0 if reading == "C" else 1.5)
    assert line["line"]["shape"] == "hv"
    assert line["x"][:3] == [0.0, 1.0, 2.0]


@pytest.mark.parametrize(
    ("elapsed", "x", "rate", "unit"),
    [
        (0, 0.0, 99.0, "minutes"),
        (90, 1.5, 98.0, "minutes"),
        (6_600, 110.0, 1.5, "minutes"),
        (4 * 3_600, 4.0, 1.5, "hours"),
        (3 * 86_400, 3.0, 1.5, "days"),
        (10**9, 10**9 / 86_400, 1.5, "days"),
    ],
)
def test_the_tax_is_drawn_to_where_the_clock_stands(elapsed, x, rate, unit):
    figure = content(figures.tax_figure({"A": parameters()}, elapsed))
    line, dot = figure["data"]
    assert dot["x"] == [pytest.approx(x)]
    assert dot["y"] == [rate]
    assert line["x"][-1] >= dot["x"][0]
    assert line["y"][-1] == 1.5
    assert figure["layout"]["xaxis"]["title"]["text"] == plain(f"figure.axis.{unit}")


def test_a_tax_of_seconds_is_drawn_in_seconds():
    axis = content(figures.tax_figure({"A": minimal().parameters}))["layout"]["xaxis"]["title"]["text"]
    assert axis == plain("figure.axis.seconds")
    axis = content(figures.tax_figure({"A": parameters()}))["layout"]["xaxis"]["title"]["text"]
    assert axis == plain("figure.axis.minutes")


# --- many points ---


@given(st.integers(1, 5_000), st.integers(2, 500))
def test_a_thinned_series_is_short_and_keeps_its_ends(length, most):
    points = [object() for _ in range(length)]
    kept = times.thin(points, most)
    assert len(kept) <= most + 1
    assert kept[0] is points[0]
    assert kept[-1] is points[-1]
    places = [points.index(point) for point in kept] if length < 500 else []
    assert places == sorted(places)
    assert length > most or kept == points


def many(count: int) -> list[Purchase]:
    event = ev.Purchased("qmini", "ada", WAD, WAD, WAD, 0, 0, 0, 0)
    return [Purchase(index, event, (index + 1) * WAD // 100, index) for index in range(count)]


@pytest.mark.parametrize("count", [0, 1, 300, 301, 10_000])
def test_ten_thousand_purchases_are_drawn_with_few_points(count):
    offering = bare_offering(presets.load(), SMALL, count * WAD // 100)
    line = content(figures.progress_figure(offering, many(count), 604_800))["data"][0]
    assert len(line["x"]) <= 320
    assert line["x"][0] == line["y"][0] == 0
    assert (line["x"][-1], line["y"][-1]) == (7.0, offering.raised / WAD)
    assert len(line["x"]) == len(line["y"])


def test_ten_thousand_swaps_and_settlements_are_drawn_with_few_points():
    pool = [PoolPoint(at, "Swapped", (at + 1) * WAD, WAD, WAD) for at in range(10_000)]
    routed = ev.RevenueRouted("q", 1, 0, 1, 1, 1, 1, 0, 0, 0, 1)
    settled = [Settlement(at, routed, at, at) for at in range(10_000)]
    for figure in (
        figures.pool_figure(pool, (1, 1), 9),
        figures.buyback_figure(pool, pool, "price", 9),
        figures.burns_figure(settled, "Q", 9),
    ):
        for trace in content(figure)["data"]:
            assert len(trace["x"]) <= 320


def test_progress_does_not_run_past_now_or_the_end():
    offering = bare_offering(presets.load(), SMALL)
    for now, days in ((-5, 0.0), (86_400, 1.0), (10**9, 7.0)):
        assert content(figures.progress_figure(offering, [], now))["data"][0]["x"][-1] == days


# --- holders ---


def test_the_largest_holders_and_all_others():
    held = [(f"holder{i:02}", (100 - i) * WAD) for i in range(30)]
    bars = content(figures.holders_figure(held, holdings.held_tokens(held)))["data"][0]
    assert len(bars["y"]) == 11
    assert bars["y"][0] == plain("figure.holders.others")
    assert bars["y"][-1] == "holder00"
    assert sum(bars["x"]) == pytest.approx(holdings.held_tokens(held) / WAD)


def test_the_distribution_names_every_bucket():
    bars = content(figures.distribution_figure(summary.distribution(parameters())))["data"][0]
    assert sum(bars["x"]) == 10**6
    assert bars["text"][-1] == "40.0%"


def test_nobody_holding_anything_can_be_drawn():
    assert figures.holders_figure([], 0)


# --- the pool and revenue ---


def test_with_and_without_buybacks_start_from_the_same_point():
    past = past_of(STATES["bought_back"]())
    for what in ("price", "supply"):
        actual, without = content(figures.buyback_figure(past.pool, past.pool_without_buyback, what, 10**6))[
            "data"
        ]
        assert (actual["x"][0], actual["y"][0]) == (without["x"][0], without["y"][0])
        assert actual["y"][-1] != without["y"][-1]
    assert actual["y"][-1] == past.pool[-1].supply / WAD


def test_the_sankeys_flows_leave_nothing_out():
    names = {"a": 40 * USD, "b": 30 * USD, "c": 20 * USD, "d": 10 * USD}
    trace = content(flows.sankey_figure(250 * USD, 150 * USD, names, {"a": 7 * WAD}))["data"][0]
    link = trace["link"]
    into_net = [v for v, target in zip(link["value"], link["target"]) if target == 2]
    out_of_net = [v for v, source in zip(link["value"], link["source"]) if source == 2]
    assert sum(into_net) == pytest.approx(sum(out_of_net))
    assert len(trace["node"]["label"]) == 3 + len(names) == len(trace["node"]["color"])
    assert trace["node"]["label"][2:5] == [
        plain("figure.sankey.net") + "<br>100.00 USD",
        "a<br>40.00 USD<br>7.000 FLOCK",
        "b<br>30.00 USD",
    ]


# --- other people's words ---


def test_no_name_becomes_markup_in_any_figure():
    held = [(HOSTILE, WAD), (HOSTILE[1:], WAD // 2)]
    routed = ev.RevenueRouted("q", 1, 0, 1, 1, 1, 1, 0, 0, 0, 1)
    drawn = (
        figures.holders_figure(held, holdings.held_tokens(held)),
        figures.burns_figure([Settlement(0, routed, 1, 1)], HOSTILE, 5),
        flows.sankey_figure(10, 5, {HOSTILE: 5}, {HOSTILE: 5}),
        figures.tax_figure({HOSTILE: parameters()}, 5),
        figures.overlay_figure(
            {HOSTILE: curve_for("linear", WAD * 10**6, 400_000 * WAD, 5_000, 9)}, WAD * 10**6
        ),
    )
    for figure in drawn:
        text = json.dumps(content(figure), ensure_ascii=False)
        assert "zq" in text
        for markup in ("<script", "<b>", "$zq", "&lt;zq&gt;"):
            assert markup not in text.replace("&amp;lt;zq&amp;gt;", "")


def test_every_picture_over_time_ends_now_and_not_at_its_last_event():
    box = STATES["bought_back"]()
    past, offering = past_of(box), box.world.offerings["qmini"]
    last, later = past.pool[-1].at, past.pool[-1].at + 3 * 86_400
    for now, more in ((last, 0), (later, 1)):
        drawn = (
            (figures.pool_figure(past.pool, (1, 1), now), len(past.pool), past.pool[0].at),
            (figures.buyback_figure(past.pool, past.pool_without_buyback, "price", now), len(past.pool), past.pool[0].at),
            (figures.buyback_figure(past.pool, past.pool_without_buyback, "supply", now), len(past.pool), past.pool[0].at),
            (figures.burns_figure(past.settlements, "Q", now), len(past.settlements), past.settlements[0].at),
        )  # fmt: skip
        for figure, count, start in drawn:
            trace = content(figure)["data"][0]
            assert trace["x"][-1] == pytest.approx((now - start) / 86_400)
            assert len(trace["x"]) == count + more
            assert not more or trace["y"][-1] == trace["y"][-2]
    # What was drawn stays: the series itself is never touched.
    assert past.pool[-1].at == last
    assert offering.graduated_at == past.pool[0].at


def test_prices_under_a_pointer_show_digits_however_small_they_are():
    for key in ("figure.curve.hover", "figure.pool.hover", "figure.buyback.hover_price"):
        assert ":,.4r}" in plain(key)
        assert "f} FLOCK per" not in plain(key)


def test_a_pool_that_was_emptied_of_tokens_can_be_drawn():
    pool = [PoolPoint(0, "Graduated", WAD, WAD, WAD), PoolPoint(5, "Swapped", 2 * WAD, 1, WAD)]
    assert figures.pool_figure(pool, (1, 1), 9)
    assert figures.buyback_figure(pool, pool, "price", 9)


def test_a_raise_so_small_that_its_pool_has_no_tokens_is_no_fault():
    pool = [PoolPoint(0, "Graduated", 0, 0, WAD)]
    assert figures.pool_figure(pool, (1, 1), 9)
    assert figures.buyback_figure(pool, pool, "price", 9)


# --- the price over an offering's life ---


def test_the_price_runs_from_the_curve_s_first_to_the_pool_s_now():
    box = STATES["bought_back"]()
    offering, past, now = box.world.offerings["qmini"], past_of(box), box.head().now + 3 * 86_400
    raising, trading = content(price_line.price_over_time(offering, past.purchases, past.pool, now))["data"]
    assert (raising["x"][0], raising["y"][0]) == (0, curves.spot(offering.curve, 0))
    assert raising["y"][-1] == curves.spot(offering.curve, offering.raised)
    assert raising["x"][-1] == trading["x"][0]
    assert trading["y"][-1] == offering.pool_flock / offering.pool_tokens
    assert trading["x"][-1] == pytest.approx((now - offering.start) / 86_400)
    assert {trace["line"]["shape"] for trace in (raising, trading)} == {"hv"}


@pytest.mark.parametrize("name", ["live", "failed"])
def test_the_price_of_a_raise_runs_until_now_or_its_end(name):
    box = STATES[name]()
    offering, now = box.world.offerings["qmini"], box.head().now
    (raising,) = content(price_line.price_over_time(offering, past_of(box).purchases, [], now))["data"]
    unit, _ = times.time_unit(now - offering.start)
    assert raising["x"][-1] == (min(now, offering.end) - offering.start) / unit


def test_a_logarithmic_price_axis_has_plain_marks_around_all_prices():
    box = STATES["bought_back"]()
    offering, past = box.world.offerings["qmini"], past_of(box)
    figure = content(price_line.price_over_time(offering, past.purchases, past.pool, box.head().now, True))
    axis, prices = figure["layout"]["yaxis"], [y for trace in figure["data"] for y in trace["y"]]
    assert axis["type"] == "log"
    assert axis["tickvals"][0] <= min(prices) < max(prices) <= axis["tickvals"][-1]
    assert axis["ticktext"] == [f"{mark:g}" for mark in axis["tickvals"]]
