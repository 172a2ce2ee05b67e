"""Finding an offering: search, status and sort order."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from fomo_core.display.prices import spot_price
from fomo_core.display.text import plain, t
from fomo_core.offering import STATUSES, Offering
from ui.desk import inputs
from ui.desk.views import View

OWNED = "owned"
ORDERS = ("newest", "progress", "ending", "price", "name")


def matching(view: View) -> list[Offering]:
    """The offerings that match what was typed and chosen, in the order chosen."""
    statuses = st.pills(
        t("market.status"),
        (*STATUSES, OWNED),
        selection_mode="multi",
        key=inputs.keep("market_status"),
        persist_state="session",
        format_func=lambda name: t(f"status.{name}"),
        help=t("market.status_help"),
    )
    with st.grid(2, min_column_width=220):
        search = st.text_input(
            t("market.search"),
            key=inputs.keep("market_search"),
            type="search",
            placeholder=t("market.search_hint"),
            live=True,
            max_chars=64,
            persist_state="session",
        )
        order = st.selectbox(
            t("market.sort"),
            ORDERS,
            key=inputs.keep("market_sort"),
            persist_state="session",
            format_func=lambda name: plain(f"market.sort_{name}"),
        )
    found = [o for o in view.world.offerings.values() if _matches(view, o, search or "", statuses or ())]
    return _sorted(found, order)


def _matches(view: View, offering: Offering, search: str, statuses: Sequence[str]) -> bool:
    words = search.casefold().strip()
    if words and words not in f"{offering.name} {offering.symbol} {offering.issuer}".casefold():
        return False
    if OWNED in statuses and offering.issuer != view.account:
        return False
    wanted = [status for status in statuses if status != OWNED]
    return not wanted or offering.status_at(view.now) in wanted


def _sorted(offerings: list[Offering], order: str) -> list[Offering]:
    keys = {
        "newest": lambda o: -o.start,
        "progress": lambda o: -o.raised / o.maximum_target,
        "ending": lambda o: o.end,
        "price": lambda o: -spot_price(o).flock / max(1, spot_price(o).tokens),
        "name": lambda o: o.name.casefold(),
    }
    return sorted(offerings, key=keys[order])
