"""The effect of a command: its events, or a refusal (protocol sections 4 to 6).

``decide`` only reads. A chapter of the protocol has a module; a command's handler there takes the world, the
command, the moment (chain seconds), and a credit: FLOCK or tokens (wei) that its sender is taken to have beside
its own. Where several refusals apply, the first in the order of the handler's checks is raised; the contracts
check in the same order.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from fomo_core import commands as cmd
from fomo_core import errors
from fomo_core import events as ev
from fomo_core.decide.launches import launch
from fomo_core.decide.outcomes import claim, graduate, redeem, release
from fomo_core.decide.purchases import buy
from fomo_core.decide.trading import route_revenue, swap
from fomo_core.events import Events
from fomo_core.fixed_point import MAX_UINT256
from fomo_core.units import MAX_AMOUNT
from fomo_core.world import World


class Quote(NamedTuple):
    """The effect of a command now: its events, and the FLOCK or tokens (wei) its sender lacks for it."""

    events: Events
    shortfall: int


def decide(world: World, command: cmd.Command, now: int) -> Events:
    """The events of a command at a moment.

    Raises:
        Rejected: with the protocol's code; the world is as it was.
    """
    return _DECIDE[type(command)](world, command, now, 0)


def quote(world: World, command: cmd.Command, now: int) -> Quote:
    """The same arithmetic as ``decide``, shown to someone who may not have the means yet.

    Raises:
        Rejected: for any reason but an insufficient balance.
    """
    handler = _DECIDE[type(command)]
    try:
        return Quote(handler(world, command, now, 0), 0)
    except errors.InsufficientBalance as short:
        events = handler(world, command, now, MAX_UINT256)
        return Quote(events, outlay(events) - short.held)


def outlay(events: Events) -> int:
    """Return what an act takes from its sender: wei of FLOCK, or of tokens when a swap sells those."""
    fees = sum(event.flock for event in events if isinstance(event, ev.LaunchFeePaid))
    bought = sum(event.flock_in for event in events if isinstance(event, ev.Purchased))
    sold = sum(event.amount_in for event in events if isinstance(event, ev.Swapped))
    return fees + bought + sold


def _fund(world: World, command: cmd.Fund, now: int, credit: int) -> Events:
    if not 0 <= command.flock <= MAX_AMOUNT - world.funded - world.earned:
        raise errors.FaucetDry
    return (ev.Funded(command.account, command.flock),)


_Handler = Callable[[World, Any, int, int], Events]  # Any: each takes commands of its own kind, its key below
_DECIDE: dict[type[cmd.Command], _Handler] = {
    cmd.Fund: _fund,
    cmd.Launch: launch,
    cmd.Buy: buy,
    cmd.Graduate: graduate,
    cmd.Claim: claim,
    cmd.Redeem: redeem,
    cmd.Release: release,
    cmd.Swap: swap,
    cmd.RouteRevenue: route_revenue,
}
