"""The scales of the picture: four zones side by side, each with its own linear time, and their marks."""

from __future__ import annotations

from typing import NamedTuple

from fomo_core.display import numerals
from fomo_core.display.lifeline.moments import Moments
from fomo_core.display.text import plain

TAXED, RAISING, GATE, USED = range(4)
#: Steps between marks that people count in.
_NICE = (1, 2, 5, 7, 10, 20, 30, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000)
_MOST_MARKS = 4
#: A mark that comes later in its zone than this part would meet the one at the zone's end.
_AIR = 0.85


class Tick(NamedTuple):
    """A mark on the time axis: its zone, its second since the opening, and its text."""

    zone: int
    at: float
    text: str


class Scale(NamedTuple):
    """The seconds since the opening at which the zones begin and end.

    ``closed`` is None while the raise goes on; ``ends`` is the right end of the last zone.
    """

    untaxed: int
    closes: int
    closed: int | None
    ends: int

    def zone(self, seconds: int) -> int:
        """The zone of a moment; what happens as the gate opens is asked for by name, not by time."""
        if seconds < self.untaxed and (self.closed is None or seconds <= self.closed):
            return TAXED
        return RAISING if self.closed is None or seconds <= self.closed else USED


def ticks(scale: Scale, moments: Moments) -> list[Tick]:
    """The marks of all zones; a zone that has no length has none."""
    end = scale.closes if scale.closed is None else scale.closed
    raising = _marks(RAISING, scale.untaxed, end, moments.large_s)
    gate = Tick(GATE, end, moments.words(end))
    used = _marks(USED, end, scale.ends, moments.large_s) if scale.closed is not None else []
    return [
        *_taxed(scale.untaxed, moments),
        *_named(raising, scale.untaxed, moments),
        gate,
        *_named(used, end, moments),
    ]


def _taxed(untaxed: int, moments: Moments) -> list[Tick]:
    """The marks while the tax falls: from zero, which says what it counts, to the moment when it has fallen."""
    if not untaxed:
        return []
    zero = Tick(TAXED, 0, plain(f"lifeline.zero.{moments.small_name}"))
    inner = [mark for mark in _marks(TAXED, 0, untaxed, moments.small_s) if 0 < mark.at < untaxed * _AIR]
    return [zero, *inner, Tick(TAXED, untaxed, numerals.count(untaxed // moments.small_s))]


def _marks(zone: int, begin: int, end: int, unit: int) -> list[Tick]:
    """A few round marks within a stretch, both ends apart where they are not round."""
    if end - begin < unit:
        return []
    step = unit * next((nice for nice in _NICE if (end - begin) / unit / nice <= _MOST_MARKS), _NICE[-1])
    first = -(-begin // step) * step
    return [Tick(zone, at, numerals.count(at // unit)) for at in range(first, end + 1, step)]


def _named(marks: list[Tick], begin: int, moments: Moments) -> list[Tick]:
    """The marks of a zone, the first of which says what it counts; none where the zone begins."""
    inner = [mark for mark in marks if mark.at > begin]
    return [
        mark._replace(text=moments.words(int(mark.at))) if not index else mark
        for index, mark in enumerate(inner)
    ]
