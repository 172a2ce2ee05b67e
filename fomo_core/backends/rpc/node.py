"""A node behind one or several endpoints: plain JSON-RPC in, plain JSON-RPC hex strings out.

It drives web3's own providers, without web3's manager and its layers: these make three requests of
one, retry in silence and turn every answer into other types. What is asked again here is asked for a
reason: a connection that the server had closed while it lay idle is opened anew, a refusal that may be
one endpoint's own is put to the next, and the rest of a batch that a limit of requests cut off follows
when the node takes more.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable, Sequence

from fomo_core.backends.rpc.endpoint import Endpoint, is_unwell
from fomo_core.backends.rpc.faults import Call
from fomo_core.backends.rpc.http import door_to
from fomo_core.backends.rpc.pace import Pace
from fomo_core.backends.rpc.records import Inconsistent, block, quantity
from fomo_core.backends.rpc.round import Round
from fomo_core.errors import ChainError, MalformedAnswer, NodeUnreachable, RateLimited, WrongChain


class Node:
    """Asks the first endpoint that is well; comes back to an earlier one after its rest.

    Safe to use from several threads. Every failure is a ChainError. A revert, or a fault in an act, is an
    answer: it is raised as NodeRefused and no other endpoint is asked; any other refusal is put to each
    endpoint once. Its details are ``reason`` (one line), ``code`` and, for a revert, ``data`` (0x-hex or
    None) and ``revert`` (the contract's text, "" where it gave none; None where it was no revert).

    Args:
        providers: addresses or web3 providers (HTTP, or an eth-tester in the process), the preferred one first.
        chain_id: the chain to be served; without it the first endpoint that answers decides.
        timeout_s: seconds to wait for a whole answer.
        clock: seconds from a steady clock.
        pause: sleeps for so many seconds.
    """

    def __init__(
        self,
        providers: Iterable[object],
        *,
        chain_id: int | None = None,
        timeout_s: float = 10.0,
        clock: Callable[[], float] = time.monotonic,
        pause: Callable[[float], None] = time.sleep,
    ) -> None:
        self._endpoints = [Endpoint(door_to(provider, timeout_s)) for provider in providers]
        self._chain_id = chain_id
        self._clock, self._pause = clock, pause
        self._lock = threading.Lock()
        self._current = self._endpoints[0]

    @classmethod
    def at(
        cls,
        urls: str | Sequence[str],
        timeout_s: float = 10.0,
        *,
        chain_id: int | None = None,
        clock: Callable[[], float] = time.monotonic,
        pause: Callable[[float], None] = time.sleep,
    ) -> Node:
        """A node at one or several addresses (http or https), the preferred one first."""
        asked = [urls] if isinstance(urls, str) else urls
        return cls(asked, chain_id=chain_id, timeout_s=timeout_s, clock=clock, pause=pause)

    @property
    def endpoint(self) -> str:
        """Scheme and host of the endpoint in use. The rest of an address may hold a key."""
        return self._current.door.faults.endpoint

    @property
    def complaints(self) -> tuple[ChainError, ...]:
        """The reasons to pass over endpoints before the one in use, or what they refused that it did not."""
        now, found = self._clock(), []
        for endpoint in self._endpoints:
            is_passed_over = self._endpoints.index(self._current) > self._endpoints.index(endpoint)
            trouble = endpoint.trouble if is_passed_over else None
            found.append(trouble or endpoint.complaint(now))
        return tuple(filter(None, found))

    def call(self, method: str, params: Sequence[object] = ()) -> object:
        """The ``result`` of one request.

        Raises:
            ChainError: one of its subclasses for whatever went wrong.
        """
        (answer,) = self._ask([Call(method, list(params))])
        if isinstance(answer, ChainError):
            raise answer
        return answer

    def batch(self, calls: Iterable[tuple[str, Sequence[object]]], keep_errors: bool = False) -> list[object]:
        """The results of many requests, in order, in as few HTTP requests as the endpoint allows.

        With ``keep_errors`` a request that failed by itself has its ChainError in its place;
        otherwise the first one is raised. Where a limit of requests cuts a batch off, this waits a little.
        """
        asked = [Call(method, list(params)) for method, params in calls]
        answers = self._ask(asked) if asked else []
        pace = Pace()
        while (limited := _limited(answers)) and len(asked) > 1:
            wait = pace.wait(limited, answers)
            if wait is None:
                break
            self._pause(wait)
            self._go_on(asked, answers)
        failed = [answer for answer in answers if isinstance(answer, ChainError)]
        if failed and not (keep_errors and not any(map(is_unwell, failed))):
            raise next(filter(is_unwell, failed), failed[0])
        return answers

    def _go_on(self, asked: Sequence[Call], answers: list[object]) -> None:
        """Ask again what a limit of requests left open, and put the answers in their places."""
        with self._lock:
            for endpoint in self._endpoints:
                if isinstance(endpoint.trouble, RateLimited):
                    endpoint.wake()
        places = [place for place, answer in enumerate(answers) if isinstance(answer, RateLimited)]
        for place, answer in zip(places, self._ask([asked[place] for place in places])):
            answers[place] = answer

    def distrust(self, what: str) -> MalformedAnswer:
        """Let the endpoint in use rest, since its answers contradict each other; the error to raise."""
        error = self._current.door.faults.malformed(what)
        with self._lock:
            self._current.doubt(error, self._clock())
        return error

    def look_around(self, number: int) -> None:
        """Let the endpoint in use rest where another one has a block above this, on the same chain."""
        now, current = self._clock(), self._current
        for endpoint in self._endpoints:
            if endpoint is current or endpoint.rests(now):
                continue
            (newest,) = self._put(endpoint, [Call("eth_getBlockByNumber", ["latest", False])])
            try:
                is_ahead = not isinstance(newest, ChainError) and block(newest).number > number
            except Inconsistent:
                continue
            if is_ahead:
                with self._lock:
                    current.doubt(current.door.faults.malformed("it has no newer block, others have"), now)
                return

    def wake(self) -> None:
        """Forget all rests: somebody wants to know at once."""
        with self._lock:
            for endpoint in self._endpoints:
                endpoint.wake()

    def _ask(self, calls: Sequence[Call]) -> list[object]:
        """A result or a ChainError for each request, each put to one endpoint after another until it is final."""
        found = Round(calls, self._last_trouble())
        for endpoint, taken in self._turns(calls):
            places = [place for place in found.open if place in taken]
            if places:
                answers = self._put(endpoint, [calls[place] for place in places])
                with self._lock:
                    found.take(endpoint, places, answers, self._clock())
                if not self._goes_on(calls, answers):
                    break
        return found.answers

    def _turns(self, calls: Sequence[Call]) -> list[tuple[Endpoint, set[int]]]:
        """Say which endpoint to ask for which requests: those known to decline a search come last for it."""
        now, awake, every = self._clock(), self._awake(), set(range(len(calls)))
        declined = [{n for n in every if endpoint.declines(calls[n], now)} for endpoint in awake]
        first = [(endpoint, every - those) for endpoint, those in zip(awake, declined)]
        return first + [(endpoint, those) for endpoint, those in zip(awake, declined) if those]

    def _put(self, endpoint: Endpoint, calls: Sequence[Call]) -> list[object]:
        """An endpoint's answers; how it did is noted."""
        try:
            self._check_chain(endpoint)
        except ChainError as error:
            answers: list[object] = [error] * len(calls)
        else:
            answers = endpoint.ask_all(calls)
        failed = [answer for answer in answers if isinstance(answer, ChainError)]
        trouble = next(filter(is_unwell, failed), None)
        if trouble is None or len(failed) < len(answers):
            self._note_success(endpoint)
        if trouble is not None:
            self._note_failure(endpoint, trouble)
        return answers

    def _goes_on(self, calls: Sequence[Call], answers: Sequence[object]) -> bool:
        """Return True when the next endpoint may be asked: not for what the last one may have done."""
        not_asked = any(isinstance(answer, WrongChain) for answer in answers)
        return not_asked or all(each.repeatable for each in calls)

    def _awake(self) -> list[Endpoint]:
        now = self._clock()
        awake = [endpoint for endpoint in self._endpoints if not endpoint.rests(now)]
        return awake or [endpoint for endpoint in self._endpoints if endpoint.fails_fast]

    def _check_chain(self, endpoint: Endpoint) -> None:
        """Ask an endpoint for its chain before its first use: two chains must never be mixed."""
        if endpoint.known_chain or (self._chain_id is None and len(self._endpoints) == 1):
            return
        try:
            chain_id = quantity(endpoint.door.ask(Call("eth_chainId")), "a chain id")
        except Inconsistent as wrong:
            raise endpoint.door.faults.malformed(str(wrong)) from None
        with self._lock:
            self._chain_id = self._chain_id or chain_id
        if chain_id != self._chain_id:
            raise WrongChain(endpoint=endpoint.door.faults.endpoint, found=chain_id, expected=self._chain_id)
        endpoint.known_chain = True

    def _note_success(self, endpoint: Endpoint) -> None:
        with self._lock:
            endpoint.worked()
            self._current = endpoint

    def _note_failure(self, endpoint: Endpoint, error: ChainError) -> None:
        with self._lock:
            endpoint.failed(error, self._clock())

    def _last_trouble(self) -> ChainError:
        """The error again for which the endpoints rest, without asking any of them."""
        troubles = [endpoint.trouble for endpoint in self._endpoints]
        trouble = next(filter(None, troubles), NodeUnreachable(endpoint=self.endpoint))
        return type(trouble)(**trouble.details)


def _limited(answers: Iterable[object]) -> list[RateLimited]:
    return [answer for answer in answers if isinstance(answer, RateLimited)]
