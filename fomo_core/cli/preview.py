"""``preview``: odds and figures of a raise as a table or as JSON."""

from __future__ import annotations

import argparse
import json
from typing import TYPE_CHECKING

from fomo_core import presets
from fomo_core.amounts import parse_amount
from fomo_core.cli import preview_table
from fomo_core.cli.options import add_model, add_preset
from fomo_core.cli.preview_record import BarRecord, Drivers, Inputs, PreviewRecord
from fomo_core.display.text import plain
from fomo_core.errors import InvalidInput
from fomo_core.simulation import demand_presets
from fomo_core.simulation.demand import FIELDS, Demand, value_of, with_value
from fomo_core.simulation.start import Start, fresh
from fomo_core.units import WAD

if TYPE_CHECKING:
    from fomo_core.simulation.ensemble import Ensemble
    from fomo_core.simulation.sensitivity import Bar
    from fomo_core.simulation.summary import OddsRecord

_HELPED = ("first_buy", "runs", "seed", "threads", "engine", "drivers", "scheduler", "json")


def add_options(parser: argparse.ArgumentParser) -> None:
    """The options of the verb."""
    helped = {name: plain(f"cli.preview.{name}") for name in _HELPED}
    flock, change, address = (plain(f"cli.blank.{name}") for name in ("flock", "change", "address"))
    demands = plain("cli.one_of", names=", ".join(demand_presets.demands()))
    numbers = plain("cli.preview.set", names=", ".join(item.path for item in FIELDS))
    add = parser.add_argument
    add_model(parser)
    add("--first-buy", default="0", metavar=flock, help=helped["first_buy"])
    add("--demand", default=demand_presets.DEFAULT_DEMAND, help=demands)
    add("--set", action="append", default=[], metavar=change, dest="changes", help=numbers)
    add("--runs", type=int, default=10_000, help=helped["runs"])
    add("--seed", type=int, default=1, help=helped["seed"])
    add("--threads", type=int, help=helped["threads"])
    add("--engine", default="auto", choices=("auto", "numpy", "compiled"), help=helped["engine"])
    add("--drivers", action="store_true", help=helped["drivers"])
    add("--scheduler", metavar=address, help=helped["scheduler"])
    add_preset(parser)
    add("--json", action="store_true", help=helped["json"])


def run(options: argparse.Namespace) -> str:
    """The text that the command prints.

    Raises:
        FomoError: for options that can't be used.
    """
    # Loaded here: the other commands should not wait for numpy.
    from fomo_core.simulation.ensemble import preview

    if options.threads is not None and not 1 <= options.threads <= 1_024:
        raise InvalidInput("The number of threads must be 1 to 1024.", "preview: threads")
    protocol = presets.load(options.preset)
    start = fresh(protocol, options.model, parse_amount(options.first_buy))
    demand = _demand(options, start)
    made = preview(start, demand, options.runs, options.seed, threads=options.threads, engine=options.engine)
    record = _record(options, made)
    if options.drivers:
        record["drivers"] = _drivers(options, start, demand, _open_question(record["odds"]))
    return json.dumps(record, indent=1) if options.json else preview_table.text_of(record)


def _record(options: argparse.Namespace, made: Ensemble) -> PreviewRecord:
    from fomo_core.simulation.closed_form import exact_odds, expected
    from fomo_core.simulation.summary import summarise

    start, demand = made.start, made.demand
    flock, exact, summary = expected(start, demand), exact_odds(start, demand), summarise(made).as_dict()
    names = ("failed", "minimum", "maximum", "error")
    return {
        "inputs": _inputs(options, start, demand),
        "stamp": summary["stamp"],
        "odds": summary["odds"],
        "figures": summary["figures"],
        "bands": summary["bands"],
        "expected": {"flock": flock, "of_minimum": flock / (start.minimum_target / WAD)},
        "closed_form": None if exact is None else {name: getattr(exact, name) for name in names},
    }


def _demand(options: argparse.Namespace, start: Start) -> Demand:
    demand = demand_presets.demand_for(start.minimum_target, start.duration_s, options.demand)
    for change in options.changes:
        path, _, value = change.partition("=")
        try:
            number = float(value)
        except ValueError:
            raise InvalidInput(
                "Write --set as NUMBER=VALUE, such as sizes.median=900.", "preview: set"
            ) from None
        demand = with_value(demand, path, number)
    return demand


def _inputs(options: argparse.Namespace, start: Start, demand: Demand) -> Inputs:
    return {
        "preset": options.preset,
        "model": start.model.id,
        "first_buy": str(start.first_buy),
        "demand": options.demand,
        "shape": demand.arrivals.shape,
        "numbers": {item.path: value_of(demand, item.path) for item in FIELDS},
        "source": "assumed",
    }


def _open_question(odds: dict[str, OddsRecord]) -> str:
    """The measure worth asking about: odds that are not as good as certain, else what is raised."""
    return next((name for name in ("graduates", "maximum") if 0.02 < odds[name]["share"] < 0.98), "raised")


def _drivers(options: argparse.Namespace, start: Start, demand: Demand, measure: str) -> Drivers:
    from fomo_core.simulation.sensitivity import tornado

    runs = min(options.runs, 10_000)
    made = tornado(
        start, demand, None, measure, runs, options.seed, engine=options.engine, scheduler=options.scheduler
    )
    return {"measure": made.measure, "base": made.base, "bars": [_bar(bar) for bar in made.bars]}


def _bar(bar: Bar) -> BarRecord:
    return {
        "path": bar.path,
        "low_value": bar.low_value,
        "high_value": bar.high_value,
        "at_low": bar.at_low,
        "at_high": bar.at_high,
        "error": bar.error,
    }
