"""The terms of an act: what it is expected to bring, and the same act on the terms of now."""

from __future__ import annotations

from typing import Any

from fomo_core import decide
from fomo_core.commands import Command, Launch
from fomo_core.errors import FomoError
from fomo_core.events import Purchased, RevenueRouted, Swapped
from fomo_core.world import World

#: What a command names as the least that it must bring.
_LEAST = ("min_tokens_out", "min_amount_out", "min_burned")
#: The amount of an event that such a least is about.
_BRINGS = {Purchased: "mt_allocated", Swapped: "amount_out", RevenueRouted: "tokens_burned"}


def expected(world: World, command: Command, now: int) -> int | None:
    """Return the amount (wei) that a command would bring at a moment, its least aside; None for none or a refusal."""
    unbound = {name: 0 for name in _LEAST if name in command._fields}
    try:
        events = decide.quote(world, command._replace(**unbound), now).events
    except FomoError:
        return None
    return next((getattr(event, _BRINGS[type(event)]) for event in events if type(event) in _BRINGS), None)


def renewed(command: Command, then: int | None, world: World, now: int, deadline: int | None) -> Command:
    """The same act on the terms of now: the least keeps its share of what is expected, rounded down.

    Args:
        then: what was expected when the command was made.
        deadline: until when it may wait for its block, where it names a deadline at all.
    """
    changes: dict[str, Any] = {}
    if getattr(command, "deadline", None) is not None:
        changes["deadline"] = deadline
    if isinstance(command, Launch) and command.max_fee is not None:
        changes["max_fee"] = world.protocol.parameters.launch_fee
    fresh = command._replace(**changes)
    brings = expected(world, fresh, now)
    if then and brings is not None:
        held = {name: getattr(command, name) for name in _LEAST if name in command._fields}
        fresh = fresh._replace(**{name: least * brings // then for name, least in held.items()})
    return fresh
