"""The common part of all chains behind a node: the log that is followed, and the state as last read."""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from threading import RLock
from typing import Protocol

from fomo_core import commands as cmd
from fomo_core import decide
from fomo_core.backends.evm.accounts import ownership
from fomo_core.backends.logs.follower import LogFollower
from fomo_core.backends.logs.source import LogSource
from fomo_core.backends.logs.state import Change
from fomo_core.backends.rpc import records
from fomo_core.backends.rpc.node import Node
from fomo_core.backends.rpc.records import BlockHead, Inconsistent, ask
from fomo_core.chain import Head, Snapshot
from fomo_core.errors import ChainError
from fomo_core.foreign.launchpad import Foreign
from fomo_core.ledger import Entry, Ledger
from fomo_core.live_chain import Origin, Standing
from fomo_core.world import World

#: Syncs in a row without a newer block after which other endpoints are looked at, and when one lies behind.
STILL_ROW, BEHIND_ROW = 15, 3
_NO_BLOCK = BlockHead(0, "", 0)


class Fold(Protocol):
    """The state that a chain's logs are folded into."""

    @property
    def snapshot(self) -> Snapshot:
        """Head, world and ledger of one moment."""

    @property
    def origins(self) -> Sequence[Origin | None]:
        """Of each event of the ledger, where it is on the chain; None for one that was concluded."""

    @property
    def foreign(self) -> Foreign | None:
        """All that somebody else's launchpad came to; None where the contracts are our own."""

    def take(self, change: Change, now: int) -> bool:
        """Take in what the log says; whether there are other events than before.

        Args:
            now: the time of the block up to which this is all (chain seconds).

        Raises:
            Inconsistent: for logs that make no sense, or do not fit each other; nothing has changed.
        """


class ReadChain:
    """A chain whose state is folded from a node's logs.

    Attributes:
        node: who is asked; ``chain_id`` is what it must serve, ``first_block`` where the logs begin.
        next_time: the time of the next block (chain seconds), where a developer has set it.

    Args:
        restarts: whether the chain may begin anew at any time, as a developer's does.
    """

    def __init__(
        self,
        node: Node,
        source: LogSource,
        follower: LogFollower,
        fold: Fold,
        *,
        restarts: bool = False,
    ) -> None:
        self.node, self.chain_id, self.first_block = node, source.chain_id, source.first_block
        self.next_time: int | None = None
        self._follower, self._fold, self._restarts = follower, fold, restarts
        self._lock = RLock()
        self._read_at, self._behind = 0, 0
        self._unsure = True
        #: How often in a row the logs did not fit; the last block read, and how often in a row it was the last.
        self._misfits = 0
        self._reached, self._still = -1, 0

    @property
    def snapshot(self) -> Snapshot:
        """Head, world and ledger of one moment, as last read."""
        return self._fold.snapshot

    @property
    def origins(self) -> Sequence[Origin | None]:
        """Of each event of the log, where it is on the chain; None for one that was concluded and not noted there."""
        return self._fold.origins

    @property
    def foreign(self) -> Foreign | None:
        """All that somebody else's launchpad came to, as last read; None where the contracts are our own."""
        return self._fold.foreign

    @property
    def world(self) -> World:
        """The state last read, to read only."""
        return self.snapshot.world

    @property
    def ledger(self) -> Ledger:
        """The log of events as last read, to read only."""
        return self.snapshot.ledger

    @property
    def _last(self) -> BlockHead:
        """The block up to which all was read; number and time are 0 before any was."""
        return self._follower.head or _NO_BLOCK

    def head(self) -> Head:
        """Return the chain's head as last read: the block's time, the number of events and their hash."""
        return self.snapshot.head

    def events(self, since: int = 0) -> Iterable[Entry]:
        """Entries from index ``since`` on, in order."""
        return self.ledger.entries(since)

    def quote(self, command: cmd.Command) -> decide.Quote:
        """Return what a command would do in the state last read; see ``fomo_core.decide.quote``."""
        return decide.quote(self.world, command, self.now())

    def now(self) -> int:
        """The moment (chain seconds) at which an act would happen."""
        return self.head().now if self.next_time is None else self.next_time

    def time_of(self, number: int, block_hash: str) -> int:
        """The time of a block (chain seconds).

        Raises:
            ChainError: when the node can't answer.
        """
        known = self._follower.time_of(number, block_hash)
        if known is not None:
            return known
        return ask(self.node, "eth_getBlockByNumber", [hex(number), False], records.block_time)

    def sync(self) -> bool:
        """Read what is new; True when there are other events than before.

        Raises:
            StartedAfresh: when the node's chain has begun anew since.
            ChainError: when the node can't answer; the last known state stays as it was.
        """
        with self._lock:
            # A chain does not begin anew while its node goes on answering, but a developer's.
            beginning, self._unsure = self._restarts or self._unsure, True
            try:
                # What can't be taken in is given again the next time.
                with self._follower.syncing(beginning) as change:
                    changed = self._fold.take(change, self._last.timestamp)
            except Inconsistent as wrong:
                raise self._misfit(str(wrong)) from None
            self._misfits = 0
            self._note_pace(change.behind)
            self._behind = change.behind
            if not change.behind:
                # A node that lies behind has not said that what is known still holds.
                self._read_at, self._unsure = time.time_ns() // 1_000_000, False
            return changed

    def _note_pace(self, behind: int) -> None:
        """Compare endpoints when the one in use has brought no newer block for a while: it may be stuck."""
        number = self._last.number
        self._still = self._still + 1 if number == self._reached else 0
        self._reached = number
        if self._still and self._still % (BEHIND_ROW if behind else STILL_ROW) == 0:
            self.node.look_around(number)

    def _misfit(self, what: str) -> ChainError:
        """The error for logs that can't be all: all is read anew then, ever more seldom while that does not help."""
        self._misfits += 1
        if self._misfits & (self._misfits - 1) == 0:
            self._follower.forget()
        return self.node.distrust(what)

    def accepts(self, account: str, digest: bytes, signature: bytes) -> bool:
        """Say whether a contract account, deployed or not, accepts a digest's signature; see ``ownership``.

        Raises:
            ChainError: when the node can't answer.
        """
        return ownership.accepts(self.node, account, digest, signature)

    def read_anew(self) -> bool:
        """Read the whole log once more, and empty the cache; True when there are other events than before.

        For a state that misses what a node once left out. What is known stays readable until all is read.

        Raises:
            ChainError: when the node can't answer; the next ``sync`` goes on with it.
        """
        with self._lock:
            before = self.head()
            self._follower.forget()
            self.sync()
            return self.head()[1:] != before[1:]

    def standing(self) -> Standing:
        """As of which block all this is known."""
        last, node, apart = self._last, self.node, self._follower.apart
        return Standing(
            last.number, last.timestamp, self._read_at, node.endpoint, self._behind, apart, node.complaints
        )

    def search_again(self, first: int) -> bool:
        """Search the blocks from one on once more, as a node may have left logs out; whether there are other events.

        Raises:
            ChainError: when the node can't answer.
        """
        self._follower.search_again(first)
        return self.sync()
