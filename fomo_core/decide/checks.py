"""Checks that several commands share."""

from __future__ import annotations

from fomo_core import errors
from fomo_core.offering import Offering
from fomo_core.world import World


def late(deadline: int | None, now: int) -> bool:
    """Tell whether a deadline (chain seconds), if there is one, has passed."""
    return deadline is not None and now > deadline


def offering_of(world: World, key: str) -> Offering:
    """The offering of a key.

    Raises:
        UnknownOffering: when there is none.
    """
    offering = world.offerings.get(key)
    if offering is None:
        raise errors.UnknownOffering
    return offering


def graduated_offering(world: World, key: str) -> Offering:
    """The offering of a key, which has graduated.

    Raises:
        UnknownOffering: when there is none.
        NotGraduated: when it has not.
    """
    offering = offering_of(world, key)
    if offering.graduated_at is None:
        raise errors.NotGraduated
    return offering


def require(available: int, amount: int, held: int, needed: int, unit: str = "FLOCK") -> None:
    """Refuse when ``available`` does not cover ``amount``; the sentence speaks of the whole command."""
    if available < amount:
        raise errors.InsufficientBalance(missing=needed - held, needed=needed, held=held, unit=unit)
