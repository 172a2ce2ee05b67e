"""Every offering with its status, progress, time left and price."""

from functools import partial

import streamlit as st

from fomo_core.display import alike, tables
from fomo_core.display.text import plain, t
from ui.desk import links, store, views
from ui.screens import marketplace
from ui.widgets import columns, parts

view = views.page_view()
st.caption(t("market.about"))
if not view.world.offerings:
    parts.empty("market.empty")
else:
    found = marketplace.matching(view)
    if not found:
        st.info(t("market.none"), icon=":material/search_off:")
    else:
        known = view.world.offerings.values()
        table = tables.marketplace(found, view.now, known)
        st.dataframe(
            table,
            key="market",
            hide_index=True,
            column_config=columns.config("to_minimum", "to_maximum", "raised", "price", table=table),
            on_select=partial(marketplace.pick_row, [offering.key for offering in found]),
            selection_mode="single-row",
            alt=t("market.alt"),
        )
        chosen = view.world.offerings.get(store.desk().offering or "")
        if chosen is not None:
            with st.container(border=True):
                st.markdown(
                    t(
                        "market.chosen",
                        name=alike.names(known, whole=True)[chosen.key],
                        status=plain(f"status.{chosen.status_at(view.now)}"),
                    )
                )
                st.page_link(links.page("offering"), label=t("market.open"), icon=":material/show_chart:")
    parts.assumed(view, "virtual_flock_bps")
