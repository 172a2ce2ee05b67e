"""The only place where a person's decimal text becomes an integer."""

from __future__ import annotations

import re

from fomo_core.errors import InvalidAmount
from fomo_core.units import MAX_AMOUNT, WAD_DECIMALS

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
