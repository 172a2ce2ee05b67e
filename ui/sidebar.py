"""The sidebar, which is always there: which chain, which account, what time, undo and reset."""

from __future__ import annotations

import streamlit as st

from fomo_core import presets
from fomo_core.display import format as f
from fomo_core.display.text import plain, t
from fomo_core.offering import LIVE
from fomo_core.parameters import TAX_READINGS
from fomo_core.tax import base_reached_s
from fomo_core.units import DAY_S, HOUR_S, MINUTE_S
from ui.desk import starts, store, travel
from ui.desk.views import View
from ui.live import allowances, connecting, signer
from ui.signing import signing
from ui.widgets import accounts


def draw(view: View | None) -> None:
    """Draw the sidebar above the navigation; without a view no more than the choice of a chain.

    All of it lies in one grid (``style.css``), which knows the widgets by their keys.
    """
    with st.sidebar:
        _head()
        if view is None:
            connecting.button()
            return
        account = signer.draw(view) if view.live else accounts.draw(view)
        _standing(view, account)
        _clock(view)
        connecting.button()
        if not view.live or signer.signs():
            accounts.faucet(view)
        if view.capabilities.undo:
            reset("sidebar", t("sidebar.reset"))
        if view.live and account and signer.signs():
            allowances.draw(view, account)


def _head() -> None:
    """The app's name, which chain this is, and which one the sandbox goes on from, if from one."""
    desk = store.desk()
    source = desk.sandbox.source if desk.live is None else ""
    whence = "\n\n" + t("live.from", source=source) if source else ""
    st.markdown(f"**{t('app.title')}**{whence}")
    chain_badge()


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
    st.badge(t("sidebar.sandbox"), icon=":material/science:", color="green", help=t("sidebar.sandbox_help"))


def _standing(view: View, account: str) -> None:
    """Say in one element what the account holds, what time it is, and that a block can't be undone."""
    moved = "_development" if view.capabilities.advance else "_live"
    said = [t("sidebar.clock", time=f.clock(view.now, view.dated))]
    about = [t(f"sidebar.clock_help{moved if view.live else ''}")]
    if account:
        flock = view.world.flock.get(account, 0)
        said.insert(0, t("sidebar.balance", balance=f.flock(flock)))
        about.insert(0, f.exact(flock))
    if not view.capabilities.undo:
        said.append(t("sidebar.own_pace"))
    st.caption("\n\n".join(said), help="\n\n".join(about))


def _clock(view: View) -> None:
    """The buttons that move the clock, and the one that takes a step back."""
    if view.capabilities.advance:
        for key, seconds in (("minute", MINUTE_S), ("hour", HOUR_S), ("day", DAY_S)):
            st.button(
                t(f"sidebar.{key}"),
                key=f"clock_{key}",
                width="stretch",
                disabled=view.past,
                on_click=travel.advance,
                args=(seconds,),
            )
    if view.capabilities.undo:
        _undo(view)
    if view.capabilities.advance:
        _moments(view)


def _undo(view: View) -> None:
    st.button(
        t("sidebar.undo"),
        key="undo",
        width="stretch",
        disabled=view.past or not store.desk().undoable,
        on_click=travel.undo,
        help=t("sidebar.undo_help"),
    )


def _moments(view: View) -> None:
    """The buttons that move the clock to where something begins or ends."""
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


def reset(place: str, label: str, icon: str | None = None) -> None:
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
