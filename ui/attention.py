"""Brings what has just appeared into view: a page that is drawn anew stays where it was scrolled to."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import streamlit as st

_NAME = "fomo_attention"


def call_to(box: str, mark: str) -> None:
    """Scroll the container with this key, around the caller, into view; a mark seen before moves nothing."""
    _component()(key=f"attention_{box}", data={"box": box, "mark": mark}, height=1)


@cache
def _component() -> Any:
    return st.components.v2.component(_NAME, js=Path(__file__).with_suffix(".js").read_text(encoding="utf-8"))
