"""The house's frame, colours, lines and marks, as the parts that Plotly makes a figure of.

Colours are Okabe and Ito's, which stay apart with any colour blindness, and read on light and dark ground.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import TypeAlias

import plotly.graph_objects as go

from fomo_core.display import numerals

#: A whole picture.
Figure: TypeAlias = go.Figure
#: A trace, an axis or another part of a figure, as Plotly describes it.
Part = dict[str, object]
_SAME: Mapping[str, object] = MappingProxyType({})

BLUE = "#2B8CC4"
ORANGE = "#E69F00"
GREEN = "#009E73"
RED = "#D55E00"
PURPLE = "#B07AA1"
GREY = "#8C96A0"
#: All words of a picture; their colour is the page's, which alone knows if it is light or dark.
TEXT: Mapping[str, object] = MappingProxyType({"size": 13})
#: Air between an upright line and its name, in pixels.
_AIR = 5
#: What ``st.plotly_chart`` and ``Figure.show`` need beside a figure.
CONFIG = {"displayModeBar": False, "responsive": True}


def plot(
    traces: Sequence[Mapping[str, object]],
    x: str,
    y: str,
    *,
    xaxis: Mapping[str, object] = _SAME,
    yaxis: Mapping[str, object] = _SAME,
    **layout: object,
) -> Figure:
    """A figure with the house's layout; traces as dicts, since building them is the costly part."""
    base: Part = {
        "margin": {"l": 8, "r": 16, "t": 28, "b": 8},
        "legend": {"orientation": "h", "y": 1.02, "yanchor": "bottom", "x": 0, "font": dict(TEXT)},
        "hovermode": "closest",
        "separators": numerals.separators(),
        "xaxis": _axis(x) | dict(xaxis),
        "yaxis": _axis(y) | dict(yaxis),
    }
    return go.Figure({"data": traces, "layout": base | layout}, skip_invalid=True)


def _axis(title: str) -> Part:
    return {
        "title": {"text": title, "font": dict(TEXT)},
        "tickfont": dict(TEXT),
        "exponentformat": "none",
        "automargin": True,
        "zeroline": False,
    }


def line(x: Sequence[float], y: Sequence[float], name: str, colour: str, **more: object) -> Part:
    """A line through points; ``more`` are its width, dash and shape, and whatever else Plotly knows of a trace."""
    style = {"color": colour, "width": more.pop("width", 2.5), "dash": more.pop("dash", "solid")}
    shape = more.pop("shape", "linear")
    return {"type": "scatter", "mode": "lines", "x": list(x), "y": list(y), "name": name,
            "line": style | {"shape": shape}} | more  # fmt: skip


def dot(x: float, y: float, name: str, colour: str, symbol: str, hover: str) -> Part:
    """One marked point."""
    return {"type": "scatter", "mode": "markers", "x": [x], "y": [y], "name": name,
            "marker": {"color": colour, "size": 13, "symbol": symbol, "line": {"color": "white", "width": 1.5}},
            "hovertemplate": f"{hover}<extra></extra>"}  # fmt: skip


def upright(x: float, label: str, *, high: bool, right: bool) -> tuple[Part, Part]:
    """A vertical line with its name, high or low and on one side, where no other line is."""
    shape = {"type": "line", "x0": x, "x1": x, "y0": 0, "y1": 1, "yref": "paper",
             "line": {"color": GREY, "width": 1.5, "dash": "dot"}}  # fmt: skip
    height = {"y": 0.98, "yanchor": "top"} if high else {"y": 0.03, "yanchor": "bottom"}
    side = {"xanchor": "left", "xshift": _AIR} if right else {"xanchor": "right", "xshift": -_AIR}
    note = {"x": x, "yref": "paper", "text": label, "showarrow": False, "font": dict(TEXT)}
    return shape, note | height | side
