"""Checks that contestants simulate the same raise: odds and means, in standard errors from a reference."""

from __future__ import annotations

from math import inf, sqrt
from typing import NamedTuple

from benchmarks.preview_rivals.workload import FIGURES, Tally

#: As far as any engine may lie from the reference, in standard errors.
MOST = 4.0


class Reference(NamedTuple):
    """The yardstick: means and deviations of ``FIGURES``, and the runs behind the odds and the rest."""

    means: tuple[float, ...]
    deviations: tuple[float, ...]
    odds_runs: float
    runs: float


def reference_of(tally: Tally, exact: tuple[float, float, float] | None = None) -> Reference:
    """A large sample, with its odds replaced by the exact ones where there are any."""
    if exact is None:
        return Reference(tally.means, tally.deviations, tally.runs, tally.runs)
    spread = tuple(sqrt(p * (1.0 - p)) for p in exact)
    return Reference((*exact, *tally.means[3:]), (*spread, *tally.deviations[3:]), inf, tally.runs)


def distances(tally: Tally, reference: Reference) -> dict[str, float]:
    """By figure, how many standard errors a contestant lies from the reference."""
    found = {}
    for place, name in enumerate(FIGURES):
        behind = reference.odds_runs if place < 3 else reference.runs
        error = reference.deviations[place] * sqrt(1.0 / tally.runs + 1.0 / behind)
        off = tally.means[place] - reference.means[place]
        found[name] = off / error if error else (0.0 if off == 0.0 else inf)
    return found


def worst(tally: Tally, reference: Reference) -> tuple[str, float]:
    """The figure that lies farthest off, and its distance in standard errors."""
    found = distances(tally, reference)
    name = max(found, key=lambda figure: abs(found[figure]))
    return name, found[name]
