"""The assumptions of a preview for reading: its demand, where it starts, and any of its inputs by name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fomo_core.display import floats, numerals
from fomo_core.display import format as f
from fomo_core.display.catalogue import catalogue
from fomo_core.display.refusals import phrase
from fomo_core.display.summary import Row
from fomo_core.display.text import plain
from fomo_core.simulation import closed_form
from fomo_core.simulation.demand import FIELDS, Demand, value_of
from fomo_core.units import WAD

if TYPE_CHECKING:
    from fomo_core.parameters import Protocol
    from fomo_core.simulation.start import Start

#: Fields of demand that matter for the shape of arrivals that is chosen, and for no other.
SHAPE_FIELDS = {
    "front_loaded": ("arrivals.window_h", "arrivals.share"),
    "deadline_rush": ("arrivals.window_h", "arrivals.share"),
    "hype": ("arrivals.half_life_h",),
}
_OF_SHAPES = {path for paths in SHAPE_FIELDS.values() for path in paths}


def shown_fields(demand: Demand) -> list[str]:
    """The paths of a demand's numbers that matter with its shape of arrivals."""
    wanted = SHAPE_FIELDS.get(demand.arrivals.shape, ())
    return [item.path for item in FIELDS if item.path not in _OF_SHAPES or item.path in wanted]


def input_label(path: str) -> str:
    """Return the displayed name of a preview's input: a number of the demand, the raise or the protocol."""
    for key in (f"demand.{path}", f"knob.{path}", f"parameter.{path}"):
        if key in catalogue():
            return plain(key)
    return path


def input_value(path: str, value: float) -> str:
    """An input's value for reading: in FLOCK, percent or time where its path says so."""
    if path.endswith("_s"):
        return floats.duration(value)
    if path.endswith("_bps"):
        return f.percent(round(value))
    if path.endswith("_target") or path in ("first_buy", "launch_fee"):
        return floats.number(value / WAD)
    shares = [field.path for field in FIELDS if field.unit.startswith("share")]
    return floats.percent(value, 0) if path in shares else _plain_number(value)


def _plain_number(value: float) -> str:
    """A number to four digits, without exponents."""
    return numerals.fixed(value) if abs(value) >= 1_000 else numerals.general(value, 4)


def expected_text(start: Start, demand: Demand) -> str:
    """Say what a demand brings in on average, beside the minimum, and what that leaves out."""
    coming = closed_form.expected(start, demand)
    key = "demand.expected" if demand.price_blind else "demand.expected_most"
    times = numerals.fixed(coming * WAD / start.minimum_target, 1)
    return plain(key, flock=floats.flock(float(f"{coming:.3g}")), times=times)


def demand_rows(demand: Demand) -> list[Row]:
    """Every assumed number of a demand, with its meaning."""
    shape = Row(
        plain("demand.shape"),
        plain(f"shape.{demand.arrivals.shape}"),
        plain(f"shape_help.{demand.arrivals.shape}"),
    )
    numbers = [
        Row(plain(f"demand.{path}"), numerals.general(value_of(demand, path)), plain(f"demand_help.{path}"))
        for path in shown_fields(demand)
    ]
    return [shape, *numbers]


def start_rows(start: Start) -> list[Row]:
    """Return rows that tell where a preview starts."""

    def amount(value: int) -> str:
        return f.flock(value)

    return [
        Row(plain("start.title"), f.shorten(start.title)),
        Row(plain("start.model"), f.shorten(start.model.name)),
        Row(plain("model.minimum"), amount(start.minimum_target)),
        Row(plain("model.maximum"), amount(start.maximum_target)),
        Row(plain("start.raised"), amount(start.raised), plain("start.raised_help")),
        Row(plain("start.elapsed"), f.duration(start.elapsed_s)),
        Row(plain("start.left"), f.duration(start.duration_s - start.elapsed_s)),
        Row(plain("launch.fee"), amount(start.launch_fee)),
        Row(plain("start.issuer_paid"), amount(start.issuer_paid), plain("start.issuer_paid_help")),
    ]


def assumed_rows(protocol: Protocol) -> list[Row]:
    """The protocol's numbers that nobody has published, and what each stands for."""
    return [
        Row(plain(f"parameter.{name}"), plain("source.assumed"), phrase(note.note))
        for name, note in protocol.notes.items()
        if hasattr(protocol.parameters, name) and protocol.assumed(name)
    ]
