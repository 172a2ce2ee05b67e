"""The inputs that a visitor has typed and chosen: they lie on their desk, so that a reload loses none."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from ui.desk import store

_OF_PAGE = "_inputs_of_page"


def note_page(page: str) -> None:
    """Note which page is drawn. On another page than before, every widget is to be told its value anew."""
    if st.session_state.get("_inputs_page") != page:
        st.session_state["_inputs_page"], st.session_state["_inputs_told"] = page, set()
        st.session_state[_OF_PAGE] = {}


def of_page() -> dict[str, Any]:  # Any: each page puts there what it likes
    """Return what lasts in this browser session until another page is drawn, by names that the page chooses."""
    return st.session_state.setdefault(_OF_PAGE, {})


def texts(*keys: str) -> dict[str, str]:
    """The texts that stand in fields which this drawing has drawn, by their keys."""
    return {key: st.session_state.get(key) or "" for key in keys}


def put(values: Mapping[str, object]) -> None:
    """Fill fields of another page, by their keys; in a callback that goes there."""
    for key, value in values.items():
        st.session_state[key] = store.desk().typed[key] = value


def keep(key: str, usual: object = None) -> str:
    """The key of a widget whose value outlives a reload; call it before the widget is drawn or looked up.

    What this browser session has typed is noted on the desk; what it does not have comes from there, or
    is the ``usual`` value, if that is named.
    """
    typed, told = store.desk().typed, st.session_state.setdefault("_inputs_told", set())
    if key in st.session_state:
        typed[key] = st.session_state[key]
        if key not in told:
            # Streamlit takes a widget that also stands on another page for a new one, without a value.
            st.session_state[key] = typed[key]
    elif key in typed:
        st.session_state[key] = typed[key]
    elif usual is not None:
        st.session_state[key] = usual
    told.add(key)
    return key
