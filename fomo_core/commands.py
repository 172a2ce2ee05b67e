"""The commands that an actor can give a chain. Amounts in wei, USD in 10^-6, the FLOCK price in 10^-8 USD.

Named tuples rather than dataclasses: they are made a hundred thousand times a
second, and a tuple is the cheapest immutable record that Python has.
"""

from __future__ import annotations

from typing import NamedTuple


class Fund(NamedTuple):
    """Sandbox faucet: create FLOCK for an account."""

    account: str
    flock: int


class Launch(NamedTuple):
    """Open an offering, pay the launch fee and, with ``first_buy_flock`` > 0, buy first; all or nothing.

    A fee above ``max_fee`` or a moment after ``deadline`` (chain seconds) refuses it; None sets no limit.
    """

    sender: str
    offering: str
    model: str
    name: str
    symbol: str
    description: str = ""
    first_buy_flock: int = 0
    max_fee: int | None = None
    deadline: int | None = None


class Buy(NamedTuple):
    """Offer ``flock_in`` for at least ``min_tokens_out`` tokens, at the latest at ``deadline``."""

    sender: str
    offering: str
    flock_in: int
    min_tokens_out: int = 0
    deadline: int | None = None


class Graduate(NamedTuple):
    """Graduate an offering that reached its minimum; anyone may."""

    sender: str
    offering: str


class Claim(NamedTuple):
    """Turn ``account``'s allocation into tokens after graduation; anyone may, for anyone."""

    sender: str
    offering: str
    account: str | None = None


class Redeem(NamedTuple):
    """Take one's own principal back from a raise that failed, or that nobody graduated in time."""

    sender: str
    offering: str


class Release(NamedTuple):
    """Pay the issuer the operator tokens that have vested; anyone may."""

    sender: str
    offering: str


class Swap(NamedTuple):
    """Sell ``amount_in`` of ``sell`` ("flock" or "token") in the pool for at least ``min_amount_out``.

    A moment after ``deadline`` (chain seconds) refuses it; None sets no limit.
    """

    sender: str
    offering: str
    sell: str
    amount_in: int
    min_amount_out: int = 0
    deadline: int | None = None


class RouteRevenue(NamedTuple):
    """Settle usage of a deployed model: the platform pays ``usage_usd`` at ``flock_price``.

    It burns at least ``min_burned`` tokens and takes at most ``max_flock``, at the latest at ``deadline``
    (chain seconds), or nothing happens; None sets no limit.
    """

    offering: str
    usage_usd: int
    flock_price: int
    min_burned: int = 0
    max_flock: int | None = None
    deadline: int | None = None


Command = Fund | Launch | Buy | Graduate | Claim | Redeem | Release | Swap | RouteRevenue
