"""Sizes the batches sent to an endpoint: as many requests as it takes, which none says in the same words."""

from __future__ import annotations

#: Requests in one batch at most.
MOST = 100
#: Whole batches that must pass before larger ones are tried again; twice as many after each that is refused.
_FIRST_ROW, _LONGEST_ROW = 256, 4096


class Batches:
    """The size of an endpoint's batches.

    Attributes:
        size: requests to send at once.
    """

    def __init__(self) -> None:
        self.size = MOST
        self._row, self._wanted = 0, _FIRST_ROW
        self._rested = True

    def passed(self, count: int) -> None:
        """A batch of so many was answered."""
        self._rested = False
        if count < self.size or self.size == MOST:
            return
        self._row += 1
        if self._row >= self._wanted:
            self.size, self._row = min(MOST, self.size * 2), 0

    def refused(self, count: int) -> None:
        """A batch of so many failed whose halves passed: it was the size."""
        self._shrink(count // 2)

    def limited(self, count: int, answered: int) -> None:
        """Of a batch of so many only some were answered, for a limit of requests in a time.

        Where none was, right after another batch had passed, it was the pace and not the size.
        """
        if answered or self._rested:
            self._shrink(answered or count // 2)
        self._rested = True

    def _shrink(self, size: int) -> None:
        if size < self.size:
            self.size, self._row = max(1, size), 0
            self._wanted = min(_LONGEST_ROW, self._wanted * 2)
