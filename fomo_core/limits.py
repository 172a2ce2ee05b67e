"""Limits of an act on a real chain, where blocks come late and others go first."""

from __future__ import annotations

from typing import TypeVar

from fomo_core import commands as cmd
from fomo_core import events as ev
from fomo_core.events import Events
from fomo_core.units import BPS

#: How much less than quoted a settlement may burn, in bps: the pool moves between a quote and its block.
_BURN_SLIPPAGE_BPS = 100

C = TypeVar("C", bound=cmd.Command)


def limit(command: C, events: Events, deadline: int) -> C:
    """Return the command that happens as its quote said, until a deadline (chain seconds), or not at all.

    A launch pays the quoted fee at most; a settlement takes the quoted FLOCK at most and burns 99% of
    the quoted tokens at least, rounded down. Acts that have no such limits stay as they are.
    """
    if isinstance(command, cmd.Launch):
        fee = sum(event.flock for event in events if isinstance(event, ev.LaunchFeePaid))
        return command._replace(max_fee=fee, deadline=deadline)
    if isinstance(command, cmd.Buy):
        return command._replace(deadline=deadline)
    if isinstance(command, cmd.Swap):
        return command._replace(deadline=deadline)
    if isinstance(command, cmd.RouteRevenue):
        (routed,) = (event for event in events if isinstance(event, ev.RevenueRouted))
        least = routed.tokens_burned * (BPS - _BURN_SLIPPAGE_BPS) // BPS
        return command._replace(max_flock=routed.flock, min_burned=least, deadline=deadline)
    return command


def least(command: cmd.Command) -> int:
    """Return the least (wei) that a command accepts; 0 where it names none."""
    if isinstance(command, cmd.Buy):
        return command.min_tokens_out
    if isinstance(command, cmd.Swap):
        return command.min_amount_out
    return command.min_burned if isinstance(command, cmd.RouteRevenue) else 0


def with_least(command: C, least: int) -> C:
    """Return the same command that accepts another least (wei); one that names none as it is."""
    if isinstance(command, cmd.Buy):
        return command._replace(min_tokens_out=least)
    if isinstance(command, cmd.Swap):
        return command._replace(min_amount_out=least)
    if isinstance(command, cmd.RouteRevenue):
        return command._replace(min_burned=least)
    return command
