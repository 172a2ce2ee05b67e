"""One visitor's session's knowledge of their wallet, whichever page is shown."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import Future, wait
from dataclasses import dataclass, field, replace
from types import ModuleType
from typing import TYPE_CHECKING, NamedTuple

import streamlit as st

from fomo_core.errors import ChainError
from ui.live.connections import BRIEFLY_S
from ui.wallet.report import Answer, Lost, Proof, Report, read

if TYPE_CHECKING:
    from fomo_core.backends.evm.accounts.signatures import Challenge, Challenges

_SESSION_KEY = "_wallet"
_MOST_ANSWERS = 64
#: What may be said of a signature that has proven nothing: it does not fit, the chain could not be asked, or is.
REFUSED, UNCHECKED, CHECKING = "refused", "unchecked", "checking"

#: Asks the chain whether a contract account accepts a signature (hexadecimal) of a text.
Judge = Callable[["Challenge", str], Future[bool]]


class SignatureQuestion(NamedTuple):
    """A signature that the chain has been asked about."""

    text: Challenge
    answer: Future[bool]


@dataclass
class Held:
    """The state that a session keeps of its visitor's wallet.

    Attributes:
        proven: the account that a signature has shown to be the visitor's, and the chain that it was shown for.
        by_contract: whether the account was proven as a contract's, by its chain.
        doubt: why the last signature is no proof, or not yet; empty where there is none.
        judge: who knows about contract accounts' signatures; None where nobody does.
        asked: what the judge has not answered yet.
        answers: by the id of the request, those of the latest requests.
    """

    report: Report = field(default_factory=Report)
    proven: tuple[str, int] | None = None
    by_contract: bool = False
    doubt: str = ""
    judge: Judge | None = None
    asked: SignatureQuestion | None = None
    answers: OrderedDict[str, Answer] = field(default_factory=OrderedDict)
    challenges: Challenges | None = None


def held() -> Held:
    """This session's own."""
    return st.session_state.setdefault(_SESSION_KEY, Held())


def take_report(said: object) -> None:
    """Take in what a browser reported. A changed account is an unproven one."""
    kept, report = held(), read(said)
    if report.account is not None:
        report = replace(report, account=_signatures().checksummed(report.account))
    if report.account != kept.report.account:
        kept.proven, kept.doubt, kept.asked = None, "", None
    kept.report = report
    if report.proof is not None and report.account is not None:
        _check(kept, report.account, report.proof)
    for answer in report.answers:
        _keep(kept, answer)


def challenge(account: str, chain_id: int, url: str, statement: str) -> Challenge:
    """A text for an account to sign; arguments as ``Challenges.issue``."""
    return _challenges(held()).issue(account, chain_id, url, statement)


def take_judgement() -> None:
    """Take in what the chain has said of a contract account's signature, if it has."""
    kept = held()
    if kept.asked is None or not kept.asked.answer.done():
        return
    text, answer = kept.asked
    kept.asked = None
    try:
        _conclude(kept, text, answer.result(), by_contract=True)
    except ChainError:
        kept.doubt = UNCHECKED


def heard() -> bool:
    """Return True when there is something new to ``take_judgement``."""
    asked = held().asked
    return asked is not None and asked.answer.done()


def _check(kept: Held, account: str, proof: Proof) -> None:
    """Prove the account, or have the chain asked about it; a text that was signed before changes nothing."""
    texts = _challenges(kept)
    signed = texts.take(proof.nonce)
    if signed is None:
        return
    own = signed.proven_by(proof.signature, account, texts.now())
    if own or kept.judge is None or not signed.open_to(account, texts.now()):
        _conclude(kept, signed, own, by_contract=False)
        return
    kept.doubt, kept.asked = CHECKING, SignatureQuestion(signed, kept.judge(signed, proof.signature))
    wait([kept.asked.answer], BRIEFLY_S)


def _conclude(kept: Held, text: Challenge, proven: bool, by_contract: bool) -> None:
    """Note what came of a signature of a text."""
    kept.doubt, kept.by_contract = "" if proven else REFUSED, by_contract
    if proven:
        kept.proven = (text.account, text.chain_id)


def _keep(kept: Held, answer: Answer) -> None:
    """Keep the first answer to a request for good; only a lost one may still turn up."""
    if isinstance(kept.answers.get(answer.id), Lost | None):
        kept.answers[answer.id] = answer
    while len(kept.answers) > _MOST_ANSWERS:
        kept.answers.popitem(last=False)


def _challenges(kept: Held) -> Challenges:
    if kept.challenges is None:
        kept.challenges = _signatures().Challenges()
    return kept.challenges


def _signatures() -> ModuleType:
    """Loaded with the first account: what it needs takes half a second."""
    from fomo_core.backends.evm.accounts import signatures

    return signatures
