"""An offering's price over its life: along the curve while it raises, in its pool afterwards."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from fomo_core.display import format as f
from fomo_core.display.drawing.curves import spot
from fomo_core.display.drawing.frame import BLUE, GREEN, Figure, Part, line, plot, upright
from fomo_core.display.drawing.times import thin, time_unit, until
from fomo_core.display.text import plain
from fomo_core.history import PoolPoint, Purchase
from fomo_core.offering import Offering

#: The marks between two powers of ten on a logarithmic axis.
_MARKS = (1, 2, 5)
_LOWEST_POWER, _HIGHEST_POWER = -18, 18


class _Step(NamedTuple):
    """A moment (chain seconds), and the price in FLOCK per token from then on."""

    at: int
    price: float


def price_over_time(
    offering: Offering,
    bought: Sequence[Purchase],
    pool: Sequence[PoolPoint],
    now: int,
    logarithmic: bool = False,
) -> Figure:
    """The price of the next token from the launch until ``now`` (chain seconds), a step at each event."""
    unit, axis = time_unit(max(1, now - offering.start))
    raising, trading = _raising(offering, bought, now), _trading(pool, now)
    traces = [_trace(raising, offering.start, unit, "curve", BLUE, 2.5)]
    opened: tuple[Part, Part] | None = None
    if trading:
        traces.append(_trace(trading, offering.start, unit, "pool", GREEN, 3.0))
        opened = upright(
            (trading[0].at - offering.start) / unit, plain("figure.price.opens"), high=False, right=True
        )
    prices = [step.price for step in (*raising, *trading)]
    return plot(
        traces,
        axis,
        plain("figure.axis.price"),
        shapes=[opened[0]] if opened else [],
        annotations=[opened[1]] if opened else [],
        xaxis={"rangemode": "nonnegative"},
        yaxis=_logarithmic(prices) if logarithmic else {"rangemode": "tozero"},
    )


def _raising(offering: Offering, bought: Sequence[Purchase], now: int) -> list[_Step]:
    """The curve's price, from the launch until the raise was over or ``now``."""
    over = min(now, offering.end) if offering.graduated_at is None else offering.graduated_at
    steps = [_Step(purchase.at, spot(offering.curve, purchase.raised)) for purchase in thin(bought)]
    last = _Step(max(over, offering.start), spot(offering.curve, offering.raised))
    return [_Step(offering.start, spot(offering.curve, 0)), *steps, last]


def _trading(pool: Sequence[PoolPoint], now: int) -> list[_Step]:
    """The pool's price from graduation until ``now``; nothing without a pool that can trade."""
    kept = until(pool, now) if pool else []
    return [_Step(point.at, point.flock / point.tokens) for point in kept if point.flock and point.tokens]


def _trace(steps: Sequence[_Step], start: int, unit: int, name: str, colour: str, width: float) -> Part:
    title = plain(f"figure.price.{name}")
    return line(
        [(step.at - start) / unit for step in steps], [step.price for step in steps], title, colour, width=width,
        shape="hv", customdata=[f.duration(step.at - start) for step in steps],
        hovertemplate=f"{title}<br>{plain('figure.price.hover')}<extra></extra>",
    )  # fmt: skip


def _logarithmic(prices: Sequence[float]) -> Part:
    """A logarithmic axis with plain numbers, a mark on each side of the prices."""
    marks = [mark * 10.0**power for power in range(_LOWEST_POWER, _HIGHEST_POWER) for mark in _MARKS]
    below = max((mark for mark in marks if mark <= min(prices)), default=marks[0])
    above = min((mark for mark in marks if mark >= max(prices)), default=marks[-1])
    shown = [mark for mark in marks if below <= mark <= above]
    return {"type": "log", "tickvals": shown, "ticktext": [f.significant(mark, 1, 1) for mark in shown]}
