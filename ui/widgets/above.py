"""The part of a page that stands above the frame's picture: its head, which the page fills."""

from __future__ import annotations

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

_KEY, _HEADING = "_above", "_above_heading"


def begin_above() -> DeltaGenerator:
    """Begin the part above the picture, in the frame; the line that its title stands in."""
    st.session_state[_KEY] = st.container(key="above")
    st.session_state[_HEADING] = part().container(horizontal=True, vertical_alignment="center", key="heading")
    return heading()


def heading() -> DeltaGenerator:
    """The line of the title, for a page to add to."""
    return st.session_state[_HEADING]


def part() -> DeltaGenerator:
    """The part above the picture, for a page to draw in."""
    return st.session_state[_KEY]
