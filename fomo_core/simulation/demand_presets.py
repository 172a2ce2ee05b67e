"""Demands to start from, read from ``data/demand.toml``: the usual ones, and what each means for a raise of any size."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from math import log10
from typing import NamedTuple

from pydantic import ConfigDict, Field

from fomo_core.datafiles import DATA, Source, Strict, Text, read
from fomo_core.errors import InvalidParameters, NoSuchData
from fomo_core.parameters import Protocol
from fomo_core.presets import usual_models
from fomo_core.simulation.demand import FIELDS, Arrivals, Demand, scale, with_value
from fomo_core.units import DAY_S, WAD

DEFAULT_DEMAND = "steady"
#: The raise that a demand preset's own amounts and hours stand for: the smallest tier's minimum (wei), a week.
USUAL_MINIMUM, USUAL_DURATION_S = 105_000 * WAD, 7 * DAY_S


class _DemandNumber(Strict):
    value: float
    unit: Text
    source: Source
    note: Text


class _DemandEntry(Strict):
    model_config = ConfigDict(extra="allow", strict=True, frozen=True)
    title: Text
    expects: float = Field(strict=False)
    shape: str
    points: list[tuple[float, float]] = Field(default_factory=list, strict=False)


class _DemandFile(Strict):
    defaults: dict[str, _DemandNumber]
    presets: dict[str, _DemandEntry]


class NumberNote(NamedTuple):
    """The facts about one number of a demand as the file has them: its unit, its source, what it means."""

    unit: str
    source: str
    note: str


class DemandPreset(NamedTuple):
    """A demand to start from: its key, title and numbers, and what to know about each by its path.

    ``demand`` is what it means for a raise of ``USUAL_MINIMUM`` that lasts seven days; ``expects`` is
    what it brings in on average, after tax and fees, as a multiple of the minimum.
    """

    key: str
    title: str
    expects: float
    demand: Demand
    notes: Mapping[str, NumberNote]


def demand(key: str = DEFAULT_DEMAND) -> DemandPreset:
    """One of the demand presets.

    Raises:
        NoSuchData: for an unknown key.
    """
    found = demands().get(key)
    if found is None:
        raise NoSuchData(
            "There is no demand of that name: choose one of {names}.",
            "demand: unknown",
            names=", ".join(demands()),
        )
    return found


@cache
def demands() -> Mapping[str, DemandPreset]:
    """All demand presets by their keys, the default first.

    Raises:
        InvalidParameters: for a file that does not name every number once, or names another one.
    """
    file = read(_DemandFile, DATA / "demand.toml")
    if set(file.defaults) != {item.path for item in FIELDS}:
        raise InvalidParameters("demand.toml: the defaults must name every number of a demand once.")
    notes = {path: NumberNote(entry.unit, entry.source, entry.note) for path, entry in file.defaults.items()}
    return {
        key: DemandPreset(key, entry.title, entry.expects, _demand(file, entry), notes)
        for key, entry in file.presets.items()
    }


def demand_scale(protocol: Protocol) -> float:
    """Return how much larger a protocol's raises are than those of the demand presets, as a power of ten.

    By the middle one of its models' maximum targets: 0.01 for the rehearsal's. 1 where there is none.
    """
    usual, own = (
        sorted(model.maximum_target for model in models.values() if model.maximum_target)
        for models in (usual_models(), protocol.models)
    )
    if not own:
        return 1.0
    return 10.0 ** round(log10(own[len(own) // 2] / usual[len(usual) // 2]))


def demand_for(minimum_target: int, duration_s: int, key: str = DEFAULT_DEMAND) -> Demand:
    """A preset's demand for one raise: amounts by its minimum (wei), hours by its length; errors as ``demand``."""
    factor = minimum_target / USUAL_MINIMUM
    return scale(demand(key).demand, factor, duration_s / USUAL_DURATION_S)


def _demand(file: _DemandFile, entry: _DemandEntry) -> Demand:
    own = entry.model_extra or {}
    if strange := set(own) - set(file.defaults):
        raise InvalidParameters(f"demand.toml: a demand has no number {min(strange)[:40]!r}.")
    made = Demand(Arrivals(entry.shape, points=tuple(entry.points)), title=entry.title)
    for path, number in file.defaults.items():
        made = with_value(made, path, float(own.get(path, number.value)))
    return scale(made, USUAL_MINIMUM / WAD)
