"""The message to the visitor that an act leaves for the next drawing of the page, and the result that stays."""

from __future__ import annotations

import time
from typing import NamedTuple

import streamlit as st

from fomo_core.chain import Head
from fomo_core.commands import Command
from fomo_core.display.refusals import sentence
from fomo_core.display.text import t
from fomo_core.errors import ChainError, FomoError, NodeRefused
from fomo_core.events import Events

#: The message that no drawing has shown yet, and the last one that was shown.
_NEW, _LAST = "_message", "_last_message"
_RESULT = "_result"
#: How long a refusal on a real chain stays on the screen, unless something else is done.
_REFUSAL_STAYS_S = 60
_ECHO_S = 1.5


class Message(NamedTuple):
    """A message to the visitor; ``at`` is monotonic time in seconds."""

    kind: str
    text: str
    at: float


class Result(NamedTuple):
    """The result of an act in the sandbox: its sentence, its kind, its offering's key, its events, and the head after it."""

    text: str
    act: type[Command]
    offering: str
    events: Events
    head: Head


def say_result(result: Result) -> None:
    """Leave a result above the pages, until something else is done or it is closed."""
    st.session_state[_RESULT] = result


def result() -> Result | None:
    """The result of the last act, unless it was closed."""
    return st.session_state.get(_RESULT)


def close_result() -> None:
    """Callback: take the result away."""
    st.session_state.pop(_RESULT, None)


def say(kind: str, text: str) -> None:
    """Leave a message ("success", "warning" or "error") for the next drawing of the page."""
    close_result()
    st.session_state[_NEW] = Message(kind, text, time.monotonic())


def say_failed(error: FomoError) -> None:
    """Say that an act without a review failed; that nothing changed only where that is known.

    A node whose answer was lost may have done what it was asked.
    """
    lost = isinstance(error, ChainError) and not isinstance(error, NodeRefused)
    say("error", t("session.uncertain" if lost else "session.refused", reason=sentence(error)))


def to_show(live: bool) -> Message | None:
    """The message left, until it is shown; on a real chain (``live``) a moment longer.

    There a page may be drawn anew so soon that a browser never shows what the drawing before it said.
    """
    return st.session_state.get(_NEW) or (_recent(_ECHO_S) if live else None)


def note_shown() -> None:
    """Note that the message was shown: not before, since a drawing may be cut short by the next one."""
    left = st.session_state.pop(_NEW, None)
    if left is not None:
        st.session_state[_LAST] = left._replace(at=time.monotonic())


def refusal() -> Message | None:
    """The last message while it is a refusal that still counts on a real chain, whose pages are drawn anew by themselves."""
    last = _recent(_REFUSAL_STAYS_S)
    return last if last is not None and last.kind != "success" else None


def _recent(seconds: float) -> Message | None:
    """The last message shown, if that is no longer ago."""
    last = st.session_state.get(_LAST)
    return last if last is not None and time.monotonic() - last.at < seconds else None


def drop_refusal() -> None:
    """Drop the last refusal: something else has begun."""
    st.session_state.pop(_LAST, None)
