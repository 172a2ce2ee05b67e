"""Pictures of previews: outcomes, bands over time, the close, what drives it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np
import plotly.graph_objects as go

from fomo_core.display import floats, numerals
from fomo_core.display.drawing.frame import BLUE, GREEN, GREY, ORANGE, RED, Part, line, plot
from fomo_core.display.drawing.times import time_unit
from fomo_core.display.format import in_figure
from fomo_core.display.previews.assumptions import input_label, input_value
from fomo_core.display.text import plain
from fomo_core.units import WAD

if TYPE_CHECKING:
    from fomo_core.simulation.ensemble import Ensemble
    from fomo_core.simulation.sensitivity import HeatMap, Tornado
    from fomo_core.simulation.start import Start
    from fomo_core.simulation.summary import Bands

OUTCOMES = ("failed", "minimum", "maximum")
_COLOURS = {"failed": RED, "minimum": BLUE, "maximum": GREEN}
_PATTERNS = {"failed": "/", "minimum": "", "maximum": "."}
#: Bands from the outside in, as pairs of levels, with how strongly each is drawn.
_BANDS = (((0.05, 0.95), "rgba(43,140,196,0.18)"), ((0.25, 0.75), "rgba(43,140,196,0.36)"))
_NARROWEST_LABEL = 0.08
_LEGEND = {"orientation": "h", "y": 1.02, "yanchor": "bottom", "x": 0, "traceorder": "normal"}


def outcome_figure(cases: Mapping[str, Sequence[float]]) -> go.Figure:
    """Draw how often a raise fails, ends above its minimum, or fills up: one bar for each case, by its name.

    Each case gives the three shares in the order of ``OUTCOMES``.
    """
    names = [in_figure(name) for name in cases][::-1]
    rows = list(cases.values())[::-1]
    bars = [_outcome_bar(outcome, names, [row[i] for row in rows]) for i, outcome in enumerate(OUTCOMES)]
    return plot(
        bars, "", "", barmode="stack", bargap=0.3, legend=_LEGEND,
        xaxis={"range": [0, 1], "tickformat": ".0%"}, yaxis={"type": "category"},
    )  # fmt: skip


def _outcome_bar(outcome: str, names: list[str], shares: list[float]) -> Part:
    label = plain(f"outcome_bar.{outcome}")
    return {
        "type": "bar", "orientation": "h", "x": shares, "y": names, "name": label,
        "marker": _filled(_COLOURS[outcome], _PATTERNS[outcome]),
        "text": [floats.percent(share) if share >= _NARROWEST_LABEL else "" for share in shares],
        "textposition": "inside", "insidetextanchor": "middle", "textangle": 0,
        "textfont": {"color": "#FFFFFF", "size": 13},
        "hovertemplate": label + ": %{x:.1%}<extra></extra>",
    }  # fmt: skip


def _filled(colour: str, pattern: str) -> Part:
    """A bar's filling: a colour, and for who can't tell colours a faint pattern over it."""
    return {"color": colour, "pattern": {"shape": pattern, "fillmode": "overlay", "fgcolor": "rgba(255,255,255,0.45)",
                                         "fgopacity": 1, "size": 7, "solidity": 0.2}}  # fmt: skip


def fan_traces(x: Sequence[float], levels: Sequence[float], values: np.ndarray, hover: str) -> list[Part]:
    """The traces of a fan: an outer and an inner band of quantiles around the median."""
    at = {round(level, 4): row for level, row in zip(levels, values)}
    traces: list[Part] = []
    for (low, high), fill in _BANDS:
        name = plain("fan.band", low=numerals.percentage(low), high=numerals.percentage(high))
        edges = [*at[high], *at[low][::-1]]
        traces.append(
            {
                "type": "scatter",
                "mode": "lines",
                "x": [*x, *x[::-1]],
                "y": edges,
                "fill": "toself",
                "fillcolor": fill,
                "line": {"width": 0},
                "name": name,
                "hoverinfo": "skip",
            }
        )
    median = line(x, at[0.5], plain("fan.median"), BLUE, hovertemplate=hover + "<extra></extra>")
    return [*traces, median]


def fan_figure(bands: Bands, start: Start) -> go.Figure:
    """Principal raised over the time of a raise: the middle half, nine in ten, and the median."""
    unit, axis = time_unit(start.duration_s)
    x = [at / unit for at in bands.grid_s]
    span = [0, start.duration_s / unit]
    traces = fan_traces(x, bands.levels, bands.values, plain("fan.hover"))
    for name, amount, colour, dash in (
        ("minimum", start.minimum_target, ORANGE, "dash"), ("maximum", start.maximum_target, GREEN, "dot"),
    ):  # fmt: skip
        goal = amount / WAD
        label = plain(f"figure.{name}", value=numerals.fixed(goal))
        traces.append(line(span, [goal, goal], label, colour, dash=dash, width=1.5, hoverinfo="skip"))
    return plot(traces, axis, plain("figure.axis.raised"), yaxis={"rangemode": "tozero"})


def close_figure(ensemble: Ensemble, what: str = "raised", bins: int = 40) -> go.Figure:
    """Draw how the runs end: a histogram of ``raised``, ``closing_price`` or ``arrivals``, by outcome."""
    values = _values(ensemble, what)
    edges = np.histogram_bin_edges(values, bins=_bins(values, what, bins))
    middles, width = (edges[:-1] + edges[1:]) / 2, edges[1] - edges[0]
    bars = []
    for index, outcome in enumerate(OUTCOMES):
        counts, _ = np.histogram(values[ensemble.outcome == index], edges)
        label = plain(f"outcome_bar.{outcome}")
        bars.append(
            {
                "type": "bar",
                "x": middles.tolist(),
                "y": (counts / max(1, len(values))).tolist(),
                "name": label,
                "width": float(width),
                "hovertemplate": label + "<br>" + plain(f"close.hover_{what}") + "<extra></extra>",
                "marker": _filled(_COLOURS[outcome], _PATTERNS[outcome]),
            }
        )
    return plot(
        bars, plain(f"close.axis_{what}"), plain("close.axis_share"), barmode="stack", bargap=0.02, legend=_LEGEND,
        yaxis={"tickformat": ".0%", "rangemode": "tozero"},
    )  # fmt: skip


def _values(ensemble: Ensemble, what: str) -> np.ndarray:
    values = ensemble.closing_price() if what == "closing_price" else getattr(ensemble, what)
    return np.asarray(values, float)


def _bins(values: np.ndarray, what: str, most: int) -> int:
    """Few enough bins that each can hold a whole count."""
    spread = int(values.max() - values.min()) + 1 if len(values) else 1
    return max(1, min(most, spread)) if what == "arrivals" else most


def tornado_figure(tornado: Tornado, labels: Mapping[str, str], percent: bool) -> go.Figure:
    """Draw what a result depends on: for each input, the result at its low and high value, widest on top."""
    ordered = sorted(tornado.bars, key=lambda bar: abs(bar.at_high - bar.at_low))
    names = [in_figure(labels[bar.path]) for bar in ordered]
    traces = []
    for end, colour, pattern in (("low", ORANGE, "/"), ("high", BLUE, "")):
        reached = [getattr(bar, f"at_{end}") for bar in ordered]
        given = [input_value(bar.path, getattr(bar, f"{end}_value")) for bar in ordered]
        traces.append(
            {
                "type": "bar",
                "orientation": "h",
                "y": names,
                "x": [value - tornado.base for value in reached],
                "base": tornado.base,
                "name": plain(f"tornado.{end}"),
                "customdata": list(zip(given, reached)),
                "hovertemplate": plain("tornado.hover_share" if percent else "tornado.hover")
                + "<extra></extra>",
                "marker": _filled(colour, pattern),
            }
        )
    middle = {"type": "line", "x0": tornado.base, "x1": tornado.base, "y0": 0, "y1": 1, "yref": "paper",
              "line": {"color": GREY, "width": 1.5, "dash": "dot"}}  # fmt: skip
    return plot(
        traces, plain(f"tornado.axis_{'share' if percent else 'amount'}"), "", barmode="overlay", bargap=0.35, legend=_LEGEND,
        shapes=[middle], xaxis={"tickformat": ".0%"} if percent else {}, yaxis={"type": "category"},
    )  # fmt: skip


def two_way_figure(found: HeatMap, here: tuple[float, float], label: str, percent: bool) -> go.Figure:
    """A result over two inputs; a cross marks where they stand. Empty cells are values that the rules refuse."""
    x, y = (
        [input_value(path, value) for value in values]
        for path, values in ((found.x_path, found.x), (found.y_path, found.y))
    )
    show = floats.percent if percent else floats.number
    texts = [
        [show(value) if np.isfinite(value) else plain("two_way.refused") for value in row]
        for row in found.values
    ]
    cells = [[value if np.isfinite(value) else None for value in row] for row in found.values.tolist()]
    heat = {
        "type": "heatmap", "x": x, "y": y, "z": cells, "customdata": texts, "colorscale": "Cividis", "xgap": 1, "ygap": 1,
        "colorbar": {"tickformat": ".0%" if percent else "~s", "thickness": 12, "len": 0.9, "title": {"text": in_figure(label), "side": "right"}},
        "hovertemplate": plain("two_way.hover") + "<extra></extra>",
    }  # fmt: skip
    nearest = [
        labels[int(np.abs(values - at).argmin())]
        for labels, values, at in ((x, found.x, here[0]), (y, found.y, here[1]))
    ]
    cross = {
        "type": "scatter", "mode": "markers", "x": nearest[:1], "y": nearest[1:], "name": plain("two_way.here"), "showlegend": True,
        "marker": {"symbol": "x", "size": 11, "color": RED, "line": {"color": "white", "width": 1}}, "hoverinfo": "skip",
    }  # fmt: skip
    return plot(
        [heat, cross], in_figure(input_label(found.x_path)), in_figure(input_label(found.y_path)),
        xaxis={"type": "category", "showgrid": False}, yaxis={"type": "category", "showgrid": False},
    )  # fmt: skip


def forecast_figure(day: np.ndarray, bands: Bands, what: str) -> go.Figure:
    """A year after graduation: the ``price``, the ``supply``, or the share that is ``burned``, as bands."""
    x = np.asarray(day, float).tolist()
    traces = fan_traces(x, bands.levels, bands.values, plain(f"forecast.hover_{what}"))
    axis = {"supply": {}, "price": {"rangemode": "tozero"}}.get(
        what, {"rangemode": "tozero", "tickformat": ".1%"}
    )
    return plot(traces, plain("figure.axis.days_traded"), plain(f"forecast.axis_{what}"), yaxis=axis)
