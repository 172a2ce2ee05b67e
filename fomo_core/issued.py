"""Tokens that FLock's launchpads have issued, as far as they are publicly known; read from ``data/tokens.toml``."""

from __future__ import annotations

import tomllib
from functools import cache
from typing import Annotated, Literal, NamedTuple

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from fomo_core.presets import DATA

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


class _Token(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    chain_id: Annotated[int, Field(ge=1)]
    address: Annotated[str, StringConstraints(pattern=r"^0x[0-9a-f]{40}$")]
    symbol: _Text
    model: _Text
    trades_on: Literal["Deluthium", "DEX"]


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    source: _Text
    read_on: Annotated[str, StringConstraints(pattern=r"^\d{4}-\d\d-\d\d$")]
    tokens: list[_Token]


def issued(chain_id: int, address: str) -> Issued | None:
    """The token at an address of a chain, in any case of its letters; None for one that is not known."""
    return known().get((chain_id, address.lower()))


@cache
def known() -> dict[tuple[int, str], Issued]:
    """All known tokens by chain and address (small letters)."""
    text = (DATA / "tokens.toml").read_text(encoding="utf-8")
    file = _File.model_validate(tomllib.loads(text))
    return {
        (each.chain_id, each.address): Issued(
            each.symbol, each.model, each.trades_on, file.source, file.read_on
        )
        for each in file.tokens
    }
