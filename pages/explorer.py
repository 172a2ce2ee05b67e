"""Price, cost and share at any point of a curve, for any size and minute; and when buying gets most."""

import streamlit as st

from fomo_core.display.text import t
from ui.assumptions import demand_form, start_form
from ui.desk import views
from ui.screens.explorer import curve, entries, rules
from ui.screens.explorer.sizes import sizes
from ui.widgets import parts

view = views.page_view()
st.caption(t("explore.about"))
start = start_form.choose_start(view, first_buy=False)
if start is None:
    st.stop()
st.caption(start_form.standing_text(start))
curve.live_note(view)
names = ("best", "point", "ladder", "heat", "beside")
boxes = st.tabs([t(f"explore.tab_{name}") for name in names], key="explore_tabs", on_change="rerun")
best, point, ladder, heat, beside = boxes
if point.open:
    with point:
        curve.point(start)
        parts.assumed(view, "virtual_flock_bps")
for tab, draw in ((ladder, curve.ladder), (beside, rules.beside)):
    if tab.open:
        with tab:
            amounts = sizes(start)
            if amounts is not None:
                draw(start, amounts)
            parts.assumed(view, "virtual_flock_bps", "tax_step_s", "creator_fee_bps")
for tab, draw_table, fine in ((best, entries.best, True), (heat, entries.heat_map, False)):
    if tab.open:
        with tab:
            amounts = sizes(start)
            assumed = demand_form.demand(view, start)
            demand = assumed.demand if assumed else None
            table = entries.entries(start, demand, amounts, fine)
            if table is not None:
                draw_table(table)
            parts.assumed(view, "virtual_flock_bps", "tax_step_s", "creator_fee_bps")
