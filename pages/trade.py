"""The pool after graduation: price, quote, swap, history."""

import streamlit as st

from fomo_core.display import figures, summary
from fomo_core.display.text import t
from ui import parts, session, trading

view = session.view()
st.caption(t("trade.about"))
offering = parts.picker(view)
if offering is None:
    st.stop()
past = view.histories.of(offering.key)
if not past.pool:
    st.info(
        t(f"trade.closed_{offering.status_at(view.now)}", name=offering.name), icon=":material/lock_clock:"
    )
    st.page_link(session.page("offering"), label=t("market.open"), icon=":material/show_chart:")
    st.stop()
parts.metrics(summary.pool_rows(offering, past, view.protocol.parameters))
last = offering.curve.spot_price(offering.raised)
parts.picture(figures.pool_figure(past.pool, last), "pool", t("trade.alt"))
trading.form(view, offering)
parts.assumed(view, "pool_fee_bps", "liquidity_flock_bps")
