"""``preview``: odds and figures of a raise as a table or as JSON."""

from __future__ import annotations

import argparse
import json
from typing import Any

from fomo_core import presets
from fomo_core.amounts import parse_amount
from fomo_core.errors import InvalidInput
from fomo_core.simulation import demand_presets
from fomo_core.simulation.demand import FIELDS, Demand, value_of, with_value
from fomo_core.simulation.start import Start, fresh
from fomo_core.units import DAY_S, HOUR_S, WAD, rounded_text

HELP = "the odds of a raise, played many times over assumed demand"
ABOUT = """\
Play a raise many times over demand drawn at random, and say what came of it:
odds with their uncertainty, and what is raised, paid and collected. All demand
is assumed; --set changes single numbers of it.

examples:
  %(prog)s
  %(prog)s --model kimi-k3 --first-buy 50000 --demand hype
  %(prog)s --set arrivals.per_raise=400 --set sizes.median=900 --json
  %(prog)s --demand price_aware --drivers
"""


def add_options(parser: argparse.ArgumentParser) -> None:
    """The options of the verb."""
    parser.add_argument("--model", default="qwen3-30b-a3b-instruct", help="a key of data/models.toml")
    parser.add_argument(
        "--first-buy", default="0", metavar="FLOCK", help="the issuer's first buy (default 0)"
    )
    parser.add_argument(
        "--demand",
        default=demand_presets.DEFAULT_DEMAND,
        help=f"one of {', '.join(demand_presets.demands())}",
    )
    parser.add_argument(
        "--set", action="append", default=[], metavar="NUMBER=VALUE", dest="changes",
        help=f"change a number of the demand: {', '.join(item.path for item in FIELDS)}",
    )  # fmt: skip
    parser.add_argument("--runs", type=int, default=10_000, help="how often to play it (default 10000)")
    parser.add_argument(
        "--seed", type=int, default=1, help="the same seed gives the same numbers (default 1)"
    )
    parser.add_argument(
        "--threads", type=int, help="threads (default: all cores); the numbers don't depend on it"
    )
    parser.add_argument(
        "--engine", default="auto", choices=("auto", "numpy", "compiled"), help="default auto"
    )
    parser.add_argument(
        "--drivers", action="store_true", help="also say what drives the odds, one input at a time"
    )
    parser.add_argument(
        "--scheduler",
        metavar="ADDRESS",
        help="with --drivers: let the Dask cluster behind this scheduler work",
    )
    parser.add_argument(
        "--preset", default=presets.DEFAULT_PRESET, help=f"one of {', '.join(presets.names())}"
    )
    parser.add_argument(
        "--json", action="store_true", help="print all figures as JSON: FLOCK, tokens, seconds"
    )


def run(options: argparse.Namespace) -> str:
    """The text that the command prints.

    Raises:
        FomoError: for options that can't be used.
    """
    # Loaded here: the other commands should not wait for numpy.
    from fomo_core.simulation.closed_form import expected, trusted
    from fomo_core.simulation.ensemble import preview
    from fomo_core.simulation.summary import summarise

    if options.threads is not None and not 1 <= options.threads <= 1_024:
        raise InvalidInput("The number of threads must be 1 to 1024.")
    protocol = presets.load(options.preset)
    start = fresh(protocol, options.model, parse_amount(options.first_buy))
    demand = _demand(options, start)
    made = preview(start, demand, options.runs, options.seed, threads=options.threads, engine=options.engine)
    told: dict[str, Any] = {"inputs": _inputs(options, start, demand)} | summarise(made).as_dict()
    sum_expected = expected(start, demand)
    told["expected"] = {"flock": sum_expected, "of_minimum": sum_expected / (start.minimum_target / WAD)}
    exact = trusted(start, demand)
    names = ("failed", "minimum", "maximum", "error")
    told["closed_form"] = exact and {name: getattr(exact, name) for name in names}
    if options.drivers:
        told["drivers"] = _drivers(options, start, demand, _open_question(told["odds"]))
    return json.dumps(told, indent=1) if options.json else _table(told)


def _demand(options: argparse.Namespace, start: Start) -> Demand:
    demand = demand_presets.demand_for(start.minimum_target, start.duration_s, options.demand)
    for change in options.changes:
        path, _, value = change.partition("=")
        try:
            number = float(value)
        except ValueError:
            raise InvalidInput("Write --set as NUMBER=VALUE, such as sizes.median=900.") from None
        demand = with_value(demand, path, number)
    return demand


def _inputs(options: argparse.Namespace, start: Start, demand: Demand) -> dict[str, Any]:
    return {
        "preset": options.preset,
        "model": start.model.id,
        "first_buy": str(start.first_buy),
        "demand": options.demand,
        "shape": demand.arrivals.shape,
        "numbers": {item.path: value_of(demand, item.path) for item in FIELDS},
        "source": "assumed",
    }


def _open_question(odds: dict[str, Any]) -> str:
    """The measure worth asking about: odds that are not as good as certain, else what is raised."""
    return next((name for name in ("graduates", "maximum") if 0.02 < odds[name]["share"] < 0.98), "raised")


def _drivers(options: argparse.Namespace, start: Start, demand: Demand, measure: str) -> dict[str, Any]:
    from fomo_core.simulation.sensitivity import tornado

    engine = "auto" if options.engine == "auto" else options.engine
    runs = min(options.runs, 10_000)
    made = tornado(
        start, demand, None, measure, runs, options.seed, engine=engine, scheduler=options.scheduler
    )
    return {"measure": made.measure, "base": made.base, "bars": [bar._asdict() for bar in made.bars]}


# --- the plain table ---

_LABELS = {
    "raised": "Raised", "closing_price": "Price at the close", "tokens_sold": "Tokens sold",
    "protocol_fee": "Protocol fees", "creator_fee": "Creator fees", "tax": "Anti-sniping tax",
    "refund": "Offered but not taken", "returned": "Redeemed after a failure", "arrivals": "Supporters",
    "minimum_at": "Minimum reached after", "maximum_at": "Maximum reached after",
    "issuer_cost": "The issuer's cost", "issuer_share": "The issuer's share of the supply",
    "issuer_break_even": "The issuer's break-even price",
}  # fmt: skip
_ODDS = {
    "failed": "fails: supporters redeem", "minimum": "reaches its minimum", "maximum": "reaches its maximum",
    "graduates": "graduates, either way",
}  # fmt: skip


def _table(told: dict[str, Any]) -> str:
    inputs, stamp = told["inputs"], told["stamp"]
    lines = [
        f"{inputs['model']}, demand {inputs['demand']} (assumed), first buy "
        f"{rounded_text(int(inputs['first_buy']))} FLOCK, preset {inputs['preset']}",
        _expected(told["expected"], inputs["numbers"]),
        f"{int(stamp['runs']):,} runs, seed {stamp['seed']}, version {stamp['version']}",
        "",
        f"{'Such a raise':<34}{'share':>9}{'95% from':>11}{'to':>9}",
    ]
    for name, odds in told["odds"].items():
        lines.append(f"  {_ODDS[name]:<32}{odds['share']:>9.2%}{odds['low']:>11.2%}{odds['high']:>9.2%}")
    if exact := told["closed_form"]:
        lines.append(
            f"  exact: fails {exact['failed']:.2%}, reaches its maximum {exact['maximum']:.2%}"
            f" (off by {max(exact['error'], 1e-4):.2%} at most)"
        )
    lines += ["", f"{'':<34}{'mean':>16}{'one in 20 below':>18}{'half below':>16}{'one in 20 above':>18}"]
    lines += [_row(name, figure, int(stamp["runs"])) for name, figure in told["figures"].items()]
    return "\n".join(lines + _bars(told.get("drivers")))


def _expected(sums: dict[str, float], numbers: dict[str, float]) -> str:
    text = f"expected after tax and fees: {sums['flock']:,.0f} FLOCK, {sums['of_minimum']:.1f} x the minimum"
    reacts = numbers["elastic.share"] or numbers["snipers.per_raise"]
    return f"{text}, if nobody minded the price and no sniper came" if reacts else text


def _row(name: str, figure: dict[str, Any], runs: int) -> str:
    label = f"{_LABELS[name]:<34}"
    if figure["mean"] is None:
        return f"{label}{'-':>16}"
    values = [figure["mean"], *(figure["quantiles"][level] for level in ("0.05", "0.5", "0.95"))]
    cells = [_cell(figure["unit"], value) for value in values]
    unit = _UNITS.get(figure["unit"], figure["unit"])
    some = f" ({figure['runs'] / runs:.1%} of the runs)" if figure["runs"] < runs else ""
    return f"{label}{cells[0]:>16}{cells[1]:>18}{cells[2]:>16}{cells[3]:>18}  {unit}{some}"


_UNITS = {"seconds": "days and hours", "share of supply": ""}


def _cell(unit: str, value: float) -> str:
    if unit == "seconds":
        return f"{int(value) // DAY_S}d {int(value) % DAY_S // HOUR_S:02d}h"
    if unit == "share of supply":
        return f"{value:.2%}"
    return f"{value:,.4f}" if unit.startswith("FLOCK per") else f"{value:,.0f}"


def _bars(drivers: dict[str, Any] | None) -> list[str]:
    if drivers is None:
        return []
    what = {
        "graduates": "Odds of graduating",
        "maximum": "Odds of the maximum",
        "raised": "Raised on average",
    }
    shown = "{:,.0f}" if drivers["measure"] == "raised" else "{:.2%}"
    base = shown.format(drivers["base"])
    lines = ["", f"{what[drivers['measure']]}: {base}; with one input moved a fifth down and up:"]
    for bar in drivers["bars"]:
        scale = WAD if bar["path"] in ("minimum_target", "maximum_target", "first_buy") else 1
        ends = f"{bar['low_value'] / scale:,.6g} to {bar['high_value'] / scale:,.6g}"
        moved = f"{shown.format(bar['at_low']):>10} to {shown.format(bar['at_high'])}"
        lines.append(f"  {bar['path']:<24}{ends:>28}{moved}")
    return lines
