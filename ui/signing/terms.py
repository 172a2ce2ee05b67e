"""The terms of an act: what it is expected to bring, and the same act on the terms of now."""

from __future__ import annotations

from fomo_core import decide
from fomo_core.commands import Buy, Command, Launch, RouteRevenue, Swap
from fomo_core.errors import FomoError
from fomo_core.events import Event, Purchased, RevenueRouted, Swapped
from fomo_core.limits import least, with_least
from fomo_core.world import World


def expected_amount(world: World, command: Command, now: int) -> int | None:
    """Return the amount (wei) that a command would bring at a moment, its least aside; None for none or a refusal."""
    try:
        events = decide.quote(world, with_least(command, 0), now).events
    except FomoError:
        return None
    return next((brought for brought in map(_brought, events) if brought is not None), None)


def renew_terms(command: Command, then: int | None, world: World, now: int, deadline: int | None) -> Command:
    """The same act on the terms of now: the least keeps its share of what is expected, rounded down.

    Args:
        then: what was expected when the command was made.
        deadline: until when it may wait for its block, where it names a deadline at all.
    """
    fresh = _limited_anew(command, deadline, world.protocol.parameters.launch_fee)
    brings = expected_amount(world, fresh, now)
    return with_least(fresh, least(command) * brings // then) if then and brings is not None else fresh


def _brought(event: Event) -> int | None:
    """Return the amount that a least is about; None for an event that brings none."""
    if isinstance(event, Purchased):
        return event.mt_allocated
    if isinstance(event, Swapped):
        return event.amount_out
    return event.tokens_burned if isinstance(event, RevenueRouted) else None


def _limited_anew(command: Command, deadline: int | None, launch_fee: int) -> Command:
    """The same command with the limits of now, where it has limits."""
    if isinstance(command, Launch) and command.max_fee is not None:
        command = command._replace(max_fee=launch_fee)
    if isinstance(command, Launch | Buy | Swap | RouteRevenue) and command.deadline is not None:
        command = command._replace(deadline=deadline)
    return command
