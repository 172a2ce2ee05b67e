"""The marks of single events: discs of purchases, triangles of trades, drops of paid use, stars of buybacks."""

from __future__ import annotations

import math
from typing import NamedTuple

from fomo_core.display.lifeline.scale import USED
from fomo_core.display.lifeline.svg.data import Burn, Disc, Point, Trade
from fomo_core.display.lifeline.svg.plane import Plane
from fomo_core.display.lifeline.svg.sheet import Attributes, Sheet, add, path
from fomo_core.display.lifeline.svg.stairs import Stairs

#: A disc of the look's own radius is for this part of the maximum.
_UNIT_PART = 15
_LEAST_RADIUS = 3
#: From so much of a payment on, what was taken is drawn.
_TAKEN_FROM = 0.1
#: Sizes as parts of the look's disc.
_TRIANGLE, STAR, _DROP = 0.38, 0.58, 0.78
_POINTS, _WAIST = 8, 0.42


class Spot(NamedTuple):
    """A round place (pixels) that labels keep off."""

    x: float
    y: float
    r: float


def disc_spot(plane: Plane, disc: Disc) -> Spot:
    """The place of a purchase: at its height, but whole above the axis, with an area of what was paid."""
    unit = plane.look.disc / math.sqrt(plane.data.maximum / _UNIT_PART)
    r = min((plane.base - plane.top) / 4, max(_LEAST_RADIUS, unit * math.sqrt(disc.paid)))
    x = max(plane.x(plane.buying(disc.at)), plane.left + max(0.0, r - 6))
    return Spot(x, min(plane.y(disc.before + disc.net), plane.base - r - 1), r)


def lane(plane: Plane) -> float:
    """The height of the drops, above the maximum."""
    return (plane.top + plane.y(plane.data.maximum)) / 2 + 2


def draw_discs(sheet: Sheet) -> None:
    """Draw the purchases: blue is what counted, red what was taken; one's own have a ring."""
    colours = sheet.colours
    for disc in sheet.data.discs:
        x, y, r = disc_spot(sheet.plane, disc)
        taxed = disc.paid - disc.net > disc.paid * _TAKEN_FROM
        group = add(sheet.root, "g", stroke=colours.paper, stroke_width=1.2)
        add(group, "title", text=disc.text)
        fill = colours.tax if taxed else colours.raised
        add(group, "circle", cx=x, cy=y, r=r, fill=fill, fill_opacity=0.84)
        if taxed:
            core = r * math.sqrt(disc.net / disc.paid)
            add(group, "circle", cx=x, cy=y, r=core, fill=colours.raised, stroke="none")
        if disc.own:
            add(group, "circle", cx=x, cy=y, r=r + 2, fill="none", stroke=colours.ink, stroke_width=2)


def trade_spot(plane: Plane, stairs: Stairs, trade: Trade) -> Spot:
    """The place of a trade: above the line where it bought, below where it sold."""
    r = _TRIANGLE * plane.look.disc
    y = _price_y(plane, stairs, trade.step) - trade.way * r * 1.2
    return Spot(plane.x(plane.place(USED, trade.at)), y, r)


def drop_spot(plane: Plane, use: Point) -> Spot:
    """The place of paid use: in the lane above, with an area of the USD paid."""
    most = max(each.value for each in plane.data.uses)
    r = _DROP * plane.look.disc * math.sqrt(use.value / most if most else 0)
    return Spot(plane.x(plane.place(USED, use.at)), lane(plane), r)


def star_spot(plane: Plane, stairs: Stairs, burn: Burn) -> Spot:
    """The place of a buyback: where it moved the price."""
    x, y = plane.x(plane.place(USED, burn.at)), _price_y(plane, stairs, burn.step)
    return Spot(x, y, STAR * plane.look.disc)


def _price_y(plane: Plane, stairs: Stairs, step: int) -> float:
    """The height of the price at a step."""
    corners = zip(plane.data.pool, stairs.pool.corners)
    return next((y for point, (_, y) in reversed(list(corners)) if point.step <= step), plane.base)


def all_spots(plane: Plane, stairs: Stairs) -> list[Spot]:
    """The places of all marks."""
    return [
        *(disc_spot(plane, disc) for disc in plane.data.discs),
        *(trade_spot(plane, stairs, trade) for trade in plane.data.trades),
        *(drop_spot(plane, use) for use in plane.data.uses),
        *(star_spot(plane, stairs, burn) for burn in plane.data.burns),
    ]


def draw_uses(sheet: Sheet, stairs: Stairs) -> None:
    """Draw what happens in the zone of use."""
    for trade in sheet.data.trades:
        _draw_trade(sheet, stairs, trade)
    for use in sheet.data.uses:
        _draw_drop(sheet, stairs, use)
    for burn in sheet.data.burns:
        _draw_star(sheet, stairs, burn)


def _draw_trade(sheet: Sheet, stairs: Stairs, trade: Trade) -> None:
    x, y, r = trade_spot(sheet.plane, stairs, trade)
    foot = y + trade.way * r * 0.8
    d = path("M", x, y - trade.way * r, "L", x + r, foot, "L", x - r, foot, "Z")
    stroke: Attributes = {"stroke": sheet.colours.price, "stroke_width": 1.5}
    add(add(sheet.root, "path", stroke, d=d, fill=sheet.colours.paper), "title", text=trade.text)


def _draw_drop(sheet: Sheet, stairs: Stairs, use: Point) -> None:
    x, y, r = drop_spot(sheet.plane, use)
    fall = path("M", x, y + r, "V", _price_y(sheet.plane, stairs, use.step))
    stroke: Attributes = {"stroke": sheet.colours.raised, "stroke_width": 1.4, "stroke_dasharray": "2 2.5"}
    add(sheet.root, "path", stroke, d=fall)
    right = ("C", x + 0.3 * r, y - r, x + r, y - 0.5 * r, x + r, y + 0.2 * r)
    round_ = ("A", r, r, 0, 1, 1, x - r, y + 0.2 * r)
    left = ("C", x - r, y - 0.5 * r, x - 0.3 * r, y - r, x, y - 1.6 * r)
    drop = path("M", x, y - 1.6 * r, *right, *round_, *left, "Z")
    add(add(sheet.root, "path", d=drop, fill=sheet.colours.raised), "title", text=use.text)


def _draw_star(sheet: Sheet, stairs: Stairs, burn: Burn) -> None:
    x, y, r = star_spot(sheet.plane, stairs, burn)
    turns = [(r * (_WAIST if half % 2 else 1), half * math.pi / _POINTS) for half in range(2 * _POINTS)]
    corners = [
        part for far, turn in turns for part in ("L", x + far * math.sin(turn), y - far * math.cos(turn))
    ]
    d = path("M", *corners[1:], "Z")
    star = add(sheet.root, "path", d=d, fill=sheet.colours.ember, stroke=sheet.colours.paper, stroke_width=1)
    add(star, "title", text=f"{burn.text} ({burn.share})")
