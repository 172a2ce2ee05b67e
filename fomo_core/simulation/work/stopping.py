"""Progress that is told of, and work that is stopped on request."""

from __future__ import annotations

from collections.abc import Callable

from fomo_core.errors import FomoError

#: Told of the work done and of all work.
Progress = Callable[[int, int], None]
#: Says whether the work is to stop.
Cancel = Callable[[], bool]


class Cancelled(FomoError):
    """The work was stopped on request."""

    def __str__(self) -> str:
        return "The preview was cancelled."


def refuse_cancelled(cancel: Cancel | None) -> None:
    """Stop here when ``cancel`` says so.

    Raises:
        Cancelled: when it does.
    """
    if cancel is not None and cancel():
        raise Cancelled
