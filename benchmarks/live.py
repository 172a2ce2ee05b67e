"""Print a table of how fast live mode reads, acts, draws and polls; plain web3 does the same beside it.

    python benchmarks/live.py [--purchases N] [--rounds N] [--runs N] [--json]

Everything happens on development nodes that are started for it (see ``make anvil``). Each thing is done
in several rounds, ours and the baseline in turns, and the best of each counts: whatever else the machine
does can only slow a round down. The baseline of the page is the minimal one of ``benchmarks/pages.py``.
This is a report, not a gate: the exit status is 1 only if something could not be measured.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from websockets.exceptions import WebSocketException

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks import pages, report
from benchmarks.live_beside import measure_acts, measure_events, measure_reads
from benchmarks.live_chain import Stage, staged
from benchmarks.report import Count, Row, WrongResultError, table
from benchmarks.tabs import Page, Tab, UnmeasuredError
from fomo_core.errors import FomoError
from tools.anvil import NoAnvil

MOST_RERUN = 4.0  # times the minimal page
MOST_REQUESTS = 2  # for each new block
OFFERINGS = 50  # polled at once
LOADS = 3  # how often the page is served anew
ARRIVAL_S, PAUSE_S = 60.0, 0.2  # until a page shows the chain; between two looks


def arrive(tab: Tab) -> None:
    """Rerun a page until it shows the chain, which the server reads in the background."""
    deadline = time.monotonic() + ARRIVAL_S
    while True:
        try:
            tab.rerun()
            return
        except UnmeasuredError:
            if time.monotonic() > deadline:
                raise
            time.sleep(PAUSE_S)


def measure_page(stage: Stage, purchases: int, runs: int) -> list[Row]:
    """Rerun the page of an offering with so many purchases, while no block comes."""
    at = stage.chain.actor.addresses.launchpad
    env = {**os.environ, "FOMO_DEPLOYMENT": "local", "FOMO_RPC_URL": stage.url, "FOMO_LAUNCHPAD": at}
    page = Page(f"Page over {purchases:,} purchases", "offering", "", MOST_RERUN, "BENCH")
    with tempfile.TemporaryDirectory() as folder:
        baseline = pages.write_baseline(Path(folder).resolve() / "baseline")
        found = [row for _ in range(LOADS) for row in pages.measure_page(page, runs, baseline, env, arrive)]
    # The best load as a whole: a page's best time beside another load's baseline would compare two machines.
    best = min(found, key=lambda row: row.ours)
    met = best.verdict == "within"
    return [
        Row("Page: a minimal one, rerun", best.baseline or 0.0, "ms", 1.0),
        Row(f"{page.name}, between blocks", best.ours, "ms", best.ratio, f"<= {MOST_RERUN:g} x", met),
    ]


def measure_polls(stage: Stage) -> list[Row]:
    """Count the JSON-RPC requests of single polls, with one offering and with many."""
    tokens = [stage.token]
    rows = polls(stage, tokens)
    tokens += [stage.launch(f"bench {number}") for number in range(1, OFFERINGS)]
    return rows + polls(stage, tokens)


def polls(stage: Stage, tokens: list[str]) -> list[Row]:
    """Count a poll's requests: for nothing new, an empty block, and one with a purchase of each offering."""
    chain, watched = stage.connected()
    chain.sync()
    whose = "1 offering" if len(tokens) == 1 else f"{len(tokens)} offerings"

    def after(news: Callable[[], object]) -> int:
        news()
        watched.requests = 0
        chain.sync()
        return watched.requests

    def bought() -> None:
        stage.send(stage.purchases(len(tokens), tokens))

    counts = {
        f"Poll of {whose}: nothing new": (after(lambda: None), 1),
        f"Poll of {whose}: an empty block": (after(lambda: stage.node.call("evm_mine", [])), MOST_REQUESTS),
        f"Poll of {whose}: a block with a purchase of each": (after(bought), MOST_REQUESTS),
    }
    return [
        Row(what, count, "requests", None, f"<= {most}", count <= most)
        for what, (count, most) in counts.items()
    ]


def measure_all(options: argparse.Namespace) -> tuple[list[Row], list[str]]:
    """Measure everything; the rows, and a line on each failure."""
    rows: list[Row] = []
    failures: list[str] = []

    def measured(name: str, measure: Callable[[], list[Row]]) -> None:
        try:
            rows.extend(measure())
        except (FomoError, WrongResultError, UnmeasuredError, OSError, WebSocketException) as problem:
            failures.append(f"{name}: could not be measured: {problem}")

    with staged() as stage:
        stage.send(stage.purchases(options.purchases))
        measured("Events", lambda: measure_events(stage, options.rounds))
        measured("State", lambda: measure_reads(stage, options.rounds))
        measured("Page", lambda: measure_page(stage, options.purchases, options.runs))
        measured("Acts", lambda: measure_acts(stage, options.rounds))
    with staged() as small:
        measured("Poll", lambda: measure_polls(small))
    return rows, failures


def options_of(arguments: list[str] | None = None) -> argparse.Namespace:
    """Read the command line."""
    counts = {
        "--purchases": Count(10_000, "purchases on the chain"),
        "--rounds": Count(7, "rounds, the best of which is printed"),
        "--runs": Count(60, "counted reruns of the page, three times over"),
    }
    # Above 200,000 purchases the raise would fill.
    return report.options_of("Print how fast live mode is, beside plain web3.", counts, 200_000, arguments)


def main() -> int:
    """Measure, print, and return the exit status."""
    options = options_of()
    try:
        rows, failures = measure_all(options)
    except (NoAnvil, FomoError, RuntimeError) as wrong:
        print(f"Nothing to report: {wrong}", file=sys.stderr)
        return 1
    return report.print_rows(rows, failures, options.json, table)


if __name__ == "__main__":
    sys.exit(main())
