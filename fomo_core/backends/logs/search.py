"""Searching for logs, in ranges as wide as the node takes, and checking what it finds."""

from __future__ import annotations

import operator
from collections.abc import Iterable, Sequence

from eth_utils.crypto import keccak

from fomo_core.backends.logs.blocks import found_headers, request_for
from fomo_core.backends.logs.log import Log, logs
from fomo_core.backends.logs.spans import SPAN, Spans
from fomo_core.backends.rpc.records import BlockHead, Caller, Inconsistent
from fomo_core.errors import ChainError, RangeRefused

#: What a search asks of a log's topics, as eth_getLogs takes it.
Topics = Sequence[str | Sequence[str] | None]


class LogSearch:
    """Searches a node for the logs of some contracts, in ranges as wide as it takes.

    Args:
        addresses: the contracts, 0x-hex.
        topics: as eth_getLogs takes them.
        span: blocks to ask for at once, to begin with.
    """

    def __init__(self, node: Caller, addresses: Sequence[str], topics: Topics, span: int = SPAN) -> None:
        self._node = node
        asked = [address.lower() for address in addresses]
        self._query: dict[str, object] = {"address": asked, "topics": list(topics)}
        self._addresses = frozenset(asked)
        self._first_topics = _first_topics(topics)
        self._traces = [_bloom(self._addresses), _bloom(self._first_topics)]
        self._spans = Spans(span)

    def request(self, first: int, last: int) -> tuple[str, list[object]]:
        """The request for the logs of a range of blocks."""
        return "eth_getLogs", [{**self._query, "fromBlock": hex(first), "toBlock": hex(last)}]

    def of_block(self, head: BlockHead) -> list[Log]:
        """The logs of exactly this block; a node that has another one in its place refuses."""
        answer = self._node.call("eth_getLogs", [{**self._query, "blockHash": head.hash}])
        return self.checked(answer, head.number, head.number)

    def may_be_in(self, head: BlockHead) -> bool:
        """Return True when a block may hold such logs: its header tells so, or doesn't tell."""
        return head.bloom < 0 or all(
            not traces or any(trace & head.bloom == trace for trace in traces) for traces in self._traces
        )

    def within(self, first: int, last: int) -> list[Log]:
        """All logs of a range, in as many requests as it takes."""
        found: list[Log] = []
        while first <= last:
            end, part, _ = self.next_part(first, last)
            found += part
            first = end + 1
        return found

    def next_part(
        self, first: int, last: int, also: Sequence[int] = ()
    ) -> tuple[int, list[Log], dict[int, BlockHead]]:
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
                    self._spans.refused_one()
                    raise
                self._spans.refused(end - first + 1, refused.most, refused.always)
            else:
                self._spans.found(end - first + 1)
                return end, self.whole(answers[0], first, end), found_headers(numbers, answers[1:])

    def whole(self, answer: object, first: int, last: int) -> list[Log]:
        """The logs in the answer to a search; where a node may have cut them off, searched again in halves.

        Raises:
            Inconsistent: as ``checked``, or when the halves hold less.
        """
        found = self.checked(answer, first, last)
        if first == last or not (isinstance(answer, list) and _looks_cut_off(len(answer))):
            return found
        middle = (first + last) // 2
        one, other = self.within(first, middle), self.within(middle + 1, last)
        if len(one) + len(other) < len(found):
            raise Inconsistent("logs that it gave before are missing")
        return one + other

    def checked(self, answer: object, first: int, last: int) -> list[Log]:
        """The logs in an answer, without removed ones.

        Raises:
            Inconsistent: they are malformed, foreign, double, out of order or out of range.
        """
        found = logs(answer)
        _check_order(found, first, last)
        emitters = {log.address for log in found}
        kinds = {log.topics[0] if log.topics else "" for log in found}
        if not self._addresses.issuperset(map(str.lower, emitters)) or (
            self._first_topics and not self._first_topics.issuperset(map(str.lower, kinds))
        ):
            raise Inconsistent("logs that were not asked for")
        return found


def _check_order(found: list[Log], first: int, last: int) -> None:
    """All logs must lie within some blocks, in order, and those of a block must name the same hash."""
    # Block 7's log 3 is 7 * 2**64 + 3: that is as good an order as pairs, and no object for the garbage collector.
    places = [log.block << 64 | log.log_index for log in found]
    if found and not first <= found[0].block <= found[-1].block <= last:
        raise Inconsistent("logs out of order or of other blocks than asked for")
    if any(map(operator.ge, places, places[1:])):
        raise Inconsistent("logs out of order or twice")
    blocks = {(log.block, log.block_hash) for log in found}
    if len(blocks) > len(dict(blocks)):
        raise Inconsistent("logs of two blocks of one number")


def _looks_cut_off(count: int) -> bool:
    """Return True when a count of logs is round, as is the most that some nodes give without a word."""
    digits = str(count)
    return count >= 100 and digits[0] in "125" and set(digits[1:]) <= {"0"}


def _first_topics(topics: Topics) -> frozenset[str]:
    first = topics[0] if topics else None
    return frozenset(topic.lower() for topic in ([first] if isinstance(first, str) else first or ()))


def _bloom(values: Iterable[str]) -> list[int]:
    """The three bits that each of some 0x-hex values sets in a header's bloom."""
    digests = [keccak(hexstr=value) for value in values]
    return [
        sum({1 << (int.from_bytes(digest[i : i + 2], "big") & 2047) for i in (0, 2, 4)}) for digest in digests
    ]
