"""The purchase of one more supporter in every run, and what selling its tokens later brings.

Arrays are runs by moments.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from fomo_core.simulation.engines.rules import FloatCurve, limits
from fomo_core.simulation.start import Start
from fomo_core.units import BPS, WAD


class Bought(NamedTuple):
    """The cost of an offer as far as it is taken, the principal of that (FLOCK), and the tokens that it brings."""

    cost: np.ndarray
    net: np.ndarray
    tokens: np.ndarray


def purchase_of(
    curve: FloatCurve, maximum: float, raised: np.ndarray, size: np.ndarray | float, kept: np.ndarray | float
) -> Bought:
    """Return what an offer gets: the protocol's purchase with its partial fill."""
    kept = np.asarray(kept)
    net = np.minimum(size * kept, np.maximum(0.0, maximum - raised))
    cost = quotient(net, np.broadcast_to(kept, net.shape), 0.0)
    return Bought(cost, net, curve.sold(raised + net) - curve.sold(raised))


class Sales(NamedTuple):
    """By run and moment: whether the raise graduates with the purchase, and what sales into the pool then bring."""

    graduates: np.ndarray
    alone: np.ndarray
    everybody: np.ndarray


def sales_of(start: Start, curve: FloatCurve, at_close: np.ndarray, got: Bought) -> Sales:
    """Return what tokens bring as the pool opens: sold before all others, and as part of one sale by all."""
    bounds, parameters = limits(start), start.parameters
    close = np.minimum(at_close[: len(got.net), None] + got.net, bounds.maximum)
    flock = close * parameters.liquidity_flock_bps / BPS
    tokens = np.minimum(flock / curve.price(close), parameters.liquidity_tokens / WAD)
    kept, sold = 1 - parameters.pool_fee_bps / BPS, curve.sold(close)

    def out(amount: np.ndarray) -> np.ndarray:
        return quotient(kept * amount * flock, tokens + kept * amount, 0.0)

    # Floats of a raise that has just its minimum must not fall below it.
    graduates = close >= bounds.minimum * (1 - 1e-12)
    return Sales(graduates, out(got.tokens), out(sold) * quotient(got.tokens, sold, 0.0))


def quotient(a: np.ndarray, b: np.ndarray, otherwise: float = float("nan")) -> np.ndarray:
    """``a`` over ``b`` where ``b`` is above nothing."""
    share: np.ndarray = np.divide(a, b, out=np.full(np.shape(a), otherwise), where=b > 0)
    return share
