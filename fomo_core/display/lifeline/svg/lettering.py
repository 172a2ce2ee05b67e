"""Letters on the picture: how wide they are, where there is room for them, and how they are written."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from typing import NamedTuple

from fomo_core.display.lifeline.svg.plane import Plane
from fomo_core.display.lifeline.svg.sheet import Colours, Sheet, add

#: The size of letters, the height of a line, and its letters' foot within it (pixels, and parts of the size).
SIZE, LEADING, _FOOT = 12.5, 1.2, 0.92
FONTS = '"Source Sans 3","Source Sans Pro",sans-serif'
#: Air around a label, and the step in which it is moved while it looks for room (pixels).
AIR, _MOVE = 4, 2
#: A corner beside a disc is so much nearer than a side.
_CORNER = 0.75
#: Widths (thousandths of the size) of Helvetica, which most sans serifs do not exceed by much.
_SIGNS = {
    222: "'ijl|",
    278: " !,./:;I[\\]ft·",
    333: '"()-`r',
    500: "Jckszvxy",
    556: "#$?L_abdeghnopqu0123456789–…",
    611: "+<=>FTZ~",
    667: "&ABEKPSVXY",
    722: "CDHNRUw",
    778: "GOQ",
    889: "%MWm@",
}
_WIDTHS = {sign: width for width, signs in _SIGNS.items() for sign in signs}
_OTHER, _WIDE, _BOLD = 700, 1_000, 1.06


class Line(NamedTuple):
    """A line of a label, in a colour's name."""

    text: str
    colour: str = "ink"
    bold: bool = False

    @property
    def width(self) -> float:
        """Its width in pixels."""
        return width(self.text, self.bold)


class Box(NamedTuple):
    """A rectangle in pixels."""

    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: Box) -> bool:
        """Tell whether two rectangles share any of their inside."""
        return (
            self.left < other.right
            and other.left < self.right
            and self.top < other.bottom
            and other.top < self.bottom
        )


class Label(NamedTuple):
    """Lines that want a place beside a point of radius ``r`` (pixels).

    ``sides`` are tried in their order: r(ight), l(eft), a(bove), b(elow); the corners d(own) and u(p) at the
    right, and p at the upper left; or from the point on: s(tarting) or e(nding) there. ``slide`` says how far
    they may move up and down. ``ground`` is the name of the colour around the letters, "" for none.
    """

    x: float
    y: float
    sides: str
    lines: Sequence[Line]
    r: float = 0
    slide: float = 0
    ground: str = "paper"


class Placed(NamedTuple):
    """A label's place: its rectangle, and where its lines are anchored."""

    box: Box
    x: float
    anchor: str


def width(text: str, bold: bool = False) -> float:
    """The width of a text (pixels), rather too large than too small."""
    return sum(map(_width, text)) / 1000 * SIZE * (_BOLD if bold else 1)


def _width(sign: str) -> int:
    if unicodedata.combining(sign):
        return 0
    return _WIDTHS.get(sign, _WIDE if unicodedata.east_asian_width(sign) in "WF" else _OTHER)


def room(plane: Plane, label: Label, boxes: Sequence[Box]) -> Placed | None:
    """The first place of a label in which nothing is in its way, or None."""
    for side in label.sides:
        for up in _slides(label.slide):
            placed = _at(label, side, up)
            if _lies_within(plane, placed.box) and not any(placed.box.meets(other) for other in boxes):
                return placed
    return None


def _lies_within(plane: Plane, box: Box) -> bool:
    """Tell whether a rectangle lies in the drawing, below the heads and above the axis."""
    upper = max(0.0, plane.top - LEADING * SIZE - 1)
    return box.left >= 0 and box.right <= plane.width and box.top >= upper and box.bottom <= plane.base + 1


def _slides(most: float) -> list[float]:
    """Moves up and down, the small ones first."""
    steps = range(1, int(most // _MOVE) + 1)
    return [0, *(way * step * _MOVE for step in steps for way in (1, -1))]


def _at(label: Label, side: str, up: float) -> Placed:
    x, y, r = label.x, label.y, label.r
    wide = max(line.width for line in label.lines)
    high, air = len(label.lines) * LEADING * SIZE, r + AIR
    near = air * _CORNER
    lefts = {"r": x + air, "l": x - air - wide, "s": x, "e": x - wide, "d": x + near, "u": x + near}
    lefts["p"] = x - near - wide
    tops = {"a": y - r - high - 2, "b": y + air, "s": y, "e": y, "d": y + near, "u": y - near - high}
    tops["p"] = tops["u"]
    left, top = lefts.get(side, x - wide / 2), tops.get(side, y - high / 2) + up
    box = Box(left, top, left + wide, top + high)
    if side in "lep":
        return Placed(box, box.right, "end")
    return Placed(box, x, "middle") if side in "ab" else Placed(box, box.left, "start")


def write(
    sheet: Sheet, lines: Sequence[Line], x: float, top: float, anchor: str, ground: str = "paper"
) -> None:
    """Write lines below one another, with an outline of their ground."""
    colours = sheet.colours
    outline: dict[str, str | float] = {}
    if ground:
        outline = {"stroke": _hue(colours, ground), "stroke_width": 4, "stroke_linejoin": "round"}
        outline |= {"paint_order": "stroke"}
    text = add(sheet.root, "text", outline, text_anchor=anchor)
    for row, line in enumerate(lines):
        weight = 650 if line.bold else 400
        place = {"x": x, "y": top + (LEADING * row + _FOOT) * SIZE, "font_weight": weight}
        add(text, "tspan", place, line.text, fill=_hue(colours, line.colour))


def _hue(colours: Colours, name: str) -> str:
    return str(colours._asdict()[name])


def shortened_to(text: str, wide: float, bold: bool = False) -> str:
    """Somebody's name in so many pixels."""
    if width(text, bold) <= wide:
        return text
    end = next((end for end in range(len(text), 0, -1) if width(text[:end] + "…", bold) <= wide), 1)
    return text[:end] + "…"
