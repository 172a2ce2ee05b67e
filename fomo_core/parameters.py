"""The protocol's numbers, each with unit, source and note (protocol sections 2 and 8).

Values come from ``data/``; this module says which there are and what must hold
between them. A number that FLock has not published has the source ``assumed``
and is shown as such wherever it moves what a person sees.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import NamedTuple

from fomo_core.errors import InvalidInput, InvalidParameters
from fomo_core.phrases import Phrase
from fomo_core.units import BPS, MAX_AMOUNT, WAD

SOURCES = ("seed", "docs", "blog", "chain", "repo", "vendor", "assumed")
TAX_READINGS = ("A", "B", "C")
CURVES = ("constant_product", "linear")

#: Bounds of a raise's maximum, in wei: within them every product of the curves stays below 2^256.
SMALLEST_TARGET = WAD
LARGEST_TARGET = 10**8 * WAD
LARGEST_SUPPLY = 10**6 * WAD
#: The largest virtual reserve, in wei: a price that hardly rises.
LARGEST_RESERVE = 10**4 * LARGEST_TARGET

#: A raise's maximum and its sale are multiples of this many wei: rounding could otherwise sell a curve
#: out a step before its maximum, and the raise would take no more purchases nor graduate until its end.
TARGET_STEP = BPS

#: Longest time that anything may take, and latest moment of a clock: about three thousand years.
LONGEST_S = 10**11


@dataclass(frozen=True, slots=True)
class Parameters:
    """All numbers of the protocol. Amounts in wei, rates in bps, durations in seconds.

    Raises:
        InvalidParameters: when a value is out of range or values contradict each other.
    """

    total_supply: int
    target_sale: int
    liquidity_tokens: int
    incentives_tokens: int
    operator_tokens: int
    treasury_tokens: int
    operator_vesting_s: int
    first_buy_cap_bps: int
    first_buy_pays_tax: bool
    launch_fee: int
    duration_s: int
    graduation_window_s: int
    protocol_fee_bps: int
    creator_fee_bps: int
    tax_start_bps: int
    tax_step_bps: int
    tax_step_s: int
    tax_reading: str
    virtual_flock_bps: int
    liquidity_flock_bps: int
    incentives_flock_bps: int
    pool_fee_bps: int
    model_buyback_bps: int
    network_buyback_bps: int
    operator_reward_bps: int
    flock_price: int

    def __post_init__(self) -> None:
        for field in fields(self):
            _check_range(field.name, getattr(self, field.name))
        _check_sums(self)

    @property
    def platform_fee_bps(self) -> int:
        """The fee of every purchase, in bps: the protocol's and the creator's part together."""
        return self.protocol_fee_bps + self.creator_fee_bps

    @property
    def first_buy_cap(self) -> int:
        """The most tokens (wei) that the issuer's first buy may take."""
        return self.total_supply * self.first_buy_cap_bps // BPS


class ParameterNote(NamedTuple):
    """The facts a person should know about one parameter: its unit, its source, what it means."""

    unit: str
    source: str
    note: Phrase


class Model(NamedTuple):
    """A model of the catalogue: what it serves for, and the raise that the platform fixes for it.

    Prices are USD (10^-6) per million tokens, and ``source`` is theirs; targets are wei; ``curve`` is one of
    ``CURVES``; ``price_multiple`` is a linear curve's last price over its first.
    ``virtual_flock`` (wei) is a constant product's virtual reserve to the wei, as fitted to
    a chain; without it the parameter ``virtual_flock_bps`` holds.
    """

    id: str
    name: str
    tier: str
    input_price_usd: int
    output_price_usd: int
    cost_bps: int
    minimum_target: int
    maximum_target: int
    curve: str
    price_multiple: int
    source: str
    note: str
    virtual_flock: int | None = None


class Protocol(NamedTuple):
    """The rules' complete input: parameters, their notes, the catalogue, and where they came from."""

    preset: str
    title: str
    parameters: Parameters
    notes: Mapping[str, ParameterNote]
    models: Mapping[str, Model]
    overrides: Mapping[str, int | str | bool]

    def assumed(self, name: str) -> bool:
        """Return True when FLock has published no value for this parameter, or it was changed by hand."""
        return self.notes[name].source == "assumed" or self.by_hand(name)

    def model(self, key: str) -> Model:
        """Return the model of this key; an InvalidInput that names all models where there is none."""
        if key not in self.models:
            raise InvalidInput(
                "There is no such model: choose one of {names}.",
                "model: unknown",
                names=", ".join(self.models),
            )
        return self.models[key]

    def by_hand(self, name: str) -> bool:
        """Return True when a person changed this parameter; what a chain says of itself is no such change."""
        return name in self.overrides and self.notes[name].source != "chain"


def check_model(model: Model) -> None:
    """Refuse a model that no launch may have: it can't be computed, or its curve would sell out too early.

    Raises:
        InvalidParameters: naming the model and the rule that it breaks.
    """
    check_computable(model)
    if model.maximum_target % TARGET_STEP:
        raise InvalidParameters(
            "Model {model}: maximum_target must be a multiple of {step:,} wei.",
            "model: maximum",
            model=model.id,
            step=TARGET_STEP,
        )


def check_computable(model: Model) -> None:
    """Refuse a model whose raise could not be computed exactly; another launchpad's may have any maximum.

    Raises:
        InvalidParameters: naming the model and the rule that it breaks.
    """
    if not SMALLEST_TARGET <= model.minimum_target <= model.maximum_target <= LARGEST_TARGET:
        raise InvalidParameters(
            "Model {model}: 1 FLOCK <= minimum <= maximum <= 10^8 FLOCK must hold.",
            "model: targets",
            model=model.id,
        )
    if model.curve not in CURVES:
        raise InvalidParameters(
            "Model {model}: the curve must be one of {names}.",
            "model: curve",
            model=model.id,
            names=", ".join(CURVES),
        )
    if not 2 <= model.price_multiple <= 30:
        raise InvalidParameters(
            "Model {model}: price_multiple must be 2 to 30.", "model: price multiple", model=model.id
        )
    if model.virtual_flock is not None and not 1 <= model.virtual_flock <= LARGEST_RESERVE:
        raise InvalidParameters(
            "Model {model}: virtual_flock must be 1 wei to 10^12 FLOCK.", "model: reserve", model=model.id
        )
    if not 0 <= model.cost_bps <= BPS:
        raise InvalidParameters("Model {model}: cost_bps must be 0 to 10000.", "model: cost", model=model.id)


def _check_range(name: str, value: object) -> None:
    if name == "tax_reading":
        if value not in TAX_READINGS:
            raise InvalidParameters("tax_reading must be A, B or C.", "parameters: tax reading")
        return
    if name == "first_buy_pays_tax":
        if not isinstance(value, bool):
            raise InvalidParameters("first_buy_pays_tax must be true or false.", "parameters: first buy")
        return
    if not isinstance(value, int) or isinstance(value, bool):
        raise InvalidParameters("{name} must be a whole number.", "parameters: no whole number", name=name)
    least = 1 if name.endswith("_s") or name in ("flock_price", "virtual_flock_bps") else 0
    most = 100 * BPS if name == "virtual_flock_bps" else _most(name)
    if not least <= value <= most:
        raise InvalidParameters(
            "{name} must be {least} to {most}.",
            "parameters: out of bounds",
            name=name,
            least=least,
            most=most,
        )


def _most(name: str) -> int:
    if name.endswith("_bps"):
        return BPS
    return LONGEST_S if name.endswith("_s") else MAX_AMOUNT


def _check_sums(p: Parameters) -> None:
    buckets = p.target_sale + p.liquidity_tokens + p.incentives_tokens + p.operator_tokens + p.treasury_tokens
    if buckets != p.total_supply:
        raise InvalidParameters(
            "The sale and the four token buckets must add up to total_supply.", "parameters: buckets"
        )
    if not WAD <= p.target_sale <= p.total_supply <= LARGEST_SUPPLY:
        raise InvalidParameters(
            "1 token <= target_sale <= total_supply <= 1,000,000 tokens must hold.", "parameters: supply"
        )
    if p.target_sale % TARGET_STEP:
        raise InvalidParameters(
            "target_sale must be a multiple of {step:,} of its smallest unit.",
            "parameters: sale",
            step=TARGET_STEP,
        )
    if p.liquidity_flock_bps + p.incentives_flock_bps > BPS:
        raise InvalidParameters(
            "The liquidity and incentives shares of a raise exceed 100%.", "parameters: shares of a raise"
        )
    if p.model_buyback_bps + p.network_buyback_bps + p.operator_reward_bps > BPS:
        raise InvalidParameters("The shares of the inference revenue exceed 100%.", "revenue: shares")
    if p.platform_fee_bps >= BPS:
        raise InvalidParameters("The platform fee must stay below 100%.", "parameters: platform fee")
    if p.tax_start_bps < p.platform_fee_bps:
        raise InvalidParameters("tax_start_bps must not lie below the platform fee.", "parameters: first tax")
