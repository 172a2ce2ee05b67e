"""Every offering with its status, progress, price and market value; a click opens it, several are compared."""

import streamlit as st

from fomo_core.display.market.tables import listings
from fomo_core.display.text import t
from ui.desk import views
from ui.live import foreign
from ui.screens.marketplace import comparison, finding, listing
from ui.widgets import parts

view = views.page_view()
if not view.world.offerings:
    parts.empty("market.empty")
    listing.example()
elif found := finding.matching(view):
    listing.draw(listings(found, view.world, view.histories, view.now, foreign.only_raises()))
    parts.assumed(view, "virtual_flock_bps", "flock_price")
else:
    st.info(t("market.none"), icon=":material/search_off:")
comparison.draw(view)
