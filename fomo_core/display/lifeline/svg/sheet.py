"""The sheet that is drawn on: its colours, and SVG elements, made so that no text in them can be markup."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple
from xml.etree import ElementTree as ET

from fomo_core.display.lifeline.svg.data import Data
from fomo_core.display.lifeline.svg.plane import Plane

#: Signs that no XML text can hold, however they are written.
_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_REPLACEMENT = "\ufffd"
_DECIMALS = 2
Attributes = Mapping[str, str | float]


class Colours(NamedTuple):
    """A set of colours; a name that ends in ``_text`` is for letters, and is read on paper."""

    paper: str
    wash: str
    hair: str
    ink: str
    mute: str
    raised: str
    raised_text: str
    tax: str
    tax_text: str
    hatched_text: str
    hatched_ground: str
    price: str
    price_text: str
    ember: str
    ember_text: str
    operations: str
    veil: float


LIGHT = Colours(
    paper="#FBFAF7",
    wash="#F4F1EA",
    hair="#DAD6CC",
    ink="#16212B",
    mute="#56626C",
    raised="#0072B2",
    raised_text="#00629A",
    tax="#D55E00",
    tax_text="#B34700",
    hatched_text="#8A3600",
    hatched_ground="#F1DFCF",
    price="#009E73",
    price_text="#00704F",
    ember="#E69F00",
    ember_text="#8A5A00",
    operations="#8B9299",
    veil=0.62,
)
DARK = Colours(
    paper="#0F1820",
    wash="#18242E",
    hair="#2E3C48",
    ink="#E8EEF2",
    mute="#A3B1BC",
    raised="#56B4E9",
    raised_text="#56B4E9",
    tax="#FF8A4A",
    tax_text="#FF8A4A",
    hatched_text="#FFC4A3",
    hatched_ground="#3B302D",
    price="#3CC79A",
    price_text="#3CC79A",
    ember="#F2B83A",
    ember_text="#F2B83A",
    operations="#8B9299",
    veil=0.42,
)


class Sheet(NamedTuple):
    """A picture that is being drawn: its area and colours; ``key`` sets its ids apart from other pictures'."""

    plane: Plane
    colours: Colours
    root: ET.Element
    key: str

    @property
    def data(self) -> Data:
        """The data of the picture."""
        return self.plane.data

    def paint(self, name: str) -> str:
        """The reference to a gradient or pattern of this picture."""
        return f"url(#{self.key}-{name})"


def add(
    parent: ET.Element, tag: str, more: Attributes | None = None, text: str = "", **attributes: str | float
) -> ET.Element:
    """Add an element with attributes and ``more`` of them; their underscores stand for hyphens."""
    every = {**attributes, **(more or {})}
    written = {name.replace("_", "-"): _written(value) for name, value in every.items()}
    element = ET.SubElement(parent, tag, written)
    element.text = _NO_XML.sub(_REPLACEMENT, text) or None
    return element


def path(*parts: str | float) -> str:
    """The text of a path: its letters and numbers."""
    return " ".join(_written(part) for part in parts)


def _written(value: str | float) -> str:
    """A number with two decimals at most, a text as it is."""
    return value if isinstance(value, str) else f"{value:.{_DECIMALS}f}".rstrip("0").rstrip(".")
