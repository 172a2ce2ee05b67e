"""Launch an offering: model, token, optional first buy, cost, confirmation."""

import streamlit as st

from fomo_core.commands import Launch
from fomo_core.display import summary
from fomo_core.display.format import in_markdown
from fomo_core.display.text import t
from ui.assumptions import costs
from ui.desk import keys, links, store, views
from ui.screens import launch
from ui.signing import signing
from ui.widgets import parts

view = views.page_view()
if signing.read_only():
    st.info(t("sign.read_only"), icon=":material/lock:")
    st.stop()
st.caption(t("launch.about_live" if view.live else "launch.about"))
st.subheader(t("launch.step_model"), anchor=False)
model = launch.model(view)
parts.assumed(view, "virtual_flock_bps", "liquidity_tokens", "operator_tokens")
st.caption(t("launch.model_assumed", source=summary.price_source(model)))
with st.expander(t("launch.revenue"), icon=":material/local_fire_department:"):
    costs.burning_at_launch(model, view.protocol.parameters)

st.subheader(t("launch.step_token"), anchor=False)
token = launch.token()
if token is not None:
    launch.twins(view, *token[:2])

st.subheader(t("launch.step_first_buy"), anchor=False)
first_buy = launch.first_buy_step(view, model)

launch.preview(model)
if first_buy is not None:
    name, symbol, description = token or launch.STAND_IN
    command = Launch(view.account, keys.free(symbol), model.id, name, symbol, description, first_buy)
    offer = view.offer(command)
    if offer.refusal:
        st.error(in_markdown(offer.refusal), icon=":material/block:")
    else:
        loss = launch.effects(view, offer)
        parts.assumed(view, "first_buy_pays_tax", "creator_fee_bps", "virtual_flock_bps")
        st.subheader(t("launch.step_confirm"), anchor=False)
        launch.cost(view, offer)
        if token is not None:
            launch.confirm(view, offer, loss)
if store.desk().offering is not None:
    st.page_link(links.page("offering"), label=t("launch.see"), icon=":material/show_chart:")
    launch.crowd_link(view)
