"""The end of a raise: graduation, claims and vesting, or principal paid back (protocol section 5)."""

from __future__ import annotations

from fomo_core import commands as cmd
from fomo_core import errors
from fomo_core import events as ev
from fomo_core.decide.checks import graduated_offering, offering_of
from fomo_core.events import Events
from fomo_core.offering import GRADUATED, LIVE, SUCCEEDED, Offering, divide_at_graduation
from fomo_core.world import World


def graduate(world: World, command: cmd.Graduate, now: int, credit: int) -> Events:
    """Graduate a raise that reached its minimum."""
    offering = offering_of(world, command.offering)
    status = offering.status_at(now)
    if status == GRADUATED:
        raise errors.AlreadyGraduated
    if status == LIVE:
        raise errors.StillLive
    if offering.raised < offering.minimum_target:
        raise errors.MinimumNotReached
    if status != SUCCEEDED:
        raise errors.Abandoned
    return (graduation(world, offering, command.sender, offering.raised, offering.sold, now),)


def graduation(
    world: World, offering: Offering, caller: str, raised: int, sold: int, now: int
) -> ev.Graduated:
    """The event that ends a raise with so much principal and so many tokens sold (wei)."""
    division = divide_at_graduation(offering, raised, sold, world.protocol.parameters)
    return ev.Graduated(offering.key, caller, now, raised, *division)


def claim(world: World, command: cmd.Claim, now: int, credit: int) -> Events:
    """Hand out the tokens that an account bought."""
    offering = graduated_offering(world, command.offering)
    account = command.sender if command.account is None else command.account
    tokens = offering.claims.get(account, 0)
    if not tokens:
        raise errors.NothingToClaim
    return (ev.Claimed(command.offering, account, tokens),)


def redeem(world: World, command: cmd.Redeem, now: int, credit: int) -> Events:
    """Pay principal back after a failure."""
    offering = offering_of(world, command.offering)
    if not offering.redeemable_at(now, world.protocol.parameters):
        raise errors.NotFailed
    principal = offering.principal.get(command.sender, 0)
    if not principal:
        raise errors.NothingToRedeem
    return (ev.Redeemed(command.offering, command.sender, principal),)


def release(world: World, command: cmd.Release, now: int, credit: int) -> Events:
    """Release what has vested of the issuer's tokens."""
    offering = graduated_offering(world, command.offering)
    due = offering.vested_at(now, world.protocol.parameters) - offering.released
    if due <= 0:
        raise errors.NothingVested
    return (ev.Released(command.offering, offering.issuer, due),)
