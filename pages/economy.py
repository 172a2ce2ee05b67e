"""Usage becomes revenue, revenue buys back: four ways, and what the buyback did."""

import streamlit as st

from fomo_core.display import figures, summary, tables
from fomo_core.display.text import t
from ui.desk import views
from ui.screens import economy
from ui.widgets import columns, parts, picker

view = views.page_view()
st.caption(t("economy.about"))
offering, past = picker.pick_traded(view)
st.subheader(t("economy.serve"), anchor=False)
economy.form(view, offering)
parts.assumed(view, "model_buyback_bps", "network_buyback_bps", "operator_reward_bps", "flock_price")
model = view.protocol.models[offering.model]
st.caption(t("launch.model_assumed", source=summary.price_source(model)))
st.subheader(t("economy.did"), anchor=False)
if not past.settlements or offering.graduated_at is None:
    st.info(t("economy.none"), icon=":material/lightbulb:")
    st.stop()
parts.metrics(summary.buyback_rows(offering, past, view.protocol.parameters))
price, supply, burns, table = st.tabs(
    [t(f"economy.tab_{name}") for name in ("price", "supply", "burns", "table")],
    key="economy_tabs",
    on_change="rerun",
)
for tab, what in ((price, "price"), (supply, "supply")):
    if tab.open:
        with tab:
            figure = figures.buyback_figure(past.pool, past.pool_without_buyback, what, view.now)
            parts.picture(figure, f"buyback_{what}", t("economy.buyback_alt"))
if burns.open:
    with burns:
        parts.picture(
            figures.burns_figure(past.settlements, offering.symbol, view.now), "burns", t("economy.burns_alt")
        )
if table.open:
    with table:
        shown = tables.settlements(past.settlements, offering.graduated_at)
        keys = ("usage", "net", "flock", "buyback", "burned_tokens", "burned_flock")
        config = columns.config(*keys, table=shown)
        st.dataframe(shown, hide_index=True, column_config=config, alt=t("economy.table_alt"))
