"""What accounts hold: each stake with its cost, its worth, and what would come back."""

from __future__ import annotations

from typing import NamedTuple

from fomo_core.display import format as f
from fomo_core.display.prices import spot_price
from fomo_core.history import Histories, Position
from fomo_core.offering import FAILED, Offering
from fomo_core.world import World


class Holding(NamedTuple):
    """One account's stake in one offering, in wei. ``value`` is FLOCK at the price in force."""

    offering: Offering
    tokens: int
    claim: int
    principal: int
    paid: int
    bought: int
    value: int
    profit: int
    floor: int


def refundable(offering: Offering, account: str) -> int:
    """The principal (wei) that would come back to an account if the raise failed; none after graduation."""
    return offering.principal.get(account, 0) if offering.graduated_at is None else 0


def holding(offering: Offering, account: str, position: Position, now: int) -> Holding:
    """Value an account's stake: tokens and claims at the price in force, or the principal in a failed raise.

    Profit counts all of the account's money: value and receipts and income less what was paid.
    """
    tokens, claim = offering.tokens.get(account, 0), offering.claims.get(account, 0)
    principal, floor = offering.principal.get(account, 0), refundable(offering, account)
    value = floor
    if offering.status_at(now) != FAILED:
        exact = spot_price(offering)
        value = (tokens + claim) * exact.flock // exact.tokens if exact.tokens else 0
    profit = value + position.received + position.income - position.paid - position.launch_fee
    return Holding(offering, tokens, claim, principal, position.paid, position.bought, value, profit, floor)


def holders(offering: Offering) -> list[tuple[str, int]]:
    """Who holds how many tokens, allocated or claimed (wei), the largest first."""
    accounts = {**offering.claims, **offering.tokens}
    amounts = [(name, offering.claims.get(name, 0) + offering.tokens.get(name, 0)) for name in accounts]
    return sorted((pair for pair in amounts if pair[1]), key=lambda pair: -pair[1])


def total(held: list[tuple[str, int]]) -> int:
    """All tokens of a list of holders, in wei."""
    return sum(amount for _, amount in held)


def concentration(held: list[tuple[str, int]], most: int = 3) -> str:
    """The share of the largest holders together."""
    return f.share(total(held[:most]), total(held))


def portfolio(world: World, histories: Histories, account: str, now: int) -> list[Holding]:
    """Every stake of an account, whether it still holds something or once did."""
    return [
        holding(offering, account, past.position(account), now)
        for offering in world.offerings.values()
        if account in (past := histories.of(offering.key)).positions or account in offering.tokens
    ]
