"""A raise's prospects, before it is launched or while it runs: odds, bands, cost, and what they hang on."""

import streamlit as st

from fomo_core.display.text import t
from ui.assumptions import demand_form, start_form
from ui.desk import views
from ui.screens import launch
from ui.screens.preview import cases, influence, question, results
from ui.widgets import parts

view = views.page_view()
st.caption(t("preview.about"))
st.subheader(t("preview.step_start"), anchor=False)
start = start_form.choose_start(view)
if start is not None:
    st.caption(start_form.standing_text(start))
    launch.after_preview()
st.subheader(t("preview.step_demand"), anchor=False)
assumed = demand_form.demand(view, start)
asked = question.ask(start, assumed.demand if assumed else None)
st.subheader(t("preview.step_odds"), anchor=False)
if asked is None or assumed is None:
    st.info(t("preview.incomplete"), icon=":material/lightbulb:")
    st.stop()
exact = question.exact(asked)
question.doubt(asked, assumed.fit)
answer = question.answer(asked)
results.bars(exact, answer)
if answer is None:
    st.stop()
results.verdict(answer)
results.medians(answer)
tabs = ("bands", "close", "numbers", "drives", "compare", "files")
boxes = st.tabs([t(f"preview.tab_{name}") for name in tabs], key="preview_tabs", on_change="rerun")
bands, close, numbers, drives, compare, files = boxes
if bands.open:
    with bands:
        results.bands(answer)
if close.open:
    with close:
        results.closes(answer)
if numbers.open:
    with numbers:
        results.numbers(answer)
if drives.open:
    with drives:
        measure = influence.measure()
        influence.drives(asked, measure)
        influence.against(asked, measure)
if compare.open:
    with compare:
        cases.compare(asked, answer)
if files.open:
    with files:
        cases.files(view, answer)
parts.assumed(view, "virtual_flock_bps", "creator_fee_bps", "first_buy_pays_tax", "tax_step_s")
