"""The year after graduation: usage, revenue, buybacks, and what they may do to price and supply."""

import streamlit as st

from fomo_core.display.text import t
from ui import forecasting, parts, session

view = session.shown()
st.caption(t("forecast.about"))
st.subheader(t("forecast.step_pool"), anchor=False)
begin = forecasting.opening(view)
if begin is None:
    st.stop()
st.subheader(t("forecast.step_usage"), anchor=False)
economy = forecasting.economy(view, begin[1])
st.caption(t("forecast.assumed"))
parts.assumed(
    view, "model_buyback_bps", "network_buyback_bps", "operator_reward_bps", "flock_price", "pool_fee_bps"
)
if economy is None:
    st.stop()
forecasting.burning(view, begin[0], economy)
st.subheader(t("forecast.step_year"), anchor=False)
answer = forecasting.found(view, begin[0], economy)
if answer is None:
    st.stop()
forecasting.verdict(answer, begin[0])
names = (*forecasting.SHOWN, "table")
boxes = st.tabs([t(f"forecast.tab_{name}") for name in names], key="forecast_tabs", on_change="rerun")
for name, box in zip(forecasting.SHOWN, boxes):
    if box.open:
        with box:
            forecasting.bands(answer, name)
if boxes[-1].open:
    with boxes[-1]:
        forecasting.table(answer)
