"""Units of the protocol, and the only place where decimal text meets an integer.

FLOCK and model tokens count in 10^-18 (wei), USD in 10^-6, the FLOCK price in
10^-8 USD, rates in basis points, time in whole seconds.
"""

from __future__ import annotations

import re

from fomo_core.errors import InvalidAmount

WAD_DECIMALS = 18
USD_DECIMALS = 6
PRICE_DECIMALS = 8

WAD = 10**WAD_DECIMALS
USD = 10**USD_DECIMALS
PRICE = 10**PRICE_DECIMALS
BPS = 10_000

MINUTE_S = 60
HOUR_S = 3_600
DAY_S = 86_400
YEAR_S = 365 * DAY_S

#: No amount of FLOCK or tokens may exceed this; it leaves room for every product in uint256.
MAX_AMOUNT = 2**128 - 1

_PLAIN = re.compile(r"(?P<whole>[0-9]+)(?:\.(?P<fraction>[0-9]+))?|\.(?P<bare>[0-9]+)")
_GROUPED = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?")
_LONGEST_TEXT = 100


def parse_amount(text: str, decimals: int = WAD_DECIMALS) -> int:
    """Read a person's decimal text as an integer of 10^-decimals, exactly.

    Accepts ``1000``, ``1,000.5`` and ``.5``; refuses signs, exponents, more
    decimals than the unit has and anything above ``MAX_AMOUNT``.

    Raises:
        InvalidAmount: with one sentence that says what to type instead.
    """
    stripped = text.strip()
    _refuse_by_look(stripped)
    plain = stripped.replace(",", "") if _GROUPED.fullmatch(stripped) else stripped
    match = _PLAIN.fullmatch(plain)
    if match is None:
        raise InvalidAmount("That is not a number: write digits such as 1000 or 0.5.")
    fraction = match["fraction"] or match["bare"] or ""
    if len(fraction) > decimals:
        raise InvalidAmount(f"That has {len(fraction)} decimals: the unit has at most {decimals}.")
    amount = int((match["whole"] or "0") + fraction.ljust(decimals, "0"))
    if amount > MAX_AMOUNT:
        raise InvalidAmount("That is more than can exist: write a smaller amount.")
    return amount


def _refuse_by_look(stripped: str) -> None:
    if not stripped:
        raise InvalidAmount("There is no amount yet: write digits such as 1000 or 0.5.")
    if len(stripped) > _LONGEST_TEXT:
        raise InvalidAmount("That is too long to be an amount: write digits such as 1000 or 0.5.")
    if stripped.startswith(("-", "\u2212")):
        raise InvalidAmount("An amount can't be negative: write digits such as 1000 or 0.5.")


def decimal_text(amount: int, decimals: int = WAD_DECIMALS) -> str:
    """Write an integer of 10^-decimals as exact decimal text without trailing zeros."""
    sign, magnitude = ("-", -amount) if amount < 0 else ("", amount)
    whole, fraction = divmod(magnitude, 10**decimals)
    tail = str(fraction).rjust(decimals, "0").rstrip("0") if fraction else ""
    return f"{sign}{whole}.{tail}" if tail else f"{sign}{whole}"


def rounded_text(amount: int, decimals: int = WAD_DECIMALS, places: int = 2) -> str:
    """Write an amount for reading: thousands grouped, rounded half away from zero to ``places``."""
    sign, magnitude = ("-", -amount) if amount < 0 else ("", amount)
    scale = 10 ** (decimals - places)
    units = (magnitude + scale // 2) // scale
    whole, fraction = divmod(units, 10**places)
    if units == 0:
        sign = ""
    return f"{sign}{whole:,}" + (f".{fraction:0{places}d}" if places else "")
