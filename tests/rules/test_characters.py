"""The lists of characters that show nothing are what Unicode says, in the core and in the contracts."""

from __future__ import annotations

import re
import unicodedata

import pytest

from fomo_core import characters
from fomo_core.names import description_fault, label_fault, name_fault
from tests.builders import ROOT
from tools import characters as derived

ASSIGNED = [point for point in range(0x110000) if unicodedata.category(chr(point)) != "Cn"]


def _points(ranges: str) -> set[int]:
    ends = [[int(end, 16) for end in part.split("-")] for part in ranges.split()]
    return {point for end in ends for point in range(end[0], end[-1] + 1)}


HIDDEN, MARKS = _points(characters.HIDDEN), _points(characters.MARKS)
UNSEEN = HIDDEN | MARKS


def test_the_lists_are_what_is_derived_from_unicode():
    known = set(ASSIGNED)
    for found, ranges in ((HIDDEN, derived.hidden()), (MARKS, derived.marks())):
        expected = {point for first, last in ranges for point in range(first, last + 1)}
        # A later Unicode may have given characters to points that were free when the lists were made.
        assert found <= expected
        assert not (expected - found) & known, "run tools/characters.py"


def test_the_contracts_list_is_the_cores():
    boundaries = [
        int(word, 16) >> (21 * place) & (2**21 - 1)
        for word in re.findall(
            r"^ {8}(0x[0-9a-f]{64}),$", (ROOT / "contracts/characters.vy").read_text(), re.M
        )
        for place in range(12)
    ]
    split = 2 * len(characters.HIDDEN.split())
    for found, part in ((HIDDEN, boundaries[:split]), (MARKS, boundaries[split:])):
        inside = {p for first, after in zip(part[::2], part[1::2]) for p in range(first, after)}
        assert inside == found


def test_no_character_is_hidden_and_a_mark():
    assert not HIDDEN & MARKS


def test_whatever_unicode_calls_a_format_a_control_or_a_filler_is_on_a_list():
    around_digits = {*range(0x600, 0x606), 0x6DD, 0x70F, 0x890, 0x891, 0x8E2, 0x110BD, 0x110CD}
    for point in ASSIGNED:
        character = chr(point)
        kind, name = unicodedata.category(character), unicodedata.name(character, "")
        unseen = kind in ("Cc", "Cf", "Cs", "Co", "Zl", "Zp") and point not in around_digits
        blank = re.search(r"(HANGUL|SCRIPT) FILLER$|[ -]BLANK$|NULL NOTEHEAD$|VARIATION SELECTOR", name)
        if unseen or blank:
            assert point in UNSEEN, f"U+{point:04X} {name}"
        if unicodedata.combining(character):
            assert point in UNSEEN, f"U+{point:04X} {name}"


def test_no_letter_digit_or_sign_is_on_a_list():
    seen = {p for p in ASSIGNED if unicodedata.category(chr(p))[0] in "LNPS"}
    assert {hex(p) for p in seen & UNSEEN} == {
        "0x115f", "0x1160", "0x2800", "0x3164", "0xffa0", "0xfffc", "0xfffd", "0x1d159",
    }  # fmt: skip


@pytest.mark.parametrize(
    "point", [0x1BCA0, 0x13441, 0x16FE4, 0x1D159, 0x13440, 0x1BC9D, 0x2D7F, 0x1107F], ids=hex
)
def test_a_name_of_a_character_that_shows_nothing_alone_is_no_name(point):
    for text in (chr(point), chr(point) * 3, f"\u3000{chr(point)}"):
        assert name_fault(text)
        assert label_fault(text)


@pytest.mark.parametrize("stroke", ["\u0335", "\u0338", "\u20dd", "\u0301", "\ufe20", "\u302e"])
def test_marks_alone_and_towers_of_marks_are_no_name(stroke):
    for text in (stroke, stroke * 31, "Q" + stroke * 20, f"Q {stroke}", "Q" + stroke * 5 + "M"):
        assert name_fault(text) == "it holds marks without a letter below, or more than 4 on one."
        assert label_fault(text)
    assert name_fault("Q" + stroke * 4 + "M") is None
    assert description_fault(stroke * 31) is None


@pytest.mark.parametrize(
    "name", ["हिन्दी", "ภาษาไทยที่", "བསྒྲུབས", "လျှော့", "שָׁלוֹם", "Tie\u0302\u0301ng Vie\u0323\u0302t", "Müller"]
)
def test_written_languages_have_their_marks(name):
    assert name_fault(name) is None
