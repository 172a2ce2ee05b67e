"""Follows the logs of some contracts: what a node says, kept in step with the chain it says it about.

Between blocks a poll costs one request. A new block costs two: its header, and its logs. Those are asked for by the block's
hash, so that a node which has another block in its place, or lies behind its own header (as one of many behind one address
may), can't answer with too little. Several blocks at once: their headers travel with the search in one batch and must link
to each other; the logs of blocks that nothing has proved yet are searched again with the next blocks. Where a chain may
have begun anew, and its newest block does not tell, its first one is asked for too. A block is final for us once
``confirmations`` others follow it. Deeper reorganisations are noticed all the same, by the hashes of blocks seen, and
answered by going back to the last common one.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from fomo_core.backends.logs.ahead import Ahead
from fomo_core.backends.logs.blocks import last_common, latest, latest_and_first
from fomo_core.backends.logs.cache import LogCache
from fomo_core.backends.logs.search import LogSearch, Topics
from fomo_core.backends.logs.spans import SPAN
from fomo_core.backends.logs.state import Change, Held
from fomo_core.backends.rpc.records import BlockHead, Caller, Inconsistent
from fomo_core.errors import ChainError, HistoryPruned, NodeRefused, RangeRefused, StartedAfresh

#: Seconds between an answer that does not hold together and the second try.
PAUSE_S = 0.2
#: Blocks at the end that are searched once more when another endpoint is heard, and when something is in doubt.
STRETCH, LONG_STRETCH = 1_000, 10_000
#: Syncs in a row that fall short before the endpoint is left alone for a while.
SHORT_ROW = 3


class LogFollower:
    """Gives the logs of some contracts, each once and in order, with its block's time.

    Safe to use from several threads, though only one caller can make sense of the changes.

    Args:
        addresses: the contracts, 0x-hex.
        topics: as eth_getLogs takes them.
        first_block: where to begin.
        cache: where confirmed logs outlive the process.
        confirmations: blocks after which a block is final.
        progress: called with (block done, head) while a long history is read.
        pause: sleeps for so many seconds.
        span: blocks to ask for at once, to begin with.

    Attributes:
        head: the block up to which all is known; None before the first sync.
        apart: by how many blocks the node's last answers fell short of the head that it told: behind its
            address are nodes that are not in step.
    """

    def __init__(
        self,
        node: Caller,
        chain_id: int,
        addresses: Sequence[str],
        topics: Topics,
        first_block: int,
        cache: LogCache | None,
        confirmations: int,
        *,
        progress: Callable[[int, int], None] | None = None,
        pause: Callable[[float], None] = time.sleep,
        span: int = SPAN,
    ) -> None:
        self.head: BlockHead | None = None
        self.apart = 0
        self._node = node
        self._search = LogSearch(node, addresses, topics, span)
        self._first, self._pause = first_block, pause
        store = cache.shelf(chain_id, addresses, topics, first_block) if cache else None
        self._held = Held(first_block, confirmations, store)
        self._ahead = Ahead(node, self._search, self._held, first_block, confirmations, progress)
        self._lock = threading.Lock()
        self._loaded = False
        #: Up to which block each endpoint was heard, by its name; from where on all is to be heard again.
        self._heard: dict[str, int] = {}
        #: The hash of the chain's first block; empty where it is not known.
        self._beginning = ""
        self._doubtful: int | None = None
        self._short_row = 0

    def sync(self) -> Change:
        """Ask the node what is new; errors as ``syncing``."""
        with self.syncing() as change:
            return change

    @contextmanager
    def syncing(self, beginning: bool = False) -> Iterator[Change]:
        """Ask the node what is new, for whoever may fail to take it in: what the body raises at is given again.

        Args:
            beginning: whether to look if the chain has begun anew since.

        Raises:
            StartedAfresh: when it has; what was given is of a chain that is gone.
            ChainError: when it can't answer; what was given still holds as of ``head``, and what was
                read of a long history is not read again.
        """
        with self._lock:
            head, behind = self.head, self._read(beginning)
            self.head = self._held.top
            try:
                yield Change(*self._held.take_change(), behind)
            except BaseException:
                self.head = head
                self._held.take_back()
                raise

    def search_again(self, first: int) -> None:
        """Let the logs from a block on be searched again at the next sync, as far as that is not too long ago."""
        with self._lock:
            self._doubtful = first

    def forget(self) -> None:
        """Let all be read anew at the next sync; what was given holds until then. The cache is emptied."""
        with self._lock:
            self._load()
            self._held.go_back(-1)
            self._heard.clear()
            self._doubtful = None

    def time_of(self, number: int, block_hash: str) -> int | None:
        """The time (Unix seconds) of a block that was read lately; None for any other."""
        known = self._held.known.get(number)
        return known.timestamp or None if known and known.hash == block_hash else None

    def _load(self) -> None:
        if not self._loaded:
            self._held.load()
            self._loaded = True

    def _read(self, beginning: bool) -> int:
        self._load()
        try:
            behind = self._attempt(beginning)
        except (Inconsistent, NodeRefused):
            self._pause(PAUSE_S)
            behind = self._second_attempt(beginning)
        self._note_step()
        return behind

    def _second_attempt(self, beginning: bool) -> int:
        try:
            return self._attempt(beginning)
        except Inconsistent as wrong:
            raise self._node.distrust(str(wrong)) from None

    def _note_step(self) -> None:
        """Let another endpoint be tried when one keeps falling short of its own head."""
        self._short_row = self._short_row + 1 if self.apart else 0
        if self._short_row >= SHORT_ROW:
            self._node.distrust("its nodes are not in step")
            self._short_row = 0

    def _attempt(self, beginning: bool) -> int:
        """Take in what is new; by how many blocks the node is behind."""
        self.apart, before = 0, self._held.top
        head = self._same_chain() if beginning else latest(self._node)
        try:
            behind = self._take(head)
        finally:
            if before is None and self._held.top is not None:
                self._heard[self._node.endpoint] = self._held.top.number
        if before is not None and self._hear_again(before):
            behind = self._take(latest(self._node))
        return behind

    def _same_chain(self) -> BlockHead:
        """Return the newest block of the chain read so far. Many a node keeps no first one, and is well."""
        if self._beginning and self._goes_on(head := latest(self._node)):
            return head
        head, first = latest_and_first(self._node)
        if first and self._beginning not in ("", first):
            raise StartedAfresh(endpoint=self._node.endpoint)
        self._beginning = first or self._beginning
        return head

    def _goes_on(self, head: BlockHead) -> bool:
        """Return True when a head is, or follows, a block that was read: its chain has not begun anew."""
        top, known = self._held.top, self._held.known.get(head.number)
        if known is not None:
            return known.hash == head.hash
        return top is not None and head.parent == top.hash

    def _take(self, head: BlockHead) -> int:
        top = self._held.top
        if top is None or head.number > top.number:
            self.apart = self._ahead.advance(head)
            return 0
        known = self._held.known.get(head.number)
        if known and known.hash == head.hash:
            if head.number == top.number:
                self._held.top = head
            return top.number - head.number
        return self._backwards(head, top)

    def _hear_again(self, before: BlockHead) -> bool:
        """Search once more what was not heard of the endpoint in use, or is in doubt; True where that takes us back.

        A node may leave logs out without a word. What it left out would be missing for ever if nobody
        else were asked.
        """
        endpoint, top = self._node.endpoint, self._held.top or before
        end = min(before.number, top.number)
        first = max(self._heard.get(endpoint, 0), end - STRETCH) + 1
        if self._doubtful is not None:
            first = max(self._doubtful, end - LONG_STRETCH + 1)
        self._doubtful = None
        changed = False
        try:
            changed = first <= end and self._ahead.correct(max(first, self._first), end)
        except Inconsistent as wrong:
            # It knows less than was told before: what was read stands, and others are asked for what follows.
            self._node.distrust(str(wrong))
        except (RangeRefused, HistoryPruned, NodeRefused):
            pass
        except ChainError:
            # What was read stands all the same; the next sync tries again.
            return False
        self._heard[endpoint] = self._heard[self._node.endpoint] = end if changed else top.number
        return changed

    def _backwards(self, head: BlockHead, top: BlockHead) -> int:
        """The newest block is no higher than the last one, and none that was seen at its height."""
        held = self._held
        common_block = last_common(self._node, held.known, head)
        if head.number not in held.known and not self._is_other_branch(head, common_block):
            return top.number - head.number
        held.go_back(common_block)
        self.apart = self._ahead.advance(head)
        return 0

    def _is_other_branch(self, head: BlockHead, common_block: int) -> bool:
        """Return True when a head below the last block, at a height jumped over so far, is on another branch.

        It may as well be of a node that lies behind. On the same branch, blocks seen above it are no older
        than it, blocks seen below it are still there, and the logs up to it are the same.
        """
        known, first = self._held.known, max(common_block + 1, self._first)
        older = any(n > head.number and 0 < known[n].timestamp < head.timestamp for n in known)
        if older or any(common_block < n < head.number for n in known):
            return True
        return not self._held.has_just(self._search.within(first, head.number), first, head.number)
