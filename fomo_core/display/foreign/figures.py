"""A fitted curve beside what the chain published, as a Plotly figure."""

from __future__ import annotations

from collections.abc import Sequence

import plotly.graph_objects as go

from fomo_core.display.drawing.amounts import to_float
from fomo_core.display.drawing.frame import BLUE, ORANGE, RED, Part, line, plot
from fomo_core.display.drawing.times import thin
from fomo_core.display.foreign.words import in_wei
from fomo_core.display.text import plain
from fomo_core.foreign.fitting import Fit, Point, Residual, residuals
from fomo_core.units import WAD

_CURVE_POINTS = 120
#: How much of the height the residuals take, and where the curve begins above them.
_BELOW, _ABOVE = 0.22, 0.34


def fit_figure(fit: Fit, points: Sequence[Point]) -> go.Figure:
    """Tokens sold against principal raised: the chain's points, the curve, and below what lies between them.

    ``points`` are the raise's, as ``fitting.points_of`` makes them; there must be one at least.
    """
    kept = _kept(residuals(fit.curve, points))
    raised = [to_float(each.raised) for each in kept]
    unit = 1 if in_wei(fit) else WAD
    hover = plain("fit.hover") + "<extra></extra>"
    x, y = _along(fit, points)
    traces = [
        line(x, y, plain("fit.on_curve"), BLUE, hovertemplate=hover),
        _dots(raised, [to_float(each.on_chain) for each in kept], "fit.on_chain", ORANGE, hovertemplate=hover),
        _dots(raised, [to_float(each.on_chain - each.on_curve, unit) for each in kept], "fit.missed", RED,
              symbol="x", yaxis="y2", hovertemplate=plain("fit.hover_missed") + "<extra></extra>"),
    ]  # fmt: skip
    below = {"title": {"text": plain("fit.axis_wei" if unit == 1 else "fit.axis_tokens")}, "domain": [0, _BELOW],
             "exponentformat": "none", "automargin": True, "zeroline": True}  # fmt: skip
    return plot(
        traces, plain("figure.axis.raised"), plain("fit.axis_sold"),
        xaxis={"anchor": "y2"}, yaxis={"domain": [_ABOVE, 1], "rangemode": "tozero"}, yaxis2=below,
    )  # fmt: skip


def _kept(rows: Sequence[Residual]) -> list[Residual]:
    """Few enough rows to draw, in order, the worst among them."""
    worst = max(rows, key=lambda row: abs(row.on_chain - row.on_curve))
    return sorted({*thin(rows), worst})


def _along(fit: Fit, points: Sequence[Point]) -> tuple[list[float], list[float]]:
    last = max(point.raised for point in points)
    steps = [last * step // _CURVE_POINTS for step in range(_CURVE_POINTS + 1)]
    return [to_float(raised) for raised in steps], [to_float(fit.curve.sold(raised)) for raised in steps]


def _dots(
    x: list[float], y: list[float], key: str, colour: str, symbol: str = "circle", **more: object
) -> Part:
    return {"type": "scatter", "mode": "markers", "x": x, "y": y, "name": plain(key),
            "marker": {"color": colour, "size": 7, "symbol": symbol}} | more  # fmt: skip
