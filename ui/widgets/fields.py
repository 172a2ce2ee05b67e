"""Fields that several screens ask alike; what stands in them lies on the desk."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from fomo_core.display.text import t
from ui.desk import inputs
from ui.widgets import parts


def choice(label: str, options: Mapping[str, str], key: str, help: str) -> str:
    """Ask for one of ``options`` by their names; the first one where what was chosen is no longer there."""
    inputs.kept(key)
    if st.session_state.get(key) not in options:
        st.session_state[key] = next(iter(options))
    return st.selectbox(
        label, list(options), key=key, persist_state="session", format_func=options.__getitem__, help=help
    )


def percent(label: str, usual: int, key: str, help: str) -> int:
    """Ask for a part of a stretch in whole percent."""
    return st.slider(
        label, 0, 100, usual, format="%d%%", key=inputs.kept(key), help=help, persist_state="session"
    )


def first_buy(key: str) -> int | None:
    """Ask for an optional first buy in FLOCK (wei); None when what was typed is no amount."""
    amount = parts.amount_field(
        t("launch.first_buy_field"),
        key,
        t("launch.first_buy_example"),
        help=t("launch.first_buy_field_help"),
    )
    return amount if inputs.texts(key)[key].strip() else 0
