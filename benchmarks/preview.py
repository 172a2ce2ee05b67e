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

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

from benchmarks.preview_rivals import ours  # noqa: E402
from benchmarks.preview_rivals.agreement import MOST, Reference, reference_of, worst  # noqa: E402
from benchmarks.preview_rivals.contestants import CONTESTANTS, OURS, Stable  # noqa: E402
from benchmarks.preview_rivals.workload import Workload, standard  # noqa: E402
from benchmarks.preview_rows import (  # noqa: E402
    CORES,
    Measured,
    Row,
    blind_rows,
    elastic_rows,
    measure,
    memory_rows,
    sweep_rows,
)
from benchmarks.report import aligned, number, verdict  # noqa: E402

DASK = "pip install dask==2026.8.0 distributed==2026.8.0"
AGREES = "agrees"
PARTS = ("elastic", "memory", "sweeps")


def agreement(measured: Measured, reference: Reference, what: str) -> list[list[str]]:
    """A line for each contestant: its odds, its mean raise, and how far it lies off at most."""
    lines = []
    for name, tally in measured.tallies.items():
        figure, off = worst(tally, reference)
        failed, minimum, maximum, raised = (f"{mean:,.4f}" for mean in tally.means[:4])
        lines.append([what + name, f"{tally.runs:,}", failed, minimum, maximum, raised.split(".")[0]])
        lines[-1] += [f"{off:+.1f} ({figure})", AGREES if abs(off) <= MOST else "DISAGREES"]
    return lines


def cells(row: Row) -> list[str]:
    """A row as text."""
    value, per_core = number(row.value), number(row.per_core)
    ratio = "-" if row.ratio is None else f"{row.ratio:.4f} of {row.of}"
    return [row.what, value, row.unit, per_core, ratio, row.target or "-", verdict(row.met)]


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
    print(aligned([headings, *checks], (1, 2, 3, 4, 5, 6)))
    print()
    headings = ["what", "measured", "unit", "by core time", "ratio", "target", "verdict"]
    print(aligned([headings, *map(cells, rows)], (1, 3, 4)))
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
