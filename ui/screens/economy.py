"""Usage of a deployed model: tokens served, what they earn, and where it goes."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from fomo_core import events as ev
from fomo_core.amounts import field_text
from fomo_core.commands import RouteRevenue
from fomo_core.display import format as f
from fomo_core.display import summary
from fomo_core.display.drawing import flows
from fomo_core.display.format import in_markdown
from fomo_core.display.text import t
from fomo_core.offering import Offering
from fomo_core.parameters import Model
from fomo_core.revenue import usage_usd
from fomo_core.simulation import demand_presets
from fomo_core.units import PRICE_DECIMALS
from ui.assumptions import costs
from ui.desk import inputs
from ui.desk.views import Offer, View
from ui.widgets import buttons, fields, parts

#: Millions of tokens, with as many decimals as there are single tokens.
_MILLION_DECIMALS = 6
#: Millions of tokens read and written, for a raise of the usual scale.
_USUAL_INPUT, _USUAL_OUTPUT = 4_000, 3_000
INPUT, OUTPUT, PRICE = "usage_input", "usage_output", "usage_price"


def form(view: View, offering: Offering) -> None:
    """Ask how much was served and at which FLOCK price; show the settlement and its button."""
    model = view.protocol.models[offering.model]
    asked = _asked(view, model)
    if asked is None:
        return
    usage, price = asked
    with st.grid(2, min_column_width=240):
        cost_bps = costs.choose_share(model)
        costs.burning_now(offering, view.protocol.parameters, cost_bps, price)
    own = cost_bps == model.cost_bps
    offer = (view if own else _as_if(view, model, cost_bps)).offer(RouteRevenue(offering.key, usage, price))
    if offer.refusal:
        st.warning(in_markdown(offer.refusal), icon=":material/block:")
        return
    routed = next(event for event in offer.events if isinstance(event, ev.RevenueRouted))
    _settlement(offering, routed)
    if own:
        _button(view, offering, offer, routed)
    else:
        st.caption(t("cost.as_if", share=f.percent(cost_bps), own=f.percent(model.cost_bps)))


def _asked(view: View, model: Model) -> tuple[int, int] | None:
    """Usage (10^-6 USD) and FLOCK price (10^-8 USD) as typed; None with the reason shown."""
    defaults = _defaults(view)
    for key, value in defaults.items():
        inputs.keep(key, value)
    prices = {
        "input": f.usd(model.input_price_usd),
        "output": f.usd(model.output_price_usd),
        "source": summary.price_source(model),
    }
    with st.grid(3, min_column_width=200):
        served, made = (
            fields.amount_field(
                t(f"economy.{name}"),
                key,
                defaults[key],
                _MILLION_DECIMALS,
                t(f"economy.{name}_help", **prices),
            )
            for name, key in (("input", INPUT), ("output", OUTPUT))
        )
        price = fields.amount_field(
            t("economy.price"), PRICE, "0.0388", PRICE_DECIMALS, t("economy.price_help")
        )
    if served is None or made is None or price is None:
        st.caption(t("economy.enter"))
        return None
    if price == 0:
        st.error(t("economy.no_price"), icon=":material/error:")
        return None
    return usage_usd(served, made, model.input_price_usd, model.output_price_usd), price


def _defaults(view: View) -> dict[str, str]:
    """Return what the fields hold at first, at the scale of the protocol's raises."""
    scale = demand_presets.demand_scale(view.protocol)
    return {
        INPUT: f"{_USUAL_INPUT * scale:g}",
        OUTPUT: f"{_USUAL_OUTPUT * scale:g}",
        PRICE: field_text(view.protocol.parameters.flock_price, PRICE_DECIMALS),
    }


def _as_if(view: View, model: Model, cost_bps: int) -> View:
    """The view as it is, but for one model's hard-cost share; to read only."""
    models = {**view.protocol.models, model.id: model._replace(cost_bps=cost_bps)}
    return replace(view, world=replace(view.world, protocol=view.protocol._replace(models=models)))


def _settlement(offering: Offering, routed: ev.RevenueRouted) -> None:
    figure = flows.sankey_figure(
        routed.usage_usd, routed.cost_usd, summary.routed_usd(routed), summary.routed_flock(routed)
    )
    parts.picture(figure, "sankey", t("economy.sankey_alt"), height=400)
    parts.bill(summary.revenue_rows(routed, offering), t("economy.bill_alt"))


def _button(view: View, offering: Offering, offer: Offer[RouteRevenue], routed: ev.RevenueRouted) -> None:
    burned = f.tokens(routed.tokens_burned, offering.symbol)
    buttons.act_button(
        view,
        offer,
        t("economy.button", usage=f.usd(routed.usage_usd)),
        t("economy.done", burned=burned),
        key="route",
        icon=":material/local_fire_department:",
        primary=True,
        typed=inputs.texts(INPUT, OUTPUT, PRICE),
    )
