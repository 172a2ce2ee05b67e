"""The gate: what flows through it when it opens, and what comes back when it stays shut."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import NamedTuple

from fomo_core.display.lifeline.scale import GATE, RAISING, USED
from fomo_core.display.lifeline.svg.data import Return
from fomo_core.display.lifeline.svg.lettering import Box
from fomo_core.display.lifeline.svg.plane import Plane
from fomo_core.display.lifeline.svg.sheet import Attributes, Sheet, add, path
from fomo_core.display.lifeline.svg.stairs import Stairs

#: The parts of the raise while nobody knows what will flow, and how pale they are.
_GHOST, _PALE = (("pool", 0.6), ("operations", 0.2), ("incentives", 0.2)), 0.16
#: Corners of a part that leaves, as parts of the gate's width: where it bends, how, and its point.
_BEND = (0.12, 0.36, 0.62, 0.73)
_HEAD = 6
#: Names of those whose principal comes back stand at this part of the height.
_SEAT_HEIGHT = 0.53
_POINT_HIGH, _POINT_HALF = 12.0, 9.0
#: A thick band's point: half its width as a part of the band, and its height as a part of that.
_POINT_PART, _POINT_SLOPE = 0.7, 0.8
_THIN = 2.0
_BAR = 26
#: Points of a band that labels keep off.
_SAMPLES = 16


def draw_ribbons(sheet: Sheet, stairs: Stairs) -> None:
    """Draw the raise as it is split: pale while the gate has not opened, and not at all when it stays shut."""
    data, plane = sheet.data, sheet.plane
    if data.gate == "shut":
        return
    shares = [(kind, part * data.maximum) for kind, part in _GHOST]
    parts = [(part.kind, part.flock) for part in data.parts] or shares
    group = add(sheet.root, "g", opacity=sheet.colours.veil if data.parts else _PALE)
    end = stairs.pool.foot if data.pool else None
    foot = plane.base
    for number, (kind, flock) in enumerate(parts):
        high = plane.base - plane.y(flock)
        d = _leaving(plane, foot, high, number) if number else _basin(plane, foot - high, end)
        add(group, "path", d=d, fill=sheet.paint(kind))
        foot -= high


def _basin(plane: Plane, y: float, end: float | None) -> str:
    """The pool's part, from its share of the raise to the height of its price."""
    left, right = plane.x(GATE), plane.x(USED)
    middle, y2 = (left + right) / 2, y if end is None else end
    return path("M", left, plane.base, "V", y, "C", middle, y, middle, y2, right, y2, "V", plane.base, "Z")


def lift(number: int) -> float:
    """The pixels by which a part that leaves rises, by its number from the pool's on."""
    return number * 13 - 4


def _leaving(plane: Plane, foot: float, high: float, number: int) -> str:
    """An arrow as thick as its part of the raise."""
    left, wide = plane.x(GATE), plane.x(USED) - plane.x(GATE)
    bend, middle, neck, point = (left + part * wide for part in _BEND)
    top, up = foot - high, lift(number)
    upper = ("M", left, top, "H", bend, "C", middle, top, middle, top - up, neck, top - up)
    above, below = top - up - _HEAD, foot - up + _HEAD
    head = ("V", above, "L", point, foot - high / 2 - up, "L", neck, below, "V", foot - up)
    return path(*upper, *head, "C", middle, foot - up, middle, foot, bend, foot, "H", left, "Z")


def draw_post(sheet: Sheet) -> None:
    """Draw the gate's post: thick when it stays shut."""
    plane, colours = sheet.plane, sheet.colours
    stroke, width = {
        "open": (colours.ink, 2.5),
        "shut": (colours.ink, 7),
        "waiting": (colours.mute, 1.5),
    }[sheet.data.gate]
    d = path("M", plane.x(GATE), plane.top, "V", plane.base)
    add(sheet.root, "path", d=d, stroke=stroke, stroke_width=width)


class Band(NamedTuple):
    """A supporter's principal on its way back: four points of its curve, its thickness, and its point (pixels).

    ``tip`` is where it arrives; its point is ``half`` wide at each side of it, and as high as the curve ends below.
    """

    owed: Return
    curve: list[tuple[float, float]]
    thick: float
    tip: tuple[float, float]
    half: float


def _bands(plane: Plane) -> Iterator[Band]:
    """The bands of principal, piled up at the gate from the axis on, each with a point wider than itself."""
    foot, gate = plane.base, plane.x(GATE)
    for number, owed in enumerate(plane.data.returns):
        high, (x, tip, slot) = plane.base - plane.y(owed.flock), seat(plane, number)
        half = max(_POINT_HALF, min(_POINT_PART * high, slot / 2))
        y, end = foot - high / 2, tip + max(_POINT_HIGH, _POINT_SLOPE * half)
        curve = [(gate, y), ((gate + x) / 2, y), (x, (y + tip) / 2), (x, end)]
        yield Band(owed, curve, max(_THIN, high), (x, tip), half)
        foot -= high


def draw_returns(sheet: Sheet) -> None:
    """Draw each supporter's principal on its way back, pale where it was not taken yet, and what is gone."""
    plane, colours = sheet.plane, sheet.colours
    for band in _bands(plane):
        _draw_band(sheet, band)
    for number, loss in enumerate(sheet.data.lost):
        top = min(plane.base - 1, plane.y(loss.flock))
        size = {"x": bar_x(plane, number), "y": top, "width": _BAR, "height": plane.base - top}
        add(sheet.root, "rect", size, fill=colours.mute, fill_opacity=0.55)


def _draw_band(sheet: Sheet, band: Band) -> None:
    colour, (x, tip) = sheet.colours.raised, band.tip
    group = add(sheet.root, "g", opacity=0.4 if band.owed.step is None else 1)
    begin, *rest = band.curve
    d = path("M", *begin, "C", *(part for point in rest for part in point))
    stroke: Attributes = {"stroke": colour, "stroke_width": band.thick, "stroke_opacity": 0.42}
    add(group, "path", stroke, d=d, fill="none")
    foot = band.curve[-1][1]
    point = path("M", x, tip, "L", x + band.half, foot, "L", x - band.half, foot, "Z")
    add(group, "path", d=point, fill=colour)


def band_boxes(plane: Plane) -> Iterator[Box]:
    """Rectangles that cover the bands of principal, below their points' tips."""
    for band in _bands(plane):
        half = band.thick / 2
        for part in range(_SAMPLES + 1):
            x, y = _along(band.curve, part / _SAMPLES)
            yield Box(x - half, max(band.tip[1], y - half), x + half, y + half)


def _along(curve: list[tuple[float, float]], part: float) -> tuple[float, float]:
    """The point of a cubic curve at a part of its way."""
    weights = [math.comb(3, power) * part**power * (1 - part) ** (3 - power) for power in range(4)]
    x, y = (sum(weight * point[axis] for weight, point in zip(weights, curve)) for axis in (0, 1))
    return x, y


def seat(plane: Plane, number: int) -> tuple[float, float, float]:
    """The point to which a supporter's principal comes back, and the width that there is for it (pixels)."""
    left = plane.x(RAISING)
    slot = (plane.x(GATE) - left) / max(1, len(plane.data.returns))
    return left + slot * (number + 0.5), plane.top + _SEAT_HEIGHT * (plane.base - plane.top), slot


def bar_x(plane: Plane, number: int) -> float:
    """The left end of the bar of what is gone, by its number."""
    return plane.x(USED) + 9 + number * (plane.right - plane.x(USED)) / 2
