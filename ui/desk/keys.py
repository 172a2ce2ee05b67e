"""The keys of new offerings."""

from __future__ import annotations

from secrets import token_hex

import streamlit as st

from ui.desk import store

#: What of a key on a real chain nobody else may guess; the same until an offering has it.
_SALT = "_salt"


def free(symbol: str) -> str:
    """A key for a new offering: its ticker in small letters, numbered when taken.

    A real chain knows offerings by their addresses, which follow from the key: there nobody else may guess it.
    """
    desk = store.desk()
    if desk.live is not None:
        return f"{symbol.lower()}-{st.session_state.setdefault(_SALT, token_hex(16))}"
    taken = desk.sandbox.world.offerings
    key, count = symbol.lower(), 1
    while key in taken:
        count += 1
        key = f"{symbol.lower()}-{count}"
    return key


def use_up() -> None:
    """Note that a new offering has the key: the next one is to have another."""
    st.session_state.pop(_SALT, None)
