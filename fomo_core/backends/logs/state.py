"""The state of a follower of logs: the blocks it has seen, the logs it took in, and what it has given."""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

from fomo_core.backends.logs.cache import Shelf
from fomo_core.backends.logs.log import Log
from fomo_core.backends.rpc.records import BlockHead, Inconsistent

#: Hashes of blocks remembered before the older ones are thinned out.
REMEMBERED = 4_096
#: Blocks without logs that are not worth a write to the cache.
IDLE = 1_000


class Change(NamedTuple):
    """The result of a sync: keep the first ``kept`` logs given so far, then append ``logs``.

    ``behind`` is by how many blocks the node lies behind what it, or another one, has told before;
    what was known then stays.
    """

    kept: int
    logs: list[Log]
    behind: int = 0


class Held:
    """The logs taken in so far, as far as they may still change, and the way back.

    Attributes:
        top: the last block taken in; None before the first.
        known: the hashes seen of blocks up to ``top``, by number; a time of 0 is not known.
        final: blocks up to this one have enough others on top of them.
        sure: up to this block nothing can be missing.
    """

    def __init__(self, first_block: int, confirmations: int, store: Shelf | None) -> None:
        self._first, self._confirmations, self._store = first_block, confirmations, store
        self.top: BlockHead | None = None
        self.known: dict[int, BlockHead] = {}
        self.final = self.sure = first_block - 1
        #: The block of each log, and a piece of its hash; the logs themselves only after ``final``.
        self._blocks, self._pieces = array("Q"), array("Q")
        self._tail: list[Log] = []
        #: Final logs that the cache, which ends at ``_saved``, does not have yet.
        self._unsaved: list[Log] = []
        self._saved = first_block - 1
        #: To be given: after the first ``_kept`` logs, ``_fresh``. ``_given``: the tail as it was given.
        self._kept = 0
        self._fresh: list[Log] = []
        self._given: list[Log] = []
        self._given_start = 0
        self._before = (0, self._fresh, self._given, 0)

    def load(self) -> None:
        """Begin with what the cache holds."""
        stored = self._store.load() if self._store else None
        if stored and stored.ends:
            self._blocks += _blocks_of(stored.logs)
            self._pieces += _pieces_of(stored.logs)
            self._fresh = stored.logs
            self.known = {head.number: head for head in stored.ends}
            self.top = stored.ends[-1]
            self.final = self.sure = self._saved = self.top.number

    @property
    def floor(self) -> int:
        """The logs of blocks up to this one need not be asked for again."""
        return max(self.final, self.sure)

    def tail_from(self, block: int) -> list[Log]:
        """The logs of this block, which is not final, and of all after it."""
        return self._tail[bisect_left(self._tail_blocks(), block) :]

    def has_just(self, found: list[Log], first: int, last: int) -> bool:
        """Return True when these are exactly the logs held of the blocks from ``first`` to ``last``."""
        part = slice(bisect_left(self._blocks, first), bisect_right(self._blocks, last))
        return self._blocks[part] == _blocks_of(found) and self._pieces[part] == _pieces_of(found)

    def first_missing(self, found: list[Log], first: int, last: int) -> int | None:
        """The block of the first log found of some blocks that is not held; None where all are.

        Raises:
            Inconsistent: some that are held were not found.
        """
        part = slice(bisect_left(self._blocks, first), bisect_right(self._blocks, last))
        held = Counter(zip(self._blocks[part], self._pieces[part]))
        told = Counter(zip(_blocks_of(found), _pieces_of(found)))
        if held - told:
            raise Inconsistent("logs that another one gave are missing")
        return min((block for block, _ in told - held), default=None)

    def extend(self, found: list[Log]) -> None:
        """Take in logs that follow all those held."""
        self._blocks += _blocks_of(found)
        self._pieces += _pieces_of(found)
        self._tail += found
        self._fresh += found

    def settle(self, head: BlockHead, seen: Iterable[BlockHead] = ()) -> None:
        """All logs up to a block are in."""
        for block in (*seen, head):
            if block.number:
                self.known.setdefault(block.number - 1, BlockHead(block.number - 1, block.parent, 0))
            self.known[block.number] = block
        self.top = head
        self._finalise(max(self.final, head.number - self._confirmations))
        self._thin_out()

    def settle_final(self, head: BlockHead) -> None:
        """All logs up to a block are in, and it lies deep enough."""
        self.known[head.number] = self.top = head
        self.sure = head.number
        self._finalise(head.number)

    def go_back(self, block: int) -> None:
        """Forget everything after a block that was seen; -1 for everything."""
        lowest = max(block, self._first - 1)
        if lowest < self._saved:
            self._saved = lowest
            if self._store and not self._store.cut(self.known.get(block)):
                self._store = None
        count = bisect_right(self._blocks, block)
        del self._tail[max(0, len(self._tail) - (len(self._blocks) - count)) :]
        del self._blocks[count:], self._pieces[count:]
        del self._fresh[max(0, count - self._kept) :]
        self._kept = min(self._kept, count)
        self._unsaved = split(self._unsaved, block)[0]
        self.known = {number: head for number, head in self.known.items() if number <= block}
        self.final, self.sure = min(self.final, lowest), min(self.sure, lowest)
        self.top = self.known.get(block)

    def take_change(self) -> tuple[int, list[Log]]:
        """Return how many of the logs given are still right, and the logs that follow them."""
        self._before = self._kept, self._fresh, self._given, self._given_start
        same = self._given_again()
        kept, fresh = self._kept + same, self._fresh[same:]
        self._kept, self._fresh = len(self._blocks), []
        self._given, self._given_start = list(self._tail), self._kept - len(self._tail)
        return kept, fresh

    def take_back(self) -> None:
        """The last change was not taken in by whoever asked for it: it is part of the next one."""
        self._kept, self._fresh, self._given, self._given_start = self._before

    def _given_again(self) -> int:
        """Count the logs taken back that have come again: a block may have been read twice."""
        taken_back = self._given[self._kept - self._given_start :] if self._kept >= self._given_start else []
        same = common(taken_back, self._fresh)
        # A block is given whole: what its logs mean may depend on each other.
        while 0 < same < len(self._fresh) and self._fresh[same].block == self._fresh[same - 1].block:
            same -= 1
        return same

    def _finalise(self, block: int) -> None:
        cut = bisect_right(self._tail_blocks(), block)
        if self._store:
            self._unsaved += self._tail[:cut]
        del self._tail[:cut]
        self.final = block
        self._save()

    def _tail_blocks(self) -> array[int]:
        return self._blocks[len(self._blocks) - len(self._tail) :]

    def _save(self) -> None:
        """Write final logs to the cache, up to the last block whose hash is known."""
        if not self._store or not (self._unsaved or self.final - self._saved >= IDLE):
            return
        last = self._last_whole()
        if last is None:
            return
        logs, rest = split(self._unsaved, last)
        if self._store.append(self._saved + 1, self.known[last], logs):
            self._saved, self._unsaved = last, rest
        else:
            self._rejoin(self._store)

    def _last_whole(self) -> int | None:
        """The last final block of which hash and time are known; None where the cache has it already."""
        known = self.known
        if self.final in known and known[self.final].timestamp:
            return self.final
        ends = (n for n in known if self._saved < n <= self.final and known[n].timestamp)
        return max(ends, default=None)

    def _rejoin(self, store: Shelf) -> None:
        """Another process writes too: go on from its end where it saw the same chain, else leave it alone."""
        end = store.end()
        if end is None or end.number < self._saved:
            self._store = None
        elif self._saved < end.number <= self.final and end.number in self.known:
            if self.known[end.number].hash == end.hash:
                self._saved, self._unsaved = end.number, split(self._unsaved, end.number)[1]
            else:
                self._store = None

    def _thin_out(self) -> None:
        """Of the older half of the hashes, keep every other one: close by it matters, far off hardly."""
        if len(self.known) > REMEMBERED:
            numbers = sorted(self.known)
            for number in numbers[1 : REMEMBERED // 2 : 2]:
                del self.known[number]


def _blocks_of(logs: list[Log]) -> array[int]:
    return array("Q", [log.block for log in logs])


def _pieces_of(logs: list[Log]) -> array[int]:
    """The first 64 bits of each log's block's hash: of "0x0123456789abcdef..." it is 0x0123456789abcdef."""
    hashes = [log.block_hash for log in logs]
    pieces = {block_hash: int(block_hash[2:18], 16) for block_hash in set(hashes)}
    return array("Q", [pieces[block_hash] for block_hash in hashes])


def _identity(log: Log) -> tuple[str, int]:
    """Return what tells a log from every other, on whatever branch."""
    return log.block_hash, log.log_index


def split(logs: list[Log], block: int) -> tuple[list[Log], list[Log]]:
    """Those of some logs up to a block, and those after it."""
    count = bisect_right(logs, block, key=lambda log: log.block)
    return logs[:count], logs[count:]


def common(ones: list[Log], others: list[Log]) -> int:
    """Count the logs that two lists share from their beginning."""
    pairs = enumerate(zip(ones, others))
    shortest = min(len(ones), len(others))
    return next((index for index, (one, other) in pairs if _identity(one) != _identity(other)), shortest)
