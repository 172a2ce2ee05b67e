"""The app with a fault in a page, a callback, a fragment and work beside the page."""

from __future__ import annotations

import streamlit as st

from app import app as app
from tests.browser.unforeseen import KEY, WORDS
from ui import tour
from ui.desk import travel
from ui.screens.marketplace import finding
from ui.screens.preview import question


def _break_down(*_: object, **__: object) -> None:
    raise RuntimeError(WORDS + KEY)


@st.fragment
def _broken_part(_: object, page: str) -> None:
    if page == "economy":
        _break_down()


finding.matching = _break_down
travel.advance = _break_down
question.preview = _break_down
tour.draw = _broken_part
