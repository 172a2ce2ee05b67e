"""Price, cost and share at any point of a curve, for any size and minute; and when buying gets most."""

import streamlit as st

from fomo_core.display.text import t
from ui import demanding, exploring, parts, session, starting

view = session.shown()
st.caption(t("explore.about"))
start = starting.start(view, first_buy=False)
if start is None:
    st.stop()
st.caption(starting.standing_text(start))
exploring.live_note(view)
names = ("point", "ladder", "heat", "best", "beside")
boxes = st.tabs([t(f"explore.tab_{name}") for name in names], key="explore_tabs", on_change="rerun")
point, ladder, heat, best, beside = boxes
if point.open:
    with point:
        exploring.point(start)
        parts.assumed(view, "virtual_flock_bps")
for tab, draw in ((ladder, exploring.ladder), (beside, exploring.beside)):
    if tab.open:
        with tab:
            sizes = exploring.sizes(start)
            if sizes is not None:
                draw(start, sizes)
            parts.assumed(view, "virtual_flock_bps", "tax_step_s", "creator_fee_bps")
for tab, draw_table, fine in ((heat, exploring.heat_map, False), (best, exploring.best, True)):
    if tab.open:
        with tab:
            sizes = exploring.sizes(start)
            demand = demanding.demand(view, start)
            table = exploring.entries(start, demand, sizes, fine)
            if table is not None:
                draw_table(table)
            parts.assumed(view, "virtual_flock_bps", "tax_step_s", "creator_fee_bps")
