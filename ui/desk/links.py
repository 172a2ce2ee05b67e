"""The links into the app: the desk, story and offering that an address names, and the pages' files."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from fomo_core.display.text import t
from ui.desk import messages, store, stories
from ui.lifeline import stage

KEY_PARAM = "s"
STORY_PARAM = "story"
OFFERING_PARAM = "offering"
_PAGES = Path(__file__).resolve().parents[2] / "pages"


def page(name: str) -> Path:
    """The file of a page."""
    return _PAGES / f"{name}.py"


def follow_address() -> None:
    """Take a new session to the desk that the address names, or to a new one, and to what else it names."""
    if store.has_desk():
        return
    key = st.query_params.get(KEY_PARAM, "")
    if not store.take_desk(key) and key:
        messages.say("warning", t("session.lost"))
    _follow()
    live = store.desk().live
    if live is not None:
        # Nobody may have looked at the chain since the last page was closed.
        live.connection.refresh(force=True)


def _follow() -> None:
    """Open the story and choose the offering that the address names."""
    stem = st.query_params.get(STORY_PARAM)
    if stem:
        # Who follows a link to a story wants that, wherever new visitors begin otherwise; on the stage it is told.
        stories.open_story(stem, at_launch=stage.is_on())
    desk = store.desk()
    desk.linked = st.query_params.get(OFFERING_PARAM)
    if desk.live is None and desk.linked in desk.sandbox.world.offerings:
        desk.choose(desk.linked)


def keep_in_url() -> None:
    """Let the URL name the desk; once a drawing, which would else cost as much as an element each time."""
    named = st.query_params.to_dict()
    kept = {name: value for name, value in named.items() if name != STORY_PARAM} | {
        KEY_PARAM: store.desk_key()
    }
    if kept != named:
        # At once: each change for itself would be a step of the browser's Back.
        st.query_params.from_dict(kept)


def show(offering: str) -> None:
    """Note which offering is looked at: on the desk, and in the URL by its key, so that a link leads to it."""
    store.desk().offering = offering
    if st.query_params.get(OFFERING_PARAM) != offering:
        st.query_params[OFFERING_PARAM] = offering
