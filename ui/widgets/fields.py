"""Fields that several screens ask alike; what stands in them lies on the desk."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from fomo_core.amounts import typed_amount
from fomo_core.display import format as f
from fomo_core.display.format import in_markdown
from fomo_core.display.refusals import sentence
from fomo_core.display.text import t
from fomo_core.errors import InvalidAmount
from fomo_core.units import WAD_DECIMALS
from ui.desk import inputs


def amount_field(
    label: str, key: str, example: str, decimals: int = WAD_DECIMALS, help: str = ""
) -> int | None:
    """A text field for an amount; the amount in the smallest unit, or None with the reason shown."""
    text = st.text_input(
        label,
        key=inputs.keep(key),
        placeholder=example,
        help=help or None,
        persist_state="session",
    )
    if not (text or "").strip():
        return None
    try:
        return typed_amount(text, decimals)
    except InvalidAmount as error:
        st.error(in_markdown(sentence(error)), icon=":material/error:")
        return None


def slippage_field(key: str, options: tuple[int, ...], usual: int) -> int:
    """Choose how much less than quoted to accept, in bps."""
    return st.selectbox(
        t("part.slippage"),
        options,
        index=options.index(usual),
        key=inputs.keep(key),
        format_func=f.percent,
        help=t("part.slippage_help"),
    )


def choice(label: str, options: Mapping[str, str], key: str, help: str) -> str:
    """Ask for one of ``options`` by their names; the first one where what was chosen is no longer there."""
    inputs.keep(key)
    if st.session_state.get(key) not in options:
        st.session_state[key] = next(iter(options))
    return st.selectbox(
        label, list(options), key=key, persist_state="session", format_func=options.__getitem__, help=help
    )


def percent(label: str, usual: int, key: str, help: str) -> int:
    """Ask for a part of a stretch in whole percent."""
    return st.slider(
        label, 0, 100, usual, format="%d%%", key=inputs.keep(key), help=help, persist_state="session"
    )


def first_buy(key: str) -> int | None:
    """Ask for an optional first buy in FLOCK (wei); None when what was typed is no amount."""
    amount = amount_field(
        t("launch.first_buy_field"),
        key,
        t("launch.first_buy_example"),
        help=t("launch.first_buy_field_help"),
    )
    return amount if inputs.texts(key)[key].strip() else 0
