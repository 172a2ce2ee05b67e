"""The results of a preview in plain words, and its numbers as labelled rows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from fomo_core.display import floats, numerals
from fomo_core.display import format as f
from fomo_core.display.summary import Row
from fomo_core.display.text import plain
from fomo_core.units import WAD

if TYPE_CHECKING:
    from fomo_core.simulation.calibration import Doubt
    from fomo_core.simulation.closed_form import ClosedForm
    from fomo_core.simulation.ensemble import Ensemble
    from fomo_core.simulation.sensitivity import HeatMap, Tornado
    from fomo_core.simulation.start import Start
    from fomo_core.simulation.summary import Figure, Summary
    from fomo_core.simulation.timing import EntryTable

#: What previews measure, in the order in which it is shown.
MEASURED = (
    "raised", "closing_price", "tokens_sold", "arrivals", "minimum_at", "maximum_at", "issuer_cost",
    "issuer_share", "issuer_break_even", "creator_fee", "protocol_fee", "tax", "refund", "returned",
)  # fmt: skip
_PRICES = ("closing_price", "issuer_break_even")
_TIMES = ("minimum_at", "maximum_at")
_COUNTS = ("arrivals",)
_TOKENS = ("tokens_sold",)
_SHARES = ("issuer_share",)


def value_text(name: str, value: float) -> str:
    """A measured value for reading, by its name in ``MEASURED``."""
    if name in _PRICES:
        return floats.price(value)
    if name in _TIMES:
        return floats.duration(value)
    if name in _SHARES:
        return floats.percent(value)
    if name in _COUNTS:
        return floats.tally(value)
    return floats.number(value) if name in _TOKENS else floats.flock(value)


def label(name: str) -> str:
    """Return the displayed name of a measured value."""
    return plain(f"measured.{name}")


def quantile(figure: Figure, level: float) -> float:
    """A quantile of a figure; not a number where no run has a value."""
    return figure.quantiles.get(level, float("nan"))


def measure_rows(summary: Summary, *names: str) -> list[Row]:
    """Measured values in the middle, with the range of nine in ten runs as help.

    What only some of the runs have says in how many.
    """
    runs = summary.odds["failed"].runs
    return [_row(summary.figure(name), runs) for name in names]


def _row(figure: Figure, runs: int) -> Row:
    middle, low, high = (value_text(figure.name, quantile(figure, level)) for level in (0.5, 0.05, 0.95))
    about = plain(f"measured_help.{figure.name}")
    ranged = plain("measured.range", low=low, high=high, runs=numerals.count(figure.runs))
    name = label(figure.name)
    if 0 < figure.runs < runs:
        name = plain("measured.some", name=name, share=floats.percent(figure.runs / runs))
    return Row(name, middle, f"{about} {ranged}")


def odds_text(shares: Mapping[str, float], runs: int) -> str:
    """The three outcomes of so many runs in one sentence, as people count."""
    return plain(
        "verdict.odds", runs=numerals.count(runs), **dict(zip(shares, floats.in_parts(list(shares.values()))))
    )


def shares_of(summary: Summary) -> dict[str, float]:
    """The odds of the three outcomes by name."""
    return {name: summary.odds[name].share for name in ("failed", "minimum", "maximum")}


def shares_of_exact(exact: ClosedForm) -> dict[str, float]:
    """The same from the closed form."""
    return {"failed": exact.failed, "minimum": exact.minimum, "maximum": exact.maximum}


def verdict(ensemble: Ensemble, summary: Summary) -> list[str]:
    """Say what such a raise comes to for its issuer: the odds, then the bill of failure and of success."""
    found = [odds_text(shares_of(summary), ensemble.runs)]
    cost, failed = np.asarray(ensemble.issuer_cost(), float), np.asarray(ensemble.outcome) == 0
    # Who looks at a raise under way need not be its issuer.
    own, tokens = ensemble.start.fresh, ensemble.start.issuer_tokens / WAD
    if failed.any():
        key = "verdict.if_failed" if own else "verdict.if_failed_issuer"
        found.append(plain(key, cost=_spent(cost[failed])))
    if not failed.all():
        values = {"cost": _spent(cost[~failed])}
        key = "verdict.if_graduated" if own else "verdict.if_graduated_issuer"
        if tokens:
            values |= {
                "tokens": floats.number(tokens),
                "share": floats.percent(_issuer_share(ensemble.start)),
            }
            key = "verdict.if_graduated_tokens" if own else "verdict.if_graduated_tokens_issuer"
        found.append(plain(key, **values))
    return found


def _spent(costs: np.ndarray) -> str:
    """The average cost; income where it is below nothing."""
    middle = float(costs.mean())
    return plain("verdict.spent" if middle >= 0 else "verdict.earned", amount=floats.flock(abs(middle)))


def _issuer_share(start: Start) -> float:
    return start.issuer_tokens / start.parameters.total_supply


def runs_label(summary: Summary) -> str:
    """Say how many runs stand behind odds, and how far off these may be (95%)."""
    error = max((odds.high - odds.low) / 2 for odds in summary.odds.values())
    return plain(
        "preview.by_runs", runs=numerals.count(summary.odds["failed"].runs), error=floats.percent(error)
    )


def interval_text(summary: Summary) -> str:
    """Say how sure the odds of failing are, drawn from so many runs."""
    failed = summary.odds["failed"]
    low, high = floats.percent(failed.low), floats.percent(failed.high)
    return plain("verdict.interval", runs=numerals.count(failed.runs), low=low, high=high)


def exact_text(exact: ClosedForm) -> str:
    """The odds as the closed form has them."""
    shares = {name: floats.percent(share) for name, share in shares_of_exact(exact).items()}
    error = plain("verdict.below_error") if exact.error < 0.0005 else floats.percent(exact.error)
    return plain("verdict.exact", error=error, **shares)


def doubt_text(doubts: Mapping[str, Doubt], purchases: int) -> str:
    """Say how far the odds depend on so few purchases: between which nine in ten plausible fits lie."""
    ranges = {
        name: plain("verdict.between", low=floats.percent(one.low), high=floats.percent(one.high))
        for name, one in doubts.items()
    }
    return plain("verdict.doubt", purchases=purchases, **ranges)


def point_rows(start: Start, ahead: int) -> list[Row]:
    """A point of the curve at a principal (wei): the price there, and what buying all up to it brings and takes."""
    cost, tokens = ahead - start.raised, start.curve.sold(ahead) - start.sold
    now, then = start.curve.spot_price(start.raised), start.curve.spot_price(ahead)
    average = f.price(cost, tokens) if tokens else f.price(*now)
    return [
        Row(plain("explore.at"), f.flock(ahead), plain("explore.at_help")),
        Row(plain("explore.price_there"), f"{f.price(*then)} FLOCK", plain("explore.price_there_help")),
        Row(plain("explore.rise"), f.change(now, then), plain("explore.rise_help")),
        Row(plain("explore.tokens"), f.number(tokens), plain("explore.tokens_help")),
        Row(plain("explore.average"), f"{average} FLOCK", plain("explore.average_help")),
        Row(plain("explore.share"), f.share(tokens, start.target_sale), plain("explore.share_help")),
    ]


def best_text(table: EntryTable, index: int) -> str:
    """Say when a purchase of a size gets most, and which moments can't be told from the best one."""
    best = table.best[index]
    values = {"size": floats.flock(float(table.sizes[index])), "minute": f.duration(best.second)}
    if best.low_s == best.high_s:
        return plain("best.one", **values)
    return plain("best.between", low=f.duration(best.low_s), high=f.duration(best.high_s), **values)


def waiting_texts(table: EntryTable, index: int) -> list[str]:
    """Say what the best minute brings, and what buying now or at the end gives up against it."""
    best = table.best[index]
    lost = [float(share) for share in best.waiting_cost]
    return [
        plain("best.tokens", tokens=floats.number(float(best.tokens))),
        _worth_text(table, index),
        plain("best.now", share=floats.percent(lost[0])),
        plain("best.late", minute=f.duration(int(table.seconds[-1])), share=floats.percent(lost[-1])),
    ]


def _worth_text(table: EntryTable, index: int) -> str:
    """Say what the tokens of the best moment bring when they are sold as the pool opens."""
    place = list(table.seconds).index(table.best[index].second)
    share = float(table.graduates[index][place])
    if not share:
        return plain("best.worthless")
    names = ("alone", "everybody", "alone_graduated", "everybody_graduated")
    amounts = {name: floats.flock(float(getattr(table, name)[index][place])) for name in names}
    return plain("best.worth", share=floats.percent(share), **amounts)


def margin_text(found: Tornado | HeatMap, percent: bool) -> str:
    """Say how the values of a tornado or a heat map came about, and how far off they may be."""
    if not found.drawn:
        error = plain("verdict.below_error") if found.margin < 0.0005 else floats.percent(found.margin)
        return plain("driven.exact", error=error)
    return plain(
        "driven.drawn",
        runs=numerals.count(int(found.stamp["runs"])),
        error=driven_text(found.margin, percent),
    )


def driven_text(value: float, percent: bool) -> str:
    """A result whose drivers are asked for: odds, or an amount."""
    return floats.percent(value) if percent else floats.number(value)
