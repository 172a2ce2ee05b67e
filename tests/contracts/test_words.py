"""Names, tickers and descriptions: the contract's bytes against the core's text, character by character."""

from __future__ import annotations

import hypothesis.strategies as st
import pytest
from eth_abi import encode
from hypothesis import example, given, settings

from fomo_core.characters import HIDDEN, MARKS
from fomo_core.names import description_fault, name_fault, symbol_fits
from tests.parity.twins.probe import probe

#: Where the rules change besides: ASCII's sets, white space, UTF-8's lengths.
EDGES = [
    0x00, 0x09, 0x0A, 0x0D, 0x1F, 0x20, 0x23, 0x24, 0x2A, 0x3C, 0x3E, 0x5B, 0x5C, 0x5D, 0x5F, 0x60, 0x7B, 0x7C, 0x7D,
    0x7E, 0x7F, 0x80, 0x85, 0xA0, 0x7FF, 0x800, 0x1680, 0x2000, 0x200A, 0x202F, 0x205F, 0x3000, 0xD7FF, 0xE000, 0xFFFF,
    0x10000, 0x10FFFF,
]  # fmt: skip


def _ends(ranges: str, every: int = 1) -> list[int]:
    """Both ends of every so many of a list of ranges."""
    return [int(end, 16) for part in ranges.split()[::every] for end in part.split("-")]


#: All that is hidden, and a part of the marks: tests of the lists themselves are elsewhere.
EDGES += _ends(HIDDEN) + _ends(MARKS, every=25)

AROUND = sorted(
    {
        p
        for edge in EDGES
        for p in (edge - 1, edge, edge + 1)
        if 0 <= p <= 0x10FFFF and not 0xD800 <= p <= 0xDFFF
    }
)
edgy = st.text(st.sampled_from([chr(point) for point in AROUND]), max_size=30)
any_text = st.text(st.characters(exclude_categories=["Cs"]), max_size=70)
plain = st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=70)
marked = st.text(st.sampled_from("aQ \u0301\u0338\u0f92\u20dd\U00013440\u3000"), max_size=20)
texts = st.one_of(any_text, edgy, plain, marked, st.builds("{}{}{}".format, plain, edgy, plain))


def _fits(rule: str, text: bytes) -> bool:
    """The contract's answer to any bytes."""
    function = probe().interface.functions[rule]
    return (
        probe().send_raw(probe().evm.deployer, function.selector + encode(["bytes"], [text]), function).value
    )


@pytest.mark.parametrize("point", AROUND, ids=hex)
def test_a_character_at_the_edge_of_a_rule_is_judged_alike_in_every_place(point: int) -> None:
    for text in (chr(point), f"{chr(point)}Q", f"Q{chr(point)}", f"Q{chr(point)}Q", f"Q {chr(point)}"):
        assert _fits("name_fits", text.encode()) == (name_fault(text) is None)
        assert _fits("description_fits", text.encode()) == (description_fault(text) is None)


@settings(max_examples=500)
@given(text=texts)
@example(text="\u0338" * 31)
@example(text="Q" + "\u0336" * 31)
@example(text="Q" + "\u0336" * 4 + "M\u0301")
@example(text="Q\u3000\u0336")
@example(text="é" * 32)
@example(text="é" * 33)
@example(text="😀" * 16)
@example(text="a" * 63 + "é")
def test_a_name_is_accepted_where_the_core_accepts_it(text: str) -> None:
    if len(text.encode()) <= 256:
        assert _fits("name_fits", text.encode()) == (name_fault(text) is None)


@settings(max_examples=300)
@given(parts=st.lists(texts, max_size=4), times=st.integers(0, 12))
@example(parts=["z" * 1_000], times=1)
@example(parts=["z" * 1_001], times=1)
@example(parts=["z" * 997 + "量"], times=1)
@example(parts=["z" * 998 + "量"], times=1)
def test_a_description_is_accepted_where_the_core_accepts_it(parts: list[str], times: int) -> None:
    text = "".join(parts) * times
    if len(text.encode()) <= 2_048:
        assert _fits("description_fits", text.encode()) == (description_fault(text) is None)


@given(text=st.text("AZ09az@[/:`{ -\n\x00Ä", max_size=12) | st.from_regex(r"[A-Z0-9]{0,12}", fullmatch=True))
def test_a_ticker_is_accepted_where_the_core_accepts_it(text: str) -> None:
    assert _fits("symbol_fits", text.encode()) == symbol_fits(text)


def _decodes(data: bytes) -> bool:
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True


@settings(max_examples=500)
@given(data=st.binary(max_size=12) | st.lists(st.sampled_from(
    [b"\x7f", b"\x80", b"\xbf", b"\xc0", b"\xc1", b"\xc2", b"\xdf", b"\xe0", b"\xed", b"\xef", b"\xf0", b"\xf4",
     b"\xf5", b"\xff", b"\x9f", b"\xa0", b"\x8f", b"\x90", b"Q"]), max_size=6).map(b"".join))  # fmt: skip
def test_bytes_that_are_no_utf8_are_no_words(data: bytes) -> None:
    text = data.decode() if _decodes(data) else None
    assert _fits("name_fits", data) == (text is not None and name_fault(text) is None)
    assert _fits("description_fits", data) == (text is not None and description_fault(text) is None)


@pytest.mark.parametrize("last", ["é", "量", "😀"])
def test_a_character_cut_off_by_the_end_is_refused(last: str) -> None:
    for length in range(len(last.encode())):
        data = b"Q" * 32 + last.encode()[:length]
        assert _fits("name_fits", data) == (length == 0)
        assert _fits("description_fits", data) == (length == 0)
