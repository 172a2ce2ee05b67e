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
