"""Offerings beside each other on one chart: their raises, and their prices after graduation."""

from __future__ import annotations

import streamlit as st

from fomo_core.display import alike
from fomo_core.display.market import figures
from fomo_core.display.text import t
from ui.desk import inputs
from ui.desk.views import View
from ui.widgets import parts

_HEIGHT = 320


def draw(view: View) -> None:
    """Choose two to four offerings, and see them beside each other; nothing where there is one at most."""
    known = view.world.offerings
    if len(known) < 2:
        return
    labels, key = alike.options(known.values()), inputs.keep("market_compare")
    # What was chosen may not be launched yet at the moment looked at.
    st.session_state[key] = [name for name in st.session_state.get(key) or [] if name in known]
    chosen = st.multiselect(
        t("market.compare", most=figures.MOST),
        list(known),
        key=key,
        max_selections=figures.MOST,
        placeholder=t("market.compare_hint"),
        format_func=labels.__getitem__,
        persist_state="session",
    )
    if len(chosen) == 1:
        st.caption(t("market.compare_one"))
    if len(chosen) > 1:
        _charts(view, chosen)


def _charts(view: View, chosen: list[str]) -> None:
    tickers = alike.tickers(view.world.offerings.values())
    compared = [
        figures.Compared(tickers[key], view.world.offerings[key], view.histories.of(key)) for key in chosen
    ]
    raises, prices = figures.raises_figure(compared, view.now), figures.prices_figure(compared, view.now)
    with st.grid(2, min_column_width=320):
        with st.container():
            st.markdown(t("market.compare_raises"))
            parts.picture(raises, "compare_raises", t("market.compare_raises_alt"), _HEIGHT)
        with st.container():
            st.markdown(t("market.compare_prices"))
            if prices is None:
                st.caption(t("market.compare_none"))
            else:
                parts.picture(prices, "compare_prices", t("market.compare_prices_alt"), _HEIGHT)
