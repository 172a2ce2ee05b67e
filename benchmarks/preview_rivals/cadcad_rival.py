"""The raise in cadCAD, with all of its own means of speed.

No deep copies, one state variable, no policy; a run has as many timesteps as purchases. cadCAD's own mode
for many processes starts a pool of as many processes as there are runs, once for each run, so each core
runs the single-process mode on its part of the runs instead.
"""

from __future__ import annotations

import os
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from typing import Any

from cadCAD.configuration import Experiment
from cadCAD.configuration.utils import config_sim
from cadCAD.engine import ExecutionContext, ExecutionMode, Executor

from benchmarks.preview_rivals.steps import RANDOM, State, ended, opening, purchase, purchase_counts
from benchmarks.preview_rivals.workload import Run, Workload


def simulate(work: Workload, runs: int, seed: int, processes: int | None = None) -> list[Run]:
    """So many raises, each core a part of them."""
    workers = processes or os.cpu_count() or 1
    counts = purchase_counts(work, runs, seed)
    parts = [(work, counts[k::workers], seed * 1_000_003 + k) for k in range(workers)]
    with ProcessPoolExecutor(workers, get_context("fork")) as pool:
        return [run for part in pool.map(part_of, parts) for run in part]


def part_of(job: tuple[Workload, list[int], int]) -> list[Run]:
    """One core's runs, by their numbers of purchases."""
    work, counts, seed = job
    RANDOM.seed(seed)

    def buy(
        params: dict[str, int],
        substep: object,
        history: object,
        previous: dict[str, Any],  # Any: cadCAD keeps numbers of its own beside the state
        signals: object,
    ) -> tuple[str, State]:
        # A run's first step learns how many are to come: cadCAD has one initial state for all runs.
        state = previous["state"] or opening(work, params["purchases"])
        return "state", purchase(work, state)

    experiment = Experiment()
    for count in counts:
        experiment.append_model(
            sim_configs=config_sim({"N": 1, "T": range(count), "M": {"purchases": [count]}}),
            initial_state={"state": None},
            partial_state_update_blocks=[{"policies": {}, "variables": {"state": buy}}],
        )
    context = ExecutionContext(ExecutionMode().single_mode, additional_objs={"deepcopy_off": True})
    records, _, _ = Executor(context, experiment.configs, supress_print=True).execute()
    last = {record["simulation"]: record["state"] for record in records}
    return [ended(work, state) for state in last.values()]
