"""A launchpad of which three events are known: read, and never written to (protocol section 7)."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from pathlib import Path
from threading import RLock

from fomo_core import commands as cmd
from fomo_core import decide, presets
from fomo_core.backends._codec import PUBLISHED, TOPICS, Decoder
from fomo_core.backends._contracts import require_code
from fomo_core.backends._logs import LogCache, LogFollower
from fomo_core.backends._rpc import Node
from fomo_core.backends.evm import CONFIRMATIONS, Standing
from fomo_core.chain import Capabilities, Head, Receipt, Snapshot
from fomo_core.errors import ReadOnly
from fomo_core.ledger import Entry, Ledger
from fomo_core.observed import UNKNOWN, Observed, Seen, observe
from fomo_core.parameters import Protocol
from fomo_core.world import World


class ObservedChain:
    """FLock's own launchpad, or one like it, as far as its events tell.

    Attributes:
        snapshot: head, world and ledger of one moment.
        observed: what the events came to, with the curves fitted to them.
        unknown: what such a launchpad does not say, as keys of the texts.
    """

    capabilities = Capabilities(fund=False, advance=False, undo=False, branch=True)
    development = False
    unknown = UNKNOWN

    def __init__(
        self,
        node: Node,
        launchpad: str,
        *,
        chain_id: int,
        first_block: int = 0,
        cache: Path | None = None,
        confirmations: int = CONFIRMATIONS,
        progress: Callable[[int, int], None] | None = None,
    ) -> None:
        """Find the launchpad; no event is read yet.

        Raises:
            ChainError: when the node can't answer, serves another chain, or nothing lies there.
        """
        self.node, self.chain_id, self.first_block = node, chain_id, first_block
        require_code(node, launchpad, chain_id)
        topics = [[TOPICS[name] for name in PUBLISHED]]
        kept = LogCache(cache) if cache is not None else None
        self._follower = LogFollower(
            node, chain_id, [launchpad], topics, first_block, kept, confirmations, progress=progress
        )
        self._lock = RLock()
        self._read_at, self._behind = 0.0, 0
        self._seen: list[Seen] = []
        self._take()

    @property
    def protocol(self) -> Protocol:
        """The parameters as far as the chain says them, and one model for each offering."""
        return self.observed.protocol

    @property
    def world(self) -> World:
        """The state last read, to read only."""
        return self.snapshot.world

    @property
    def ledger(self) -> Ledger:
        """The log of events as last read, to read only."""
        return self.snapshot.ledger

    def head(self) -> Head:
        """Where the chain stands, as far as it was read."""
        return self.snapshot.head

    def events(self, since: int = 0) -> Iterable[Entry]:
        """Entries from index ``since`` on, in order."""
        return self.ledger.entries(since)

    def quote(self, command: cmd.Command) -> decide.Quote:
        """What a command would do by the fitted curve; see ``fomo_core.decide.quote``."""
        return decide.quote(self.world, command, self.head().now)

    def submit(self, command: cmd.Command) -> Receipt:
        """Refused: how this launchpad is called is not public knowledge.

        Raises:
            ReadOnly: always.
        """
        raise ReadOnly

    def sync(self) -> bool:
        """Read what is new; True when there are other events than before; errors as ``LogFollower.sync``."""
        with self._lock:
            # What can't be taken in is given again the next time.
            with self._follower.syncing() as change:
                changed = change.kept < len(self._seen) or bool(change.logs)
                fresh = [(log["timestamp"], self._decoder.event(log)) for log in change.logs]
                if changed:
                    self._seen[change.kept :] = fresh
                    self._take()
                else:
                    self._stamp(self.world, self.ledger)
            self._read_at, self._behind = time.time(), change.behind
            return changed

    def standing(self) -> Standing:
        """As of which block all this is known."""
        head = self._follower.head
        number, stamp = (head.number, head.timestamp) if head else (0, 0)
        return Standing(number, stamp, self._read_at, self.node.endpoint, self._behind)

    def audit(self) -> None:
        """Nothing to compare with: its getters are not public knowledge."""

    def _take(self) -> None:
        """Make all events into a protocol and a log anew: a purchase more can mean another curve."""
        self._decoder = Decoder()
        self.observed: Observed = observe(self._seen, presets.load())
        ledger = Ledger()
        for entry in self.observed.entries:
            ledger.append(entry.at, (entry.event,))
        self._stamp(ledger.replay(self.protocol), ledger)

    def _stamp(self, world: World, ledger: Ledger) -> None:
        head = self._follower.head
        self.snapshot = Snapshot(Head(head.timestamp if head else 0, len(ledger), ledger.head), world, ledger)
