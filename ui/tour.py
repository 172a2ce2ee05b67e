"""The guided tour: the issuer's six and the supporter's three steps of FLock's guide, page by page."""

from __future__ import annotations

import streamlit as st

from fomo_core.display.text import t
from ui.desk import links, store
from ui.desk.desk import Desk

#: The page of each step; texts are ``tour.1`` and so on.
STOPS = ("launch",) * 5 + ("offering", "marketplace", "offering", "offering")


#: Steps that are told otherwise on a real chain, which has no clock to move.
_OTHERWISE_LIVE = (6, 7, 9)


def draw(desk: Desk, page: str) -> None:
    """Draw the present step above the page, when the tour is on."""
    if desk.tour is None:
        return
    with st.container(border=True, key="tour"):
        number = desk.tour + 1
        st.markdown(t(f"tour.{number}_live" if desk.live and number in _OTHERWISE_LIVE else f"tour.{number}"))
        if STOPS[desk.tour] != "launch" and not desk.chain.world.offerings:
            st.caption(t("tour.nothing_yet"))
        with st.container(horizontal=True, gap="small"):
            if page != STOPS[desk.tour]:
                _button("open", desk.tour)
            _button("back", desk.tour - 1, disabled=desk.tour == 0)
            last = number == len(STOPS)
            _button("end" if last else "next", None if last else number)
            if not last:
                _button("end", None)


def _button(name: str, step: int | None, disabled: bool = False) -> None:
    st.button(t(f"tour.{name}"), key=f"tour_{name}", disabled=disabled, on_click=go, args=(step,))


def go(step: int | None) -> None:
    """Callback: go to a step of the tour and its page, or end the tour (None)."""
    store.desk().tour = step
    if step is not None:
        st.switch_page(links.page(STOPS[step]))
