"""The shell of a benchmark: its command line, its rows printed, its exit status."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple, Protocol, TypeVar


class _Line(Protocol):
    def _asdict(self) -> dict[str, object]: ...


Line = TypeVar("Line", bound=_Line)


class Row(NamedTuple):
    """A line of the table; ``ratio`` is to the baseline, and ``target`` is words."""

    what: str
    value: float
    unit: str
    ratio: float | None = None
    target: str = ""
    met: bool | None = None


class WrongResultError(Exception):
    """Two ways to the same result disagree, so their times can't be compared."""


class Count(NamedTuple):
    """A number on the command line: by default so many of what."""

    default: int
    what: str


def options_of(
    description: str, counts: Mapping[str, Count], most: int, arguments: list[str] | None = None
) -> argparse.Namespace:
    """Read the command line: ``counts`` by their names, each 1 to ``most``, and ``--json``."""
    parser = argparse.ArgumentParser(description=description)
    for name, (default, what) in counts.items():
        parser.add_argument(name, type=int, default=default, metavar="N", help=f"{what} (default: {default})")
    parser.add_argument("--json", action="store_true", help="print a JSON list of the rows")
    options = parser.parse_args(arguments)
    for name in counts:
        if not 1 <= getattr(options, name[2:]) <= most:
            parser.error(f"{name} must be 1 to {most}")
    return options


def print_rows(
    rows: list[Line], failures: Sequence[str], as_json: bool, table: Callable[[list[Line]], str]
) -> int:
    """Print the rows, and what could not be measured to standard error; gives the exit status."""
    print(json.dumps([row._asdict() for row in rows], indent=2) if as_json else table(rows))
    for failure in failures:
        print(failure, file=sys.stderr)
    return 1 if failures else 0


def table(rows: list[Row]) -> str:
    """The rows as aligned plain text under a line of headings."""
    lines = [["what", "measured", "unit", "ratio", "target", "verdict"]]
    for row in rows:
        ratio = "-" if row.ratio is None else f"{row.ratio:.3f}"
        lines.append([row.what, number(row.value), row.unit, ratio, row.target or "-", verdict(row.met)])
    return aligned(lines, (1, 3))


def number(value: float | None) -> str:
    """A number as text, with decimals where it is small."""
    return "-" if value is None else f"{value:,.0f}" if value >= 100 else f"{value:.2f}"


def verdict(met: bool | None) -> str:
    """A row's verdict in a word."""
    return "-" if met is None else "met" if met else "missed"


def aligned(lines: list[list[str]], right: tuple[int, ...]) -> str:
    """Aligned plain text; the first line is the headings."""
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    return "\n".join(
        "  ".join(
            cell.rjust(width) if place in right else cell.ljust(width)
            for place, (cell, width) in enumerate(zip(line, widths, strict=True))
        ).rstrip()
        for line in lines
    )
