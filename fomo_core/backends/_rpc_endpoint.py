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

#: Requests in one batch at most; an endpoint that takes fewer gets fewer.
BATCH = 100
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
#: What a search that is too much for a node may look like.
_BREAKING = (NodeTimeout, NodeUnreachable, MalformedAnswer)


class Endpoint:
    """One address, how it did lately, and until when it rests."""

    def __init__(self, door: Door) -> None:
        self.door = door
        self.known_chain = False
        self._at_once = BATCH
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
        except _BREAKING:
            if _is_wide(call) and self._alive():
                raise self.door.faults.too_wide(call) from None
            raise

    def ask_all(self, calls: Sequence[Call]) -> list[Any]:
        """A result or a ChainError for each; raises where the endpoint itself is the trouble."""
        answers: list[Any] = []
        while len(answers) < len(calls):
            part = calls[len(answers) : len(answers) + self._at_once]
            try:
                answers += self._ask_part(part)
            except NodeRefused as refused:
                if len(part) == 1 or is_unwell(refused):
                    raise
                # Some take no batches, and some no large ones; none says so in the same words.
                self._at_once = len(part) // 2
        return answers

    def _ask_part(self, calls: Sequence[Call]) -> list[Any]:
        try:
            answers = self.door.ask_all(calls)
        except _BREAKING:
            wide = next(filter(_is_wide, calls), None)
            if wide and self._alive():
                raise self.door.faults.too_wide(wide) from None
            raise
        return [self._judged(call, answer) for call, answer in zip(calls, answers)]

    def _judged(self, call: Call, answer: Any) -> Any:
        """An answer of a batch; raises it where it says that the endpoint itself is unwell."""
        if not isinstance(answer, ChainError) or not is_unwell(answer):
            return answer
        if isinstance(answer, _BREAKING) and _is_wide(call):
            return self.door.faults.too_wide(call)
        raise answer

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
