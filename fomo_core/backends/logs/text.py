"""Logs as text: quicker to write and to read than JSON, and easily checked."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NotRequired, TypedDict


class Log(TypedDict):
    """A log as nodes give it, all but the last three 0x-hex; ``timestamp`` (Unix seconds) is added here."""

    address: str
    topics: list[str]
    data: str
    blockHash: str
    blockNumber: str
    transactionHash: str
    transactionIndex: str
    logIndex: str
    removed: NotRequired[bool]
    blockTimestamp: NotRequired[object]
    timestamp: NotRequired[int]


def block_of(log: Log) -> int:
    """The number of a log's block."""
    return int(log["blockNumber"], 16)


#: What a search asks of a log's topics, as eth_getLogs takes it.
Topics = Sequence[str | Sequence[str] | None]

_DATA, _ADDRESS, _WORD, _NUMBER = (
    rb"0x[0-9a-fA-F]" + count for count in (b"*+", b"{40}", b"{64}", b"{1,16}+")
)
_FIELDS = (_ADDRESS, _DATA, _WORD, _NUMBER, _WORD, _NUMBER, _NUMBER)
_LINE = b"".join(field + b" " for field in _FIELDS) + rb"(?:%b(?:,%b){0,3}+)?+" % (_WORD, _WORD)
_LINES = re.compile(rb"%b(?:\n%b)*+" % (_LINE, _LINE))


def is_hexadecimal(logs: list[Log]) -> bool:
    """Return True when every field of the logs is 0x-hex of its length; looks at all of them at once.

    Raises:
        KeyError, TypeError: a field is missing or no text.
    """
    packed = pack(logs)
    commas = sum(max(0, len(log["topics"]) - 1) for log in logs)
    whole = packed.count(b"\n") == len(logs) - 1 and packed.count(b",") == commas
    return not logs or (whole and _LINES.fullmatch(packed) is not None)


def pack(logs: list[Log]) -> bytes:
    """Logs as text, one a line; the topics come last."""
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
    """The logs of ``pack``, with their blocks' times.

    Raises:
        ValueError: the text is none of ``pack``, or there are fewer times or more.
    """
    logs = []
    for line, timestamp in zip(packed.decode().split("\n"), timestamps, strict=True):
        address, data, block_hash, number, transaction, place, index, topics = line.split(" ")
        log: Log = {
            "address": address,
            "topics": topics.split(",") if topics else [],
            "data": data,
            "blockHash": block_hash,
            "blockNumber": number,
            "transactionHash": transaction,
            "transactionIndex": place,
            "logIndex": index,
            "timestamp": timestamp,
        }
        logs.append(log)
    return logs
