"""The influence of the inputs on a preview's result: each input moved alone, and two at once."""

from __future__ import annotations

from collections.abc import Hashable

import streamlit as st

from fomo_core.display.previews import assumptions, figures, tables, words
from fomo_core.display.text import plain, t
from fomo_core.simulation.sensitivity import (
    HeatMap,
    Tornado,
    default_ranges,
    heat_map,
    spread,
    standing_at,
    tornado,
)
from ui import jobs
from ui.screens.preview.question import Question
from ui.widgets import parts

#: What can be asked of the inputs' influence, and whether it is a share.
DRIVEN = {"raised": False, "graduates": True, "maximum": True, "closing_price": False, "issuer_cost": False}
RUNS = 2_000
#: An odd number: then one cell is the case itself.
_SIDE = 9


def measure() -> str:
    """Choose the result whose drivers are looked at."""
    st.caption(t("preview.drives_about"))
    return st.selectbox(
        t("preview.measure"),
        list(DRIVEN),
        key="preview_measure",
        format_func=lambda name: plain(f"driven.{name}"),
    )


def drives(asked: Question, measure: str) -> None:
    """Draw what a result hangs on most: each input moved alone."""

    def work(progress: jobs.Advance, cancel: jobs.Cancel) -> Tornado:
        ranges = default_ranges(asked.start, asked.demand)
        return tornado(
            asked.start, asked.demand, ranges, measure, RUNS, asked.seed,
            workers=0, progress=progress, cancel=cancel,
        )  # fmt: skip

    question: tuple[Hashable, ...] = (asked.start, asked.demand, asked.seed, measure)
    swings = jobs.answer_to("drives", question, work)
    if swings is not None:
        _swings(swings, DRIVEN[measure])


def _swings(swings: Tornado, share: bool) -> None:
    """Draw what each input does to a result, which may be a share."""
    if all(bar.at_low == bar.at_high for bar in swings.bars):
        st.info(
            t("preview.unmoved", value=words.driven_text(swings.base, share)),
            icon=":material/lightbulb:",
        )
        return
    labels = {bar.path: assumptions.input_label(bar.path) for bar in swings.bars}
    st.caption(words.margin_text(swings, share))
    figure = figures.tornado_figure(swings, labels, share)
    parts.picture(figure, "preview_tornado", t("preview.drives_alt"), height=110 + 34 * len(swings.bars))
    st.dataframe(
        tables.tornado(swings, share),
        hide_index=True,
        height="content",
        alt=t("preview.drives_alt"),
    )


def against(asked: Question, measure: str) -> None:
    """Draw a result under two inputs moved at once."""
    st.subheader(t("preview.two_way"), anchor=False)
    st.caption(t("preview.two_way_about"))
    chosen = _axes(list(default_ranges(asked.start, asked.demand)))
    if chosen[0] == chosen[1]:
        st.info(t("preview.two_way_same"), icon=":material/lightbulb:")
        return

    def work(progress: jobs.Advance, cancel: jobs.Cancel) -> HeatMap:
        x, y = ((path, spread(asked.start, asked.demand, path, _SIDE)) for path in chosen)
        return heat_map(
            asked.start, asked.demand, x, y, measure, RUNS, asked.seed,
            workers=0, progress=progress, cancel=cancel,
        )  # fmt: skip

    question: tuple[Hashable, ...] = (asked.start, asked.demand, asked.seed, measure, *chosen)
    found = jobs.answer_to("against", question, work)
    if found is not None:
        across, up = (float(standing_at(asked.start, asked.demand, path)) for path in chosen)
        st.caption(words.margin_text(found, DRIVEN[measure]))
        figure = figures.two_way_figure(found, (across, up), plain(f"driven.{measure}"), DRIVEN[measure])
        parts.picture(figure, "preview_two_way", t("preview.two_way_alt"), height=380)


def _axes(paths: list[str]) -> list[str]:
    """Choose the inputs that are moved across and up."""
    with st.grid(2, min_column_width=200):
        return [
            st.selectbox(
                t(f"preview.two_way_{axis}"),
                paths,
                index=place,
                key=f"preview_two_way_{axis}",
                format_func=assumptions.input_label,
            )
            for place, axis in enumerate("xy")
        ]
