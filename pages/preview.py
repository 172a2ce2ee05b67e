"""A raise's prospects, before it is launched or while it runs: odds, bands, cost, and what they hang on."""

import streamlit as st

from fomo_core.display.text import t
from ui import demanding, parts, raising, session, starting

view = session.shown()
st.caption(t("preview.about"))
st.subheader(t("preview.step_start"), anchor=False)
start = starting.start(view)
if start is not None:
    st.caption(starting.standing_text(start))
st.subheader(t("preview.step_demand"), anchor=False)
demand = demanding.demand(view, start)
asked = raising.ask(start, demand)
st.subheader(t("preview.step_odds"), anchor=False)
if asked is None:
    st.info(t("preview.incomplete"), icon=":material/lightbulb:")
    st.stop()
exact = raising.exact(asked)
raising.doubt(asked, demanding.fit_behind(view, asked.demand))
answer = raising.found(asked)
raising.bars(exact, answer)
if answer is None:
    st.stop()
raising.verdict(answer)
raising.figures(answer)
tabs = ("bands", "close", "numbers", "drives", "compare", "files")
boxes = st.tabs([t(f"preview.tab_{name}") for name in tabs], key="preview_tabs", on_change="rerun")
bands, close, numbers, drives, compare, files = boxes
if bands.open:
    with bands:
        raising.bands(answer)
if close.open:
    with close:
        raising.closes(answer)
if numbers.open:
    with numbers:
        raising.numbers(answer)
if drives.open:
    with drives:
        raising.drives(asked)
        raising.against(asked)
if compare.open:
    with compare:
        raising.compare(asked, answer)
if files.open:
    with files:
        raising.files(view, answer)
parts.assumed(view, "virtual_flock_bps", "creator_fee_bps", "first_buy_pays_tax", "tax_step_s")
