"""Exact amounts as floats, for pictures and sortable tables only."""

from __future__ import annotations

from fomo_core.units import (
    WAD,
)


def to_float(value: int, unit: int = WAD) -> float:
    """An amount as a float, for pictures and sortable tables only."""
    return value / unit


def for_table(value: int, unit: int = WAD) -> float:
    """An amount as a float for sortable tables only: rounded down to two decimals, more when it is tiny."""
    if abs(value) * 100 >= unit:
        return value * 100 // unit / 100
    return float(f"{value / unit:.4g}")
