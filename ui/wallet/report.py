"""A browser's report of its wallet, read as untrusted input: whatever is odd in it is left out."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field

REJECTED_BY_USER = 4001
#: How wallets tell that the person refused: EIP-1193, WalletConnect, and the libraries between.
_REFUSALS = (REJECTED_BY_USER, "4001", 5000, 5001, 5002, 5003, "ACTION_REJECTED", "REJECTED_BY_USER")

_MOST_ANSWERS, _MOST_WALLETS = 8, 32
_LONGEST_NAME, _LONGEST_MESSAGE = 60, 300
#: Browsers count exactly up to here.
_LARGEST = 2**53 - 1
_ADDRESS = re.compile(r"0x[0-9a-fA-F]{40}")
_HASH = re.compile(r"0x[0-9a-fA-F]{64}")
_NONCE = re.compile(r"[0-9a-f]{32}")
#: Of one key 65 bytes; a contract account's may be empty, or hold how the contract comes to be.
_SIGNATURE = re.compile(r"0x(?:[0-9a-fA-F]{2}){0,40000}")
_ID = re.compile(r"[0-9a-zA-Z_-]{1,64}")


@dataclass(frozen=True)
class Sent:
    """The wallet says that it has sent the request, as this transaction. Nothing is known of the chain yet."""

    id: str
    hash: str


@dataclass(frozen=True)
class Rejected:
    """The person refused in the wallet: nothing was sent."""

    id: str


@dataclass(frozen=True)
class Failed:
    """The wallet reports a fault; whether it was sent is not known.

    ``message`` is its own text: cut, without control characters, not trusted.
    """

    id: str
    code: int
    message: str


@dataclass(frozen=True)
class Lost:
    """The wallet got the request and no answer came back: it may be on the chain, or come there, or not."""

    id: str


Answer = Sent | Rejected | Failed | Lost


@dataclass(frozen=True)
class Proof:
    """A signature of the text with this nonce, not checked yet."""

    nonce: str
    signature: str = field(repr=False)


@dataclass(frozen=True)
class Report:
    """A browser's report after reading.

    Attributes:
        stamp: tells one report from the next.
        account: an address as the wallet writes it, or None.
        chain_id: None where the wallet names no chain that can be.
    """

    stamp: int = 0
    wallets: int = 0
    provider: str = ""
    account: str | None = None
    chain_id: int | None = None
    proof: Proof | None = None
    answers: tuple[Answer, ...] = ()


def is_address(text: str) -> bool:
    """Return True when a text is an address: 0x and 40 hexadecimal digits, in any case."""
    return _ADDRESS.fullmatch(text) is not None


def is_id(text: str) -> bool:
    """Return True when a text can name a request."""
    return _ID.fullmatch(text) is not None


def read(said: object) -> Report:
    """A report; what is missing or makes no sense in it is as if nothing were connected. Never fails."""
    found = said if isinstance(said, dict) else {}
    account = _matching(_ADDRESS, found.get("account"))
    return Report(
        stamp=_number(found.get("stamp"), 1, _LARGEST) or 0,
        wallets=_number(found.get("wallets"), 0, _MOST_WALLETS) or 0,
        provider=_plain(found.get("provider"), _LONGEST_NAME) if account else "",
        account=account,
        chain_id=_number(found.get("chain"), 1, _LARGEST) if account else None,
        proof=_proof(found.get("proof")) if account else None,
        answers=_answers(found.get("answers")),
    )


def _proof(said: object) -> Proof | None:
    if not isinstance(said, dict):
        return None
    nonce = _matching(_NONCE, said.get("nonce"))
    signature = _matching(_SIGNATURE, said.get("signature"))
    return Proof(nonce, signature) if nonce and signature else None


def _answers(said: object) -> tuple[Answer, ...]:
    listed = said[:_MOST_ANSWERS] if isinstance(said, list) else []
    read_ones = [_answer(entry) for entry in listed if isinstance(entry, dict)]
    return tuple(answer for answer in read_ones if answer is not None)


def _answer(said: dict[str, object]) -> Answer | None:
    name = _matching(_ID, said.get("id"))
    if name is None:
        return None
    if (transaction := _matching(_HASH, said.get("hash"))) is not None:
        return Sent(name, transaction.lower())
    if isinstance(error := said.get("error"), dict):
        return _fault(name, error)
    return Lost(name) if said.get("lost") is True else None


def _fault(name: str, error: dict[str, object]) -> Answer:
    code = error.get("code")
    if isinstance(code, int | str) and code in _REFUSALS:
        return Rejected(name)
    return Failed(
        name, _number(code, -_LARGEST, _LARGEST) or 0, _plain(error.get("message"), _LONGEST_MESSAGE)
    )


def _matching(pattern: re.Pattern[str], said: object) -> str | None:
    return said if isinstance(said, str) and pattern.fullmatch(said) else None


def _number(said: object, least: int, most: int) -> int | None:
    return said if type(said) is int and least <= said <= most else None


def _plain(said: object, most: int) -> str:
    """A text on one line, cut, without characters that steer how others are shown."""
    if not isinstance(said, str):
        return ""
    kept = (c if unicodedata.category(c)[0] != "C" else " " for c in said[: 4 * most])
    return " ".join("".join(kept).split())[:most]
