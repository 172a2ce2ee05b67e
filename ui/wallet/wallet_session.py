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
class WalletSession:
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


def own_session() -> WalletSession:
    """This visitor's."""
    return st.session_state.setdefault(_SESSION_KEY, WalletSession())


def take_report(said: object) -> None:
    """Take in what a browser reported. A changed account is an unproven one."""
    session, report = own_session(), read(said)
    if report.account is not None:
        report = replace(report, account=_signatures().checksummed(report.account))
    if report.account != session.report.account:
        session.proven, session.doubt, session.asked = None, "", None
    session.report = report
    if report.proof is not None and report.account is not None:
        _check(session, report.account, report.proof)
    for answer in report.answers:
        _keep(session, answer)


def challenge(account: str, chain_id: int, url: str, statement: str) -> Challenge:
    """A text for an account to sign; arguments as ``Challenges.issue``."""
    return _challenges(own_session()).issue(account, chain_id, url, statement)


def take_judgement() -> None:
    """Take in what the chain has said of a contract account's signature, if it has."""
    session = own_session()
    if session.asked is None or not session.asked.answer.done():
        return
    text, answer = session.asked
    session.asked = None
    try:
        _conclude(session, text, answer.result(), by_contract=True)
    except ChainError:
        session.doubt = UNCHECKED


def has_judgement() -> bool:
    """Return True when there is something new to ``take_judgement``."""
    asked = own_session().asked
    return asked is not None and asked.answer.done()


def _check(session: WalletSession, account: str, proof: Proof) -> None:
    """Prove the account, or have the chain asked about it; a text that was signed before changes nothing."""
    texts = _challenges(session)
    signed = texts.take(proof.nonce)
    if signed is None:
        return
    own = signed.proven_by(proof.signature, account, texts.now())
    if own or session.judge is None or not signed.open_to(account, texts.now()):
        _conclude(session, signed, own, by_contract=False)
        return
    session.doubt, session.asked = CHECKING, SignatureQuestion(signed, session.judge(signed, proof.signature))
    wait([session.asked.answer], BRIEFLY_S)


def _conclude(session: WalletSession, text: Challenge, proven: bool, by_contract: bool) -> None:
    """Note what came of a signature of a text."""
    session.doubt, session.by_contract = "" if proven else REFUSED, by_contract
    if proven:
        session.proven = (text.account, text.chain_id)


def _keep(session: WalletSession, answer: Answer) -> None:
    """Keep the first answer to a request for good; only a lost one may still turn up."""
    if isinstance(session.answers.get(answer.id), Lost | None):
        session.answers[answer.id] = answer
    while len(session.answers) > _MOST_ANSWERS:
        session.answers.popitem(last=False)


def _challenges(session: WalletSession) -> Challenges:
    if session.challenges is None:
        session.challenges = _signatures().Challenges()
    return session.challenges


def _signatures() -> ModuleType:
    """Loaded with the first account: what it needs takes half a second."""
    from fomo_core.backends.evm.accounts import signatures

    return signatures
