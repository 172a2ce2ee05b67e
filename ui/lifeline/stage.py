"""The stage: nothing on the screen but a story's sentence, its picture, three numbers and the controls."""

from __future__ import annotations

import streamlit as st

PARAM = "stage"
_ON = "_stage"
#: Streamlit's own frame makes way; nothing that scrolls stays behind.
_STYLE = """<style>
[data-testid=stSidebar], [data-testid=stSidebarCollapsedControl], [data-testid=stExpandSidebarButton],
[data-testid=stHeader], [data-testid=stToolbar] { display: none !important; }
[data-testid=stMain] { overflow: hidden !important; }
[data-testid=stMainBlockContainer] { padding: 0 !important; }
</style>"""


def is_on() -> bool:
    """Return True when this visitor is on the stage."""
    return bool(st.session_state.get(_ON, False))


def enter_by_address() -> None:
    """Enter the stage where a new session's address says so."""
    if _ON not in st.session_state:
        st.session_state[_ON] = st.query_params.get(PARAM) == "1"


def enter(on: bool) -> None:
    """Enter the stage, or leave it."""
    st.session_state[_ON] = on


def name_in_url() -> None:
    """Let the address say that this is the stage; it says nothing elsewhere."""
    if is_on() and st.query_params.get(PARAM) != "1":
        st.query_params[PARAM] = "1"
    elif not is_on() and PARAM in st.query_params:
        del st.query_params[PARAM]


def dress() -> None:
    """Take everything else off the screen."""
    st.html(_STYLE)
