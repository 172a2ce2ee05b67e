"""One purchase as the step of a framework that keeps a state: shared by radCAD and cadCAD.

The whole state is one tuple, so that the framework has a single variable to copy and to send between
processes. A timestep is a purchase; how many a run has is drawn before it starts, so no step is wasted.
"""

from __future__ import annotations

from math import log
from random import Random

from benchmarks.preview_rivals.workload import Run, Workload

#: Reseeded at the first purchase of each run, so worker processes don't share a stream.
RANDOM = Random()

#: The share of the expected purchases that has passed, purchases to come, room (FLOCK), gross, tax, purchases.
State = tuple[float, int, float, float, float, int]


def opening(work: Workload, purchases: int) -> State:
    """The raise before its first purchase, of so many to come."""
    return (0.0, purchases, work.maximum, 0.0, 0.0, 0)


def purchase_counts(work: Workload, runs: int, seed: int) -> list[int]:
    """Draw how many purchases each run has (Poisson)."""
    random, counts = Random(seed), []
    for _ in range(runs):
        clock, count = random.expovariate(1.0), 0
        while clock < work.per_raise:
            clock += random.expovariate(1.0)
            count += 1
        counts.append(count)
    return counts


def purchase(work: Workload, state: State) -> State:
    """The state after the next purchase, which comes at the least of the moments that are left."""
    clock, left, room, gross, tax, purchases = state
    if room <= 0.0:
        return state
    clock = 1.0 - (1.0 - clock) * RANDOM.random() ** (1.0 / left)
    rate = work.tax_at(work.time_of(clock * work.per_raise))
    offer = RANDOM.lognormvariate(log(work.median), work.spread)
    if work.elastic_share and RANDOM.random() < work.elastic_share:
        offer *= work.appetite(work.maximum - room)
    net = offer * (1.0 - rate)
    if net >= room:
        net, offer = room, room / (1.0 - rate)
    return (clock, left - 1, room - net, gross + offer, tax + offer * (rate - work.fee), purchases + 1)


def ended(work: Workload, state: State) -> Run:
    """Return the figures that the benchmark asks of a run."""
    _, _, room, gross, tax, purchases = state
    return Run(work.maximum - room, gross, tax, purchases)
