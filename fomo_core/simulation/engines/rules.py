"""The protocol's rules in floating point, for arrays: FLOCK and tokens, not wei.

Each is the integer rule without its rounding to the wei; ``check`` holds them to the core.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from fomo_core.curve import ConstantProduct
from fomo_core.simulation.start import Start
from fomo_core.tax import base_reached_s, combined_tax_bps
from fomo_core.units import BPS, WAD


class FloatCurve(NamedTuple):
    """A curve for floats. ``kind`` 0 is constant product (a, b = virtual FLOCK, virtual tokens);
    1 is linear (a = growth / maximum, b = target sale, c = price multiple)."""

    kind: int
    a: float
    b: float
    c: float

    def sold(self, raised: np.ndarray) -> np.ndarray:
        """Tokens sold when the principal is ``raised``."""
        if self.kind == 0:
            return self.b * raised / (self.a + raised)
        scaled = self.a * raised
        # The difference of a square root and 1, without losing the digits of a small raise.
        return self.b * scaled / ((np.sqrt(1 + scaled) + 1) * (self.c - 1))

    def price(self, raised: np.ndarray) -> np.ndarray:
        """The price of the next token, FLOCK per token."""
        if self.kind == 0:
            return (self.a + raised) ** 2 / (self.a * self.b)
        first = 2 * (self.c**2 - 1) / (self.a * self.b * (self.c + 1))
        return first * np.sqrt(1 + self.a * raised)


def float_curve(start: Start) -> FloatCurve:
    """The curve of a start."""
    curve = start.curve
    if isinstance(curve, ConstantProduct):
        return FloatCurve(0, curve.virtual_flock / WAD, curve.virtual_tokens / WAD, 0.0)
    growth = curve.price_multiple**2 - 1
    return FloatCurve(1, growth * WAD / curve.maximum_target, curve.target_sale / WAD, curve.price_multiple)


class Tax(NamedTuple):
    """The combined tax by steps: ``bps[k]`` holds from ``k * step_s`` on, the last one for good.

    ``kept`` is the share of an offer that becomes principal, ``above`` the share that is
    anti-sniping tax. Where nothing is kept, the protocol refuses the purchase.
    """

    step_s: int
    bps: np.ndarray
    kept: np.ndarray
    above: np.ndarray

    @property
    def kept_bps(self) -> np.ndarray:
        """The share of an offer that becomes principal, by step, in bps."""
        return BPS - self.bps

    def step_at(self, seconds: np.ndarray) -> np.ndarray:
        """The index of the step that holds at a time since the start."""
        passed: np.ndarray = np.floor_divide(seconds, self.step_s)
        steps: np.ndarray = np.minimum(passed, len(self.bps) - 1)
        return steps.astype(np.int64)

    @property
    def end_s(self) -> int:
        """Seconds from the start to the beginning of the last step."""
        return self.step_s * (len(self.bps) - 1)


def tax_of(start: Start) -> Tax:
    """The tax of a start's whole raise."""
    parameters = start.parameters
    last = min(base_reached_s(parameters), start.duration_s) // parameters.tax_step_s
    bps = np.array([combined_tax_bps(k * parameters.tax_step_s, parameters) for k in range(last + 1)])
    kept = (BPS - bps) / BPS
    above = np.maximum(0, bps - parameters.platform_fee_bps) / BPS
    return Tax(parameters.tax_step_s, bps, kept, above)


class Limits(NamedTuple):
    """A start's amounts in FLOCK."""

    raised: float
    minimum: float
    maximum: float


def limits(start: Start) -> Limits:
    """Return the principal raised so far, the minimum and the maximum of the raise, in FLOCK."""
    return Limits(start.raised / WAD, start.minimum_target / WAD, start.maximum_target / WAD)
