"""The hard-cost share that revenue is tried out with, and the usage that burns a hundredth of the supply."""

from __future__ import annotations

import streamlit as st

from fomo_core.display import format as f
from fomo_core.display import summary
from fomo_core.display.text import plain, t
from fomo_core.offering import Offering
from fomo_core.parameters import Model, Parameters
from ui.desk import inputs
from ui.widgets import parts

#: What is offered beside a model's own share, in bps: at a vendor's list price little is left.
OFFERED_BPS = (6_000, 8_000, 9_500)


def choose_share(model: Model) -> int:
    """Choose a hard-cost share, in bps; the model's own at first."""
    options = sorted({*OFFERED_BPS, model.cost_bps})
    key = inputs.keep(f"cost_{model.id}")
    if st.session_state.get(key) not in options:
        st.session_state[key] = model.cost_bps
    chosen = st.segmented_control(
        t("cost.choose"),
        options,
        key=key,
        required=True,
        persist_state="session",
        format_func=lambda bps: _label(bps, model.cost_bps),
        help=t("cost.choose_help"),
    )
    return model.cost_bps if chosen is None else chosen


def _label(bps: int, own_bps: int) -> str:
    return plain("cost.own", share=f.percent(bps)) if bps == own_bps else f.percent(bps)


def burning_now(offering: Offering, parameters: Parameters, cost_bps: int, flock_price: int) -> None:
    """The usage that burns a hundredth of the supply in an offering's pool as it stands."""
    buyback = summary.pool_buyback(offering, parameters, cost_bps, flock_price)
    parts.metrics([summary.burn_row(buyback, parameters.total_supply, plain("burn.one_percent"))])


def burning_at_launch(model: Model, parameters: Parameters) -> None:
    """The same for a new raise of a model, at both ends of what it may raise."""
    cost_bps = choose_share(model)
    ends = {"at_minimum": model.minimum_target, "at_maximum": model.maximum_target}
    with st.grid(2, min_column_width=240):
        for name, raised in ends.items():
            buyback = summary.opened_buyback(model, parameters, cost_bps, raised)
            parts.metrics([summary.burn_row(buyback, parameters.total_supply, plain(f"burn.{name}"))])
