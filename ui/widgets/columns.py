"""The look of tables' columns: progress bars, thousands, percent; alike in every browser's country."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from fomo_core.display.text import plain

if TYPE_CHECKING:
    from streamlit.elements.lib.column_types import ColumnConfig

    from fomo_core.display.tables import Table

_PROGRESS = ("to_minimum", "share", "vested_share")
#: The fewest decimals of each column that is no progress bar, by its key; two for all others.
_PLACES = {"price": 4, "average": 4}
#: Columns of changes, in percent with their sign.
_CHANGES = ("day_change",)
#: The width of a column that shows an emblem, in pixels.
_EMBLEM_WIDTH = 40
#: Columns of round numbers, which need no decimals as long as they are.
_ROUND = ("minimum", "maximum")
#: More decimals than this are no longer read; what is smaller still stays a zero.
_MOST_PLACES = 9


def config(*keys: str, table: Table | None = None) -> dict[str, ColumnConfig]:
    """The drawing of the columns with these keys, by their titles.

    Of a ``table`` at hand a column has as many decimals as its smallest number needs.
    """
    return {plain(f"column.{key}"): _column(key, table) for key in keys}


def _column(key: str, table: Table | None) -> ColumnConfig:
    title, help_text = plain(f"column.{key}"), plain(f"column_help.{key}")
    if key == "emblem":
        return st.column_config.ImageColumn("", width=_EMBLEM_WIDTH, help=help_text)
    if key in _CHANGES:
        return st.column_config.NumberColumn(help=help_text, format="%+.2f%%")
    if key in _PROGRESS:
        places = 1 if key.endswith("share") else 0
        return st.column_config.ProgressColumn(
            width="small", help=help_text, min_value=0, max_value=100, format=f"%.{places}f%%"
        )
    places = _PLACES.get(key, 2)
    if table is not None and title in table:
        sizes = table[title].dropna().abs()
        places = (
            0
            if key in _ROUND and (sizes % 1 == 0).all()
            else max(places, _places_needed(sizes[sizes > 0].min()))
        )
    # "localized" would write the same number otherwise in each country; fields read only one style.
    return st.column_config.NumberColumn(help=help_text, format=f"%,.{places}f")


def _places_needed(smallest: float) -> int:
    """The decimals that show two digits of the smallest number above nothing, or 0 where too many would be needed."""
    if not smallest < 1:
        return 0
    needed = 1 - int(f"{smallest:e}".partition("e")[2])
    return needed if needed <= _MOST_PLACES else 0
