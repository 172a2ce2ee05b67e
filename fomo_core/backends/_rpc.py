"""A node behind one or several endpoints: plain JSON-RPC in, plain JSON-RPC hex strings out.

It drives web3's own providers, without web3's manager and its layers: these make three requests of
one, retry in silence and turn every answer into other types. Nothing here retries in silence either,
except one case: a connection that the server had closed while it lay idle is opened anew.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from fomo_core.backends._rpc_doors import door_to
from fomo_core.backends._rpc_endpoint import Endpoint, is_unwell, may_differ_elsewhere
from fomo_core.backends._rpc_faults import Call
from fomo_core.errors import ChainError, MalformedAnswer, NodeUnreachable, WrongChain


class Node:
    """Asks the first endpoint that is well; comes back to an earlier one after its rest.

    Safe to use from several threads. Every failure is a ChainError. A refusal, above all a revert,
    is an answer: it is raised as NodeRefused and no other endpoint is asked. Its details are
    ``reason`` (one line), ``code`` and, for a revert, ``data`` (0x-hex or None) and ``revert`` (the
    contract's text, "" where it gave none; None where it was no revert).

    Args:
        providers: addresses or web3 providers (HTTP, or an eth-tester in the process), the preferred one first.
        chain_id: the chain to be served; without it the first endpoint that answers decides.
        timeout_s: seconds to wait for a whole answer.
        clock: seconds from a steady clock.
    """

    def __init__(
        self,
        providers: Iterable[Any],
        *,
        chain_id: int | None = None,
        timeout_s: float = 10.0,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._endpoints = [Endpoint(door_to(provider, timeout_s)) for provider in providers]
        self._chain_id = chain_id
        self._clock = clock
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
    ) -> Node:
        """A node at one or several addresses (http or https), the preferred one first."""
        return cls(
            [urls] if isinstance(urls, str) else urls, chain_id=chain_id, timeout_s=timeout_s, clock=clock
        )

    @property
    def endpoint(self) -> str:
        """Scheme and host of the endpoint in use. The rest of an address may hold a key."""
        return self._current.door.faults.endpoint

    def call(self, method: str, params: Sequence[Any] = ()) -> Any:
        """The ``result`` of one request.

        Raises:
            ChainError: one of its subclasses for whatever went wrong.
        """
        call = Call(method, list(params))
        return self._somewhere(lambda endpoint: endpoint.ask(call), call.repeatable)

    def batch(self, calls: Iterable[tuple[str, Sequence[Any]]], keep_errors: bool = False) -> list[Any]:
        """The results of many requests, in order, in as few HTTP requests as the endpoint allows.

        With ``keep_errors`` a request that failed by itself has its ChainError in its place;
        otherwise the first one is raised.
        """
        asked = [Call(method, list(params)) for method, params in calls]
        if not asked:
            return []
        answers = self._somewhere(
            lambda endpoint: endpoint.ask_all(asked), all(each.repeatable for each in asked)
        )
        answers = [self._perhaps_elsewhere(call, answer) for call, answer in zip(asked, answers)]
        failed = [answer for answer in answers if isinstance(answer, ChainError)]
        if failed and not keep_errors:
            raise failed[0]
        return answers

    def _perhaps_elsewhere(self, call: Call, answer: Any) -> Any:
        """What the other endpoints say to a request of a batch which one refused for reasons of its own."""
        if (
            not isinstance(answer, ChainError)
            or not may_differ_elsewhere(answer)
            or len(self._endpoints) == 1
        ):
            return answer
        try:
            return self.call(*call)
        except ChainError as error:
            return error

    def distrust(self, what: str) -> MalformedAnswer:
        """Let the endpoint in use rest, since its answers contradict each other; the error to raise."""
        error = self._current.door.faults.malformed(what)
        self._note_failure(self._current, error)
        return error

    def wake(self) -> None:
        """Forget all rests: somebody wants to know at once."""
        with self._lock:
            for endpoint in self._endpoints:
                endpoint.wake()

    def _somewhere(self, ask: Callable[[Endpoint], Any], repeatable: bool) -> Any:
        first: ChainError | None = None
        for endpoint in self._awake():
            try:
                self._check_chain(endpoint)
                answer = ask(endpoint)
            except ChainError as error:
                first = first or error
                if not self._goes_on(endpoint, error, repeatable):
                    raise
            else:
                self._note_success(endpoint)
                return answer
        raise first or self._last_trouble()

    def _awake(self) -> list[Endpoint]:
        now = self._clock()
        awake = [endpoint for endpoint in self._endpoints if not endpoint.rests(now)]
        return awake or [endpoint for endpoint in self._endpoints if endpoint.fails_fast]

    def _goes_on(self, endpoint: Endpoint, error: ChainError, repeatable: bool) -> bool:
        """Note the failure; whether to ask the next endpoint."""
        if is_unwell(error):
            self._note_failure(endpoint, error)
            return repeatable or isinstance(error, WrongChain)
        self._note_success(endpoint)
        return may_differ_elsewhere(error)

    def _check_chain(self, endpoint: Endpoint) -> None:
        """Ask an endpoint for its chain before its first use: two chains must never be mixed."""
        if endpoint.known_chain or (self._chain_id is None and len(self._endpoints) == 1):
            return
        found = endpoint.door.ask(Call("eth_chainId"))
        try:
            chain_id = int(found, 16)
        except (TypeError, ValueError):
            raise endpoint.door.faults.malformed("its chain id is no number") from None
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
