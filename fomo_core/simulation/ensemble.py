"""Many runs of one raise: the arrays of their outcomes, the same on any number of threads."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from importlib.util import find_spec

import numpy as np

from fomo_core import __version__
from fomo_core.errors import InvalidInput
from fomo_core.simulation import MODEL_VERSION
from fomo_core.simulation.demand import Demand
from fomo_core.simulation.engines import blind, stepped
from fomo_core.simulation.engines import chunk as chunks
from fomo_core.simulation.engines.arrivals import Draws
from fomo_core.simulation.engines.chunk import FAILED, MAXIMUM, MINIMUM, Chunk, Observer, Part
from fomo_core.simulation.engines.plan import Plan, plan
from fomo_core.simulation.engines.rules import float_curve
from fomo_core.simulation.start import Start
from fomo_core.simulation.work.checks import RUNS, SEED, check_whole
from fomo_core.simulation.work.stopping import Cancel, Progress
from fomo_core.simulation.work.threads import Play, chunk_jobs, collect
from fomo_core.units import BPS, WAD

__all__ = ["FAILED", "MAXIMUM", "MINIMUM", "VERSION", "Ensemble", "preview"]

#: The package's version and the simulation's own.
VERSION = f"{__version__}/{MODEL_VERSION}"

MOST_RUNS = 10_000_000
#: The largest seed: a browser's field holds no larger number exactly, and the command line reads the same ones.
MOST_SEED = 2**53 - 1
_GRID = 61
_WORTH_COMPILING = 500_000


@dataclass(frozen=True, slots=True, eq=False)
class Ensemble:
    """The outcomes of many runs, one value a run, in FLOCK and in seconds since the sale's start.

    ``raised`` is the principal at the close, whatever had been raised before included. ``gross``,
    ``tax`` (anti-sniping tax) and ``arrivals`` count from the preview's start on and leave a first
    buy out. ``refund`` is the part of the last offer that no longer fitted. Times are infinite
    where a level is never reached. ``progress`` holds the principal of the first runs at ``grid_s``.
    """

    start: Start
    demand: Demand
    seed: int
    runs: int
    engine: str
    outcome: np.ndarray
    raised: np.ndarray
    gross: np.ndarray
    tax: np.ndarray
    refund: np.ndarray
    arrivals: np.ndarray
    minimum_at: np.ndarray
    maximum_at: np.ndarray
    grid_s: np.ndarray
    progress: np.ndarray
    version: str = VERSION

    def sold(self) -> np.ndarray:
        """Tokens sold at the close."""
        return float_curve(self.start).sold(self.raised)

    def closing_price(self) -> np.ndarray:
        """The curve's price at the close, FLOCK per token."""
        return float_curve(self.start).price(self.raised)

    def opening_value(self) -> np.ndarray:
        """The price at which the pool opens, FLOCK per token; 0 where the raise fails."""
        return np.where(self.outcome == FAILED, 0.0, self.closing_price())

    def creator_fee(self) -> np.ndarray:
        """Creator fees of the runs' purchases, in FLOCK."""
        charged = self.gross * self.start.parameters.creator_fee_bps / BPS
        # Only tax reading C leaves less than the fees: then the creator's part gives way.
        fee: np.ndarray = np.maximum(0.0, np.minimum(charged, self._fees()))
        return fee

    def protocol_fee(self) -> np.ndarray:
        """Protocol fees of the runs' purchases, in FLOCK."""
        fee: np.ndarray = np.maximum(0.0, self._fees() - self.creator_fee())
        return fee

    def _fees(self) -> np.ndarray:
        fees: np.ndarray = self.gross - (self.raised - self.start.raised / WAD) - self.tax
        return fees

    def returned(self) -> np.ndarray:
        """Principal that supporters redeem, in FLOCK: all of it where the raise fails."""
        return np.where(self.outcome == FAILED, self.raised, 0.0)

    def issuer_cost(self) -> np.ndarray:
        """Return what the issuer is out of pocket at the close, in FLOCK.

        Launch fee and own purchases, less creator fees, less the principal redeemed after a failure.
        """
        start = self.start
        paid = (start.launch_fee + start.issuer_paid - start.creator_fees) / WAD
        redeemed = np.where(self.outcome == FAILED, start.issuer_principal / WAD, 0.0)
        cost: np.ndarray = paid - self.creator_fee() - redeemed
        return cost

    def closed_at(self) -> np.ndarray:
        """Return the time at which the raise closes, in seconds since its start."""
        closed: np.ndarray = np.minimum(self.maximum_at, self.start.duration_s)
        return closed

    def columns(self) -> dict[str, np.ndarray]:
        """The outcomes by run, for an export."""
        return {
            "outcome": np.array(["failed", "minimum", "maximum"])[self.outcome],
            "raised": self.raised, "closing_price": self.closing_price(), "tokens_sold": self.sold(),
            "gross": self.gross, "tax": self.tax, "protocol_fee": self.protocol_fee(),
            "creator_fee": self.creator_fee(), "refund": self.refund, "returned": self.returned(),
            "arrivals": self.arrivals, "minimum_at": self.minimum_at, "maximum_at": self.maximum_at,
            "issuer_cost": self.issuer_cost(),
        }  # fmt: skip

    def stamp(self) -> dict[str, str]:
        """Return what every table and export says of the origin of its numbers."""
        return {
            "seed": str(self.seed), "runs": str(self.runs), "version": self.version, "engine": self.engine,
            "model": self.start.model.id, "demand": self.demand.title or "own numbers",
        }  # fmt: skip


def preview(
    start: Start,
    demand: Demand,
    runs: int = 10_000,
    seed: int = 1,
    *,
    threads: int | None = None,
    engine: str = "auto",
    grid_s: Sequence[float] | np.ndarray | None = None,
    tracked: int = 10_000,
    progress: Progress | None = None,
    cancel: Cancel | None = None,
) -> Ensemble:
    """Play a raise ``runs`` times.

    Raises:
        InvalidInput: for numbers out of range, or an engine that is not installed.
        Cancelled: when ``cancel`` said so.
    """
    check_whole(RUNS, runs, 1, MOST_RUNS)
    check_whole(SEED, seed, 0, MOST_SEED)
    grid = _grid(start, grid_s)
    kept = min(runs, tracked)
    name, play = _engine(start, demand, grid, engine, runs)
    parts = collect(
        chunk_jobs(play, runs, seed, kept), runs, threads or os.cpu_count() or 1, progress, cancel
    )
    joined = _joined(parts)
    return Ensemble(start, demand, seed, runs, name, *joined[:8], grid, joined[8])


def _joined(parts: list[Part]) -> Part:
    """The parts' columns end to end; what is joined is let go, so that the memory is not needed twice."""
    columns = [list(column) for column in zip(*parts)]
    parts.clear()
    return Part(*map(_end_to_end, columns))


def _end_to_end(pieces: list[np.ndarray]) -> np.ndarray:
    whole = np.concatenate(pieces)
    pieces.clear()
    return whole


def _grid(start: Start, grid_s: Sequence[float] | np.ndarray | None) -> np.ndarray:
    if grid_s is None:
        return np.linspace(start.elapsed_s, start.duration_s, _GRID)
    grid = np.asarray(grid_s, dtype=float)
    if grid.ndim != 1 or not len(grid) or not np.isfinite(grid).all() or (np.diff(grid) < 0).any():
        raise InvalidInput("The moments to keep must be rising numbers of seconds.", "preview: moments")
    return grid


def _engine(start: Start, demand: Demand, grid: np.ndarray, engine: str, runs: int) -> tuple[str, Play]:
    """The engine's name, and a function that plays one chunk with it."""
    name, play = engine_of(engine, runs)
    return name, partial(play, plan(start, demand, grid))


def engine_of(engine: str, runs: int = 0) -> tuple[str, Callable[..., Part]]:
    """The engine that a name means here.

    ``auto`` compiles only for so many runs that it pays.

    Raises:
        InvalidInput: for an unknown engine, or one that is not installed.
    """
    if engine not in ("auto", "numpy", "compiled"):
        raise InvalidInput("The engine must be auto, numpy or compiled.", "preview: engine")
    if engine == "numpy" or (engine == "auto" and runs < _WORTH_COMPILING):
        return "numpy", play_chunk
    if find_spec("numba") is None:
        if engine == "compiled":
            raise InvalidInput(
                "The compiled engine needs numba: install it, or use the engine numpy.", "preview: no numba"
            )
        return "numpy", play_chunk
    from fomo_core.simulation.engines import compiled

    return "compiled", compiled.play_chunk


def play_chunk(plan: Plan, draws: Draws, count: int, tracked: int, observe: Observer | None = None) -> Part:
    """Play one chunk of runs with numpy."""
    make = blind.block if plan.demand.price_blind else stepped.Stepper(plan, draws, count).block

    def advance(chunk: Chunk, alive: np.ndarray) -> np.ndarray:
        block = make(chunk, draws, alive)
        if observe is not None:
            observe(alive, chunk.units[alive] + block.times, block.offers)
        return chunks.add(chunk, block)

    return chunks.play(Chunk(plan, count, tracked), advance)
