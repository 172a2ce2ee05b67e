"""The sizes that are looked at: amounts of FLOCK, typed with commas or spaces between."""

from __future__ import annotations

import re

import streamlit as st

from fomo_core.amounts import typed_amount
from fomo_core.display.format import in_markdown
from fomo_core.display.refusals import sentence
from fomo_core.display.text import plain, t
from fomo_core.errors import InvalidInput
from fomo_core.simulation.start import Start
from fomo_core.units import WAD
from ui.desk import inputs

SIZES = "explore_sizes"
_MOST_SIZES = 8
#: A longer text than this holds more amounts; it is not looked through.
_MOST_SIGNS = 800
#: One amount with commas after thousands, such as 6,500.
_GROUPED = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?"


def sizes(start: Start) -> list[float] | None:
    """The amounts of FLOCK that are looked at; None with the reason shown."""
    usual = start.maximum_target // WAD
    example = ", ".join(f"{max(1, usual * parts_of // 10_000):d}" for parts_of in (1, 10, 50, 200, 1_000))
    typed = st.text_input(
        t("explore.sizes"),
        key=inputs.keep(SIZES),
        placeholder=example,
        persist_state="session",
        help=t("explore.sizes_help"),
    )
    try:
        return _amounts((typed or "").strip() or example)
    except InvalidInput as error:
        st.error(in_markdown(sentence(error)), icon=":material/error:")
        return None


def _amounts(text: str) -> list[float]:
    """Amounts with commas between; a comma without a space may also stand after thousands."""
    if len(text) > _MOST_SIGNS:
        raise InvalidInput(plain("explore.too_many", most=_MOST_SIZES))
    parts = re.split(r"\s*(?:;|,(?=\s))\s*|\s+", text.strip())
    if len(parts) == 1 and not re.fullmatch(_GROUPED, parts[0]):
        parts = parts[0].split(",")
    amounts = sorted({typed_amount(part) for part in parts})
    if amounts[0] == 0:
        raise InvalidInput(plain("explore.no_zero"))
    if len(amounts) > _MOST_SIZES:
        raise InvalidInput(plain("explore.too_many", most=_MOST_SIZES))
    return [amount / WAD for amount in amounts]
