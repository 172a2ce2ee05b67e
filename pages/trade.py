"""The pool after graduation: price, quote, swap, history."""

import streamlit as st

from fomo_core.display import figures, summary
from fomo_core.display.text import t
from ui.desk import views
from ui.screens import trade
from ui.widgets import parts, picker

view = views.page_view()
st.caption(t("trade.about_live" if view.live else "trade.about"))
offering, past = picker.pick_traded(view)
parts.metrics(summary.pool_rows(offering, past, view.protocol.parameters))
last = offering.curve.spot_price(offering.raised)
parts.picture(figures.pool_figure(past.pool, last, view.now), "pool", t("trade.alt"))
trade.form(view, offering)
parts.assumed(view, "pool_fee_bps", "liquidity_flock_bps")
