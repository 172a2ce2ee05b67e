"""What no field may accept: one clear sentence each, and the state as it was."""

from __future__ import annotations

import pytest

from fomo_core.display.text import plain, t
from fomo_core.units import MAX_AMOUNT, decimal_text
from tests.builders import ISSUER, SUPPORTER
from tests.pages.states import claimed, empty, live
from tests.pages.visitor import Visitor

#: Texts that are no amount, whatever the unit has of decimals.
NO_AMOUNTS = (
    "-1",
    "\u22125",
    "1" + "0" * 80,
    "1" * 110,
    "1.0000000000000000001",
    "1e5",
    "0x10",
    "abc",
    "NaN",
    "inf",
    "1 000",
    "1,00",
    "100.000",
    "1.234",
    "1.000,50",
    "1.2.3",
    "<b>1</b>",
    "[1](http://evil)",
    "1\x00",
    "\u0661",
)
ZEROS = ("0", "0.0", ".000000000000000000")

HOSTILE_NAMES = (
    "<b>x</b>",
    "[x](http://evil)",
    "a\x00b",
    "a\x1b[31mb",
    "a\nb",
    "a\u202eb",
    "a\u200bb",
    "x" * 10_000,
    "é" * 33,
    " ",
    " padded ",
    "$x$",
    "`code`",
    "a|b",
)
BAD_TICKERS = (
    "Q",
    "ABCDEFGHIJK",
    "Q-MINI",
    "QMINI ",
    "\u00c4BC",
    "<B>",
    "Q\x00M",
    "X" * 10_000,
    "\uff31MINI",
)


def one_sentence(visitor: Visitor) -> str:
    """The only complaint on the screen."""
    complaints = visitor.complaints()
    assert len(complaints) == 1, complaints
    assert complaints[0].endswith(".")
    assert len(complaints[0]) < 300
    assert "\n" not in complaints[0]
    return complaints[0]


def launching() -> Visitor:
    return Visitor(empty(), ISSUER).open("launch").put("launch_name", "Q Mini").type("launch_symbol", "QMINI")


def buying() -> Visitor:
    return Visitor(live(), SUPPORTER).open("offering", "curve")


def buying_tokens() -> Visitor:
    return buying().type("buy_by", "tokens")


def swapping() -> Visitor:
    return Visitor(claimed(), SUPPORTER).open("trade")


def settling() -> Visitor:
    return Visitor(claimed(), SUPPORTER).open("economy")


def at_the_faucet() -> Visitor:
    return Visitor(empty(), SUPPORTER).unfold("faucet", faucet_account=SUPPORTER)


#: Every field for an amount: how to get there, its key, and the button that must not work.
FIELDS = {
    "first buy": (launching, "launch_first_buy", "launch"),
    "buy": (buying, "buy_amount", "buy"),
    "buy by tokens": (buying_tokens, "buy_amount", "buy"),
    "swap": (swapping, "swap_amount", "swap"),
    "input tokens": (settling, "usage_input", "route"),
    "output tokens": (settling, "usage_output", "route"),
    "price": (settling, "usage_price", "route"),
    "faucet": (at_the_faucet, "faucet_amount", "faucet_give"),
}


def usable(visitor: Visitor, key: str) -> bool:
    return visitor.has(key) and visitor.enabled(key)


@pytest.mark.parametrize("field", FIELDS)
def test_what_is_no_amount_is_refused_in_one_sentence(field):
    arrive, key, button = FIELDS[field]
    visitor = arrive()
    before = visitor.state
    for text in NO_AMOUNTS:
        visitor.type(key, text)
        one_sentence(visitor)
        assert not usable(visitor, button), text
    assert visitor.state == before


@pytest.mark.parametrize(
    "field",
    [field for field in FIELDS if field not in ("first buy", "faucet", "input tokens", "output tokens")],
)
def test_nothing_is_refused_in_one_sentence(field):
    arrive, key, button = FIELDS[field]
    visitor = arrive()
    before = visitor.state
    for text in ZEROS[:1] if key == "usage_price" else ZEROS:
        visitor.type(key, text)
        one_sentence(visitor)
        assert not usable(visitor, button), text
    assert visitor.state == before


def test_no_usage_at_all_is_refused_in_one_sentence():
    visitor = settling().put("usage_input", "0").type("usage_output", "0")
    one_sentence(visitor)
    assert not usable(visitor, "route")


def test_a_faucet_that_gives_nothing_can_not_be_opened():
    visitor = at_the_faucet()
    for text in ("", *ZEROS):
        assert not usable(visitor.type("faucet_amount", text), "faucet_give")


@pytest.mark.parametrize("text", ["", " ", *ZEROS])
def test_an_empty_or_zero_first_buy_is_none(text):
    visitor = launching().type("launch_first_buy", text)
    assert visitor.complaints() == []
    assert visitor.has("launch")


@pytest.mark.parametrize("field", FIELDS)
def test_the_largest_amount_that_can_be_written_breaks_nothing(field):
    arrive, key, button = FIELDS[field]
    visitor = arrive()
    before = visitor.state
    decimals = {"usage_input": 6, "usage_output": 6, "usage_price": 8}.get(key, 18)
    visitor.type(key, decimal_text(MAX_AMOUNT, decimals))
    assert visitor.state == before
    if field in ("price", "faucet", "buy"):
        # An offer above what fits is filled in part.
        assert visitor.accept().enabled(button)
        return
    assert visitor.complaints()
    assert all(text.endswith(".") for text in visitor.complaints())
    assert not usable(visitor, button)


def test_a_faucet_that_would_overflow_is_refused_and_nothing_changes():
    visitor = at_the_faucet().type("faucet_amount", decimal_text(MAX_AMOUNT))
    before = visitor.state
    visitor.click("faucet_give")
    one_sentence(visitor)
    assert visitor.state == before


@pytest.mark.parametrize("text", ["1,000", "1000", " 1000 ", "1000.", "1,000.50", ".5", "0" * 50 + "1"])
def test_amounts_as_people_write_them_are_read(text):
    visitor = buying().type("buy_amount", text)
    assert visitor.has("buy") == (text != "1000.")
    if text == "1000.":
        one_sentence(visitor)


@pytest.mark.parametrize("key", ["launch_name", "faucet_account"])
def test_names_that_can_not_be_used_are_refused_in_one_sentence(key):
    visitor = launching() if key == "launch_name" else at_the_faucet()
    if key == "faucet_account":
        visitor.type("faucet_amount", "5")
    before, button = visitor.state, "launch" if key == "launch_name" else "faucet_give"
    # Names of accounts are plain text everywhere: markup in them is no fault.
    refused = HOSTILE_NAMES if key == "launch_name" else ("a\x00b", "a\nb", "a\u202eb", "\u00e9" * 33, " ")
    for name in refused:
        visitor.type(key, name)
        one_sentence(visitor)
        assert not usable(visitor, button), name
    assert visitor.state == before


def test_tickers_outside_the_rule_are_refused_in_one_sentence():
    visitor = launching()
    for symbol in BAD_TICKERS:
        visitor.type("launch_symbol", symbol)
        assert one_sentence(visitor) == t("launch.bad_symbol", reason=plain("launch.symbol_rule"))
        assert not visitor.has("launch")


@pytest.mark.parametrize("text", ["a\x00b", "a\u202eb", "x" * 10_000, "é" * 501])
def test_descriptions_that_can_not_be_used_are_refused_in_one_sentence(text):
    visitor = launching().type("launch_description", text)
    one_sentence(visitor)
    assert not visitor.has("launch")


@pytest.mark.parametrize("text", ["two\nlines", "**bold** <script>alert(1)</script> $x$", "x" * 1_000])
def test_a_description_may_hold_anything_that_is_shown_as_plain_text(text):
    visitor = launching().type("launch_description", text)
    assert visitor.complaints() == []
    visitor.type("launch_agree", True).click("launch")
    assert [shown.value for shown in visitor.app.text] == [text]


def test_three_faults_at_once_get_a_sentence_each():
    visitor = launching().put("launch_name", "<b>").put("launch_symbol", "x").type("launch_first_buy", "-1")
    assert len(visitor.complaints()) == 3


@pytest.mark.parametrize("search", ["<b>", "[", "(", "\\", "x" * 10_000, "\x00"])
def test_a_search_may_hold_anything(search):
    visitor = Visitor(live()).open("marketplace").type("market_search", search)
    assert visitor.complaints() == []
    assert visitor.says(t("market.none"))
