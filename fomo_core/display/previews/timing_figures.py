"""Pictures of buying into a raise: curves side by side, sizes by moments, the best moment."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np
import plotly.graph_objects as go

from fomo_core.display import floats, numerals
from fomo_core.display.drawing.frame import BLUE, GREEN, ORANGE, RED, Part, line, plot
from fomo_core.display.format import duration, in_figure
from fomo_core.display.text import plain

if TYPE_CHECKING:
    from fomo_core.simulation.timing import CurvePoints, EntryTable

#: The later part of a raise is drawn so much closer than its beginning.
_BEND = 10_000
_STYLES = ((BLUE, "solid"), (ORANGE, "dash"), (GREEN, "dot"))


def price_figure(curves: Mapping[str, CurvePoints], here: tuple[float, float], ahead: float) -> go.Figure:
    """Curves side by side with where the raise stands and a point further on (FLOCK raised, price)."""
    traces = []
    for (name, points), (colour, dash) in zip(curves.items(), _STYLES):
        hover = in_figure(name) + "<br>" + plain("figure.curve.hover") + "<extra></extra>"
        traces.append(
            line(
                np.asarray(points.raised).tolist(),
                np.asarray(points.price).tolist(),
                in_figure(name),
                colour,
                dash=dash,
                hovertemplate=hover,
            )
        )
    first = next(iter(curves.values()))
    there = float(np.interp(ahead, first.raised, first.price))
    traces.append(_mark(*here, plain("explore.here"), RED, "diamond"))
    if ahead > here[0]:
        traces.append(_mark(ahead, there, plain("explore.there"), ORANGE, "circle"))
    return plot(
        traces, plain("figure.axis.raised"), plain("figure.axis.price"), yaxis={"rangemode": "tozero"}
    )


def _mark(x: float, y: float, name: str, colour: str, symbol: str) -> Part:
    hover = name + "<br>" + plain("figure.curve.hover") + "<extra></extra>"
    return {"type": "scatter", "mode": "markers", "x": [x], "y": [y], "name": name, "hovertemplate": hover,
            "marker": {"color": colour, "size": 13, "symbol": symbol, "line": {"color": "white", "width": 1.5}}}  # fmt: skip


def heat_figure(table: EntryTable) -> go.Figure:
    """Tokens for each size and moment, as a share of what that size gets at its best moment; a cross marks the best.

    Light is little and dark is much on light ground, the other way round never: the scale stands beside it.
    """
    tokens = np.asarray(table.tokens, float)
    most = tokens.max(axis=1, keepdims=True)
    share = np.divide(tokens, most, out=np.zeros_like(tokens), where=most > 0)
    x = [duration(int(second)) for second in table.seconds]
    y = [numerals.general(size) for size in table.sizes]
    texts = [[floats.number(value) for value in row] for row in tokens]
    heat = {"type": "heatmap", "x": x, "y": y, "z": share.tolist(), "customdata": texts, "zmin": 0, "zmax": 1,
            "colorscale": "Cividis", "xgap": 1, "ygap": 1,
            "colorbar": {"tickformat": ".0%", "thickness": 12, "len": 0.9},
            "hovertemplate": plain("heat.hover") + "<extra></extra>"}  # fmt: skip
    best = [x[int(row.argmax())] for row in tokens]
    cross = {"type": "scatter", "mode": "markers", "x": best, "y": y, "name": plain("heat.best"), "showlegend": True,
             "marker": {"symbol": "x", "size": 11, "color": RED, "line": {"color": "white", "width": 1}},
             "hoverinfo": "skip"}  # fmt: skip
    return plot(
        [heat, cross], plain("heat.axis_minute"), plain("heat.axis_size"),
        xaxis={"type": "category", "showgrid": False}, yaxis={"type": "category", "showgrid": False},
    )  # fmt: skip


def entry_figure(table: EntryTable, index: int) -> go.Figure:
    """Tokens that one size gets at each moment, with twice the standard error, and the moments as good as the best.

    Moments stand closer together the later they are: the tax falls within hours, a raise lasts for days.
    """
    tokens = np.asarray(table.tokens, float)[index]
    error = 2 * np.asarray(table.tokens_error, float)[index]
    passed = table.seconds - table.seconds[0]
    places = np.log1p(passed / max(1.0, passed[-1] / _BEND))
    at = dict(zip(map(int, table.seconds), map(float, places)))
    x = list(at.values())
    best = table.best[index]
    edges = [*(tokens + error), *(tokens - error)[::-1]]
    band = {"type": "scatter", "mode": "lines", "x": [*x, *x[::-1]], "y": edges, "fill": "toself", "hoverinfo": "skip",
            "fillcolor": "rgba(43,140,196,0.36)", "line": {"width": 0}, "name": plain("entry.band")}  # fmt: skip
    labels = [duration(second) for second in at]
    hover = plain("entry.hover") + "<extra></extra>"
    mean = line(x, tokens.tolist(), plain("entry.tokens"), BLUE, customdata=labels, hovertemplate=hover)
    star = _mark(at[best.second], best.tokens, plain("entry.best"), RED, "star")
    star["hovertemplate"] = plain("entry.best") + "<extra></extra>"
    window = {"type": "rect", "x0": at[best.low_s], "x1": at[best.high_s], "y0": 0, "y1": 1, "yref": "paper",
              "fillcolor": "rgba(0,158,115,0.15)", "line": {"width": 0}, "layer": "below"}  # fmt: skip
    ticks = _ticks(at)
    return plot(
        [band, mean, star], plain("heat.axis_minute"), plain("figure.axis.tokens"), shapes=[window],
        xaxis={"tickvals": [at[second] for second in ticks], "ticktext": [duration(second) for second in ticks]},
        yaxis={"rangemode": "tozero"},
    )  # fmt: skip


def _ticks(at: Mapping[int, float], most: int = 6) -> list[int]:
    """A few moments, evenly over the axis."""
    wanted = np.linspace(min(at.values()), max(at.values()), most)
    moments = list(at)
    places = np.asarray(list(at.values()))
    return sorted({moments[int(np.abs(places - place).argmin())] for place in wanted})


def lines_figure(
    series: Mapping[str, tuple[Sequence[float], Sequence[float]]], x: str, y: str, hover: str
) -> go.Figure:
    """Several plain lines by name, for readings side by side."""
    traces = [
        line(xs, ys, in_figure(name), colour, dash=dash, hovertemplate=in_figure(name) + "<br>" + hover + "<extra></extra>")
        for (name, (xs, ys)), (colour, dash) in zip(series.items(), _STYLES)
    ]  # fmt: skip
    return plot(traces, x, y, yaxis={"rangemode": "tozero"})
