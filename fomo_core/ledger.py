"""The ordered log of events, chained by a hash; and its replay.

The log is the truth: any earlier state is a replay of a prefix.
"""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256
from typing import NamedTuple, get_type_hints

from fomo_core import events as ev
from fomo_core.errors import OutOfRange
from fomo_core.parameters import Protocol
from fomo_core.world import World, apply


class Entry(NamedTuple):
    """One event and the chain time (seconds) at which it happened."""

    at: int
    event: ev.Event


class Ledger:
    """An append-only log. Two ledgers with the same ``head`` hold the same history."""

    __slots__ = ("_events", "_hash", "_hashed", "_times")

    def __init__(self) -> None:
        # Two flat lists take a third of the memory that a list of pairs would.
        self._times: list[int] = []
        self._events: list[ev.Event] = []
        self._hash = sha256()
        self._hashed = 0

    def __len__(self) -> int:
        return len(self._events)

    def append(self, at: int, events: tuple[ev.Event, ...]) -> None:
        """Add the events of one act at chain time ``at``."""
        for event in events:
            self._times.append(at)
            self._events.append(event)

    @property
    def head(self) -> bytes:
        """The hash of all entries in order (32 bytes): each depends on every one before it.

        Entries are hashed when somebody asks, all new ones in one go.
        """
        if self._hashed < len(self._events):
            fresh = zip(self._times[self._hashed :], self._events[self._hashed :])
            text = "".join([_FORMATS[type(event)] % (at, *event) for at, event in fresh])
            self._hash.update(text.encode())
            self._hashed = len(self._events)
        return self._hash.digest()

    def entries(self, since: int = 0, until: int | None = None) -> Iterator[Entry]:
        """Entries from index ``since`` to before ``until``, in order."""
        stop = len(self._events) if until is None else until
        return map(Entry, self._times[since:stop], self._events[since:stop])

    def prefix(self, length: int) -> Ledger:
        """A ledger of its own that holds the first ``length`` entries.

        Raises:
            OutOfRange: for a length that this log does not have.
        """
        if not 0 <= length <= len(self):
            raise OutOfRange(f"The log has {len(self)} events: choose 0 to {len(self)}.")
        shorter = Ledger()
        shorter._times = self._times[:length]
        shorter._events = self._events[:length]
        return shorter

    def replay(self, protocol: Protocol, length: int | None = None) -> World:
        """The world as it was after the first ``length`` events, or after all.

        Raises:
            OutOfRange: for a length that this log does not have.
        """
        stop = len(self) if length is None else length
        if not 0 <= stop <= len(self):
            raise OutOfRange(f"The log has {len(self)} events: choose 0 to {len(self)}.")
        world = World(protocol)
        for event in self._events[:stop]:
            apply(world, event)
        return world


def _format_of(event_type: type) -> str:
    """An unambiguous text of an entry: strings quoted by ``repr``, integers in hexadecimal."""
    parts = ["%r" if kind is str else "%x" for kind in get_type_hints(event_type).values()]
    return "%x|" + event_type.__name__ + "|" + "|".join(parts) + "\n"


_FORMATS = {event_type: _format_of(event_type) for event_type in ev.EVENT_TYPES}
