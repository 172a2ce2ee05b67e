"""Pictures of the market: offerings beside each other, and how a raise's tokens were spread."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from fomo_core.display.drawing.frame import BLUE, GREEN, GREY, ORANGE, PURPLE, Figure, Part, line, plot
from fomo_core.display.drawing.times import thin, time_unit, until
from fomo_core.display.format import in_figure
from fomo_core.display.text import plain
from fomo_core.history import OfferingHistory
from fomo_core.market import Spread
from fomo_core.offering import Offering
from fomo_core.units import BPS, DAY_S

#: Of each line its colour and its style: neither tells it apart alone.
STYLES = ((BLUE, "solid"), (ORANGE, "dash"), (GREEN, "dot"), (PURPLE, "dashdot"))
#: So many offerings can be told apart on one chart.
MOST = len(STYLES)
_LABEL_SIZE = 13
#: The axis goes on beyond the longest line, for the names at the lines' ends.
_ROOM = 1.2
#: Labels at the ends of lines stand at least so far apart, as a part of the axis.
_APART = 0.09


class Compared(NamedTuple):
    """An offering to be compared: its ticker as told apart from all others', and its past."""

    ticker: str
    offering: Offering
    past: OfferingHistory


class _Curve(NamedTuple):
    """A line of a picture: its name, and its points."""

    name: str
    x: list[float]
    y: list[float]


def raises_figure(compared: Sequence[Compared], now: int) -> Figure:
    """FLOCK raised over the days of each raise, in percent of its own minimum."""
    return _picture(
        [_raised(one, now) for one in compared],
        (plain("figure.axis.days"), plain("figure.axis.of_minimum"), "figure.compare.hover_raised"),
        _level(100.0, plain("figure.compare.minimum")),
        {"ticksuffix": "%"},
    )


def prices_figure(compared: Sequence[Compared], now: int) -> Figure | None:
    """The pools' prices over the days since graduation, each over its first; None where nothing trades."""
    traded = [_multiple(one, now) for one in compared]
    if not any(curve.x for curve in traded):
        return None
    return _picture(
        traded,
        (plain("figure.axis.days_traded"), plain("figure.axis.multiple"), "figure.compare.hover_price"),
        _level(1.0, plain("figure.compare.opening")),
        {"ticksuffix": "\N{MULTIPLICATION SIGN}"},
    )


def spread_figure(way: Sequence[Spread], start: int, end: int) -> Figure:
    """The concentration of a raise's allocations over its time, from ``start`` to ``end`` (chain seconds)."""
    unit, axis = time_unit(end - start)
    x = [(point.at - start) / unit for point in way]
    measures = ("hhi", "gini", "top")
    curves = [
        _Curve(
            plain(f"measure.{name}"), x, [getattr(point.spread, f"{name}_bps") * 100 / BPS for point in way]
        )
        for name in measures
    ]
    titles = (axis, plain("figure.axis.concentration"), "figure.compare.hover_spread")
    return _picture(curves, titles, [], {"range": [0, 108], "ticksuffix": "%"})


def _raised(one: Compared, now: int) -> _Curve:
    offering, kept = one.offering, thin(one.past.purchases)
    closed = min(offering.end, now if offering.graduated_at is None else offering.graduated_at)
    days = [0.0, *((p.at - offering.start) / DAY_S for p in kept), (closed - offering.start) / DAY_S]
    least = offering.minimum_target
    shares = [0.0, *(100 * p.raised / least for p in kept), 100 * offering.raised / least]
    return _Curve(one.ticker, days, shares)


def _multiple(one: Compared, now: int) -> _Curve:
    points = until(one.past.pool, now) if one.past.pool else []
    if not points or not all(point.flock and point.tokens for point in points):
        return _Curve(one.ticker, [], [])
    first = points[0].flock / points[0].tokens
    days = [(point.at - points[0].at) / DAY_S for point in points]
    return _Curve(one.ticker, days, [point.flock / point.tokens / first for point in points])


def _picture(
    curves: Sequence[_Curve], titles: tuple[str, str, str], marks: Sequence[Part], yaxis: Mapping[str, object]
) -> Figure:
    """Lines in steps, each with its name at its end; ``titles`` are the axes' and the key of what hovering tells."""
    across, up, hover = titles
    traces = [
        line(curve.x, curve.y, in_figure(curve.name), colour, dash=dash, shape="hv",
             hovertemplate=f"{in_figure(curve.name)}<br>{plain(hover)}<extra></extra>")
        for curve, (colour, dash) in zip(curves, STYLES) if curve.x
    ]  # fmt: skip
    longest = max((x for curve in curves for x in curve.x), default=0.0) or 1.0
    return plot(
        traces, across, up, showlegend=False, annotations=[*_names(curves), *marks],
        shapes=[_line_of(mark) for mark in marks],
        xaxis={"range": [0, longest * _ROOM]}, yaxis={"rangemode": "tozero"} | dict(yaxis),
    )  # fmt: skip


def _names(curves: Sequence[_Curve]) -> list[Part]:
    """The names of lines at their ends, moved apart where they would lie on one another."""
    ended = sorted((curve for curve in curves if curve.x), key=lambda curve: curve.y[-1])
    gap = _APART * max((y for curve in ended for y in curve.y), default=0.0)
    notes: list[Part] = []
    lowest = -gap
    for curve in ended:
        lowest = max(curve.y[-1], lowest + gap)
        notes.append(_note(curve.x[-1], lowest, in_figure(curve.name), "left", 6))
    return notes


def _level(y: float, name: str) -> list[Part]:
    """A named level across a picture."""
    return [_note(0.0, y, name, "left", 4) | {"yanchor": "bottom"}]


def _line_of(mark: Part) -> Part:
    return {"type": "line", "xref": "paper", "x0": 0, "x1": 1, "y0": mark["y"], "y1": mark["y"],
            "line": {"color": GREY, "width": 1, "dash": "dot"}}  # fmt: skip


def _note(x: float, y: float, text: str, side: str, shift: int) -> Part:
    return {"x": x, "y": y, "text": text, "showarrow": False, "xanchor": side, "xshift": shift,
            "font": {"size": _LABEL_SIZE}}  # fmt: skip
