"""How the columns of tables are drawn: progress bars, thousands, percent."""

from __future__ import annotations

from typing import Any

import streamlit as st

from fomo_core.display.text import plain

_PROGRESS = ("to_minimum", "to_maximum", "share")
_PRICES = ("price", "average", "input_price", "output_price")


def config(*keys: str) -> dict[str, Any]:
    """The drawing of the columns with these keys, by their titles."""
    return {plain(f"column.{key}"): _column(key) for key in keys}


def _column(key: str) -> Any:
    help_text = plain(f"column_help.{key}")
    if key in _PROGRESS:
        return st.column_config.ProgressColumn(help=help_text, min_value=0, max_value=100, format="%.0f%%")
    if key in _PRICES:
        return st.column_config.NumberColumn(help=help_text, format="%.4f")
    return st.column_config.NumberColumn(help=help_text, format="localized")
