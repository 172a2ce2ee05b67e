"""One endpoint of a node: how it did lately, and when to leave it alone."""

from __future__ import annotations

from collections.abc import Sequence

from fomo_core.backends.rpc.batches import Batches
from fomo_core.backends.rpc.faults import SHUT_OUT, Call
from fomo_core.backends.rpc.http import Door
from fomo_core.backends.rpc.pace import asked_wait_s
from fomo_core.errors import (
    ChainError,
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
#: The same for answers that contradict each other, whatever else it answered since.
_DOUBTED_S = (15.0, 300.0)
#: Seconds for which it is remembered that an endpoint does not search so many blocks, or does not do something.
REMEMBERED_S = 300.0
#: Nodes give this code for whatever has no other, such as a block that has not reached them yet.
_ANYTHING = -32000
#: What a search that is too much for a node may look like.
_BREAKING = (NodeTimeout, NodeUnreachable, MalformedAnswer)
#: What a dead endpoint looks like, but also one that a batch was too much for.
_SILENT = (NodeTimeout, NodeUnreachable)


class Endpoint:
    """One address, how it did lately, and until when it rests.

    Attributes:
        trouble: why it rests, or did last; None since it last answered.
    """

    def __init__(self, door: Door) -> None:
        self.door = door
        self.known_chain = False
        self.trouble: ChainError | None = None
        self._batches = Batches()
        self._failures = self._doubts = 0
        self._resume_at = float("-inf")
        #: The fewest blocks that it would not search, and what it refused that others did.
        self._too_wide = 0
        self._refusal: ChainError | None = None
        self._forget_at = float("-inf")

    def rests(self, now: float) -> bool:
        return now < self._resume_at

    @property
    def fails_fast(self) -> bool:
        """True when asking it while it rests would cost next to nothing and break no promise."""
        return not isinstance(self.trouble, NodeTimeout | RateLimited)

    def worked(self) -> None:
        if self._failures:
            self._failures, self._resume_at, self.trouble = 0, float("-inf"), None

    def failed(self, error: ChainError, now: float) -> None:
        """Rest a while; after a lost connection another chain may come back in its place."""
        first, longest = _REST_S[type(error)]
        wait = min(longest, first * 2 ** min(self._failures, 10))
        self._failures += 1
        self._resume_at = now + (asked_wait_s(error) or wait)
        self.trouble = error
        self.known_chain = self.known_chain and not isinstance(error, NodeUnreachable)

    def doubt(self, error: ChainError, now: float) -> None:
        """Rest for longer each time: that it answers at all says nothing against what is wrong with its answers."""
        self.failed(error, now)
        self._resume_at = now + min(_DOUBTED_S[1], _DOUBTED_S[0] * 2 ** min(self._doubts, 10))
        self._doubts += 1

    def wake(self) -> None:
        self._resume_at = float("-inf")

    def refused(self, call: Call, error: ChainError, now: float) -> None:
        """Remember what it does not do although it is well, and another endpoint does."""
        if isinstance(error, NodeRefused) and error.code == _ANYTHING:
            return
        self._refusal, self._forget_at = error, now + REMEMBERED_S
        if isinstance(error, RangeRefused) and call.blocks:
            self._too_wide = min(_width(call), self._too_wide or _width(call))

    def declines(self, call: Call, now: float) -> bool:
        """Return True when it is known not to search as many blocks as the call asks for."""
        if now >= self._forget_at:
            self._too_wide, self._refusal = 0, None
        return bool(self._too_wide and call.blocks) and _width(call) >= self._too_wide

    def complaint(self, now: float) -> ChainError | None:
        """Return the error of what it lately refused to do; None where there is nothing of the kind."""
        return self._refusal if now < self._forget_at else None

    def ask_all(self, calls: Sequence[Call]) -> list[object]:
        """A result or a ChainError for each; where the endpoint itself is the trouble, that for all the rest."""
        answers: list[object] = []
        while len(answers) < len(calls):
            answers += self._ask_part(calls[len(answers) : len(answers) + self._batches.size])
            trouble = next(filter(_is_trouble, answers), None)
            if trouble is not None:
                answers += [trouble] * (len(calls) - len(answers))
        return answers

    def _ask_part(self, calls: Sequence[Call]) -> list[object]:
        try:
            answers = self.door.ask_all(calls)
        except ChainError as error:
            return self._apart(calls, error)
        judged = [self._judged(call, answer) for call, answer in zip(calls, answers)]
        unanswered = sum(isinstance(answer, RateLimited) for answer in judged)
        if unanswered:
            self._batches.limited(len(calls), len(calls) - unanswered)
        else:
            self._batches.passed(len(calls))
        return judged

    def _judged(self, call: Call, answer: object) -> object:
        """An answer within a batch: a search that breaks a node which answers otherwise is too wide."""
        if isinstance(answer, _BREAKING) and _is_wide(call):
            return self.door.faults.too_wide(call)
        return answer

    def _apart(self, calls: Sequence[Call], error: ChainError) -> list[object]:
        """The answers to a batch that failed as a whole: those to its parts, unless these can't do better."""
        if len(calls) == 1:
            return [self._alone(calls[0], error)]
        if isinstance(error, RateLimited):
            self._batches.limited(len(calls), 0)
            return [error] * len(calls)
        if is_shut_out(error) or (isinstance(error, _SILENT) and not self._alive()):
            return [error] * len(calls)
        wide = next(filter(_is_wide, calls), None)
        if wide and isinstance(error, NodeTimeout):
            # The search took so long. To ask for it alone would take as long again.
            return self._around(calls, wide)
        return self._in_halves(calls)

    def _around(self, calls: Sequence[Call], wide: Call) -> list[object]:
        place = list(calls).index(wide)
        rest = self.ask_all([*calls[:place], *calls[place + 1 :]])
        return [*rest[:place], self.door.faults.too_wide(wide), *rest[place:]]

    def _in_halves(self, calls: Sequence[Call]) -> list[object]:
        half = len(calls) // 2
        answers = self._ask_part(calls[:half])
        trouble = next(filter(_is_trouble, answers), None)
        answers += [trouble] * (len(calls) - half) if trouble else self.ask_all(calls[half:])
        if not any(map(_is_trouble, answers)):
            # Not before: the fault may have been one request's, and then the size is not to blame.
            self._batches.refused(len(calls))
        return answers

    def _alone(self, call: Call, error: ChainError) -> ChainError:
        if isinstance(error, _BREAKING) and _is_wide(call) and self._alive():
            return self.door.faults.too_wide(call)
        return error

    def _alive(self) -> bool:
        try:
            self.door.ask(Call("eth_chainId"))
        except ChainError:
            return False
        return True


def is_unwell(error: ChainError) -> bool:
    """Return True when the endpoint itself is in trouble, rather than the request."""
    return is_shut_out(error) or (type(error) in _REST_S and not isinstance(error, NodeRefused))


def is_shut_out(error: ChainError) -> bool:
    """Return True when the endpoint does not serve us at all."""
    return isinstance(error, NodeRefused) and error.code in SHUT_OUT


def _is_trouble(answer: object) -> bool:
    return isinstance(answer, ChainError) and is_unwell(answer)


def _width(call: Call) -> int:
    first, last = call.blocks or (0, 0)
    return last - first + 1


def _is_wide(call: Call) -> bool:
    return call.blocks is not None and _width(call) > WIDE
