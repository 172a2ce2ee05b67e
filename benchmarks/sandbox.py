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
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks import report  # noqa: E402
from benchmarks.report import Count  # noqa: E402
from fomo_core import presets  # noqa: E402
from fomo_core.backends.sandbox import Sandbox  # noqa: E402
from fomo_core.commands import Buy, Fund, Launch  # noqa: E402
from fomo_core.decide import decide  # noqa: E402
from fomo_core.fees import fill  # noqa: E402
from fomo_core.ledger import Ledger  # noqa: E402
from fomo_core.parameters import LARGEST_TARGET, Model, Protocol  # noqa: E402
from fomo_core.tax import base_reached_s, combined_tax_bps  # noqa: E402
from fomo_core.units import WAD  # noqa: E402
from fomo_core.world import World, apply  # noqa: E402

SUPPORTERS = [f"supporter {number}" for number in range(200)]
KEY = "bench"
FUNDS = 10**7 * WAD  # wei for each account: more than any of them spends
LEAST_RATIO, LEAST_RATE = 0.4, 150_000  # of the baseline's rate; buys a second
MOST_REPLAY_S, MOST_BYTES = 10.0, 600.0  # s for a million events; bytes for each event
WEIGHED = 100_000  # events whose memory is measured: tracing makes everything several times slower
JOURNAL = 10_000  # events before an undo
MILLION = 1_000_000

#: A purchase to come: chain time in seconds and the command.
Work = list[tuple[int, Buy]]


class WrongResultError(Exception):
    """Two ways to the same total disagree, so their times can't be compared."""


class Row(NamedTuple):
    """A line of the table; ``ratio`` is to the baseline, and ``target`` is words."""

    what: str
    value: float
    unit: str
    ratio: float | None = None
    target: str = ""
    met: bool | None = None


def wide_protocol() -> Protocol:
    """The default preset with one model whose raise (10^8 FLOCK) no run here fills."""
    preset = presets.load()
    model: Model = next(m for m in preset.models.values() if m.curve == "constant_product")
    wide = model._replace(maximum_target=LARGEST_TARGET)
    return preset._replace(models={wide.id: wide})


def opening(protocol: Protocol) -> list[Fund | Launch]:
    """The commands before the first purchase: 200 supporters and an issuer get FLOCK, the raise opens."""
    funds = [Fund(account, FUNDS) for account in ("issuer", *SUPPORTERS)]
    return [*funds, Launch("issuer", KEY, next(iter(protocol.models)), "Bench", "BENCH")]


def purchases(protocol: Protocol, count: int) -> Iterator[tuple[int, Buy]]:
    """Purchases of 1 to 41 FLOCK, no two alike, spread over twice the time in which the tax falls."""
    lasts_s = 2 * base_reached_s(protocol.parameters)
    for n in range(count):
        flock = (1 + n * 37 % 40) * WAD + n * n * 1_000_003 % WAD
        yield n * lasts_s // count, Buy(SUPPORTERS[n * 7 % len(SUPPORTERS)], KEY, flock)


def opened_world(protocol: Protocol) -> World:
    """A world in which the raise has just opened."""
    world = World(protocol)
    for command in opening(protocol):
        for event in decide(world, command, 0):
            apply(world, event)
    return world


def opened_sandbox(protocol: Protocol) -> Sandbox:
    """A sandbox in which the raise has just opened."""
    sandbox = Sandbox(protocol)
    for command in opening(protocol):
        sandbox.submit(command)
    return sandbox


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


def time_logged(protocol: Protocol, work: Work) -> tuple[float, int]:
    """Seconds to decide, apply and log the purchases and hash them at the end, and the tokens sold."""
    world, ledger = opened_world(protocol), Ledger()
    begun = time.perf_counter()
    for now, buy in work:
        events = decide(world, buy, now)
        for event in events:
            apply(world, event)
        ledger.append(now, events)
    _ = ledger.head
    return time.perf_counter() - begun, world.offerings[KEY].sold


def time_asked(protocol: Protocol, work: Work) -> tuple[float, int]:
    """As ``time_logged``, but somebody asks for the hash after every purchase."""
    world, ledger = opened_world(protocol), Ledger()
    begun = time.perf_counter()
    for now, buy in work:
        events = decide(world, buy, now)
        for event in events:
            apply(world, event)
        ledger.append(now, events)
        _ = ledger.head
    return time.perf_counter() - begun, world.offerings[KEY].sold


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
    "The same, hash asked for after each": time_asked,
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
    commands = [(0, command) for command in opening(protocol)]
    for source in (commands, purchases(protocol, count)):
        for now, command in source:
            events = decide(world, command, now)
            for event in events:
                apply(world, event)
            ledger.append(now, events)
    _ = ledger.head
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


def table(rows: list[Row]) -> str:
    """The rows as aligned plain text under a line of headings."""
    lines = [["what", "measured", "unit", "ratio", "target", "verdict"]]
    for row in rows:
        measured = f"{row.value:,.0f}" if row.value >= 100 else f"{row.value:.2f}"
        ratio = "-" if row.ratio is None else f"{row.ratio:.3f}"
        verdict = "-" if row.met is None else "met" if row.met else "missed"
        lines.append([row.what, measured, row.unit, ratio, row.target or "-", verdict])
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    pads = (str.ljust, str.rjust, str.ljust, str.rjust, str.ljust, str.ljust)
    return "\n".join(
        "  ".join(pad(cell, width) for pad, cell, width in zip(pads, line, widths, strict=True)).rstrip()
        for line in lines
    )


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
    return report.print_rows(rows, (), options.json, table)


if __name__ == "__main__":
    sys.exit(main())
