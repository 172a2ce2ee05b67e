"""Checks of the numbers that a preview is asked with."""

from __future__ import annotations

import numpy as np

from fomo_core.errors import InvalidInput


def check_whole(what: str, value: object, least: int, most: int) -> None:
    """Refuse what is not a whole number within bounds.

    Raises:
        InvalidInput: naming the bounds.
    """
    if not (isinstance(value, int | np.integer) and not isinstance(value, bool) and least <= value <= most):
        raise InvalidInput(
            "{what} must be a whole number from {least:,} to {most:,}.",
            "preview: no whole number",
            what=what,
            least=least,
            most=most,
        )


def check_number(what: str, unit: str, value: object, least: float, most: float) -> None:
    """Refuse what is no finite number within bounds.

    Raises:
        InvalidInput: naming the bounds.
    """
    kind = int | float | np.floating
    if not (isinstance(value, kind) and not isinstance(value, bool) and least <= value <= most):
        raise InvalidInput(
            "{what} must be a number from {least:g} to {most:g}.",
            "forecast: out of bounds",
            what=f"{what} {unit}".strip(),
            least=least,
            most=most,
        )
