"""The results of a preview's runs: in words, in numbers and as pictures."""

from __future__ import annotations

import streamlit as st

from fomo_core.display import numerals
from fomo_core.display.format import in_markdown
from fomo_core.display.previews import figures, tables, words
from fomo_core.display.text import plain, t
from fomo_core.simulation.closed_form import ClosedForm
from ui.screens.preview.question import Found
from ui.widgets import parts

CLOSES = ("raised", "closing_price", "arrivals")


def verdict(answer: Found) -> None:
    """The odds in plain words, and what they cost."""
    first, *told = words.verdict(*answer)
    st.markdown(f"#### {in_markdown(first)}")
    for sentence in told:
        st.markdown(in_markdown(sentence))
    st.caption(in_markdown(words.interval_text(answer.summary)))


def bars(exact: ClosedForm | None, answer: Found | None) -> None:
    """The three outcomes as bars: exact, and as the runs have it."""
    cases = {}
    if exact is not None:
        cases[plain("preview.exactly")] = tuple(words.shares_of_exact(exact).values())
    if answer is not None:
        cases[words.runs_label(answer.summary)] = tuple(words.shares_of(answer.summary).values())
    if cases:
        figure = figures.outcome_figure(cases)
        parts.picture(figure, "preview_outcomes", t("preview.outcomes_alt"), height=130 + 50 * len(cases))


def medians(answer: Found) -> None:
    """The main results in numbers."""
    st.caption(t("preview.medians", runs=numerals.count(answer.ensemble.runs)))
    own = "issuer_break_even" if answer.ensemble.start.issuer_tokens else "maximum_at"
    parts.metrics(words.measure_rows(answer.summary, "raised", "closing_price", "tax"))
    parts.metrics(words.measure_rows(answer.summary, "issuer_cost", own))


def bands(answer: Found) -> None:
    """Draw how the raise goes on over time."""
    st.caption(t("preview.bands_about"))
    figure = figures.fan_figure(answer.summary.bands, answer.ensemble.start)
    parts.picture(figure, "preview_bands", t("preview.bands_alt"), height=400)


def closes(answer: Found) -> None:
    """Draw how the runs end, by what is asked for."""
    what = st.segmented_control(
        t("preview.close"),
        CLOSES,
        default=CLOSES[0],
        required=True,
        key="preview_close",
        format_func=words.label,
    )
    parts.picture(figures.close_figure(answer.ensemble, what), "preview_close_chart", t("preview.close_alt"))


def numbers(answer: Found) -> None:
    """Every measured value by quantile."""
    st.caption(t("preview.numbers_about"))
    st.dataframe(
        tables.quantiles(answer.summary),
        hide_index=True,
        height="content",
        alt=t("preview.numbers_alt"),
    )
