"""What a visitor has typed and chosen: it lies on their desk, so that a reload loses none of it."""

from __future__ import annotations

import streamlit as st

from ui import session


def kept(key: str, usual: object = None) -> str:
    """The key of a widget whose value outlives a reload; call it before the widget is drawn or looked up.

    What this browser session has typed is noted on the desk; what it does not have comes from there, or
    is the ``usual`` value, if that is named.
    """
    typed = session.desk().typed
    if key in st.session_state:
        typed[key] = st.session_state[key]
    elif key in typed:
        st.session_state[key] = typed[key]
    elif usual is not None:
        st.session_state[key] = usual
    return key
