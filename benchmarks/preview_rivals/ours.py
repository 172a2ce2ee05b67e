"""The raise by the project's own engine, on all cores."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import cache, partial

import numpy as np

from benchmarks.preview_rivals import workload
from benchmarks.preview_rivals.workload import Tally, Workload
from fomo_core import presets
from fomo_core.simulation.closed_form import odds
from fomo_core.simulation.demand import Arrivals, Demand, Elastic, Sizes
from fomo_core.simulation.ensemble import Ensemble, preview
from fomo_core.simulation.start import Start, fresh
from fomo_core.simulation.summary import summarise


@cache
def start() -> Start:
    """The benchmark's launch, without a first buy."""
    return fresh(presets.load(), workload.MODEL)


def demand(work: Workload) -> Demand:
    """The benchmark's demand in the engine's own words."""
    arrivals = Arrivals("front_loaded", workload.PER_RAISE, workload.WINDOW_H, workload.SHARE)
    sizes, elastic = Sizes(workload.MEDIAN, workload.SPREAD), Elastic(work.elastic_share)
    return Demand(arrivals, sizes, elastic=elastic)


def simulate(work: Workload, runs: int, seed: int, engine: str = "numpy") -> Ensemble:
    """So many raises at once, with everything that a preview keeps of them."""
    return preview(start(), demand(work), runs, seed, engine=engine)


simulate_compiled = partial(simulate, engine="compiled")


def tally(_work: Workload, ensemble: Ensemble) -> Tally:
    """The ensemble reduced like the others' runs."""
    outcomes = [ensemble.outcome == kind for kind in (workload.FAILED, workload.MINIMUM, workload.MAXIMUM)]
    amounts = [ensemble.raised, ensemble.gross, ensemble.tax, ensemble.arrivals]
    columns = [np.asarray(column, dtype=float) for column in (*outcomes, *amounts)]
    sums, squares = ([float(f(column).sum()) for column in columns] for f in (np.asarray, np.square))
    return Tally(ensemble.runs, tuple(sums), tuple(squares))


def exact_odds(work: Workload) -> tuple[float, float, float]:
    """The odds to fail, to reach the minimum and the maximum, without chance; price-blind demand only."""
    exact = odds(start(), demand(work))
    return exact.failed, exact.minimum, exact.maximum


def instant(work: Workload) -> tuple[float, float]:
    """Milliseconds that a person waits for the exact odds, and for 10,000 runs and their summary."""
    return _best_ms(lambda: odds(start(), demand(work))), _best_ms(
        lambda: summarise(preview(start(), demand(work), 10_000))
    )


def _best_ms(act: Callable[[], object]) -> float:
    times = []
    for _ in range(7):
        begun = time.perf_counter()
        act()
        times.append(time.perf_counter() - begun)
    return min(times) * 1_000
