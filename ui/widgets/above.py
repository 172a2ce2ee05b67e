"""The part of a page that stands above the frame's picture: its head, which the page fills."""

from __future__ import annotations

from threading import local

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

#: Of each drawing its own, which is a thread's: fast clicks have two drawings of a session at once.
_drawing = local()


def begin_above() -> DeltaGenerator:
    """Begin the part above the picture, in the frame; the line that its title stands in."""
    _drawing.part = st.container(key="above")
    _drawing.heading = part().container(horizontal=True, vertical_alignment="center", key="heading")
    return heading()


def heading() -> DeltaGenerator:
    """The line of the title, for a page to add to."""
    return _drawing.heading


def part() -> DeltaGenerator:
    """The part above the picture, for a page to draw in."""
    return _drawing.part
