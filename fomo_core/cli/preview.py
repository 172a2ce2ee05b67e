"""``preview``: odds and figures of a raise as a table or as JSON."""

from __future__ import annotations

import argparse
import json
from typing import Any

from fomo_core import presets
from fomo_core.amounts import parse_amount
from fomo_core.cli import preview_table
from fomo_core.cli.options import add_model, add_preset
from fomo_core.display.text import plain
from fomo_core.errors import InvalidInput
from fomo_core.simulation import demand_presets
from fomo_core.simulation.demand import FIELDS, Demand, value_of, with_value
from fomo_core.simulation.start import Start, fresh
from fomo_core.units import WAD

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
    from fomo_core.simulation.closed_form import expected, trusted
    from fomo_core.simulation.ensemble import preview
    from fomo_core.simulation.summary import summarise

    if options.threads is not None and not 1 <= options.threads <= 1_024:
        raise InvalidInput("The number of threads must be 1 to 1024.", "preview: threads")
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
    return json.dumps(told, indent=1) if options.json else preview_table.written(told)


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

    runs = min(options.runs, 10_000)
    made = tornado(
        start, demand, None, measure, runs, options.seed, engine=options.engine, scheduler=options.scheduler
    )
    return {"measure": made.measure, "base": made.base, "bars": [bar._asdict() for bar in made.bars]}
