"""Choosing a chain: the sandbox, or a deployment through endpoints that the user names."""

from __future__ import annotations

import os

import streamlit as st

from fomo_core import deployments
from fomo_core.deployments import Deployment
from fomo_core.display.text import plain, t
from fomo_core.errors import FomoError, NoSuchData
from ui import session
from ui.live import Seat, Target, connection

_CHOICE, _URLS, _LAUNCHPAD = "chain_choice", "chain_urls", "chain_launchpad"
_BOX = "connect"


def form() -> None:
    """A choice of deployments, an address to reach each through, and a button."""
    box = st.popover(
        t("connect.title" if session.desk().live is None else "connect.title_other"),
        icon=":material/hub:",
        width="stretch",
        key=_BOX,
        on_change="rerun",
    )
    if not box.open:
        return
    with box:
        st.caption(t("connect.about"))
        known = deployments.load()
        chosen = known[
            st.selectbox(
                t("connect.chain"), list(known), key=_CHOICE, format_func=lambda key: known[key].title
            )
        ]
        st.caption(chosen.note)
        _fields(chosen)
        st.button(
            t("connect.go"),
            key="connect_go",
            type="primary",
            icon=":material/link:",
            on_click=_go,
            args=(chosen,),
        )


def _fields(chosen: Deployment) -> None:
    given = bool(_given(chosen.key))
    if given:
        st.caption(t("connect.given"))
    if _may_enter():
        st.text_input(
            t("connect.url"),
            key=_URLS,
            placeholder=t("connect.url_example"),
            help=t("connect.url_help"),
            max_chars=1000,
        )
    elif not given:
        st.warning(t("connect.closed"), icon=":material/lock:")
    if not _launchpad(chosen):
        st.text_input(t("connect.launchpad"), key=_LAUNCHPAD, help=t("connect.launchpad_help"), max_chars=64)


def _given(key: str) -> tuple[str, ...]:
    """The endpoints that the server's operator names for a deployment; none where there are none."""
    try:
        return deployments.rpc_urls(key)
    except NoSuchData:
        return ()


def _may_enter() -> bool:
    """Whether visitors may have this server ask an address of their own; see docs/live.md."""
    return os.environ.get("FOMO_RPC_ENTRY", "on") != "off"


def _launchpad(chosen: Deployment) -> str:
    return os.environ.get("FOMO_LAUNCHPAD", "") if chosen.key == "local" else chosen.launchpad


def _go(chosen: Deployment) -> None:
    """Callback: take a place at the chain; the first look happens before the page is drawn."""
    try:
        enter(chosen, st.session_state.get(_URLS, ""), st.session_state.get(_LAUNCHPAD, ""))
        st.session_state[_BOX] = False
    except FomoError as error:
        session.say("error", t("connect.refused", reason=error))


def enter(chosen: Deployment, typed_urls: str = "", typed_launchpad: str = "") -> None:
    """Take a place at a deployment.

    Raises:
        InvalidInput: for an address that is none, or where none is named.
    """
    typed = typed_urls.strip() if _may_enter() else ""
    urls = (
        deployments.parse_urls(typed, plain("connect.field")) if typed else deployments.rpc_urls(chosen.key)
    )
    place = chosen.at(_launchpad(chosen) or typed_launchpad)
    seat = Seat(connection(Target(place, urls)))
    placed = session.sit_down(seat)
    seat.connection.refresh(force=True)
    session.settle(placed)


def begin() -> None:
    """Seat a new visitor at the deployment that the server's operator chose, if any; refusals are shown."""
    key = os.environ.get("FOMO_DEPLOYMENT")
    if not key or not session.is_new():
        return
    session.stand_up()
    try:
        known = deployments.load()
        if key not in known:
            session.say("error", t("connect.no_deployment", name=key))
            return
        enter(known[key])
    except FomoError as error:
        session.say("error", t("connect.refused", reason=error))
