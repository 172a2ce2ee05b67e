"""Every picture, as a Plotly figure, for screens and notebooks alike.

Figures take exact integers and plot floats; no figure relies on colour alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import plotly.graph_objects as go

from fomo_core.curve import Curve
from fomo_core.display.drawing.amounts import to_float
from fomo_core.display.drawing.curves import CurveState, curve_points, curve_state, spot
from fomo_core.display.drawing.frame import BLUE, GREEN, GREY, ORANGE, RED, dot, line, plot, upright
from fomo_core.display.drawing.times import thin, time_unit, until
from fomo_core.display.format import account, goal, in_figure, share
from fomo_core.display.text import plain
from fomo_core.history import PoolPoint, Purchase, Settlement
from fomo_core.offering import Offering
from fomo_core.parameters import Parameters
from fomo_core.tax import base_reached_s, combined_tax_bps
from fomo_core.units import BPS, DAY_S, MINUTE_S


def _goal(name: str, amount: int) -> str:
    """A target's name with its amount."""
    return plain(f"figure.{name}", value=goal(amount))


def curve_figure(offering: Offering | CurveState, quoted: tuple[int, int] | None = None) -> go.Figure:
    """An offering's curve: where it is, its minimum and maximum, and the stretch a quote would buy.

    ``quoted`` is the principal (wei) before and after the quoted purchase.
    """
    if isinstance(offering, Offering):
        offering = curve_state(offering)
    x, y = curve_points(offering.curve, offering.maximum_target)
    hover = plain("figure.curve.hover")
    traces = [line(x, y, plain("figure.curve.line"), BLUE, hovertemplate=hover + "<extra></extra>")]
    if quoted is not None:
        traces.append(_quoted_stretch(offering, *quoted))
    now = spot(offering.curve, offering.raised)
    here = plain("figure.curve.ended" if offering.ended else "figure.curve.here")
    traces.append(dot(to_float(offering.raised), now, here, RED, "diamond", here + "<br>" + hover))
    lines = [
        upright(
            to_float(offering.minimum_target),
            _goal("minimum", offering.minimum_target),
            high=True,
            right=True,
        ),
        upright(
            to_float(offering.maximum_target),
            _goal("maximum", offering.maximum_target),
            high=False,
            right=False,
        ),
    ]
    return plot(
        traces,
        plain("figure.axis.raised"),
        plain("figure.axis.price"),
        shapes=[shape for shape, _ in lines],
        annotations=[note for _, note in lines],
        yaxis={"rangemode": "tozero"},
    )


def _quoted_stretch(offering: CurveState, before: int, after: int) -> dict[str, object]:
    steps = [before + (after - before) * i // 20 for i in range(21)]
    x, y = [to_float(raised) for raised in steps], [spot(offering.curve, raised) for raised in steps]
    return line(x, y, plain("figure.curve.quote"), ORANGE, width=7, fill="tozeroy",
                 hovertemplate=plain("figure.curve.hover") + "<extra></extra>")  # fmt: skip


def overlay_figure(curves: Mapping[str, Curve], maximum_target: int) -> go.Figure:
    """Several curves over the same raise."""
    styles = ((BLUE, "solid"), (ORANGE, "dash"), (GREEN, "dot"))
    traces = []
    for (name, curve), (colour, dash) in zip(curves.items(), styles):
        x, y = curve_points(curve, maximum_target)
        hover = in_figure(name) + "<br>" + plain("figure.curve.hover") + "<extra></extra>"
        traces.append(line(x, y, in_figure(name), colour, dash=dash, hovertemplate=hover))
    return plot(
        traces, plain("figure.axis.raised"), plain("figure.axis.price"), yaxis={"rangemode": "tozero"}
    )


def tax_figure(readings: Mapping[str, Parameters], elapsed_s: int | None = None) -> go.Figure:
    """The combined tax over time, one line a reading, and where the clock stands, however late that is."""
    styles = ((BLUE, "solid"), (ORANGE, "dash"), (GREEN, "dot"))
    first = next(iter(readings.values()))
    unit, axis = _tax_unit(first, elapsed_s)
    traces = []
    for (name, parameters), (colour, dash) in zip(readings.items(), styles):
        x, y = _tax_points(parameters, unit, elapsed_s)
        hover = in_figure(name) + "<br>" + plain("figure.tax.hover") + "<extra></extra>"
        traces.append(line(x, y, in_figure(name), colour, dash=dash, shape="hv", hovertemplate=hover))
    if elapsed_s is not None:
        rate, now = 100 * combined_tax_bps(elapsed_s, first) / BPS, plain("figure.tax.now")
        hover = now + "<br>" + plain("figure.tax.hover")
        traces.append(dot(elapsed_s / unit, rate, now, RED, "diamond", hover))
    return plot(traces, axis, plain("figure.axis.tax"), yaxis={"range": [-5, 104], "ticksuffix": "%"})


def _tax_ends(parameters: Parameters) -> int:
    """A little after the tax has come down, in seconds since the launch."""
    return (base_reached_s(parameters) // parameters.tax_step_s + 12) * parameters.tax_step_s


def _tax_unit(parameters: Parameters, elapsed_s: int | None) -> tuple[int, str]:
    if elapsed_s is not None and elapsed_s > _tax_ends(parameters):
        return time_unit(elapsed_s)
    if parameters.tax_step_s >= MINUTE_S:
        return MINUTE_S, plain("figure.axis.minutes")
    return 1, plain("figure.axis.seconds")


def _tax_points(parameters: Parameters, unit: int, elapsed_s: int | None) -> tuple[list[float], list[float]]:
    """The tax step by step until it has come down, then on to where the clock stands."""
    ends = _tax_ends(parameters)
    moments = [*range(0, ends + 1, parameters.tax_step_s)]
    if elapsed_s is not None and elapsed_s > ends:
        moments.append(elapsed_s)
    return [at / unit for at in moments], [100 * combined_tax_bps(at, parameters) / BPS for at in moments]


def progress_figure(offering: Offering, purchases: Sequence[Purchase], now: int) -> go.Figure:
    """Principal raised over the time of a raise, against its minimum and maximum."""
    kept = thin(purchases)
    unit, axis = time_unit(offering.end - offering.start)
    end = min(max(now, offering.start), offering.end)
    times = [0.0, *((p.at - offering.start) / unit for p in kept), (end - offering.start) / unit]
    raised = [0.0, *(to_float(p.raised) for p in kept), to_float(offering.raised)]
    span = [0, (offering.end - offering.start) / unit]
    least, most = to_float(offering.minimum_target), to_float(offering.maximum_target)
    traces = [
        line(times, raised, plain("figure.progress.raised"), BLUE, shape="hv", fill="tozeroy",
              hovertemplate=plain("figure.progress.hover") + "<extra></extra>"),
        line(span, [least, least], _goal("minimum", offering.minimum_target), ORANGE, dash="dash", width=1.5, hoverinfo="skip"),
        line(span, [most, most], _goal("maximum", offering.maximum_target), GREEN, dash="dot", width=1.5, hoverinfo="skip"),
    ]  # fmt: skip
    return plot(traces, axis, plain("figure.axis.raised"), yaxis={"rangemode": "tozero"})


def holders_figure(holdings: Sequence[tuple[str, int]], total: int, most: int = 10) -> go.Figure:
    """The largest holders as bars, each with its share of all."""
    largest = list(holdings[:most])[::-1]
    rest = sum(amount for _, amount in holdings[most:])
    if rest:
        largest.insert(0, (plain("figure.holders.others"), rest))
    bars = {
        "type": "bar",
        "orientation": "h",
        "x": [to_float(amount) for _, amount in largest],
        "y": [in_figure(account(name)) for name, _ in largest],
        "text": [share(amount, total) for _, amount in largest],
        "textposition": "auto",
        "marker": {"color": BLUE},
        "hovertemplate": plain("figure.holders.hover") + "<extra></extra>",
    }
    return plot([bars], plain("figure.axis.tokens"), "", yaxis={"type": "category"}, bargap=0.35)


def distribution_figure(parts: Sequence[tuple[str, int]]) -> go.Figure:
    """Draw how a supply is divided, as one bar for each part."""
    total = sum(amount for _, amount in parts)
    return holders_figure(sorted(parts, key=lambda part: -part[1]), total, most=len(parts))


def pool_figure(points: Sequence[PoolPoint], last_curve_price: tuple[int, int], now: int) -> go.Figure:
    """The pool's price from graduation until ``now`` (chain seconds), against the curve's last price."""
    kept = until(points, now)
    start = points[0].at
    days = [(point.at - start) / DAY_S for point in kept]
    prices = [_pool_price(point) for point in kept]
    opening = last_curve_price[0] / last_curve_price[1]
    names = [plain(f"event.{point.cause}") for point in kept]
    if len(kept) > len(thin(points)):
        names[-1] = plain("figure.pool.now")
    traces = [
        line(days, prices, plain("figure.pool.price"), BLUE, shape="hv", mode="lines+markers", customdata=names,
              hovertemplate=plain("figure.pool.hover") + "<extra></extra>"),
        line([0, max(days[-1], 1 / 24)], [opening, opening], plain("figure.pool.curve"), GREY, dash="dot",
              width=1.5, hoverinfo="skip"),
    ]  # fmt: skip
    return plot(
        traces, plain("figure.axis.days_traded"), plain("figure.axis.price"),
        xaxis={"rangemode": "nonnegative"}, yaxis={"rangemode": "tozero"},
    )  # fmt: skip


def _pool_price(point: PoolPoint) -> float:
    """FLOCK per token; 0 for a pool without tokens, which only odd parameters make."""
    return point.flock / point.tokens if point.tokens else 0.0


def buyback_figure(
    actual: Sequence[PoolPoint], without: Sequence[PoolPoint], what: str, now: int
) -> go.Figure:
    """The pool's price ("price") or the supply ("supply") with the buyback and without it, until ``now``."""
    traces = []
    for points, name, colour, dash in (
        (actual, plain("figure.buyback.with"), BLUE, "solid"),
        (without, plain("figure.buyback.without"), ORANGE, "dash"),
    ):
        kept = until(points, now)
        days = [(point.at - points[0].at) / DAY_S for point in kept]
        values = [_pool_price(p) if what == "price" else to_float(p.supply) for p in kept]
        hover = plain(f"figure.buyback.hover_{what}") + "<extra></extra>"
        traces.append(
            line(days, values, name, colour, dash=dash, shape="hv", hovertemplate=name + "<br>" + hover)
        )
    return plot(traces, plain("figure.axis.days_traded"), plain(f"figure.axis.{what}"))


def burns_figure(settlements: Sequence[Settlement], symbol: str, now: int) -> go.Figure:
    """Tokens and FLOCK burned until ``now`` (chain seconds), with each settlement."""
    start = settlements[0].at
    kept = until(settlements, now)
    days = [(s.at - start) / DAY_S for s in kept]
    traces = [
        line(days, [to_float(s.tokens_burned) for s in kept], in_figure(symbol), BLUE, mode="lines+markers",
              shape="hv", hovertemplate=plain("figure.burns.hover") + "<extra></extra>"),
        line(days, [to_float(s.flock_burned) for s in kept], "FLOCK", ORANGE, mode="lines+markers", dash="dash",
              shape="hv", hovertemplate=plain("figure.burns.hover") + "<extra></extra>"),
    ]  # fmt: skip
    return plot(
        traces, plain("figure.axis.days_settled"), plain("figure.axis.burned"), yaxis={"rangemode": "tozero"}
    )
