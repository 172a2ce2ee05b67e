"""Reads what nodes and providers mean by what they write: each has its own words for the same few things."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

#: So many characters of a node's message are looked at, and so many shown.
LOOKED_AT, SHOWN = 2_000, 200

RATE_CODES = {429, -32005, -32007, -32016, -32029, -32097}
PRUNED_CODE, REVERT_CODE = 4444, 3

_RATE = re.compile(
    r"rate.?limit|too many requests|rate exceeded|request count exceeded|over rate|compute units|throughput|"
    r"capacity (limit|exceeded)|request limit|requests per|throttl|quota|usage limit|credits",
    re.IGNORECASE,
)
_ABOUT_LOGS = re.compile(r"block range|results", re.IGNORECASE)
_RANGE = re.compile(
    r"(range|query|response|body|entity|result\w*).{0,20} too (large|wide|big|long|high)|too many (blocks?|logs|results)|"
    r"block range|max(imum)?( allowed)?( number of requested)?( block| log)?s?.{0,12}(range|results|distance|blocks)|"
    r"maximum is set to|limited to|more than [\d,]+ (results|logs|blocks)|max logs|response size|blocks distance|"
    r"exceeds? (the |your )?(range|limit|max|server limit)|range (allowed|limit)|ranges? over|must be smaller|"
    r"limit exceeded|limit the query|(smaller|narrow\w*).{0,20}(range|filter)|requested range",
    re.IGNORECASE,
)
_NOT_A_RANGE = re.compile(r"beyond current head|invalid block range|out.?of.?range", re.IGNORECASE)
_PRUNED = re.compile(
    r"prun(ed|ing)|missing trie node|histor(y|ical).{0,30}(not|un)\s?(be )?(available|found)|state .{0,40}not available|"
    r"data before .{0,30}not available|receipts? not available|archive|block.{0,20}expired",
    re.IGNORECASE,
)
_SLOW = re.compile(r"timed? ?out|timeout|deadline exceeded|took too long", re.IGNORECASE)
_UNWELL = re.compile(
    r"no (healthy )?backend|not (currently )?healthy|no healthy|service unavailable|temporarily|bad gateway|upstream",
    re.IGNORECASE,
)
_SHUT_OUT = re.compile(
    r"unauthori[sz]ed|authenticat|api.?key|access (is )?denied|forbidden|payment required|"
    r"(invalid|unknown|missing|expired) (project|app|token|key|plan|access)|"
    r"(project|app|account|key|token|plan) .{0,40}(disabled|suspended|inactive|expired|not found|deleted)|"
    r"not (authori[sz]ed|whitelisted)",
    re.IGNORECASE,
)
_REVERT = re.compile(r"revert(ed)?\b|vm execution error|invalid opcode", re.IGNORECASE)


def is_revert(text: str) -> bool:
    """The contract refused, not the node."""
    return bool(_REVERT.search(text))


def is_limit_of_requests(text: str) -> bool:
    """Too many requests, as opposed to too many blocks or logs in one."""
    return bool(_RATE.search(text)) and not _ABOUT_LOGS.search(text)


def is_pruned(text: str) -> bool:
    """The node no longer has what is that old."""
    return bool(_PRUNED.search(text))


def is_too_wide(text: str) -> bool:
    """Said of a search for logs: too many blocks, or too many logs in them."""
    return bool(_RANGE.search(text)) and not _NOT_A_RANGE.search(text)


def is_slow(text: str) -> bool:
    """The node gave up on the request for its time."""
    return bool(_SLOW.search(text))


def says_unwell(text: str) -> bool:
    """A gateway says that no node is behind it."""
    return bool(_UNWELL.search(text))


def says_shut_out(text: str) -> bool:
    """The endpoint does not serve us at all: it wants a key, or money."""
    return bool(_SHUT_OUT.search(text))


def backoff(data: object) -> object:
    """The seconds to wait that stand in a refusal's data, as some providers tell them; None where none do."""
    rate = data.get("rate") if isinstance(data, Mapping) else None
    return rate.get("backoff_seconds") if isinstance(rate, Mapping) else None


_HEX_RANGE = re.compile(r"\[\s*(0x[0-9a-f]+)\s*,\s*(0x[0-9a-f]+)\s*\]", re.IGNORECASE)
_PLAIN_RANGE = re.compile(r"range (\d+)\s*-\s*(\d+)")
_NUMBER = re.compile(r"\b(\d[\d,.]{0,20})(k?)\b", re.IGNORECASE)
_COUNTS_LOGS = re.compile(r"result|\blogs\b|size", re.IGNORECASE)


class Allowed(NamedTuple):
    """The number of blocks a node says it would search, None where it doesn't say; whether that is a rule.

    Else it is said of these very blocks, for the logs that lie in them.
    """

    blocks: int | None
    always: bool


def allowed_blocks(text: str, first: int, last: int) -> Allowed:
    """Read how many blocks a node would search that was asked for those from ``first`` to ``last``."""
    asked = last - first + 1
    numbers = [_whole(digits, thousand) for digits, thousand in _NUMBER.findall(text)]
    found = _HEX_RANGE.search(text)
    ends = (int(found[1], 16), int(found[2], 16)) if found else None
    if not ends and (found := _PLAIN_RANGE.search(text)):
        ends = int(found[1]), int(found[2])
    if ends and ends != (first, last):
        blocks = max(1, ends[1] - ends[0] + 1)
        return Allowed(blocks, blocks in numbers)
    if _COUNTS_LOGS.search(text):
        return Allowed(None, False)
    # What was asked for is often repeated, counted with both ends or with one.
    own = {first, last, asked, asked - 1}
    return Allowed(max((n for n in numbers if 0 < n < asked and n not in own), default=None), True)


def _whole(digits: str, thousand: str) -> int:
    number = int(re.sub(r"\D", "", digits))
    return number * 1000 if thousand else number


def revert_data(data: object) -> str | None:
    """The bytes of a revert as 0x-hex, from the places where nodes put them."""
    if isinstance(data, Mapping):
        data = data.get("data") or data.get("result")
    if not isinstance(data, str):
        return None
    data = data.removeprefix("Reverted ").strip()
    return data if re.fullmatch(r"0x([0-9a-fA-F]{2})*", data) else None


def is_revert_data(result: object) -> bool:
    """Return True when a call's reported result is a revert's bytes: these are 4 longer than whole words."""
    return isinstance(result, str) and len(result) % 64 == 10 and revert_data(result) is not None


def revert_reason(data: str | None, text: str) -> str:
    """The text with which a contract reverted; empty where it gave none."""
    if data and data.startswith("0x08c379a0"):
        raw = bytes.fromhex(data[10:])
        length = int.from_bytes(raw[32:64], "big")
        return raw[64 : 64 + length].decode("utf-8", "replace")
    found = re.search(r"reverted(?: with reason string)?:?\s+['\"]?(.*?)['\"]?$", text, re.DOTALL)
    return found[1] if found else ""


def shown(text: str, secrets: list[str]) -> str:
    """A node's words for a person: one short line without addresses and keys."""
    text = re.sub(r"\w+://\S+", "(an address)", text[:LOOKED_AT])
    for secret in secrets:
        text = text.replace(secret, "…")
    text = " ".join(text.split())
    return text if len(text) <= SHOWN else text[: SHOWN - 1] + "…"
