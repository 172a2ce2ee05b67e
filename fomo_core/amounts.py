"""The only place where a person's decimal text becomes an integer."""

from __future__ import annotations

import re

from fomo_core.errors import InvalidAmount
from fomo_core.units import MAX_AMOUNT, WAD_DECIMALS, decimal_text

_PLAIN = re.compile(r"(?P<whole>[0-9]+)(?:\.(?P<fraction>[0-9]+))?|\.(?P<bare>[0-9]+)")
_GROUPED = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?")
#: A point before exactly three digits: decimals here, a group of thousands in other countries.
_TWO_READINGS = re.compile(r"(?P<whole>[1-9][0-9]{0,2})\.(?P<rest>[0-9]{3})")
#: Digits with any country's marks between them.
_MARKED = re.compile("[0-9][0-9.,'\u2019_\u00a0\u202f ]*")
_LONGEST_TEXT = 100
_AMBIGUOUS = "{typed} can mean {small} or {large}: write {plain_small} or {large}."


def typed_amount(text: str, decimals: int = WAD_DECIMALS) -> int:
    """Read what a person typed, as ``parse_amount``; refuse what other countries read as another number.

    ``100.000`` is a hundred here and a hundred thousand elsewhere. Files keep to one style, so
    that only fields ask.

    Raises:
        InvalidAmount: with one sentence that says what to type instead, both readings in it.
    """
    found = _TWO_READINGS.fullmatch(text.strip())
    if found is not None:
        raise InvalidAmount(
            _AMBIGUOUS, "amount: two readings", **_two_readings(found["whole"], found["rest"])
        )
    return parse_amount(text, decimals)


def _two_readings(whole: str, rest: str) -> dict[str, str]:
    """Both numbers that a text can mean, and how the smaller one is written plainly."""
    fraction = rest.rstrip("0")
    small = f"{whole}.{fraction}" if fraction else whole
    # A fourth decimal makes it plain that these are decimals.
    plain_small, large = f"{whole}.{rest}0" if fraction else whole, f"{int(whole + rest):,}"
    return {"typed": f"{whole}.{rest}", "small": small, "large": large, "plain_small": plain_small}


def field_text(amount: int, decimals: int = WAD_DECIMALS) -> str:
    """Write an amount of 10^-decimals exactly as a field may hold it, so that ``typed_amount`` reads it back."""
    text = decimal_text(amount, decimals)
    return f"{text}0" if _TWO_READINGS.fullmatch(text) else text


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
    if match is None and _MARKED.fullmatch(stripped):
        raise InvalidAmount(
            "Write numbers like 1,234.5: a comma between thousands, a point before decimals.", "amount: marks"
        )
    if match is None:
        raise InvalidAmount("That is not a number: write digits such as 1000 or 0.5.", "amount: no number")
    fraction = match["fraction"] or match["bare"] or ""
    if len(fraction) > decimals:
        raise InvalidAmount(
            "That has {count} decimals: the unit has at most {most}.",
            "amount: decimals",
            count=len(fraction),
            most=decimals,
        )
    amount = int((match["whole"] or "0") + fraction.ljust(decimals, "0"))
    if amount > MAX_AMOUNT:
        raise InvalidAmount("That is more than can exist: write a smaller amount.", "amount: too large")
    return amount


def _refuse_by_look(stripped: str) -> None:
    if not stripped:
        raise InvalidAmount("There is no amount yet: write digits such as 1000 or 0.5.", "amount: none")
    if len(stripped) > _LONGEST_TEXT:
        raise InvalidAmount(
            "That is too long to be an amount: write digits such as 1000 or 0.5.", "amount: too long"
        )
    if stripped.startswith(("-", "\u2212")):
        raise InvalidAmount(
            "An amount can't be negative: write digits such as 1000 or 0.5.", "amount: negative"
        )
