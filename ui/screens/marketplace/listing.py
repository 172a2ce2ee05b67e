"""The list of offerings: a table, and cards for a narrow screen; one click opens an offering."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import streamlit as st

from fomo_core.display.market import tables
from fomo_core.display.market.tables import Listing
from fomo_core.display.text import t
from ui.desk import acts, links, stories
from ui.widgets import columns

#: Of so many offerings there are cards too; more are read in a table, on a narrow screen as well.
_MOST_CARDS = 12
_EXAMPLE = "5-busy-market"
_ROW_HEIGHT = 40


def draw(listed: Sequence[Listing]) -> None:
    """The offerings listed. Cards stand first: who goes by keyboard meets their buttons before the table."""
    if len(listed) <= _MOST_CARDS:
        with st.container(key="market_cards"):
            for one in listed:
                _card(one)
    keys = ("emblem", "raised", "to_minimum", "price", "market_value", "in_usd", "day_change")
    table = tables.marketplace(listed)
    st.dataframe(
        table,
        key="market",
        hide_index=True,
        row_height=_ROW_HEIGHT,
        column_config=columns.config(*keys, table=table),
        on_select=partial(_open_row, [one.offering.key for one in listed]),
        # A click anywhere in a row, not on a box before it.
        selection_mode="single-cell",
        placeholder=t("portfolio.none"),
        alt=t("market.alt"),
    )


def example() -> None:
    """Offer the story that fills an empty market."""
    st.button(
        t("market.example"),
        key="market_example",
        help=t("market.example_help"),
        on_click=_open_example,
    )


def _open_example() -> None:
    """Callback: play the example in place of the empty sandbox."""
    stories.open_story(_EXAMPLE)


def _card(one: Listing) -> None:
    """One offering as a card, all of which its button covers."""
    key = one.offering.key
    with st.container(border=True, key=f"market_card_{key}"):
        st.markdown(tables.card(one))
        st.button(
            t("market.card_open", name=one.label), key=f"market_open_{key}", on_click=_open, args=(key,)
        )


def _open_row(keys: Sequence[str]) -> None:
    """Callback: a cell was chosen in the table of the offerings with these keys."""
    table = st.session_state.get("market")
    cells = table["selection"]["cells"] if table else []
    if cells and cells[0][0] < len(keys):
        _open(keys[cells[0][0]])


def _open(key: str) -> None:
    """Callback: go to an offering's page."""
    acts.choose_offering(key)
    st.switch_page(links.page("offering"))
