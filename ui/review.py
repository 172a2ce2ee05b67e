"""Before a signature: the call, what the chain says it would do, and what the sandbox forecasts, side by side."""

from __future__ import annotations

import streamlit as st

from fomo_core import decide
from fomo_core.commands import Command
from fomo_core.display import calls
from fomo_core.display import format as f
from fomo_core.display.format import in_markdown
from fomo_core.display.tables import happened
from fomo_core.display.text import plain, t
from fomo_core.errors import FomoError
from fomo_core.events import Event
from fomo_core.fixed_point import MAX_UINT256
from fomo_core.ledger import Entry
from ui import attention, session, signing, wallet
from ui.live import Proposal, Seat, Trial

#: A result so many times the least that one accepts says that the quote behind it is old.
_FAR_ABOVE = 1.1


def draw(view: session.View) -> None:
    """Draw the act that waits for a signature, if there is one."""
    seat = session.desk().live
    if seat is None or seat.proposal is None:
        return
    proposal = seat.proposal
    with st.container(border=True, key="review"):
        count, act = len(proposal.prepared.calls), proposal.prepared.calls[proposal.step]
        title = "title" if proposal.tx_hash is None else "title_sent"
        st.subheader(t(f"review.{title}", step=proposal.step + 1, count=count), anchor=False)
        unlimited = act.arguments.get("value") == MAX_UINT256
        st.caption(t("review.about_approve_any" if unlimited else f"review.about_{act.function}"))
        attention.call_to("review", f"{proposal.id}-{proposal.step}")
        if proposal.tx_hash is not None:
            _waiting(proposal)
            return
        if view.past:
            # What the sandbox forecasts here is for a moment that is over.
            st.caption(t("past.locked"))
            return
        refused = _side_by_side(view, seat, proposal)
        if seat.signer == signing.WALLET:
            _wallet(seat, proposal)
        with st.container(horizontal=True):
            if seat.signer == signing.NODE:
                st.button(
                    t("review.sign_node"),
                    key=f"sign_{proposal.step + 1}",
                    type="primary",
                    icon=":material/draw:",
                    disabled=refused,
                    on_click=signing.sign_by_node,
                    args=(proposal.step,),
                    help=t("review.sign_node_help"),
                )
            st.button(t("review.cancel"), key="sign_cancel", icon=":material/close:", on_click=signing.cancel)


def _side_by_side(view: session.View, seat: Seat, proposal: Proposal) -> bool:
    """The three columns; whether the chain would refuse the call."""
    act = proposal.prepared.calls[proposal.step]
    call, run, forecast = st.columns(3, border=True)
    with call:
        st.markdown(t("review.call"))
        st.markdown(f"`{act.function}`")
        rows = {
            in_markdown(line.name): in_markdown(line.value)
            for line in calls.lines(act.arguments, view.world, seat.connection.chain.spenders())
        }
        st.table(rows, border="horizontal", alt=t("review.call_alt"))
        st.caption(t(f"review.contract_{act.contract}", address=act.to), help=t("review.contract_help"))
    trial = signing.tried(seat, proposal)
    # The forecast is for the block in which the chain tries it.
    moment = max(view.now, (trial and trial.moment) or 0)
    with run:
        st.markdown(t("review.dry_run"))
        refused = _dry_run(view, seat, proposal, trial, moment)
    with forecast:
        st.markdown(t("review.forecast"))
        _forecast(view, proposal, moment)
    return refused


def _dry_run(view: session.View, seat: Seat, proposal: Proposal, trial: Trial | None, moment: int) -> bool:
    """What came of the trial; whether the chain would refuse the call."""
    if trial is None:
        st.info(t("review.not_tried_yet"), icon=":material/hourglass_top:")
        return False
    if trial.refusal is not None:
        st.error(t("review.refused", reason=trial.refusal), icon=":material/block:")
        return True
    if trial.error is not None:
        st.warning(t("review.no_dry_run", reason=trial.error), icon=":material/cloud_off:")
        return False
    act, result = proposal.prepared.calls[proposal.step], trial.result
    st.success(in_markdown(calls.returned(act.function, result)), icon=":material/check:")
    foretold = calls.foretold(act.function, _forecast_events(view, proposal.command, moment))
    if foretold == result:
        st.caption(t("review.equal"), help=f.exact(foretold, "").strip())
    elif foretold is not None:
        st.warning(t("review.unequal", forecast=f.exact(foretold, "").strip()), icon=":material/difference:")
    least = getattr(proposal.command, "min_tokens_out", None) or getattr(
        proposal.command, "min_amount_out", 0
    )
    if foretold is not None and least and foretold > least * _FAR_ABOVE:
        st.caption(t("review.low_minimum", least=f.number(least)))
    st.caption(t("review.as_of", block=seat.connection.chain.standing().block))
    return False


def _forecast_events(view: session.View, command: Command, moment: int) -> tuple[Event, ...]:
    try:
        return decide.quote(view.world, command, moment).events
    except FomoError:
        return ()


def _forecast(view: session.View, proposal: Proposal, moment: int) -> None:
    """What the sandbox's arithmetic makes of the whole act, whichever of its calls is at hand."""
    if proposal.step < len(proposal.prepared.calls) - 1:
        st.caption(t("review.first_step"))
    for line in _events(view, proposal.command, moment):
        st.markdown(in_markdown(line))


def _events(view: session.View, command: Command, moment: int) -> list[str]:
    try:
        quote = decide.quote(view.world, command, moment)
    except FomoError as refusal:
        return [plain("review.forecast_refused", reason=str(refusal))]
    told = [happened(Entry(moment, event)) for event in quote.events]
    return told if not quote.shortfall else [*told, plain("review.short", missing=f.flock(quote.shortfall))]


def _waiting(proposal: Proposal) -> None:
    """Sent: true only when our own node has it in a block."""
    moment = f.clock(int(proposal.sent_at))
    st.info(t("review.sent", hash=proposal.tx_hash, time=moment), icon=":material/hourglass_top:")
    st.button(t("review.stop"), key="sign_stop", on_click=signing.cancel, help=t("review.stop_help"))


def _wallet(seat: Seat, proposal: Proposal) -> None:
    """The wallet's own button and what came of it, in the wallet's panel; then the way to ask once more."""
    request = signing.request(seat, proposal)
    if wallet.sign(signing.wallet_chain(seat), request).answer is not None:
        st.button(t("review.again"), key="sign_again", icon=":material/refresh:", on_click=signing.again)
