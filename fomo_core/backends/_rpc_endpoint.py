"""One endpoint of a node: how it did lately, and when to leave it alone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from fomo_core.backends._rpc_doors import Door
from fomo_core.backends._rpc_faults import SHUT_OUT, Call
from fomo_core.errors import (
    ChainError,
    HistoryPruned,
    MalformedAnswer,
    NodeRefused,
    NodeTimeout,
    NodeUnreachable,
    RangeRefused,
    RateLimited,
    WrongChain,
)

#: A search for logs over this many blocks or more may break a node that is otherwise well.
WIDE = 100

#: An endpoint rests after these: for so many seconds, doubled with each failure in a row, up to the second.
_REST_S: dict[type[ChainError], tuple[float, float]] = {
    NodeUnreachable: (1.0, 30.0),
    MalformedAnswer: (2.0, 30.0),
    NodeTimeout: (5.0, 120.0),
    RateLimited: (2.0, 60.0),
    WrongChain: (60.0, 300.0),
    NodeRefused: (60.0, 300.0),
}


class Endpoint:
    """One address, how it did lately, and until when it rests."""

    def __init__(self, door: Door) -> None:
        self.door = door
        self.known_chain = False
        self.trouble: ChainError | None = None
        self._failures = 0
        self._resume_at = float("-inf")

    def rests(self, now: float) -> bool:
        return now < self._resume_at

    @property
    def fails_fast(self) -> bool:
        """Whether asking it while it rests would cost next to nothing and break no promise."""
        return not isinstance(self.trouble, NodeTimeout | RateLimited)

    def worked(self) -> None:
        if self._failures:
            self._failures, self._resume_at, self.trouble = 0, float("-inf"), None

    def failed(self, error: ChainError, now: float) -> None:
        """Rest a while; after a lost connection another chain may come back in its place."""
        first, longest = _REST_S[type(error)]
        wait = min(longest, first * 2 ** min(self._failures, 10))
        self._failures += 1
        self._resume_at = now + (error.details.get("retry_after_s") or wait)
        self.trouble = error
        self.known_chain = self.known_chain and not isinstance(error, NodeUnreachable)

    def wake(self) -> None:
        self._resume_at = float("-inf")

    def ask(self, call: Call) -> Any:
        """The result; raises the ChainError that stands for anything else."""
        try:
            return self.door.ask(call)
        except (NodeTimeout, NodeUnreachable, MalformedAnswer):
            if _is_wide(call) and self._alive():
                raise self.door.faults.too_wide(call) from None
            raise

    def ask_all(self, calls: Sequence[Call]) -> list[Any]:
        """A result or a ChainError for each; raises where the endpoint itself is the trouble."""
        try:
            answers = self.door.ask_all(calls)
        except NodeRefused:
            if len(calls) == 1:
                raise
            half = len(calls) // 2
            return self.ask_all(calls[:half]) + self.ask_all(calls[half:])
        except (NodeTimeout, NodeUnreachable, MalformedAnswer):
            wide = next(filter(_is_wide, calls), None)
            if wide and self._alive():
                raise self.door.faults.too_wide(wide) from None
            raise
        for answer in answers:
            if isinstance(answer, ChainError) and is_unwell(answer):
                raise answer
        return answers

    def _alive(self) -> bool:
        try:
            self.door.ask(Call("eth_chainId"))
        except ChainError:
            return False
        return True


def is_unwell(error: ChainError) -> bool:
    """Whether the endpoint itself is in trouble, rather than the request."""
    if isinstance(error, NodeRefused):
        return error.details.get("code") in SHUT_OUT
    return type(error) in _REST_S


def may_differ_elsewhere(error: ChainError) -> bool:
    """Whether a well endpoint's refusal says nothing about the others: they keep more, or search more."""
    if isinstance(error, RangeRefused):
        return error.details["first"] == error.details["last"]
    return isinstance(error, HistoryPruned)


def _is_wide(call: Call) -> bool:
    return call.blocks is not None and call.blocks[1] - call.blocks[0] >= WIDE
