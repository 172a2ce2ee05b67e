"""A purchase during the raise, which may fill it (protocol section 4)."""

from __future__ import annotations

from fomo_core import commands as cmd
from fomo_core import errors
from fomo_core import events as ev
from fomo_core.decide.checks import require
from fomo_core.decide.outcomes import graduation
from fomo_core.events import Events
from fomo_core.offering import Offering
from fomo_core.tuples import record
from fomo_core.world import World

#: A purchase, with the graduation that it brings about when it fills the raise.
Bought = tuple[ev.Purchased] | tuple[ev.Purchased, ev.Graduated]


def buy(world: World, command: cmd.Buy, now: int, credit: int) -> Events:
    """Buy on the curve, at the tax of the moment."""
    sender, key, flock_in, minimum, deadline = command
    offering = world.offerings.get(key)
    if offering is None:
        raise errors.UnknownOffering
    if deadline is not None and now > deadline:
        raise errors.DeadlinePassed
    if not offering.open_at(now):
        raise errors.OfferingClosed
    tax_bps = offering.tax_at(now, world.protocol.parameters)
    bought = purchase(world, offering, sender, flock_in, minimum, tax_bps, now)
    held = world.flock.get(sender, 0)
    taken = bought[0].flock_in
    if held + credit < taken:
        require(held + credit, taken, held, taken)
    return bought


def purchase(
    world: World,
    offering: Offering,
    sender: str,
    flock_in: int,
    minimum: int,
    tax_bps: int,
    now: int,
) -> Bought:
    """A purchase and, when it fills the raise, the graduation in the same act."""
    if flock_in <= 0:
        raise errors.ZeroPurchase
    parameters = world.protocol.parameters
    (gross, net, anti_sniper_fee, creator_fee, protocol_fee, refund), tokens = offering.fill_at(
        flock_in, tax_bps, parameters
    )
    if tokens <= 0:
        raise errors.NothingBought
    if tokens < minimum:
        raise errors.PurchaseSlippage(out=tokens, minimum=minimum)
    purchased = record(
        ev.Purchased,
        (offering.key, sender, gross, net, tokens, protocol_fee, creator_fee, anti_sniper_fee, refund),
    )
    raised = offering.raised + net
    if raised < offering.maximum_target:
        return (purchased,)
    sold = offering.sold + tokens
    return (purchased, graduation(world, offering, sender, raised, sold, now))
