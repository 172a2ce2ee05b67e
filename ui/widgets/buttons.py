"""The button that submits an act, or says why it can't."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from fomo_core.display.text import t
from ui.desk import acts
from ui.desk.views import C, Offer, View
from ui.signing import signing


def act_button(
    view: View,
    offer: Offer[C],
    label: str,
    done: str,
    *,
    key: str,
    icon: str | None = None,
    primary: bool = False,
    typed: Mapping[str, str] | None = None,
    clear: tuple[str, ...] = (),
    undone: str = "",
) -> None:
    """A button that submits the command of an offer; disabled with the reason where it would be refused.

    ``undone`` is what the visitor has to do before, such as ticking a box; empty for nothing.
    """
    reason = t("part.short") if offer.shortfall else offer.refusal or undone
    reason = signing.block_reason(view, offer.command) or reason
    if view.past:
        reason = t("past.locked")
    st.button(
        label,
        key=key,
        icon=icon,
        type="primary" if primary else "secondary",
        disabled=bool(reason),
        on_click=acts.act,
        args=(acts.Submission(view.head, offer.command, done, typed or {}, clear),),
    )
    if reason:
        st.caption(t("part.not_now", reason=reason) if not view.past else reason)
