"""The port: what the app asks of a chain, whichever it is."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple, Protocol

from fomo_core.commands import Command
from fomo_core.decide import Quote
from fomo_core.events import Event
from fomo_core.ledger import Entry, Ledger
from fomo_core.world import World


class Head(NamedTuple):
    """A chain's position: its clock (seconds), how many events it has, and their chained hash."""

    now: int
    length: int
    digest: bytes


class Receipt(NamedTuple):
    """The events of a submitted command, and their time (chain seconds)."""

    at: int
    events: tuple[Event, ...]


class Capabilities(NamedTuple):
    """A backend's abilities beyond the four verbs; a screen disables what it can't do, with the reason."""

    advance: bool
    undo: bool


class Snapshot(NamedTuple):
    """Head, world and log of one moment, to read only. The log may grow beyond ``head.length``."""

    head: Head
    world: World
    ledger: Ledger


class Chain(Protocol):
    """The four verbs, and what the events so far add up to (to read only)."""

    @property
    def capabilities(self) -> Capabilities:
        """The backend's abilities beyond the four verbs."""

    @property
    def world(self) -> World:
        """The state that the events add up to."""

    @property
    def ledger(self) -> Ledger:
        """The log of the events."""

    @property
    def snapshot(self) -> Snapshot:
        """All three as of one moment."""

    def head(self) -> Head:
        """Return the chain's position."""

    def events(self, since: int = 0) -> Iterable[Entry]:
        """Entries from index ``since`` on, in order."""

    def quote(self, command: Command) -> Quote:
        """Return what a command would do now.

        Raises:
            Rejected: when the protocol would refuse it for another reason than lack of means.
            ChainError: when the backend can't answer.
        """

    def submit(self, command: Command) -> Receipt:
        """Do it.

        Raises:
            Rejected: when the protocol refuses; nothing has changed.
            ChainError: when the backend can't answer.
        """
