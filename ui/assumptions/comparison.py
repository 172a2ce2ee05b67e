"""Assumptions side by side: tax readings and curves."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from fomo_core.curve import Curve, curve_for
from fomo_core.display import format as f
from fomo_core.display.text import plain, t
from fomo_core.parameters import CURVES, TAX_READINGS, Parameters
from ui.desk.views import View

STEPS = (0, 1, 2, 10, 49, 60, 97, 98, 99)
RESERVES_BPS = (2_500, 5_000, 10_000, 20_000)
MULTIPLES = (2, 5, 9, 15, 30)


def readings(view: View) -> dict[str, Parameters]:
    """The parameters in force under each reading of the tax, by the reading's name."""
    return {
        plain(f"reading.{name}"): replace(view.protocol.parameters, tax_reading=name) for name in TAX_READINGS
    }


def curves(view: View) -> tuple[dict[str, Curve], int]:
    """Choose a model's raise and the two curves to lay over each other."""
    models = view.protocol.models
    with st.grid(3, min_column_width=220):
        chosen = models[
            st.selectbox(
                t("launch.model"), list(models), key="overlay_model", format_func=lambda key: models[key].name
            )
        ]
        reserve = st.selectbox(
            t("parameters.reserve"),
            RESERVES_BPS,
            index=1,
            key="overlay_reserve",
            format_func=f.percent,
        )
        multiple = st.selectbox(t("parameters.multiple"), MULTIPLES, index=2, key="overlay_multiple")
    sale = view.protocol.parameters.target_sale
    return {
        plain(f"curve.{kind}"): curve_for(kind, chosen.maximum_target, sale, reserve, multiple)
        for kind in CURVES
    }, chosen.maximum_target
