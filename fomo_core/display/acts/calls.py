"""A contract's call in plain words: what is called, with what, and what it returned."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from fomo_core import decide
from fomo_core.acting import Value
from fomo_core.commands import Command, Launch, Swap
from fomo_core.display import format as f
from fomo_core.display.text import plain, t
from fomo_core.events import (
    Claimed,
    Event,
    Events,
    Funded,
    Purchased,
    Redeemed,
    Released,
    RevenueRouted,
    Swapped,
)
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
    "max_fee",
    "min_burned",
    "max_flock",
)
_USD = {"usage_usd": USD_DECIMALS, "flock_price": PRICE_DECIMALS}
_RETURNS_AMOUNT = ("buy", "claim", "redeem", "release", "swap")


def swapped_unit(arguments: Mapping[str, Value], world: World) -> str:
    """The unit of what a call of the pool brings; empty for any other call, or an unknown offering."""
    if "sell_flock" not in arguments:
        return ""
    offering = world.offerings.get(str(arguments.get("token", arguments.get("offering", ""))))
    if not arguments["sell_flock"]:
        return plain("call.flock")
    return f.shorten(offering.symbol) if offering else ""


class Argument(NamedTuple):
    """One argument of a call: its name and its value, both for reading."""

    name: str
    value: str


def lines(arguments: Mapping[str, Value], world: World, contracts: Mapping[str, str]) -> list[Argument]:
    """The arguments of a call, one line each.

    Args:
        contracts: where the deployment's contracts lie, each by its name in the texts.
    """
    named = {address: name for name, address in contracts.items()}
    return [Argument(_label(name), _shown(name, value, world, named)) for name, value in arguments.items()]


def _label(name: str) -> str:
    return plain(f"call.{name}")


def _shown(name: str, value: Value, world: World, named: Mapping[str, str]) -> str:
    if name in _USD:
        return f.number(int(value), _USD[name])
    if name == "deadline":
        return plain("call.no_deadline") if value == MAX_UINT256 else f.clock(int(value))
    if name in _AMOUNTS:
        return plain("call.unlimited") if value == MAX_UINT256 else f.number(int(value), WAD_DECIMALS)
    if name in ("token", "offering") and value in world.offerings:
        offering = world.offerings[str(value)]
        return plain("part.option", name=f.shorten(offering.name), symbol=f.shorten(offering.symbol))
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


def expected_result(function: str, events: Iterable[Event]) -> int | None:
    """Return a call's result (wei) if it does what the sandbox forecasts; None where it returns no amount."""
    kinds = {
        "buy": "mt_allocated",
        "claim": "tokens",
        "redeem": "flock",
        "release": "tokens",
        "swap": "amount_out",
    }
    name = kinds.get(function, "")
    return next((getattr(event, name) for event in events if hasattr(event, name)), None)


class Total(NamedTuple):
    """The sum of an act for its sender, for reading."""

    leaves: str
    gets: str


def total(command: Command, events: Events, world: World) -> Total:
    """Return what an act takes from its sender's account and brings there, by the events that it would have."""
    nothing = plain("call.nothing")
    gets = [text for text in (_got(event, command, world) for event in events) if text]
    if isinstance(command, Launch):
        gets.insert(0, plain("call.gets_launch"))
    return Total(_left(command, events, world) or nothing, ", ".join(gets) or nothing)


def _left(command: Command, events: Events, world: World) -> str:
    routed = sum(event.flock for event in events if isinstance(event, RevenueRouted))
    amount = decide.outlay(events) + routed
    if isinstance(command, Swap) and command.sell == "token":
        return f.cost(amount, _ticker(world, command, command.offering))
    return f.cost(amount) if amount else ""


def _got(event: Event, command: Command, world: World) -> str:
    """Return what an event brings to a command's sender; empty for nothing."""
    sender = getattr(command, "sender", getattr(command, "account", ""))
    match event:
        case Purchased():
            bought = f.tokens(event.mt_allocated, _ticker(world, command, event.token))
            return plain("call.allocated", tokens=bought)
        case Swapped() if event.sell == "flock":
            return f.tokens(event.amount_out, _ticker(world, command, event.token))
        case Swapped():
            return f.flock(event.amount_out)
        case Redeemed() | Funded():
            return f.flock(event.flock)
        case Claimed() if event.account == sender:
            return f.tokens(event.tokens, _ticker(world, command, event.token))
        case Released() if event.issuer == sender:
            return f.tokens(event.tokens, _ticker(world, command, event.token))
    return ""


def _ticker(world: World, command: Command, token: str) -> str:
    return command.symbol if isinstance(command, Launch) else world.offerings[token].symbol


def gas(wei: int) -> str:
    """Return the cost of gas (wei) for reading: rounded up."""
    return f.cost(wei, plain("call.ether"))


def ether(wei: int) -> str:
    """Return a balance (wei) in the chain's own currency for reading: rounded down."""
    return f"{f.number(wei)} {plain('call.ether')}"


def fee_text(fee: int | None) -> str:
    """Return the sentence on what a transaction has cost (wei); empty where that is not known."""
    return t("call.spent", fee=gas(fee)) if fee is not None else ""


def result_text(function: str, value: object, unit: str = "") -> str:
    """Return a call's result as text to read; a call that returns nothing is told as accepted.

    Args:
        unit: of what a swap brings.
    """
    if function in _RETURNS_AMOUNT and isinstance(value, int):
        unit = unit if function == "swap" else ""
        return plain(f"call.returns_{function}", amount=f"{f.number(value)} {unit}".strip())
    if function == "launch":
        return plain("call.returns_launch", address=f.account(str(value)))
    return plain("call.accepted")
