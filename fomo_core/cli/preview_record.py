"""The shape of a preview as JSON: what was asked, a summary of the runs, and what drives them."""

from __future__ import annotations

from typing import TYPE_CHECKING, NotRequired, TypedDict

if TYPE_CHECKING:
    from fomo_core.simulation.summary import BandsRecord, FigureRecord, OddsRecord


class Inputs(TypedDict):
    """The inputs of a preview; ``first_buy`` in wei, ``numbers`` the demand's by their paths."""

    preset: str
    model: str
    first_buy: str
    demand: str
    shape: str
    numbers: dict[str, float]
    source: str


class Expected(TypedDict):
    """The principal (FLOCK) that comes in on average, also as a multiple of the minimum."""

    flock: float
    of_minimum: float


class BarRecord(TypedDict):
    """One input moved down and up by itself, and the measure at each end."""

    path: str
    low_value: float
    high_value: float
    at_low: float
    at_high: float
    error: float


class Drivers(TypedDict):
    """The inputs by how far they move a measure."""

    measure: str
    base: float
    bars: list[BarRecord]


class PreviewRecord(TypedDict):
    """A preview; ``closed_form`` has the shares of the outcomes where they are known exactly."""

    inputs: Inputs
    stamp: dict[str, str]
    odds: dict[str, OddsRecord]
    figures: dict[str, FigureRecord]
    bands: BandsRecord
    expected: Expected
    closed_form: dict[str, float] | None
    drivers: NotRequired[Drivers]
