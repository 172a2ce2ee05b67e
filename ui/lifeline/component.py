"""The life line on the screen: one component in the frame, mounted once, that every page leaves in its place."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Literal, NamedTuple

import streamlit as st

if TYPE_CHECKING:
    from streamlit.components.v2.types import ComponentRenderer

    from fomo_core.display.lifeline.picture import Picture

_NAME = "fomo_lifeline"
_KEY = "lifeline"
_ACK = "_lifeline_ack"

#: The looks: playing by itself, beside a page's content, filling the window, or not there.
Mode = Literal["home", "page", "stage", "hidden"]


class Shown(NamedTuple):
    """A picture and how it is shown.

    ``at`` is the number of the step that it begins with where it has not been moved meanwhile; ``typed`` is the
    FLOCK that a purchase being typed would pay, and the part of it that counts.
    """

    mode: Mode = "hidden"
    picture: Picture | None = None
    at: int = 0
    playing: bool = False
    typed: tuple[float, float] | None = None


class Act(NamedTuple):
    """An act of a visitor in the picture: gone to the log's length ``look``, entered or left the stage."""

    look: int | None
    stage: bool | None


def draw(shown: Shown, on_act: Callable[[Act], None]) -> None:
    """Draw the picture; what is done in it comes to ``on_act``, as a callback.

    It moves by itself and tells where it has come to rest, by numbers that rise: what it is sent is for it
    only when it has been heard to the end.
    """
    data = {**shown._asdict(), "ack": st.session_state.get(_ACK, 0)}
    _component()(key=_KEY, data=data, on_act_change=lambda: _take(on_act))


def _take(on_act: Callable[[Act], None]) -> None:
    """Callback: read what the browser tells, which may be anything."""
    told = (st.session_state.get(_KEY) or {}).get("act")
    if not isinstance(told, dict) or not _whole(told.get("seq")):
        return
    st.session_state[_ACK] = told["seq"]
    look, stage = told.get("look"), told.get("stage")
    on_act(Act(look if _whole(look) else None, stage if isinstance(stage, bool) else None))


def _whole(value: object) -> bool:
    """Tell whether a value is a whole number that a log's length can be."""
    return type(value) is int and 0 <= value < 2**53


@cache
def _component() -> ComponentRenderer:
    """The component, registered once."""
    script, style = (
        Path(__file__).with_name(f"lifeline.{kind}").read_text("utf-8") for kind in ("js", "css")
    )
    return st.components.v2.component(_NAME, css=style, js=script)
