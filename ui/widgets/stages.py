"""An offering's status, and its place among the stages of a launch."""

from __future__ import annotations

from typing import Literal

import streamlit as st

from fomo_core.display.summary import stages_done
from fomo_core.display.text import t
from fomo_core.offering import FAILED, Offering
from ui.desk.views import View

Colour = Literal["blue", "orange", "red", "green"]
STATUS_COLOURS: dict[str, Colour] = {
    "live": "blue",
    "succeeded": "orange",
    "failed": "red",
    "graduated": "green",
}
STATUS_ICONS = {
    "live": ":material/play_circle:",
    "succeeded": ":material/hourglass_top:",
    "failed": ":material/cancel:",
    "graduated": ":material/check_circle:",
}
STAGES = ("launch", "raise", "outcome", "graduation", "trading", "usage", "buyback")


def status_badge(offering: Offering, now: int) -> None:
    """An offering's status as a coloured, named badge."""
    status = offering.status_at(now)
    st.badge(t(f"status.{status}"), icon=STATUS_ICONS[status], color=STATUS_COLOURS[status])


def rail(view: View, offering: Offering | None) -> None:
    """The seven stages of a launch, and where an offering stands; one text, since it is on many screens."""
    past = view.histories.of(offering.key) if offering else None
    done = stages_done(offering, past, view.now)
    failed = offering is not None and offering.status_at(view.now) == FAILED
    badges = [_stage(index, stage, done, failed) for index, stage in enumerate(STAGES)]
    explained = "\n".join(f"- **{t(f'stage.{stage}')}**: {t(f'stage.{stage}_help')}" for stage in STAGES)
    st.markdown(" ".join(badges), help=explained)


def _stage(index: int, stage: str, done: int, failed: bool) -> str:
    """One stage as a badge whose colour and sign say: done, here, to come, failed or never."""
    if failed and index >= 2:
        colour, icon = ("red", "cancel") if index == 2 else ("gray", "block")
    elif index < done:
        colour, icon = "green", "check_circle"
    elif index == done:
        colour, icon = "blue", "arrow_forward"
    else:
        colour, icon = "gray", "radio_button_unchecked"
    return f":{colour}-badge[:material/{icon}: {t(f'stage.{stage}')}]"
