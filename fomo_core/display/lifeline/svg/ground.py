"""The ground of the picture: zones, the tax that hangs over the first one, the targets; and their paints."""

from __future__ import annotations

from fomo_core.display.lifeline.scale import GATE, RAISING, TAXED, USED
from fomo_core.display.lifeline.svg.lettering import AIR, SIZE, Line, width, write
from fomo_core.display.lifeline.svg.sheet import Attributes, Sheet, add, path

#: The lines between the zones reach up between their heads.
_HAIR_TOP = 4
_HATCH = 7
#: A head stands so far to the right of its zone's line.
_INDENT = 8


def draw_ground(sheet: Sheet) -> None:
    """Draw what everything else lies on."""
    plane, colours = sheet.plane, sheet.colours
    add(sheet.root, "rect", width=plane.width, height=plane.height, fill=colours.paper)
    for zone in (TAXED, GATE):
        left, wide = plane.x(zone), plane.x(zone + 1) - plane.x(zone)
        size = {"x": left, "y": plane.top, "width": wide, "height": plane.base - plane.top}
        add(sheet.root, "rect", size, fill=colours.wash)
    for zone in (zone for zone in (RAISING, GATE, USED) if plane.left < plane.x(zone) < plane.right):
        d = path("M", plane.x(zone), min(_HAIR_TOP, plane.top), "V", plane.base)
        add(sheet.root, "path", d=d, stroke=colours.hair)
    if sheet.data.times.tax_end:
        _curtain(sheet)
    _targets(sheet)
    if plane.top > 2 * SIZE:
        _heads(sheet)


def _curtain(sheet: Sheet) -> None:
    """The part of a payment that the tax takes, as a part of the height below the maximum."""
    plane, data, colours = sheet.plane, sheet.data, sheet.colours
    top = plane.y(data.maximum)
    edge = [
        (
            plane.x(plane.place(TAXED, at) if at < data.times.tax_end else RAISING),
            plane.y(data.maximum * (1 - part)),
        )
        for at, part in data.tax
    ]
    line = [part for x, y in edge for part in ("L", x, y)]
    below = path("M", plane.left, top, *line, "V", top, "Z")
    add(sheet.root, "path", d=below, fill=colours.tax, fill_opacity=0.16)
    add(sheet.root, "path", d=below, fill=sheet.paint("hatch"))
    d = path("M", *edge[0], *line[3:])
    add(sheet.root, "path", d=d, fill="none", stroke=colours.tax, stroke_width=1.6)
    for note in data.tax_notes:
        x, y = plane.x(plane.place(TAXED, note.at)), plane.y(data.maximum * (1 - note.part))
        add(sheet.root, "circle", cx=x, cy=y, r=3, fill=colours.tax)


def _targets(sheet: Sheet) -> None:
    plane, data = sheet.plane, sheet.data
    for flock, dashes in ((data.maximum, "none"), (data.minimum, "5 3")):
        d = path("M", plane.left, plane.y(flock), "H", plane.x(GATE))
        stroke: Attributes = {"stroke": sheet.colours.raised, "stroke_width": 1.2, "stroke_dasharray": dashes}
        add(sheet.root, "path", stroke, d=d)


def _heads(sheet: Sheet) -> None:
    """Two lines over each zone, as far as it is wide enough."""
    plane = sheet.plane
    for zone, (head, more) in enumerate(sheet.data.words.heads):
        left = plane.x(zone) + (_INDENT if plane.x(zone) > plane.left else 0)
        right = plane.width if zone == USED else plane.x(zone + 1) - AIR
        fitting = [text for text in (head, head.split(",")[0]) if width(text, True) <= right - left]
        if plane.shares[zone] and fitting:
            lines = [Line(fitting[0], bold=True)]
            lines += [Line(more, "mute")] if width(more) <= right - left else []
            write(sheet, lines, left, AIR, "start")


def define_paints(sheet: Sheet) -> None:
    """Define the hatching and the gradients that the picture refers to."""
    colours, defs = sheet.colours, add(sheet.root, "defs")
    size: Attributes = {"width": _HATCH, "height": _HATCH, "patternUnits": "userSpaceOnUse"}
    hatch = add(defs, "pattern", size, id=f"{sheet.key}-hatch", patternTransform="rotate(45)")
    add(hatch, "path", d=path("M", 0, 0, "V", _HATCH), stroke=colours.tax, stroke_opacity=0.45)
    deep, raised = (colours.raised, 0.5), (colours.raised, 0.12)
    blends = {
        "raised": ((0.0, *deep), (1.0, *raised)),
        "pool": ((0.0, *deep), (0.55, colours.price, 1.0), (1.0, colours.price, 0.12)),
        "operations": ((0.0, *deep), (0.55, colours.operations, 1.0)),
        "incentives": ((0.0, *deep), (0.55, colours.ember, 1.0)),
    }
    for name, stops in blends.items():
        upright = {"x2": 0, "y2": 1} if name == "raised" else {}
        blend = add(defs, "linearGradient", upright, id=f"{sheet.key}-{name}")
        for offset, colour, opacity in stops:
            add(blend, "stop", offset=offset, stop_color=colour, stop_opacity=opacity)
