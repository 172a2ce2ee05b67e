"""Usage of a deployed model: tokens served, what they earn, and where it goes."""

from __future__ import annotations

import streamlit as st

from fomo_core import events as ev
from fomo_core import presets
from fomo_core.commands import RouteRevenue
from fomo_core.display import figures, summary
from fomo_core.display import format as f
from fomo_core.display.format import in_markdown
from fomo_core.display.text import t
from fomo_core.offering import Offering
from fomo_core.revenue import usage_usd
from fomo_core.units import PRICE_DECIMALS, decimal_text
from ui import inputs, parts, session

#: Millions of tokens, with as many decimals as there are single tokens.
_MILLION_DECIMALS = 6
#: Millions of tokens read and written, for a raise of the usual scale.
_USUAL_INPUT, _USUAL_OUTPUT = 4_000, 3_000
INPUT, OUTPUT, PRICE = "usage_input", "usage_output", "usage_price"


def form(view: session.View, offering: Offering) -> None:
    """Ask how much was served and at which FLOCK price; show the settlement and its button."""
    model = view.protocol.models[offering.model]
    scale = presets.demand_scale(view.protocol)
    defaults = {
        INPUT: f"{_USUAL_INPUT * scale:g}",
        OUTPUT: f"{_USUAL_OUTPUT * scale:g}",
        PRICE: decimal_text(view.protocol.parameters.flock_price, PRICE_DECIMALS),
    }
    for key, value in defaults.items():
        inputs.kept(key, value)
    prices = {"input": f.usd(model.input_price_usd), "output": f.usd(model.output_price_usd)}
    with st.grid(3, min_column_width=200):
        served = parts.amount_field(
            t("economy.input"), INPUT, defaults[INPUT], _MILLION_DECIMALS, t("economy.input_help", **prices)
        )
        made = parts.amount_field(
            t("economy.output"),
            OUTPUT,
            defaults[OUTPUT],
            _MILLION_DECIMALS,
            t("economy.output_help", **prices),
        )
        price = parts.amount_field(
            t("economy.price"), PRICE, "0.0388", PRICE_DECIMALS, t("economy.price_help")
        )
    if served is None or made is None or price is None:
        st.caption(t("economy.enter"))
        return
    if price == 0:
        st.error(t("economy.no_price"), icon=":material/error:")
        return
    usage = usage_usd(served, made, model.input_price_usd, model.output_price_usd)
    command = RouteRevenue(offering.key, usage, price)
    quote, refusal = parts.quoted(view, command)
    if quote is None:
        st.warning(in_markdown(refusal), icon=":material/block:")
        return
    _settlement(view, offering, command, summary.first(quote.events, ev.RevenueRouted))


def _settlement(
    view: session.View, offering: Offering, command: RouteRevenue, routed: ev.RevenueRouted
) -> None:
    figure = figures.sankey_figure(routed.usage_usd, routed.cost_usd, summary.routed_usd(routed))
    parts.picture(figure, "sankey", t("economy.sankey_alt"), height=340)
    parts.bill(summary.revenue_rows(routed, offering), t("economy.bill_alt"))
    typed = {key: st.session_state.get(key, "") for key in (INPUT, OUTPUT, PRICE)}
    burned = f.tokens(routed.tokens_burned, offering.symbol)
    parts.act_button(
        view,
        command,
        t("economy.button", usage=f.usd(routed.usage_usd)),
        t("economy.done", burned=burned),
        key="route",
        icon=":material/local_fire_department:",
        primary=True,
        typed=typed,
    )
