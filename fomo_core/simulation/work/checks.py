"""Checks of the numbers that a preview is asked with."""

from __future__ import annotations

import numpy as np

from fomo_core.errors import InvalidInput
from fomo_core.phrases import Phrase

RUN = Phrase("The run", "quantity.run")
RUNS = Phrase("The number of runs", "quantity.runs")
SEED = Phrase("The seed", "quantity.seed")
POINTS = Phrase("The number of points", "quantity.points")
WORKERS = Phrase("The number of workers", "quantity.workers")
DAYS = Phrase("The number of days", "quantity.days")


def check_whole(what: Phrase, value: object, least: int, most: int) -> None:
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


def check_number(what: Phrase, value: object, least: float, most: float) -> None:
    """Refuse what is no finite number within bounds.

    Raises:
        InvalidInput: naming the bounds.
    """
    kind = int | float | np.floating
    if not (isinstance(value, kind) and not isinstance(value, bool) and least <= value <= most):
        raise InvalidInput(
            "{what} must be a number from {least:g} to {most:g}.",
            "forecast: out of bounds",
            what=what,
            least=least,
            most=most,
        )
