"""Follows the logs of some contracts: what a node says, kept in step with the chain it says it about.

Between blocks a poll costs one request. A new block costs two: its header, and its logs. Those are
asked for by the block's hash, so that a node which has another block in its place, or lies behind
its own header (as one of many behind one address may), can't answer with too little. Where several
blocks came at once, their headers travel with the search in one batch and must link to each other;
the logs of blocks that nothing has proved yet are searched again with the next blocks.

A block is final for us once ``confirmations`` others follow it. Deeper reorganisations are noticed
all the same, by the hashes of blocks seen, and answered by going back to the last common one.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

from fomo_core.backends._log_cache import LogCache
from fomo_core.backends._log_search import (
    SPAN,
    BlockHead,
    Caller,
    Found,
    Inconsistent,
    Log,
    LogSearch,
    found_headers,
    header_of,
    headers,
    put_timestamps,
    request_for,
)
from fomo_core.backends._log_state import Held, common, identity
from fomo_core.errors import ChainError, NodeRefused, RangeRefused

__all__ = ["BlockHead", "Change", "LogCache", "LogFollower"]

#: More blocks than these at once are caught up with in parts.
CATCH_UP = 5_000
#: So many blocks at once, or so many below a new head, are linked header by header.
LINKED = 64
#: Seconds between an answer that does not hold together and the second try.
PAUSE_S = 0.2
#: Searches by a block's hash that are refused in a row before no more are tried.
_BY_HASH_TRIES = 3
#: How often the chain may change under one sync.
_TURNS = 8


class Change(NamedTuple):
    """What a sync found: keep the first ``kept`` logs given so far, then append ``logs``.

    ``behind`` is by how many blocks the node lies behind what it, or another one, has told before;
    what was known then stays.
    """

    kept: int
    logs: list[Log]
    behind: int = 0


class LogFollower:
    """Gives the logs of some contracts, each once and in order, with ``timestamp`` (Unix seconds) added.

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
    """

    def __init__(
        self,
        node: Caller,
        chain_id: int,
        addresses: Sequence[str],
        topics: Sequence[Any],
        first_block: int,
        cache: LogCache | None,
        confirmations: int,
        *,
        progress: Callable[[int, int], None] | None = None,
        pause: Callable[[float], None] = time.sleep,
        span: int = SPAN,
    ) -> None:
        self.head: BlockHead | None = None
        self._node = node
        self._search = LogSearch(node, addresses, topics, span)
        self._first, self._confirmations = first_block, confirmations
        self._progress, self._pause = progress, pause
        store = cache.shelf(chain_id, addresses, topics, first_block) if cache else None
        self._held = Held(first_block, confirmations, store)
        self._lock = threading.Lock()
        self._loaded = False
        self._refused_by_hash = 0

    def sync(self) -> Change:
        """Ask the node what is new.

        Raises:
            ChainError: when it can't answer; what was given still holds as of ``head``, and what was
                read of a long history is not read again.
        """
        with self._lock:
            if not self._loaded:
                self._held.load()
                self._loaded = True
            try:
                behind = self._attempt()
            except (Inconsistent, NodeRefused):
                self._pause(PAUSE_S)
                behind = self._second_attempt()
            self.head = self._held.top
            return Change(*self._held.take_change(), behind)

    def _second_attempt(self) -> int:
        try:
            return self._attempt()
        except Inconsistent as wrong:
            raise self._node.distrust(str(wrong)) from None

    def _attempt(self) -> int:
        """Take in what is new; by how many blocks the node is behind."""
        head, top = self._latest(), self._held.top
        if top is None or head.number > top.number:
            self._advance(head)
            return 0
        known = self._held.known.get(head.number)
        if known and known.hash == head.hash:
            return top.number - head.number
        return self._backwards(head)

    def _latest(self) -> BlockHead:
        return header_of(self._node.call("eth_getBlockByNumber", ["latest", False]))

    # --- forwards ---

    def _advance(self, head: BlockHead) -> None:
        """Take in all blocks up to a head that is above the last one."""
        for _ in range(_TURNS):
            top = self._held.top
            if head.number - self._confirmations - self._held.floor > CATCH_UP:
                on_chain = self._catch_up(head.number - self._confirmations, head.number)
                later = self._latest() if on_chain else head
                head = later if later.number >= head.number else head
            elif top and head.parent == top.hash and head.number == top.number + 1:
                return self._take_next(head)
            else:
                on_chain = self._take_several(head)
                if on_chain:
                    return None
            if not on_chain:
                self._held.go_back(self._last_common(head))
        raise Inconsistent("its chain changes while it is read")

    def _take_next(self, head: BlockHead) -> None:
        """Take in the block that follows the last one."""
        found = self._by_hash(head) if self._held.sure == head.number - 1 else None
        if found:
            self._accept(found, {head.number: head}, head.number)
            self._held.sure = head.number
        else:
            self._take_range(*self._ask(head, []), head)
        self._held.settle(head)

    def _by_hash(self, head: BlockHead) -> Found | None:
        """The logs of one block; None where the node can't search so, or hasn't got that block yet."""
        if self._refused_by_hash >= _BY_HASH_TRIES:
            return None
        try:
            found = self._search.of_block(head)
        except NodeRefused:
            self._refused_by_hash += 1
            return None
        self._refused_by_hash = 0
        return found

    def _take_several(self, head: BlockHead) -> bool:
        """Take in any number of blocks; False, and nothing is, when the last one is no longer on the chain."""
        found, seen = self._ask(head, self._wanted(head))
        if not self._follows(head, seen):
            return False
        self._take_range(found, seen, head)
        self._held.settle(head, seen.values())
        return True

    def _wanted(self, head: BlockHead) -> list[int]:
        """The blocks before ``head`` whose headers are needed, rising."""
        top, number = self._held.top, head.number
        if top and number - top.number <= LINKED:
            return list(range(top.number + 1, number))
        anchor = top.number if top else self._first - 1
        final = number - self._confirmations
        linked = range(max(self._first, number - min(self._confirmations, LINKED)), number)
        return sorted({block for block in (anchor, final, *linked) if max(0, anchor) <= block < number})

    def _ask(self, head: BlockHead, wanted: list[int]) -> tuple[Found, dict[int, BlockHead]]:
        """In one batch: the logs up to the head of blocks not yet proved, and headers on the way."""
        first = self._held.floor + 1
        calls = [request_for(number) for number in wanted]
        calls += [self._search.request(first, head.number)] if first <= head.number else []
        answers = self._answers(calls)
        seen = found_headers(wanted, answers)
        _check_links(wanted, {**seen, head.number: head})
        if first > head.number:
            return Found([], []), seen
        if isinstance(answers[-1], RangeRefused):
            return self._search.within(first, head.number), seen
        if isinstance(answers[-1], ChainError):
            raise answers[-1]
        return self._search.checked(answers[-1], first, head.number), seen

    def _answers(self, calls: list[tuple[str, list[Any]]]) -> list[Any]:
        try:
            return self._node.batch(calls, keep_errors=True)
        except RangeRefused as refused:
            # The search for logs, which comes last, was too much for the node; the headers were not.
            return [*self._node.batch(calls[:-1], keep_errors=True), refused]

    def _follows(self, head: BlockHead, seen: dict[int, BlockHead]) -> bool:
        """Whether the last block taken in is still on the chain, as the headers show."""
        top = self._held.top
        if top is None:
            return True
        above = head if head.number == top.number + 1 else seen.get(top.number + 1)
        same = seen.get(top.number)
        if above is None and same is None:
            raise Inconsistent("blocks missing below its newest one")
        return above.parent == top.hash if above else same.hash == top.hash

    def _take_range(self, found: Found, seen: dict[int, BlockHead], head: BlockHead) -> None:
        self._accept(found, {**seen, head.number: head}, self._held.floor + 1)
        if found.blocks and found.blocks[-1] == head.number:
            # Whoever answered with logs of this very block had all before it too.
            self._held.sure = head.number

    def _accept(self, found: Found, seen: dict[int, BlockHead], first: int) -> None:
        """Take in logs from a block on, of which some may be held already."""
        hashes = {**self._held.known, **seen} if len(found.logs) < len(self._held.known) else seen
        for log, block in zip(found.logs, found.blocks):
            if block in hashes and hashes[block].hash != log["blockHash"]:
                raise Inconsistent("logs of a block that is not on its chain")
        old = self._held.tail_from(first)
        if common(old, found.logs) < len(old):
            raise Inconsistent("logs that it gave before are missing")
        new = Found(found.logs[len(old) :], found.blocks[len(old) :])
        put_timestamps(self._node, new, {**self._held.known, **seen})
        self._held.extend(new)

    # --- a long history ---

    def _catch_up(self, target: int, newest: int) -> bool:
        """Take in final blocks in parts; False when the last one taken in is no longer on the chain."""
        if self._held.top and not self._prove_tail(self._held.top):
            return False
        while self._held.floor < target:
            first, top = self._held.floor + 1, self._held.top
            end, found, seen = self._search.next_part(first, target, [top.number] if top else [])
            if end not in seen or (top and top.number not in seen):
                raise Inconsistent("blocks missing below its newest one")
            if top and seen[top.number].hash != top.hash:
                return False
            self._accept(found, seen, first)
            self._held.settle_final(seen[end])
            if self._progress:
                self._progress(end, newest)
        return True

    def _prove_tail(self, top: BlockHead) -> bool:
        """Search the blocks again that were not proved; False when the last one is no longer on the chain."""
        seen = headers(self._node, [top.number])
        if top.number not in seen or seen[top.number].hash != top.hash:
            return False
        first = self._held.floor + 1
        self._accept(self._search.within(first, top.number), seen, first)
        self._held.sure = top.number
        return True

    # --- backwards ---

    def _backwards(self, head: BlockHead) -> int:
        """The newest block is no higher than the last one, and none that was seen at its height."""
        held, top = self._held, self._held.top
        common_block = self._last_common(head)
        if head.number not in held.known and not self._is_other_branch(head, common_block):
            return top.number - head.number
        held.go_back(common_block)
        self._advance(head)
        return 0

    def _last_common(self, head: BlockHead) -> int:
        """The last block seen that is still on the node's chain, below its head; -1 where none is."""
        known = self._held.known
        below = known.get(head.number - 1)
        if below and below.hash == head.parent:
            return below.number
        for group in _growing_groups(sorted((n for n in known if n < head.number), reverse=True)):
            found = headers(self._node, group)
            for number in group:
                if number in found and found[number].hash == known[number].hash:
                    return number
        return -1

    def _is_other_branch(self, head: BlockHead, common_block: int) -> bool:
        """Whether a head below the last block, of a height jumped over so far, is on another branch.

        It may as well be of a node that lies behind. Blocks seen above it are younger than it on the
        same branch; blocks seen below it are on it; and the logs up to it are the same.
        """
        known, first = self._held.known, max(common_block + 1, self._first)
        younger = any(n > head.number and 0 < known[n].timestamp < head.timestamp for n in known)
        if younger or any(common_block < n < head.number for n in known):
            return True
        found = self._search.within(first, head.number)
        if found.blocks != self._held.blocks_within(first, head.number):
            return True
        held = {identity(log) for log in self._held.tail_from(first)}
        return any(
            identity(log) not in held
            for log, block in zip(found.logs, found.blocks)
            if block > self._held.final
        )


def _check_links(wanted: list[int], seen: dict[int, BlockHead]) -> None:
    """Headers asked for next to each other must be there, and follow each other."""
    for number in wanted:
        above, below = seen.get(number + 1), seen.get(number)
        if above and below is None and number != wanted[0]:
            raise Inconsistent("blocks missing below its newest one")
        if above and below and below.hash != above.parent:
            raise Inconsistent("blocks that do not follow each other")


def _growing_groups(numbers: list[int]) -> Iterator[list[int]]:
    size, start = 16, 0
    while start < len(numbers):
        yield numbers[start : start + size]
        start, size = start + size, size * 4
