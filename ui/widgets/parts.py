"""Parts that several screens share. They draw; amounts come computed from ``fomo_core``."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

import streamlit as st

from fomo_core.display import figures
from fomo_core.display.drawing import curves, frame
from fomo_core.display.format import in_markdown
from fomo_core.display.summary import Row
from fomo_core.display.text import plain, t
from fomo_core.offering import Offering
from ui.desk import links, store
from ui.desk.views import View

if TYPE_CHECKING:
    from fomo_core.display.tables import Table


def picture(figure: frame.Figure, key: str, alt: str, height: int = 320) -> None:
    """Draw a figure at a fixed height, so that the page does not jump when it changes."""
    st.plotly_chart(figure, key=key, height=height, config=frame.CONFIG, alt=alt)


@lru_cache(maxsize=256)
def _curve_figure(state: curves.CurveState, quoted: tuple[int, int] | None) -> frame.Figure:
    figure = figures.curve_figure(state, quoted)
    # Plotly copies all of a figure each time it is drawn; this one does not change any more.
    described = figure.to_dict()
    figure.to_dict = lambda: described
    return figure


def curve_picture(offering: Offering, now: int, quoted: tuple[int, int] | None, key: str, alt: str) -> None:
    """Draw an offering's curve. The figure is kept: building it is half the time of the page that shows it."""
    picture(_curve_figure(curves.curve_state(offering, now), quoted), key, alt)


def bill(rows: Sequence[Row], alt: str) -> None:
    """Labelled values one below the other, with the formula of each in a fold below."""
    table = {in_markdown(row.label): in_markdown(row.value) for row in rows}
    st.table(table, border="horizontal", alt=alt)
    with st.expander(t("part.how"), icon=":material/function:"):
        for row in rows:
            if row.help:
                st.markdown(t("part.how_line", label=row.label, help=row.help))


def folded_bill(rows: Sequence[Row], alt: str) -> None:
    """A bill that stands whole in one fold, the formulas below its values."""
    with st.expander(t("part.whole_bill"), icon=":material/function:"):
        table = {in_markdown(row.label): in_markdown(row.value) for row in rows}
        st.table(table, border="horizontal", alt=alt)
        lines = [t("part.how_line", label=row.label, help=row.help) for row in rows if row.help]
        st.caption("\n\n".join(lines))


def reading_table(table: Table, alt: str) -> None:
    """A table of Markdown to read rather than to sort: long texts wrap."""
    st.table(table, border="horizontal", hide_index=True, alt=alt)


def metrics(rows: Sequence[Row], narrowest: int = 135) -> None:
    """Labelled values side by side, each at least so many pixels wide, wrapping on narrow screens."""
    with st.grid(len(rows) if len(rows) <= 5 else 4, min_column_width=narrowest):
        for row in rows:
            st.metric(in_markdown(row.label), row.value, help=in_markdown(row.help) if row.help else None)


def empty(key: str) -> None:
    """An empty state that says what to do next."""
    st.info(t(key), icon=":material/lightbulb:")
    with st.container(horizontal=True):
        st.page_link(links.page("launch"), label=t("part.go_launch"), icon=":material/rocket_launch:")
        st.page_link(links.page("home"), label=t("part.go_home"), icon=":material/auto_stories:")


def assumed(view: View, *names: str) -> None:
    """Say which numbers on this screen FLock has not published."""
    offering = view.world.offerings.get(store.desk().offering or "")
    fitted = offering is not None and view.protocol.models[offering.model].source == "chain"
    # A curve that was fitted to the offering's own purchases is no assumption.
    asked = [name for name in names if not (fitted and name == "virtual_flock_bps")]
    found = [plain(f"parameter.{name}") for name in asked if view.protocol.assumed(name)]
    if found:
        st.caption(t("part.assumed", names=", ".join(found)), help=t("part.assumed_help"))
