"""Holding an engine's runs to the integer core, and to themselves."""

from __future__ import annotations

import numpy as np

from fomo_core.simulation.check import replay_run
from fomo_core.simulation.demand import Demand
from fomo_core.simulation.engines.arrivals import CHUNK
from fomo_core.simulation.ensemble import Ensemble, preview
from fomo_core.simulation.start import Start
from fomo_core.units import WAD

SEED = 7
#: More than one chunk, and runs at its bounds.
RUNS = CHUNK + 104
SAMPLED = (0, 1, 77, CHUNK - 1, CHUNK, RUNS - 1)
BY_RUN = ("outcome", "raised", "gross", "tax", "refund", "arrivals", "minimum_at", "maximum_at", "progress")


def close(exact: int, found: float) -> bool:
    """Whether a float is an amount in wei, but for its rounding."""
    return abs(exact / WAD - found) <= 1e-9 * max(1.0, exact / WAD)


def holds_to_the_core(start: Start, demand: Demand, engine: str = "numpy") -> None:
    """Play, and play sampled runs again in integers."""
    made = preview(start, demand, RUNS, SEED, threads=2, engine=engine)
    columns = {
        "raised": made.raised, "sold": made.sold(), "gross": made.gross, "tax": made.tax,
        "creator_fee": made.creator_fee(), "protocol_fee": made.protocol_fee(), "refund": made.refund,
    }  # fmt: skip
    for run in SAMPLED:
        checked = replay_run(start, demand, SEED, run, RUNS, engine)
        assert checked.outcome == made.outcome[run]
        for column, values in columns.items():
            assert close(getattr(checked, column), values[run]), (run, column)


def same_bits_on_any_threads(start: Start, demand: Demand, engine: str = "numpy") -> None:
    """Play on one thread and on four."""
    one, four = (played_on(threads, start, demand, engine) for threads in (1, 4))
    for name in BY_RUN:
        assert np.array_equal(getattr(one, name), getattr(four, name)), name


def played_on(threads: int, start: Start, demand: Demand, engine: str) -> Ensemble:
    """More runs than three chunks hold."""
    return preview(start, demand, 3 * CHUNK + 1_000, SEED, threads=threads, engine=engine)
