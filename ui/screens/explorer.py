"""The curve explorer: any point of a curve, any size, any minute."""

from __future__ import annotations

import re
from collections.abc import Hashable
from dataclasses import replace
from typing import TYPE_CHECKING

import streamlit as st

from fomo_core.amounts import typed_amount
from fomo_core.display import floats
from fomo_core.display import format as f
from fomo_core.display.format import in_markdown
from fomo_core.display.previews import tables as preview_tables
from fomo_core.display.previews import timing_figures, words
from fomo_core.display.text import plain, t
from fomo_core.errors import FomoError, InvalidInput
from fomo_core.parameters import CURVES, TAX_READINGS
from fomo_core.simulation import timing
from fomo_core.simulation.demand import Demand
from fomo_core.simulation.start import Start, with_start
from fomo_core.tax import combined_tax_bps
from fomo_core.units import WAD
from ui import jobs
from ui.desk import inputs
from ui.desk.views import View
from ui.widgets import parts

if TYPE_CHECKING:
    from fomo_core.simulation.timing import EntryTable

SIZES, AHEAD, ENTRY, SIZE, BESIDE = (
    "explore_sizes",
    "explore_ahead",
    "explore_entry",
    "explore_size",
    "explore_beside",
)
CALM = "explore_calm"
_MOST_SIZES = 8
_STEPS = 200
_TABLE_RUNS = 2_000
#: Steps of the tax since the launch that a heat map shows, as far as the raise has them.
_STEPS_SHOWN = (
    0,
    5,
    15,
    30,
    45,
    60,
    75,
    90,
    98,
    120,
    180,
    360,
    720,
    1440,
    2880,
    4320,
    5760,
    7200,
    8640,
    10000,
)
_FINE, _EVEN = 150, 60
_READING_STEPS = 120


def sizes(start: Start) -> list[float] | None:
    """The amounts of FLOCK that are looked at; None with the reason shown."""
    usual = start.maximum_target // WAD
    example = ", ".join(f"{max(1, usual * parts_of // 10_000):d}" for parts_of in (1, 10, 50, 200, 1_000))
    typed = st.text_input(
        t("explore.sizes"),
        key=inputs.kept(SIZES),
        placeholder=example,
        persist_state="session",
        max_chars=200,
        help=t("explore.sizes_help"),
    )
    try:
        return _amounts((typed or "").strip() or example)
    except InvalidInput as error:
        st.error(in_markdown(str(error)), icon=":material/error:")
        return None


#: One amount with commas after thousands, such as 6,500.
_GROUPED = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?"


def _amounts(text: str) -> list[float]:
    """Amounts with commas between; a comma without a space may also stand after thousands."""
    parts = re.split(r"\s*(?:;|,(?=\s))\s*|\s+", text.strip())
    if len(parts) == 1 and not re.fullmatch(_GROUPED, parts[0]):
        parts = parts[0].split(",")
    amounts = sorted({typed_amount(part) for part in parts})
    if amounts[0] == 0:
        raise InvalidInput(plain("explore.no_zero"))
    if len(amounts) > _MOST_SIZES:
        raise InvalidInput(plain("explore.too_many", most=_MOST_SIZES))
    return [amount / WAD for amount in amounts]


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


def point(start: Start) -> None:
    """Price, cost and share at any point further along the curve."""
    left = start.maximum_target - start.raised
    step = st.slider(
        t("explore.ahead"),
        0,
        100,
        25,
        format="%d%%",
        key=inputs.kept(AHEAD),
        help=t("explore.ahead_help"),
        persist_state="session",
    )
    ahead = start.raised + left * step // 100
    points = timing.curve_points(start, _STEPS)
    here = start.curve.spot_price(start.raised)
    figure = timing_figures.price_figure(
        {plain("figure.curve.line"): points}, (start.raised / WAD, here.flock / here.tokens), ahead / WAD
    )
    rows = words.point_rows(start, ahead)
    parts.metrics(rows[:3])
    parts.metrics(rows[3:])
    parts.picture(figure, "explore_curve", t("explore.curve_alt"), height=360)


def ladder(start: Start, amounts: list[float]) -> None:
    """Draw a table of what each size brings now, alone."""
    parameters = start.parameters
    now = combined_tax_bps(start.elapsed_s, parameters)
    calm = st.toggle(
        t("explore.after_tax"), key=CALM, help=t("explore.after_tax_help"), persist_state="session"
    )
    tax = combined_tax_bps(start.duration_s, parameters) if calm else now
    st.caption(t("explore.ladder_about", tax=f.percent(tax)))
    table = preview_tables.ladder(timing.ladder(start, amounts, tax))
    st.dataframe(table, hide_index=True, height="content", alt=t("explore.ladder_alt"))


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
    return jobs.answered("entries", question, work)


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
    st.caption(t("explore.entries_about"))
    st.dataframe(
        preview_tables.entries(table, index), hide_index=True, height="content", alt=t("explore.entry_alt")
    )


def beside(start: Start, amounts: list[float]) -> None:
    """The same raise under other rules, laid over it."""
    options: list[tuple[str, str | int]] = [
        ("reading", name) for name in TAX_READINGS if name != start.parameters.tax_reading
    ]
    options += [("curve", kind) for kind in CURVES if kind != start.model.curve]
    options += [("multiple", value) for value in (2, 5, 20, 30) if value != start.model.price_multiple]
    options += [("reserve", bps) for bps in (2_500, 10_000, 20_000)]
    kind, value = st.selectbox(t("explore.beside"), options, key=BESIDE, format_func=lambda one: _rule(*one))
    try:
        other = _changed(start, kind, value)
    except FomoError as error:
        st.error(in_markdown(str(error)), icon=":material/block:")
        return
    both = {plain("explore.as_is"): start, _rule(kind, value): other}
    if kind == "reading":
        _readings(both, amounts)
    else:
        _curves(both)
    ladders = {name: timing.ladder(one, amounts) for name, one in both.items()}
    st.dataframe(
        preview_tables.ladders(ladders), hide_index=True, height="content", alt=t("explore.beside_alt")
    )


def _rule(kind: str, value: str | int) -> str:
    if isinstance(value, str):
        return plain(f"{kind}.{value}")
    return plain(f"explore.{kind}", value=f.percent(value) if kind == "reserve" else value)


def _changed(start: Start, kind: str, value: str | int) -> Start:
    if kind == "reading":
        return with_start(start, "tax_reading", value)
    if kind == "reserve":
        return with_start(_on_curve(start, "constant_product"), "virtual_flock_bps", value)
    if isinstance(value, str):
        return with_start(_on_curve(start, value), "price_multiple", start.model.price_multiple)
    return with_start(_on_curve(start, "linear"), "price_multiple", value)


def _on_curve(start: Start, kind: str) -> Start:
    return replace(start, model=start.model._replace(curve=kind, virtual_flock=None))


def _curves(both: dict[str, Start]) -> None:
    start = next(iter(both.values()))
    here = start.curve.spot_price(start.raised)
    points = {name: timing.curve_points(one, _STEPS) for name, one in both.items()}
    figure = timing_figures.price_figure(points, (start.raised / WAD, here.flock / here.tokens), 0.0)
    parts.picture(figure, "explore_beside_chart", t("explore.beside_alt"), height=360)


def _readings(both: dict[str, Start], amounts: list[float]) -> None:
    """Draw what one size gets at each step of the falling tax, with nobody else about."""
    start, size = next(iter(both.values())), amounts[len(amounts) // 2]
    first, step = start.elapsed_s, start.parameters.tax_step_s
    later = range((first // step + 1) * step, min(start.duration_s, first + _READING_STEPS * step), step)
    tables = {name: timing.now_table(one, [size], seconds=[first, *later]) for name, one in both.items()}
    series = {name: (list(table.minutes), list(table.tokens[0])) for name, table in tables.items()}
    st.caption(t("explore.readings_about", size=floats.flock(size)))
    figure = timing_figures.lines_figure(
        series, plain("figure.axis.minutes"), plain("figure.axis.tokens"), plain("entry.hover_plain")
    )
    parts.picture(figure, "explore_beside_chart", t("explore.beside_alt"), height=360)


def live_note(view: View) -> None:
    """On a real chain the picture is one of a moment."""
    if view.live:
        st.caption(t("explore.moment"))
