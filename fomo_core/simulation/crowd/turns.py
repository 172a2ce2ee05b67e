"""The turns of a crowd: one purchase at a time, decided by what the raise has become meanwhile."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

import numpy as np

from fomo_core import decide
from fomo_core.commands import Buy, Fund
from fomo_core.errors import Rejected
from fomo_core.names import likeness
from fomo_core.offering import Offering
from fomo_core.simulation.crowd.drawing import Crowd
from fomo_core.units import MAX_AMOUNT, WAD
from fomo_core.world import World

_SUPPORTER, _SNIPER = "Supporter", "Sniper"
#: Every account's name is compared at every turn.
_likeness = lru_cache(maxsize=16_384)(likeness)


class Place(NamedTuple):
    """A crowd's place: how many supporters and snipers have had their turn, and the last numbers in their names."""

    supporters: int = 0
    snipers: int = 0
    named_supporters: int = 0
    named_snipers: int = 0


class Turn(NamedTuple):
    """One purchase at a moment (chain seconds): the FLOCK for a new account, what it buys, the crowd's place after it."""

    at: int
    fund: Fund
    buy: Buy
    place: Place


class _Coming(NamedTuple):
    """Somebody with an offer (wei) at a moment (chain seconds), and the crowd's place after them."""

    at: int
    name: str
    flock: int
    place: Place


def next_turn(crowd: Crowd, place: Place, world: World, now: int) -> Turn | None:
    """Return the next purchase of a crowd in the world as it stands at ``now``; None when nobody comes any more.

    Whoever would have come before ``now`` stays away; an offer that the protocol refuses is passed over.
    """
    offering = world.offerings.get(crowd.offering)
    while offering is not None and offering.open_at(now):
        coming = _next(crowd, place, world, offering, now)
        if coming is None:
            return None
        fund = Fund(coming.name, coming.flock)
        buy = Buy(coming.name, offering.key, coming.flock)
        if _accepted(world, fund, buy, coming.at):
            return Turn(coming.at, fund, buy, coming.place)
        place = coming.place
    return None


def _accepted(world: World, fund: Fund, buy: Buy, at: int) -> bool:
    try:
        decide.decide(world, fund, at)
        decide.quote(world, buy, at)
    except Rejected:
        return False
    return True


def _next(crowd: Crowd, place: Place, world: World, offering: Offering, now: int) -> _Coming | None:
    """The sniper or the supporter who is first from now on."""
    elapsed, price = now - offering.start, crowd.price(offering.raised)
    place = _without_missed(crowd, place, elapsed)
    end = offering.end - offering.start
    left = crowd.supporters[place.supporters : place.supporters + 1]
    arrives = left[0].second if left else end
    strikes = _strike(crowd, place, price, elapsed)
    if strikes is not None and strikes < end and strikes <= arrives:
        return _sniper(crowd, place, world, offering.start + strikes)
    return _supporter(crowd, place, world, offering.start + arrives, price) if left else None


def _without_missed(crowd: Crowd, place: Place, elapsed: int) -> Place:
    """The place after the supporters whose moment has passed."""
    supporters = place.supporters
    while supporters < len(crowd.supporters) and crowd.supporters[supporters].second < elapsed:
        supporters += 1
    return place._replace(supporters=supporters)


def _strike(crowd: Crowd, place: Place, price: float, elapsed: int) -> int | None:
    """The second at which the most eager sniper left buys if the price stays; None where none is left or ever will."""
    if place.snipers >= len(crowd.snipers):
        return None
    limit, tax = crowd.snipers[place.snipers].limit, crowd.tax
    step = int(np.searchsorted(tax.kept, price / limit)) if limit else len(tax.kept)
    return max(elapsed, step * tax.step_s) if step < len(tax.kept) else None


def _sniper(crowd: Crowd, place: Place, world: World, at: int) -> _Coming:
    number = _free(_SNIPER, place.named_snipers, world)
    after = place._replace(snipers=place.snipers + 1, named_snipers=number)
    return _Coming(at, f"{_SNIPER} {number}", _wei(crowd.snipers[place.snipers].flock), after)


def _supporter(crowd: Crowd, place: Place, world: World, at: int, price: float) -> _Coming:
    _, flock, minds_price = crowd.supporters[place.supporters]
    number = _free(_SUPPORTER, place.named_supporters, world)
    after = place._replace(supporters=place.supporters + 1, named_supporters=number)
    offer = flock * price**-crowd.strength if minds_price else flock
    return _Coming(at, f"{_SUPPORTER} {number}", _wei(offer), after)


def _wei(flock: float) -> int:
    return min(int(flock * WAD), MAX_AMOUNT)


def _free(kind: str, last: int, world: World) -> int:
    """The number after ``last`` that makes a name which no account has, or could be taken for."""
    taken = {_likeness(account) for account in world.flock}
    number = last + 1
    while _likeness(f"{kind} {number}") in taken:
        number += 1
    return number
