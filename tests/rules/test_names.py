"""Which names, tickers, descriptions and labels are accepted."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fomo_core.names import (
    as_label,
    as_symbol,
    description_fault,
    label_fault,
    likeness,
    name_fault,
    symbol_fits,
)

HIDDEN = [
    "\x00",
    "\x1b",
    "\x7f",
    "\x85",
    "\u00ad",
    "\u200b",
    "\u200e",
    "\u202e",
    "\u2028",
    "\u2066",
    "\ufeff",
    "\ud800",
]
MARKUP = list("<>[]{}\\`*_~|$#")


@pytest.mark.parametrize("symbol", ["AB", "Q3", "99", "ABCDEFGHIJ"])
def test_a_ticker_of_2_to_10_capitals_and_digits_fits(symbol):
    assert symbol_fits(symbol)


@pytest.mark.parametrize(
    "symbol", ["", "A", "ABCDEFGHIJK", "ab", "A B", "A-B", "ÄÖ", "AB\n", "\u0410B", "\uff21B"]
)
def test_any_other_ticker_does_not_fit(symbol):
    assert not symbol_fits(symbol)


@pytest.mark.parametrize(
    ("typed", "symbol"),
    [("qmini", "QMINI"), ("Q3x", "Q3X"), ("\u0131\u017fq", "\u0131\u017fQ"), ("\u00e4b", "\u00e4B")],
)
def test_a_ticker_is_raised_letter_by_letter_from_a_to_z_alone(typed, symbol):
    assert as_symbol(typed) == symbol


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Q Mini", "q mini"),
        ("Q Mini", "QMini "),
        ("Q Mini", "Q\u00a0Mini"),
        ("Q Mini", "Q M\u0456ni"),
        ("Q Mini", "\uff31 Mini"),
        ("Jos\u00e9", "Jose\u0301"),
        ("Model 10", "Model lO"),
        ("ada", "a\u200bda"),
    ],
)
def test_what_a_reader_could_take_for_each_other_is_alike(one, other):
    assert likeness(one) == likeness(other)


@pytest.mark.parametrize("other", ["Q Mini 2", "Q Maxi", "R Mini", "Q Min\u00e9"])
def test_what_a_reader_tells_apart_is_not_alike(other):
    assert likeness("Q Mini") != likeness(other)


def test_an_account_is_meant_without_spaces_around_it_and_in_one_form():
    assert as_label("  Jose\u0301 ") == "Jos\u00e9"


@pytest.mark.parametrize("name", ["Q", "Q Mini 3.1 (beta), v2!", "Größe", "模型", "n" * 64, "é" * 32])
def test_a_plain_name_can_be_used(name):
    assert name_fault(name) is None


@pytest.mark.parametrize(
    "name", ["", " ", "\u00a0", "n" * 65, "é" * 33, " Q", "Q ", *("Q" + c + "M" for c in MARKUP + HIDDEN)]
)
def test_an_odd_name_can_not_be_used(name):
    assert name_fault(name).endswith(".")


def test_a_name_counts_in_bytes():
    assert name_fault("é" * 32) is None
    assert name_fault("é" * 32 + "e") == "it is longer than 64 bytes."


@pytest.mark.parametrize("text", ["", "two\nlines", "<b>*markup* is plain text here</b>", "d" * 1_000])
def test_a_description_can_be_plain_text_of_many_lines(text):
    assert description_fault(text) is None


@pytest.mark.parametrize("text", ["d" * 1_001, "é" * 501, "\r\n", "\t", *HIDDEN])
def test_a_description_holds_nothing_hidden_and_has_an_end(text):
    assert description_fault(text).endswith(".")


@pytest.mark.parametrize("label", ["issuer", "0x" + "ab" * 20, "a_b", "l" * 64])
def test_a_label_is_free_text(label):
    assert label_fault(label) is None


@pytest.mark.parametrize("label", ["", "  ", "l" * 65, "é" * 33, *("a" + c for c in HIDDEN)])
def test_a_label_can_not_be_empty_long_or_hidden(label):
    assert label_fault(label).endswith(".")


@given(st.text(max_size=80))
def test_an_accepted_name_is_printable_and_short(name):
    if name_fault(name) is None:
        assert len(name.encode()) <= 64
        assert not set(name) & set("\n\r\t\x1b<>`")


@pytest.mark.parametrize(
    "hidden", ["\u3164", "\u2800", "\u115f", "\ufe0f", "\u034f", "\ue000", "\uffff", "\U000e0041"]
)
def test_a_name_of_invisible_characters_is_no_name(hidden):
    assert name_fault(f"Q{hidden}Mini") == "it holds control or invisible characters."
    assert label_fault(hidden) == "it holds control or invisible characters."


def test_a_description_may_hold_line_breaks_and_compound_emoji():
    assert description_fault("first\nsecond \u2764\ufe0f \U0001f469\u200d\U0001f4bb") is None
    assert description_fault("\u202edesrever") == "it holds control or invisible characters."
