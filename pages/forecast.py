"""The year after graduation: usage, revenue, buybacks, and what they may do to price and supply."""

import streamlit as st

from fomo_core.display.text import t
from ui.desk import views
from ui.screens import forecast
from ui.widgets import parts

view = views.page_view()
st.caption(t("forecast.about"))
st.subheader(t("forecast.step_pool"), anchor=False)
begin = forecast.opening(view)
if begin is None:
    st.stop()
st.subheader(t("forecast.step_usage"), anchor=False)
economy = forecast.economy(view, begin[1])
st.caption(t("forecast.assumed"))
parts.assumed(
    view, "model_buyback_bps", "network_buyback_bps", "operator_reward_bps", "flock_price", "pool_fee_bps"
)
if economy is None:
    st.stop()
forecast.burning(view, begin[0], economy)
st.subheader(t("forecast.step_year"), anchor=False)
answer = forecast.answer(view, begin[0], economy)
if answer is None:
    st.stop()
forecast.verdict(answer, begin[0])
names = (*forecast.SHOWN, "table")
boxes = st.tabs([t(f"forecast.tab_{name}") for name in names], key="forecast_tabs", on_change="rerun")
for name, box in zip(forecast.SHOWN, boxes):
    if box.open:
        with box:
            forecast.bands(answer, name)
if boxes[-1].open:
    with boxes[-1]:
        forecast.table(answer)
