"""Print a table of how fast the app starts and how fast its pages rerun.

    python benchmarks/pages.py [--runs N] [--json]

The app and a minimal Streamlit page (the baseline) are served in the same way and asked in turns, so
the speed of the machine, and its drift, cancel out in the ratios. Reruns go over the real websocket as
a browser sends them; what the browser then draws is not counted. This is a report, not a gate: the exit
status is 1 only if something could not be measured.
"""

from __future__ import annotations

import argparse
import functools
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import NamedTuple

from websockets.exceptions import WebSocketException

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.report import aligned
from benchmarks.tabs import Page, Tab, UnmeasuredError, last_line, opened, served

STORY = "ten_thousand_purchases"
PAGES = (
    Page("Small page (marketplace, empty)", "marketplace", "", 2.0),
    Page("Home", "", "", None),
    Page("Offering with 10,000 purchases", "offering", f"story={STORY}&offering=bench", 4.0, "BENCH"),
)
BLANK = Page("Baseline", "", "", 1.0, "hello")
START_LIMIT, IMPORT_LIMIT = 1.5, 150.0  # times the baseline, ms
WARM_UPS, STARTS, IMPORTS = 10, 5, 11
ROOT = Path(__file__).resolve().parent.parent
FLOCK = 10**18


class Row(NamedTuple):
    """A line of the table: times in ms, the limit in ms or, if the unit is "x", in times the baseline."""

    what: str
    ours: float
    baseline: float | None
    ratio: float | None
    limit: float | None
    unit: str
    verdict: str


def row(what: str, ours: float, baseline: float | None, limit: float | None) -> Row:
    """Compare ours with the baseline, or, where there is none, with the limit itself (all times in ms)."""
    ratio = None if baseline is None else ours / baseline
    measured, unit = (ours, "ms") if ratio is None else (ratio, "x")
    verdict = "-" if limit is None else "within" if measured <= limit else "over"
    return Row(what, ours, baseline, ratio, limit, unit, verdict)


def scenario() -> dict[str, object]:
    """Return a scenario of one offering with 10,000 purchases of 10 FLOCK each by 200 supporters."""
    funds = {"issuer": 100_000, **{f"supporter {number}": 10_000 for number in range(200)}}
    steps: list[dict[str, object]] = [
        {"at": 0, "do": "fund", "account": name, "flock": str(flock * FLOCK)} for name, flock in funds.items()
    ]
    launch = {"at": 0, "do": "launch", "sender": "issuer", "offering": "bench", "first_buy_flock": "0"}
    words = {"name": "Bench", "symbol": "BENCH", "description": "Ten thousand purchases"}
    steps.append({**launch, **words, "model": "qwen3-30b-a3b-instruct"})
    buy = {"do": "buy", "offering": "bench", "flock_in": str(10 * FLOCK)}
    steps += [{"at": 6000 + 50 * n, "sender": f"supporter {n % 200}", **buy} for n in range(10_000)]
    return {"schema": 1, "title": "Ten thousand purchases", "preset": "mainnet", "steps": steps}


def write_baseline(folder: Path) -> Path:
    """Write the minimal app, with the project's own Streamlit settings, and return its folder."""
    (folder / ".streamlit").mkdir(parents=True)
    settings = ROOT / ".streamlit" / "config.toml"
    if settings.exists():
        shutil.copy(settings, folder / ".streamlit")
    page = folder / "page.py"
    page.write_text('import streamlit as st\n\nst.button("x")\nst.write("hello")\n')
    (folder / "app.py").write_text(f"import streamlit as st\n\napp = st.App({str(page)!r})\n")
    return folder


def measure_page(
    page: Page, runs: int, baseline: Path, env: dict[str, str], begin: Callable[[Tab], object] = Tab.rerun
) -> list[Row]:
    """Rerun a page and the baseline in turns, each on a fresh server; `begin` brings the page to what it shows."""
    with served(ROOT, env) as our_server, served(baseline, env) as plain_server:
        our_server.wait_until_healthy()
        plain_server.wait_until_healthy()
        with opened(our_server, page) as ours, opened(plain_server, BLANK) as plain:
            begin(ours)
            pairs = [(plain.rerun(), ours.rerun()) for _ in range(WARM_UPS + runs)]
    plain_times, our_times = zip(*pairs[WARM_UPS:], strict=True)
    return [row(f"{page.name}: rerun", median(our_times), median(plain_times), page.limit)]


def start_once(folder: Path, page: Page, env: dict[str, str]) -> tuple[float, float]:
    """Start a server; return the ms to its first healthy answer and to its first finished run."""
    with served(folder, env) as server:
        healthy = server.wait_until_healthy()
        with opened(server, page) as tab:
            return healthy, server.age() + tab.rerun()


def measure_starts(baseline: Path, env: dict[str, str]) -> list[Row]:
    """Start the baseline and the app in turns."""
    pairs = [(*start_once(baseline, BLANK, env), *start_once(ROOT, PAGES[0], env)) for _ in range(STARTS)]
    plain_healthy, plain_run, our_healthy, our_run = map(median, zip(*pairs, strict=True))
    return [
        row("Start: to the first healthy answer", our_healthy, plain_healthy, START_LIMIT),
        row("Start: to the first finished run", our_run, plain_run, None),
    ]


def time_python(code: str, env: dict[str, str]) -> float:
    """Return the ms that a fresh interpreter takes to run `code` in the project's folder."""
    begun = time.perf_counter()
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=env, capture_output=True, check=False)
    taken = (time.perf_counter() - begun) * 1000
    if done.returncode:
        raise UnmeasuredError(last_line(done.stderr))
    return taken


def measure_import(env: dict[str, str]) -> list[Row]:
    """Time the import of the core, less the start of the interpreter itself."""
    taken = [time_python("import fomo_core", env) - time_python("pass", env) for _ in range(IMPORTS)]
    return [row("Import of fomo_core", median(taken), None, IMPORT_LIMIT)]


def measure_all(runs: int, folder: Path) -> tuple[list[Row], list[str]]:
    """Measure everything, with files in `folder`; return the rows, and a line on each failure."""
    (folder / "scenarios").mkdir()
    (folder / "scenarios" / f"{STORY}.json").write_text(json.dumps(scenario()))
    env = {**os.environ, "FOMO_SCENARIO_DIR": str(folder / "scenarios")}
    baseline = write_baseline(folder / "baseline")
    jobs = {page.name: functools.partial(measure_page, page, runs, baseline, env) for page in PAGES}
    jobs["Start"] = functools.partial(measure_starts, baseline, env)
    jobs["Import of fomo_core"] = functools.partial(measure_import, env)
    rows: list[Row] = []
    failures: list[str] = []
    for name, job in jobs.items():
        try:
            rows += job()
        except (UnmeasuredError, OSError, WebSocketException) as problem:
            reason = " ".join(str(problem).split()) or type(problem).__name__
            failures.append(f"{name}: could not be measured: {reason}")
    return rows, failures


def table(rows: list[Row]) -> str:
    """Return the rows as aligned plain text under a line of headings."""
    lines = [["what", "ours (ms)", "baseline (ms)", "ratio", "limit", "verdict"]]
    for line in rows:
        baseline = "-" if line.baseline is None else f"{line.baseline:.1f}"
        ratio = "-" if line.ratio is None else f"{line.ratio:.2f}"
        limit = "-" if line.limit is None else f"{line.limit:.1f} {line.unit}"
        lines.append([line.what, f"{line.ours:.1f}", baseline, ratio, limit, line.verdict])
    return aligned(lines, (1, 2, 3, 4))


def main() -> int:
    """Measure, print, and return the exit status."""
    parser = argparse.ArgumentParser(description="Print how fast the app starts and its pages rerun.")
    runs_help = "counted reruns of each page, whose median is printed (default: 60)"
    parser.add_argument("--runs", type=int, default=60, metavar="N", help=runs_help)
    parser.add_argument("--json", action="store_true", help="print a JSON list of the rows, times in ms")
    options = parser.parse_args()
    if options.runs < 1:
        parser.error("--runs must be 1 or more")
    # Ending by an exception lets the with blocks end the servers and remove the files.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    with tempfile.TemporaryDirectory() as folder:
        rows, failures = measure_all(options.runs, Path(folder).resolve())
    print(json.dumps([line._asdict() for line in rows], indent=2) if options.json else table(rows))
    for failure in failures:
        print(failure, file=sys.stderr)
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
