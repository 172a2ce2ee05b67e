"""The commands that an actor can give a chain. Each field's kind (``fomo_core.kinds``) says its unit.

Named tuples rather than dataclasses: they are made a hundred thousand times a
second, and a tuple is the cheapest immutable record that Python has.
"""

from __future__ import annotations

from typing import NamedTuple

from fomo_core.kinds import Account, Amount, Key, Seconds, Usd, UsdPrice, Words


class Fund(NamedTuple):
    """Sandbox faucet: create FLOCK for an account."""

    account: Account
    flock: Amount


class Launch(NamedTuple):
    """Open an offering, pay the launch fee and, with ``first_buy_flock`` > 0, buy first; all or nothing.

    A fee above ``max_fee`` or a moment after ``deadline`` (chain seconds) refuses it; None sets no limit.
    """

    sender: Account
    offering: Key
    model: Words
    name: Words
    symbol: Words
    description: Words = ""
    first_buy_flock: Amount = 0
    max_fee: Amount | None = None
    deadline: Seconds | None = None


class Buy(NamedTuple):
    """Offer ``flock_in`` for at least ``min_tokens_out`` tokens, at the latest at ``deadline``."""

    sender: Account
    offering: Key
    flock_in: Amount
    min_tokens_out: Amount = 0
    deadline: Seconds | None = None


class Graduate(NamedTuple):
    """Graduate an offering that reached its minimum; anyone may."""

    sender: Account
    offering: Key


class Claim(NamedTuple):
    """Turn ``account``'s allocation into tokens after graduation; anyone may, for anyone."""

    sender: Account
    offering: Key
    account: Account | None = None


class Redeem(NamedTuple):
    """Take one's own principal back from a raise that failed, or that nobody graduated in time."""

    sender: Account
    offering: Key


class Release(NamedTuple):
    """Pay the issuer the operator tokens that have vested; anyone may."""

    sender: Account
    offering: Key


class Swap(NamedTuple):
    """Sell ``amount_in`` of ``sell`` ("flock" or "token") in the pool for at least ``min_amount_out``.

    A moment after ``deadline`` (chain seconds) refuses it; None sets no limit.
    """

    sender: Account
    offering: Key
    sell: str
    amount_in: Amount
    min_amount_out: Amount = 0
    deadline: Seconds | None = None


class RouteRevenue(NamedTuple):
    """Settle usage of a deployed model: the platform pays ``usage_usd`` at ``flock_price``.

    It burns at least ``min_burned`` tokens and takes at most ``max_flock``, at the latest at ``deadline``
    (chain seconds), or nothing happens; None sets no limit.
    """

    offering: Key
    usage_usd: Usd
    flock_price: UsdPrice
    min_burned: Amount = 0
    max_flock: Amount | None = None
    deadline: Seconds | None = None


Command = Fund | Launch | Buy | Graduate | Claim | Redeem | Release | Swap | RouteRevenue
