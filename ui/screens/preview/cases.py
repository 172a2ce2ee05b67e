"""Previews that are kept to compare them, and taken along as files."""

from __future__ import annotations

from typing import NamedTuple

import streamlit as st

from fomo_core.display.previews import figures, report, tables, words
from fomo_core.display.text import t
from fomo_core.simulation.sensitivity import tornado
from fomo_core.simulation.summary import Summary
from ui.desk import store
from ui.desk.views import View
from ui.screens.preview import influence
from ui.screens.preview.question import Found, Question
from ui.widgets import parts

CASE = "preview_case"
MOST_CASES = 3


class Case(NamedTuple):
    """An answer that was kept to compare it with others."""

    name: str
    asked: Question
    summary: Summary


def compare(asked: Question, answer: Found) -> None:
    """Keep this case, and see those kept side by side."""
    cases = store.home().cases
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.text_input(t("preview.case"), key=CASE, max_chars=40, placeholder=asked.demand.title)
        st.button(
            t("preview.save"), key="preview_save", icon=":material/bookmark_add:", on_click=_save,
            args=(asked, answer.summary),
            disabled=any(case.asked == asked for case in cases), help=t("preview.save_help"),
        )  # fmt: skip
        if cases:
            st.button(
                t("preview.forget"), key="preview_forget", icon=":material/delete:", on_click=cases.clear
            )
    if not cases:
        st.info(t("preview.no_cases"), icon=":material/lightbulb:")
        return
    named = named_cases()
    shares = {name: tuple(words.shares_of(case).values()) for name, case in named.items()}
    figure = figures.outcome_figure(shares)
    parts.picture(figure, "preview_cases", t("preview.compare_alt"), height=130 + 50 * len(shares))
    st.dataframe(tables.comparison(named), hide_index=True, height="content", alt=t("preview.compare_alt"))


def named_cases() -> dict[str, Summary]:
    """The kept cases by names that differ."""
    named: dict[str, Summary] = {}
    for number, case in enumerate(store.home().cases, 1):
        name = case.name if case.name not in named else f"{case.name} ({number})"
        named[name] = case.summary
    return named


def _save(asked: Question, summary: Summary) -> None:
    """Callback: keep a case under the name that stands in the field now; of too many the oldest goes."""
    name = (st.session_state.get(CASE) or "").strip() or asked.demand.title
    home = store.home()
    home.cases = [*home.cases, Case(name, asked, summary)][-MOST_CASES:]
    st.session_state[CASE] = ""


def files(view: View, answer: Found) -> None:
    """The runs as a table, and all of it as a report."""
    cases, protocol = named_cases(), view.protocol

    def page() -> str:
        ensemble = answer.ensemble
        drivers = tornado(
            ensemble.start, ensemble.demand, None, "raised", influence.RUNS, ensemble.seed, workers=0
        )
        return report.html(*answer, protocol, cases, drivers)

    st.caption(t("preview.files_about"))
    with st.container(horizontal=True):
        st.download_button(
            t("preview.csv"), lambda: tables.runs_csv(answer.ensemble), file_name="fomo-preview.csv", mime="text/csv",
            key="preview_csv", icon=":material/table:", on_click="ignore",
        )  # fmt: skip
        st.download_button(
            t("preview.report"), page, file_name="fomo-preview.html", mime="text/html",
            key="preview_report", icon=":material/description:", on_click="ignore",
        )  # fmt: skip
