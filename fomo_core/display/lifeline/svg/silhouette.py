"""A story's silhouette for cards and lists: no text, no ground, colours that are seen on light and on dark."""

from __future__ import annotations

from collections.abc import Sequence
from xml.etree import ElementTree as ET

from fomo_core.display.lifeline.picture import Picture
from fomo_core.display.lifeline.svg.data import Data, data_of
from fomo_core.display.lifeline.svg.sheet import add, path

#: Three to one and more on paper, light and dark.
RAISED, PRICE, POST = "#1F86C6", "#009E73", "#6B7680"
#: A raise that takes all its time fills this part of the width.
_RAISE_PART = 0.6
#: Air around the lines (pixels), so that no stroke is cut off, and between the gate and the price.
_AIR, _GAP = 4, 8
_WIDTHS = {"open": 2.0, "waiting": 1.0, "shut": 6.0}


def thumbnail(picture: Picture, width: int = 280, height: int = 72) -> str:
    """The silhouette of a picture's data: the raise and its minimum, the gate, the token's price after it."""
    data = data_of(picture)
    size = {"viewBox": f"0 0 {width} {height}", "width": str(width), "height": str(height)}
    root = ET.Element("svg", {"xmlns": "http://www.w3.org/2000/svg", "role": "img", "fill": "none", **size})
    add(root, "title", text=data.title)
    gate, base = (
        _time_x(data, data.times.closes if data.times.closed is None else data.times.closed, width),
        height - _AIR,
    )
    _draw_raise(root, data, width, base)
    d = path("M", _AIR, _flock_y(data, data.minimum, base), "H", gate)
    add(root, "path", d=d, stroke=RAISED, stroke_opacity=0.7, stroke_dasharray="4 3")
    add(root, "path", d=path("M", gate, _AIR, "V", base), stroke=POST, stroke_width=_WIDTHS[data.gate])
    if data.pool and data.parts:
        _draw_price(root, data, (gate + _GAP, width - _AIR), base)
    return ET.tostring(root, encoding="unicode")


def _time_x(data: Data, at: float, width: float) -> float:
    return _AIR + min(1, at / data.times.closes) * (width * _RAISE_PART - _AIR)


def _flock_y(data: Data, flock: float, base: float) -> float:
    return base - flock / data.maximum * (base - _AIR)


def _draw_raise(root: ET.Element, data: Data, width: float, base: float) -> None:
    corners = [(_time_x(data, level.at, width), _flock_y(data, level.flock, base)) for level in data.raised]
    if not corners:
        return
    now = data.times.last.at if data.times.closed is None else data.times.closed
    line = _stair(corners, (corners[0][0], base), _time_x(data, now, width))
    add(root, "path", d=path(line, "V", base, "Z"), fill=RAISED, fill_opacity=0.2)
    add(root, "path", d=line, stroke=RAISED, stroke_width=2)


def _draw_price(root: ET.Element, data: Data, ends: tuple[float, float], base: float) -> None:
    """The price's first value meets the pool's part of the raise, unless the highest would leave the picture."""
    begin = data.times.ends if data.times.closed is None else data.times.closed
    highest, room = max(point.value for point in data.pool), base - _AIR
    meeting = (base - _flock_y(data, data.parts[0].flock, base)) / data.pool[0].value
    unit = min(meeting, room / highest)
    span = max(1.0, data.times.ends - begin)
    corners = [
        (ends[0] + max(0.0, point.at - begin) / span * (ends[1] - ends[0]), base - point.value * unit)
        for point in data.pool
    ]
    add(root, "path", d=_stair(corners, (ends[0], corners[0][1]), ends[1]), stroke=PRICE, stroke_width=2)


def _stair(corners: Sequence[tuple[float, float]], begin: tuple[float, float], right: float) -> str:
    steps = [part for x, y in corners for part in ("H", x, "V", y)]
    return path("M", *begin, *steps, "H", right)
