"""Chooses how many blocks to search at once: all a node allows, without asking for too many too often."""

from __future__ import annotations

#: Blocks asked for at once, to begin with and at most.
SPAN, WIDEST = 100_000, 2_000_000


class Spans:
    """The width of searches.

    Attributes:
        next: how many blocks to try.
    """

    def __init__(self, first: int) -> None:
        self.next = first
        self._most = WIDEST
        #: The least that was refused, as far as that still counts; what was searched last; how often in a row.
        self._refused, self._found, self._row = 0, 0, 0
        #: What the node last named as allowed; how all this stood before the first of several refusals.
        self._named = 0
        self._before: tuple[int, int, int] | None = None

    def refused(self, asked: int, most: int | None = None, always: bool = False) -> None:
        """So many were too many; ``most`` is what the node says it would search, here or always."""
        self._before = self._before or (self.next, self._most, self._refused)
        near = asked // 2 <= self._found < asked
        contradicts_itself = asked <= self._named
        self._refused, self._row, self._named = asked, 0, 0
        if most and most < asked and not contradicts_itself:
            self.next, self._named = most, most
            self._most = most if always else self._most
        else:
            self.next = self._found if near else max(1, asked // 2)

    def refused_one(self) -> None:
        """Not even one block was searched: the width was not to blame, and is as it was before."""
        if self._before:
            self.next, self._most, self._refused = self._before
            self._named, self._before = 0, None

    def found(self, asked: int) -> None:
        """So many were searched: try more, twice as many while nothing was ever refused."""
        self._before = None
        if asked < self.next:
            return
        self._found, wider = asked, asked * 2
        if self._refused:
            # What was refused may have been dense: it counts less with every success in a row.
            self._row += 1
            self._refused += self._refused * self._row // 64 + 1
            wider = max(asked, min(asked + asked // 4 + 1, self._refused * 7 // 8))
        self.next = min(self._most, wider)
