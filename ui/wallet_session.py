"""What one visitor's session knows of their wallet, whichever page is shown."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import streamlit as st

from ui.wallet_report import Answer, Lost, Proof, Report, read

if TYPE_CHECKING:
    from fomo_core.backends._signatures import Challenge, Challenges

_SESSION_KEY = "_wallet"
_MOST_ANSWERS = 64


@dataclass
class Held:
    """What is kept.

    Attributes:
        proven: the account that a signature has shown to be the visitor's, and the chain that it was shown for.
        refused: the last signature was no proof.
        answers: by the id of the request, those of the latest requests.
    """

    report: Report = field(default_factory=Report)
    proven: tuple[str, int] | None = None
    refused: bool = False
    answers: OrderedDict[str, Answer] = field(default_factory=OrderedDict)
    challenges: Challenges | None = None


def held() -> Held:
    """This session's own."""
    return st.session_state.setdefault(_SESSION_KEY, Held())


def take(said: object) -> None:
    """Take in what a browser reported. A changed account is an unproven one."""
    kept, report = held(), read(said)
    if report.account is not None:
        report = replace(report, account=_signatures().checksummed(report.account))
    if report.account != kept.report.account:
        kept.proven, kept.refused = None, False
    kept.report = report
    if report.proof is not None and report.account is not None:
        _check(kept, report.account, report.proof)
    for answer in report.answers:
        _keep(kept, answer)


def challenge(account: str, chain_id: int, url: str, statement: str) -> Challenge:
    """A text for an account to sign; arguments as ``Challenges.issue``."""
    return _challenges(held()).issue(account, chain_id, url, statement)


def _check(kept: Held, account: str, proof: Proof) -> None:
    """Prove the account, or note that the signature does not; a text that was signed before changes nothing."""
    texts = _challenges(kept)
    signed = texts.take(proof.nonce)
    if signed is None:
        return
    kept.refused = not signed.proven_by(proof.signature, account, texts.now())
    if not kept.refused:
        kept.proven = (account, signed.chain_id)


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


def _signatures() -> Any:
    """Loaded with the first account: what it needs takes half a second."""
    from fomo_core.backends import _signatures

    return _signatures
