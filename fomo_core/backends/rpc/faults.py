"""The one door where a node's and its connection's failures become errors of this package.

Nodes say the same thing in many words, and use the same code for different things (-32005 is both
"too many requests" and "too many logs"). So the wording decides first, the code second. What a node
writes may hold the address that was asked, and with it a key: it is cleaned before anybody sees it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple, TypeGuard

import requests
import urllib3

from fomo_core.backends.rpc import wordings as wordings
from fomo_core.backends.rpc.pace import named_wait_s
from fomo_core.errors import (
    ChainError,
    HistoryPruned,
    MalformedAnswer,
    NodeRefused,
    NodeTimeout,
    NodeUnreachable,
    RangeRefused,
    RateLimited,
)

_GATEWAY = {502, 503, 520, 521, 522, 523, 525, 526, 530}
_GATEWAY_SLOW = {408, 504, 524}
_SHUT = {
    401: "it wants a key that was not given",
    402: "it wants to be paid",
    403: "access is denied",
    404: "there is no node at this address",
}
_NO_KEY = 401
#: Requests about an act of somebody's.
_ACTS = frozenset({"eth_call", "eth_estimateGas", "eth_sendTransaction", "eth_sendRawTransaction"})
#: HTTP statuses of an endpoint that does not know us, or is none.
SHUT_OUT = frozenset(_SHUT)


class Nonsense(ValueError):
    """An answer that is no answer; its text says in a few words what is wrong with it."""


class TooLong(Nonsense):
    """An answer longer than we take."""


#: What a connection, its encryption and its decoding can raise.
FOREIGN = (requests.RequestException, urllib3.exceptions.HTTPError, OSError, Nonsense)


#: Stands for the method of many requests at once.
BATCH = "batch"


class Call(NamedTuple):
    """One JSON-RPC request, as far as an error about it needs to know."""

    method: str
    params: Sequence[object] = ()

    @property
    def blocks(self) -> tuple[int, int] | None:
        """First and last block of a search for logs; None for any other request."""
        query = self.params[0] if self.method == "eth_getLogs" and self.params else {}
        if not isinstance(query, Mapping) or "blockHash" in query:
            return None
        first, last = query.get("fromBlock"), query.get("toBlock")
        if not (_is_number(first) and _is_number(last)):
            return None
        return int(first, 16), int(last, 16)

    @property
    def is_act(self) -> bool:
        """True when it tries or sends somebody's act: what is refused may be the act, not the request."""
        return self.method in _ACTS

    @property
    def speaks_for_all(self) -> bool:
        """True when a refusal speaks for whatever we ask, not for an act or for so many requests at once."""
        return not self.is_act and self.method != BATCH

    @property
    def repeatable(self) -> bool:
        """True when asking twice does no more than asking once. A signed transaction counts only once."""
        return self.method.startswith(("eth_", "net_", "web3_")) and self.method != "eth_sendTransaction"


def _is_number(end: object) -> TypeGuard[str]:
    """Return True when an end of a range is a block's number, and not a word for one."""
    return isinstance(end, str) and end.startswith("0x")


class Faults:
    """Names the failures of one endpoint.

    Args:
        endpoint: scheme and host, shown to people.
        timeout_s: the seconds after which we stop waiting.
        secrets: parts of the address that nobody may see.
    """

    def __init__(self, endpoint: str, timeout_s: float, secrets: Sequence[str] = ()) -> None:
        self.endpoint = endpoint
        self._seconds = f"{timeout_s:g}"
        self._secrets = [text for text in secrets if len(text) > 3]

    def result(self, answer: Mapping[str, object], call: Call) -> object:
        """The result in a JSON-RPC answer; raises the error that is there instead."""
        outcome = self.outcome(answer, call)
        if isinstance(outcome, ChainError):
            raise outcome
        return outcome

    def outcome(self, answer: Mapping[str, object], call: Call) -> object:
        """The result in a JSON-RPC answer, or the error that is there instead."""
        if answer.get("error") is not None:
            return self.of_refusal(answer["error"], call)
        if "result" not in answer:
            return self.malformed("it has neither a result nor an error")
        result = answer["result"]
        if call.method == "eth_call" and wordings.is_revert_data(result):
            return self.of_refusal({"code": wordings.REVERT_CODE, "data": result}, call)
        return result

    def of_exception(self, error: Exception, call: Call) -> ChainError:
        """Return the error that a failed connection or an unreadable answer means."""
        if isinstance(error, requests.HTTPError) and error.response is not None:
            return self._of_status(error.response, call)
        if isinstance(error, TooLong) and call.blocks:
            return self.too_wide(call)
        if isinstance(error, Nonsense):
            return self.malformed(str(error))
        if _is_timeout(error):
            return self._slow()
        if isinstance(error, urllib3.exceptions.HTTPError):
            return self.malformed("its answer breaks off")
        return NodeUnreachable(endpoint=self.endpoint)

    def of_refusal(self, refusal: object, call: Call) -> ChainError:
        """Return the error that the ``error`` of a JSON-RPC answer means."""
        refusal = refusal if isinstance(refusal, Mapping) else {"message": refusal}
        code, data = _whole(refusal.get("code")), wordings.revert_data(refusal.get("data"))
        text = str(refusal.get("message") or "no reason given")
        if code == wordings.REVERT_CODE or data or wordings.is_revert(text[: wordings.LOOKED_AT]):
            return self._refused(text, code, data, wordings.revert_reason(data, text))
        detail = f"{text} {refusal.get('data') or ''}"[: wordings.LOOKED_AT]
        told = self._by_wording(detail, code, call)
        if isinstance(told, RateLimited):
            return self._limited(wordings.backoff(refusal.get("data")))
        if told is None and call.speaks_for_all and wordings.says_shut_out(detail):
            code = _NO_KEY
        return told or self._refused(_ended(text), code)

    def malformed(self, what: str) -> MalformedAnswer:
        """An answer that makes no sense; ``what`` says so in a few words."""
        return MalformedAnswer(endpoint=self.endpoint, what=what)

    def too_wide(self, call: Call, text: str = "") -> RangeRefused:
        """A search for logs that is too much for the node, in its own words if it gave any."""
        first, last = call.blocks or (0, 0)
        most, always = wordings.allowed_blocks(text, first, last)
        return RangeRefused(endpoint=self.endpoint, first=first, last=last, most=most, always=always)

    def _by_wording(self, text: str, code: object, call: Call) -> ChainError | None:
        if wordings.is_limit_of_requests(text):
            return self._limited(None)
        if code == wordings.PRUNED_CODE or wordings.is_pruned(text):
            return HistoryPruned(endpoint=self.endpoint, block=(call.blocks or ("these",))[0])
        if call.blocks and wordings.is_too_wide(text):
            return self.too_wide(call, text)
        if code in wordings.RATE_CODES:
            return self._limited(None)
        if wordings.is_slow(text):
            return self._slow()
        return NodeUnreachable(endpoint=self.endpoint) if wordings.says_unwell(text) else None

    def _of_status(self, answer: requests.Response, call: Call) -> ChainError:
        status, refusal = answer.status_code, _refusal_in(answer)
        if status == 429:
            named = wordings.backoff(refusal.get("data")) if refusal else None
            return self._limited(answer.headers.get("Retry-After") or named)
        if status in SHUT_OUT:
            return self._shut_out(status, refusal)
        if refusal is not None:
            return self.of_refusal(refusal, call)
        if status == 413 and call.blocks:
            return self.too_wide(call)
        if status in _GATEWAY_SLOW:
            return self._slow()
        if status in _GATEWAY:
            return NodeUnreachable(endpoint=self.endpoint)
        if 400 <= status < 500:
            return self._refused(f"it does not take it (HTTP {status}).", status)
        return self.malformed(f"HTTP {status}")

    def _shut_out(self, status: int, refusal: Mapping[str, object] | None) -> NodeRefused:
        """The endpoint does not know us, whatever the code in its body; its own words say why."""
        words = f": {refusal['message']}" if refusal and refusal.get("message") else ""
        return self._refused(_ended(f"{_SHUT[status]} (HTTP {status}{words})"), status)

    def _slow(self) -> NodeTimeout:
        return NodeTimeout(endpoint=self.endpoint, seconds=self._seconds)

    def _limited(self, retry_after: object) -> RateLimited:
        return RateLimited(endpoint=self.endpoint, retry_after_s=named_wait_s(retry_after))

    def _refused(
        self, text: str, code: object, data: str | None = None, revert: str | None = None
    ) -> NodeRefused:
        reason = wordings.shown(text, self._secrets)
        return NodeRefused(endpoint=self.endpoint, reason=reason, code=code, data=data, revert=revert)


def _whole(code: object) -> int | None:
    """A refusal's code; some write it as text."""
    if isinstance(code, str) and code.lstrip("-").isdecimal() and len(code) < 10:
        return int(code)
    return code if isinstance(code, int) and not isinstance(code, bool) else None


def _ended(text: str) -> str:
    return text if text.endswith((".", "!", "?")) else f"{text}."


def _is_timeout(error: Exception) -> bool:
    slow = (requests.Timeout, urllib3.exceptions.TimeoutError, TimeoutError)
    return isinstance(error, slow) or "timed out" in str(error).lower()


def _refusal_in(answer: requests.Response) -> Mapping[str, object] | None:
    """The ``error`` of a JSON-RPC answer that came with an HTTP error status, or a bare one."""
    try:
        body = answer.json()
    except (ValueError, RecursionError):
        return None
    body = body[0] if isinstance(body, list) and body else body
    if not isinstance(body, dict):
        return None
    error = body.get("error", body if "code" in body and "message" in body else None)
    return error if isinstance(error, dict) else None
