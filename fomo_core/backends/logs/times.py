"""The times of logs' blocks."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping
from typing import NamedTuple

from fomo_core.backends.logs.blocks import headers
from fomo_core.backends.logs.text import Log
from fomo_core.backends.rpc import records
from fomo_core.backends.rpc.records import LATEST_S, BlockHead, Caller, Inconsistent


class Found(NamedTuple):
    """Logs that were checked, and the block of each."""

    logs: list[Log]
    blocks: list[int]

    def until(self, block: int) -> Found:
        """Those of them up to a block."""
        count = bisect_right(self.blocks, block)
        return Found(self.logs[:count], self.blocks[:count])


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
            stamp = records.quantity(told, "a log's time", LATEST_S)
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
