"""Text forms of what previews compute: floats in FLOCK, tokens, seconds and shares of one."""

from __future__ import annotations

from collections.abc import Sequence
from math import isfinite

from fomo_core.display import format as f
from fomo_core.display import numerals
from fomo_core.display.text import plain
from fomo_core.units import WAD

#: A share below it is not told in tenths.
_LEAST_TENTH = 0.095
#: Beyond it an amount no longer means anything, and integers of wei grow without use.
_MOST = 1e40


def number(value: float) -> str:
    """An estimated amount for reading: whole above a thousand, two places below; a word where there is none."""
    if not isfinite(value) or abs(value) > _MOST:
        return plain("preview.none")
    if abs(value) >= 1_000:
        return numerals.fixed(value)
    return f.estimate(round(value * 1e9) * (WAD // 10**9))


def flock(value: float) -> str:
    """An amount of FLOCK with its unit."""
    text = number(value)
    return text if text == plain("preview.none") else f"{text} FLOCK"


def tally(value: float) -> str:
    """Return a number of things as text, with one decimal where it is an average."""
    return numerals.localise(f"{value:,.1f}".removesuffix(".0")) if isfinite(value) else plain("preview.none")


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
        return plain("preview.below", least=numerals.with_percent(numerals.general(100 * least)))
    return numerals.percentage(share, places if share else 0)


def duration(seconds: float) -> str:
    """A length of time in its two largest units; a word for never."""
    return f.duration(round(seconds)) if isfinite(seconds) else plain("preview.never")


def in_parts(shares: Sequence[float]) -> list[str]:
    """Shares of one whole as people count, adding up: "3 in 10", "26 in 100", "none", "all".

    In tenths where these add up by themselves, else in hundredths, the largest remainders rounded up.
    """
    tenths = [round(10 * share) for share in shares]
    if sum(tenths) == 10 and all(share == 0 or _LEAST_TENTH <= share <= 1 - _LEAST_TENTH for share in shares):
        return [_in_words(share, tenth, 10) for share, tenth in zip(shares, tenths)]
    hundredths = [int(100 * share) for share in shares]
    by_remainder = sorted(range(len(shares)), key=lambda k: hundredths[k] - 100 * shares[k])
    for k in by_remainder[: max(0, 100 - sum(hundredths))]:
        hundredths[k] += 1
    return [_in_words(share, hundredth, 100) for share, hundredth in zip(shares, hundredths)]


def _in_words(share: float, count: int, total: int) -> str:
    if share <= 0:
        return plain("odds.none")
    if share >= 1:
        return plain("odds.all")
    if count == 0:
        return plain("odds.few")
    if count == total:
        return plain("odds.most")
    return plain("odds.of", count=count, total=total)
