"""The emblem of a token: its own, the same everywhere, and its letter read on it."""

from __future__ import annotations

import random
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fomo_core import presets
from fomo_core.display.drawing.emblem import FIGURES, LETTER, PAIRS, Pair, emblem
from fomo_core.scenarios import scenario
from tests.display.drawing.contrast import contrast

#: The first two bytes of SHA-256 of "qmini", modulo eight.
QMINI = (3, 2)
_SVG = "{http://www.w3.org/2000/svg}"


def look(text: str) -> tuple[str, str]:
    """The colour and the figure of an emblem, whatever its letter."""
    root = ET.fromstring(text)
    path = root.find(f"{_SVG}path")
    assert path is not None
    return path.attrib["fill"], path.attrib["d"]


def letter(text: str) -> str | None:
    return ET.fromstring(text).findtext(f"{_SVG}text")


def keys() -> list[str]:
    """The keys of the shipped stories' offerings."""
    stories = [scenario.final_sandbox(scenario.load(path)) for path in presets.scenario_files()]
    return sorted({key for story in stories for key in story.world.offerings})


def test_an_emblem_is_the_same_on_every_machine() -> None:
    assert look(emblem("qmini", "QMINI")) == (PAIRS[QMINI[0]].figure, FIGURES[QMINI[1]])
    assert emblem("qmini", "QMINI") == emblem("qmini", "QMINI")


def test_different_keys_look_different() -> None:
    source = random.Random(7)
    drawn = ["".join(source.choices("abcdefghijklmnopqrstuvwxyz0123456789", k=8)) for _ in range(100)]
    looks = {look(emblem(key)) for key in (*keys(), *drawn)}
    assert len(looks) >= 24
    assert {fill for fill, _ in looks} == {pair.figure for pair in PAIRS}
    assert {figure for _, figure in looks} == set(FIGURES)
    assert len({emblem(key) for key in keys()}) == len(keys())


@pytest.mark.parametrize("pair", PAIRS)
def test_the_letter_is_read_on_its_ground_and_on_its_figure(pair: Pair) -> None:
    assert min(contrast(LETTER, pair.ground), contrast(LETTER, pair.figure)) >= 4.5
    assert contrast(pair.ground, pair.figure) >= 1.5


@pytest.mark.parametrize(
    ("symbol", "shown"), [("QMINI", "Q"), ("", "K"), ("$hype", "H"), ("ß", "S"), ("数据", "数"), ("7up", "7")]
)
def test_the_letter_is_the_tickers_first(symbol: str, shown: str) -> None:
    assert letter(emblem("key", symbol)) == shown


def test_an_emblem_has_its_size() -> None:
    root = ET.fromstring(emblem("qmini", "QMINI", 88))
    assert (root.get("width"), root.get("height"), root.get("viewBox")) == ("88", "88", "0 0 44 44")


@given(st.text(), st.text())
def test_a_hostile_key_is_no_markup(key: str, symbol: str) -> None:
    for text in (emblem(key, symbol), emblem('"><script>', "<>&\x00\ud800")):
        tags = [each.tag.removeprefix(_SVG) for each in ET.fromstring(text).iter()]
        assert tags == ["svg", "clipPath", "rect", "rect", "path", "text"]
