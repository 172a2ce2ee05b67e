"""The waits that nodes ask for, and those for the rest of a batch that a limit of requests cut off."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from fomo_core.errors import ChainError, RateLimited

#: The longest that a node can ask us to wait, in seconds.
LONGEST_WAIT_S = 3_600.0
#: Seconds to wait where the node names none, doubled while nothing more is answered; so many times in a row.
FIRST_S, TRIES = 0.25, 3
#: The longest wait that a node may name for a batch to wait for it, and all waits of a batch together, in seconds.
LONGEST_S, ALTOGETHER_S = 5.0, 60.0


class Pace:
    """The waits of one batch."""

    def __init__(self) -> None:
        self._left: int | None = None
        self._tries, self._waited = 0, 0.0

    def wait(self, limited: Sequence[RateLimited], answers: Sequence[object]) -> float | None:
        """Seconds to wait before the rest is asked again; None to give up.

        Args:
            limited: the answers that are still open, among all ``answers``.
        """
        whole = self._left is None and len(limited) == len(answers)
        self._tries = self._tries + 1 if whole or self._left == len(limited) else 1
        self._left = len(limited)
        named = max((asked_wait_s(error) for error in limited), default=0.0)
        wait = named or FIRST_S * 2 ** (self._tries - 1)
        self._waited += wait
        spent = self._tries > TRIES or wait > LONGEST_S or self._waited > ALTOGETHER_S
        return None if spent else wait


def asked_wait_s(error: ChainError) -> float:
    """The seconds that an endpoint asked us to wait; 0 where it named none."""
    named = error.details.get("retry_after_s")
    return named if isinstance(named, int | float) else 0.0


def named_wait_s(retry_after: object) -> float | None:
    """A wait in seconds, from a number or a date; None where it says nothing."""
    if not retry_after or isinstance(retry_after, bool) or not isinstance(retry_after, str | int | float):
        return None
    try:
        wait = float(retry_after)
    except (ValueError, OverflowError):
        try:
            wait = (parsedate_to_datetime(str(retry_after)) - datetime.now(UTC)).total_seconds()
        except (ValueError, TypeError):
            return None
    return min(max(wait, 0.0), LONGEST_WAIT_S) if wait == wait else None
