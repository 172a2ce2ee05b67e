"""The ordered log of events, chained by a hash; and its replay.

The log is the truth: any earlier state is a replay of a prefix.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from hashlib import sha256
from itertools import repeat
from typing import NamedTuple, get_type_hints

from fomo_core import events as ev
from fomo_core.errors import OutOfRange
from fomo_core.parameters import Protocol
from fomo_core.world import World, apply

#: How many entries are written into one text for hashing; the hash doesn't depend on it.
_AT_ONCE = 100

#: Makes a named tuple at half the cost of calling its class.
_record = tuple.__new__


class Entry(NamedTuple):
    """One event and the chain time (seconds) at which it happened."""

    at: int
    event: ev.Event


class Ledger:
    """An append-only log. Two ledgers with the same ``head`` hold the same history."""

    __slots__ = ("_hash", "_hashed", "_hashed_values", "_kinds", "_values")

    def __init__(self) -> None:
        # The type of each entry's event, and all entries' values one after another: the time, then
        # the event's fields. A list of events would take half as much memory again, and Python's
        # garbage collector, which never stops tracking a named tuple, would walk it over and over.
        self._kinds: list[type] = []
        self._values: list[int | str] = []
        self._hash = sha256()
        self._hashed = 0
        self._hashed_values = 0

    def __len__(self) -> int:
        return len(self._kinds)

    def append(self, at: int, events: tuple[ev.Event, ...]) -> None:
        """Add the events of one act at chain time ``at``."""
        values = self._values
        for event in events:
            values.append(at)
            values.extend(event)
            self._kinds.append(type(event))

    @property
    def head(self) -> bytes:
        """The hash of all entries in order (32 bytes): each depends on every one before it.

        Entries are hashed when somebody asks, all new ones then.
        """
        while self._hashed < len(self._kinds):
            kinds = self._kinds[self._hashed : self._hashed + _AT_ONCE]
            end = self._hashed_values + _width(kinds)
            values = tuple(self._values[self._hashed_values : end])
            text = "".join([_FORMATS[kind] for kind in kinds]) % values
            self._hash.update(text.encode("ascii"))
            self._hashed += len(kinds)
            self._hashed_values = end
        return self._hash.digest()

    def entries(self, since: int = 0, until: int | None = None) -> Iterator[Entry]:
        """Entries from index ``since`` to before ``until``, in order."""
        # Counted from the end: who follows the log asks for the last few.
        begin = len(self._values) - _width(self._kinds[since:])
        return map(_record, repeat(Entry), _pairs(self._kinds[since:until], self._values[begin:]))

    def prefix(self, length: int) -> Ledger:
        """A ledger of its own that holds the first ``length`` entries.

        Raises:
            OutOfRange: for a length that this log does not have.
        """
        self._check(length)
        shorter = Ledger()
        shorter._kinds = self._kinds[:length]
        shorter._values = self._values[: _width(shorter._kinds)]
        return shorter

    def replay(self, protocol: Protocol, length: int | None = None) -> World:
        """The world as it was after the first ``length`` events, or after all.

        Raises:
            OutOfRange: for a length that this log does not have.
        """
        stop = len(self) if length is None else length
        self._check(stop)
        world = World(protocol)
        for _, event in _pairs(self._kinds[:stop], self._values):
            apply(world, event)
        return world

    def _check(self, length: int) -> None:
        if not 0 <= length <= len(self):
            raise OutOfRange(f"The log has {len(self)} events: choose 0 to {len(self)}.")


def _width(kinds: Iterable[type]) -> int:
    """How many values entries of these types take together."""
    return sum([_WIDTHS[kind] for kind in kinds])


def _pairs(kinds: list[type], values: list[int | str]) -> Iterator[tuple[int, ev.Event]]:
    """Time and event of each entry again, from a list that begins with their values."""
    begin = 0
    for kind in kinds:
        end = begin + _WIDTHS[kind]
        yield values[begin], _record(kind, values[begin + 1 : end])
        begin = end


def _format_of(event_type: type) -> str:
    """An unambiguous text of an entry: strings quoted by ``ascii``, integers in hexadecimal.

    ``ascii`` and not ``repr``: which characters ``repr`` leaves as they are differs between Python versions.
    """
    parts = ["%a" if kind is str else "%x" for kind in get_type_hints(event_type).values()]
    return "%x|" + event_type.__name__ + "|" + "|".join(parts) + "\n"


_FORMATS = {event_type: _format_of(event_type) for event_type in ev.EVENT_TYPES}
_WIDTHS = {event_type: 1 + len(event_type._fields) for event_type in ev.EVENT_TYPES}
