"""A contract's call in plain words: what is called, with what, and what it returned."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from fomo_core.display import format as f
from fomo_core.display.text import plain
from fomo_core.events import Event
from fomo_core.fixed_point import MAX_UINT256
from fomo_core.units import PRICE_DECIMALS, USD_DECIMALS, WAD_DECIMALS
from fomo_core.world import World

#: Arguments and results that are FLOCK or tokens, and USD figures with their decimals.
_AMOUNTS = (
    "flock",
    "flock_in",
    "first_buy_flock",
    "amount",
    "value",
    "amount_in",
    "min_tokens_out",
    "min_amount_out",
)
_USD = {"usage_usd": USD_DECIMALS, "flock_price": PRICE_DECIMALS}
_RETURNS_AMOUNT = ("buy", "claim", "redeem", "release", "swap")


class Line(NamedTuple):
    """One argument of a call: its name and its value, both for reading."""

    name: str
    value: str


def lines(arguments: Mapping[str, Any], world: World, contracts: Mapping[str, str]) -> list[Line]:
    """The arguments of a call, one line each.

    Args:
        contracts: where the deployment's contracts lie, each by its name in the texts.
    """
    named = {address: name for name, address in contracts.items()}
    return [Line(_label(name), _shown(name, value, world, named)) for name, value in arguments.items()]


def _label(name: str) -> str:
    return plain(f"call.{name}")


def _shown(name: str, value: object, world: World, named: Mapping[str, str]) -> str:
    if name in _USD:
        return f.number(int(value), _USD[name])
    if name == "deadline":
        return plain("call.no_deadline") if value == MAX_UINT256 else f.clock(int(value))
    if name in _AMOUNTS:
        return plain("call.unlimited") if value == MAX_UINT256 else f.number(int(value), WAD_DECIMALS)
    if name in ("token", "offering") and value in world.offerings:
        offering = world.offerings[str(value)]
        return plain("part.option", name=f.shortened(offering.name), symbol=f.shortened(offering.symbol))
    if name == "spender" and value in named:
        return plain(f"call.of_{named[str(value)]}", address=f.account(str(value)))
    if name == "sell_flock":
        return plain("call.flock" if value else "call.tokens")
    if isinstance(value, bytes):
        text = value.rstrip(b"\0").decode("utf-8", "replace")
        return (
            text
            if text.isprintable() and len(text) < 32 and "\ufffd" not in text
            else f"0x{value.hex()[:8]}…"
        )
    return f.account(str(value)) or plain("call.empty")


def foretold(function: str, events: Iterable[Event]) -> int | None:
    """What a call would return (wei) if it did what the sandbox forecasts; None where it returns no amount."""
    kinds = {
        "buy": "mt_allocated",
        "claim": "tokens",
        "redeem": "flock",
        "release": "tokens",
        "swap": "amount_out",
    }
    name = kinds.get(function, "")
    return next((getattr(event, name) for event in events if hasattr(event, name)), None)


def returned(function: str, value: object) -> str:
    """What a call would return, for reading; what it returns nothing of is told as accepted."""
    if function in _RETURNS_AMOUNT:
        return plain(f"call.returns_{function}", amount=f.number(int(value)))
    if function == "launch":
        return plain("call.returns_launch", address=f.account(str(value)))
    return plain("call.accepted")
