"""What previews compute, as text: floats in FLOCK, tokens, seconds and shares of one."""

from __future__ import annotations

from math import isfinite

from fomo_core.display import format as f
from fomo_core.display.text import plain
from fomo_core.units import WAD

#: Beyond it an amount no longer means anything, and integers of wei grow without use.
_MOST = 1e40


def number(value: float) -> str:
    """An estimated amount for reading: whole above a thousand, two places below; a word where there is none."""
    if not isfinite(value) or abs(value) > _MOST:
        return plain("preview.none")
    if abs(value) >= 1_000:
        return f"{value:,.0f}"
    return f.estimate(round(value * 1e9) * (WAD // 10**9))


def flock(value: float) -> str:
    """An amount of FLOCK with its unit."""
    text = number(value)
    return text if text == plain("preview.none") else f"{text} FLOCK"


def count(value: float) -> str:
    """How many, with one decimal where it is an average."""
    return f"{value:,.1f}".removesuffix(".0") if isfinite(value) else plain("preview.none")


def price(value: float) -> str:
    """A price with its unit, four significant digits."""
    if not isfinite(value) or value <= 0:
        return plain("preview.none")
    return f"{f.significant(value, 1)} FLOCK"


def price_number(value: float) -> str:
    """A price without its unit."""
    return f.significant(value, 1) if isfinite(value) else plain("preview.none")


def percent(share: float, places: int = 1) -> str:
    """A share of one as percent; what is above nothing never reads as nothing."""
    if not isfinite(share):
        return plain("preview.none")
    least = 10 ** (-places - 2)
    if 0 < abs(share) < least:
        return plain("preview.below", least=f"{100 * least:g}%")
    return f"{100 * share:.{places}f}%" if share else "0%"


def duration(seconds: float) -> str:
    """A length of time in its two largest units; a word for never."""
    return f.duration(round(seconds)) if isfinite(seconds) else plain("preview.never")


def in_ten(share: float) -> str:
    """A share as people count: "3 in 10", "2 in 100", "none", "all"."""
    if share <= 0:
        return plain("odds.none")
    if share >= 1:
        return plain("odds.all")
    if share < 0.005:
        return plain("odds.few")
    if share > 0.995:
        return plain("odds.most")
    if 0.095 <= share <= 0.905:
        return plain("odds.of", count=round(10 * share), total=10)
    return plain("odds.of", count=round(100 * share), total=100)
