"""Moments of an offering in words that suit its length: "minute 30", "day 3.5"."""

from __future__ import annotations

from typing import NamedTuple

from fomo_core.display import numerals
from fomo_core.display.text import plain
from fomo_core.offering import Offering
from fomo_core.parameters import Parameters
from fomo_core.tax import base_reached_s
from fomo_core.units import DAY_S, HOUR_S, MINUTE_S

_NAMES = {1: "second", MINUTE_S: "minute", HOUR_S: "hour", DAY_S: "day"}
#: From this many of its units on a raise is counted in them.
_FEW = 2


class Moments(NamedTuple):
    """An offering's time (seconds): where it begins, how long the tax falls, and the units it is told in."""

    start: int
    untaxed_s: int
    small_s: int
    large_s: int

    def since(self, at: int) -> int:
        """Seconds since the offering opened, of a moment of the chain."""
        return at - self.start

    def text(self, at: int) -> str:
        """A moment of the chain in words: in the small unit at first, on the first day in hours."""
        seconds = self.since(at)
        if seconds <= self.untaxed_s or seconds * 10 < self.large_s:
            return self._words(self.small_s, str(seconds // self.small_s))
        if seconds < self.large_s == DAY_S:
            return self._words(HOUR_S, str(seconds // HOUR_S))
        return self._words(self.large_s, self.number(seconds))

    def number(self, seconds: int) -> str:
        """So many seconds in the large unit, with one decimal where it is not whole."""
        tenths = seconds * 10 // self.large_s
        return numerals.fixed(tenths / 10, 1 if tenths % 10 else 0)

    def words(self, seconds: int) -> str:
        """A moment so many seconds after the opening in words, in the large unit."""
        return self._words(self.large_s, self.number(seconds))

    @property
    def small_name(self) -> str:
        """The small unit's name, by which texts about it are found."""
        return _NAMES[self.small_s]

    def length(self, seconds: int) -> str:
        """A length of time in words, in the largest unit that divides it."""
        unit = next(unit for unit in (self.large_s, self.small_s, 1) if seconds % unit == 0)
        return plain(f"lifeline.length.{_NAMES[unit]}", count=seconds // unit)

    def _words(self, unit: int, count: str) -> str:
        return plain(f"lifeline.moment.{_NAMES[unit]}", count=count)


def moments_of(offering: Offering, parameters: Parameters) -> Moments:
    """The time of an offering in the units that suit it."""
    untaxed, length = base_reached_s(parameters), offering.end - offering.start
    small = next(unit for unit in (MINUTE_S, 1) if untaxed >= _FEW * unit or unit == 1)
    large = next(unit for unit in (DAY_S, MINUTE_S, 1) if length >= _FEW * unit or unit == 1)
    return Moments(offering.start, untaxed, min(small, large), large)
