"""The one door where a node's and its connection's failures become errors of this package.

Nodes say the same thing in many words, and use the same code for different things (-32005 is both
"too many requests" and "too many logs"). So the wording decides first, the code second. What a node
writes may hold the address that was asked, and with it a key: it is cleaned before anybody sees it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, NamedTuple

import requests
import urllib3

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

#: The longest that a node can ask us to wait, in seconds.
LONGEST_WAIT_S = 3_600.0

_RATE = re.compile(
    r"rate.?limit|too many requests|rate exceeded|request count exceeded|over rate|compute units|throughput|"
    r"capacity (limit|exceeded)|request limit|requests per|throttl|quota|usage limit|credits",
    re.IGNORECASE,
)
_ABOUT_LOGS = re.compile(r"block range|results", re.IGNORECASE)
_NOT_A_RANGE = re.compile(r"beyond current head|invalid block range|out.?of.?range", re.IGNORECASE)
_RANGE = re.compile(
    r"block range|(range|query|response|body|entity|result).{0,12} too (large|wide|big|long)|too many (blocks|logs|results|block)|"
    r"max(imum)?( allowed)?( \[?\w+, ?\w+\]?)?( number of requested)?( block| blocks| log| logs)?.?(range|results|distance|blocks)|"
    r"maximum is set to|limited to|more than [\d,]+ (results|logs|blocks)|max logs|response size|"
    r"exceeds? (the )?(range|limit|max)|range (allowed|limit)|ranges? over|must be smaller|limit exceeded|"
    r"limit the query|(smaller|narrow\w*).{0,20}range|requested range",
    re.IGNORECASE,
)
_PRUNED = re.compile(
    r"prun(ed|ing)|missing trie node|histor(y|ical).{0,30}(not|un)\s?(be )?(available|found)|state .{0,40}not available|"
    r"data before .{0,30}not available|receipts? not available|archive|block.{0,20}expired|old data not available",
    re.IGNORECASE,
)
_SLOW = re.compile(r"timed? ?out|timeout|deadline exceeded|took too long", re.IGNORECASE)
_UNWELL = re.compile(
    r"no (healthy )?backend|not (currently )?healthy|no healthy|unavailable|bad gateway|upstream",
    re.IGNORECASE,
)
_REVERT = re.compile(r"revert(ed)?\b|vm execution error|invalid opcode", re.IGNORECASE)
_RATE_CODES = {429, -32005, -32007, -32016, -32029, -32097}
_GATEWAY = {502, 503, 520, 521, 522, 523, 525, 526, 530}
_GATEWAY_SLOW = {408, 504, 524}


class Nonsense(ValueError):
    """An answer that is no answer; its text says in a few words what is wrong with it."""


class TooLong(Nonsense):
    """An answer longer than we take."""


#: What a connection, its encryption and its decoding can raise.
FOREIGN = (requests.RequestException, urllib3.exceptions.HTTPError, OSError, Nonsense)


class Call(NamedTuple):
    """One JSON-RPC request, as far as an error about it needs to know."""

    method: str
    params: Sequence[Any] = ()

    @property
    def blocks(self) -> tuple[int, int] | None:
        """First and last block of a search for logs; None for any other request."""
        query = self.params[0] if self.method == "eth_getLogs" and self.params else {}
        if not isinstance(query, Mapping) or "blockHash" in query:
            return None
        ends = query.get("fromBlock"), query.get("toBlock")
        if not all(isinstance(end, str) and end.startswith("0x") for end in ends):
            return None
        return int(ends[0], 16), int(ends[1], 16)


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

    def of_exception(self, error: Exception, call: Call) -> ChainError:
        """What a failed connection or an unreadable answer means."""
        if isinstance(error, requests.HTTPError):
            return self._of_status(error.response, call)
        if isinstance(error, TooLong) and call.blocks:
            return self._range(call, "")
        if isinstance(error, Nonsense):
            return self.malformed(str(error))
        if _is_timeout(error):
            return NodeTimeout(endpoint=self.endpoint, seconds=self._seconds)
        if isinstance(error, urllib3.exceptions.HTTPError):
            return self.malformed("its answer breaks off")
        return NodeUnreachable(endpoint=self.endpoint)

    def of_refusal(self, refusal: object, call: Call) -> ChainError:
        """What the ``error`` of a JSON-RPC answer means."""
        refusal = refusal if isinstance(refusal, Mapping) else {"message": refusal}
        code, data = refusal.get("code"), _revert_data(refusal.get("data"))
        text = str(refusal.get("message") or "no reason given")
        detail = f"{text} {refusal.get('data') or ''}" if not data else text
        if code == 3 or data or _REVERT.search(text):
            return self._refused(text, code, data, _revert_reason(data, text))
        return self._by_wording(detail, code, call) or self._refused(text, code, None, None)

    def malformed(self, what: str) -> MalformedAnswer:
        """An answer that makes no sense; ``what`` says so in a few words."""
        return MalformedAnswer(endpoint=self.endpoint, what=what)

    def too_wide(self, call: Call) -> RangeRefused:
        """A search that breaks a node which otherwise answers."""
        return self._range(call, "")

    def _by_wording(self, text: str, code: object, call: Call) -> ChainError | None:
        if _RATE.search(text) and not _ABOUT_LOGS.search(text):
            return self._limited(None)
        if code == 4444 or _PRUNED.search(text):
            return HistoryPruned(endpoint=self.endpoint, block=(call.blocks or ("these",))[0])
        if _wide(call, text):
            return self._range(call, text)
        if code in _RATE_CODES:
            return self._limited(None)
        if _SLOW.search(text):
            return NodeTimeout(endpoint=self.endpoint, seconds=self._seconds)
        return NodeUnreachable(endpoint=self.endpoint) if _UNWELL.search(text) else None

    def _of_status(self, answer: Any, call: Call) -> ChainError:
        status = answer.status_code
        if status == 429:
            return self._limited(answer.headers.get("Retry-After"))
        if (refusal := _refusal_in(answer)) is not None:
            return self.of_refusal(refusal, call)
        if status == 413 and call.blocks:
            return self._range(call, "")
        if status in _GATEWAY_SLOW:
            return NodeTimeout(endpoint=self.endpoint, seconds=self._seconds)
        if status in _GATEWAY:
            return NodeUnreachable(endpoint=self.endpoint)
        if 400 <= status < 500:
            return self._refused(f"HTTP {status}, {_STATUS.get(status, 'not a request it takes')}", status)
        return self.malformed(f"HTTP {status}")

    def _limited(self, retry_after: str | None) -> RateLimited:
        return RateLimited(endpoint=self.endpoint, retry_after_s=_seconds(retry_after))

    def _range(self, call: Call, text: str) -> RangeRefused:
        first, last = call.blocks or (0, 0)
        most = _suggested_blocks(text, last - first + 1)
        return RangeRefused(endpoint=self.endpoint, first=first, last=last, most=most)

    def _refused(
        self, text: str, code: object, data: str | None = None, revert: str | None = None
    ) -> NodeRefused:
        reason = self._clean(text)
        return NodeRefused(endpoint=self.endpoint, reason=reason, code=code, data=data, revert=revert)

    def _clean(self, text: str) -> str:
        """One short line without addresses and keys, ending like a sentence."""
        text = re.sub(r"\w+://\S+", "(an address)", text)
        for secret in self._secrets:
            text = text.replace(secret, "…")
        text = " ".join(text.split())
        text = text if len(text) <= 200 else text[:199] + "…"
        return text if text.endswith((".", "…", "!", "?")) else text + "."


_STATUS = {
    401: "it wants a key that was not given",
    403: "access is denied",
    404: "there is no node at this address",
}


def _is_timeout(error: Exception) -> bool:
    slow = (requests.Timeout, urllib3.exceptions.TimeoutError, TimeoutError)
    return isinstance(error, slow) or "timed out" in str(error).lower()


def _wide(call: Call, text: str) -> bool:
    return call.blocks is not None and bool(_RANGE.search(text)) and not _NOT_A_RANGE.search(text)


def _refusal_in(answer: Any) -> object | None:
    """The ``error`` of a JSON-RPC answer that came with an HTTP error status."""
    try:
        body = answer.json()
    except (ValueError, RecursionError):
        return None
    body = body[0] if isinstance(body, list) and body else body
    error = body.get("error") if isinstance(body, dict) else None
    return error if isinstance(error, dict) else None


def _seconds(retry_after: str | None) -> float | None:
    """``Retry-After`` in seconds, from a number or a date; None where it says nothing."""
    if not retry_after:
        return None
    try:
        wait = float(retry_after)
    except ValueError:
        try:
            wait = (parsedate_to_datetime(retry_after) - datetime.now(UTC)).total_seconds()
        except (ValueError, TypeError):
            return None
    return min(max(wait, 0.0), LONGEST_WAIT_S) if wait == wait else None


_HEX_RANGE = re.compile(r"\[\s*(0x[0-9a-f]+)\s*,\s*(0x[0-9a-f]+)\s*\]", re.IGNORECASE)
_PLAIN_RANGE = re.compile(r"range (\d+)\s*-\s*(\d+)")
_NUMBER = re.compile(r"\b(\d[\d,.]*)(k?)\b", re.IGNORECASE)


def _suggested_blocks(text: str, asked: int) -> int | None:
    """How many blocks the node says it would search; None where it doesn't say."""
    if found := _HEX_RANGE.search(text):
        return max(1, int(found[2], 16) - int(found[1], 16) + 1)
    if found := _PLAIN_RANGE.search(text):
        return max(1, int(found[2]) - int(found[1]) + 1)
    if re.search(r"result|\blogs\b|size", text, re.IGNORECASE):
        return None
    numbers = [_whole(digits, thousand) for digits, thousand in _NUMBER.findall(text)]
    return max((number for number in numbers if 0 < number < asked), default=None)


def _whole(digits: str, thousand: str) -> int:
    number = int(re.sub(r"\D", "", digits))
    return number * 1000 if thousand else number


def _revert_data(data: object) -> str | None:
    """The bytes of a revert as 0x-hex, from the places where nodes put them."""
    if isinstance(data, Mapping):
        data = data.get("data") or data.get("result")
    if not isinstance(data, str):
        return None
    data = data.removeprefix("Reverted ").strip()
    return data if re.fullmatch(r"0x([0-9a-fA-F]{2})*", data) else None


def _revert_reason(data: str | None, text: str) -> str:
    """The text with which a contract reverted; empty where it gave none."""
    if data and data.startswith("0x08c379a0"):
        raw = bytes.fromhex(data[10:])
        length = int.from_bytes(raw[32:64], "big")
        return raw[64 : 64 + length].decode("utf-8", "replace")
    found = re.search(r"reverted(?: with reason string)?:?\s+['\"]?(.*?)['\"]?$", text, re.DOTALL)
    return found[1] if found else ""
