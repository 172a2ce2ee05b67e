"""Amounts, prices and people as the life line writes them: short, since its letters are large."""

from __future__ import annotations

from fomo_core.curve import Price
from fomo_core.display import format as f
from fomo_core.display import numerals
from fomo_core.display.text import plain
from fomo_core.units import USD_DECIMALS, WAD, text_down

#: From so many units on an amount is told without decimals.
_LARGE = 100
_PRICE_DIGITS = 3


def amount(value: int) -> str:
    """An amount (wei), rounded down: whole where it is large."""
    return f.whole(value) if value >= _LARGE * WAD else f.number(value)


def target(value: int) -> str:
    """A target (wei) in whole units, rounded up."""
    return f.goal(value)


def price(exact: Price) -> str:
    """A price in FLOCK per token, three significant digits."""
    return f.significant(exact.flock, exact.tokens, _PRICE_DIGITS) if exact.tokens else plain("number.none")


def dollars(value: int) -> str:
    """An amount of 10^-6 USD, rounded down: whole where it is large."""
    places = 0 if value >= _LARGE * 10**USD_DECIMALS else 2
    return plain("lifeline.usd", value=numerals.localise(text_down(value, USD_DECIMALS, places)))


def rounded_share(part: int, whole: int) -> str:
    """A part of a whole in percent, rounded down; without a decimal that says nothing."""
    return f.share(part, whole).replace(numerals.localise(".0"), "")


def who(account: str) -> str:
    """An account as the subject of a sentence: a name begins with a capital letter."""
    name = f.account(account)
    return name if f.is_address(account) else name[:1].upper() + name[1:]


def lead(text: str) -> str:
    """A few words as a sentence of their own."""
    return plain("lifeline.lead", text=text[:1].upper() + text[1:])
