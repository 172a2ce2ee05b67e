"""The log over time: each offering's purchases, pool and revenue, and each account's cost.

Exact integers, folded from entries one by one, so that a screen over a long log
only pays for what is new.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from fomo_core import events as ev
from fomo_core.ledger import Entry
from fomo_core.parameters import Parameters
from fomo_core.pool import amount_out


class Purchase(NamedTuple):
    """One purchase in a raise, with the principal and tokens sold after it (wei)."""

    at: int
    event: ev.Purchased
    raised: int
    sold: int


class PoolPoint(NamedTuple):
    """The pool and the supply (wei) right after an event; ``cause`` is the event's name."""

    at: int
    cause: str
    flock: int
    tokens: int
    supply: int


class Settlement(NamedTuple):
    """One routing of revenue, and the FLOCK and tokens burned so far with it (wei)."""

    at: int
    event: ev.RevenueRouted
    flock_burned: int
    tokens_burned: int


@dataclass(slots=True)
class Position:
    """One account's dealings in one token, in wei, kept at average cost.

    ``paid`` and ``received`` are all FLOCK ever spent on and got for tokens, tax and fees and
    redeemed principal included. ``tokens`` are those held or allocated, ``basis`` what they
    cost, and ``realised`` the profit of those that went. The issuer's ``income`` (creator fees,
    operator rewards) and ``launch_fee`` are lines of their own, in no basis.
    """

    paid: int = 0
    received: int = 0
    tokens: int = 0
    basis: int = 0
    realised: int = 0
    income: int = 0
    launch_fee: int = 0

    def buy(self, paid: int, tokens: int) -> None:
        """Enter a purchase: all that was paid, tax and fees in, is what its tokens cost."""
        self.paid += paid
        self.basis += paid
        self.tokens += tokens

    def get(self, tokens: int) -> None:
        """Enter tokens that cost nothing: released, rewarded or given."""
        self.tokens += tokens

    def sell(self, tokens: int, proceeds: int) -> None:
        """Enter a sale: it takes its share of the basis, rounded down, and all of it with the last tokens."""
        # Tokens can come by ways that the log does not see; they have no cost.
        all_gone = tokens >= self.tokens
        removed = self.basis if all_gone else self.basis * tokens // self.tokens
        self.received += proceeds
        self.realised += proceeds - removed
        self.basis -= removed
        self.tokens = 0 if all_gone else self.tokens - tokens

    def redeem(self, principal: int) -> None:
        """Enter the principal of a failed raise: the allocation is void, and all it cost is settled."""
        self.sell(self.tokens, principal)


@dataclass(slots=True)
class OfferingHistory:
    """An offering's past, in order. ``pool_without_buyback`` replays the same swaps without any buyback."""

    issuer: str
    opened_at: int
    purchases: list[Purchase] = field(default_factory=list)
    pool: list[PoolPoint] = field(default_factory=list)
    pool_without_buyback: list[PoolPoint] = field(default_factory=list)
    settlements: list[Settlement] = field(default_factory=list)
    positions: dict[str, Position] = field(default_factory=dict)
    swaps: int = 0

    def position(self, account: str) -> Position:
        """An account's dealings; empty ones for a stranger."""
        return self.positions.get(account) or Position()


class Histories:
    """All offerings' histories; ``extend`` folds further entries of the same log."""

    def __init__(self, parameters: Parameters) -> None:
        self._parameters = parameters
        self.offerings: dict[str, OfferingHistory] = {}
        self.length = 0

    def extend(self, entries: Iterable[Entry]) -> None:
        """Fold further entries, in order."""
        for entry in entries:
            handler = _FOLD.get(type(entry.event))
            if handler is not None:
                handler(self, *entry)
            self.length += 1

    def of(self, key: str) -> OfferingHistory:
        """An offering's history."""
        return self.offerings[key]

    def _launched(self, at: int, event: ev.LaunchCreated) -> None:
        self.offerings[event.token] = OfferingHistory(event.creator, at)

    def _fee_paid(self, at: int, event: ev.LaunchFeePaid) -> None:
        _position(self.offerings[event.token], event.payer).launch_fee += event.flock

    def _purchased(self, at: int, event: ev.Purchased) -> None:
        past = self.offerings[event.token]
        before = past.purchases[-1] if past.purchases else None
        raised = event.net_used + (before.raised if before else 0)
        sold = event.mt_allocated + (before.sold if before else 0)
        past.purchases.append(Purchase(at, event, raised, sold))
        _position(past, event.buyer).buy(event.flock_in, event.mt_allocated)
        _position(past, past.issuer).income += event.creator_fee

    def _graduated(self, at: int, event: ev.Graduated) -> None:
        past = self.offerings[event.token]
        supply = self._parameters.total_supply - event.unsold_burned
        opening = PoolPoint(at, "Graduated", event.liquidity_flock, event.liquidity_tokens, supply)
        past.pool.append(opening)
        past.pool_without_buyback.append(opening)

    def _redeemed(self, at: int, event: ev.Redeemed) -> None:
        _position(self.offerings[event.token], event.account).redeem(event.flock)

    def _released(self, at: int, event: ev.Released) -> None:
        _position(self.offerings[event.token], event.issuer).get(event.tokens)

    def _swapped(self, at: int, event: ev.Swapped) -> None:
        past = self.offerings[event.token]
        past.swaps += 1
        trader = _position(past, event.sender)
        if event.sell == "flock":
            trader.buy(event.amount_in, event.amount_out)
        else:
            trader.sell(event.amount_in, event.amount_out)
        past.pool.append(_after_swap(past.pool[-1], at, event.sell, event.amount_in, event.amount_out))
        other = past.pool_without_buyback[-1]
        out = self._out(other, event.sell, event.amount_in)
        past.pool_without_buyback.append(_after_swap(other, at, event.sell, event.amount_in, out))

    def _out(self, point: PoolPoint, sell: str, amount: int) -> int:
        reserves = (point.flock, point.tokens) if sell == "flock" else (point.tokens, point.flock)
        return amount_out(amount, *reserves, self._parameters.pool_fee_bps) if all(reserves) else 0

    def _revenue_routed(self, at: int, event: ev.RevenueRouted) -> None:
        past = self.offerings[event.token]
        last = past.pool[-1]
        burned = event.tokens_burned
        flock, tokens = last.flock + event.model_buyback, last.tokens - burned
        past.pool.append(PoolPoint(at, "RevenueRouted", flock, tokens, last.supply - burned))
        past.pool_without_buyback.append(past.pool_without_buyback[-1]._replace(at=at, cause="RevenueRouted"))
        _position(past, past.issuer).income += event.operator_reward
        before = past.settlements[-1] if past.settlements else None
        flock_burned = event.network_buyback + (before.flock_burned if before else 0)
        past.settlements.append(
            Settlement(at, event, flock_burned, burned + (before.tokens_burned if before else 0))
        )


def _position(past: OfferingHistory, account: str) -> Position:
    return past.positions.setdefault(account, Position())


def _after_swap(point: PoolPoint, at: int, sell: str, amount_in: int, amount_out: int) -> PoolPoint:
    if sell == "flock":
        return PoolPoint(at, "Swapped", point.flock + amount_in, point.tokens - amount_out, point.supply)
    return PoolPoint(at, "Swapped", point.flock - amount_out, point.tokens + amount_in, point.supply)


_Fold = Callable[[Histories, int, Any], None]  # Any: each takes events of its own kind, its key below
_FOLD: dict[type[ev.Event], _Fold] = {
    ev.LaunchCreated: Histories._launched,
    ev.LaunchFeePaid: Histories._fee_paid,
    ev.Purchased: Histories._purchased,
    ev.Graduated: Histories._graduated,
    ev.Redeemed: Histories._redeemed,
    ev.Released: Histories._released,
    ev.Swapped: Histories._swapped,
    ev.RevenueRouted: Histories._revenue_routed,
}
