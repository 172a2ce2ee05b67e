"""The raise preview: how a raise may end, what it costs the issuer, and what that hangs on."""

from __future__ import annotations

from collections.abc import Hashable
from functools import lru_cache
from typing import NamedTuple

import streamlit as st

from fomo_core.display import numerals
from fomo_core.display.format import in_markdown
from fomo_core.display.previews import assumptions, tables, words
from fomo_core.display.previews import figures as preview_figures
from fomo_core.display.previews import report as preview_report
from fomo_core.display.text import plain, t
from fomo_core.errors import InvalidInput
from fomo_core.simulation.calibration import Calibration, Doubt, doubts
from fomo_core.simulation.closed_form import ClosedForm, odds
from fomo_core.simulation.demand import Demand
from fomo_core.simulation.ensemble import MOST_SEED, Ensemble, preview
from fomo_core.simulation.sensitivity import (
    HeatMap,
    Tornado,
    default_ranges,
    heat_map,
    spread,
    standing_at,
    tornado,
)
from fomo_core.simulation.start import Start
from fomo_core.simulation.summary import Summary, summarise
from ui import jobs
from ui.desk import inputs, store
from ui.desk.views import View
from ui.widgets import parts

RUNS, SEED, CASE = "preview_runs", "preview_seed", "preview_case"
MANY = (1_000, 10_000, 100_000)
CLOSES = ("raised", "closing_price", "arrivals")
#: What can be asked of the inputs' influence, and whether it is a share.
DRIVEN = {"raised": False, "graduates": True, "maximum": True, "closing_price": False, "issuer_cost": False}
MOST_CASES = 3
_DRIVE_RUNS = 2_000
#: An odd number: then one cell is the case itself.
_SIDE = 9


class Asked(NamedTuple):
    """One preview's complete question."""

    start: Start
    demand: Demand
    runs: int
    seed: int


class Found(NamedTuple):
    """Its answer."""

    ensemble: Ensemble
    summary: Summary


class Case(NamedTuple):
    """An answer that was kept to compare it with others."""

    name: str
    asked: Asked
    summary: Summary


def ask(start: Start | None, demand: Demand | None) -> Asked | None:
    """Ask how many runs, and which; return the question, once where it starts and its demand are known."""
    with st.grid(2, min_column_width=200):
        runs = st.segmented_control(
            t("preview.runs"), MANY, default=10_000, required=True, key=inputs.kept(RUNS), format_func=numerals.count,
            help=t("preview.runs_help"), persist_state="session",
        )  # fmt: skip
        seed = st.number_input(
            t("preview.seed"),
            0,
            MOST_SEED,
            1,
            key=inputs.kept(SEED),
            help=t("preview.seed_help"),
            persist_state="session",
        )
    if start is None or demand is None or seed is None:
        return None
    return Asked(start, demand, runs, seed)


@lru_cache(maxsize=256)
def _exact(start: Start, demand: Demand) -> ClosedForm:
    return odds(start, demand)


def exact(asked: Asked) -> ClosedForm | None:
    """The exact odds at once, where nobody looks at the price and they can be computed; else why there are none."""
    if not asked.demand.price_blind:
        st.caption(t("preview.not_exact"))
        return None
    try:
        found = _exact(asked.start, asked.demand)
    except InvalidInput as error:
        st.error(in_markdown(str(error)), icon=":material/error:")
        return None
    if not found.holds:
        st.caption(t("preview.too_alike"))
        return None
    st.caption(in_markdown(words.exact_text(found)), help=t("preview.exact_help"))
    return found


def doubt(asked: Asked, fitted: Calibration | None) -> None:
    """Say how far the odds hang on the few purchases that the demand was fitted to."""
    if fitted is None:
        return

    def work(progress: jobs.Advance, cancel: jobs.Cancel) -> dict[str, Doubt]:
        return doubts(asked.start, fitted, progress=progress, cancel=cancel)

    made = jobs.answered("doubt", (asked.start, asked.demand, fitted.purchases, fitted.seen), work)
    if made is not None:
        st.caption(in_markdown(words.doubt_text(made, fitted.purchases)), help=t("preview.doubt_help"))


def found(asked: Asked) -> Found | None:
    """The ensemble, from the store or computed now; None while it is under way."""

    def work(progress: jobs.Advance, cancel: jobs.Cancel) -> Found:
        ensemble = preview(*asked, progress=progress, cancel=cancel)
        return Found(ensemble, summarise(ensemble))

    return jobs.answered("preview", asked, work, weight=asked.runs)


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
        figure = preview_figures.outcome_figure(cases)
        parts.picture(figure, "preview_outcomes", t("preview.outcomes_alt"), height=130 + 50 * len(cases))


def figures(answer: Found) -> None:
    """The main results in numbers."""
    st.caption(t("preview.medians", runs=numerals.count(answer.ensemble.runs)))
    own = "issuer_break_even" if answer.ensemble.start.issuer_tokens else "maximum_at"
    parts.metrics(words.rows(answer.summary, "raised", "closing_price", "tax"))
    parts.metrics(words.rows(answer.summary, "issuer_cost", own))


def bands(answer: Found) -> None:
    """Draw how the raise goes on over time."""
    st.caption(t("preview.bands_about"))
    figure = preview_figures.fan_figure(answer.summary.bands, answer.ensemble.start)
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
    parts.picture(
        preview_figures.close_figure(answer.ensemble, what), "preview_close_chart", t("preview.close_alt")
    )


def numbers(answer: Found) -> None:
    """Every measured value by quantile."""
    st.caption(t("preview.numbers_about"))
    st.dataframe(
        tables.quantiles(answer.summary),
        hide_index=True,
        height="content",
        alt=t("preview.numbers_alt"),
    )


def drives(asked: Asked) -> None:
    """Draw what the result hangs on most: each input moved alone."""
    st.caption(t("preview.drives_about"))
    measure = st.selectbox(
        t("preview.measure"),
        list(DRIVEN),
        key="preview_measure",
        format_func=lambda name: plain(f"driven.{name}"),
    )

    def work(progress: jobs.Advance, cancel: jobs.Cancel) -> Tornado:
        ranges = default_ranges(asked.start, asked.demand)
        return tornado(
            asked.start, asked.demand, ranges, measure, _DRIVE_RUNS, asked.seed,
            workers=0, progress=progress, cancel=cancel,
        )  # fmt: skip

    question: tuple[Hashable, ...] = (asked.start, asked.demand, asked.seed, measure)
    swings = jobs.answered("drives", question, work)
    if swings is None:
        return
    if all(bar.at_low == bar.at_high for bar in swings.bars):
        st.info(
            t("preview.unmoved", value=words.driven_text(swings.base, DRIVEN[measure])),
            icon=":material/lightbulb:",
        )
        return
    labels = {bar.path: assumptions.input_label(bar.path) for bar in swings.bars}
    st.caption(words.margin_text(swings, DRIVEN[measure]))
    figure = preview_figures.tornado_figure(swings, labels, DRIVEN[measure])
    parts.picture(figure, "preview_tornado", t("preview.drives_alt"), height=110 + 34 * len(swings.bars))
    st.dataframe(
        tables.tornado(swings, DRIVEN[measure]),
        hide_index=True,
        height="content",
        alt=t("preview.drives_alt"),
    )


def against(asked: Asked) -> None:
    """Two inputs moved at once."""
    st.subheader(t("preview.two_way"), anchor=False)
    st.caption(t("preview.two_way_about"))
    measure = st.session_state["preview_measure"]
    paths = list(default_ranges(asked.start, asked.demand))
    chosen = []
    with st.grid(2, min_column_width=200):
        for place, axis in enumerate("xy"):
            chosen.append(
                st.selectbox(
                    t(f"preview.two_way_{axis}"),
                    paths,
                    index=place,
                    key=f"preview_two_way_{axis}",
                    format_func=assumptions.input_label,
                )
            )
    if chosen[0] == chosen[1]:
        st.info(t("preview.two_way_same"), icon=":material/lightbulb:")
        return

    def work(progress: jobs.Advance, cancel: jobs.Cancel) -> HeatMap:
        x, y = ((path, spread(asked.start, asked.demand, path, _SIDE)) for path in chosen)
        return heat_map(
            asked.start, asked.demand, x, y, measure, _DRIVE_RUNS, asked.seed,
            workers=0, progress=progress, cancel=cancel,
        )  # fmt: skip

    question: tuple[Hashable, ...] = (asked.start, asked.demand, asked.seed, measure, *chosen)
    found = jobs.answered("against", question, work)
    if found is not None:
        across, up = (float(standing_at(asked.start, asked.demand, path)) for path in chosen)
        st.caption(words.margin_text(found, DRIVEN[measure]))
        figure = preview_figures.two_way_figure(
            found, (across, up), plain(f"driven.{measure}"), DRIVEN[measure]
        )
        parts.picture(figure, "preview_two_way", t("preview.two_way_alt"), height=380)


def compare(asked: Asked, answer: Found) -> None:
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
    figure = preview_figures.outcome_figure(shares)
    parts.picture(figure, "preview_cases", t("preview.compare_alt"), height=130 + 50 * len(shares))
    st.dataframe(tables.comparison(named), hide_index=True, height="content", alt=t("preview.compare_alt"))


def named_cases() -> dict[str, Summary]:
    """The kept cases by names that differ."""
    named: dict[str, Summary] = {}
    for number, case in enumerate(store.home().cases, 1):
        name = case.name if case.name not in named else f"{case.name} ({number})"
        named[name] = case.summary
    return named


def _save(asked: Asked, summary: Summary) -> None:
    """Callback: keep a case under the name that stands in the field now; of too many the oldest goes."""
    name = (st.session_state.get(CASE) or "").strip() or asked.demand.title
    held = store.home()
    held.cases = [*held.cases, Case(name, asked, summary)][-MOST_CASES:]
    st.session_state[CASE] = ""


def files(view: View, answer: Found) -> None:
    """The runs as a table, and all of it as a report."""
    cases, protocol = named_cases(), view.protocol

    def report() -> str:
        ensemble = answer.ensemble
        drivers = tornado(
            ensemble.start, ensemble.demand, None, "raised", _DRIVE_RUNS, ensemble.seed, workers=0
        )
        return preview_report.html(*answer, protocol, cases, drivers)

    st.caption(t("preview.files_about"))
    with st.container(horizontal=True):
        st.download_button(
            t("preview.csv"), lambda: tables.runs_csv(answer.ensemble), file_name="fomo-preview.csv", mime="text/csv",
            key="preview_csv", icon=":material/table:", on_click="ignore",
        )  # fmt: skip
        st.download_button(
            t("preview.report"), report, file_name="fomo-preview.html", mime="text/html",
            key="preview_report", icon=":material/description:", on_click="ignore",
        )  # fmt: skip
