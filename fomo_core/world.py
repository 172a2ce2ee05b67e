"""All accounts and offerings: ``decide`` reads and answers with events, ``apply`` writes them.

``decide`` never changes anything, so a refusal needs no rollback. ``apply``
does no rule's arithmetic and cannot fail on an event that ``decide`` made.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from fomo_core import events as ev
from fomo_core.offering import Offering
from fomo_core.parameters import Protocol


@dataclass(slots=True)
class World:
    """Everything that the events so far add up to. Amounts in wei, USD in 10^-6.

    ``funded`` and ``earned`` are the FLOCK that ever came in, from the faucet or outside
    and from revenue; every bit of it is somewhere in here (see ``flock_held``).
    """

    protocol: Protocol
    flock: dict[str, int] = field(default_factory=dict)
    offerings: dict[str, Offering] = field(default_factory=dict)
    treasury_flock: int = 0
    burned_flock: int = 0
    funded: int = 0
    earned: int = 0

    def flock_held(self) -> int:
        """All FLOCK wherever it is; equal to ``funded + earned`` at any time."""
        offerings = sum(o.escrow_flock() + o.pool_flock for o in self.offerings.values())
        return sum(self.flock.values()) + offerings + self.treasury_flock + self.burned_flock

    def accounts(self) -> list[str]:
        """Every account that ever held FLOCK or launched, in order of appearance."""
        return list(self.flock)


def apply(world: World, event: ev.Event) -> None:
    """Write one event into the world."""
    _APPLY[type(event)](world, event)


def _funded(world: World, event: ev.Funded | ev.BroughtIn) -> None:
    world.flock[event.account] = world.flock.get(event.account, 0) + event.flock
    world.funded += event.flock


def _launch_created(world: World, event: ev.LaunchCreated) -> None:
    model = world.protocol.models[event.model_type_id]
    world.flock.setdefault(event.creator, 0)
    world.offerings[event.token] = Offering.opened(event, model, world.protocol.parameters)


def _offering_described(world: World, event: ev.OfferingDescribed) -> None:
    world.offerings[event.token].description = event.description


def _launch_fee_paid(world: World, event: ev.LaunchFeePaid) -> None:
    world.flock[event.payer] = world.flock.get(event.payer, 0) - event.flock
    world.treasury_flock += event.flock


def _purchased(world: World, event: ev.Purchased) -> None:
    # Unpacked once: this is the path that a busy raise runs through.
    token, buyer, flock_in, net, allocated, protocol_fee, creator_fee, anti_sniper_fee, _ = event
    offering = world.offerings[token]
    flock = world.flock
    # On a real chain FLOCK also comes by ways that the protocol does not see.
    flock[buyer] = flock.get(buyer, 0) - flock_in
    flock[offering.issuer] += creator_fee
    world.treasury_flock += protocol_fee + anti_sniper_fee
    offering.raised += net
    offering.sold += allocated
    principal = offering.principal
    principal[buyer] = principal.get(buyer, 0) + net
    claims = offering.claims
    claims[buyer] = claims.get(buyer, 0) + allocated


def _graduated(world: World, event: ev.Graduated) -> None:
    offering = world.offerings[event.token]
    offering.graduated_at = event.graduated_at
    offering.pool_flock = event.liquidity_flock
    offering.pool_tokens = event.liquidity_tokens
    offering.treasury_tokens = event.treasury_tokens
    offering.unsold_burned = event.unsold_burned
    world.treasury_flock += event.incentives_flock + event.operations_flock


def _claimed(world: World, event: ev.Claimed) -> None:
    offering = world.offerings[event.token]
    offering.claims[event.account] -= event.tokens
    offering.tokens[event.account] = offering.tokens.get(event.account, 0) + event.tokens


def _redeemed(world: World, event: ev.Redeemed) -> None:
    offering = world.offerings[event.token]
    offering.principal[event.account] -= event.flock
    # The raise failed: the allocation that went with the principal will never be minted.
    offering.claims[event.account] = 0
    offering.redeemed += event.flock
    world.flock[event.account] += event.flock


def _released(world: World, event: ev.Released) -> None:
    offering = world.offerings[event.token]
    offering.released += event.tokens
    offering.tokens[event.issuer] = offering.tokens.get(event.issuer, 0) + event.tokens


def _swapped(world: World, event: ev.Swapped) -> None:
    offering = world.offerings[event.token]
    if event.sell == "flock":
        flock, tokens = event.amount_in, -event.amount_out
    else:
        flock, tokens = -event.amount_out, event.amount_in
    offering.pool_flock += flock
    offering.pool_tokens += tokens
    world.flock[event.sender] = world.flock.get(event.sender, 0) - flock
    offering.tokens[event.sender] = offering.tokens.get(event.sender, 0) - tokens


def _revenue_routed(world: World, event: ev.RevenueRouted) -> None:
    offering = world.offerings[event.token]
    world.earned += event.flock
    offering.pool_flock += event.model_buyback
    offering.pool_tokens -= event.tokens_burned
    offering.tokens_burned += event.tokens_burned
    world.burned_flock += event.network_buyback
    world.flock[offering.issuer] += event.operator_reward
    world.treasury_flock += event.treasury


_Apply = Callable[[World, Any], None]  # Any: each takes events of its own kind, its key below
_APPLY: dict[type[ev.Event], _Apply] = {
    ev.Funded: _funded,
    ev.BroughtIn: _funded,
    ev.LaunchCreated: _launch_created,
    ev.OfferingDescribed: _offering_described,
    ev.LaunchFeePaid: _launch_fee_paid,
    ev.Purchased: _purchased,
    ev.Graduated: _graduated,
    ev.Claimed: _claimed,
    ev.Redeemed: _redeemed,
    ev.Released: _released,
    ev.Swapped: _swapped,
    ev.RevenueRouted: _revenue_routed,
}
