"""The core's commands as calls of the contracts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from fomo_core import commands as cmd
from fomo_core.acting import Addresses, Call, Value
from fomo_core.backends.evm.abi.interface import id_bytes, interface, salt_of
from fomo_core.fixed_point import MAX_UINT256


def call(addresses: Addresses, contract: str, function: str, *arguments: Value, to: str = "") -> Call:
    """A call of one of a deployment's contracts, or of a token at ``to``."""
    target = to or getattr(addresses, {"revenue": "router"}.get(contract, contract))
    face = interface(contract)
    data = face.encode(function, *arguments)
    return Call(contract, function, dict(zip(face.names(function), arguments)), target, data)


def call_of(addresses: Addresses, command: cmd.Command) -> Call:
    """The call that carries a command. Accounts and offerings are addresses; a launch has a label."""
    return _CALLS[type(command)](addresses, command)


def _launch(at: Addresses, c: cmd.Launch) -> Call:
    salt, model = salt_of(c.offering), id_bytes(c.model)
    limits = _limit(c.max_fee), _limit(c.deadline)
    texts = c.name, c.symbol, c.description
    return call(at, "launchpad", "launch", salt, model, *texts, c.first_buy_flock, *limits)


def _buy(at: Addresses, c: cmd.Buy) -> Call:
    return call(at, "launchpad", "buy", c.offering, c.flock_in, c.min_tokens_out, _limit(c.deadline))


def _swap(at: Addresses, c: cmd.Swap) -> Call:
    amounts = c.amount_in, c.min_amount_out
    return call(at, "pool", "swap", c.offering, c.sell == "flock", *amounts, _limit(c.deadline))


def _route(at: Addresses, c: cmd.RouteRevenue) -> Call:
    limits = c.min_burned, _limit(c.max_flock), _limit(c.deadline)
    return call(at, "revenue", "route_revenue", c.offering, c.usage_usd, c.flock_price, *limits)


def _limit(most: int | None) -> int:
    """A limit as the contracts take it: the greatest number there is stands for none."""
    return MAX_UINT256 if most is None else most


_Maker = Callable[[Addresses, Any], Call]  # Any: each takes commands of its own kind, its key below
_CALLS: dict[type[cmd.Command], _Maker] = {
    cmd.Fund: lambda at, c: call(at, "flock", "fund", c.account, c.flock),
    cmd.Launch: _launch,
    cmd.Buy: _buy,
    cmd.Graduate: lambda at, c: call(at, "launchpad", "graduate", c.offering),
    cmd.Claim: lambda at, c: call(at, "launchpad", "claim", c.offering, c.account or c.sender),
    cmd.Redeem: lambda at, c: call(at, "launchpad", "redeem", c.offering),
    cmd.Release: lambda at, c: call(at, "launchpad", "release", c.offering),
    cmd.Swap: _swap,
    cmd.RouteRevenue: _route,
}
