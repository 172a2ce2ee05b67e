"""The picture of a settlement: from usage over cost and net revenue to where it goes."""

from __future__ import annotations

from collections.abc import Mapping

import plotly.graph_objects as go

from fomo_core.display import format as f
from fomo_core.display import numerals
from fomo_core.display.drawing.frame import BLUE, GREEN, GREY, ORANGE, PURPLE, RED, Figure
from fomo_core.display.format import in_figure
from fomo_core.display.text import plain
from fomo_core.units import USD, WAD

_COLOURS = (GREY, GREY, BLUE, RED, ORANGE, GREEN, PURPLE)
#: The place of net revenue among the nodes: what is left of usage, before it is divided.
_NET = 2


def sankey_figure(usage: int, cost: int, parts: Mapping[str, int], flock: Mapping[str, int]) -> Figure:
    """Draw where usage goes: cost, and the net's destinations (10^-6 USD), with the FLOCK (wei) that reaches each."""
    ends = range(_NET + 1, _NET + 1 + len(parts))
    values = [cost, usage - cost, *parts.values()]
    totals = {
        plain("figure.sankey.usage"): usage,
        plain("figure.sankey.cost"): cost,
        plain("figure.sankey.net"): usage - cost,
        **parts,
    }
    labels = [_label(name, total, flock.get(name)) for name, total in totals.items()]
    node = {"label": labels, "color": _COLOURS[: len(labels)], "pad": 40, "thickness": 16,
            "hovertemplate": "%{label}<extra></extra>"}  # fmt: skip
    link = {"source": [0, 0, *[_NET] * len(parts)], "target": [1, _NET, *ends], "value": [value / USD for value in values],
            "color": "rgba(140,150,160,0.3)", "hovertemplate": "%{value:,.2f} USD<extra></extra>"}  # fmt: skip
    layout = {"margin": {"l": 8, "r": 8, "t": 16, "b": 44}, "separators": numerals.separators()}
    trace = {"type": "sankey", "node": node, "link": link, "textfont": {"size": 12}}
    return go.Figure({"data": [trace], "layout": layout})


def _label(name: str, usd: int, flock: int | None) -> str:
    lines = [in_figure(name), f"{numerals.fixed(usd / USD, 2)} USD"]
    return "<br>".join(lines if flock is None else [*lines, f"{f.significant(flock, WAD)} FLOCK"])
