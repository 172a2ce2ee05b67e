"""Print a table of how fast previews are, beside other ways to simulate the same raise.

    python benchmarks/preview.py [--rounds N] [--scale F] [--without PART ...] [--json]

One workload for all: a seven-day raise with about 200 purchases, the tax that falls by the minute, fees,
the stop at the maximum (``preview_rivals/workload.py``). The baselines are SimPy, radCAD, cadCAD, a plain
loop, and the floor: only drawing the random numbers. The contestants run in turns, each in a process of its
own, and their best rounds are compared, since whatever else the machine does only takes speed away. The odds
that they find are held against the exact ones first. This is a report, not a gate: the exit status is 1 only
if something went wrong, as when two of them do not find the same odds. Rivals that are not installed are named with what to install; ``make bench-rivals``
installs them all beside the project.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

from benchmarks.preview_rivals import memory, ours, scaling  # noqa: E402
from benchmarks.preview_rivals.agreement import MOST, Reference, reference_of, worst  # noqa: E402
from benchmarks.preview_rivals.contestants import (  # noqa: E402
    CADCAD,
    COMPILED,
    CONTESTANTS,
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
from benchmarks.preview_rivals.workload import Tally, Workload, standard  # noqa: E402

LEAST_TIMES_CADS, LEAST_OF_FLOOR, LEAST_COMPILED_OF_FLOOR = 1_000.0, 0.6, 1.0
LEAST_ELASTIC, LEAST_ELASTIC_COMPILED = 40.0, 250.0  # times SimPy
MOST_GROWTH_MB, MILLION = 150.0, 1_000_000
LEAST_EFFICIENCY, WORKERS = 0.8, 4
DASK = "pip install dask==2026.8.0 distributed==2026.8.0"
AGREES = "agrees"
CORES = os.cpu_count() or 1
PARTS = ("elastic", "memory", "sweeps")


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


def agreement(measured: Measured, reference: Reference, what: str) -> list[list[str]]:
    """A line for each contestant: its odds, its mean raise, and how far it lies off at most."""
    lines = []
    for name, tally in measured.tallies.items():
        figure, off = worst(tally, reference)
        failed, minimum, maximum, raised = (f"{mean:,.4f}" for mean in tally.means[:4])
        lines.append([what + name, f"{tally.runs:,}", failed, minimum, maximum, raised.split(".")[0]])
        lines[-1] += [f"{off:+.1f} ({figure})", AGREES if abs(off) <= MOST else "DISAGREES"]
    return lines


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


def table(lines: list[list[str]], right: tuple[int, ...]) -> str:
    """Aligned plain text; the first line is the headings."""
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    return "\n".join(
        "  ".join(
            cell.rjust(width) if place in right else cell.ljust(width)
            for place, (cell, width) in enumerate(zip(line, widths, strict=True))
        ).rstrip()
        for line in lines
    )


def number(value: float | None) -> str:
    """A number as text, with decimals where it is small."""
    return "-" if value is None else f"{value:,.0f}" if value >= 100 else f"{value:.2f}"


def cells(row: Row) -> list[str]:
    """A row as text."""
    value, per_core = number(row.value), number(row.per_core)
    ratio = "-" if row.ratio is None else f"{row.ratio:.4f} of {row.of}"
    verdict = "-" if row.met is None else "met" if row.met else "missed"
    return [row.what, value, row.unit, per_core, ratio, row.target or "-", verdict]


def missing() -> list[str]:
    """A line for whatever is not installed, with how to install it."""
    lines = [f"Missing: {c.name}. To add it: {c.install}" for c in CONTESTANTS if not c.present]
    if not find_spec("distributed"):
        lines.append(f"Missing: the Dask cluster. To add it: {DASK}")
    return list(dict.fromkeys(lines))


def options_of(arguments: list[str] | None = None) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description="Print how fast previews are, beside their rivals.")
    parser.add_argument("--rounds", type=int, default=5, metavar="N", help="rounds, of which the best counts")
    parser.add_argument("--scale", type=float, default=1.0, metavar="F", help="times as many runs in a round")
    parser.add_argument("--without", choices=PARTS, nargs="+", default=(), help="parts to leave out")
    parser.add_argument("--json", action="store_true", help="print a JSON object")
    options = parser.parse_args(arguments)
    if not 1 <= options.rounds <= 100 or not 0.01 <= options.scale <= 100:
        parser.error("--rounds must be 1 to 100, --scale 0.01 to 100")
    return options


def speed(options: argparse.Namespace, work: Workload) -> tuple[list[Row], list[list[str]]]:
    """Time everybody on the raise whose supporters ignore the price, and on the elastic one; check that all agree."""
    present = [contestant for contestant in CONTESTANTS if contestant.present]
    stable = Stable(present)
    try:
        stable.warm_up(work)
        runs = {c: int(c.runs * options.scale) for c in present}
        measured = measure(stable, work, runs, options.rounds)
        rows = blind_rows(measured)
        checks = agreement(measured, reference_of(measured.tallies[OURS], ours.exact_odds(work)), "")
        if "elastic" not in options.without:
            stable.warm_up(work.elastic())
            runs = {c: int(c.elastic_runs * options.scale) for c in present if c.elastic_runs}
            measured = measure(stable, work.elastic(), runs, options.rounds)
            rows += elastic_rows(measured)
            checks += agreement(measured, reference_of(measured.tallies[OURS]), "Elastic: ")
    finally:
        stable.close()
    return rows, checks


def main() -> int:
    """Measure, print, and return the exit status."""
    options, work = options_of(), standard()
    rows, checks = speed(options, work)
    exact_ms, preview_ms = ours.instant(work)
    rows += [Row("Exact odds", exact_ms, "ms"), Row("10,000 runs and their summary", preview_ms, "ms")]
    if "memory" not in options.without:
        rows += memory_rows(work)
    if "sweeps" not in options.without:
        rows += sweep_rows(work, max(1, options.rounds // 2))
    say(options, rows, checks)
    return 1 if any(check[-1] != AGREES for check in checks) else 0


def say(options: argparse.Namespace, rows: list[Row], checks: list[list[str]]) -> None:
    """Print what was found."""
    if options.json:
        found = {"rows": [row._asdict() for row in rows], "agreement": checks, "missing": missing()}
        print(json.dumps(found, indent=2))
        return
    headings = ["odds found", "runs", "failed", "minimum", "maximum", "raised", "farthest off (s.e.)", ""]
    print(table([headings, *checks], (1, 2, 3, 4, 5, 6)))
    print()
    headings = ["what", "measured", "unit", "by core time", "ratio", "target", "verdict"]
    print(table([headings, *map(cells, rows)], (1, 3, 4)))
    print("\n".join(missing()))
    load = os.getloadavg()[0]
    print(
        f"Best of {options.rounds} rounds on {CORES} cores, for which {load:.1f} processes contended at the end."
    )
    print(
        "By core time: runs for each second of a core, and the ratios if no contestant ever waited for a core."
    )


if __name__ == "__main__":
    sys.exit(main())
