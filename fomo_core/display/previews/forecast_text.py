"""Puts a forecast into plain words, and tells where a year leaves price and supply."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fomo_core.display import floats, numerals
from fomo_core.display.previews.words import quantile
from fomo_core.display.summary import Row
from fomo_core.display.text import plain

if TYPE_CHECKING:
    from collections.abc import Callable

    from fomo_core.simulation.forecast import Forecast, Opening
    from fomo_core.simulation.summary import Bands, Figure


def months_text(months: Figure | None, percent: int, forecast: Forecast) -> str:
    """Say when buybacks have burned so much of the supply, and in what share of runs they do so in time."""
    days = int(forecast.day[-1])
    if months is None or not months.runs:
        return plain("forecast.never", percent=percent, days=days)
    middle, low, high = (numerals.fixed(quantile(months, level), 1) for level in (0.5, 0.05, 0.95))
    share = floats.percent(months.runs / len(forecast.burned_paths))
    return plain("forecast.months", percent=percent, share=share, middle=middle, low=low, high=high)


def year_rows(forecast: Forecast, opening: Opening) -> list[Row]:
    """Price, supply and what is burned after the last day, in the middle and in nine of ten runs."""
    found = [
        Row(
            plain("forecast.opening_price"), floats.price(opening.price), plain("forecast.opening_price_help")
        ),
    ]
    shown: dict[str, Callable[[float], str]] = {
        "price": floats.price,
        "supply": floats.number,
        "burned": floats.percent,
        "flock_burned": floats.number,
    }
    return [*found, *(_last(name, forecast.bands[name], show) for name, show in shown.items())]


def _last(name: str, band: Bands, show: Callable[[float], str]) -> Row:
    at = {round(float(level), 4): show(float(row[-1])) for level, row in zip(band.levels, band.values)}
    ranged = plain("forecast.range", low=at[0.05], high=at[0.95])
    return Row(plain(f"forecast.last_{name}"), at[0.5], f"{plain(f'forecast.last_{name}_help')} {ranged}")
