"""Brings what has just appeared into view: a page that is drawn anew stays where it was scrolled to."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import streamlit as st

if TYPE_CHECKING:
    from streamlit.components.v2.types import ComponentRenderer

_NAME = "fomo_attention"


def call_to(box: str, mark: str) -> None:
    """Scroll the container with this key, around the caller, into view; a mark seen before moves nothing."""
    _component()(key=f"attention_{box}", data={"box": box, "mark": mark}, height=1)


@cache
def _component() -> ComponentRenderer:
    return st.components.v2.component(_NAME, js=Path(__file__).with_suffix(".js").read_text(encoding="utf-8"))
