"""The rows about previews: rates, ratios with their targets, memory, and sweeps over several workers."""

from __future__ import annotations

import os
from importlib.util import find_spec
from typing import NamedTuple

from benchmarks.preview_rivals import memory, scaling
from benchmarks.preview_rivals.contestants import (
    CADCAD,
    COMPILED,
    FLOOR,
    ON_ONE_CORE,
    OURS,
    RADCAD,
    RADCAD_ALL,
    SIMPY,
    Contestant,
    Stable,
    alone,
)
from benchmarks.preview_rivals.workload import Tally, Workload

LEAST_TIMES_CADS, LEAST_OF_FLOOR, LEAST_COMPILED_OF_FLOOR = 1_000.0, 0.6, 1.0
LEAST_ELASTIC, LEAST_ELASTIC_COMPILED = 40.0, 250.0  # times SimPy
MOST_GROWTH_MB, MILLION = 150.0, 1_000_000
LEAST_EFFICIENCY, WORKERS = 0.8, 4
CORES = os.cpu_count() or 1


class Row(NamedTuple):
    """A line of the table, by the clock and by core time; ``ratio`` is by the clock, to what ``of`` says."""

    what: str
    value: float | None
    unit: str
    per_core: float | None = None
    ratio: float | None = None
    of: str = ""
    target: str = ""
    met: bool | None = None


class Measured(NamedTuple):
    """Each contestant's best rate (runs a second), by the clock and by a core's time, and all its runs."""

    rates: dict[str, float]
    per_core: dict[str, float]
    tallies: dict[str, Tally]

    def ratio(self, name: str, *others: str) -> tuple[float | None, float | None]:
        """A contestant's rate over the best of others, by the clock and by core time; None where one is missing.

        By core time is what the clock would say if nobody, on all cores or on one, ever waited for a core.
        """
        rivals = [other for other in others if other in self.rates]
        if name not in self.rates or not rivals:
            return None, None
        undisturbed = {n: self.per_core[n] * (1 if n in ON_ONE_CORE else CORES) for n in (name, *rivals)}
        by_clock = self.rates[name] / max(self.rates[rival] for rival in rivals)
        return by_clock, undisturbed[name] / max(undisturbed[rival] for rival in rivals)


def measure(stable: Stable, work: Workload, runs: dict[Contestant, int], rounds: int) -> Measured:
    """Time all contestants in turns."""
    rates: dict[str, float] = {}
    per_core: dict[str, float] = {}
    tallies: dict[str, Tally] = {}
    for seed in range(1, rounds + 1):
        for contestant, count in runs.items():
            timed, name = stable.time(contestant, work, count, seed), contestant.name
            rates[name] = max(rates.get(name, 0.0), timed.runs / timed.seconds)
            per_core[name] = max(per_core.get(name, 0.0), timed.runs / timed.core_seconds)
            if timed.tally is not None:
                before = tallies.get(name)
                tallies[name] = before.with_more(timed.tally) if before else timed.tally
    return Measured(rates, per_core, tallies)


def rate_rows(measured: Measured, what: str) -> list[Row]:
    """A row for each contestant, against the floor."""
    return [
        Row(
            f"{what}{name}",
            rate,
            "runs/s",
            measured.per_core[name],
            measured.ratio(name, FLOOR)[0],
            "the floor",
        )
        for name, rate in measured.rates.items()
    ]


def aim(
    what: str, found: tuple[float | None, float | None], unit: str, target: float, most: bool = False
) -> Row:
    """A row with a verdict on the first number; without one when something that it needs is missing."""
    value, by_core_time = found
    met = None if value is None else value < target if most else value >= target
    return Row(what, value, unit, by_core_time, None, "", f"{'<' if most else '>='} {target:,g}", met)


def blind_rows(measured: Measured) -> list[Row]:
    """Return the rows for demand that ignores the price."""
    cads = (RADCAD, RADCAD_ALL, CADCAD)
    return [
        *rate_rows(measured, ""),
        aim("Ours, numpy / best of radCAD and cadCAD", measured.ratio(OURS, *cads), "x", LEAST_TIMES_CADS),
        aim("Ours, compiled / the same", measured.ratio(COMPILED, *cads), "x", LEAST_TIMES_CADS),
        aim("Ours, numpy / radCAD's options alone", measured.ratio(OURS, RADCAD_ALL), "x", LEAST_TIMES_CADS),
        aim("Ours, compiled / the same", measured.ratio(COMPILED, RADCAD_ALL), "x", LEAST_TIMES_CADS),
        aim("Ours, numpy / floor", measured.ratio(OURS, FLOOR), "x", LEAST_OF_FLOOR),
        aim("Ours, compiled / floor", measured.ratio(COMPILED, FLOOR), "x", LEAST_COMPILED_OF_FLOOR),
    ]


def elastic_rows(measured: Measured) -> list[Row]:
    """Return the rows for a raise where half of the supporters buy less as the price rises."""
    compiled = measured.ratio(COMPILED, SIMPY)
    return [
        *rate_rows(measured, "Elastic: "),
        aim("Elastic: ours, numpy / SimPy", measured.ratio(OURS, SIMPY), "x", LEAST_ELASTIC),
        aim("Elastic: ours, compiled / SimPy", compiled, "x", LEAST_ELASTIC_COMPILED),
    ]


def memory_rows(work: Workload) -> list[Row]:
    """Measure the memory (MB) that a million runs add to a process."""
    engines = ["numpy", *(["compiled"] if find_spec("numba") else [])]
    return [
        aim(
            f"Memory growth, a million runs, {engine}",
            (alone(memory.growth_mb, work, MILLION, engine), None),
            "MB",
            MOST_GROWTH_MB,
            most=True,
        )
        for engine in engines
    ]


def sweep_rows(work: Workload, rounds: int) -> list[Row]:
    """Measure a sweep's gain from one worker to four, beside that of the floor's draws on this machine.

    By core time is what the sweep itself loses: 1 where four workers together use the cores no more than one.
    """
    kinds = {"The floor's draws in processes": scaling.drawing, "Sweep in processes": scaling.in_processes}
    if find_spec("distributed"):
        kinds["Sweep on a Dask cluster"] = scaling.on_a_cluster
    rows = []
    for name, kind in kinds.items():
        one, many = scaling.best_of(kind, work, WORKERS, rounds)
        found = one.clock_s / WORKERS / many.clock_s, one.cores_s / many.cores_s
        row = aim(
            f"{name}, 1 to {WORKERS}: {one.clock_s:.1f} to {many.clock_s:.1f} s", found, "x", LEAST_EFFICIENCY
        )
        rows.append(row if kind is not scaling.drawing else row._replace(target="", met=None))
    return rows
