"""Tokens that FLock's launchpads have issued, as far as they are publicly known; read from ``data/tokens.toml``."""

from __future__ import annotations

from functools import cache
from typing import Annotated, Literal, NamedTuple

from pydantic import Field, StringConstraints

from fomo_core.datafiles import DATA, Strict, read

DELUTHIUM, DEX = "Deluthium", "DEX"

_Text = Annotated[str, StringConstraints(min_length=1, max_length=100)]


class Issued(NamedTuple):
    """A token as published: ticker, base model, and whether market makers or a decentralised exchange trade it.

    ``source`` says by whom that was published, ``read_on`` when it was read.
    """

    symbol: str
    model: str
    trades_on: str
    source: str
    read_on: str


class _Token(Strict):
    chain_id: Annotated[int, Field(ge=1)]
    address: Annotated[str, StringConstraints(pattern=r"^0x[0-9a-f]{40}$")]
    symbol: _Text
    model: _Text
    trades_on: Literal["Deluthium", "DEX"]


class _File(Strict):
    source: _Text
    read_on: Annotated[str, StringConstraints(pattern=r"^\d{4}-\d\d-\d\d$")]
    tokens: list[_Token]


def issued_at(chain_id: int, address: str) -> Issued | None:
    """The token at an address of a chain, in any case of its letters; None for one that is not known."""
    return issued_tokens().get((chain_id, address.lower()))


@cache
def issued_tokens() -> dict[tuple[int, str], Issued]:
    """All known tokens by chain and address (small letters)."""
    file = read(_File, DATA / "tokens.toml")
    return {
        (each.chain_id, each.address): Issued(
            each.symbol, each.model, each.trades_on, file.source, file.read_on
        )
        for each in file.tokens
    }
