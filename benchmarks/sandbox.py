"""Print a table of how fast the sandbox buys, replays and undoes, and how much memory its log takes.

    python benchmarks/sandbox.py [--events N] [--rounds N] [--replayed N] [--json]

The baseline is a bare loop over the same rules (tax, split of the payment, curve) with two running
totals and nothing around it: no accounts, no events, no log. The loops run in turns in one process, on
one core, with the garbage collector on as in the app, so the speed of the machine, and its drift, cancel
out in the ratios. This is a report, not a gate: the exit status is 1 only if something went wrong.
"""

from __future__ import annotations

import argparse
import gc
import sys
import time
import tracemalloc
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks import report  # noqa: E402
from benchmarks.report import Count, Row, WrongResultError  # noqa: E402
from benchmarks.sandbox_raise import (  # noqa: E402
    KEY,
    Work,
    opened_sandbox,
    opened_world,
    opening,
    purchases,
    wide_protocol,
)
from fomo_core.commands import Command  # noqa: E402
from fomo_core.decide import decide  # noqa: E402
from fomo_core.fees import fill  # noqa: E402
from fomo_core.ledger import Ledger  # noqa: E402
from fomo_core.parameters import Protocol  # noqa: E402
from fomo_core.tax import combined_tax_bps  # noqa: E402
from fomo_core.world import World, apply  # noqa: E402

LEAST_RATIO, LEAST_RATE = 0.4, 150_000  # of the baseline's rate; buys a second
MOST_REPLAY_S, MOST_BYTES = 10.0, 600.0  # s for a million events; bytes for each event
WEIGHED = 100_000  # events whose memory is measured: tracing makes everything several times slower
JOURNAL = 10_000  # events before an undo
MILLION = 1_000_000


def time_bare(protocol: Protocol, work: Work) -> tuple[float, int]:
    """Seconds for the rules of the purchases alone, and the tokens (wei) sold."""
    offering, parameters = opened_world(protocol).offerings[KEY], protocol.parameters
    curve, maximum, start = offering.curve, offering.maximum_target, offering.start
    platform_fee_bps, creator_fee_bps = parameters.platform_fee_bps, parameters.creator_fee_bps
    offers = [(now, buy.flock_in) for now, buy in work]
    raised = sold = 0
    begun = time.perf_counter()
    for now, flock_in in offers:
        tax_bps = combined_tax_bps(now - start, parameters)
        filled = fill(flock_in, tax_bps, maximum - raised, platform_fee_bps, creator_fee_bps)
        raised += filled[1]
        sold += curve.sold(raised) - sold
    return time.perf_counter() - begun, sold


def time_logged(protocol: Protocol, work: Work, hashed_each: bool = False) -> tuple[float, int]:
    """Seconds to decide, apply and log the purchases and hash them, and the tokens sold; see ``log``."""
    world, ledger = opened_world(protocol), Ledger()
    begun = time.perf_counter()
    log(world, ledger, work, hashed_each)
    return time.perf_counter() - begun, world.offerings[KEY].sold


def log(world: World, ledger: Ledger, work: Iterable[tuple[int, Command]], hashed_each: bool = False) -> None:
    """Decide, apply and log some commands; somebody asks for the hash at the end, or after each."""
    for now, command in work:
        events = decide(world, command, now)
        for event in events:
            apply(world, event)
        ledger.append(now, events)
        if hashed_each:
            _ = ledger.head
    _ = ledger.head


def time_submitted(protocol: Protocol, work: Work) -> tuple[float, int]:
    """Seconds for the whole ``Sandbox``: its clock and journal too, the hash asked for at the end."""
    sandbox = opened_sandbox(protocol)
    begun = time.perf_counter()
    for now, buy in work:
        sandbox.advance_to(now)
        sandbox.submit(buy)
    _ = sandbox.head()
    return time.perf_counter() - begun, sandbox.world.offerings[KEY].sold


#: The first is the baseline.
LOOPS: dict[str, Callable[[Protocol, Work], tuple[float, int]]] = {
    "Bare arithmetic (baseline)": time_bare,
    "Buys decided, applied, logged and hashed": time_logged,
    "The same, hash asked for after each": partial(time_logged, hashed_each=True),
    "Sandbox.submit, with clock and journal": time_submitted,
}


def measure_buys(protocol: Protocol, count: int, rounds: int) -> list[Row]:
    """Run all loops in turns; medians, and the medians of each round's ratio."""
    work = list(purchases(protocol, count))
    rates: dict[str, list[float]] = {name: [] for name in LOOPS}
    for _ in range(rounds):
        sums = set()
        for name, loop in LOOPS.items():
            gc.collect()
            taken, sold = loop(protocol, work)
            rates[name].append(count / taken)
            sums.add(sold)
        if len(sums) > 1:
            raise WrongResultError("the loops did not sell the same number of tokens")
    bare, logged, *others = (rate_row(name, rates) for name in LOOPS)
    met = logged.ratio is not None and logged.ratio >= LEAST_RATIO and logged.value >= LEAST_RATE
    target = f"ratio >= {LEAST_RATIO}, {LEAST_RATE:,}/s"
    return [bare, logged._replace(target=target, met=met), *others]


def rate_row(name: str, rates: dict[str, list[float]]) -> Row:
    """The row of one loop, compared round by round with the baseline."""
    baseline = rates[next(iter(LOOPS))]
    ratio = median(ours / bare for ours, bare in zip(rates[name], baseline, strict=True))
    return Row(name, median(rates[name]), "buys/s", ratio)


def filled_ledger(protocol: Protocol, count: int) -> Ledger:
    """A log of the opening and ``count`` purchases, hashed; nothing else is kept."""
    world, ledger = World(protocol), Ledger()
    log(world, ledger, [(0, command) for command in opening(protocol)])
    log(world, ledger, purchases(protocol, count))
    return ledger


def measure_replay(protocol: Protocol, count: int) -> Row:
    """Replay a log of ``count`` purchases once; the target is for a million events."""
    ledger = filled_ledger(protocol, count)
    begun = time.perf_counter()
    world = ledger.replay(protocol)
    taken = time.perf_counter() - begun
    if world.flock_held() != world.funded:
        raise WrongResultError("the replayed world does not hold the FLOCK that came in")
    met = taken / len(ledger) * MILLION < MOST_REPLAY_S
    return Row(f"Replay of {count:,} purchases", taken, "s", None, f"< {MOST_REPLAY_S:g} s a million", met)


def measure_memory(protocol: Protocol) -> Row:
    """Bytes that the log keeps for each event, its integers included, as Python's allocator counts them."""
    gc.collect()
    tracemalloc.start()
    ledger = filled_ledger(protocol, WEIGHED)
    gc.collect()
    kept, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    each = kept / len(ledger)
    return Row(
        "Log kept in memory, for each event", each, "bytes", None, f"< {MOST_BYTES:g}", each < MOST_BYTES
    )


def measure_undo(protocol: Protocol, rounds: int) -> list[Row]:
    """Undo the last of 10,000 purchases and do it again; branch off at the last event."""
    sandbox = opened_sandbox(protocol)
    for now, buy in purchases(protocol, JOURNAL):
        sandbox.advance_to(now)
        sandbox.submit(buy)
    undos, branches = [], []
    for _ in range(rounds):
        begun = time.perf_counter()
        sandbox.undo()
        undone = time.perf_counter()
        sandbox.submit(buy)
        again = time.perf_counter()
        sandbox.branch(len(sandbox.ledger))
        branches.append((time.perf_counter() - again) * 1000)
        undos.append((undone - begun) * 1000)
    what = f"after {JOURNAL:,} purchases"
    return [Row(f"Undo {what}", median(undos), "ms"), Row(f"Branch {what}", median(branches), "ms")]


def options_of(arguments: list[str] | None = None) -> argparse.Namespace:
    """Read the command line."""
    counts = {
        "--events": Count(100_000, "purchases in each loop of each round"),
        "--rounds": Count(7, "rounds, whose median is printed"),
        "--replayed": Count(MILLION, "purchases in the log that is replayed"),
    }
    # Above two million purchases the raise would fill.
    return report.options_of(
        "Print how fast the sandbox buys, replays and undoes.", counts, 2 * MILLION, arguments
    )


def main() -> int:
    """Measure, print, and return the exit status."""
    options, protocol = options_of(), wide_protocol()
    try:
        rows = measure_buys(protocol, options.events, options.rounds)
        rows += [measure_replay(protocol, options.replayed), measure_memory(protocol)]
        rows += measure_undo(protocol, options.rounds)
    except WrongResultError as wrong:
        print(f"Nothing to report: {wrong}.", file=sys.stderr)
        return 1
    return report.print_rows(rows, (), options.json, report.table)


if __name__ == "__main__":
    sys.exit(main())
