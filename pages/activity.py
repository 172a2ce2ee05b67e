"""The log: every event, a slider to any earlier one, branches, export and import."""

import streamlit as st

from fomo_core.display.text import t
from ui.desk import store
from ui.screens import activity

st.caption(t("activity.about"))
if not store.desk().ledger:
    st.info(t("activity.empty"), icon=":material/lightbulb:")
else:
    activity.moment()
    activity.table()
activity.lines()
st.subheader(t("activity.files"), anchor=False)
exports, imports = st.columns(2, border=True)
with exports:
    activity.exports()
with imports:
    activity.imports()
