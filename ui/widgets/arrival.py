"""Lets every page be arrived at: at its top, with its title in focus, a phone's menu closed, one step of Back away."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import streamlit as st

if TYPE_CHECKING:
    from streamlit.components.v2.types import ComponentRenderer

_NAME = "fomo_arrival"


def at(page: str, title: str) -> None:
    """Say which page is drawn; only another page than the one before is an arrival.

    Part of the frame, drawn before the page itself: so it is mounted once and sees one page after the other.
    """
    _component()(key="arrival", data={"page": page, "title": title}, height=1, width=1)


@cache
def _component() -> ComponentRenderer:
    return st.components.v2.component(_NAME, js=Path(__file__).with_suffix(".js").read_text(encoding="utf-8"))
