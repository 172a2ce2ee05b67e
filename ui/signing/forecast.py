"""The sandbox's forecast of an act that waits for its signatures, beside the chain's own trial of it."""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

import streamlit as st

from fomo_core.commands import Command
from fomo_core.display import format as f
from fomo_core.display.acts import calls
from fomo_core.display.acts.log import event_line
from fomo_core.display.format import in_markdown
from fomo_core.display.text import plain, t
from fomo_core.ledger import Entry
from ui.desk.views import Offer, View
from ui.signing.proposal import Proposal, Trial


class Forecast(NamedTuple):
    """The effect of an act at a moment (chain seconds), as the sandbox says."""

    moment: int
    offer: Offer[Command]


def made(view: View, proposal: Proposal, trial: Trial | None) -> Forecast | None:
    """Make the forecast of an act for the block in which the chain tries it; None for a call that is no act.

    It is another question than the one of the button behind it: at another moment, with the limits that were agreed to.
    """
    if proposal.command is None:
        return None
    moment = max(view.now, (trial and trial.moment) or 0)
    return Forecast(moment, replace(view, now=moment).offer(proposal.command))


def total(view: View, forecast: Forecast | None) -> None:
    """Draw one line: what leaves the account in all, and what it gets."""
    if forecast is None or not forecast.offer.events:
        return
    total = calls.total(forecast.offer.command, forecast.offer.events, view.world)
    st.markdown(t("review.total", leaves=total.leaves, gets=total.gets))


def draw(proposal: Proposal, forecast: Forecast | None) -> None:
    """Show the forecast of the whole act, whichever of its calls is at hand."""
    if forecast is None:
        st.caption(t("review.no_forecast"))
        return
    if proposal.step < len(proposal.prepared.calls) - 1:
        st.caption(t("review.first_step"))
    for line in _lines(forecast):
        st.markdown(in_markdown(line))


def _lines(forecast: Forecast) -> list[str]:
    moment, offer = forecast
    if offer.refusal:
        return [plain("review.forecast_refused", reason=offer.refusal)]
    lines = [event_line(Entry(moment, event)) for event in offer.events]
    return [*lines, plain("review.short", missing=f.cost(offer.shortfall))] if offer.shortfall else lines
