"""Tokens that are publicly known: by chain and address together, each with where it trades and who says so."""

from __future__ import annotations

import pytest

from fomo_core.issued import DELUTHIUM, DEX, issued_at, issued_tokens

#: The same address on two chains.
TWICE = "0xa1e5f5c0b523926fa16b47bfa9e7c7ee769a4785"
QMINI = "0xC86c0e46deDe740F9B6784Dcfa3A1b805dd83b1b"


def test_an_address_alone_does_not_tell_a_token():
    assert issued_at(56, TWICE).symbol == "FOMOINDEX"
    assert issued_at(4663, TWICE).symbol == "GOOGLCAT"
    assert issued_at(8453, TWICE) is None


def test_the_case_of_an_addresses_letters_does_not_matter():
    assert issued_at(8453, QMINI) == issued_at(8453, QMINI.lower())
    assert issued_at(8453, QMINI)[:3] == ("QMINI", "Qwen3 30B A3B Instruct", DELUTHIUM)


@pytest.mark.parametrize("address", ["", "0x", "qmini", "0x" + "0" * 40])
def test_what_is_not_known_is_none(address):
    assert issued_at(8453, address) is None


def test_every_token_has_its_source_and_where_it_trades():
    assert len(issued_tokens()) == 16
    assert {token.trades_on for token in issued_tokens().values()} == {DELUTHIUM, DEX}
    assert all(token.source and token.read_on == "2026-09-24" for token in issued_tokens().values())
