"""Finds what was sent, in a block by its hash or by the event it left, and tells what came of it."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import Future, wait
from typing import TYPE_CHECKING

import streamlit as st

from fomo_core.commands import Command, Launch
from fomo_core.display.acts import calls, quotes
from fomo_core.display.refusals import sentence
from fomo_core.display.text import t
from fomo_core.errors import (
    ChainError,
    FomoError,
    OtherTransaction,
    Rejected,
    ReplacedTransaction,
    TransactionFailed,
)
from fomo_core.events import Event, LaunchCreated, Purchased, RevenueRouted, Swapped
from ui.desk import keys, links, messages, store
from ui.live.live_session import LiveSession
from ui.signing import trials
from ui.signing.proposal import Ended, Outcome, Proposal

if TYPE_CHECKING:
    from fomo_core.acting import Actor, Before, Call, Mined
    from fomo_core.chain import Receipt

#: Stands for the hash of a transaction that nobody has told us.
_NO_HASH = "0x" + "00" * 32


def note_sent(proposal: Proposal, tx_hash: str) -> None:
    """Note what was sent for the call at hand."""
    proposal.tx_hash, proposal.sent_at, proposal.request = tx_hash, time.time(), None


def follow_call(live: LiveSession, proposal: Proposal, unheard: bool) -> None:
    """Look what came of the call at hand, and draw the consequence.

    Args:
        unheard: whether it may have been sent without our knowing its hash.
    """
    tx_hash = proposal.tx_hash
    job = _asked(live, proposal, unheard)
    if job is None or not wait([job], trials.BRIEFLY_S).done:
        return
    proposal.asked.pop(_name(proposal), None)
    try:
        outcome = job.result()
    except ChainError:
        # The node can't answer now; the banner says so, and what was sent may still be in the next block.
        return
    if outcome is None or live.proposal is not proposal:
        return
    if outcome.error is not None:
        _failed(live, outcome.error, outcome.mined)
    elif outcome.receipt is not None and proposal.step + 1 == len(proposal.prepared.calls):
        _finished(live, proposal, outcome, outcome.receipt.events)
    else:
        _goes_on(live, proposal, tx_hash)


def has_outcome(live: LiveSession, proposal: Proposal, unheard: bool) -> bool:
    """Return True when ``follow_call`` would find something out; changes nothing of the act."""
    job = _asked(live, proposal, unheard)
    if job is None or not wait([job], trials.BRIEFLY_S).done:
        return False
    if isinstance(job.exception(), ChainError) or (job.exception() is None and job.result() is None):
        proposal.asked.pop(_name(proposal), None)
        return False
    return True


def _name(proposal: Proposal) -> str:
    return proposal.tx_hash or f"unheard {proposal.step}"


def _asked(live: LiveSession, proposal: Proposal, unheard: bool) -> Future[Outcome | None] | None:
    """The question what came of the call at hand, put in the connection's thread; None where there is none."""
    chain = live.connection.chain
    actor = None if chain is None else chain.actor
    question = None if actor is None else _question(actor, proposal, unheard)
    if question is None:
        return None
    name = _name(proposal)
    return proposal.asked.get(name) or proposal.asked.setdefault(name, live.connection.ask(question))


def _question(actor: Actor, proposal: Proposal, unheard: bool) -> Callable[[], Outcome | None] | None:
    each, sender = proposal.prepared.calls[proposal.step], proposal.prepared.sender
    tx_hash, command, before = proposal.tx_hash, proposal.command, proposal.before
    if tx_hash is not None:
        return lambda: _outcome(actor, tx_hash, each, sender, command, before)
    if unheard and before is not None:
        return lambda: _elsewhere(actor, each, sender, before)
    return None


def _outcome(
    actor: Actor, tx_hash: str, each: Call, sender: str, command: Command | None, before: Before | None
) -> Outcome | None:
    """Return the outcome of a transaction, or of another one in its place; None as long as it is not known."""
    try:
        receipt = actor.receipt(tx_hash, each, sender, command)
    except (Rejected, TransactionFailed, OtherTransaction) as error:
        return Outcome(error=error, mined=actor.mined(tx_hash))
    if receipt is not None:
        return Outcome(receipt, mined=actor.mined(tx_hash))
    if before is None or actor.mined(tx_hash) is not None:
        return None
    try:
        instead = actor.instead(tx_hash, each, sender, before)
    except ReplacedTransaction as error:
        return Outcome(error=error)
    return Outcome(instead, mined=_found(actor, instead)) if instead else None


def _elsewhere(actor: Actor, each: Call, sender: str, before: Before) -> Outcome | None:
    """Return the outcome of a call whose hash nobody told us; None as long as nothing is seen of it."""
    try:
        done = actor.instead(_NO_HASH, each, sender, before)
    except ReplacedTransaction:
        # Something else of the account is in a block. Whether this was ever sent is not known by that.
        return None
    return Outcome(done, mined=_found(actor, done)) if done else None


def _found(actor: Actor, receipt: Receipt) -> Mined | None:
    """The transaction that did it; None where that is not known."""
    return actor.noted(receipt.events[0]) if receipt.events else None


def _goes_on(live: LiveSession, proposal: Proposal, tx_hash: str | None) -> None:
    with live.lock:
        # Another tab of this desk may have seen it too, and gone on already.
        if proposal.tx_hash == tx_hash:
            proposal.go_on()


def _finished(live: LiveSession, proposal: Proposal, outcome: Outcome, events: tuple[Event, ...]) -> None:
    """Tell what was done. The proposal goes last: a run that is cut short before leaves all of this to the next."""
    text = _done(events, proposal)
    messages.say("success", text)
    for key in proposal.clear:
        st.session_state[key] = ""
    created = next((event for event in events if isinstance(event, LaunchCreated)), None)
    if isinstance(proposal.command, Launch) and created is not None:
        keys.use_up()
        store.desk().choose(created.token)
    live.connection.audit()
    live.proposal, live.ended = None, Ended(True, text, outcome.mined)
    if created is not None:
        st.switch_page(links.page("offering"))


def _done(events: tuple[Event, ...], proposal: Proposal) -> str:
    """Return the sentence on what was done: by the receipt where it may be other amounts than were quoted."""
    traded = next((event for event in events if isinstance(event, Purchased | Swapped | RevenueRouted)), None)
    if traded is None or isinstance(proposal.command, Launch):
        return proposal.done
    return quotes.done(traded, store.desk().chain.world.offerings[traded.token].symbol)


def _failed(live: LiveSession, error: FomoError, mined: Mined | None) -> None:
    """Tell that it was not done, and what was paid for that, as far as it is known."""
    known = isinstance(error, Rejected | TransactionFailed)
    text = t("sign.failed" if known else "sign.unlike", reason=sentence(error))
    spent = calls.fee_text(mined.fee if mined else None)
    messages.say("error", f"{text} {spent}".strip())
    live.connection.audit()
    live.proposal, live.ended = None, Ended(False, text, mined)
