"""Presets of the protocol's numbers, the model catalogue, and where shipped scenarios lie."""

from __future__ import annotations

import os
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Literal

from fomo_core.amounts import parse_amount
from fomo_core.datafiles import DATA, Source, Strict, Text, read
from fomo_core.errors import InvalidParameters, NoSuchData
from fomo_core.parameters import Model, ParameterNote, Parameters, Protocol, check_model
from fomo_core.phrases import Phrase
from fomo_core.units import BPS, PRICE_DECIMALS, USD_DECIMALS, WAD_DECIMALS

DEFAULT_PRESET = "mainnet"

#: Decimals of the units whose values are written as decimal text; all others are whole numbers.
_DECIMALS = {"MT": WAD_DECIMALS, "FLOCK": WAD_DECIMALS, "USD per FLOCK": PRICE_DECIMALS}


class _Parameter(Strict):
    value: str | int | bool
    unit: Text
    source: Source
    note: Text
    scaled: bool = False

    def meaning(self, name: str) -> Phrase:
        """The note, which the catalogue has too, by the parameter's name."""
        note = Phrase(self.note, f"parameter_note.{name}")
        if not self.scaled:
            return note
        return Phrase("{note} Scaled down for rehearsal.", "parameter_note.scaled", note=note)

    def in_smallest_unit(self) -> str | int | bool:
        decimals = _DECIMALS.get(self.unit)
        return self.value if decimals is None else parse_amount(str(self.value), decimals)


class _Preset(Strict):
    title: Text
    parameters: dict[str, _Parameter]


class _Tier(Strict):
    title: Text
    minimum_target: str
    maximum_target: str
    source: Source
    note: Text


class _Model(Strict):
    name: Text
    tier: Text
    input_price: str
    output_price: str
    cost_bps: int
    curve: Literal["constant_product", "linear"]
    price_multiple: int
    source: Source
    note: Text


class _Catalogue(Strict):
    tiers: dict[str, _Tier]
    models: dict[str, _Model]


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
        raise InvalidParameters("target_scale_bps must be 1 to 1000000.", "parameters: scale")
    try:
        parameters = Parameters(**values)  # type: ignore[arg-type]  # it checks each value itself
    except TypeError as error:
        raise InvalidParameters(f"Preset {name} does not name every parameter once: {error}.") from None
    notes = {
        key: ParameterNote(entry.unit, entry.source, entry.meaning(key))
        for key, entry in preset.parameters.items()
    }
    return Protocol(name, preset.title, parameters, notes, _models(target_scale_bps), changed)


@cache
def _preset(name: str) -> _Preset:
    if name not in names():
        raise NoSuchData(
            "There is no preset of that name: choose one of {names}.",
            "preset: unknown",
            names=", ".join(names()),
        )
    return read(_Preset, DATA / "presets" / f"{name}.toml")


@cache
def tier_titles() -> dict[str, str]:
    """The tiers' names for people, by their keys."""
    return {key: tier.title for key, tier in _catalogue().tiers.items()}


@cache
def _catalogue() -> _Catalogue:
    return read(_Catalogue, DATA / "models.toml")


def usual_models() -> Mapping[str, Model]:
    """The models with the targets that the catalogue itself names."""
    return _models(BPS)


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


def _override(key: str, value: int | str | bool, known: set[str]) -> int | str | bool:
    if key not in known:
        raise InvalidParameters("There is no parameter {name}.", "parameters: unknown", name=repr(key[:40]))
    if isinstance(value, str) and key not in ("tax_reading", "first_buy_pays_tax"):
        if not (value.isascii() and value.isdigit() and len(value) <= 78):
            raise InvalidParameters(
                "{name} must be a whole number in its smallest unit.", "parameters: no digits", name=key
            )
        return int(value)
    return value
