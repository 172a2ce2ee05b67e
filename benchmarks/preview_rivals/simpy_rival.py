"""The raise as a SimPy model: supporters arrive by a process of their own, the clock is SimPy's.

One core, as SimPy comes; an environment is made for each run.
"""

from __future__ import annotations

from collections.abc import Generator
from math import log
from random import Random

import simpy

from benchmarks.preview_rivals.workload import Run, Workload


class Raise:
    """The raise so far: the room left, purchases, FLOCK paid and tax."""

    __slots__ = ("gross", "purchases", "room", "tax")

    def __init__(self, room: float) -> None:
        self.room, self.gross, self.tax, self.purchases = room, 0.0, 0.0, 0


def supporters(
    env: simpy.Environment, work: Workload, random: Random, state: Raise
) -> Generator[simpy.Event, None, None]:
    """Wait for the next supporter, let them buy, until the raise is full."""
    expovariate, lognormvariate, location = random.expovariate, random.lognormvariate, log(work.median)
    time_of, tax_at, spread, elastic_share = work.time_of, work.tax_at, work.spread, work.elastic_share
    timeout, fee = env.timeout, work.fee
    clock = 0.0
    while True:
        clock += expovariate(1.0)
        yield timeout(time_of(clock) - env.now)
        rate, room = tax_at(env.now), state.room
        offer = lognormvariate(location, spread)
        if elastic_share and random.random() < elastic_share:
            offer *= work.appetite(work.maximum - room)
        state.purchases += 1
        net = offer * (1.0 - rate)
        if net >= room:
            net, offer = room, room / (1.0 - rate)
        state.room = room - net
        state.gross += offer
        state.tax += offer * (rate - fee)
        if net == room:
            return


def run(work: Workload, random: Random) -> Run:
    """One raise: the environment stops at its end."""
    env, state = simpy.Environment(), Raise(work.maximum)
    env.process(supporters(env, work, random, state))
    env.run(until=work.duration_s)
    return Run(work.maximum - state.room, state.gross, state.tax, state.purchases)


def simulate(work: Workload, runs: int, seed: int) -> list[Run]:
    """So many raises, one after the other."""
    random = Random(seed)
    return [run(work, random) for _ in range(runs)]
