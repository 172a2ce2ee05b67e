"""Speaks to one endpoint over HTTP: connections kept, answers checked, none longer or later than allowed."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol, Self, TypeVar
from urllib.parse import SplitResult, urlsplit

import requests
from requests.adapters import HTTPAdapter
from urllib3 import BaseHTTPResponse
from web3.providers import HTTPProvider
from web3.providers.eth_tester import EthereumTesterProvider
from web3.types import RPCEndpoint, RPCResponse

from fomo_core.backends.rpc.faults import BATCH, FOREIGN, Call, Faults, Nonsense, TooLong
from fomo_core.backends.rpc.json_rpc import is_error, matched, parsed
from fomo_core.backends.rpc.tester import TesterDoor

#: The longest answer we take, in bytes after decompression.
LONGEST_ANSWER = 256 * 2**20

T = TypeVar("T")

_PIECE = 2**16
_CONNECTIONS = 16


class Door(Protocol):
    """One endpoint; every failure that leaves it is a ChainError."""

    faults: Faults

    def ask(self, call: Call) -> object:
        """The result of one request."""
        ...

    def ask_all(self, calls: Sequence[Call]) -> list[object]:
        """A result or a ChainError for each request; raises where the whole batch failed."""
        ...


def door_to(provider: object, timeout_s: float) -> Door:
    """The door for an address, a web3 provider for HTTP, or one for an eth-tester."""
    if isinstance(provider, EthereumTesterProvider):
        return TesterDoor(provider)
    return HttpDoor(str(getattr(provider, "endpoint_uri", provider)), timeout_s)


class HttpDoor:
    """An endpoint over HTTP. Connections are kept open and shared by all threads."""

    def __init__(self, url: str, timeout_s: float) -> None:
        parts = _split(url)
        self.faults = Faults(_shown(parts), timeout_s, _secrets(parts))
        self._provider = _Http(url, timeout_s)

    def ask(self, call: Call) -> object:
        return self.faults.result(
            self._post(self._provider.make_request, call, call.method, call.params), call
        )

    def ask_all(self, calls: Sequence[Call]) -> list[object]:
        answers: list[RPCResponse] | RPCResponse
        if len(calls) == 1:
            answers = [self._post(self._provider.make_request, calls[0], *calls[0])]
        else:
            answers = self._post(self._provider.make_batch_request, Call(BATCH), list(calls))
        if isinstance(answers, Mapping):
            raise self.faults.of_refusal(answers.get("error"), Call(BATCH))
        return [self.faults.outcome(answer, call) for answer, call in zip(answers, calls, strict=True)]

    def _post(self, send: Callable[..., T], call: Call, *what: object) -> T:
        try:
            return send(*what)
        except FOREIGN as error:
            # No chaining: the text of these exceptions holds the whole address, and so the key.
            raise self.faults.of_exception(error, call) from None


class _Http(HTTPProvider):
    """web3's provider with its own retries off, our session, and answers checked against the request."""

    def __init__(self, url: str, timeout_s: float) -> None:
        super().__init__(
            url,
            request_kwargs={"timeout": timeout_s},
            session=_Session(timeout_s, lambda: self._asked.repeatable),
            exception_retry_configuration=None,
        )
        #: The ids of the requests of this thread, and whether they may be sent twice.
        self._asked = threading.local()

    def make_request(self, method: RPCEndpoint, params: object) -> RPCResponse:
        self._asked.ids, self._asked.repeatable = [], Call(method).repeatable
        return super().make_request(method, params)

    def make_batch_request(
        self, batch_requests: list[tuple[RPCEndpoint, object]]
    ) -> list[RPCResponse] | RPCResponse:
        self._asked.ids = []
        self._asked.repeatable = all(Call(method).repeatable for method, _ in batch_requests)
        return super().make_batch_request(batch_requests)

    def encode_rpc_request(self, method: RPCEndpoint, params: object) -> bytes:
        number = next(self.request_counter)
        self._asked.ids.append(number)
        return json.dumps({"jsonrpc": "2.0", "method": method, "params": params, "id": number}).encode()

    def decode_rpc_response(self, raw_response: bytes) -> Any:  # type: ignore[override]  # it needs our ids
        answer = parsed(raw_response)
        ids = self._asked.ids
        if isinstance(answer, list) and len(answer) == 1 < len(ids) and is_error(answer[0]):
            # A refusal of the whole batch, in a list of its own.
            answer = answer[0]
        if isinstance(answer, dict):
            alone = len(ids) == 1 and answer.get("id") == ids[0]
            if not alone and not is_error(answer):
                raise Nonsense("it answers another request")
        elif not isinstance(answer, list) or len(ids) == 1:
            raise Nonsense("it is not a JSON-RPC answer")
        else:
            answer = matched(answer, ids)
        return answer


class _Answer:
    """As much of an HTTP response as web3's provider asks for."""

    def __init__(self, response: requests.Response, content: bytes) -> None:
        self.status_code = response.status_code
        self.headers = response.headers
        self.content = content

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def raise_for_status(self) -> None:
        if self.status_code != 200:
            raise requests.HTTPError(response=self)  # type: ignore[arg-type]  # all that is looked at

    def json(self) -> object:
        return parsed(self.content)


class _Session:
    """Posts over kept connections: no proxies or passwords from the environment, no redirects, no cookies.

    Requests prepares the first one; all others are that one with another body, which halves their cost.
    The timeout holds for the whole answer, not for each piece of it.
    """

    def __init__(self, timeout_s: float, may_repeat: Callable[[], bool]) -> None:
        self._timeout_s, self._may_repeat = timeout_s, may_repeat
        self._session = requests.Session()
        self._session.trust_env = False
        for scheme in ("http://", "https://"):
            self._session.mount(scheme, HTTPAdapter(_CONNECTIONS, _CONNECTIONS, max_retries=0))
        self._first: requests.PreparedRequest | None = None

    def post(self, url: str, *, data: bytes, headers: Mapping[str, str], **_: object) -> _Answer:
        if self._first is None:
            self._first = self._session.prepare_request(requests.Request("POST", url, headers))
        request = self._first.copy()
        request.prepare_body(data, None)
        until = time.monotonic() + self._timeout_s
        try:
            response = self._send(request)
        except requests.ConnectionError as error:
            if not (_was_closed_idle(error) and self._may_repeat()):
                raise
            response = self._send(request)
        with response:
            return _Answer(response, _read(response.raw, until))

    def _send(self, request: requests.PreparedRequest) -> requests.Response:
        adapter = self._session.get_adapter(str(request.url))
        return adapter.send(request, stream=True, timeout=self._timeout_s)


def _was_closed_idle(error: requests.ConnectionError) -> bool:
    """Return True when the server hung up before a byte of its answer: it had closed a kept connection."""
    return "RemoteDisconnected" in repr(error)


def _read(raw: BaseHTTPResponse, until: float) -> bytes:
    pieces, length = [], 0
    while piece := raw.read1(_PIECE, decode_content=True):
        pieces.append(piece)
        length += len(piece)
        if length > LONGEST_ANSWER:
            raise TooLong(f"it is longer than {LONGEST_ANSWER >> 20} MiB")
        if time.monotonic() > until:
            raise TimeoutError
    return b"".join(pieces)


def _split(url: str) -> SplitResult:
    try:
        return urlsplit(url)
    except ValueError:
        return urlsplit("")


def _shown(parts: SplitResult) -> str:
    """Scheme, host and port; no user, password, path or query."""
    host = parts.netloc.rpartition("@")[2]
    return f"{parts.scheme}://{host}" if host else "this address"


def _secrets(parts: SplitResult) -> list[str]:
    """Whatever of an address may be a key."""
    return [parts.path, parts.query, *parts.path.split("/"), parts.username or "", parts.password or ""]
