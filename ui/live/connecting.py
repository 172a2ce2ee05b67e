"""Choosing a chain: the sandbox, or a deployment through endpoints that the user names.

A chain is tried first, and only once it has answered does the visitor sit there: a failed try
is told in the form and leaves everything else as it was.
"""

from __future__ import annotations

import os
from typing import NamedTuple

import streamlit as st

from fomo_core import deployments
from fomo_core.deployments import Deployment
from fomo_core.display.refusals import sentence
from fomo_core.display.text import plain, t
from fomo_core.errors import FomoError, NoSuchData
from ui.desk import messages, store
from ui.live import defaults
from ui.live.connections import Connection, Target, connection, stop_sharing
from ui.live.live_session import LiveSession

_CHOICE, _URLS, _LAUNCHPAD = "chain_choice", "chain_urls", "chain_launchpad"
#: Whether the form is open, what it says of the last try, and the try under way.
_OPEN, _FAULT, _TRIED = "connect", "_connect_fault", "_connect_tried"
_LOOK_S = 0.5


class Tried(NamedTuple):
    """A chain that is being tried; ``known`` says that others were at it before."""

    connection: Connection
    known: bool


def button() -> None:
    """The way to the form, in the sidebar."""
    st.button(
        t("sidebar.connect"),
        key="connect-open",
        width="stretch",
        on_click=_open,
        help=t("connect.title" if store.desk().live is None else "connect.title_other"),
    )


def form() -> None:
    """A choice of deployments, an address to reach each through, and a button: over the page, while it is open."""
    if st.session_state.get(_OPEN):
        st.dialog(plain("connect.title"), icon=":material/hub:", on_dismiss=_close)(_form)()


def _open() -> None:
    st.session_state[_OPEN] = True
    st.session_state.pop(_FAULT, None)


def _close() -> None:
    for name in (_OPEN, _FAULT, _TRIED):
        st.session_state.pop(name, None)


def _form() -> None:
    if not st.session_state.get(_OPEN):
        # The form alone was drawn anew: its callback has taken the visitor to the chain.
        st.rerun()
    st.caption(t("connect.about"))
    try:
        known = deployments.load()
    except FomoError as error:
        st.error(t("connect.refused", reason=sentence(error)), icon=":material/error:")
        return
    chosen = known[
        st.selectbox(t("connect.chain"), list(known), key=_CHOICE, format_func=lambda key: known[key].title)
    ]
    st.caption(chosen.note)
    _fields(chosen)
    fault = st.session_state.get(_FAULT)
    if fault:
        st.error(t("connect.refused", reason=fault), icon=":material/error:")
    tried = st.session_state.get(_TRIED)
    st.button(
        t("connect.go"),
        key="connect_go",
        type="primary",
        icon=":material/link:",
        # Not disabled while the node is asked: a browser takes the focus from such a button, and Escape with it.
        on_click=_go,
        args=(chosen,),
    )
    if tried is not None:
        _await(tried)


def _fields(chosen: Deployment) -> None:
    named = bool(_endpoints(chosen.key))
    if named:
        st.caption(t("connect.given"))
    if _may_enter():
        _field("url", _URLS, 1000)
    elif not named:
        st.warning(t("connect.closed"), icon=":material/lock:")
    if not _launchpad(chosen):
        _field("launchpad", _LAUNCHPAD, 64)


def _field(name: str, key: str, most: int) -> None:
    """An address to be typed, of so many characters at most."""
    st.text_input(
        t(f"connect.{name}"),
        key=key,
        placeholder=t(f"connect.{name}_example"),
        help=t(f"connect.{name}_help"),
        max_chars=most,
        on_change=_unsay,
    )


def _unsay() -> None:
    """Callback: what was said of the last try is not about what is typed now."""
    st.session_state.pop(_FAULT, None)


def _endpoints(key: str) -> tuple[str, ...]:
    """The endpoints that the server's operator names for a deployment; none where there are none."""
    try:
        return deployments.rpc_urls(key)
    except NoSuchData:
        return ()


def _may_enter() -> bool:
    """Return True when visitors may have this server ask an address of their own; see docs/live.md."""
    return os.environ.get("FOMO_RPC_ENTRY", "on") != "off"


def _launchpad(chosen: Deployment) -> str:
    return os.environ.get("FOMO_LAUNCHPAD", "") if chosen.key == "local" else chosen.launchpad


def _target(chosen: Deployment, typed_urls: str = "", typed_launchpad: str = "") -> Target:
    """Return what to connect to; errors as ``deployments.parse_urls`` and ``Deployment.at``."""
    typed = typed_urls.strip() if _may_enter() else ""
    urls = (
        deployments.parse_urls(typed, plain("connect.field")) if typed else deployments.rpc_urls(chosen.key)
    )
    return Target(chosen.at(_launchpad(chosen) or typed_launchpad), urls)


def _go(chosen: Deployment) -> None:
    """Callback: try the chain, and go there if it answers at once."""
    _unsay()
    fields = (st.session_state.get(name) or "" for name in (_URLS, _LAUNCHPAD))
    try:
        found, known = connection(_target(chosen, *fields))
    except FomoError as error:
        st.session_state[_FAULT] = sentence(error)
        return
    tried = st.session_state.get(_TRIED)
    if tried is not None and tried.connection is found:
        return
    st.session_state[_TRIED] = Tried(found, known)
    found.refresh(force=True)
    _decide()


def _decide() -> bool:
    """Take the visitor to the chain that was tried, or note why not; whether that is decided."""
    tried = st.session_state.get(_TRIED)
    if tried is None:
        return True
    found = tried.connection
    if found.reached and found.error is None:
        _sit(found)
        messages.drop_refusal()
        messages.say("success", t("connect.done", title=found.target.deployment.title))
        _close()
    elif found.error is not None and not found.busy:
        st.session_state[_FAULT] = sentence(found.error)
        st.session_state.pop(_TRIED)
        if not tried.known:
            stop_sharing(found)
    else:
        return False
    return True


@st.fragment(run_every=_LOOK_S)
def _await(tried: Tried) -> None:
    """Say that the node is asked, until it has answered."""
    st.caption(t("connect.trying", title=tried.connection.target.deployment.title))
    tried.connection.refresh()
    if _decide():
        st.rerun(scope="app")


def _sit(found: Connection) -> None:
    placed = store.enter_chain(LiveSession(found))
    defaults.choose_defaults(placed)


def begin() -> None:
    """Take a new visitor to the deployment that the server's operator chose, if any; refusals are shown."""
    key = os.environ.get("FOMO_DEPLOYMENT")
    if not key or not store.is_new():
        return
    store.leave_chain()
    try:
        known = deployments.load()
        if key not in known:
            messages.say("error", t("connect.no_deployment", name=key))
            return
        found, _ = connection(_target(known[key]))
    except FomoError as error:
        messages.say("error", t("connect.refused", reason=sentence(error)))
        return
    found.refresh(force=True)
    _sit(found)
