"""The first page: one launch that plays by itself, three ways in, the stories, and a sandbox of one's own."""

import streamlit as st

from fomo_core.display import alike
from fomo_core.display.text import plain, t
from ui import sidebar, tour
from ui.desk import links, store, views
from ui.screens import home
from ui.widgets import above, stages

view = views.page_view()
with above.part():
    st.markdown(t("home.lead_live" if view.live else "home.lead"))
home.doors()

st.subheader(t("home.stories"), anchor=False)
st.caption(t("home.stories_live" if view.live else "home.stories_about"))
home.cards()

st.subheader(t("home.stages"), anchor=False)
offering = view.world.offerings.get(store.desk().offering or "")
home.legend()
stages.rail(view, offering)
if offering is not None:
    name = alike.names(view.world.offerings.values(), whole=True)[offering.key]
    st.caption(t("home.standing", name=name, status=plain(f"status.{offering.status_at(view.now)}")))
    st.page_link(links.page("offering"), label=t("home.open_offering"), icon=":material/show_chart:")
else:
    st.caption(t("home.no_offering"))

st.subheader(t("home.own"), anchor=False)
with st.container(horizontal=True):
    st.button(t("home.tour"), key="tour_start", icon=":material/tour:", on_click=tour.go, args=(0,))
    sidebar.reset("home", t("home.empty"), ":material/add:")
