"""Searching for logs, in ranges as wide as the node takes, and checking what it finds."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from eth_utils import keccak

from fomo_core.backends import _answers
from fomo_core.backends._answers import LATEST_S, BlockHead, Inconsistent
from fomo_core.backends._log_blocks import Caller, found_headers, headers, request_for
from fomo_core.backends._log_text import Log
from fomo_core.errors import ChainError, RangeRefused

#: Blocks asked for at once, to begin with and at most.
SPAN, WIDEST = 100_000, 2_000_000


class Found(NamedTuple):
    """Logs that were checked, and the block of each."""

    logs: list[Log]
    blocks: list[int]


class Spans:
    """How many blocks to search at once: as many as a node allows, without asking for too many too often.

    Attributes:
        next: how many to try.
    """

    def __init__(self, first: int) -> None:
        self.next = first
        self._most = WIDEST
        #: The least that was refused, as far as that still counts; what was searched last; how often in a row.
        self._refused, self._found, self._row = 0, 0, 0

    def refused(self, asked: int, most: int | None = None, always: bool = False) -> None:
        """So many were too many; ``most`` is what the node says it would search, here or always."""
        near = asked // 2 <= self._found < asked
        self._refused, self._row = asked, 0
        if most and most < asked:
            self.next, self._most = most, most if always else self._most
        else:
            self.next = self._found if near else max(1, asked // 2)

    def found(self, asked: int) -> None:
        """So many were searched: try more, twice as many while nothing was ever refused."""
        if asked < self.next:
            return
        self._found, wider = asked, asked * 2
        if self._refused:
            # What was refused may have been dense: it counts less with every success in a row.
            self._row += 1
            self._refused += self._refused * self._row // 64 + 1
            wider = max(asked, min(asked + asked // 4 + 1, self._refused * 7 // 8))
        self.next = min(self._most, wider)


class LogSearch:
    """Searches a node for the logs of some contracts, in ranges as wide as it takes.

    Args:
        addresses: the contracts, 0x-hex.
        topics: as eth_getLogs takes them.
        span: blocks to ask for at once, to begin with.
    """

    def __init__(
        self, node: Caller, addresses: Sequence[str], topics: Sequence[Any], span: int = SPAN
    ) -> None:
        self._node = node
        self._query = {"address": [address.lower() for address in addresses], "topics": list(topics)}
        self._addresses = frozenset(self._query["address"])
        self._first_topics = _first_topics(topics)
        self._traces = [_bloom(self._addresses), _bloom(self._first_topics)]
        self._spans = Spans(span)

    def request(self, first: int, last: int) -> tuple[str, list[Any]]:
        """The request for the logs of a range of blocks."""
        return "eth_getLogs", [{**self._query, "fromBlock": hex(first), "toBlock": hex(last)}]

    def of_block(self, head: BlockHead) -> Found:
        """The logs of exactly this block; a node that has another one in its place refuses."""
        answer = self._node.call("eth_getLogs", [{**self._query, "blockHash": head.hash}])
        return self.checked(answer, head.number, head.number)

    def may_be_in(self, head: BlockHead) -> bool:
        """Whether a block may hold such logs: its header tells so, or doesn't tell."""
        return head.bloom < 0 or all(
            not traces or any(trace & head.bloom == trace for trace in traces) for traces in self._traces
        )

    def within(self, first: int, last: int) -> Found:
        """All logs of a range, in as many requests as it takes."""
        found = Found([], [])
        while first <= last:
            end, part, _ = self.next_part(first, last)
            found.logs.extend(part.logs)
            found.blocks.extend(part.blocks)
            first = end + 1
        return found

    def next_part(
        self, first: int, last: int, also: Sequence[int] = ()
    ) -> tuple[int, Found, dict[int, BlockHead]]:
        """The logs from ``first`` to some block, that block's number and header, and the headers ``also``.

        Raises:
            RangeRefused: when not even one block is searched.
        """
        while True:
            end = min(last, first + self._spans.next - 1)
            numbers = [*also, end]
            try:
                answers = self._node.batch(
                    [self.request(first, end), *map(request_for, numbers)], keep_errors=True
                )
                if isinstance(answers[0], ChainError):
                    raise answers[0]
            except RangeRefused as refused:
                if end == first:
                    raise
                self._spans.refused(end - first + 1, refused.details["most"], refused.details["always"])
            else:
                self._spans.found(end - first + 1)
                return end, self.checked(answers[0], first, end), found_headers(numbers, answers[1:])

    def checked(self, answer: object, first: int, last: int) -> Found:
        """The logs in an answer, without removed ones.

        Raises:
            Inconsistent: they are malformed, foreign, double, out of order or out of range.
        """
        logs = _answers.logs(answer)
        return Found(logs, self._blocks(logs, first, last))

    def _blocks(self, logs: list[Log], first: int, last: int) -> list[int]:
        """The block of each log; all must be what was asked for, and in order."""
        addresses, wanted = self._addresses, self._first_topics
        blocks: list[int] = []
        block, block_hash, place = first, None, -1
        for log in logs:
            number, index = int(log["blockNumber"], 16), int(log["logIndex"], 16)
            if number != block or block_hash is None:
                if not block <= number <= last:
                    raise Inconsistent("logs out of order or of other blocks than asked for")
                block, block_hash, place = number, log["blockHash"], -1
            elif log["blockHash"] != block_hash:
                raise Inconsistent("logs of two blocks of one number")
            if index <= place:
                raise Inconsistent("logs out of order or twice")
            place = index
            blocks.append(number)
            if log["address"].lower() not in addresses or not _begins_with(log, wanted):
                raise Inconsistent("logs that were not asked for")
        return blocks


def _begins_with(log: Log, wanted: frozenset[str]) -> bool:
    return not wanted or (bool(log["topics"]) and log["topics"][0].lower() in wanted)


def _first_topics(topics: Sequence[Any]) -> frozenset[str]:
    first = topics[0] if topics else None
    return frozenset(topic.lower() for topic in ([first] if isinstance(first, str) else first or ()))


def _bloom(values: Iterable[str]) -> list[int]:
    """The three bits that each of some 0x-hex values sets in a header's bloom."""
    digests = [keccak(hexstr=value) for value in values]
    return [
        sum({1 << (int.from_bytes(digest[i : i + 2], "big") & 2047) for i in (0, 2, 4)}) for digest in digests
    ]


def put_timestamps(node: Caller, found: Found, known: Mapping[int, BlockHead]) -> None:
    """Give each log its block's Unix time as ``timestamp``.

    A header's word counts more than a log's own, which is believed only where it lies between those of
    the headers known below and above; headers are read only where nothing else tells.
    """
    times: dict[int, int] = {}
    missing: dict[int, str] = {}
    clock = _Clock(known) if found.logs else None
    for log, block in zip(found.logs, found.blocks):
        if block not in times and block not in missing:
            stamp = clock.time_of(block, log) if clock else 0
            if stamp:
                times[block] = stamp
            else:
                missing[block] = log["blockHash"]
    times |= _read_timestamps(node, missing)
    for log, block in zip(found.logs, found.blocks):
        log["timestamp"] = times[block]


class _Clock:
    """The times of blocks, as far as headers tell them or leave room for what logs say."""

    def __init__(self, known: Mapping[int, BlockHead]) -> None:
        self._known = {number: head for number, head in known.items() if head.timestamp}
        self._numbers = sorted(self._known)
        self._last = 0

    def time_of(self, block: int, log: Log) -> int:
        """The time of a block, asked for in rising order; 0 where nothing tells it."""
        head = self._known.get(block)
        own = head.timestamp if head and head.hash == log["blockHash"] else self._own_time(block, log)
        self._last = max(self._last, own)
        return own

    def _own_time(self, block: int, log: Log) -> int:
        told = log.get("blockTimestamp")
        try:
            stamp = _answers.quantity(told, "a log's time", LATEST_S)
        except Inconsistent:
            return 0
        place = bisect_left(self._numbers, block)
        below, above = self._numbers[place - 1 : place], self._numbers[place : place + 1]
        earliest = max([self._last, *(self._known[number].timestamp for number in below)])
        latest = min([LATEST_S, *(self._known[number].timestamp for number in above)])
        return stamp if earliest <= stamp <= latest else 0


def _read_timestamps(node: Caller, missing: Mapping[int, str]) -> dict[int, int]:
    found = headers(node, list(missing)) if missing else {}
    if any(found[number].hash != missing[number] for number in missing):
        raise Inconsistent("logs of blocks that it does not have")
    return {number: head.timestamp for number, head in found.items()}
