"""Reading blocks and logs from a node, and checking that what it says holds together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple, Protocol

from fomo_core.errors import ChainError, RangeRefused

_LARGEST = 2**62

#: Blocks asked for at once, to begin with and at most.
SPAN, WIDEST = 100_000, 2_000_000

Log = dict[str, Any]


class Found(NamedTuple):
    """Logs that were checked, and the block of each."""

    logs: list[Log]
    blocks: list[int]


class Inconsistent(Exception):
    """A node's answers contradict each other or the protocol; the text says how, in a few words."""


class Caller(Protocol):
    """As much of a Node as is needed here."""

    @property
    def endpoint(self) -> str: ...

    def call(self, method: str, params: Sequence[Any] = ()) -> Any: ...

    def batch(self, calls: Iterable[tuple[str, Sequence[Any]]], keep_errors: bool = False) -> list[Any]: ...

    def distrust(self, what: str) -> ChainError: ...


class BlockHead(NamedTuple):
    """A block by its header: number, hash and Unix time; the hash of the block before it."""

    number: int
    hash: str
    timestamp: int
    parent: str = ""


def header_of(answer: object) -> BlockHead:
    """The header in an answer to eth_getBlockByNumber.

    Raises:
        Inconsistent: it is none.
    """
    try:
        number, timestamp = int(answer["number"], 16), int(answer["timestamp"], 16)
        block_hash, parent = answer["hash"], answer["parentHash"]
    except (TypeError, KeyError, ValueError):
        raise Inconsistent("a block without number, hash or time") from None
    if not (isinstance(block_hash, str) and isinstance(parent, str)):
        raise Inconsistent("a block without a hash")
    if not (0 <= number < _LARGEST and 0 <= timestamp < _LARGEST):
        raise Inconsistent("a block of an impossible number or time")
    return BlockHead(number, block_hash, timestamp, parent)


def request_for(number: int) -> tuple[str, list[Any]]:
    """The request for the header of a block."""
    return "eth_getBlockByNumber", [hex(number), False]


def headers(node: Caller, numbers: Sequence[int]) -> dict[int, BlockHead]:
    """The headers that a node has of some blocks; those that it hasn't are left out."""
    answers = node.batch([request_for(number) for number in numbers], keep_errors=True)
    return found_headers(numbers, answers)


def found_headers(numbers: Iterable[int], answers: Iterable[object]) -> dict[int, BlockHead]:
    """The headers among the answers to ``request_for`` these numbers."""
    found = {}
    for number, answer in zip(numbers, answers):
        if answer is None or isinstance(answer, ChainError):
            continue
        found[number] = header_of(answer)
        if found[number].number != number:
            raise Inconsistent("another block than asked for")
    return found


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
        self._span, self._most, self._refused = span, WIDEST, False

    def request(self, first: int, last: int) -> tuple[str, list[Any]]:
        """The request for the logs of a range of blocks."""
        return "eth_getLogs", [{**self._query, "fromBlock": hex(first), "toBlock": hex(last)}]

    def of_block(self, head: BlockHead) -> Found:
        """The logs of exactly this block; a node that has another one in its place refuses."""
        answer = self._node.call("eth_getLogs", [{**self._query, "blockHash": head.hash}])
        return self.checked(answer, head.number, head.number)

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
            end = min(last, first + self._span - 1)
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
                self._shrink(end - first + 1, refused.details.get("most"))
            else:
                self._grow(end - first + 1)
                return end, self.checked(answers[0], first, end), found_headers(numbers, answers[1:])

    def _shrink(self, asked: int, most: int | None) -> None:
        self._refused = True
        if most and most < asked:
            self._span = self._most = most
        else:
            self._span = max(1, asked // 2)

    def _grow(self, asked: int) -> None:
        """After a success: double while nothing was ever refused, else by a quarter; never past what was told."""
        if asked == self._span:
            wider = self._span + self._span // 4 + 1 if self._refused else self._span * 2
            self._span = min(self._most, wider)

    def checked(self, answer: object, first: int, last: int) -> Found:
        """The logs in an answer, without removed ones.

        Raises:
            Inconsistent: they are malformed, foreign, double, out of order or out of range.
        """
        if not isinstance(answer, list):
            raise Inconsistent("logs that are no list")
        try:
            logs = [log for log in answer if not log.get("removed")]
            blocks = self._check(logs, first, last)
            _check_hex(logs)
        except (KeyError, TypeError, ValueError, IndexError, AttributeError):
            raise Inconsistent("logs of another form than agreed") from None
        return Found(logs, blocks)

    def _check(self, logs: list[Log], first: int, last: int) -> list[int]:
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
            if log["address"].lower() not in addresses or (wanted and log["topics"][0].lower() not in wanted):
                raise Inconsistent("logs that were not asked for")
        return blocks


def _first_topics(topics: Sequence[Any]) -> frozenset[str]:
    first = topics[0] if topics else None
    return frozenset(topic.lower() for topic in ([first] if isinstance(first, str) else first or ()))


_HEX = b"0123456789abcdefABCDEFx, \n"


def _check_hex(logs: list[Log]) -> None:
    packed = pack(logs)
    shape = packed.count(b"\n"), packed.count(b" ")
    if packed.translate(None, _HEX) or shape != (max(0, len(logs) - 1), len(logs) * len(_FIELDS)):
        raise Inconsistent("logs that are not hexadecimal")


_FIELDS = ("address", "data", "blockHash", "blockNumber", "transactionHash", "transactionIndex", "logIndex")


def pack(logs: list[Log]) -> bytes:
    """Logs as text, one a line; the topics come last. Quicker to write and to read than JSON."""
    lines = [
        " ".join(
            (
                log["address"],
                log["data"],
                log["blockHash"],
                log["blockNumber"],
                log["transactionHash"],
                log["transactionIndex"],
                log["logIndex"],
                ",".join(log["topics"]),
            )
        )
        for log in logs
    ]
    return "\n".join(lines).encode()


def unpack(packed: bytes, timestamps: Sequence[int]) -> list[Log]:
    """The logs of ``pack``, with their blocks' times."""
    logs = []
    for line, timestamp in zip(packed.decode().split("\n"), timestamps, strict=True):
        *fields, topics = line.split(" ")
        log: Log = dict(zip(_FIELDS, fields, strict=True))
        log["topics"], log["timestamp"] = topics.split(",") if topics else [], timestamp
        logs.append(log)
    return logs


def put_timestamps(node: Caller, found: Found, known: Mapping[int, BlockHead]) -> None:
    """Give each log its block's Unix time as ``timestamp``; headers are read only where nothing else tells."""
    times: dict[int, int] = {}
    missing: dict[int, str] = {}
    for log, block in zip(found.logs, found.blocks):
        if block not in times and block not in missing:
            stamp = _told_timestamp(log, known.get(block))
            if stamp:
                times[block] = stamp
            else:
                missing[block] = log["blockHash"]
    times |= _read_timestamps(node, missing)
    for log, block in zip(found.logs, found.blocks):
        log["timestamp"] = times[block]


def _told_timestamp(log: Log, head: BlockHead | None) -> int:
    """A block's time from its log or its header; 0 where neither tells."""
    told = log.get("blockTimestamp")
    try:
        stamp = int(told, 16) if isinstance(told, str) else 0
    except ValueError:
        stamp = 0
    if 0 < stamp < _LARGEST:
        return stamp
    return head.timestamp if head and head.hash == log["blockHash"] else 0


def _read_timestamps(node: Caller, missing: Mapping[int, str]) -> dict[int, int]:
    found = headers(node, list(missing)) if missing else {}
    if any(number not in found or found[number].hash != missing[number] for number in missing):
        raise Inconsistent("logs of blocks that it does not have")
    return {number: head.timestamp for number, head in found.items()}
