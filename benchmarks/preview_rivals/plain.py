"""The raise as a plain loop: the standard library's random numbers, one core, nothing else."""

from __future__ import annotations

from math import log
from random import Random

from benchmarks.preview_rivals.workload import Run, Workload


def run(work: Workload, random: Random) -> Run:
    """One raise, purchase by purchase."""
    expovariate, lognormvariate, location = random.expovariate, random.lognormvariate, log(work.median)
    time_of, tax_at, spread, elastic_share = work.time_of, work.tax_at, work.spread, work.elastic_share
    expected, fee, room = work.per_raise, work.fee, work.maximum
    gross = tax = 0.0
    purchases, clock = 0, expovariate(1.0)
    while clock < expected:
        rate = tax_at(time_of(clock))
        offer = lognormvariate(location, spread)
        if elastic_share and random.random() < elastic_share:
            offer *= work.appetite(work.maximum - room)
        purchases += 1
        net = offer * (1.0 - rate)
        if net >= room:
            offer = room / (1.0 - rate)
            return Run(work.maximum, gross + offer, tax + offer * (rate - fee), purchases)
        room -= net
        gross += offer
        tax += offer * (rate - fee)
        clock += expovariate(1.0)
    return Run(work.maximum - room, gross, tax, purchases)


def simulate(work: Workload, runs: int, seed: int) -> list[Run]:
    """So many raises, one after the other."""
    random = Random(seed)
    return [run(work, random) for _ in range(runs)]
