"""A raise's prospects, before it is launched or while it runs: odds, bands, cost, and what they hang on."""

import streamlit as st

from fomo_core.display.text import t
from ui.assumptions import demand_form, start_form
from ui.desk import views
from ui.screens import preview
from ui.widgets import parts

view = views.shown()
st.caption(t("preview.about"))
st.subheader(t("preview.step_start"), anchor=False)
start = start_form.start(view)
if start is not None:
    st.caption(start_form.standing_text(start))
st.subheader(t("preview.step_demand"), anchor=False)
demand = demand_form.demand(view, start)
asked = preview.ask(start, demand)
st.subheader(t("preview.step_odds"), anchor=False)
if asked is None:
    st.info(t("preview.incomplete"), icon=":material/lightbulb:")
    st.stop()
exact = preview.exact(asked)
preview.doubt(asked, demand_form.fit_behind(view, asked.demand))
answer = preview.found(asked)
preview.bars(exact, answer)
if answer is None:
    st.stop()
preview.verdict(answer)
preview.figures(answer)
tabs = ("bands", "close", "numbers", "drives", "compare", "files")
boxes = st.tabs([t(f"preview.tab_{name}") for name in tabs], key="preview_tabs", on_change="rerun")
bands, close, numbers, drives, compare, files = boxes
if bands.open:
    with bands:
        preview.bands(answer)
if close.open:
    with close:
        preview.closes(answer)
if numbers.open:
    with numbers:
        preview.numbers(answer)
if drives.open:
    with drives:
        preview.drives(asked)
        preview.against(asked)
if compare.open:
    with compare:
        preview.compare(asked, answer)
if files.open:
    with files:
        preview.files(view, answer)
parts.assumed(view, "virtual_flock_bps", "creator_fee_bps", "first_buy_pays_tax", "tax_step_s")
