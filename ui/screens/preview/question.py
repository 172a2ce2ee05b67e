"""A preview's question and its answers: the runs, the exact odds, and the doubt about a fitted demand."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

import streamlit as st

from fomo_core.display import numerals
from fomo_core.display.format import in_markdown
from fomo_core.display.previews import words
from fomo_core.display.refusals import sentence
from fomo_core.display.text import t
from fomo_core.errors import InvalidInput
from fomo_core.simulation.calibration import Calibration, Doubt, doubts
from fomo_core.simulation.closed_form import ClosedForm, odds
from fomo_core.simulation.demand import Demand
from fomo_core.simulation.ensemble import MOST_SEED, Ensemble, preview
from fomo_core.simulation.start import Start
from fomo_core.simulation.summary import Summary, summarise
from ui import jobs
from ui.desk import inputs

RUNS, SEED = "preview_runs", "preview_seed"
MANY = (1_000, 10_000, 100_000)


class Question(NamedTuple):
    """One preview's complete question."""

    start: Start
    demand: Demand
    runs: int
    seed: int


class Found(NamedTuple):
    """Its answer."""

    ensemble: Ensemble
    summary: Summary


def ask(start: Start | None, demand: Demand | None) -> Question | None:
    """Ask how many runs, and which; return the question, once where it starts and its demand are known."""
    with st.grid(2, min_column_width=200):
        runs = st.segmented_control(
            t("preview.runs"), MANY, default=10_000, required=True, key=inputs.keep(RUNS), format_func=numerals.count,
            help=t("preview.runs_help"), persist_state="session",
        )  # fmt: skip
        seed = st.number_input(
            t("preview.seed"),
            0,
            MOST_SEED,
            1,
            key=inputs.keep(SEED),
            help=t("preview.seed_help"),
            persist_state="session",
        )
    if start is None or demand is None or seed is None:
        return None
    return Question(start, demand, runs, seed)


@lru_cache(maxsize=256)
def _exact(start: Start, demand: Demand) -> ClosedForm:
    return odds(start, demand)


def exact(asked: Question) -> ClosedForm | None:
    """The exact odds at once, where nobody looks at the price and they can be computed; else why there are none."""
    if not asked.demand.price_blind:
        st.caption(t("preview.not_exact"))
        return None
    try:
        found = _exact(asked.start, asked.demand)
    except InvalidInput as error:
        st.error(in_markdown(sentence(error)), icon=":material/error:")
        return None
    if not found.holds:
        st.caption(t("preview.too_alike"))
        return None
    st.caption(in_markdown(words.exact_text(found)), help=t("preview.exact_help"))
    return found


def doubt(asked: Question, fitted: Calibration | None) -> None:
    """Say how far the odds hang on the few purchases that the demand was fitted to."""
    if fitted is None:
        return

    def work(progress: jobs.Advance, cancel: jobs.Cancel) -> dict[str, Doubt]:
        return doubts(asked.start, fitted, progress=progress, cancel=cancel)

    made = jobs.answer_to("doubt", (asked.start, asked.demand, fitted.purchases, fitted.seen), work)
    if made is not None:
        st.caption(in_markdown(words.doubt_text(made, fitted.purchases)), help=t("preview.doubt_help"))


def answer(asked: Question) -> Found | None:
    """The ensemble, from the store or computed now; None while it is under way."""

    def work(progress: jobs.Advance, cancel: jobs.Cancel) -> Found:
        ensemble = preview(*asked, progress=progress, cancel=cancel)
        return Found(ensemble, summarise(ensemble))

    return jobs.answer_to("preview", asked, work, weight=asked.runs)
