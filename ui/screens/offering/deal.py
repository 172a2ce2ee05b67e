"""The box beside the picture: a purchase while the raise is open, afterwards the one act that comes next."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from fomo_core import events as ev
from fomo_core.display.drawing.amounts import to_float
from fomo_core.display.ownership import stakes
from fomo_core.display.ownership.holdings import refundable
from fomo_core.display.text import t
from fomo_core.offering import FAILED, GRADUATED, SUCCEEDED, Offering
from ui.desk import links
from ui.desk.views import View
from ui.lifeline import shown
from ui.live import foreign
from ui.screens.offering import acts, purchase
from ui.screens.offering.acts import Card


def draw(view: View, offering: Offering, upcoming: Card | None) -> ev.Purchased | None:
    """Draw the box with the purchase or the act that comes next; the purchase that is being typed, if one is."""
    with st.container(border=True, key="deal"):
        if not offering.open_at(view.now):
            _draw_next(view, offering, upcoming)
            return None
        asked = purchase.form(view, offering)
        if asked is None:
            return None
        offer, bought = asked
        shown.mark_typed(to_float(bought.flock_in), to_float(bought.net_used))
        purchase.quote(view, offering, offer, bought)
        return bought


def _draw_next(view: View, offering: Offering, upcoming: Card | None) -> None:
    """Say why nothing can be bought, and offer what the visitor can do next."""
    st.markdown(t("deal.next"))
    st.info(stakes.closure_reason(offering, view.now, foreign.only_raises()), icon=":material/block:")
    if upcoming is not None:
        acts.draw_card(view, upcoming, primary=True)
    elif offering.graduated_at is not None:
        st.page_link(links.page("trade"), label=t("deal.trade"), icon=":material/swap_horiz:")


def next_act(view: View, offering: Offering, cards: Sequence[Card]) -> Card | None:
    """The act that the acting account can do next; None where there is none."""
    account, status = view.account, offering.status_at(view.now)
    possible = {
        "graduate": status == SUCCEEDED,
        "claim": status == GRADUATED and bool(offering.claims.get(account)),
        "redeem": status == FAILED and bool(refundable(offering, account)),
    }
    return next((card for card in cards if possible.get(card.name)), None)
