"""The picture's stairs: principal, the token's price, the price without buybacks, and the burned tokens."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from fomo_core.display.lifeline.scale import GATE, RAISING, TAXED, USED
from fomo_core.display.lifeline.svg.data import Point
from fomo_core.display.lifeline.svg.plane import Plane
from fomo_core.display.lifeline.svg.sheet import Sheet, add, path

#: So many burned tokens fill the height; more of them fill a part of it.
_FULL_TOKENS, _REST = 130_000, 0.4
#: A price that would come higher than the first part of the height is drawn so that it reaches the second.
_HIGHEST, _LOWERED = 0.86, 0.78


class Stair(NamedTuple):
    """A line of steps in pixels: where it begins, its corners, and where it ends."""

    left: float
    foot: float
    corners: list[tuple[float, float]]
    right: float

    @property
    def line(self) -> str:
        """The line as a path; empty where it has no step."""
        steps = [part for x, y in self.corners for part in ("H", x, "V", y)]
        return path("M", self.left, self.foot, *steps, "H", self.right) if steps else ""

    @property
    def last(self) -> float:
        """The height at its end."""
        return self.corners[-1][1] if self.corners else self.foot


class Stairs(NamedTuple):
    """All the stairs of a picture."""

    raised: Stair
    pool: Stair
    without: Stair
    burned: Stair


def stairs_of(plane: Plane) -> Stairs:
    """The stairs of a picture, up to its last step."""
    data, base = plane.data, plane.base
    begin = plane.x(TAXED if data.times.tax_end else RAISING)
    levels = [(plane.x(plane.buying(level.at)), plane.y(level.flock)) for level in data.raised]
    unit = _price_unit(plane)
    tokens = data.burns[-1].total if data.burns else 0.0
    height = (base - plane.top) * (_REST / tokens if tokens > _FULL_TOKENS else 1 / _FULL_TOKENS)
    burned = [(plane.x(plane.place(USED, burn.at)), base - burn.total * height) for burn in data.burns]
    right = plane.x(max(USED, plane.now))
    return Stairs(
        Stair(begin, base, levels, plane.x(min(GATE, plane.now))),
        _price_stair(plane, data.pool, unit),
        _price_stair(plane, data.without, unit),
        Stair(plane.x(USED), base, burned, right),
    )


def _price_stair(plane: Plane, points: Sequence[Point], unit: float) -> Stair:
    corners = [(plane.x(plane.place(USED, point.at)), plane.base - point.value * unit) for point in points]
    foot = corners[0][1] if corners else plane.base
    return Stair(plane.x(USED), foot, corners, plane.x(max(USED, plane.now)))


def _price_unit(plane: Plane) -> float:
    """The pixels for a price of one: the first price meets the pool's part, unless the highest leaves the zone."""
    data, height = plane.data, plane.base - plane.top
    if not data.parts or not data.pool:
        return 0.0
    highest = max(point.value for point in (*data.pool, *data.without))
    meeting = (plane.base - plane.y(data.parts[0].flock)) / data.pool[0].value
    return meeting if meeting * highest <= _HIGHEST * height else _LOWERED * height / highest


def draw_areas(sheet: Sheet, stairs: Stairs) -> None:
    """Fill what lies below the lines."""
    colours = sheet.colours
    for stair, fill, opacity in (
        (stairs.raised, sheet.paint("raised"), 1),
        (stairs.pool, colours.price, 0.12),
        (stairs.burned, colours.ember, 0.78),
    ):
        if stair.line:
            area = path(stair.line, "V", sheet.plane.base, "H", stair.left, "Z")
            add(sheet.root, "path", d=area, fill=fill, fill_opacity=opacity)


def draw_lines(sheet: Sheet, stairs: Stairs) -> None:
    """Draw the lines themselves, the price over what it would have been."""
    colours = sheet.colours
    for stair, stroke, width, dashes in (
        (stairs.raised, colours.raised, 2.6, "none"),
        (stairs.without, colours.mute, 1.3, "4 3"),
        (stairs.pool, colours.price, 2.6, "none"),
    ):
        if stair.line:
            add(
                sheet.root,
                "path",
                d=stair.line,
                fill="none",
                stroke=stroke,
                stroke_width=width,
                stroke_dasharray=dashes,
            )
