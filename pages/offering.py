"""One offering: its picture, what can be done now beside it, and its curve, purchases and holders below."""

import streamlit as st

from fomo_core.display import figures, prices, summary
from fomo_core.display.text import t
from ui.desk import views
from ui.live import foreign
from ui.screens.offering import acts, crowd, deal, past, playing, purchase
from ui.widgets import above, parts, picker, stages

view = views.page_view()
with above.part():
    offering = picker.pick(view)
    if offering is None:
        playing.stop()
        st.stop()
    acts.headline(view, offering)
    parts.metrics(summary.headline_rows(offering, view.now), narrowest=115)
cards = acts.act_cards(view, offering)
upcoming = deal.next_act(view, offering, cards)
bought = deal.draw(view, offering, upcoming)
crowd.draw(view, offering)
is_open = offering.open_at(view.now)
if is_open:
    purchase.tax_clock(view, offering)
stages.rail(view, offering)
st.caption(t("offering.reached", **prices.reached_texts(offering)))
curve, price, act, purchases, tax, holders, progress = st.tabs(
    [
        t(f"offering.tab_{name}")
        for name in ("curve", "price", "act", "purchases", "tax", "holders", "progress")
    ],
    key="offering_tabs",
    on_change="rerun",
)
if curve.open:
    with curve:
        quoted = (offering.raised, prices.raised_after(offering, bought)) if bought else None
        parts.curve_picture(offering, view.now, quoted, "curve", t("offering.curve_alt"))
        if is_open:
            with st.expander(t("offering.tax_chart"), icon=":material/timer:", on_change="rerun") as clock:
                if clock.open:
                    readings = {t("tax.now"): view.protocol.parameters}
                    since = prices.seconds_since_start(offering, view.now)
                    parts.picture(
                        figures.tax_figure(readings, since), "tax", t("offering.tax_alt"), height=260
                    )
        foreign.curve(offering)
        parts.assumed(view, "virtual_flock_bps", "protocol_fee_bps", "creator_fee_bps", "tax_step_s")
if act.open:
    with act:
        acts.draw(view, [card for card in cards if card is not upcoming])
        acts.claim_for_all(view, offering)
        acts.vesting_dates(view, offering)
        parts.assumed(view, "operator_vesting_s", "liquidity_flock_bps", "incentives_flock_bps")
for tab, draw in (
    (price, past.price),
    (purchases, past.purchases),
    (tax, past.tax),
    (holders, past.holders),
    (progress, past.progress),
):
    if tab.open:
        with tab:
            draw(view, offering)
