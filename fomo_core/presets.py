"""The only reader of ``data/``: presets, the model catalogue, and where shipped scenarios lie."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from functools import cache
from math import log10
from pathlib import Path
from typing import Annotated, Literal, NamedTuple, TypeVar

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from fomo_core.amounts import parse_amount
from fomo_core.errors import InvalidParameters, NoSuchData
from fomo_core.parameters import Model, ParameterNote, Parameters, Protocol, check_model
from fomo_core.simulation.demand import FIELDS, Arrivals, Demand, scaled, with_value
from fomo_core.units import BPS, DAY_S, PRICE_DECIMALS, USD_DECIMALS, WAD, WAD_DECIMALS

DATA = Path(__file__).resolve().parent.parent / "data"
DEFAULT_PRESET = "mainnet"
DEFAULT_DEMAND = "steady"
#: The raise that a demand preset's own amounts and hours stand for: the smallest tier's minimum (wei), a week.
USUAL_MINIMUM, USUAL_DURATION_S = 105_000 * WAD, 7 * DAY_S

Shape = TypeVar("Shape", bound=BaseModel)

Source = Literal["seed", "docs", "blog", "chain", "repo", "vendor", "assumed"]
Text = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]

#: Decimals of the units whose values are written as decimal text; all others are whole numbers.
_DECIMALS = {"MT": WAD_DECIMALS, "FLOCK": WAD_DECIMALS, "USD per FLOCK": PRICE_DECIMALS}


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class _Parameter(_Strict):
    value: str | int | bool
    unit: Text
    source: Source
    note: Text

    def in_smallest_unit(self) -> str | int | bool:
        decimals = _DECIMALS.get(self.unit)
        return self.value if decimals is None else parse_amount(str(self.value), decimals)


class _Preset(_Strict):
    title: Text
    parameters: dict[str, _Parameter]


class _Tier(_Strict):
    title: Text
    minimum_target: str
    maximum_target: str
    source: Source
    note: Text


class _Model(_Strict):
    name: Text
    tier: Text
    input_price: str
    output_price: str
    cost_bps: int
    curve: Literal["constant_product", "linear"]
    price_multiple: int
    source: Source
    note: Text


class _Catalogue(_Strict):
    tiers: dict[str, _Tier]
    models: dict[str, _Model]


class _DemandNumber(_Strict):
    value: float
    unit: Text
    source: Source
    note: Text


class _DemandEntry(_Strict):
    model_config = ConfigDict(extra="allow", strict=True, frozen=True)
    title: Text
    expects: float = Field(strict=False)
    shape: str
    points: list[tuple[float, float]] = Field(default_factory=list, strict=False)


class _DemandFile(_Strict):
    defaults: dict[str, _DemandNumber]
    presets: dict[str, _DemandEntry]


class DemandPreset(NamedTuple):
    """A demand to start from: its key, title and numbers, and what to know about each by its path.

    ``demand`` is what it means for a raise of ``USUAL_MINIMUM`` that lasts seven days; ``expects`` is
    what it brings in on average, after tax and fees, as a multiple of the minimum.
    """

    key: str
    title: str
    expects: float
    demand: Demand
    notes: Mapping[str, ParameterNote]


def names() -> list[str]:
    """The names of all presets, the default first."""
    found = sorted(path.stem for path in (DATA / "presets").glob("*.toml"))
    return sorted(found, key=lambda name: name != DEFAULT_PRESET)


def scenario_files() -> list[Path]:
    """The shipped scenario files in the order in which they are to be told, then the user's own, which may replace a shipped one.

    The environment variable ``FOMO_SCENARIO_DIR`` names a directory of further files.
    """
    own = os.environ.get("FOMO_SCENARIO_DIR")
    folders = [DATA / "scenarios", *([Path(own)] if own else [])]
    found = {
        path.stem: path for folder in folders for path in sorted(folder.glob("*.json")) if path.is_file()
    }
    return list(found.values())


def load(name: str = DEFAULT_PRESET, overrides: Mapping[str, int | str | bool] | None = None) -> Protocol:
    """A preset with single parameters replaced: amounts in the smallest unit, as integers or digits.

    Raises:
        NoSuchData: for an unknown preset.
        InvalidParameters: for an unknown parameter, or values that don't fit together.
    """
    preset = _preset(name)
    known = set(preset.parameters)
    changed = {key: _override(key, value, known) for key, value in (overrides or {}).items()}
    values = {key: entry.in_smallest_unit() for key, entry in preset.parameters.items()} | changed
    target_scale_bps = values.pop("target_scale_bps", None)
    if type(target_scale_bps) is not int or not 0 < target_scale_bps <= 100 * BPS:
        raise InvalidParameters("target_scale_bps must be 1 to 1000000.")
    try:
        parameters = Parameters(**values)  # type: ignore[arg-type]  # it checks each value itself
    except TypeError as error:
        raise InvalidParameters(f"Preset {name} does not name every parameter once: {error}.") from None
    notes = {
        key: ParameterNote(entry.unit, entry.source, entry.note) for key, entry in preset.parameters.items()
    }
    return Protocol(name, preset.title, parameters, notes, _models(target_scale_bps), changed)


@cache
def _preset(name: str) -> _Preset:
    if name not in names():
        raise NoSuchData(f"There is no preset of that name: choose one of {', '.join(names())}.")
    return _validated(_Preset, DATA / "presets" / f"{name}.toml")


@cache
def tier_titles() -> dict[str, str]:
    """The tiers' names for people, by their keys."""
    return {key: tier.title for key, tier in _catalogue().tiers.items()}


@cache
def _catalogue() -> _Catalogue:
    return _validated(_Catalogue, DATA / "models.toml")


@cache
def _models(target_scale_bps: int) -> Mapping[str, Model]:
    catalogue = _catalogue()
    models = {
        key: _model(key, entry, catalogue.tiers[entry.tier], target_scale_bps)
        for key, entry in catalogue.models.items()
    }
    for model in models.values():
        check_model(model)
    return models


def _model(key: str, entry: _Model, tier: _Tier, target_scale_bps: int) -> Model:
    return Model(
        id=key,
        name=entry.name,
        tier=entry.tier,
        input_price_usd=parse_amount(entry.input_price, USD_DECIMALS),
        output_price_usd=parse_amount(entry.output_price, USD_DECIMALS),
        cost_bps=entry.cost_bps,
        minimum_target=parse_amount(tier.minimum_target) * target_scale_bps // BPS,
        maximum_target=parse_amount(tier.maximum_target) * target_scale_bps // BPS,
        curve=entry.curve,
        price_multiple=entry.price_multiple,
        source=entry.source,
        note=entry.note,
    )


def demand(key: str = DEFAULT_DEMAND) -> DemandPreset:
    """One of the demand presets.

    Raises:
        NoSuchData: for an unknown key.
    """
    found = demands().get(key)
    if found is None:
        raise NoSuchData(f"There is no demand of that name: choose one of {', '.join(demands())}.")
    return found


@cache
def demands() -> Mapping[str, DemandPreset]:
    """All demand presets by their keys, the default first.

    Raises:
        InvalidParameters: for a file that does not name every number once, or names another one.
    """
    file = _validated(_DemandFile, DATA / "demand.toml")
    if set(file.defaults) != {item.path for item in FIELDS}:
        raise InvalidParameters("demand.toml: the defaults must name every number of a demand once.")
    notes = {
        path: ParameterNote(entry.unit, entry.source, entry.note) for path, entry in file.defaults.items()
    }
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
        for models in (_models(BPS), protocol.models)
    )
    if not own:
        return 1.0
    return 10.0 ** round(log10(own[len(own) // 2] / usual[len(usual) // 2]))


def demand_for(minimum_target: int, duration_s: int, key: str = DEFAULT_DEMAND) -> Demand:
    """A preset's demand for one raise: amounts by its minimum (wei), hours by its length; errors as ``demand``."""
    factor = minimum_target / USUAL_MINIMUM
    return scaled(demand(key).demand, factor, duration_s / USUAL_DURATION_S)


def _demand(file: _DemandFile, entry: _DemandEntry) -> Demand:
    own = entry.model_extra or {}
    if strange := set(own) - set(file.defaults):
        raise InvalidParameters(f"demand.toml: a demand has no number {min(strange)[:40]!r}.")
    made = Demand(Arrivals(entry.shape, points=tuple(entry.points)), title=entry.title)
    for path, number in file.defaults.items():
        made = with_value(made, path, float(own.get(path, number.value)))
    return scaled(made, USUAL_MINIMUM / WAD)


def _override(key: str, value: int | str | bool, known: set[str]) -> int | str | bool:
    if key not in known:
        raise InvalidParameters(f"There is no parameter {key[:40]!r}.")
    if isinstance(value, str) and key not in ("tax_reading", "first_buy_pays_tax"):
        if not (value.isascii() and value.isdigit() and len(value) <= 78):
            raise InvalidParameters(f"{key} must be a whole number in its smallest unit.")
        return int(value)
    return value


def _validated(shape: type[Shape], path: Path) -> Shape:
    try:
        return shape.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except ValidationError as error:
        fault = error.errors()[0]
        place = ".".join(map(str, fault["loc"]))
        raise InvalidParameters(f"{path.name}: {place}: {fault['msg']}.") from None
