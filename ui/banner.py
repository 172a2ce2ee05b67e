"""What is known of a real chain, as of which block and how old; above every page in live mode."""

from __future__ import annotations

import time

import streamlit as st

from fomo_core.display import format as f
from fomo_core.display import observing
from fomo_core.display.format import in_markdown
from fomo_core.display.text import plain, t
from ui import acts, session, signing
from ui.live import POLL_S, Connection, Seat

#: A state that was read longer ago is called old.
OLD_S = 30
_MOST_FINDINGS = 50


def draw(seat: Seat, view: session.View | None) -> None:
    """Draw the banner; it looks at the chain by itself and has the page drawn anew when that has changed."""
    with st.container(border=True, key="live"):
        _watch(seat, _mark(seat, view))
        with st.container(horizontal=True, gap="xsmall"):
            st.button(
                t("live.look"),
                key="live_look",
                type="tertiary",
                icon=":material/refresh:",
                on_click=_look,
                args=(seat,),
            )
            if view is not None:
                st.button(
                    t("live.fork"),
                    key="live_fork",
                    type="tertiary",
                    icon=":material/call_split:",
                    on_click=acts.fork,
                    disabled=view.past,
                    help=t("live.fork_help"),
                )
            st.button(
                t("live.leave"),
                key="live_leave",
                type="tertiary",
                icon=":material/logout:",
                on_click=acts.leave,
                help=t("live.leave_help"),
            )


def _look(seat: Seat) -> None:
    """Callback: look at the chain now, and compare with its contracts."""
    seat.connection.audit()
    seat.connection.refresh(force=True)


@st.fragment(run_every=POLL_S)
def _watch(seat: Seat, drawn: tuple[object, ...]) -> None:
    connection = seat.connection
    connection.refresh()
    _standing(connection)
    if _mark(seat, None) != drawn or signing.arrived(seat):
        st.rerun(scope="app")


def _mark(seat: Seat, view: session.View | None) -> tuple[object, ...]:
    """What the page was drawn from; another one calls for another drawing."""
    connection, proposal = seat.connection, seat.proposal
    chain = connection.chain
    step = (proposal.step, proposal.tx_hash) if proposal else None
    if chain is None:
        return (None, type(connection.error), step)
    head = chain.snapshot.head
    pace = max(10, chain.protocol.parameters.tax_step_s)
    # The clock moves with every block; pages that show it are drawn anew at the tax's pace.
    return (head.length, head.digest, head.now // pace, type(connection.error), connection.checked, step)


def _standing(connection: Connection) -> None:
    deployment, chain = connection.target.deployment, connection.chain
    if chain is None:
        _first_contact(connection)
        return
    standing = chain.standing()
    age = max(0, int(time.time() - standing.read_at))
    line = t("live.standing", title=deployment.title, block=f"{standing.block:,}", age=f.duration(age))
    moment, chain_id = f.clock(standing.timestamp), deployment.chain_id
    about = t("live.standing_help", chain=chain_id, time=moment, endpoint=standing.endpoint)
    if connection.error is not None:
        st.error(t("live.stale", reason=connection.error, age=f.duration(age)), icon=":material/cloud_off:")
    elif standing.behind:
        st.warning(t("live.behind", count=standing.behind), icon=":material/history_toggle_off:")
    elif age > OLD_S:
        st.warning(t("live.old", age=f.duration(age)), icon=":material/history_toggle_off:")
    st.markdown(line, help=about)
    _checked(connection)


def _first_contact(connection: Connection) -> None:
    title = connection.target.deployment.title
    if connection.error is not None:
        st.error(t("live.unreached", title=title, reason=connection.error), icon=":material/cloud_off:")
    elif connection.progress:
        st.progress(min(1.0, connection.progress), text=t("live.reading", title=title))
    else:
        st.info(t("live.connecting", title=title), icon=":material/cloud_sync:")


def _checked(connection: Connection) -> None:
    """The comparison of what was folded with what the contracts report."""
    checked = connection.checked
    if checked is None:
        _observed(connection)
        return
    if not checked.differences:
        agrees = t("live.agrees", count=checked.numbers, block=f"{checked.block:,}")
        st.caption(agrees, help=t("live.agrees_help"))
        return
    st.warning(
        t("live.differs", count=len(checked.differences), block=f"{checked.block:,}"),
        icon=":material/difference:",
    )
    with st.expander(t("live.differences"), icon=":material/list:"):
        for each in checked.differences[:20]:
            whose = f.account(each.whose) if each.whose else plain("live.of_protocol")
            what = plain(f"live.number_{each.what}")
            st.markdown(
                in_markdown(
                    plain(
                        "live.difference", what=what, whose=whose, folded=each.folded, reported=each.reported
                    )
                )
            )


def _observed(connection: Connection) -> None:
    """What a launchpad that is only read does not say, and what is odd in what it says."""
    observed = getattr(connection.chain, "observed", None)
    if observed is None:
        return
    with st.expander(t("live.unknown", count=len(observed.findings)), icon=":material/help:"):
        st.markdown(observing.unknown_text())
        for finding in observed.findings[:_MOST_FINDINGS]:
            st.markdown(observing.finding_text(finding))
