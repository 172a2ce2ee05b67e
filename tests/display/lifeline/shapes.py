"""What an SVG text draws, as numbers: for tests."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree import ElementTree as ET

from fomo_core.display.lifeline.svg.lettering import LEADING, SIZE, Box, width

_SVG = "{http://www.w3.org/2000/svg}"
#: How many numbers a letter of a path takes; the last two of them are a point.
_TAKES = {"M": 2, "L": 2, "C": 6, "A": 7, "H": 1, "V": 1, "Z": 0}


def root_of(text: str) -> ET.Element:
    """The SVG element of a text, which has to be well-formed."""
    root = ET.fromstring(text)
    assert root.tag == f"{_SVG}svg"
    return root


def elements(root: ET.Element, tag: str) -> list[ET.Element]:
    """The drawn elements of a kind, without those that are only defined."""
    defined = {each for defs in root.iter(f"{_SVG}defs") for each in defs.iter()}
    return [each for each in root.iter(f"{_SVG}{tag}") if each not in defined]


def said(element: ET.Element) -> str | None:
    """What an element is titled."""
    return element.findtext(f"{_SVG}title")


def number(element: ET.Element, name: str) -> float:
    """An attribute as a number."""
    return float(element.attrib[name])


def points(root: ET.Element) -> Iterator[tuple[float, float]]:
    """Points between which everything lies that is drawn, but for the thickness of lines."""
    for circle in elements(root, "circle"):
        x, y, r = (number(circle, name) for name in ("cx", "cy", "r"))
        yield from ((x - r, y - r), (x + r, y + r))
    for rectangle in elements(root, "rect"):
        x, y = float(rectangle.get("x", 0)), float(rectangle.get("y", 0))
        yield from ((x, y), (x + number(rectangle, "width"), y + number(rectangle, "height")))
    for path in elements(root, "path"):
        yield from corners(path.attrib["d"])
    for box in text_boxes(root):
        yield from ((box.left, box.top), (box.right, box.bottom))


def corners(d: str) -> Iterator[tuple[float, float]]:
    """The points of a path, those that bend it included."""
    rest, x, y = d.split(), 0.0, 0.0
    while rest:
        letter = rest.pop(0)
        numbers = [float(rest.pop(0)) for _ in range(_TAKES[letter])]
        if letter == "H":
            numbers = [numbers[0], y]
        if letter == "V":
            numbers = [x, numbers[0]]
        pairs = numbers[-2:] if letter == "A" else numbers
        for x, y in zip(pairs[::2], pairs[1::2]):
            yield x, y


def text_boxes(root: ET.Element) -> list[Box]:
    """The rectangles of the texts."""
    return [_box(text) for text in elements(root, "text") if len(text)]


def _box(text: ET.Element) -> Box:
    lines = list(text)
    wide = max(width(line.text or "", line.get("font-weight") == "650") for line in lines)
    x, foot = number(lines[0], "x"), number(lines[0], "y")
    left = {"start": x, "middle": x - wide / 2, "end": x - wide}[text.attrib["text-anchor"]]
    top = foot - 0.92 * SIZE
    return Box(left, top, left + wide, top + len(lines) * LEADING * SIZE)


def words(root: ET.Element) -> list[str]:
    """All lines of text that are drawn."""
    return [text for element in elements(root, "text") for text in element.itertext()]
