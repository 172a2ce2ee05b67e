"""One line that stays in sight above every page: what is known of a chain, as of which block and how old."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING

import streamlit as st

from fomo_core.display import format as f
from fomo_core.display import numerals
from fomo_core.display.foreign import words
from fomo_core.display.format import in_markdown
from fomo_core.display.refusals import sentence
from fomo_core.display.text import plain, t
from fomo_core.errors import StartedAfresh
from ui.desk import starts
from ui.desk.views import View
from ui.live.connections import POLL_S, Connection
from ui.live.live_session import LiveSession
from ui.signing import signing

if TYPE_CHECKING:
    from fomo_core.live_chain import Standing

#: A state that was confirmed longer ago is called old, and a chain without a block for so long stands still.
OLD_S, STILL_S = 30, 60
#: Clocks differ by so little everywhere.
_ABOUT_NOW_S = 5
_MOST_FINDINGS = 50
_STYLE = Path(__file__).with_suffix(".css")


def draw(live: LiveSession, view: View | None, drawn: tuple[object, ...]) -> None:
    """Draw the banner; it looks at the chain by itself and has the page drawn anew when that has changed.

    Args:
        drawn: the ``mark`` of what the page is drawn from, taken before that was looked at: what comes
            while it is drawn counts as a change.
    """
    st.html(_STYLE)
    with st.container(key="live"):
        with st.container(horizontal=True, gap="small", vertical_alignment="center", key="live_line"):
            _watch(live, drawn)
            if view is not None:
                _details(live)
            _ways_on(view)
        _trouble(live.connection)


def _ways_on(view: View | None) -> None:
    """Into a sandbox with this state, or back to the one that waits."""
    if view is not None:
        st.button(
            t("live.fork"),
            key="live_fork",
            type="tertiary",
            icon=":material/call_split:",
            on_click=starts.fork,
            disabled=view.past,
            help=t("live.fork_help"),
        )
    st.button(
        t("live.leave"),
        key="live_leave",
        type="tertiary",
        icon=":material/logout:",
        on_click=starts.leave,
        help=t("live.leave_help"),
    )


# --- the line ---


@st.fragment(run_every=POLL_S)
def _watch(live: LiveSession, drawn: tuple[object, ...]) -> None:
    live.connection.refresh()
    _line(live.connection)
    if mark(live) != drawn or signing.has_news(live):
        st.rerun(scope="app")


def mark(live: LiveSession) -> tuple[object, ...]:
    """Return a mark of what a page is drawn from now; another mark calls for another drawing."""
    connection, proposal = live.connection, live.proposal
    chain, fault = connection.chain, type(connection.error)
    step = (proposal.step, proposal.tx_hash) if proposal else None
    if chain is None:
        return (None, connection.era, fault, step)
    head = chain.snapshot.head
    pace = max(10, chain.world.protocol.parameters.tax_step_s)
    standing = chain.standing()
    complaints = tuple(map(str, standing.complaints))
    state = (connection.era, fault, standing.behind > 0, complaints, connection.checked)
    # The clock moves with every block; pages that show it are drawn anew at the tax's pace.
    return (head.length, head.digest, head.now // pace, state, step)


def _line(connection: Connection) -> None:
    title, chain = connection.target.deployment.title, connection.chain
    if chain is None:
        if connection.progress:
            st.progress(min(1.0, connection.progress), text=t("live.reading", title=title))
        else:
            st.markdown(t("live.connecting" if connection.error is None else "live.not_reached", title=title))
        return
    standing, now = chain.standing(), time.time()
    age, made = max(0, int(now - standing.read_at / 1_000)), int(now - standing.timestamp)
    line = t(
        "live.standing",
        title=title,
        block=numerals.count(standing.block),
        made=_made(made),
        age=f.duration(age),
    )
    badge = _badge(connection, standing, age, made)
    st.markdown(f"{badge} {line}" if badge else line)


def _made(age: int) -> str:
    """Say when the last block was made, by our clock and that of the chain."""
    if age < -_ABOUT_NOW_S:
        return t("live.ahead", length=f.duration(-age))
    return t("live.made", age=f.duration(age))


def _badge(connection: Connection, standing: Standing, age: int, made: int) -> str:
    """The gravest thing that is wrong, in a word or two; empty when all is well."""
    checked = connection.checked
    if isinstance(connection.error, StartedAfresh):
        return t("live.badge_afresh")
    if connection.error is not None:
        return t("live.badge_unread")
    if standing.behind:
        return t("live.badge_behind")
    if standing.apart:
        return t("live.badge_apart")
    if age > OLD_S:
        return t("live.badge_old")
    if checked is not None and checked.differences:
        return t("live.badge_differs")
    return t("live.badge_still") if made > STILL_S else ""


# --- what is wrong ---


def _trouble(connection: Connection) -> None:
    """Say in full what keeps the chain from being read, and what can be done."""
    deployment, chain, error = connection.target.deployment, connection.chain, connection.error
    if chain is None:
        if error is not None:
            reason = t("live.unreached", title=deployment.title, reason=sentence(error))
            st.error(reason, icon=":material/cloud_off:")
        return
    standing = chain.standing()
    if isinstance(error, StartedAfresh):
        _afresh(connection, t("live.afresh", reason=sentence(error)))
    elif error is not None:
        st.error(t("live.stale", reason=sentence(error)), icon=":material/cloud_off:")
    elif standing.behind and chain.development is not None:
        block = numerals.count(standing.block - standing.behind)
        _afresh(connection, t("live.went_back", endpoint=standing.endpoint, block=block))
    elif standing.behind:
        st.warning(t("live.behind", count=standing.behind), icon=":material/history_toggle_off:")
    for complaint in standing.complaints:
        st.caption(t("live.passed_over", reason=sentence(complaint), endpoint=standing.endpoint))


def _afresh(connection: Connection, reason: str) -> None:
    """A node that has another chain now: what is shown is gone, and all can begin from what is there."""
    st.error(reason, icon=":material/restart_alt:")
    st.button(
        t("live.start_over"),
        key="live_start_over",
        icon=":material/restart_alt:",
        type="primary",
        on_click=connection.start_over,
        help=t("live.start_over_help"),
    )


# --- the details ---


def _details(live: LiveSession) -> None:
    connection = live.connection
    chain, deployment = live.chain, connection.target.deployment
    with st.popover(t("live.details"), type="tertiary", icon=":material/info:", key="live_details"):
        standing = chain.standing()
        times = {"time": f.clock(standing.timestamp), "here": f.clock(int(time.time()))}
        st.markdown(t("live.about", chain=deployment.chain_id, endpoint=standing.endpoint, **times))
        st.caption(t("live.clocks" if chain.development is None else "live.clocks_development"))
        if standing.apart:
            st.caption(t("live.apart", endpoint=standing.endpoint, count=standing.apart))
        _checked(connection)
        with st.container(horizontal=True, gap="xsmall"):
            st.button(
                t("live.look"), key="live_look", icon=":material/refresh:", on_click=_look, args=(live,)
            )
            st.button(
                t("live.anew"),
                key="live_anew",
                icon=":material/cached:",
                on_click=connection.start_over,
                help=t("live.anew_help"),
            )


def _look(live: LiveSession) -> None:
    """Callback: look at the chain now, and compare with its contracts."""
    live.connection.audit()
    live.connection.refresh(force=True)


def _checked(connection: Connection) -> None:
    """The comparison of what was folded with what the contracts report."""
    checked = connection.checked
    if checked is None:
        _foreign(connection)
        return
    if not checked.differences:
        agrees = t("live.agrees", count=checked.numbers, block=numerals.count(checked.block))
        st.caption(agrees, help=t("live.agrees_help"))
        return
    st.warning(
        t("live.differs", count=len(checked.differences), block=numerals.count(checked.block)),
        icon=":material/difference:",
    )
    for each in checked.differences[:20]:
        whose = f.account(each.whose) if each.whose else plain("live.of_protocol")
        what = plain(f"live.number_{each.what}")
        values = {"folded": each.folded, "reported": each.reported}
        st.markdown(in_markdown(plain("live.difference", what=what, whose=whose, **values)))


def _foreign(connection: Connection) -> None:
    """Draw what a launchpad that is only read does not say, and what is odd in what it says."""
    chain = connection.chain
    foreign = None if chain is None else chain.foreign
    if chain is None or foreign is None:
        return
    st.markdown(t("live.unknown", count=len(foreign.findings)))
    st.markdown(words.unknown_text())
    offerings = chain.world.offerings
    for finding in foreign.findings[:_MOST_FINDINGS]:
        about = offerings.get(finding.token)
        st.markdown(words.finding_text(finding, about.symbol if about else ""))
