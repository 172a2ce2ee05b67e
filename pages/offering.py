"""One offering: its curve, tax clock, quote, purchases, holders, and what can be done next."""

import streamlit as st

from fomo_core.display import figures, prices, summary
from fomo_core.display import format as f
from fomo_core.display.ownership import stakes
from fomo_core.display.text import t
from ui.desk import views
from ui.live import foreign
from ui.screens import offering_acts, offering_past, offering_purchase
from ui.widgets import parts, picker, stages

view = views.page_view()
offering = picker.pick(view)
if offering is None:
    st.stop()
offering_acts.headline(view, offering)
stages.rail(view, offering)
parts.metrics(summary.headline_rows(offering, view.now))
for target in ("minimum", "maximum"):
    goal = getattr(offering, f"{target}_target")
    st.progress(
        prices.progress(offering.raised, goal),
        text=t(f"offering.to_{target}", raised=f.whole(offering.raised), goal=f.goal(goal)),
    )
is_open = offering.open_at(view.now)
quoted = None
buy, act, purchases, tax, holders, progress = st.tabs(
    [t(f"offering.tab_{name}") for name in ("buy", "act", "purchases", "tax", "holders", "progress")],
    key="offering_tabs",
    on_change="rerun",
)
if buy.open:
    with buy:
        chart = st.container()
        if is_open:
            offering_purchase.tax_clock(view, offering)
            asked = offering_purchase.form(view, offering)
            if asked is not None:
                offering_purchase.quote(view, offering, *asked)
                quoted = (offering.raised, prices.raised_after(offering, asked[1]))
            with st.expander(t("offering.tax_chart"), icon=":material/timer:", on_change="rerun") as clock:
                if clock.open:
                    readings = {t("tax.now"): view.protocol.parameters}
                    since = prices.seconds_since_start(offering, view.now)
                    parts.picture(
                        figures.tax_figure(readings, since), "tax", t("offering.tax_alt"), height=260
                    )
        else:
            st.info(stakes.closure_reason(offering, view.now, foreign.only_raises()), icon=":material/block:")
        with chart:
            parts.curve_picture(offering, view.now, quoted, "curve", t("offering.curve_alt"))
        foreign.curve(offering)
        parts.assumed(view, "virtual_flock_bps", "protocol_fee_bps", "creator_fee_bps", "tax_step_s")
if act.open:
    with act:
        offering_acts.draw(view, offering)
        offering_acts.claim_for_all(view, offering)
        parts.assumed(view, "operator_vesting_s", "liquidity_flock_bps", "incentives_flock_bps")
for tab, draw in (
    (purchases, offering_past.purchases),
    (tax, offering_past.tax),
    (holders, offering_past.holders),
    (progress, offering_past.progress),
):
    if tab.open:
        with tab:
            draw(view, offering)
