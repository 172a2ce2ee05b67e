"""Our own faults: the log has the trace, the visitor one sentence and a way on, and all else stays as it was."""

from __future__ import annotations

import traceback
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from runpy import run_path
from secrets import token_hex

import streamlit as st
from streamlit.errors import FragmentHandledException
from streamlit.runtime.scriptrunner import RerunException, StopException

from fomo_core.display.text import t
from ui import logs
from ui.desk import links, messages

#: Where Streamlit calls the callbacks, before anything is drawn.
_CALLER = "on_script_will_rerun"
_FAILED = "_failed"
_FRAME = Path(__file__).parent / "frame.py"


def guard(place: str, draw: Callable[..., object], *args: object) -> None:
    """Draw a part of the screen. Where that fails, a sentence and a way on take its place, and the rest is drawn."""
    try:
        draw(*args)
    except FragmentHandledException:
        # Told by ``tell`` already, in the fragment's own place.
        return
    except Exception as fault:
        logs.note(fault)
        apologise(place)


def keep_what_was_typed() -> None:
    """End a drawing of which parts failed so that what was typed in them is not forgotten."""
    if st.session_state.pop(_FAILED, False):
        st.stop()


def tell(fault: Exception) -> bool:
    """Tell the visitor of a fault that nothing else has caught; True, so that Streamlit adds nothing of its own.

    One in a callback came before anything was drawn: then the page is drawn as it stands, with a message.
    """
    if any(frame.name == _CALLER for frame in traceback.extract_tb(fault.__traceback__)):
        messages.say("error", t("fault.act"))
        _draw_after_all()
    else:
        apologise(token_hex(4))
    return True


def apologise(place: str, again: Callable[[], None] | None = None) -> None:
    """Say that a part of the screen failed, and offer to try again (``again`` prepares that) or to go elsewhere."""
    st.session_state[_FAILED] = True
    st.error(t("fault.part"), icon=":material/build:")
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(t("fault.again"), key=f"fault_{place}", icon=":material/refresh:", on_click=again)
        st.page_link(links.page("home"), label=t("nav.home"), icon=":material/home:")


def _draw_after_all() -> None:
    """Draw the whole page: Streamlit ends a run whose callback failed before it has begun to."""
    with suppress(StopException, RerunException):
        run_path(str(_FRAME))
