"""Tells a launchpad's curve from the purchases that its chain published (protocol section 3).

FLock has published no formula. Every purchase says how much principal it added and how
many tokens it got, so the running totals are points of the curve, and a family of curves
with one free parameter either runs through all of them or does not. Exact integers: no
step of the search is a float's, so "no residual" means not one wei.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate
from typing import NamedTuple, TypeVar

from fomo_core.curve import ConstantProduct, Curve, Linear
from fomo_core.events import Purchased
from fomo_core.fixed_point import div_up
from fomo_core.parameters import LARGEST_SUPPLY, LARGEST_TARGET, SMALLEST_TARGET, Model, Protocol
from fomo_core.phrases import Phrase
from fomo_core.units import BPS

C = TypeVar("C", bound=Curve)

#: The largest virtual reserve that is tried, in multiples of the maximum target.
_MOST_RESERVE = 10**4
#: Reserves tried within an interval that is too wide to try every one.
_TRIED = 256
#: A curve is believed when it misses no point by more than this part of what was sold: room for
#: a launchpad that rounds each purchase by itself, and far less than the wrong family needs.
_BELIEVED = 10**9


class Point(NamedTuple):
    """The principal and the tokens (wei) in a raise right after a purchase."""

    raised: int
    sold: int


class Residual(NamedTuple):
    """One point beside a curve: tokens sold (wei) on the chain and by the curve."""

    raised: int
    on_chain: int
    on_curve: int


class Fit(NamedTuple):
    """The curve of one family that comes nearest to a raise's points.

    ``parameter`` is the virtual reserve in wei, or a linear curve's price multiple. ``interval``
    holds every parameter that leaves no larger residual, and perhaps some that do. Residuals are
    tokens in wei, the mean rounded up: 0 says that all points are met exactly. ``plausible`` says
    that at least two points were there to meet and all were, but for rounding.
    """

    kind: str
    curve: ConstantProduct | Linear
    parameter: int
    interval: tuple[int, int]
    largest_residual: int
    mean_residual: int
    points: int
    plausible: bool


def points_of(purchases: Iterable[Purchased]) -> tuple[Point, ...]:
    """The totals after each purchase of one raise, in order."""
    steps = list(purchases)
    raised = accumulate(purchase.net_used for purchase in steps)
    sold = accumulate(purchase.mt_allocated for purchase in steps)
    return tuple(map(Point, raised, sold))


def residuals(curve: Curve, points: Iterable[Point]) -> list[Residual]:
    """Each point beside what a curve would have sold."""
    return [Residual(raised, sold, curve.sold(raised)) for raised, sold in points]


def fits(points: Sequence[Point], maximum_target: int, target_sale: int) -> list[Fit]:
    """The best curve of each family for a raise's points (wei), the best first.

    Nothing for a raise without a purchase, with targets that no curve has, or with totals
    beyond its own maximum or sale: no curve of these families explains such points.
    """
    if not _explicable(points, maximum_target, target_sale):
        return []
    found = [
        _constant_product(points, maximum_target, target_sale),
        _linear(points, maximum_target, target_sale),
    ]
    return sorted(found, key=lambda fit: (fit.largest_residual, fit.mean_residual))


def _explicable(points: Sequence[Point], maximum_target: int, target_sale: int) -> bool:
    if not SMALLEST_TARGET <= maximum_target <= LARGEST_TARGET or not 0 < target_sale <= LARGEST_SUPPLY:
        return False
    within = all(0 <= raised <= maximum_target and 0 <= sold <= target_sale for raised, sold in points)
    return bool(points) and within


def _fit(
    kind: str,
    curve: ConstantProduct | Linear,
    parameter: int,
    interval: tuple[int, int],
    points: Sequence[Point],
) -> Fit:
    misses = [abs(on_curve - on_chain) for _, on_chain, on_curve in residuals(curve, points)]
    largest = max(misses)
    told = len({raised for raised, _ in points if raised})
    believed = max(sold for _, sold in points) // _BELIEVED
    return Fit(
        kind, curve, parameter, interval, largest, div_up(sum(misses), len(misses)), len(points),
        plausible=told >= 2 and largest <= believed,
    )  # fmt: skip


def with_curve(protocol: Protocol, fit: Fit, maximum_target: int, offering: str) -> Protocol:
    """A protocol in which every model's raise runs along a fitted curve, scaled to its own targets.

    Args:
        maximum_target: of the raise to which the curve was fitted (wei); a reserve scales with it, rounded down.
        offering: its ticker, for the notes.
    """
    sentence = "Fitted to {points} purchases of {offering} on a chain."
    note = Phrase(sentence, "fitted.note", points=fit.points, offering=offering)

    def along(model: Model) -> Model:
        if fit.kind == "linear":
            return model._replace(curve=fit.kind, price_multiple=fit.parameter, virtual_flock=None, note=note)
        reserve = max(1, fit.parameter * model.maximum_target // maximum_target)
        return model._replace(curve=fit.kind, virtual_flock=reserve, note=note)

    told = protocol.notes["virtual_flock_bps"]._replace(source="chain", note=note)
    models = {key: along(model) for key, model in protocol.models.items()}
    return protocol._replace(models=models, notes={**protocol.notes, "virtual_flock_bps": told})


# --- linear: few parameters, so all are tried ---


def _linear(points: Sequence[Point], maximum_target: int, target_sale: int) -> Fit:
    curves = [Linear.for_target(maximum_target, target_sale, multiple) for multiple in range(2, 31)]
    curve = _nearest(curves, points)
    multiple = curve.price_multiple
    return _fit("linear", curve, multiple, (multiple, multiple), points)


def _nearest(curves: Iterable[C], points: Sequence[Point]) -> C:
    """The curve whose largest residual is least, of one or more; the first of several."""
    rest = iter(curves)
    best = next(rest)
    least = _largest(best, points)
    for curve in rest:
        largest = _largest(curve, points, least)
        if largest < least:
            best, least = curve, largest
    return best


def _largest(curve: Curve, points: Sequence[Point], enough: int | None = None) -> int:
    """A curve's largest residual, or the first that is not less than ``enough``."""
    largest = 0
    for raised, sold in points:
        missed = abs(curve.sold(raised) - sold)
        if missed > largest:
            largest = missed
        if enough is not None and largest >= enough:
            break
    return largest


# --- constant product: the reserves that a residual allows are an interval ---


def _constant_product(points: Sequence[Point], maximum_target: int, target_sale: int) -> Fit:
    exact = _Reserves(points, maximum_target, target_sale)
    interval = exact.within(exact.least_residual())
    tried = (
        ConstantProduct.with_reserve(reserve, maximum_target, target_sale)
        for reserve in _to_try(*interval, maximum_target)
    )
    curve = _nearest(tried, points)
    interval = exact.within(_largest(curve, points))
    return _fit("constant_product", curve, curve.virtual_flock, interval, points)


class _Reserves:
    """The virtual reserves with which a constant product passes the points.

    Without rounding, a curve of reserve V sells g(V) = S r (V + R) / (R (V + r)) at the principal r,
    which falls with V. Rounding up the virtual tokens adds less than 1 wei and rounding down the
    sale takes less than 1, so a residual of at most e implies -e - 1 <= g(V) - sold < e + 1, and both
    sides solve for V. The other way round, such a V leaves a residual of at most e + 1.
    """

    def __init__(self, points: Sequence[Point], maximum_target: int, target_sale: int) -> None:
        self._points = sorted(set(points))
        self._target, self._sale = maximum_target, target_sale
        self._most = _MOST_RESERVE * maximum_target

    def within(self, residual: int) -> tuple[int, int]:
        """The least and the largest reserve that a residual allows; the least is larger when none is."""
        least, most = 1, self._most
        for raised, sold in self._points:
            lower, upper = self._bounds(raised, sold - residual - 1, sold + residual + 1)
            least, most = max(least, lower), min(most, upper)
        return least, most

    def _bounds(self, raised: int, at_least: int, below: int) -> tuple[int, int]:
        """The reserves V with at_least <= g(V) < below at one principal."""
        target, flat = self._target, self._sale * raised
        least, most = 1, self._most
        rise = at_least * target - flat
        if rise > 0:
            most = target * raised * (self._sale - at_least) // rise
        rise = below * target - flat
        if rise > 0:
            least = target * raised * (self._sale - below) // rise + 1
        return (least, most) if rise > 0 else (1, 0)

    def least_residual(self) -> int:
        """The least residual (wei) that allows any reserve at all."""
        high = 1
        while not self._allows(high - 1):
            high *= 2
        low = high // 2
        while low < high:
            middle = (low + high) // 2
            low, high = (low, middle) if self._allows(middle) else (middle + 1, high)
        return low

    def _allows(self, residual: int) -> bool:
        least, most = self.within(residual)
        return least <= most


def _to_try(least: int, most: int, maximum_target: int) -> Iterator[int]:
    """Reserves of an interval, the roundest first, since a person once chose it; all when there are few."""
    share = div_up(least * BPS, maximum_target)
    yield from (
        reserve for s in (share, share + 1) if least <= (reserve := maximum_target * s // BPS) <= most
    )
    for digits in range(len(str(most)), 0, -1):
        rounded = div_up(least, 10**digits) * 10**digits
        if rounded <= most:
            yield rounded
    yield from range(least, most + 1, max(1, (most - least) // _TRIED))
