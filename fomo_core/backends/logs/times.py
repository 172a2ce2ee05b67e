"""The times of logs' blocks."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence

from fomo_core.backends.logs.blocks import headers
from fomo_core.backends.logs.log import Log
from fomo_core.backends.rpc.records import LATEST_S, BlockHead, Caller, Inconsistent


def with_times(node: Caller, found: Sequence[Log], known: Mapping[int, BlockHead]) -> list[Log]:
    """The logs, each with its block's time (Unix seconds).

    A header's word counts more than a log's own, which is believed only where it lies between those of
    the headers known below and above; headers are read only where nothing else tells.
    """
    if not found:
        return []
    clock, ends = _Clock(known), last_of_blocks(found)
    times = {block: clock.time_of(log) for block, log in ends.items()}
    times |= _read_times(node, {block: ends[block].block_hash for block, time in times.items() if not time})
    return [log if log.time == times[log.block] else log.at(times[log.block]) for log in found]


def last_of_blocks(found: Iterable[Log]) -> dict[int, Log]:
    """The last log of each block among logs that are in order, by the block's number."""
    return {log.block: log for log in found}


class _Clock:
    """The times of blocks, as far as headers tell them or leave room for what logs say."""

    def __init__(self, known: Mapping[int, BlockHead]) -> None:
        self._known = {number: head for number, head in known.items() if head.timestamp}
        self._numbers = sorted(self._known)
        self._last = 0

    def time_of(self, log: Log) -> int:
        """The time of a log's block, asked for in rising order; 0 where nothing tells it."""
        head = self._known.get(log.block)
        own = head.timestamp if head and head.hash == log.block_hash else self._own_time(log)
        self._last = max(self._last, own)
        return own

    def _own_time(self, log: Log) -> int:
        place = bisect_left(self._numbers, log.block)
        below, above = self._numbers[place - 1 : place], self._numbers[place : place + 1]
        earliest = max([self._last, *(self._known[number].timestamp for number in below)])
        latest = min([LATEST_S, *(self._known[number].timestamp for number in above)])
        return log.time if earliest <= log.time <= latest else 0


def _read_times(node: Caller, missing: Mapping[int, str]) -> dict[int, int]:
    found = headers(node, list(missing)) if missing else {}
    if any(found[number].hash != missing[number] for number in missing):
        raise Inconsistent("logs of blocks that it does not have")
    return {number: head.timestamp for number, head in found.items()}
