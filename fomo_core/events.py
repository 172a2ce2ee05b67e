"""The events: all that has happened. State is nothing but these, folded in order.

The first fields of ``LaunchCreated`` and ``Purchased`` are those of FLock's
deployed launchpad, in its order. Each field's kind (``fomo_core.kinds``) says its unit.
Named tuples for speed and size; compare events of one type only, since tuples
compare by content.
"""

from __future__ import annotations

from typing import NamedTuple

from fomo_core.kinds import Account, Amount, Key, Seconds, Usd, UsdPrice, Words


class Funded(NamedTuple):
    """The faucet created FLOCK."""

    account: Account
    flock: Amount


class BroughtIn(NamedTuple):
    """FLOCK from outside, seen by what it paid for: a real chain's buyers bring their own."""

    account: Account
    flock: Amount


class LaunchCreated(NamedTuple):
    """An offering opened."""

    token: Key
    creator: Account
    model_type_id: Words
    target_raise_min: Amount
    target_raise_max: Amount
    target_sale: Amount
    sale_start: Seconds
    sale_end: Seconds
    mt_name: Words
    mt_symbol: Words
    is_bundled: bool


class OfferingDescribed(NamedTuple):
    """The issuer's own words about an offering; untrusted text."""

    token: Key
    description: Words


class LaunchFeePaid(NamedTuple):
    """The launch fee went to the treasury; it is never refunded."""

    token: Key
    payer: Account
    flock: Amount


class Purchased(NamedTuple):
    """A purchase: ``flock_in`` is what was really taken, ``net_used`` the principal in it."""

    token: Key
    buyer: Account
    flock_in: Amount
    net_used: Amount
    mt_allocated: Amount
    protocol_fee: Amount
    creator_fee: Amount
    anti_sniper_fee: Amount
    refund: Amount


class Graduated(NamedTuple):
    """The token was minted, the pool opened, the raise and the supply divided."""

    token: Key
    caller: Account
    graduated_at: Seconds
    raised: Amount
    liquidity_flock: Amount
    incentives_flock: Amount
    operations_flock: Amount
    liquidity_tokens: Amount
    treasury_tokens: Amount
    unsold_burned: Amount


class Claimed(NamedTuple):
    """An allocation became tokens."""

    token: Key
    account: Account
    tokens: Amount


class Redeemed(NamedTuple):
    """A supporter took the principal back."""

    token: Key
    account: Account
    flock: Amount


class Released(NamedTuple):
    """Vested operator tokens went to the issuer."""

    token: Key
    issuer: Account
    tokens: Amount


class Swapped(NamedTuple):
    """A trade in the pool; ``sell`` is "flock" or "token"."""

    token: Key
    sender: Account
    sell: str
    amount_in: Amount
    amount_out: Amount


class RevenueRouted(NamedTuple):
    """Usage was settled: its FLOCK bought back, burned and paid out."""

    token: Key
    usage_usd: Usd
    cost_usd: Usd
    net_usd: Usd
    flock_price: UsdPrice
    flock: Amount
    model_buyback: Amount
    network_buyback: Amount
    operator_reward: Amount
    treasury: Amount
    tokens_burned: Amount


Event = (
    Funded
    | BroughtIn
    | LaunchCreated
    | OfferingDescribed
    | LaunchFeePaid
    | Purchased
    | Graduated
    | Claimed
    | Redeemed
    | Released
    | Swapped
    | RevenueRouted
)
Events = tuple[Event, ...]
EVENT_TYPES: tuple[type[Event], ...] = Event.__args__
