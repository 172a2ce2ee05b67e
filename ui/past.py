"""The line or box that says that this is the past, and leads on from there."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from fomo_core.display import format as f
from fomo_core.display.acts.log import event_line
from fomo_core.display.text import plain, t
from ui.desk import store, travel
from ui.desk.views import View


def draw(view: View, pictured: bool) -> None:
    """Say which moment of the past this is, and lead on from it.

    Args:
        pictured: a picture that can be stepped through stands below, so that one line is enough.
    """
    desk = store.desk()
    length, total = desk.looking_at or 0, len(desk.ledger)
    said = [t("past.end")] if length >= total else []
    if pictured:
        said.append(t("past.slim", number=length, total=total, time=f.clock(view.now, view.dated)))
        with st.container(horizontal=True, vertical_alignment="center", gap="small", key="past-line"):
            st.markdown(" ".join(said))
            _ways_on(length, None, None)
        return
    said.append(_moment(view, length, total))
    with st.container(border=True, key="past"):
        st.markdown("\n\n".join(said))
        with st.container(horizontal=True, gap="xsmall"):
            _steps(length, total)
            _ways_on(length, ":material/last_page:", ":material/call_split:")


def _moment(view: View, length: int, total: int) -> str:
    """Name the event, out of how many, and the time."""
    desk = store.desk()
    entry = next(iter(desk.ledger.entries(length - 1, length)), None) if length else None
    what = plain("past.start") if entry is None else event_line(entry)
    return t("past.banner", number=length, total=total, what=what, time=f.clock(view.now, view.dated))


def _steps(length: int, total: int) -> None:
    """An event back, and one forward."""
    _button("back", ":material/chevron_left:", travel.look_at, travel.earlier(length), not length)
    _button("forward", ":material/chevron_right:", travel.look_at, travel.later(length), length >= total)


def _ways_on(length: int, last: str | None, split: str | None) -> None:
    """Back to the present, or on from here, with these icons."""
    _button("present", last, travel.look_at, None)
    _button("branch", split, travel.branch, length)


def _button(
    name: str, icon: str | None, change: Callable[..., None], moment: int | None, disabled: bool = False
) -> None:
    st.button(
        t(f"past.{name}"),
        key=f"past_{name}",
        icon=icon,
        on_click=change,
        args=(moment,),
        disabled=disabled,
        help=t(f"past.{name}_help"),
    )
