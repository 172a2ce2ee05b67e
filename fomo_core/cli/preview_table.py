"""A preview's figures as a plain table."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from fomo_core.cli.preview_record import BarRecord, Drivers, Expected, PreviewRecord
from fomo_core.display import numerals
from fomo_core.display.text import plain
from fomo_core.units import DAY_S, HOUR_S, WAD, rounded_text

if TYPE_CHECKING:
    from fomo_core.simulation.summary import FigureRecord, OddsRecord

_SHARE = "share of supply"
#: How much of a figure's runs lies below each of its columns.
_LEVELS = {"lowest": "0.05", "middle": "0.5", "highest": "0.95"}
#: Inputs that are amounts (wei).
_AMOUNTS = ("minimum_target", "maximum_target", "first_buy")


def text_of(record: PreviewRecord) -> str:
    """Write a preview, as its JSON has it, in lines for a terminal."""
    runs = int(record["stamp"]["runs"])
    lines = [*_asked(record), "", *_odds(record["odds"], record["closed_form"]), "", _head()]
    lines += [_row(name, figure, runs) for name, figure in record["figures"].items()]
    return "\n".join(lines + _bars(record.get("drivers")))


def _asked(record: PreviewRecord) -> list[str]:
    inputs, stamp = record["inputs"], record["stamp"]
    first_buy = numerals.localise(rounded_text(int(inputs["first_buy"])))
    named = {"model": inputs["model"], "demand": inputs["demand"], "preset": inputs["preset"]}
    runs = numerals.count(int(stamp["runs"]))
    return [
        plain("cli.preview.inputs", first_buy=first_buy, **named),
        _expected(record["expected"], inputs["numbers"]),
        plain("cli.preview.stamp", runs=runs, seed=stamp["seed"], version=stamp["version"]),
    ]


def _expected(sums: Expected, numbers: dict[str, float]) -> str:
    flock, multiple = numerals.fixed(sums["flock"]), numerals.fixed(sums["of_minimum"], 1)
    text = plain("cli.preview.expected", flock=flock, multiple=multiple)
    reacts = numbers["elastic.share"] or numbers["snipers.per_raise"]
    return plain("cli.preview.expected_alone", expected=text) if reacts else text


def _odds(odds: dict[str, OddsRecord], exact: dict[str, float] | None) -> list[str]:
    head = {name: plain(f"cli.preview.column.{name}") for name in ("odds", "share", "low", "high")}
    lines = [f"{head['odds']:<34}{head['share']:>9}{head['low']:>11}{head['high']:>9}"]
    for name, odd in odds.items():
        share, low, high = (numerals.percentage(end, 2) for end in (odd["share"], odd["low"], odd["high"]))
        lines.append(f"  {plain(f'cli.preview.odds.{name}'):<32}{share:>9}{low:>11}{high:>9}")
    return [*lines, f"  {_exact(exact)}"] if exact else lines


def _exact(exact: dict[str, float]) -> str:
    failed, maximum = numerals.percentage(exact["failed"], 2), numerals.percentage(exact["maximum"], 2)
    error = numerals.percentage(max(exact["error"], 1e-4), 2)
    return plain("cli.preview.exact", failed=failed, maximum=maximum, error=error)


def _head() -> str:
    mean, lowest, middle, highest = (plain(f"cli.preview.column.{name}") for name in ("mean", *_LEVELS))
    return _columns("", mean, lowest, middle, highest)


def _columns(label: str, mean: str, lowest: str, middle: str, highest: str) -> str:
    return f"{label:<34}{mean:>16}{lowest:>18}{middle:>16}{highest:>18}"


def _row(name: str, figure: FigureRecord, runs: int) -> str:
    label = plain(f"cli.preview.figure.{name}")
    found = [figure["mean"], *(figure["quantiles"][level] for level in _LEVELS.values())]
    values = [value for value in found if value is not None]
    if len(values) < len(found):
        return f"{label:<34}{plain('cli.preview.none'):>16}"
    unit = figure["unit"]
    mean, lowest, middle, highest = (_cell(unit, value) for value in values)
    behind = "" if unit == _SHARE else plain(f"cli.preview.unit.{unit}")
    row = f"{_columns(label, mean, lowest, middle, highest)}  {behind}"
    some = plain("cli.preview.some", share=numerals.percentage(figure["runs"] / runs, 1))
    return f"{row} {some}" if figure["runs"] < runs else row


def _cell(unit: str, value: float) -> str:
    if unit == "seconds":
        days, rest = divmod(int(value), DAY_S)
        return plain("cli.preview.time", days=days, hours=f"{rest // HOUR_S:02d}")
    if unit == _SHARE:
        return numerals.percentage(value, 2)
    return numerals.fixed(value, 4 if unit.startswith("FLOCK per") else 0)


def _bars(drivers: Drivers | None) -> list[str]:
    if drivers is None:
        return []
    measure = drivers["measure"]
    show = numerals.fixed if measure == "raised" else _precise_share
    title = plain(f"cli.preview.driven.{measure}")
    lines = ["", plain("cli.preview.driven.title", measure=title, base=show(drivers["base"]))]
    return lines + [_bar(bar, show) for bar in drivers["bars"]]


def _bar(bar: BarRecord, show: Callable[[float], str]) -> str:
    scale = WAD if bar["path"] in _AMOUNTS else 1
    low, high = (numerals.general(value / scale) for value in (bar["low_value"], bar["high_value"]))
    ends = plain("cli.preview.driven.range", low=low, high=high)
    moved = plain("cli.preview.driven.range", low=f"{show(bar['at_low']):>10}", high=show(bar["at_high"]))
    return f"  {bar['path']:<24}{ends:>28}{moved}"


def _precise_share(share: float) -> str:
    return numerals.percentage(share, 2)
