"""Stakes of accounts, each with its cost, the proceeds of a sale, and what would come back."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

from fomo_core.display import format as f
from fomo_core.history import Histories, Position
from fomo_core.offering import FAILED, Offering
from fomo_core.parameters import Parameters
from fomo_core.world import World
from fomo_core.worth import Pool, alone, everybody, pool_of, sellable


class Holding(NamedTuple):
    """One account's stake in one offering, in wei.

    ``sold_now`` is what the account would get if it sold all of it before anybody else, ``all_sold``
    its share if everybody sold; a failed raise pays principal back instead. ``profit`` and
    ``profit_all`` are these, and what earlier sales realised, less what the tokens cost. All four
    are None while the raise has no pool and has not failed: nothing can be sold then. ``back`` is
    the principal that comes back if the raise fails; None where that is not known any more.
    """

    offering: Offering
    position: Position
    tokens: int
    claim: int
    sold_now: int | None
    all_sold: int | None
    profit: int | None
    profit_all: int | None
    back: int | None

    @property
    def owned(self) -> int:
        """All tokens of the stake, claimed or not."""
        return self.tokens + self.claim


def is_over(offering: Offering, now: int) -> bool:
    """Tell if a raise takes no purchases any more: its time is up, or it is full."""
    return now >= offering.end or offering.raised >= offering.maximum_target


def refundable(offering: Offering, account: str) -> int:
    """The principal (wei) that would come back to an account if the raise failed; none after graduation."""
    return offering.principal.get(account, 0) if offering.graduated_at is None else 0


class Market(NamedTuple):
    """The measure of all stakes in one offering at a moment, computed once for all accounts.

    ``pool`` is None before graduation; ``tokens`` are all that accounts could sell (wei); ``redeemable``
    says that principal is paid back; ``known`` is false where what came after a raise is not told.
    """

    pool: Pool | None
    tokens: int
    redeemable: bool
    known: bool = True


def market_at(offering: Offering, now: int, parameters: Parameters, only_raises: bool = False) -> Market:
    """The market of an offering at a moment (chain seconds).

    ``only_raises`` is true of a log that tells of raises alone, as a launchpad's that is only read: what
    became of a stake after the end is then not known.
    """
    pool = pool_of(offering, parameters)
    known = not (only_raises and is_over(offering, now))
    tokens = sellable(offering) if pool is not None else 0
    return Market(pool, tokens, offering.redeemable_at(now, parameters), known)


def holding(offering: Offering, account: str, position: Position, now: int, market: Market) -> Holding:
    """Value an account's stake by what it can get for it at a moment (chain seconds)."""
    tokens, claim = offering.tokens.get(account, 0), offering.claims.get(account, 0)
    back = refundable(offering, account)
    if not market.known:
        return Holding(offering, position, tokens, claim, None, None, None, None, None)
    if offering.status_at(now) == FAILED:
        claim = 0
    if market.redeemable:
        sold_now, all_sold = back, back
    elif market.pool is not None:
        owned = max(0, tokens + claim)
        sold_now, all_sold = alone(owned, market.pool), everybody(owned, market.tokens, market.pool)
    else:
        return Holding(offering, position, tokens, claim, None, None, None, None, back)
    before = position.realised - position.basis
    profits = (before + sold_now, before + all_sold)
    return Holding(offering, position, tokens, claim, sold_now, all_sold, *profits, back)


def sum_known(held: Iterable[Holding], amount: Callable[[Holding], int | None]) -> int | None:
    """The sum of an amount over one account's stakes where it is known; None where it is known of none.

    Never to be used over several accounts of one offering: they can't all sell first.
    """
    known = [value for stake in held if (value := amount(stake)) is not None]
    return sum(known) if known else None


def holders(offering: Offering) -> list[tuple[str, int]]:
    """Return each holder with the tokens held, allocated or claimed (wei), the largest first."""
    accounts = {**offering.claims, **offering.tokens}
    amounts = [(name, offering.claims.get(name, 0) + offering.tokens.get(name, 0)) for name in accounts]
    return sorted((pair for pair in amounts if pair[1]), key=lambda pair: -pair[1])


def held_tokens(held: list[tuple[str, int]]) -> int:
    """All tokens of a list of holders, in wei."""
    return sum(amount for _, amount in held)


def concentration(held: list[tuple[str, int]], most: int = 3) -> str:
    """The share of the largest holders together."""
    return f.share(held_tokens(held[:most]), held_tokens(held))


def stakes_of(
    world: World, histories: Histories, account: str, now: int, only_raises: bool = False
) -> list[Holding]:
    """Every stake of an account, whether it still holds something or once did; ``only_raises`` as in ``market_at``."""
    return portfolios(world, histories, (account,), now, only_raises)[account]


def portfolios(
    world: World, histories: Histories, accounts: Iterable[str], now: int, only_raises: bool = False
) -> dict[str, list[Holding]]:
    """Every stake of each of several accounts, as ``portfolio``."""
    parameters = world.protocol.parameters
    markets = [(o, market_at(o, now, parameters, only_raises)) for o in world.offerings.values()]
    return {
        account: [
            holding(offering, account, past.position(account), now, market)
            for offering, market in markets
            if account in (past := histories.of(offering.key)).positions or account in offering.tokens
        ]
        for account in accounts
    }
