"""The raise in radCAD, with all of its own means of speed.

All cores, no deep copies, substeps dropped, one state variable, no policy; a run has as many timesteps as
purchases, set by the hook before it. Sending every step of every run back from the worker processes would
cost more than the steps themselves, so the run's execution, which radCAD lets one replace, keeps the last.
"""

from __future__ import annotations

import os
from functools import partial
from typing import Any

from radcad import Backend, Engine, Experiment, Model, Simulation
from radcad.core import SimulationExecution

from benchmarks.preview_rivals.steps import RANDOM, State, ended, opening, purchase, purchase_counts
from benchmarks.preview_rivals.workload import Run, Workload

_current: list[Workload] = []


class LastStateOnly(SimulationExecution):
    """radCAD's execution of a run, without its history."""

    def after_execution(self) -> None:
        """Forget everything but the last state."""
        del self.result[:-1]


def buy(
    params: dict[str, int],
    substep: object,
    history: object,
    previous: dict[str, Any],  # Any: radCAD keeps numbers of its own beside the state
    signals: object,
) -> tuple[str, State]:
    """The state update: the next purchase. The workload is global, so it isn't copied for each run."""
    if previous["timestep"] == 0:
        RANDOM.seed(params["seed"] << 32 | previous["run"])
    return "state", purchase(_current[0], previous["state"])


def simulate(work: Workload, runs: int, seed: int, keep_all: bool = False) -> list[Run]:
    """So many raises over all cores; ``keep_all`` for radCAD's options alone, which do best on one core."""
    _current[:] = [work]
    counts = purchase_counts(work, runs, seed)

    def before_run(context: Any) -> None:  # Any: radCAD's own, which has no types
        context.timesteps = counts[context.run - 1]
        context.initial_state = {"state": opening(work, context.timesteps)}

    model = Model(
        initial_state={"state": ()},
        state_update_blocks=[{"policies": {}, "variables": {"state": buy}}],
        params={"seed": [seed]},
    )
    experiment = Experiment([Simulation(model=model, timesteps=1, runs=runs)])
    # Its constructor refuses these two, though it documents them.
    experiment.engine, experiment.before_run = engine_of(keep_all), before_run
    last = {record["run"]: record["state"] for record in experiment.run()}
    return [ended(work, state) for state in last.values()]


def engine_of(keep_all: bool) -> Engine:
    """radCAD's engine at its fastest with the whole history of every run, or without."""
    if keep_all:
        return Engine(backend=Backend.SINGLE_PROCESS, deepcopy=False, drop_substeps=True)
    execution = LastStateOnly(enable_deepcopy=False, drop_substeps=True)
    return Engine(processes=os.cpu_count(), backend=Backend.PATHOS, simulation_execution=execution)


simulate_keeping_all = partial(simulate, keep_all=True)
