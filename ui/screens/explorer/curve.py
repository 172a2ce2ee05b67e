"""The curve as it stands: any point further along, and what each size brings now."""

from __future__ import annotations

import streamlit as st

from fomo_core.display import format as f
from fomo_core.display.previews import tables as preview_tables
from fomo_core.display.previews import timing_figures, words
from fomo_core.display.text import plain, t
from fomo_core.simulation import timing
from fomo_core.simulation.start import Start
from fomo_core.tax import combined_tax_bps
from fomo_core.units import WAD
from ui.desk.views import View
from ui.widgets import fields, parts

AHEAD, CALM = "explore_ahead", "explore_calm"
STEPS = 200


def point(start: Start) -> None:
    """Price, cost and share at any point further along the curve."""
    left = start.maximum_target - start.raised
    step = fields.percent(t("explore.ahead"), 25, AHEAD, t("explore.ahead_help"))
    ahead = start.raised + left * step // 100
    points = timing.curve_points(start, STEPS)
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


def live_note(view: View) -> None:
    """On a real chain the picture is one of a moment."""
    if view.live:
        st.caption(t("explore.moment"))
