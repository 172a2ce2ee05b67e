"""Before a signature: who signs what, what the chain says it would do, and what the sandbox forecasts."""

from __future__ import annotations

import streamlit as st

from fomo_core import limits
from fomo_core.commands import Command
from fomo_core.display import format as f
from fomo_core.display.acts import calls
from fomo_core.display.format import in_markdown
from fomo_core.display.refusals import sentence
from fomo_core.display.text import plain, t
from fomo_core.fixed_point import MAX_UINT256
from ui.desk import store
from ui.desk.views import Offer, View
from ui.live.live_session import LiveSession
from ui.signing import ended, forecast, signing, trials
from ui.signing.forecast import Forecast
from ui.signing.proposal import Proposal, Trial
from ui.wallet import wallet
from ui.widgets import attention

#: A result so many times the least that one accepts says that the quote behind it is old.
_FAR_ABOVE = 1.1


def draw(view: View) -> None:
    """Draw the act that waits for a signature, or the one that ended last, if there is one."""
    live = store.desk().live
    if live is None or live.proposal is None:
        ended.draw(live)
        return
    with st.container(border=True, key="review"):
        _head(live, live.proposal)
        if live.proposal.tx_hash is not None:
            _waiting(live.proposal)
        elif view.past:
            # What the sandbox forecasts here is for a moment that is over.
            st.caption(t("past.locked"))
        else:
            _offered(view, live, live.proposal)


def _head(live: LiveSession, proposal: Proposal) -> None:
    """Draw which step of how many this is, who signs and where, and what it is."""
    count, act = len(proposal.prepared.calls), proposal.prepared.calls[proposal.step]
    title = "title" if proposal.tx_hash is None else "title_sent"
    st.subheader(t(f"review.{title}", step=proposal.step + 1, count=count), anchor=False)
    sender, acting = proposal.prepared.sender, store.desk().account
    st.markdown(t("review.signer", account=sender, chain=_chain(live)))
    if acting and acting != sender:
        st.warning(
            t("review.not_acting", acting=f.account(acting), signer=f.account(sender)),
            icon=":material/group:",
        )
    unlimited = act.arguments.get("amount") == MAX_UINT256 and act.function == "approve"
    taken_back = proposal.command is None
    kind = "take_back" if taken_back else "approve_any" if unlimited else act.function
    st.caption(t(f"review.about_{kind}"))
    attention.call_to("review", f"{proposal.id}-{proposal.step}")


def _chain(live: LiveSession) -> str:
    deployment = live.connection.target.deployment
    return plain("review.chain", title=deployment.title, id=deployment.chain_id)


def _offered(view: View, live: LiveSession, proposal: Proposal) -> None:
    """Show what would happen, and the ways on from here."""
    trial = trials.trial_of(live, proposal)
    foretold = forecast.made(view, proposal, trial)
    forecast.total(view, foretold)
    _side_by_side(view, live, proposal, trial, foretold)
    if proposal.unheard:
        st.warning(in_markdown(proposal.unheard), icon=":material/help:")
    if live.signer == signing.WALLET:
        _wallet(live, proposal)
    with st.container(horizontal=True):
        if live.signer == signing.NODE:
            _by_node(live, proposal)
        if proposal.command is not None:
            _renew(refused=trial is not None and trial.refusal is not None)
        if live.chain.development is not None and trials.lacks_ether(proposal):
            _ether(proposal)
        st.button(t("review.cancel"), key="sign_cancel", icon=":material/close:", on_click=signing.cancel)


def _by_node(live: LiveSession, proposal: Proposal) -> None:
    if proposal.unheard:
        st.button(t("review.again_node"), key="sign_again", icon=":material/refresh:", on_click=signing.again)
        return
    st.button(
        t("review.sign_node", account=f.account(proposal.prepared.sender), chain=_chain(live)),
        key=f"sign_{proposal.step + 1}",
        type="primary",
        icon=":material/draw:",
        disabled=bool(trials.bar_reason(proposal)),
        on_click=signing.sign_by_node,
        args=(proposal.step,),
        help=t("review.sign_node_help"),
    )


def _renew(refused: bool) -> None:
    """The way on from a quote that is old, and the main one where the chain would refuse it."""
    st.button(
        t("review.renew"),
        key="sign_renew",
        type="primary" if refused else "secondary",
        icon=":material/update:",
        on_click=signing.renew,
        help=t("review.renew_help"),
    )


def _ether(proposal: Proposal) -> None:
    st.button(
        t("review.ether"),
        key="sign_ether",
        icon=":material/local_gas_station:",
        on_click=signing.give_ether,
        args=(proposal.prepared.sender,),
    )


def _side_by_side(
    view: View, live: LiveSession, proposal: Proposal, trial: Trial | None, foretold: Forecast | None
) -> None:
    """The three columns: the call, its trial, the forecast."""
    call, run, beside = st.columns(3, border=True)
    with call:
        _call(view, live, proposal)
    with run:
        st.markdown(t("review.dry_run"))
        _dry_run(view, live, proposal, trial, foretold)
    with beside:
        st.markdown(t("review.forecast"))
        forecast.draw(proposal, foretold)


def _call(view: View, live: LiveSession, proposal: Proposal) -> None:
    """The call in plain words, and as the bytes that are signed."""
    act = proposal.prepared.calls[proposal.step]
    st.markdown(t("review.call"))
    st.markdown(f"`{act.function}`")
    rows = {
        in_markdown(line.name): in_markdown(line.value)
        for line in calls.lines(act.arguments, view.world, live.actor.spenders())
    }
    st.table(rows, border="horizontal", alt=t("review.call_alt"))
    st.caption(t(f"review.contract_{act.contract}", address=act.to), help=t("review.contract_help"))
    with st.expander(t("review.raw"), icon=":material/data_object:"):
        st.caption(t("review.raw_about", address=act.to, size=(len(act.data) - 2) // 2))
        st.code(act.data, language=None, wrap_lines=True, height=160)


def _dry_run(
    view: View, live: LiveSession, proposal: Proposal, trial: Trial | None, foretold: Forecast | None
) -> None:
    """Show what came of the trial, and the cost."""
    if trial is None:
        st.info(t("review.not_tried_yet"), icon=":material/hourglass_top:")
        return
    if trial.refusal is not None:
        st.error(t("review.refused", reason=sentence(trial.refusal)), icon=":material/block:")
        return
    if trial.error is not None:
        st.warning(t("review.no_dry_run", reason=sentence(trial.error)), icon=":material/cloud_off:")
        return
    act = proposal.prepared.calls[proposal.step]
    unit = calls.swapped_unit(act.arguments, view.world)
    st.success(in_markdown(calls.result_text(act.function, trial.result, unit)), icon=":material/check:")
    if foretold is not None:
        _compared(proposal, trial, foretold.offer)
    _price(proposal, trial)
    st.caption(t("review.as_of", block=live.chain.standing().block))


def _compared(proposal: Proposal, trial: Trial, offer: Offer[Command]) -> None:
    """The trial's result beside the forecast, and beside the least that is accepted."""
    act, result = proposal.prepared.calls[proposal.step], trial.result
    foretold = calls.expected_result(act.function, offer.events)
    if foretold is None:
        return
    if foretold == result:
        st.caption(t("review.equal"), help=f.exact(foretold, "").strip())
    else:
        st.warning(t("review.unequal", forecast=f.exact(foretold, "").strip()), icon=":material/difference:")
    least = limits.least(offer.command)
    if least and foretold > least * _FAR_ABOVE:
        st.caption(t("review.low_minimum", least=f.number(least)))


def _price(proposal: Proposal, trial: Trial) -> None:
    """Show the cost in gas, and whether the sender has that."""
    price = trial.price
    if price is None or price.wei is None or price.held is None:
        st.caption(t("review.no_price"))
    elif trials.lacks_ether(proposal):
        st.error(
            t("review.short_of_gas", fee=calls.gas(price.wei), held=calls.ether(price.held)),
            icon=":material/local_gas_station:",
        )
    else:
        st.caption(t("review.gas", fee=calls.gas(price.wei), held=calls.ether(price.held)))


def _waiting(proposal: Proposal) -> None:
    """Sent: true only when our own node has it in a block."""
    moment = f.clock(int(proposal.sent_at))
    st.info(t("review.sent", hash=proposal.tx_hash, time=moment), icon=":material/hourglass_top:")
    st.button(t("review.stop"), key="sign_stop", on_click=signing.cancel, help=t("review.stop_help"))


def _wallet(live: LiveSession, proposal: Proposal) -> None:
    """The wallet's own button and what came of it, in the wallet's panel; then the way to ask once more."""
    request = signing.request(proposal)
    barred = trials.bar_reason(proposal)
    if wallet.sign(signing.wallet_chain(live), request, barred=barred).answer is not None:
        st.button(t("review.again"), key="sign_again", icon=":material/refresh:", on_click=signing.again)
