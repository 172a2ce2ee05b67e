"""Every number of the protocol with unit, source and meaning; tax readings and curves side by side."""

import streamlit as st

from fomo_core import presets
from fomo_core.display import figures, tables
from fomo_core.display.text import plain, t
from ui.assumptions import comparison
from ui.desk import views
from ui.widgets import columns, parts

view = views.page_view()
st.caption(t("parameters.about"))
numbers, models, tax, curves, rules = st.tabs(
    [t(f"parameters.tab_{name}") for name in ("numbers", "models", "tax", "curves", "rules")],
    key="parameter_tabs",
    on_change="rerun",
)
if numbers.open:
    with numbers:
        st.caption(t("parameters.preset", title=view.protocol.title))
        parts.reading_table(tables.parameters_to_read(view.protocol), t("parameters.alt"))
if models.open:
    with models:
        keys = ("minimum", "maximum", "input_price", "output_price")
        table = tables.models(view.protocol, presets.tier_titles())
        order = (
            "model",
            "input_price",
            "output_price",
            "source",
            "tier",
            "minimum",
            "maximum",
            "cost_share",
            "curve",
        )
        st.dataframe(
            table,
            column_order=[plain(f"column.{key}") for key in order],
            hide_index=True,
            column_config=columns.config(*keys, table=table),
            alt=t("parameters.models_alt"),
        )
        st.caption(t("launch.models_assumed"))
if tax.open:
    with tax:
        st.markdown(t("parameters.readings"))
        readings = comparison.readings(view)
        parts.picture(figures.tax_figure(readings), "readings", t("parameters.readings_alt"))
        st.dataframe(
            tables.readings(readings, comparison.STEPS), hide_index=True, alt=t("parameters.readings_alt")
        )
if curves.open:
    with curves:
        st.markdown(t("parameters.curves"))
        chosen, target = comparison.curves(view)
        parts.picture(figures.overlay_figure(chosen, target), "curves", t("parameters.curves_alt"))
        parts.assumed(view, "virtual_flock_bps")
if rules.open:
    with rules:
        st.markdown(t("parameters.rules"))
