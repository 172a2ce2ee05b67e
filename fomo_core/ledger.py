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
from fomo_core.tuples import record
from fomo_core.world import World, apply

#: An event's time and its fields.
_Row = tuple[int, *tuple[int | str, ...]]


class Entry(NamedTuple):
    """One event and the chain time (seconds) at which it happened."""

    at: int
    event: ev.Event


class Ledger:
    """An append-only log. Two ledgers with the same ``head`` hold the same history."""

    __slots__ = ("_hash", "_hashed", "_kinds", "_rows")

    def __init__(self) -> None:
        # Plain rows of time and fields beside the events' types: unlike a list of events, the garbage
        # collector stops looking at them, which is worth a quarter of the time of a purchase.
        self._kinds: list[type[ev.Event]] = []
        self._rows: list[_Row] = []
        self._hash = sha256()
        self._hashed = 0

    def __len__(self) -> int:
        return len(self._rows)

    def append(self, at: int, events: tuple[ev.Event, ...]) -> None:
        """Add the events of one act at chain time ``at``."""
        for event in events:
            self._kinds.append(type(event))
            self._rows.append((at, *event))

    @property
    def head(self) -> bytes:
        """The hash of all entries in order (32 bytes): each depends on every one before it.

        Entries are hashed when somebody asks, all new ones then; the hash is the same either way.
        """
        if self._hashed < len(self._rows):
            fresh = zip(self._kinds[self._hashed :], self._rows[self._hashed :])
            text = "".join([_FORMATS[kind] % row for kind, row in fresh])
            self._hash.update(text.encode("ascii"))
            self._hashed = len(self._rows)
        return self._hash.digest()

    def entries(self, since: int = 0, until: int | None = None) -> Iterator[Entry]:
        """Entries from index ``since`` to before ``until``, in order."""
        return map(_entry, self._kinds[since:until], self._rows[since:until])

    def prefix(self, length: int) -> Ledger:
        """A ledger of its own that holds the first ``length`` entries.

        Raises:
            OutOfRange: for a length that this log does not have.
        """
        self._check(length)
        shorter = Ledger()
        shorter._kinds = self._kinds[:length]
        shorter._rows = self._rows[:length]
        return shorter

    def replay(self, protocol: Protocol, length: int | None = None) -> World:
        """The world as it was after the first ``length`` events, or after all.

        Raises:
            OutOfRange: for a length that this log does not have.
        """
        stop = len(self) if length is None else length
        self._check(stop)
        world = World(protocol)
        for entry in self.entries(0, stop):
            apply(world, entry.event)
        return world

    def _check(self, length: int) -> None:
        if not 0 <= length <= len(self):
            raise OutOfRange(
                "The log has {count} events: choose 0 to {count}.", "log: too short", count=len(self)
            )


def _entry(kind: type[ev.Event], row: _Row) -> Entry:
    return Entry(row[0], record(kind, row[1:]))


def _format_of(event_type: type) -> str:
    """An unambiguous text of an entry: strings quoted by ``ascii``, integers in hexadecimal.

    ``ascii`` and not ``repr``: which characters ``repr`` leaves as they are differs between Python versions.
    """
    parts = ["%a" if kind is str else "%x" for kind in get_type_hints(event_type).values()]
    return "%x|" + event_type.__name__ + "|" + "|".join(parts) + "\n"


_FORMATS = {event_type: _format_of(event_type) for event_type in ev.EVENT_TYPES}
