"""Logs as text: quicker to write and to read than JSON, and easily checked."""

from __future__ import annotations

from collections.abc import Sequence

from fomo_core.backends.logs.log import Log
from fomo_core.tuples import record


def pack(logs: Sequence[Log]) -> bytes:
    """Logs as text without their times, one a line; the topics come last."""
    lines = [
        f"{address} {data} {block_hash} {block} {transaction} {log_index} {','.join(topics)}"
        for address, topics, data, block, block_hash, transaction, log_index, _ in logs
    ]
    return "\n".join(lines).encode()


def unpack(packed: bytes, times: Sequence[int]) -> list[Log]:
    """The logs of ``pack``, with their blocks' times.

    Raises:
        ValueError: the text is none of ``pack``, or there are fewer times or more.
    """
    logs = []
    for line, time in zip(packed.decode().split("\n"), times, strict=True):
        address, data, block_hash, block, transaction, index, words = line.split(" ")
        topics = tuple(words.split(",")) if words else ()
        fields = address, topics, data, int(block), block_hash, transaction, int(index), time
        logs.append(record(Log, fields))
    return logs
