"""Series over time, short enough to draw, and the unit of time that suits them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from fomo_core.display.text import plain
from fomo_core.history import PoolPoint, Settlement
from fomo_core.units import DAY_S, HOUR_S, MINUTE_S

T = TypeVar("T")
#: What has a time.
Dated = TypeVar("Dated", PoolPoint, Settlement)
_MOST_POINTS = 300


def thin(points: Sequence[T], most: int = _MOST_POINTS) -> list[T]:
    """At most about ``most`` of a long series, evenly, with the first and the last."""
    if len(points) <= most:
        return list(points)
    stride = -(-len(points) // most)
    picked = list(points[::stride])
    if picked[-1] is not points[-1]:
        picked.append(points[-1])
    return picked


def until(points: Sequence[Dated], now: int) -> list[Dated]:
    """A thinned series of points with times, its last one repeated at ``now``: nothing has changed since."""
    kept = thin(points)
    if kept[-1].at < now:
        kept.append(kept[-1]._replace(at=now))
    return kept


def time_unit(seconds: float) -> tuple[int, str]:
    """A unit of time that suits so many seconds, with its axis."""
    if seconds >= 2 * DAY_S:
        return DAY_S, plain("figure.axis.days")
    if seconds >= 3 * HOUR_S:
        return HOUR_S, plain("figure.axis.hours")
    if seconds >= MINUTE_S:
        return MINUTE_S, plain("figure.axis.minutes")
    return 1, plain("figure.axis.seconds")
