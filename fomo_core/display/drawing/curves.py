"""Points along a curve, as floats, and the state of an offering that its curve shows."""

from __future__ import annotations

from typing import NamedTuple

from fomo_core.curve import Curve
from fomo_core.display.drawing.amounts import to_float
from fomo_core.offering import Offering

_CURVE_POINTS = 80


class CurveState(NamedTuple):
    """All of an offering that its curve's picture shows; equal states have equal pictures."""

    curve: Curve
    raised: int
    minimum_target: int
    maximum_target: int
    ended: bool


def curve_state(offering: Offering, now: int | None = None) -> CurveState:
    """Return all of an offering that its curve's picture shows, at a moment or as far as its events tell."""
    ended = offering.graduated_at is not None if now is None else not offering.open_at(now)
    return CurveState(
        offering.curve, offering.raised, offering.minimum_target, offering.maximum_target, ended
    )


def curve_points(
    curve: Curve, maximum_target: int, points: int = _CURVE_POINTS
) -> tuple[list[float], list[float]]:
    """Principal raised (FLOCK) and price (FLOCK per token) along a curve, as floats."""
    steps = [maximum_target * i // points for i in range(points + 1)]
    return [to_float(raised) for raised in steps], [spot(curve, raised) for raised in steps]


def spot(curve: Curve, raised: int) -> float:
    """A curve's price in FLOCK per token as a float."""
    exact = curve.spot_price(raised)
    return exact.flock / exact.tokens
