"""Sizes and moments that a person asks for, checked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypedDict

import numpy as np

from fomo_core.errors import InvalidInput
from fomo_core.phrases import Phrase
from fomo_core.simulation.start import Start
from fomo_core.simulation.work.stopping import Cancel, Progress
from fomo_core.units import MINUTE_S

_MOST_ENTRIES = 2_000
_MINUTES, _SECONDS = Phrase("Minutes", "quantity.minutes"), Phrase("Seconds", "quantity.seconds")


class Options(TypedDict, total=False):
    """The ways in which the runs behind a table may be played, as ``preview`` takes them."""

    threads: int | None
    engine: str
    progress: Progress | None
    cancel: Cancel | None


def checked_sizes(sizes: Sequence[float]) -> np.ndarray:
    """Sizes (FLOCK offered) as an array.

    Raises:
        InvalidInput: for what is no amount, or too many.
    """
    found = _numbers(sizes)
    if not len(found) or not (np.isfinite(found) & (found > 0) & (found <= 1e15)).all():
        raise InvalidInput("Sizes must be amounts of FLOCK above 0 and at most 10^15.", "timing: sizes")
    return found


def checked_moments(start: Start, minutes: Sequence[int] | None, seconds: Sequence[int] | None) -> np.ndarray:
    """Seconds since the sale's start, from whole minutes or whole seconds.

    Raises:
        InvalidInput: for both or neither, or moments outside what is left of the raise.
    """
    given = seconds if minutes is None else minutes
    if given is None or not (minutes is None or seconds is None):
        raise InvalidInput(
            "Name the moments to look at in minutes or in seconds, one of the two.", "timing: one unit"
        )
    unit, name = (1, _SECONDS) if minutes is None else (MINUTE_S, _MINUTES)
    found = _numbers(given)
    inside = np.isfinite(found) & (found == np.floor(found))
    inside &= (found * unit >= start.elapsed_s - unit + 1) & (found * unit < start.duration_s)
    if not len(found) or not inside.all() or (np.diff(found) <= 0).any():
        first, last = -(-start.elapsed_s // unit), (start.duration_s - 1) // unit
        raise InvalidInput(
            "{name} must be rising whole numbers from {first} to {last}.",
            "timing: moments",
            name=name,
            first=first,
            last=last,
        )
    return found.astype(np.int64) * unit


def _numbers(values: Sequence[float]) -> np.ndarray:
    try:
        found = np.asarray(values, dtype=float)
    except (TypeError, ValueError):
        raise InvalidInput("Sizes and moments must be lists of numbers.", "timing: no numbers") from None
    if found.ndim != 1 or len(found) > _MOST_ENTRIES:
        raise InvalidInput(
            "Sizes and moments must be lists of at most {most:,} numbers.",
            "timing: too many",
            most=_MOST_ENTRIES,
        )
    return found
