"""Taking in the blocks up to a new head, few or very many, with as few requests as that allows."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from fomo_core.backends.logs.blocks import (
    LATEST,
    check_links,
    found_headers,
    headers,
    last_common,
    latest,
    request_for,
)
from fomo_core.backends.logs.log import Log
from fomo_core.backends.logs.search import LogSearch
from fomo_core.backends.logs.state import Held, common, split
from fomo_core.backends.logs.times import last_of_blocks, with_times
from fomo_core.backends.rpc import records
from fomo_core.backends.rpc.records import BlockHead, Caller, Inconsistent
from fomo_core.errors import ChainError, NodeRefused, RangeRefused

#: More blocks than these at once are caught up with in parts.
CATCH_UP = 5_000
#: So many blocks at once, or so many below a new head, are linked header by header.
LINKED = 64
#: Searches by a block's hash that are refused in a row before no more are tried.
_BY_HASH_TRIES = 3
#: How often the chain may change under one sync.
_TURNS = 8


class Told(NamedTuple):
    """The answers to a batch: how far they reach, the logs up to there, and headers on the way."""

    head: BlockHead
    found: list[Log]
    seen: dict[int, BlockHead]


class Ahead:
    """Brings what is held up to a head of the node.

    Where 100 was the last block taken in and a block is final 12 blocks later, a head 101 on top of it brings
    the logs of that block, searched by its hash; 130 one batch, of headers and of all logs not yet proved;
    60,000 the blocks up to 59,988 in parts first. Where 100 has left the chain, what is held goes back first.

    Args:
        first_block: where the logs begin.
        confirmations: blocks after which a block is final.
        progress: called with (block done, head) while a long history is read.
    """

    def __init__(
        self,
        node: Caller,
        search: LogSearch,
        held: Held,
        first_block: int,
        confirmations: int,
        progress: Callable[[int, int], None] | None,
    ) -> None:
        self._node, self._search, self._held = node, search, held
        self._first, self._confirmations = first_block, confirmations
        self._progress = progress
        self._refused_by_hash = 0

    def advance(self, head: BlockHead) -> int:
        """Take in all blocks up to a head that is above the last one, or as many as the node's answers reach.

        By how many blocks they fall short: behind one address may be nodes that are not in step.
        """
        for _ in range(_TURNS):
            top = self._held.top
            if head.number - self._confirmations - self._held.floor > CATCH_UP:
                on_chain = self._catch_up(head.number - self._confirmations, head.number)
                later = latest(self._node) if on_chain else head
                head = later if later.number >= head.number else head
            elif top and head.parent == top.hash and head.number == top.number + 1:
                return self._take_next(head)
            else:
                reached = self._take_several(head)
                if reached:
                    return head.number - reached.number
                on_chain = False
            if not on_chain:
                self._held.go_back(last_common(self._node, self._held.known, head))
        raise Inconsistent("its chain changes while it is read")

    def _take_next(self, head: BlockHead) -> int:
        """Take in the block that follows the last one; 1 if whoever answered does not have it yet."""
        found = self._by_hash(head) if self._held.sure == head.number - 1 else None
        if found is not None:
            self._accept(found, {head.number: head}, head.number)
            if found or not self._search.may_be_in(head):
                # Else a node whose index of logs comes after its blocks may have told too little.
                self._held.sure = head.number
        else:
            told = self._ask(head, [])
            if told.head.number < head.number:
                return 1
            self._take_range(told.found, told.seen, head)
        self._held.settle(head)
        return 0

    def _by_hash(self, head: BlockHead) -> list[Log] | None:
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

    def _take_several(self, head: BlockHead) -> BlockHead | None:
        """Take in any number of blocks, up to the one returned; None, and none is, when the last one is no longer on the chain."""
        told, top = self._ask(head, self._wanted(head)), self._held.top
        if top and told.head.number <= top.number:
            return top
        if not self._follows(told.head, told.seen):
            return None
        self._take_range(told.found, told.seen, told.head)
        self._held.settle(told.head, told.seen.values())
        return told.head

    def _wanted(self, head: BlockHead) -> list[int]:
        """The blocks before ``head`` whose headers are needed, rising."""
        top, number = self._held.top, head.number
        if top and number - top.number <= LINKED:
            return list(range(top.number + 1, number))
        anchor = top.number if top else self._first - 1
        final = number - self._confirmations
        linked = range(max(self._first, number - min(self._confirmations, LINKED)), number)
        return sorted({block for block in (anchor, final, *linked) if max(0, anchor) <= block < number})

    def _ask(self, head: BlockHead, wanted: list[int]) -> Told:
        """In one batch: the logs up to the head of blocks not yet proved, headers on the way, and how far these reach."""
        first = self._held.floor + 1
        calls = [*map(request_for, wanted), LATEST]
        if first > head.number:
            told = [*self._node.batch(calls, keep_errors=True), []]
        else:
            told = self._answers([*calls, self._search.request(first, head.number)])
        *answers, newest, logs = told
        reached = self._reached(head, newest)
        wanted = [number for number in wanted if number < reached.number]
        seen = found_headers(wanted, answers)
        check_links(wanted, {**seen, reached.number: reached})
        if first > reached.number:
            return Told(reached, [], seen)
        if isinstance(logs, NodeRefused) and reached is not head:
            # Beyond its own head some nodes search nothing at all.
            return self._ask(reached, wanted)
        if isinstance(logs, RangeRefused):
            return Told(reached, self._search.within(first, reached.number), seen)
        if isinstance(logs, ChainError):
            raise logs
        return Told(reached, split(self._search.whole(logs, first, head.number), reached.number)[0], seen)

    def _answers(self, calls: list[tuple[str, list[object]]]) -> list[object]:
        try:
            return self._node.batch(calls, keep_errors=True)
        except RangeRefused as refused:
            # The search for logs, which comes last, was too much for the node; the headers were not.
            return [*self._node.batch(calls[:-1], keep_errors=True), refused]

    def _reached(self, head: BlockHead, newest: object) -> BlockHead:
        """The head, or the newest block of whoever answered the batch, where that is not so far."""
        if isinstance(newest, ChainError):
            raise newest
        own = records.block(newest)
        return own if own.number < head.number else head

    def _follows(self, head: BlockHead, seen: dict[int, BlockHead]) -> bool:
        """Return True when the last block taken in, if any, is still on the chain, as the headers show."""
        top = self._held.top
        if top is None:
            return True
        above = head if head.number == top.number + 1 else seen.get(top.number + 1)
        same = seen.get(top.number)
        if above is not None:
            return above.parent == top.hash
        if same is not None:
            return same.hash == top.hash
        raise Inconsistent("blocks missing below its newest one")

    def _take_range(self, found: list[Log], seen: dict[int, BlockHead], head: BlockHead) -> None:
        self._accept(found, {**seen, head.number: head}, self._held.floor + 1)
        if found and found[-1].block == head.number:
            # Whoever answered with logs of this very block had all before it too.
            self._held.sure = head.number

    def _accept(self, found: list[Log], seen: dict[int, BlockHead], first: int) -> None:
        """Take in logs from a block on, of which some may be held already."""
        hashes = {**self._held.known, **seen}
        for block, log in last_of_blocks(found).items():
            if block in hashes and hashes[block].hash != log.block_hash:
                raise Inconsistent("logs of a block that is not on its chain")
        old = self._held.tail_from(first)
        if common(old, found) < len(old):
            raise Inconsistent("logs that it gave before are missing")
        self._held.extend(with_times(self._node, found[len(old) :], hashes))

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

    def correct(self, first: int, last: int) -> bool:
        """Search blocks that were taken in once more; True where logs were missing, and those after them are forgotten.

        Raises:
            ChainError: when the node can't answer.
            Inconsistent: when it tells less than is held, or of other blocks.
        """
        found = self._search.within(first, last)
        missing = self._held.first_missing(found, first, last)
        if missing is None:
            return False
        below = (number for number in self._held.known if number < missing)
        self._held.go_back(max(below, default=-1))
        return True

    def _prove_tail(self, top: BlockHead) -> bool:
        """Search the blocks again that were not proved; False when the last one is no longer on the chain."""
        seen = headers(self._node, [top.number])
        if seen[top.number].hash != top.hash:
            return False
        first = self._held.floor + 1
        self._accept(self._search.within(first, top.number), seen, first)
        self._held.sure = max(self._held.sure, top.number)
        return True
