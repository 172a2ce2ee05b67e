"""Many previews at once: in this process, over processes on all cores, or on a Dask cluster.

Every point plays the same seed, so that points differ by their inputs and hardly by chance, and
the result does not depend on where it was computed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import NamedTuple, TypedDict

import numpy as np

from fomo_core.errors import InvalidInput
from fomo_core.simulation.closed_form import ClosedForm, exact_odds, odds
from fomo_core.simulation.demand import Demand
from fomo_core.simulation.ensemble import FAILED, MAXIMUM, MINIMUM, VERSION, Ensemble, preview
from fomo_core.simulation.start import Start
from fomo_core.simulation.summary import Z95
from fomo_core.simulation.work.checks import POINTS, RUNS, SEED, WORKERS, check_whole
from fomo_core.simulation.work.places import Point, place
from fomo_core.simulation.work.stopping import Cancel, Progress

_ODDS = ("failed", "minimum", "maximum", "graduates")
_MEANS: dict[str, Callable[[Ensemble], np.ndarray]] = {
    "raised": lambda made: made.raised,
    "closing_price": Ensemble.closing_price,
    "tax": lambda made: made.tax,
    "issuer_cost": Ensemble.issuer_cost,
}
MEASURES = (*_ODDS, *_MEANS)

_MOST_POINTS = 100_000
#: Runs in one task, at least: less is not worth sending anywhere.
_TASK_RUNS = 50_000


class SweepResult(NamedTuple):
    """Each measure at each point with its error: ``values[i, k]`` is ``measures[k]`` at point i.

    ``drawn[i]`` says whether runs answered at point i: the error is a standard error then, and the
    closed form's bound elsewhere.
    """

    values: np.ndarray
    errors: np.ndarray
    drawn: np.ndarray
    measures: tuple[str, ...]
    stamp: dict[str, str]

    @property
    def margin(self) -> float:
        """The most by which a value may be off: the closed form's bound, or the 95% margin of a drawn one."""
        return float((self.errors * np.where(self.drawn, Z95, 1.0)[:, None]).max())


class Work(TypedDict, total=False):
    """The ways in which a sweep's work may be done, as ``sweep`` takes them."""

    engine: str
    workers: int | None
    scheduler: str | None
    progress: Progress | None
    cancel: Cancel | None


def sweep(
    points: Iterable[Point],
    runs: int = 2_000,
    seed: int = 1,
    measures: Sequence[str] = ("graduates",),
    *,
    engine: str = "auto",
    workers: int | None = None,
    scheduler: str | None = None,
    progress: Progress | None = None,
    cancel: Cancel | None = None,
) -> SweepResult:
    """Some measures at every point.

    ``engine`` is one of ``preview``'s, or ``closed_form``; ``auto`` takes the closed form wherever
    it is sure of its answer. ``workers`` is a number of processes, 0 this process; None decides by the work.
    ``scheduler`` is the address of a Dask scheduler, which then does the work.

    Raises:
        InvalidInput: for numbers or measures out of range, or a scheduler that is not there.
        Cancelled: when ``cancel`` said so.
    """
    todo, names = list(points), tuple(measures)
    check_whole(POINTS, len(todo), 1, _MOST_POINTS)
    check_whole(RUNS, runs, 1, 10_000_000)
    check_whole(SEED, seed, 0, 2**63 - 1)
    if not names or not set(names) <= set(MEASURES):
        raise InvalidInput("A measure is one of {names}.", "sweep: measure", names=", ".join(MEASURES))
    if workers is not None:
        check_whole(WORKERS, workers, 0, 1_024)
    tasks = _tasks(len(todo), runs)
    job = partial(_measured, runs=runs, seed=seed, names=names, engine=engine)
    found: dict[int, np.ndarray] = {}
    quick = engine in ("auto", "closed_form") and set(names) <= set(_ODDS)
    with place(workers, scheduler, len(todo) * runs, quick) as run_all:
        done = 0
        for first, result in run_all(job, [(first, todo[first:last]) for first, last in tasks], cancel):
            found[first] = result
            done += len(result)
            if progress is not None:
                progress(done, len(todo))
    joined = np.concatenate([found[first] for first in sorted(found)])
    stamp = {"seed": str(seed), "runs": str(runs), "version": VERSION, "engine": engine}
    return SweepResult(joined[:, 0], joined[:, 1], joined[:, 2, 0] > 0, names, stamp)


def _tasks(points: int, runs: int) -> list[tuple[int, int]]:
    """Points of a task, from first to before last: enough runs to be worth it, and several tasks a core."""
    size = max(1, min(_TASK_RUNS // runs, -(-points // 16)))
    return [(first, min(first + size, points)) for first in range(0, points, size)]


def _measured(
    task: tuple[int, list[Point]],
    threads: int = 1,
    *,
    runs: int,
    seed: int,
    names: tuple[str, ...],
    engine: str,
) -> tuple[int, np.ndarray]:
    """A task's number, and value, error and "drawn by runs" of each measure at each of its points."""
    first, points = task
    rows = [_at(point, runs, seed, names, engine, threads) for point in points]
    return first, np.array(rows).transpose(0, 2, 1)


def _at(
    point: Point, runs: int, seed: int, names: tuple[str, ...], engine: str, threads: int
) -> list[tuple[float, float, bool]]:
    start, demand = point
    form = _form(start, demand, names, engine)
    if form is not None:
        shares = {"failed": form.failed, "minimum": form.minimum, "maximum": form.maximum}
        shares["graduates"] = 1 - form.failed
        return [(shares[name], form.error, False) for name in names]
    made = preview(start, demand, runs, seed, threads=threads, engine=engine, tracked=0)
    return [(*_value(made, name), True) for name in names]


def _form(start: Start, demand: Demand, names: tuple[str, ...], engine: str) -> ClosedForm | None:
    """The closed form where it is to answer; None where runs have to."""
    only_odds = set(names) <= set(_ODDS)
    if engine == "closed_form":
        if not (only_odds and demand.price_blind):
            raise InvalidInput(
                "The closed form knows only odds, and only of demand that ignores the price.",
                "closed form: more than odds",
            )
        return odds(start, demand)
    return exact_odds(start, demand) if engine == "auto" and only_odds else None


def _value(made: Ensemble, name: str) -> tuple[float, float]:
    if name in _ODDS:
        wanted = {"failed": (FAILED,), "minimum": (MINIMUM,), "maximum": (MAXIMUM,)}
        share = float(np.isin(made.outcome, wanted.get(name, (MINIMUM, MAXIMUM))).mean())
        return share, float(np.sqrt(share * (1 - share) / made.runs))
    values = _MEANS[name](made)
    return float(values.mean()), float(values.std() / np.sqrt(made.runs))
