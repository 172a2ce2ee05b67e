"""Logs as text: quicker to write and to read than JSON, and easily checked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

Log = dict[str, Any]

_HEX = b"0123456789abcdefABCDEFx, \n"
_FIELDS = 7


def is_hexadecimal(logs: list[Log]) -> bool:
    """Whether every field of the logs is 0x-hex; looks at all of them at once.

    Raises:
        KeyError, TypeError: a field is missing or no text.
    """
    packed, topics = pack(logs), [len(log["topics"]) for log in logs]
    fields, empty = _FIELDS * len(logs), topics.count(0)
    marks = [packed.count(mark) for mark in (b"\n", b" ", b",", b"x", b"0x")]
    between = [max(0, len(logs) - 1), fields, sum(topics) - len(topics) + empty]
    return not packed.translate(None, _HEX) and marks == [*between, *[fields + sum(topics)] * 2]


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
