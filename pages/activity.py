"""The log: every event, a slider to any earlier one, branches, export and import."""

import streamlit as st

from fomo_core.display.text import t
from ui import journal, session

st.caption(t("activity.about"))
if not session.desk().ledger:
    st.info(t("activity.empty"), icon=":material/lightbulb:")
else:
    journal.travel()
    journal.table()
journal.lines()
st.subheader(t("activity.files"), anchor=False)
exports, imports = st.columns(2, border=True)
with exports:
    journal.exports()
with imports:
    journal.imports()
