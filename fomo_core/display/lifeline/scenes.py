"""The standing of an offering before and after each step of its story, in exact integers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from fomo_core import events as ev
from fomo_core.curve import Price
from fomo_core.display.lifeline.steps import Step
from fomo_core.history import OfferingHistory, PoolPoint, Purchase
from fomo_core.offering import Offering


class Counts(NamedTuple):
    """The part of an offering's history so far: purchases, points of its pool, settlements, supporters; wei redeemed, claimed."""

    purchases: int = 0
    points: int = 0
    settlements: int = 0
    supporters: int = 0
    redeemed: int = 0
    claimed: int = 0

    def after(self, event: ev.Event) -> Counts:
        """The counts after one more event."""
        if isinstance(event, ev.Purchased):
            return self._replace(purchases=self.purchases + 1)
        if isinstance(event, ev.Graduated | ev.Swapped):
            return self._replace(points=self.points + 1)
        if isinstance(event, ev.RevenueRouted):
            return self._replace(points=self.points + 1, settlements=self.settlements + 1)
        if isinstance(event, ev.Redeemed):
            return self._replace(redeemed=self.redeemed + event.flock)
        return self._replace(claimed=self.claimed + event.tokens) if isinstance(event, ev.Claimed) else self


class Standing(NamedTuple):
    """An offering at a point of its history: looked up in it, since that holds all sums. Amounts in wei."""

    offering: Offering
    past: OfferingHistory
    counts: Counts

    @property
    def purchase(self) -> Purchase | None:
        """The last purchase so far."""
        return self.past.purchases[self.counts.purchases - 1] if self.counts.purchases else None

    @property
    def raised(self) -> int:
        """The principal so far."""
        return self.purchase.raised if self.purchase else 0

    @property
    def pool(self) -> PoolPoint | None:
        """The pool and the supply; None before graduation."""
        return self.past.pool[self.counts.points - 1] if self.counts.points else None

    @property
    def pool_without_buyback(self) -> PoolPoint | None:
        """The pool as the same swaps without any buyback had left it."""
        return self.past.pool_without_buyback[self.counts.points - 1] if self.counts.points else None

    @property
    def price(self) -> Price:
        """The price in force, of the curve or of the pool."""
        pool = self.pool
        return self.offering.curve.spot_price(self.raised) if pool is None else price_of(pool)

    @property
    def burned(self) -> int:
        """Tokens bought back and burned so far."""
        return (
            self.past.settlements[self.counts.settlements - 1].tokens_burned if self.counts.settlements else 0
        )


class Scene(NamedTuple):
    """A step with where its offering stood before and stands after it."""

    step: Step
    before: Standing
    after: Standing

    def present(self, only_raises: bool) -> str:
        """Name what the offering is doing at the step, as sentences about the present are named.

        ``only_raises`` as in ``steps_of``: then nobody knows what became of a raise that is over.
        """
        after, offering = self.after, self.after.offering
        if after.pool is not None:
            return "now_traded"
        if self.step.at < offering.end:
            return "now_raising"
        if only_raises:
            return "now_untold"
        failed = after.raised < offering.minimum_target or after.counts.redeemed
        return "now_failed" if failed else "now_waiting"


def price_of(pool: PoolPoint) -> Price:
    """A pool's price."""
    return Price(pool.flock, pool.tokens)


def scenes_of(steps: Sequence[Step], offering: Offering, past: OfferingHistory) -> Iterator[Scene]:
    """Each step with its standings; ``past`` holds at least all that the steps show."""
    counts = Counts()
    supporters: set[str] = set()
    for step in steps:
        before = counts
        for event in step.events:
            counts = counts.after(event)
            if isinstance(event, ev.Purchased):
                supporters.add(event.buyer)
                counts = counts._replace(supporters=len(supporters))
        yield Scene(step, Standing(offering, past, before), Standing(offering, past, counts))
