"""Some requests on their way from endpoint to endpoint: what was answered so far, and who refused what."""

from __future__ import annotations

from collections.abc import Sequence

from fomo_core.backends.rpc.endpoint import Endpoint, is_shut_out, is_unwell
from fomo_core.backends.rpc.faults import Call
from fomo_core.errors import ChainError, NodeRefused, RangeRefused

#: "Invalid params": said of an act, it is the act's.
_INVALID_PARAMS = -32602


class Round:
    """The answers to some requests.

    Attributes:
        answers: a result or a ChainError for each request; ``trouble`` where none was asked.
        open: the places of those that another endpoint may be asked for, in order.
    """

    def __init__(self, calls: Sequence[Call], trouble: ChainError) -> None:
        self._calls = calls
        self.answers: list[object] = [trouble] * len(calls)
        self.open = dict.fromkeys(range(len(calls)))
        self._errors: dict[int, tuple[Endpoint, ChainError]] = {}

    def take(self, endpoint: Endpoint, places: Sequence[int], answers: Sequence[object], now: float) -> None:
        """Take in an endpoint's answers to the requests at some places."""
        for place, answer in zip(places, answers):
            if isinstance(answer, ChainError) and not is_final(self._calls[place], answer):
                self._keep(place, endpoint, answer)
                continue
            self.answers[place] = answer
            del self.open[place]
            if place in self._errors:
                other, error = self._errors[place]
                if not is_unwell(error):
                    other.refused(self._calls[place], error, now)

    def _keep(self, place: int, endpoint: Endpoint, error: ChainError) -> None:
        known = self._errors.get(place)
        if known is None or _says_more(error, known[1]):
            self._errors[place] = endpoint, error
            self.answers[place] = error


def is_final(call: Call, error: ChainError) -> bool:
    """Return True when no other endpoint need be asked after an error, as after a result: it refuses an act.

    Every other refusal, as of a method, of a range or for an inner fault, may be this endpoint's own.
    """
    if not isinstance(error, NodeRefused) or is_shut_out(error):
        return False
    is_revert = error.revert is not None
    return is_revert or (call.is_act and error.code == _INVALID_PARAMS)


def _says_more(error: ChainError, known: ChainError) -> bool:
    """Say whether an error tells more of a request than one known: its endpoint is well, or searches more."""
    if is_unwell(known):
        return not is_unwell(error)
    if isinstance(error, RangeRefused) and isinstance(known, RangeRefused):
        return (error.most or 0) > (known.most or 0)
    return False
