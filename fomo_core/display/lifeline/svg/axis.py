"""The time axis: its marks, the zigzag where its scale changes, and the moment at which a raise stands."""

from __future__ import annotations

from collections.abc import Iterator

from fomo_core.display.lifeline.scale import GATE, RAISING, USED
from fomo_core.display.lifeline.svg.lettering import AIR, SIZE, Line, width, write
from fomo_core.display.lifeline.svg.plane import Plane
from fomo_core.display.lifeline.svg.sheet import Attributes, Sheet, add, path

_TEXT_TOP, _BETWEEN = 8, 6
_PILL_HIGH, _PILL_AIR = 20, 11


def draw_axis(sheet: Sheet) -> None:
    """Draw the axis; while the gate waits, with a line and a pill at the last step's moment."""
    plane, colours = sheet.plane, sheet.colours
    strokes = [part for x, _ in _marks(plane) for part in ("M", x, plane.base, "V", plane.base + AIR)]
    d = path("M", plane.left, plane.base, "H", plane.right, *strokes)
    add(sheet.root, "path", d=d, fill="none", stroke=colours.mute)
    if sheet.data.times.tax_end:
        _zigzag(sheet)
    free, pill = 0.0, (0.0, 0.0)
    if sheet.data.gate == "waiting":
        pill = _draw_now(sheet)
    for x, text in _marks(plane):
        left = max(plane.left, x - width(text) / 2)
        right = left + width(text)
        if left >= free and right <= plane.width and not (left < pill[1] and pill[0] < right):
            write(sheet, [Line(text, "mute")], left, plane.base + _TEXT_TOP, "start")
            free = right + _BETWEEN


def _zigzag(sheet: Sheet) -> None:
    x, y = sheet.plane.x(RAISING), sheet.plane.base
    slashes = path("M", x - 5, y + 5, "L", x - 1, y - 5, "M", x + 2, y - 5, "L", x - 2, y + 5)
    for stroke, wide in ((sheet.colours.paper, 5), (sheet.colours.ink, 1.2)):
        add(sheet.root, "path", d=slashes, fill="none", stroke=stroke, stroke_width=wide)


def _marks(plane: Plane) -> Iterator[tuple[float, str]]:
    """The axis's marks: pixels from the left, and text; a zone without width has none."""
    data = plane.data
    for mark in data.ticks:
        if mark.zone == GATE:
            yield (plane.x(GATE) + plane.x(USED)) / 2, mark.text
        elif plane.shares[mark.zone] and (mark.zone != USED or data.gate != "shut"):
            yield plane.x(plane.place(mark.zone, mark.at)), mark.text


def _draw_now(sheet: Sheet) -> tuple[float, float]:
    """Draw the line and the pill of now; where the pill begins and ends (pixels)."""
    plane, colours, text = sheet.plane, sheet.colours, sheet.data.times.last.text
    x, half = plane.x(plane.now), width(text, True) / 2 + _PILL_AIR
    middle = max(half, min(plane.width - half, x))
    line = path("M", x, plane.top, "V", plane.base)
    add(sheet.root, "path", d=line, stroke=colours.ink, stroke_width=1.8)
    size = {"width": 2 * half, "height": _PILL_HIGH, "rx": _PILL_HIGH / 2}
    top = plane.height - _PILL_HIGH - 1
    add(sheet.root, "rect", size, x=middle - half, y=top, fill=colours.ink)
    letters: Attributes = {"fill": colours.paper, "font_weight": 650, "text_anchor": "middle"}
    add(sheet.root, "text", letters, text, x=middle, y=top + _PILL_HIGH / 2 + 0.34 * SIZE)
    return middle - half, middle + half
