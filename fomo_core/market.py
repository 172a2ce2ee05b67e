"""An offering in the market's own measures: price, price times amount, and how its tokens are spread.

Price times amount is no worth, since no sale brings it: see ``worth``. All amounts are wei, all shares
basis points; both round down.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from operator import attrgetter
from typing import NamedTuple, TypeVar

from fomo_core.curve import Price
from fomo_core.fixed_point import mul_div_down
from fomo_core.history import OfferingHistory, PoolPoint, Purchase
from fomo_core.offering import FAILED, Offering, divide_at_graduation
from fomo_core.parameters import Parameters
from fomo_core.units import BPS, DAY_S, PRICE, USD, WAD

#: What has a moment.
Dated = TypeVar("Dated", PoolPoint, Purchase)
#: So many of the largest holders are measured together.
TOP = 10


def price_at(offering: Offering, past: OfferingHistory, moment: int) -> Price:
    """The price in force at a moment (chain seconds): the curve's in the raise, the pool's after it."""
    traded = _latest(past.pool, moment)
    if traded is not None:
        return Price(traded.flock, traded.tokens)
    bought = _latest(past.purchases, moment)
    return offering.curve.spot_price(bought.raised if bought else 0)


def day_change(offering: Offering, past: OfferingHistory, now: int) -> tuple[Price, Price]:
    """The price a day before a moment, or at the launch if that is later, and the price at the moment."""
    before = max(offering.start, now - DAY_S)
    return price_at(offering, past, before), price_at(offering, past, now)


def _latest(points: Sequence[Dated], moment: int) -> Dated | None:
    """The last of a series, in order of time, that is not after a moment."""
    count = bisect_right(points, moment, key=attrgetter("at"))
    return points[count - 1] if count else None


class Valuation(NamedTuple):
    """An offering's tokens at its price: those in circulation, and all there are (wei)."""

    price: Price
    circulating: int
    existing: int

    @property
    def market_value(self) -> int:
        """Price times the tokens in circulation, in FLOCK."""
        return _marked(self.circulating, self.price)

    @property
    def diluted_value(self) -> int:
        """Price times all tokens in existence, in FLOCK."""
        return _marked(self.existing, self.price)


def valuation(
    offering: Offering, past: OfferingHistory, now: int, parameters: Parameters
) -> Valuation | None:
    """The tokens at the price of a moment; before graduation as if it graduated then, None once it failed.

    In circulation is all but the treasury's, the incentives and what has not vested yet: the pool's count.
    """
    if offering.status_at(now) == FAILED:
        return None
    if offering.graduated_at is None:
        made = divide_at_graduation(offering, offering.raised, offering.sold, parameters)
        existing, treasury = parameters.total_supply - made.unsold_burned, made.treasury_tokens
    else:
        existing, treasury = offering.token_supply(parameters), offering.treasury_tokens
    unvested = parameters.operator_tokens - offering.vested_at(now, parameters)
    circulating = existing - treasury - parameters.incentives_tokens - unvested
    return Valuation(price_at(offering, past, now), circulating, existing)


def _marked(tokens: int, price: Price) -> int:
    """Price times amount; 0 where a pool without tokens has no price."""
    return mul_div_down(tokens, price.flock, price.tokens) if price.tokens else 0


def in_usd(flock: int, flock_price: int) -> int:
    """FLOCK (wei) in 10^-6 USD at a price of FLOCK in 10^-8 USD; rounds down."""
    return mul_div_down(flock, flock_price * USD, WAD * PRICE)


class Concentration(NamedTuple):
    """The concentration of tokens over their holders, which are addresses and need not be people.

    ``hhi_bps`` is the sum of the squared shares (10,000: one has all), ``equal_holders`` the number of
    equal holders with the same sum, ``gini_bps`` 0 where all have the same, ``top_bps`` the share of
    the ``TOP`` largest.
    """

    holders: int
    hhi_bps: int
    equal_holders: int
    gini_bps: int
    top_bps: int


def concentration(amounts: Iterable[int]) -> Concentration | None:
    """Measure how tokens (wei) are spread over those who hold any; None where nobody does."""
    held = sorted(amount for amount in amounts if amount > 0)
    if not held:
        return None
    count, total = len(held), sum(held)
    squares = sum(amount * amount for amount in held)
    ranked = sum(rank * amount for rank, amount in enumerate(held, 1))
    return Concentration(
        count,
        mul_div_down(BPS, squares, total * total),
        total * total // squares,
        mul_div_down(BPS, 2 * ranked - (count + 1) * total, count * total),
        mul_div_down(BPS, sum(held[-TOP:]), total),
    )


class Spread(NamedTuple):
    """The concentration of what a raise had allocated at a moment (chain seconds)."""

    at: int
    spread: Concentration


def through_raise(past: OfferingHistory, most: int = 60) -> list[Spread]:
    """The concentration of allocations after each of about ``most`` purchases, evenly, the last one among them."""
    stride = max(1, len(past.purchases) // most)
    allocated: Counter[str] = Counter()
    found = []
    for left, purchase in zip(range(len(past.purchases) - 1, -1, -1), past.purchases):
        allocated[purchase.event.buyer] += purchase.event.mt_allocated
        if left % stride == 0 and (spread := concentration(allocated.values())) is not None:
            found.append(Spread(purchase.at, spread))
    return found
