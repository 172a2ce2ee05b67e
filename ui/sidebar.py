"""The sidebar, which is always there: which chain, which account, what time, undo and reset."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from fomo_core import presets
from fomo_core.display import format as f
from fomo_core.display.acts.log import event_line
from fomo_core.display.text import plain, t
from fomo_core.offering import LIVE
from fomo_core.parameters import TAX_READINGS
from fomo_core.tax import base_reached_s
from fomo_core.units import DAY_S, HOUR_S, MINUTE_S
from ui.desk import starts, store, travel
from ui.desk.views import View
from ui.live import connecting, signer
from ui.signing import signing
from ui.widgets import accounts


def draw(view: View | None) -> None:
    """Draw the sidebar below the navigation; without a view no more than the choice of a chain."""
    with st.sidebar:
        chain_badge()
        _whence()
        connecting.button()
        if view is None:
            return
        if view.live:
            signer.draw(view)
        else:
            accounts.draw(view)
        _clock(view)
        _undo_and_reset(view)


def chain_badge() -> None:
    """Say which kind of chain this is."""
    live = store.desk().live
    if live is not None:
        title = live.connection.target.deployment.title
        label = t("sidebar.live", title=title)
        chain = live.connection.chain
        about = (
            "live_help_development" if chain is not None and chain.development is not None else "live_help"
        )
        st.badge(label, icon=":material/bolt:", color="orange", help=t(f"sidebar.{about}"))
        return
    st.badge(t("sidebar.sandbox"), icon=":material/science:", color="violet", help=t("sidebar.sandbox_help"))


def _whence() -> None:
    """Say which chain the sandbox goes on from, if from one."""
    desk = store.desk()
    if desk.live is None and desk.sandbox.source:
        st.caption(t("live.from", source=desk.sandbox.source))


def _clock(view: View) -> None:
    moved = "_development" if view.capabilities.advance else "_live"
    about = t(f"sidebar.clock_help{moved if view.live else ''}")
    st.caption(t("sidebar.clock", time=f.clock(view.now, view.dated)), help=about)
    if not view.capabilities.advance:
        return
    with st.container(horizontal=True, gap="xsmall"):
        for key, seconds in (("minute", MINUTE_S), ("hour", HOUR_S), ("day", DAY_S)):
            st.button(
                t(f"sidebar.{key}"),
                key=f"clock_{key}",
                disabled=view.past,
                on_click=travel.advance,
                args=(seconds,),
            )
    offering = view.world.offerings.get(store.desk().offering or "")
    calm = end = 0
    if offering is not None and offering.status_at(view.now) == LIVE:
        calm, end = offering.start + base_reached_s(view.protocol.parameters), offering.end
    _clock_to(view, "fees", ":material/hourglass_bottom:", calm)
    _clock_to(view, "end", ":material/skip_next:", end)
    if view.live:
        _block_button(view)


def _clock_to(view: View, what: str, icon: str, moment: int) -> None:
    """A button that moves the clock to a moment of the chosen raise; one that is past can't be chosen."""
    st.button(
        t(f"sidebar.to_{what}"),
        key=f"clock_{what}",
        icon=icon,
        width="stretch",
        disabled=view.past or moment <= view.now,
        help=t(f"sidebar.to_{what}_help"),
        on_click=travel.advance_to,
        args=(moment,),
    )


def _block_button(view: View) -> None:
    """A development chain that nobody uses stands still: let it make a block."""
    st.button(
        t("sidebar.make_block"),
        key="make_block",
        icon=":material/more_time:",
        width="stretch",
        disabled=view.past,
        on_click=signing.make_block,
        help=t("sidebar.make_block_help"),
    )


def _undo_and_reset(view: View) -> None:
    if not view.capabilities.undo:
        st.caption(t("sidebar.own_pace"))
        return
    desk = store.desk()
    with st.container(horizontal=True, gap="xsmall"):
        st.button(
            t("sidebar.undo"),
            key="undo",
            icon=":material/undo:",
            disabled=view.past or not desk.undoable,
            on_click=travel.undo,
            help=t("sidebar.undo_help"),
        )
        reset("sidebar", t("sidebar.reset"), ":material/restart_alt:")


def reset(place: str, label: str, icon: str) -> None:
    """A button that opens the choice of how to start over."""
    box = st.popover(label, icon=icon, key=f"reset_{place}", on_change="rerun")
    if box.open:
        with box:
            _reset_form(place)


def _reset_form(place: str) -> None:
    """Choose how to start over, and confirm."""
    st.markdown(t("reset.about" if store.desk().live is None else "reset.about_live"))
    preset = st.selectbox(
        t("reset.preset"),
        presets.names(),
        key=f"reset_preset_{place}",
        format_func=lambda name: plain(f"preset.{name}"),
    )
    reading = st.selectbox(
        t("reset.reading"),
        TAX_READINGS,
        key=f"reset_reading_{place}",
        format_func=lambda name: plain(f"reading.{name}"),
        help=t("reset.reading_help"),
    )
    st.button(
        t("reset.confirm"),
        key=f"reset_confirm_{place}",
        type="primary",
        icon=":material/delete:",
        on_click=starts.start_over,
        args=(preset, reading),
    )


def past_banner(view: View) -> None:
    """Say that this is the past, walk through it, and let a person go on from here."""
    desk = store.desk()
    length, total = desk.looking_at or 0, len(desk.ledger)
    entry = next(iter(desk.ledger.entries(length - 1, length)), None) if length else None
    what = plain("past.start") if entry is None else event_line(entry)
    with st.container(border=True, key="past"):
        if length >= total:
            st.markdown(t("past.end"))
        st.markdown(
            t(
                "past.banner",
                number=length,
                total=total,
                what=what,
                time=f.clock(view.now, view.dated),
            )
        )
        with st.container(horizontal=True, gap="xsmall"):
            _past_button(
                "back", ":material/chevron_left:", travel.look_at, (travel.earlier(length),), not length
            )
            _past_button(
                "forward",
                ":material/chevron_right:",
                travel.look_at,
                (travel.later(length),),
                length >= total,
            )
            _past_button("present", ":material/last_page:", travel.look_at, (None,))
            _past_button("branch", ":material/call_split:", travel.branch, (length,))


def _past_button(
    name: str,
    icon: str,
    change: Callable[..., None],
    arguments: tuple[int | None, ...],
    disabled: bool = False,
) -> None:
    st.button(
        t(f"past.{name}"),
        key=f"past_{name}",
        icon=icon,
        on_click=change,
        args=arguments,
        disabled=disabled,
        help=t(f"past.{name}_help"),
    )
