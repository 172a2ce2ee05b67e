"""A token's emblem, drawn from its key alone: the same on every machine, and nobody's upload."""

from __future__ import annotations

import base64
import hashlib
from functools import lru_cache
from typing import NamedTuple
from xml.etree import ElementTree as ET


class Pair(NamedTuple):
    """The two colours of an emblem: of its square, and of the figure in it."""

    ground: str
    figure: str


#: The letter's colour, which is read on every ground and figure.
LETTER = "#FFFFFF"
PAIRS = (
    Pair("#8A3600", "#B5501A"),
    Pair("#00523A", "#1F7D60"),
    Pair("#6B4500", "#946312"),
    Pair("#0A4A6B", "#2F7AA0"),
    Pair("#46336F", "#7A5BA6"),
    Pair("#6B1F3D", "#A8486C"),
    Pair("#2E3B46", "#66737E"),
    Pair("#2C4A1A", "#5A7838"),
)
#: Paths in a square of 44: stairs over a top, down, up, and through a valley, a hill, a slope, a disc, bars.
FIGURES = (
    "M0 36H8V26H16V16H28V26H36V36H44V44H0Z",
    "M44 36H32V26H20V16H8V8H0V44H44Z",
    "M0 36H12V26H24V16H36V8H44V44H0Z",
    "M0 8H8V18H16V28H28V18H36V8H44V44H0Z",
    "M0 34C10 10 26 10 44 36V44H0Z",
    "M0 44L44 8V44Z",
    "M44 10A34 34 0 0 0 10 44H44Z",
    "M4 44V28H14V44ZM17 44V18H27V44ZM30 44V8H40V44Z",
)
_SIDE, _ROUND, _LETTER_SIZE, _LETTER_FOOT = 44, 10, 23, 30
#: So many of the latest emblems are kept as they were drawn.
_KEPT = 512
_FONTS = '"Source Serif 4","Source Serif",Georgia,serif'


def emblem(key: str, symbol: str = "", size: int = 44) -> str:
    """The emblem of an offering's key as an SVG text, ``size`` pixels wide and high.

    It has the first letter or digit of the ticker, or of the key where there is no ticker. It stands beside
    a name and is no sign of its own, so it is hidden from those who listen to a page.
    """
    digest = hashlib.sha256(key.encode("utf-8", "surrogatepass"))
    pair, figure = _look(digest.digest())
    root = ET.Element("svg", {"xmlns": "http://www.w3.org/2000/svg", "aria-hidden": "true"})
    root.attrib |= {"viewBox": f"0 0 {_SIDE} {_SIDE}", "width": str(size), "height": str(size)}
    name = f"emblem{digest.hexdigest()[:10]}"
    square = {"width": str(_SIDE), "height": str(_SIDE), "rx": str(_ROUND)}
    ET.SubElement(ET.SubElement(root, "clipPath", {"id": name}), "rect", square)
    ET.SubElement(root, "rect", square | {"fill": pair.ground})
    ET.SubElement(root, "path", {"d": figure, "fill": pair.figure, "clip-path": f"url(#{name})"})
    _write_letter(root, next((sign for sign in symbol or key if sign.isalnum()), ""))
    return ET.tostring(root, encoding="unicode")


@lru_cache(_KEPT)
def emblem_address(key: str, symbol: str = "") -> str:
    """The emblem as a ``data:`` address, for tables and Markdown."""
    drawn = emblem(key, symbol).encode("utf-8", "surrogatepass")
    return f"data:image/svg+xml;base64,{base64.b64encode(drawn).decode()}"


def _look(digest: bytes) -> tuple[Pair, str]:
    """The colours and the figure of a hash."""
    return PAIRS[digest[0] % len(PAIRS)], FIGURES[digest[1] % len(FIGURES)]


def _write_letter(root: ET.Element, letter: str) -> None:
    place = {"x": str(_SIDE / 2), "y": str(_LETTER_FOOT), "text-anchor": "middle", "fill": LETTER}
    font = {"font-family": _FONTS, "font-size": str(_LETTER_SIZE), "font-weight": "700"}
    # A letter may have a capital of two.
    ET.SubElement(root, "text", place | font).text = letter.upper()[:1]
