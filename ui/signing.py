"""Acts on a real chain: proposed, looked at, signed, seen in a block.

Between a button and a signature stands a proposal with one or more calls. Each is shown
with what the chain and the sandbox say it will do, and each is signed by itself.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import Future, wait
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import streamlit as st

from fomo_core.commands import Launch, RouteRevenue
from fomo_core.display import summary
from fomo_core.display.text import plain, t
from fomo_core.errors import ChainError, FomoError, OtherTransaction, Rejected, TransactionFailed
from fomo_core.events import LaunchCreated, Purchased, Swapped
from ui import session, wallet, wallet_session
from ui.live import BRIEFLY_S, Proposal, Seat, Trial
from ui.wallet import SendRequest

if TYPE_CHECKING:
    from fomo_core.backends._signatures import Challenge

NODE, WALLET = "node", "wallet"
#: How long a callback waits for a block that may come at once.
_AT_ONCE_S = 1.0
_PAUSE_S = 0.02


def blocked(view: session.View) -> str:
    """Why nothing can be signed now; empty when something can."""
    seat = session.desk().live
    if seat is None:
        return ""
    if read_only():
        return t("sign.read_only")
    if seat.proposal is not None:
        return t("sign.busy")
    if seat.signer and view.account:
        return ""
    return t("sign.not_proven" if seat.signer == WALLET else "sign.no_signer")


def read_only() -> bool:
    """Whether the chain that is looked at is one to which nothing is ever sent."""
    seat = session.desk().live
    return seat is not None and not hasattr(seat.connection.chain, "prepare")


def propose(seat: Seat, command: object, done: str, clear: tuple[str, ...]) -> None:
    """Put an act up for signing, or say why that can't be."""
    if seat.proposal is not None:
        return
    try:
        prepared = seat.connection.chain.prepare(command, unlimited=seat.signer == NODE)
    except FomoError as error:
        session.say("error", t("session.refused", reason=error))
        return
    if isinstance(command, RouteRevenue) and not _signs_for(seat, prepared.sender):
        session.say("error", t("sign.platform_only", platform=prepared.sender))
        return
    session.forget()
    seat.proposal = Proposal(command, prepared, done, clear)


def _signs_for(seat: Seat, account: str) -> bool:
    if seat.signer == NODE:
        return account in seat.connection.chain.unlocked()
    return account == session.desk().account


def make_block() -> None:
    """Callback: have a development chain make a block, so that its clock catches up; then look at it."""
    seat = session.desk().live
    if seat is None:
        return
    connection = seat.connection
    try:
        connection.chain.make_block()
    except ChainError as error:
        session.say("error", t("session.refused", reason=error))
    connection.refresh(force=True)


def cancel() -> None:
    """Callback: drop the proposal; what was sent before stays sent."""
    seat = session.desk().live
    if seat is not None:
        seat.proposal = None


def sign_by_node(step: int) -> None:
    """Callback: let the node sign the call of this step and send it. A second click finds another step, or none."""
    seat = session.desk().live
    proposal = seat.proposal if seat else None
    if proposal is None or seat.signer != NODE:
        return
    try:
        with seat.lock:
            if (proposal.step, proposal.tx_hash) != (step, None):
                return
            each = proposal.prepared.calls[step]
            sent(proposal, seat.connection.chain.send(each, proposal.prepared.sender, proposal.command))
    except FomoError as error:
        _give_up(seat, error)
        return
    deadline = time.monotonic() + _AT_ONCE_S
    while seat.proposal is proposal and proposal.step == step and time.monotonic() < deadline:
        follow(seat)
        time.sleep(_PAUSE_S)


def sent(proposal: Proposal, tx_hash: str) -> None:
    """Note what was sent for the call at hand."""
    proposal.tx_hash, proposal.sent_at, proposal.request = tx_hash, time.time(), None


def follow(seat: Seat) -> None:
    """Look whether our own node has what was sent in a block; then go on to the next call, or be done."""
    proposal = seat.proposal
    if proposal is None:
        return
    if proposal.tx_hash is None:
        _hear(proposal)
        # A hash from the wallet is a claim: noted, and looked for.
        claimed = _claimed(seat, proposal)
        if claimed is None:
            return
        sent(proposal, claimed)
    step, tx_hash = proposal.step, proposal.tx_hash
    chain, each = seat.connection.chain, proposal.prepared.calls[step]
    sender, command = proposal.prepared.sender, proposal.command
    try:
        receipt = _answer(seat, tx_hash, lambda: chain.receipt(tx_hash, each, sender, command))
    except (Rejected, TransactionFailed, OtherTransaction) as error:
        _give_up(seat, error)
        return
    except ChainError:
        # The node can't answer now; the banner says so, and what was sent may still be in the next block.
        return
    if receipt is None or seat.proposal is not proposal:
        return
    if step + 1 == len(proposal.prepared.calls):
        _finish(seat, proposal, receipt.events)
        return
    with seat.lock:
        # Another tab of this desk may have seen it too, and gone on already.
        if proposal.tx_hash == tx_hash:
            proposal.step, proposal.tx_hash, proposal.trial = step + 1, None, None


def _answer(seat: Seat, name: str, question: Callable[[], Any]) -> Any:
    """The chain's answer to a question about what waits; None until it is there. Errors as the question.

    A page waits for a good node's answer, not for a bad one's: it is drawn anew when that has come.
    """
    asked = seat.proposal.asked if seat.proposal else {}
    job = asked.get(name) or asked.setdefault(name, seat.connection.ask(question))
    if not wait([job], BRIEFLY_S).done:
        return None
    asked.pop(name, None)
    return job.result()


def tried(seat: Seat, proposal: Proposal) -> Trial | None:
    """What the chain says the call at hand would do, as it last said; None where it has said nothing yet."""
    chain, each, sender = (
        seat.connection.chain,
        proposal.prepared.calls[proposal.step],
        proposal.prepared.sender,
    )
    if not proposal.heard:
        found = _answer(seat, _trial(proposal), lambda: _try(chain, each, sender))
        proposal.trial = found or proposal.trial
    # The next drawing asks anew: by then the state may be another.
    proposal.heard = False
    return proposal.trial


def _hear(proposal: Proposal) -> None:
    """Take in a trial's answer that came late."""
    job = proposal.asked.get(_trial(proposal))
    if job is not None and job.done():
        proposal.asked.pop(_trial(proposal), None)
        proposal.trial, proposal.heard = job.result(), True


def _trial(proposal: Proposal) -> str:
    return f"trial {proposal.step}"


def _try(chain: Any, each: Any, sender: str) -> Trial:
    moment = None
    try:
        moment = chain.tried_at()
        return Trial(moment, chain.dry_run(each, sender))
    except Rejected as refusal:
        return Trial(moment, refusal=refusal)
    except ChainError as error:
        return Trial(moment, error=error)


def arrived(seat: Seat) -> bool:
    """Whether there is news of what waits: an answer of the wallet, of the node, or a receipt. Changes nothing."""
    if wallet_session.heard():
        return True
    proposal = seat.proposal
    if proposal is None:
        return False
    chain, tx_hash = seat.connection.chain, proposal.tx_hash
    late = proposal.asked.get(tx_hash or _trial(proposal))
    if late is not None and late.done():
        return True
    if tx_hash is None:
        return _claimed(seat, proposal) is not None
    try:
        return late is None and bool(_answer(seat, "block", lambda: chain.in_a_block(tx_hash)))
    except ChainError:
        return False


def _claimed(seat: Seat, proposal: Proposal) -> str | None:
    """The hash under which the wallet says that it sent the call at hand."""
    if proposal.request is None:
        return None
    answer = wallet.state(wallet_chain(seat), proposal.request).answer
    return answer.hash if isinstance(answer, wallet.Sent) else None


def wallet_chain(seat: Seat) -> wallet.ChainInfo:
    """The chain that a wallet is asked to be on; it is told an endpoint only where that is this machine."""
    target = seat.connection.target
    own = next((url for url in target.urls if urlsplit(url).hostname in ("127.0.0.1", "localhost")), None)
    return wallet.ChainInfo(target.deployment.chain_id, target.deployment.title, own)


def judge(seat: Seat) -> Callable[[Challenge, str], Future[bool]]:
    """Asks this chain about a contract account's signature of a text; a text for another chain is not its to judge."""
    chain = seat.connection.chain

    def asked(text: Challenge, signature: str) -> bool:
        own = text.chain_id == chain.chain_id
        return own and chain.accepts(text.account, text.digest, bytes.fromhex(signature[2:]))

    return lambda text, signature: seat.connection.ask(lambda: asked(text, signature))


def _finish(seat: Seat, proposal: Proposal, events: tuple[object, ...]) -> None:
    """Tell what was done. The proposal goes last: a run that is cut short before leaves all of this to the next."""
    session.say("success", _done(events, proposal))
    for key in proposal.clear:
        st.session_state[key] = ""
    created = next((event for event in events if isinstance(event, LaunchCreated)), None)
    if isinstance(proposal.command, Launch) and created is not None:
        st.session_state.pop("_salt", None)
        session.desk().choose(created.token)
    seat.connection.audit()
    seat.proposal = None
    if created is not None:
        st.switch_page(session.page("offering"))


def _done(events: tuple[object, ...], proposal: Proposal) -> str:
    """What was done: by the receipt where it may be other amounts than were quoted."""
    told = next((event for event in events if isinstance(event, Purchased | Swapped)), None)
    if told is None or isinstance(proposal.command, Launch):
        return proposal.done
    return summary.done(told, session.desk().chain.world.offerings[told.token].symbol)


def _give_up(seat: Seat, error: FomoError) -> None:
    session.say("error", t("session.refused", reason=error))
    seat.proposal = None


def request(seat: Seat, proposal: Proposal) -> SendRequest:
    """What the wallet is asked for the call at hand; the same as long as it has not answered."""
    if proposal.request is None:
        each = proposal.prepared.calls[proposal.step]
        title = plain(f"call.does_{each.function}")
        proposal.request = SendRequest(title, proposal.prepared.sender, each.to, each.data)
    return proposal.request


def again() -> None:
    """Callback: ask the wallet once more, as a new request."""
    seat = session.desk().live
    if seat is not None and seat.proposal is not None:
        seat.proposal.request = None
