"""Acts on a real chain: proposed, looked at, signed, seen in a block.

Between a button and a signature stands a proposal with one or more calls. Each is shown
with what the chain and the sandbox say it will do, and each is signed by itself.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import Future
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from fomo_core.commands import Command, RouteRevenue
from fomo_core.display.refusals import sentence
from fomo_core.display.text import plain, t
from fomo_core.errors import ChainError, FomoError, SendUncertain
from ui.desk import messages, store, views
from ui.desk.views import View
from ui.live.live_session import LiveSession
from ui.signing import awaiting, terms, trials
from ui.signing.proposal import Proposal
from ui.wallet import wallet, wallet_session
from ui.wallet.records import ChainInfo, SendRequest

if TYPE_CHECKING:
    from fomo_core.acting import Prepared
    from fomo_core.backends.evm.accounts.signatures import Challenge

NODE, WALLET = "node", "wallet"
#: How long a callback waits for a block that may come at once.
_AT_ONCE_S = 1.0
_PAUSE_S = 0.02


def block_reason(view: View, command: Command | None = None) -> str:
    """Return why nothing can be signed now, or not this command; empty when it can."""
    live = store.desk().live
    if live is None:
        return ""
    if read_only():
        return t("sign.read_only")
    if live.proposal is not None:
        return t("sign.busy")
    if not (live.signer and view.account):
        return t("sign.not_proven" if live.signer == WALLET else "sign.no_signer")
    platform = live.actor.addresses.platform
    if isinstance(command, RouteRevenue) and live.signer == WALLET and view.account != platform:
        return t("sign.platform_only", platform=platform)
    return ""


def read_only() -> bool:
    """Return True when the chain that is looked at is one to which nothing is ever sent."""
    live = store.desk().live
    chain = live.connection.chain if live else None
    return live is not None and (chain is None or chain.actor is None)


def propose(live: LiveSession, command: Command, done: str, clear: tuple[str, ...]) -> None:
    """Put an act up for signing, or say why that can't be."""
    if live.proposal is not None:
        return
    chain, actor = live.chain, live.actor
    try:
        prepared = actor.prepare(command, unlimited=live.signer == NODE)
    except FomoError as error:
        messages.say("error", t("session.refused", reason=sentence(error)))
        return
    if not _signs_for(live, prepared.sender):
        messages.say("error", t("sign.not_yours", account=prepared.sender))
        return
    expected = terms.expected_amount(chain.world, command, chain.head().now)
    _put_up(live, Proposal(command, prepared, done, clear, expected))


def propose_calls(live: LiveSession, prepared: Prepared, done: str) -> None:
    """Put calls up for signing that are no act of the protocol."""
    if live.proposal is None and _signs_for(live, prepared.sender):
        _put_up(live, Proposal(None, prepared, done))


def _put_up(live: LiveSession, proposal: Proposal) -> None:
    messages.drop_refusal()
    if live.signer == WALLET:
        proposal.sponsored = wallet.state(wallet_chain(live)).by_contract
    live.proposal, live.ended = proposal, None


def _signs_for(live: LiveSession, account: str) -> bool:
    if live.signer != NODE:
        return account == store.desk().account
    try:
        development = live.chain.development
        return development is not None and account in development.unlocked()
    except ChainError:
        return False


def make_block() -> None:
    """Callback: have a development chain make a block, so that its clock catches up; then look at it."""
    live = store.desk().live
    if live is None:
        return
    try:
        if (development := live.chain.development) is not None:
            development.make_block()
    except ChainError as error:
        messages.say_failed(error)
    live.connection.refresh(force=True)


def give_ether(account: str) -> None:
    """Callback: give an account of a development chain ether for its gas."""
    live = store.desk().live
    try:
        if live is not None and (development := live.chain.development) is not None:
            development.give_ether(account)
    except ChainError as error:
        messages.say_failed(error)


def cancel() -> None:
    """Callback: drop the proposal; what was sent before stays sent."""
    live = store.desk().live
    if live is not None:
        live.proposal = None


def renew() -> None:
    """Callback: propose the same act on the terms of now, with as wide a margin as before."""
    live, view = store.desk().live, views.current()
    proposal = live.proposal if live else None
    if live is None or proposal is None or view is None:
        return
    if proposal.command is None or proposal.tx_hash is not None:
        return
    live.proposal = None
    fresh = terms.renew_terms(proposal.command, proposal.expected, view.world, view.now, view.deadline)
    propose(live, fresh, proposal.done, proposal.clear)
    if live.proposal is None:
        # The old terms are better than none: nothing of what was asked for is lost.
        live.proposal = proposal


def sign_by_node(step: int) -> None:
    """Callback: let the node sign the call of this step and send it. A second click finds another step, or none."""
    live = store.desk().live
    proposal = live.proposal if live else None
    if live is None or proposal is None or live.signer != NODE or trials.bar_reason(proposal):
        return
    try:
        with live.lock:
            if (proposal.step, proposal.tx_hash, proposal.unheard) != (step, None, ""):
                return
            each = proposal.prepared.calls[step]
            tx_hash = live.actor.send(each, proposal.prepared.sender, proposal.command)
            awaiting.note_sent(proposal, tx_hash)
    except SendUncertain as error:
        proposal.unheard = sentence(error)
        return
    except FomoError as error:
        messages.say("error", t("sign.not_sent", reason=sentence(error)))
        live.proposal = None
        return
    deadline = time.monotonic() + _AT_ONCE_S
    while live.proposal is proposal and proposal.step == step and time.monotonic() < deadline:
        follow(live)
        time.sleep(_PAUSE_S)


def follow(live: LiveSession) -> None:
    """Look what came of what was sent; then go on to the next call, or be done."""
    proposal = live.proposal
    if proposal is None:
        return
    if proposal.tx_hash is None:
        trials.take_trial(proposal)
        # A hash from the wallet is a claim: noted, and looked for.
        claimed = _answer(live, proposal)
        if isinstance(claimed, wallet.Sent):
            awaiting.note_sent(proposal, claimed.hash)
    awaiting.follow_call(live, proposal, unheard=_unheard(live, proposal))


def has_news(live: LiveSession) -> bool:
    """Return True when there is news of what waits: from the wallet, the node, or a block. Changes nothing."""
    if wallet_session.has_judgement():
        return True
    proposal = live.proposal
    if proposal is None:
        return False
    if proposal.tx_hash is None and (
        trials.has_answer(proposal) or isinstance(_answer(live, proposal), wallet.Sent)
    ):
        return True
    return awaiting.has_outcome(live, proposal, unheard=_unheard(live, proposal))


def _answer(live: LiveSession, proposal: Proposal) -> wallet.Answer | None:
    """Return what the wallet says of the call at hand."""
    if proposal.request is None:
        return None
    return wallet.state(wallet_chain(live), proposal.request).answer


def _unheard(live: LiveSession, proposal: Proposal) -> bool:
    """Return True when the call at hand may have been sent without our knowing its hash."""
    return bool(proposal.unheard) or isinstance(_answer(live, proposal), wallet.Failed | wallet.Lost)


def wallet_chain(live: LiveSession) -> ChainInfo:
    """The chain that a wallet is asked to be on; it is told an endpoint only where that is this machine."""
    target = live.connection.target
    own = next((url for url in target.urls if urlsplit(url).hostname in ("127.0.0.1", "localhost")), None)
    return ChainInfo(target.deployment.chain_id, target.deployment.title, own)


def judge(live: LiveSession) -> Callable[[Challenge, str], Future[bool]]:
    """Asks this chain about a contract account's signature of a text; a text for another chain is not its to judge."""
    chain = live.chain

    def asked(text: Challenge, signature: str) -> bool:
        own = text.chain_id == chain.chain_id
        return own and chain.accepts(text.account, text.digest, bytes.fromhex(signature[2:]))

    return lambda text, signature: live.connection.ask(lambda: asked(text, signature))


def request(proposal: Proposal) -> SendRequest:
    """Return what the wallet is asked for the call at hand; the same as long as it has not answered."""
    if proposal.request is None:
        each = proposal.prepared.calls[proposal.step]
        title = plain(f"call.does_{each.function}")
        proposal.request = SendRequest(title, proposal.prepared.sender, each.to, each.data)
    return proposal.request


def again() -> None:
    """Callback: ask for the signature once more, as a new request."""
    live = store.desk().live
    proposal = live.proposal if live else None
    if proposal is not None and proposal.tx_hash is None:
        proposal.ask_anew()
