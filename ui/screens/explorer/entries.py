"""The moment to buy: size by minute under a demand, and the best minute for a size."""

from __future__ import annotations

from collections.abc import Hashable
from typing import TYPE_CHECKING

import streamlit as st

from fomo_core.display import floats
from fomo_core.display.format import in_markdown
from fomo_core.display.previews import tables as preview_tables
from fomo_core.display.previews import timing_figures, words
from fomo_core.display.text import t
from fomo_core.simulation import timing
from fomo_core.simulation.demand import Demand
from fomo_core.simulation.start import Start
from ui import jobs
from ui.widgets import parts

if TYPE_CHECKING:
    from fomo_core.simulation.timing import EntryTable

SIZE, MOMENTS = "explore_size", "explore_moments"
_TABLE_RUNS = 2_000
#: Steps of the tax since the launch that a heat map shows, as far as the raise has them.
_STEPS_SHOWN = (
    0, 5, 15, 30, 45, 60, 75, 90, 98, 120, 180, 360, 720,
    1440, 2880, 4320, 5760, 7200, 8640, 10000,
)  # fmt: skip
_FINE, _EVEN = 150, 60


def moments(start: Start, fine: bool) -> list[int]:
    """The seconds since the launch that are looked at: from now to the end, closer together while the tax falls.

    Within a step of the tax its first second is the best one, so only starts of steps are taken until
    the tax has come down. ``fine`` takes every step.
    """
    first, last, step = start.elapsed_s, start.duration_s - 1, start.parameters.tax_step_s
    kept = {first, last, *(step * number for number in _STEPS_SHOWN if first < step * number < last)}
    if fine:
        next_step = (first // step + 1) * step
        kept |= set(range(next_step, min(last, next_step + _FINE * step) + 1, step))
        kept |= {first + (last - first) * part // _EVEN for part in range(_EVEN)}
    elif len(kept) < len(_STEPS_SHOWN) // 2:
        kept |= {first + (last - first) * part // len(_STEPS_SHOWN) for part in range(len(_STEPS_SHOWN))}
    return sorted(kept)


def entries(
    start: Start, demand: Demand | None, amounts: list[float] | None, fine: bool
) -> EntryTable | None:
    """Size by minute under a demand, computed beside the page."""
    if demand is None or amounts is None:
        return None
    looked_at = moments(start, fine)

    def work(progress: jobs.Advance, cancel: jobs.Cancel) -> EntryTable:
        return timing.entry_table(
            start, demand, amounts, None, _TABLE_RUNS, 1, seconds=looked_at, progress=progress, cancel=cancel
        )

    question: tuple[Hashable, ...] = (start, demand, tuple(amounts), tuple(looked_at))
    return jobs.answer_to("entries", question, work)


def heat_map(table: EntryTable) -> None:
    """Tokens by size and minute as a picture."""
    st.caption(t("explore.heat_about"))
    height = 170 + 42 * len(table.sizes)
    parts.picture(timing_figures.heat_figure(table), "explore_heat", t("explore.heat_alt"), height=height)


def best(table: EntryTable) -> None:
    """The best moment for a size, how sure that is, and what each other moment gives up."""

    def size(place: int) -> str:
        return floats.flock(table.sizes[place])

    index = st.selectbox(t("explore.size"), range(len(table.sizes)), key=SIZE, format_func=size)
    st.markdown(f"#### {in_markdown(words.best_text(table, index))}")
    for sentence in words.waiting_texts(table, index):
        st.markdown(in_markdown(sentence))
    parts.picture(
        timing_figures.entry_figure(table, index), "explore_entry", t("explore.entry_alt"), height=360
    )
    with st.expander(t("explore.entries"), key=MOMENTS, icon=":material/table:", on_change="rerun") as fold:
        if fold.open:
            st.caption(t("explore.entries_about"))
            st.dataframe(preview_tables.entries(table, index), hide_index=True, alt=t("explore.entry_alt"))
