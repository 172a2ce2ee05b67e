"""The last act on a real chain: its transaction, its block, its cost, and a link to an explorer."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from fomo_core.display import numerals
from fomo_core.display.acts import calls
from fomo_core.display.text import t
from ui.desk import store
from ui.live.live_session import LiveSession
from ui.signing.proposal import Ended
from ui.widgets import attention

if TYPE_CHECKING:
    from fomo_core.acting import Mined


def draw(live: LiveSession | None) -> None:
    """Draw what ended last, until something else begins or it is put away."""
    if live is None or live.ended is None or live.ended.mined is None:
        return
    mined = live.ended.mined
    with st.container(border=True, key="ended", gap="xsmall"):
        st.markdown(_line(live.ended, mined))
        with st.container(horizontal=True, gap="small"):
            link = live.connection.target.deployment.transaction_link(mined.hash)
            if link:
                st.link_button(t("ended.explorer"), link, icon=":material/open_in_new:", type="tertiary")
            st.button(
                t("ended.away"), key="ended_away", icon=":material/close:", type="tertiary", on_click=_away
            )
            attention.call_to("ended", mined.hash)


def _line(ended: Ended, mined: Mined) -> str:
    spent = calls.fee_text(mined.fee)
    key = "done" if ended.done else "failed"
    line = t(f"ended.{key}", hash=mined.hash, block=numerals.count(mined.block))
    return f"{ended.text} {line} {spent}".strip() if ended.done else f"{line} {spent}".strip()


def _away() -> None:
    live = store.desk().live
    if live is not None:
        live.ended = None
