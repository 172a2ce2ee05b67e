"""An in-memory chain: a clock, a log, and the journal of what was asked of it.

The sandbox alone can move its clock, undo, and branch. Its time starts at 0, or
where another chain's log was taken over.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from fomo_core.chain import Capabilities, Head, Receipt, Snapshot
from fomo_core.commands import Command
from fomo_core.decide import Quote, decide, quote
from fomo_core.errors import InvalidTime, OutOfRange
from fomo_core.ledger import Entry, Ledger
from fomo_core.parameters import LONGEST_S, Protocol
from fomo_core.telling import Telling
from fomo_core.world import World, apply

#: A clock beyond it is a mistake.
LATEST_S = LONGEST_S


class Step(NamedTuple):
    """One act in the journal: a command, or None where the clock alone moved to ``at``.

    ``length`` is the log's length after it; ``telling`` what a story says of it, if anything.
    """

    at: int
    command: Command | None
    length: int
    telling: Telling | None = None


class Origin(NamedTuple):
    """The beginning of a fork: its clock (seconds) and its log's length then."""

    at: int
    length: int


_EMPTY = Origin(0, 0)


class Sandbox:
    """A simulated chain in memory.

    Attributes:
        protocol: the parameters and models it plays by.
        world: the state, to read only.
        ledger: the log of events, to read only.
        steps: the journal of accepted acts, to read only.
        origin: where it takes over from another chain's log; None when it began empty.
        source: which chain that was and as of when, for reading.
    """

    capabilities = Capabilities(advance=True, undo=True)

    def __init__(self, protocol: Protocol) -> None:
        self.protocol = protocol
        self.world = World(protocol)
        self.ledger = Ledger()
        self.steps: list[Step] = []
        self.origin: Origin | None = None
        self.source = ""
        self._now = 0

    @classmethod
    def forked(cls, protocol: Protocol, entries: Iterable[Entry], now: int, source: str = "") -> Sandbox:
        """A sandbox that plays on from a log of events, copied, at ``now`` (chain seconds).

        Nothing before the fork can be undone, since no commands are known of it.

        Raises:
            InvalidTime: for a moment before the log's last event, or beyond ``LATEST_S``.
        """
        fork = cls(protocol)
        latest = 0
        for latest, event in entries:
            fork.ledger.append(latest, (event,))
        if now < latest:
            raise InvalidTime(
                "A sandbox can't go on from before the last event that it takes over.",
                "time: before the last event",
            )
        if now > LATEST_S:
            raise InvalidTime("That is too far in the future.", "time: too far")
        fork.world = fork.ledger.replay(protocol)
        fork.origin = Origin(now, len(fork.ledger))
        fork.source = source
        fork._now = now
        return fork

    def head(self) -> Head:
        """Return the chain's head: its clock in seconds, its number of events and their hash."""
        return Head(self._now, len(self.ledger), self.ledger.head)

    @property
    def snapshot(self) -> Snapshot:
        """Head, world and log as they are now."""
        return Snapshot(self.head(), self.world, self.ledger)

    def events(self, since: int = 0) -> Iterable[Entry]:
        """Entries from index ``since`` on, in order."""
        return self.ledger.entries(since)

    def quote(self, command: Command) -> Quote:
        """Return what a command would do now; see ``fomo_core.decide.quote``."""
        return quote(self.world, command, self._now)

    @property
    def tellings(self) -> dict[int, Telling]:
        """Return the tellings of the acts in the journal, each under the log's length after its act."""
        return {step.length: step.telling for step in self.steps if step.telling is not None}

    def submit(self, command: Command, telling: Telling | None = None) -> Receipt:
        """Do it now and keep what a story says of it, or raise ``Rejected`` and leave everything as it was."""
        events = decide(self.world, command, self._now)
        for event in events:
            apply(self.world, event)
        self.ledger.append(self._now, events)
        self.steps.append(Step(self._now, command, len(self.ledger), telling))
        return Receipt(self._now, events)

    def advance_to(self, now: int) -> None:
        """Move the clock to ``now`` (chain seconds); a move by 0 leaves no step.

        Raises:
            InvalidTime: for a moment before the present, or beyond ``LATEST_S``.
        """
        if now < self._now:
            raise InvalidTime("Time can't run backwards: undo a step instead.", "time: backwards")
        if now > LATEST_S:
            raise InvalidTime("That is too far in the future.", "time: too far")
        if now > self._now:
            self._now = now
            self.steps.append(Step(now, None, len(self.ledger)))

    def advance(self, seconds: int) -> None:
        """Move the clock forward by ``seconds``; errors as ``advance_to``."""
        self.advance_to(self._now + seconds)

    def undo(self) -> Step:
        """Take the last step back, be it an act or a move of the clock, and return it.

        Raises:
            OutOfRange: when there is nothing to undo.
        """
        if not self.steps:
            raise OutOfRange("There is nothing to undo.", "undo: nothing")
        undone = self.steps[-1]
        self._rewind(len(self.steps) - 1)
        return undone

    def at_step(self, count: int) -> Sandbox:
        """A sandbox of its own that holds the first ``count`` steps; this one stays as it is.

        Raises:
            OutOfRange: for more steps than there are.
        """
        if not 0 <= count <= len(self.steps):
            raise OutOfRange(
                "There are {count} steps: choose 0 to {count}.", "steps: too few", count=len(self.steps)
            )
        twin = Sandbox(self.protocol)
        twin.origin, twin.source = self.origin, self.source
        twin.ledger = self.ledger
        twin.steps = list(self.steps)
        twin._rewind(count)
        return twin

    def branch(self, length: int) -> Sandbox:
        """Return a what-if from here: a sandbox ending with the whole act that holds event number ``length``.

        Before a fork no acts are known: there it ends with that event, at its time.

        Raises:
            OutOfRange: for more events than there are.
        """
        if not 0 <= length <= len(self.ledger):
            raise OutOfRange(
                "The log has {count} events: choose 0 to {count}.", "log: too short", count=len(self.ledger)
            )
        begun = self.origin or _EMPTY
        if length < begun.length:
            last = next(iter(self.ledger.entries(max(0, length - 1))))
            return Sandbox.forked(self.protocol, self.ledger.entries(0, length), last.at, self.source)
        count = next((i + 1 for i, step in enumerate(self.steps) if step.length >= length), 0)
        return self.at_step(count if length > begun.length else 0)

    def _rewind(self, count: int) -> None:
        self.steps = self.steps[:count]
        last = self.steps[-1] if self.steps else self.origin or _EMPTY
        self._now = last.at
        self.ledger = self.ledger.prefix(last.length)
        self.world = self.ledger.replay(self.protocol)
