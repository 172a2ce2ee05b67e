"""The whole picture at its last step as an SVG text, for notebooks, reports and pages that do not move."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree import ElementTree as ET

from fomo_core.display.lifeline.picture import Picture
from fomo_core.display.lifeline.picture import picture as picture_of
from fomo_core.display.lifeline.scale import GATE
from fomo_core.display.lifeline.story import Story
from fomo_core.display.lifeline.svg import axis, gate, ground, spots
from fomo_core.display.lifeline.svg.data import data_of
from fomo_core.display.lifeline.svg.labels import labels
from fomo_core.display.lifeline.svg.lettering import FONTS, SIZE, Box, room, write
from fomo_core.display.lifeline.svg.plane import Plane, plane_of
from fomo_core.display.lifeline.svg.sheet import DARK, LIGHT, Sheet, add
from fomo_core.display.lifeline.svg.stairs import Stair, Stairs, draw_areas, draw_lines, stairs_of

WIDTH, HEIGHT = 1168, 336


@dataclass(frozen=True)
class LifeLine:
    """A story as a notebook shows it: its picture, drawn where a cell ends with it."""

    story: Story
    dark: bool = False

    def _repr_svg_(self) -> str:
        """The picture, asked for by notebooks."""
        return svg(picture_of(self.story, self.story.offering.key), dark=self.dark)


def svg(picture: Picture, width: int = WIDTH, height: int = HEIGHT, dark: bool = False) -> str:
    """A picture's data drawn in so many pixels, as it is at its last step."""
    sheet = _sheet(picture, width, height, dark)
    stairs = stairs_of(sheet.plane)
    ground.define_paints(sheet)
    ground.draw_ground(sheet)
    draw_areas(sheet, stairs)
    gate.draw_ribbons(sheet, stairs)
    draw_lines(sheet, stairs)
    gate.draw_returns(sheet)
    gate.draw_post(sheet)
    axis.draw_axis(sheet)
    spots.draw_discs(sheet)
    spots.draw_uses(sheet, stairs)
    _write_labels(sheet, stairs)
    return ET.tostring(sheet.root, encoding="unicode")


def _sheet(picture: Picture, width: int, height: int, dark: bool) -> Sheet:
    """An empty sheet that says what will be on it."""
    data, colours = data_of(picture), DARK if dark else LIGHT
    root = ET.Element(
        "svg",
        {
            "xmlns": "http://www.w3.org/2000/svg",
            "role": "img",
            "viewBox": f"0 0 {width} {height}",
            "width": str(width),
            "height": str(height),
            "font-family": FONTS,
            "font-size": f"{SIZE}",
            "style": "font-variant-numeric:tabular-nums",
        },
    )
    add(root, "title", text=data.title)
    add(root, "desc", text=data.alt)
    # A page that holds several pictures has their paints under names of their own.
    seed = f"{picture['id']} {width} {height} {dark}"
    key = f"life{hashlib.sha256(seed.encode('utf-8', 'replace')).hexdigest()[:10]}"
    return Sheet(plane_of(data, width, height), colours, root, key)


def _write_labels(sheet: Sheet, stairs: Stairs) -> None:
    """Write the labels for which there is room."""
    boxes = list(_obstacles(sheet.plane, stairs))
    for label in labels(sheet.plane, stairs):
        placed = room(sheet.plane, label, boxes)
        if placed:
            boxes.append(placed.box)
            write(sheet, label.lines, placed.x, placed.box.top, placed.anchor, label.ground)


def _obstacles(plane: Plane, stairs: Stairs) -> Iterator[Box]:
    """The rectangles that labels keep off: marks, targets, the price and the principal, the gate, and now."""
    data, far = plane.data, plane.x(GATE)
    for flock in (data.minimum, data.maximum):
        yield Box(plane.left, plane.y(flock), far, plane.y(flock) + 1)
    for place in (GATE, plane.now) if data.gate == "waiting" else (GATE,):
        yield Box(plane.x(place) - 2, plane.top, plane.x(place) + 2, plane.base)
    yield from gate.band_boxes(plane)
    for spot in spots.all_spots(plane, stairs):
        yield Box(spot.x - spot.r, spot.y - spot.r, spot.x + spot.r, spot.y + spot.r)
    for stair in (stairs.raised, stairs.pool):
        yield from _treads(stair)


def _treads(stair: Stair) -> Iterator[Box]:
    """The steps of a line as rectangles a little thicker than it."""
    x, y = stair.left, stair.foot
    for right, upper in stair.corners:
        yield Box(x, y - 2, right, y + 2)
        yield Box(right - 2, min(y, upper), right + 2, max(y, upper))
        x, y = right, upper
    if stair.corners:
        yield Box(x, y - 2, stair.right, y + 2)
