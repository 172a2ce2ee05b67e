"""Cautions before a trade that gives much away, and the tick that it asks for."""

from __future__ import annotations

import streamlit as st

from fomo_core.display import format as f
from fomo_core.display.format import in_markdown
from fomo_core.display.ownership.trades import Loss, TaxToll
from fomo_core.display.text import t
from fomo_core.parameters import Model, Parameters
from fomo_core.worth import opening_premium_bps
from ui.desk import travel
from ui.desk.views import View


def of_loss(loss: Loss, key: str) -> str:
    """Say what a trade loses to its own size; return what the visitor has still to do about it, or nothing."""
    if not loss.level:
        return ""
    show = st.warning if loss.level == 1 else st.error
    show(in_markdown(loss.text), icon=":material/trending_down:")
    if loss.level < 3:
        return ""
    # The tick belongs to these amounts alone: for others it is to be given anew.
    ticked = st.checkbox(
        t("impact.tick", got=loss.got, due=loss.due), key=f"{key}_fraction {loss.got} {loss.due}"
    )
    return "" if ticked else t("impact.unticked")


def wait_first(view: View, toll: TaxToll) -> None:
    """Say what the tax takes, and offer to wait until only fees are left: the main button where it is much.

    A real chain keeps its own time: there the moment is named.
    """
    if toll.moment is None and not toll.level:
        return
    show = (st.info, st.warning, st.error)[toll.level]
    show(in_markdown(toll.text), icon=":material/timer:")
    if toll.moment is None:
        return
    if not view.capabilities.advance:
        st.caption(t("toll.until", moment=f.clock(toll.moment, view.dated)))
    elif toll.level:
        st.button(
            t("toll.button", time=f.duration(toll.moment - view.now)),
            key="buy_wait",
            icon=":material/timer:",
            type="primary" if toll.level == 2 else "secondary",
            disabled=view.past,
            on_click=travel.advance_to,
            args=(toll.moment,),
            help=t("toll.button_help"),
        )


def pool_opening(model: Model, parameters: Parameters) -> None:
    """Say so where a model's pool does not open at its curve's last price."""
    premium_bps = opening_premium_bps(model, parameters)
    if premium_bps is None:
        st.warning(t("part.pool_none"), icon=":material/water_drop:")
    elif premium_bps:
        told = {"bucket": f.whole(parameters.liquidity_tokens), "percent": f.percent(premium_bps)}
        st.warning(t("part.pool_above", **told), icon=":material/water_drop:")
