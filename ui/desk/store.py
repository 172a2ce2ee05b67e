"""The desks of all visitors, kept on the server, and which of them this visitor sits at.

A reload loses Streamlit's session, so the desk lies in a store and its key in the URL. Whoever has
that link shares the sandbox; a place at a real chain, with its signer and what waits for a
signature, is the browser's own and no link leads to it.
"""

from __future__ import annotations

import secrets
from collections import OrderedDict

import streamlit as st

from fomo_core import presets
from fomo_core.history import Histories
from ui.desk import browser
from ui.desk.desk import Desk, new_desk
from ui.live.live_session import LiveSession

_DESK, _KEY = "_desk", "_desk_key"
_MOST_DESKS, _MOST_PLACES = 500, 100


@st.cache_resource
def _store() -> OrderedDict[str, Desk]:
    return OrderedDict()


def has_desk() -> bool:
    """Return True when this session has its desk already."""
    return _DESK in st.session_state


def take_desk(key: str) -> bool:
    """Take the desk of a key for this session; where there is none, a new one, and return False."""
    found = _store().get(key)
    if found is None:
        key = secrets.token_urlsafe(16)
    desk = found or new_desk(presets.load())
    _keep(key, desk)
    st.session_state[_DESK], st.session_state[_KEY] = desk, key
    return found is not None


def _keep(key: str, desk: Desk) -> None:
    """Store a desk as the latest used; the one unused for longest goes when there are too many."""
    store = _store()
    store[key] = desk
    store.move_to_end(key)
    while len(store) > _MOST_DESKS:
        store.popitem(last=False)


def desk_key() -> str:
    """The key of the desk that this session has taken."""
    return st.session_state[_KEY]


def home() -> Desk:
    """The desk with this visitor's sandbox."""
    return st.session_state[_DESK]


def desk() -> Desk:
    """Return the desk that this visitor looks at: their browser's at a real chain, or else the sandbox's."""
    own = home()
    # Asked for all over a drawing: where nobody is at a real chain it does not matter which browser this is.
    return (own.places.get(browser.name()) if any(own.places.values()) else None) or own


def enter_chain(live: LiveSession) -> Desk:
    """Take a place at a real chain, for this browser alone; the desk there."""
    own = home()
    placed = Desk(own.sandbox, Histories(own.sandbox.protocol.parameters), live=live, home=own)
    placed.typed = dict(own.typed)
    placed.tour, placed.linked, own.linked = own.tour, own.linked, None
    _place(own, placed)
    return placed


def leave_chain() -> Desk:
    """Leave the real chain, if this browser is at one; the desk with the sandbox."""
    own = home()
    _place(own, None)
    return own


def is_new() -> bool:
    """Return True when this browser has neither taken nor left a place at a real chain on this desk."""
    return browser.name() not in home().places


def _place(own: Desk, placed: Desk | None) -> None:
    """Note where this browser is; the one that moved longest ago goes when there are too many."""
    own.places.pop(browser.name(), None)
    own.places[browser.name()] = placed
    while len(own.places) > _MOST_PLACES:
        own.places.pop(next(iter(own.places)))
