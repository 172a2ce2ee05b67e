"""Previews as tables and files: by quantile, by run, by size and by minute."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from fomo_core.display import floats, numerals
from fomo_core.display import format as f
from fomo_core.display.previews.assumptions import input_label, input_value
from fomo_core.display.previews.words import MEASURED, label, quantile, shares_of, value_text
from fomo_core.display.text import plain
from fomo_core.units import BPS

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from fomo_core.simulation.ensemble import Ensemble
    from fomo_core.simulation.sensitivity import Tornado
    from fomo_core.simulation.summary import Bands, Figure, Summary
    from fomo_core.simulation.timing import EntryTable, Rung

_LEVELS = (0.05, 0.25, 0.5, 0.75, 0.95)


def _titled(rows: Sequence[Sequence[object]], *keys: str) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=[plain(f"preview_column.{key}") for key in keys])


def quantiles(summary: Summary) -> pd.DataFrame:
    """Every measured value: in the middle, the middle half, nine in ten, and its mean with the mean's error."""
    rows = [_quantile_row(summary.figure(name)) for name in MEASURED]
    levels = [floats.percent(level, 0) for level in _LEVELS]
    columns = [
        plain("preview_column.what"),
        *levels,
        plain("preview_column.mean"),
        plain("preview_column.runs"),
    ]
    return pd.DataFrame(rows, columns=columns)


def _quantile_row(figure: Figure) -> list[str]:
    spread = [value_text(figure.name, quantile(figure, level)) for level in _LEVELS]
    mean = value_text(figure.name, figure.mean)
    if figure.error > 0 and np.isfinite(figure.mean) and figure.name != "issuer_share":
        mean = f"{mean} ± {value_text(figure.name, figure.error)}"
    return [label(figure.name), *spread, mean, numerals.count(figure.runs)]


def comparison(cases: Mapping[str, Summary]) -> pd.DataFrame:
    """Saved cases side by side: the odds, then each measured value in the middle with the range of nine in ten."""
    rows = [
        [plain(f"outcome_bar.{name}"), *(floats.percent(shares_of(case)[name]) for case in cases.values())]
        for name in ("failed", "minimum", "maximum")
    ]
    rows += [[label(name), *(_ranged(case.figure(name)) for case in cases.values())] for name in MEASURED]
    names = [f.in_cell(f"{number} · {f.shorten(name)}") for number, name in enumerate(cases, 1)]
    return pd.DataFrame(rows, columns=[plain("preview_column.what"), *names])


def _ranged(figure: Figure) -> str:
    middle, low, high = (value_text(figure.name, quantile(figure, level)) for level in (0.5, 0.05, 0.95))
    return middle if low == high == middle else plain("preview.ranged", middle=middle, low=low, high=high)


def runs_csv(ensemble: Ensemble) -> str:
    """Every run as a row of a file, with what the numbers come from on each; no cell begins a formula."""
    table = pd.DataFrame(ensemble.columns())
    table.insert(0, "run", np.arange(1, len(table) + 1))
    stamp = ensemble.stamp()
    for name in ("seed", "version", "engine"):
        table[name] = _cell(stamp[name])
    return table.to_csv(index=False)


def columns_csv(columns: Mapping[str, ArrayLike], stamp: Mapping[str, str]) -> str:
    """Any columns as a file, stamped likewise."""
    table = pd.DataFrame({name: np.asarray(values) for name, values in columns.items()})
    for name, value in stamp.items():
        table[name] = _cell(value)
    return table.to_csv(index=False)


def _cell(text: str) -> str:
    """A text that no spreadsheet takes for a formula."""
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text


def ladder(rungs: Sequence[Rung]) -> pd.DataFrame:
    """Tabulate what each size brings now: tokens, price all-in, effect on the price, and what is safe."""
    rows = [
        (
            floats.number(rung.size), floats.number(rung.cost), floats.number(rung.tokens), floats.price_number(rung.price),
            floats.percent(rung.impact), floats.percent(rung.share, 2), floats.number(rung.floor),
        )
        for rung in rungs
    ]  # fmt: skip
    return _titled(rows, "size", "cost", "tokens", "price", "impact", "share", "floor")


def ladders(ladders_of: Mapping[str, Sequence[Rung]]) -> pd.DataFrame:
    """Tokens by size under several sets of rules, side by side."""
    sizes = [rung.size for rung in next(iter(ladders_of.values()))]
    rows = [
        [floats.number(size), *(floats.number(rungs[i].tokens) for rungs in ladders_of.values())]
        for i, size in enumerate(sizes)
    ]
    return pd.DataFrame(rows, columns=[plain("preview_column.size"), *map(f.shorten, ladders_of)])


def entries(table: EntryTable, index: int) -> pd.DataFrame:
    """One size at every moment: tax, tokens with their error, price, what is safe, what sales at the opening bring, what waiting costs."""
    best = table.best[index]
    rows = [
        (
            f.duration(int(second)), floats.percent(float(table.tax_bps[m]) / BPS, 1),
            _with_error(table.tokens[index][m], table.tokens_error[index][m]), floats.price_number(float(table.price[index][m])),
            floats.number(float(table.floor[index][m])), _sales(table, "alone", "everybody", index, m),
            _sales(table, "alone_graduated", "everybody_graduated", index, m),
            floats.percent(float(best.waiting_cost[m])), floats.percent(float(table.closed[index][m])),
        )
        for m, second in enumerate(table.seconds)
    ]  # fmt: skip
    return _titled(
        rows, "minute", "tax", "tokens", "price", "floor", "sale", "sale_graduated", "given_up", "closed"
    )


def _sales(table: EntryTable, alone: str, everybody: str, index: int, m: int) -> str:
    """Say what a sale at the opening brings before all others, and when all sell."""
    values = (float(getattr(table, name)[index][m]) for name in (alone, everybody))
    first, all_sell = map(floats.number, values)
    return plain("preview.sales", first=first, all=all_sell)


def _with_error(value: float, error: float) -> str:
    text = floats.number(float(value))
    return f"{text} ± {floats.number(float(error))}" if np.isfinite(error) and error >= 0.005 else text


def tornado(found: Tornado, percent: bool) -> pd.DataFrame:
    """Tabulate what a result depends on, widest first."""
    show = floats.percent if percent else floats.number
    rows = [
        (
            input_label(bar.path),
            input_value(bar.path, bar.low_value),
            show(bar.at_low),
            input_value(bar.path, bar.high_value),
            show(bar.at_high),
        )
        for bar in sorted(found.bars, key=lambda bar: -abs(bar.at_high - bar.at_low))
    ]
    return _titled(rows, "input", "low", "at_low", "high", "at_high")


def forecast(day: np.ndarray, bands: Mapping[str, Bands], every: int = 30) -> pd.DataFrame:
    """A year in months: price, supply and burned tokens in the middle and in nine of ten runs."""
    days = np.asarray(day, float)
    kept = [int(np.abs(days - at).argmin()) for at in range(0, int(days[-1]) + 1, every)]
    rows = [
        [numerals.fixed(days[i]), *(_band_text(name, band, i) for name, band in bands.items())] for i in kept
    ]
    return pd.DataFrame(
        rows, columns=[plain("preview_column.day"), *(plain(f"forecast.axis_{name}") for name in bands)]
    )


def _band_text(name: str, band: Bands, i: int) -> str:
    at = {round(float(level), 4): float(row[i]) for level, row in zip(band.levels, band.values)}
    shows: dict[str, Callable[[float], str]] = {"price": floats.price_number, "burned": floats.percent}
    show = shows.get(name, floats.number)
    middle, low, high = show(at[0.5]), show(at[0.05]), show(at[0.95])
    return middle if low == high else plain("preview.ranged", middle=middle, low=low, high=high)
