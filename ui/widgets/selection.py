"""Widgets whose value may also change elsewhere: by a link, an act, a button, or the chain.

A browser may answer to a drawing that is no longer the last one, and Streamlit takes what it
says then for the visitor's choice. So a widget gets another key each time its value changes
elsewhere: what a browser still says of the one before counts for nothing. As long as only
the visitor changes it, the key stays, and a list that is open stays open. The keys of two
sessions never meet: a browser that outlives the server still reports the widgets of the old one.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from typing import Any, NamedTuple

import streamlit as st


class _Drawn(NamedTuple):
    turn: int
    value: object
    labels: object


def widget_key(name: str, value: object, labels: object = None) -> str:
    """The key to draw a widget under that shall show a value; draw it with that as its first value.

    A list takes a label that has changed for another choice: name the ``labels`` of one whose may change.
    """
    drawn = st.session_state.get(f"_{name}")
    if drawn is None or (drawn.value, drawn.labels) != (value, labels):
        turn = drawn.turn + 1 if drawn else _first()
        drawn = st.session_state[f"_{name}"] = _Drawn(turn, value, labels)
    return _key(name, drawn)


_Change = Callable[[Any], object]  # Any: it takes one of the options that its own widget offers


def take(name: str, change: _Change) -> None:
    """Callback: hand on what the visitor chose.

    Does nothing where the widget has turned its key since and stands nowhere yet under the new one.
    """
    drawn = st.session_state.get(f"_{name}")
    if drawn is None or _key(name, drawn) not in st.session_state:
        return
    value = st.session_state.get(_key(name, drawn))
    st.session_state[f"_{name}"] = drawn._replace(value=value)
    change(value)


def _first() -> int:
    return secrets.randbelow(10**12)


def _key(name: str, drawn: _Drawn) -> str:
    return f"{name}-{drawn.turn}"
