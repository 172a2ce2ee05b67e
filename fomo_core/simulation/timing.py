"""The best time to buy: what a purchase of any size at any second brings, while the tax falls and others buy.

The supporter asking is one more beside the ensemble's demand; that the others might answer to that
one purchase is left out. Nobody sells during a raise, so within a step of the tax the earliest
second is best in every run. Arrays are sizes by moments.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, Unpack

import numpy as np

from fomo_core.errors import InvalidInput
from fomo_core.simulation.demand import Demand
from fomo_core.simulation.engines.rules import float_curve, limits, tax_of
from fomo_core.simulation.ensemble import Ensemble, preview
from fomo_core.simulation.entry.asked import Options, checked_moments, checked_sizes
from fomo_core.simulation.entry.purchases import Bought, Sales, purchase_of, quotient, sales_of
from fomo_core.simulation.start import Start
from fomo_core.simulation.summary import Z95
from fomo_core.units import BPS, MINUTE_S, WAD


class Best(NamedTuple):
    """The moment (seconds since the start) at which a size is expected to get most tokens.

    From ``low_s`` to ``high_s`` no moment can be told from it (paired over the same runs, 95%).
    ``waiting_cost`` is the share of the best moment's tokens that each moment gives up.
    """

    size: float
    second: int
    low_s: int
    high_s: int
    tokens: float
    waiting_cost: np.ndarray

    @property
    def minute(self) -> float:
        """The best moment in minutes."""
        return self.second / MINUTE_S

    @property
    def low(self) -> float:
        """The first moment that can't be told from it, in minutes."""
        return self.low_s / MINUTE_S

    @property
    def high(self) -> float:
        """The last moment that can't be told from it, in minutes."""
        return self.high_s / MINUTE_S


class EntryTable(NamedTuple):
    """Sizes (FLOCK offered) by moments (seconds since the start); means over all runs, with standard errors.

    ``price`` is FLOCK per token with all fees, over the runs that still sell any; ``cost`` what is
    really taken, ``floor`` the principal that comes back if the raise fails, ``closed`` the share of
    runs that are full by then. ``alone`` is what a sale of the tokens brings as the pool opens if
    nobody sold before, ``everybody`` the part of one sale of all sold tokens; both over all runs,
    nothing where the raise fails, and ``..._graduated`` over those that graduate, whose share is
    ``graduates``.
    """

    sizes: np.ndarray
    seconds: np.ndarray
    tax_bps: np.ndarray
    tokens: np.ndarray
    tokens_error: np.ndarray
    price: np.ndarray
    price_error: np.ndarray
    cost: np.ndarray
    floor: np.ndarray
    alone: np.ndarray
    everybody: np.ndarray
    alone_graduated: np.ndarray
    everybody_graduated: np.ndarray
    graduates: np.ndarray
    closed: np.ndarray
    best: tuple[Best, ...]
    stamp: dict[str, str]

    @property
    def minutes(self) -> np.ndarray:
        """The moments in minutes since the start."""
        return self.seconds / MINUTE_S


class CurvePoints(NamedTuple):
    """Points along a curve: principal (FLOCK), tokens sold, price (FLOCK per token)."""

    raised: np.ndarray
    sold: np.ndarray
    price: np.ndarray


class Rung(NamedTuple):
    """One size bought now: FLOCK offered and taken, tokens, FLOCK per token with all fees.

    ``impact`` is how far the purchase lifts the price (share), ``share`` its part of the supply,
    ``floor`` the principal that comes back if the raise fails.
    """

    size: float
    cost: float
    tokens: float
    price: float
    impact: float
    share: float
    floor: float


def entry_table(
    start: Start,
    demand: Demand,
    sizes: Sequence[float],
    minutes: Sequence[int] | None = None,
    runs: int = 2_000,
    seed: int = 1,
    *,
    seconds: Sequence[int] | None = None,
    **options: Unpack[Options],
) -> EntryTable:
    """Tabulate what each size gets at each moment, over an ensemble of raises.

    Moments are whole ``minutes`` since the sale's start, or whole ``seconds``; one of the two.

    Raises:
        InvalidInput: for sizes that are no amounts, or moments outside what is left of the raise.
        Cancelled: when ``cancel`` said so.
    """
    offered, entries = checked_sizes(sizes), checked_moments(start, minutes, seconds)
    made = preview(start, demand, runs, seed, grid_s=entries, tracked=runs, **options)
    return _table(made, offered, entries)


def now_table(
    start: Start,
    sizes: Sequence[float],
    minutes: Sequence[int] | None = None,
    raised: float | None = None,
    *,
    seconds: Sequence[int] | None = None,
) -> EntryTable:
    """The same when nobody else buys meanwhile; ``raised`` (FLOCK) stands in for what is raised now.

    Raises:
        InvalidInput: as ``entry_table``, or for a principal outside the raise.
    """
    offered, entries, bounds = checked_sizes(sizes), checked_moments(start, minutes, seconds), limits(start)
    level = bounds.raised if raised is None else raised
    if not 0 <= level <= bounds.maximum:
        raise InvalidInput("The principal must lie between 0 and the raise's maximum.", "timing: principal")
    made = preview(start, Demand(), 1, grid_s=entries, threads=1)
    progress = np.full((1, len(entries)), float(level))
    return _table(made, offered, entries, progress, np.array([float(level)]))


def curve_points(start: Start, count: int = 200) -> CurvePoints:
    """The curve from nothing to the maximum."""
    curve = float_curve(start)
    raised = np.linspace(0, limits(start).maximum, count)
    return CurvePoints(raised, curve.sold(raised), curve.price(raised))


def ladder(start: Start, sizes: Sequence[float], tax_bps: int | None = None) -> tuple[Rung, ...]:
    """Each size bought at the start's own moment, or at another combined tax (bps)."""
    offered, tax, curve, bounds = checked_sizes(sizes), tax_of(start), float_curve(start), limits(start)
    rate = int(tax.bps[tax.step_at(np.array(start.elapsed_s))]) if tax_bps is None else tax_bps
    if not 0 <= rate <= BPS:
        raise InvalidInput("The combined tax must be 0 to 10000 bps.", "timing: tax")
    got = purchase_of(curve, bounds.maximum, np.full(len(offered), bounds.raised), offered, 1 - rate / BPS)
    supply = start.parameters.total_supply / WAD
    before, after = curve.price(np.array(bounds.raised)), curve.price(bounds.raised + got.net)
    price = quotient(got.cost, got.tokens)
    rows = (offered, got.cost, got.tokens, price, after / before - 1, got.tokens / supply, got.net)
    return tuple(Rung(*map(float, row)) for row in zip(*rows))


def _table(
    made: Ensemble,
    sizes: np.ndarray,
    seconds: np.ndarray,
    progress: np.ndarray | None = None,
    final: np.ndarray | None = None,
) -> EntryTable:
    """The table from an ensemble, or from one given course of the raise."""
    start, curve, tax = made.start, float_curve(made.start), tax_of(made.start)
    raised = made.progress.astype(np.float64) if progress is None else progress
    at_close = made.raised if final is None else final
    steps = tax.step_at(seconds)
    shape = (len(sizes), len(seconds))
    columns = {name: np.empty(shape) for name in EntryTable._fields[3:-2]}
    best = []
    for row, size in enumerate(sizes):
        got = purchase_of(curve, limits(start).maximum, raised, size, tax.kept[steps])
        _fill_row(columns, row, got, limits(start).maximum - raised)
        _fill_worth(columns, row, got.tokens, sales_of(start, curve, at_close, got))
        best.append(_best(float(size), seconds, got.tokens))
    return EntryTable(sizes, seconds, tax.bps[steps], **columns, best=tuple(best), stamp=made.stamp())


def _fill_worth(columns: dict[str, np.ndarray], row: int, tokens: np.ndarray, sales: Sales) -> None:
    hits = sales.graduates.sum(axis=0)
    columns["graduates"][row] = hits / len(tokens)
    for name in ("alone", "everybody"):
        total = np.where(sales.graduates, getattr(sales, name), 0.0).sum(axis=0)
        columns[name][row] = total / len(tokens)
        columns[f"{name}_graduated"][row] = quotient(total, hits)


def _fill_row(columns: dict[str, np.ndarray], row: int, got: Bought, room: np.ndarray) -> None:
    runs = len(got.tokens)
    columns["tokens"][row] = got.tokens.mean(axis=0)
    columns["tokens_error"][row] = _error(got.tokens)
    columns["cost"][row] = got.cost.mean(axis=0)
    columns["floor"][row] = got.net.mean(axis=0)
    columns["closed"][row] = (room <= 0).mean(axis=0)
    price = quotient(got.cost, got.tokens)
    bought = np.maximum(1, np.isfinite(price).sum(axis=0))
    mean = np.nansum(price, axis=0) / bought
    columns["price"][row] = np.where(np.isfinite(price).any(axis=0), mean, np.nan)
    spread = np.nansum((price - mean) ** 2, axis=0) / np.maximum(1, bought - 1)
    columns["price_error"][row] = np.sqrt(spread / bought) if runs > 1 else 0.0


def _error(values: np.ndarray) -> np.ndarray:
    if len(values) < 2:
        return np.zeros(values.shape[1])
    error: np.ndarray = values.std(axis=0, ddof=1) / np.sqrt(len(values))
    return error


def _best(size: float, seconds: np.ndarray, tokens: np.ndarray) -> Best:
    mean = tokens.mean(axis=0)
    top = int(np.argmax(mean))
    # Differences within the same runs: most of the chance is common to both moments.
    apart = mean[top] - mean > Z95 * _error(tokens[:, top : top + 1] - tokens) + 1e-12 * abs(mean[top])
    level = np.flatnonzero(~apart)
    cost = 1 - mean / mean[top] if mean[top] > 0 else np.zeros(len(mean))
    earliest, latest = int(seconds[level[0]]), int(seconds[level[-1]])
    return Best(size, int(seconds[top]), earliest, latest, float(mean[top]), cost)
