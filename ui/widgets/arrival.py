"""Lets every page be arrived at: at its top, with its title in focus, a phone's menu closed, one step of Back away."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import NamedTuple

import streamlit as st


def at(page: str, title: str) -> None:
    """Say which page is drawn; only another page than the one before is an arrival.

    Part of the frame, drawn before the page itself, and a script that a browser runs only once it has changed:
    a component would do the same, at four times the cost of each drawing.
    """
    st.html(_Arrival(page, title), width=1, unsafe_allow_javascript=True)


class _Arrival(NamedTuple):
    """A page and its title, as a script that arrives there."""

    page: str
    title: str

    def _repr_html_(self) -> str:
        # A sanitizer drops a script in which a tag seems to begin.
        drawn = json.dumps(self._asdict()).replace("<", r"\u003c")
        return f'<script type="module">{_script()}draw({drawn});</script>'


@cache
def _script() -> str:
    return Path(__file__).with_suffix(".js").read_text(encoding="utf-8")
