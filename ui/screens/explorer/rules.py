"""The same raise under other rules, laid over it."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from fomo_core.display import floats
from fomo_core.display import format as f
from fomo_core.display.format import in_markdown
from fomo_core.display.previews import tables as preview_tables
from fomo_core.display.previews import timing_figures
from fomo_core.display.refusals import sentence
from fomo_core.display.text import plain, t
from fomo_core.errors import FomoError
from fomo_core.parameters import CURVES, TAX_READINGS
from fomo_core.simulation import timing
from fomo_core.simulation.start import Start, with_start
from fomo_core.units import WAD
from ui.screens.explorer.curve import STEPS
from ui.widgets import parts

BESIDE = "explore_beside"
_READING_STEPS = 120


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
        st.error(in_markdown(sentence(error)), icon=":material/block:")
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
    points = {name: timing.curve_points(one, STEPS) for name, one in both.items()}
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
