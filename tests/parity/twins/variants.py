"""The protocols that the parity tests play: the rehearsal preset, bent in many directions."""

from __future__ import annotations

from typing import NamedTuple

from fomo_core import presets
from fomo_core.parameters import Model, Protocol, check_model
from fomo_core.units import MAX_AMOUNT, WAD
from tests.builders import BYSTANDER, ISSUER, LINEAR, SMALL, SNIPER, SUPPORTER


class Variant(NamedTuple):
    """A protocol to play, and the FLOCK (wei) that everyone starts with."""

    protocol: Protocol
    wealth: dict[str, int]


WEALTH = {ISSUER: 10**6 * WAD, SUPPORTER: 10**10 * WAD, SNIPER: 2_000 * WAD, BYSTANDER: 0}


def _models(*changes: tuple[str, str, dict[str, int]]) -> dict[str, Model]:
    """Models made from the rehearsal's, under ids of their own."""
    known = presets.load("minimal").models
    models = {key: known[base]._replace(id=key, **change) for key, base, change in changes}
    for model in models.values():
        check_model(model)
    return models


ROUND = _models(("product", SMALL, {}), ("linear", LINEAR, {}))

#: Targets, multiples and costs that nothing divides evenly.
ODD = _models(
    ("odd product", SMALL, {"minimum_target": 10**21 + 7, "maximum_target": 3 * 10**21 + 1_234_567_890_000, "cost_bps": 3_333}),
    ("odd linear", LINEAR, {"minimum_target": 10**21 + 1, "maximum_target": 2 * 10**21 - 10_000, "price_multiple": 7}),
    ("steep", LINEAR, {"minimum_target": 999_999_999_999_999_999_989, "maximum_target": 1_999_999_999_999_999_970_000,
                       "price_multiple": 30, "cost_bps": 10_000}),
)  # fmt: skip

#: The least and the largest raise that there may be, and raises whose minimum is their maximum.
EDGES = _models(
    ("least", SMALL, {"minimum_target": WAD, "maximum_target": WAD, "cost_bps": 0}),
    ("least linear", LINEAR, {"minimum_target": WAD, "maximum_target": WAD + 10_000, "price_multiple": 2}),
    ("largest", SMALL, {"minimum_target": WAD, "maximum_target": 10**8 * WAD}),
    ("largest linear", LINEAR, {"minimum_target": 10**8 * WAD, "maximum_target": 10**8 * WAD, "price_multiple": 30}),
)  # fmt: skip

ODD_SUPPLY = {
    "total_supply": 999_999 * WAD + 999_999_999_999_999_937,
    "target_sale": 333_333 * WAD + 333_333_333_333_330_000,
    "liquidity_tokens": 100_003 * WAD + 7,
    "incentives_tokens": 11,
    "operator_tokens": 166_663 * WAD + 666_666_666_666_666_588,
    "treasury_tokens": 400_000 * WAD + 3_331,
    "operator_vesting_s": 7_919,
}


def _variant(
    models: dict[str, Model], wealth: dict[str, int] | None = None, **changes: int | str | bool
) -> Variant:
    protocol = presets.load("minimal", changes)
    return Variant(protocol._replace(models=models), WEALTH | (wealth or {}))


VARIANTS: dict[str, Variant] = {
    "reading A": _variant(ROUND),
    "reading B": _variant(ROUND, tax_reading="B", first_buy_pays_tax=True, tax_step_bps=300),
    "reading C": _variant(ROUND | ODD, tax_reading="C", tax_step_bps=777, tax_step_s=7),
    "creator gives way": _variant(
        ROUND, tax_reading="C", protocol_fee_bps=1, creator_fee_bps=2_000, tax_step_bps=1_000,
        first_buy_cap_bps=10_000,
    ),
    "odd targets": _variant(ODD, **ODD_SUPPLY, virtual_flock_bps=3_333, protocol_fee_bps=97, creator_fee_bps=53),
    "edges": _variant(EDGES, virtual_flock_bps=1, first_buy_cap_bps=10_000, tax_start_bps=10_000, tax_step_bps=2_500),
    "wide reserves": _variant(
        EDGES | ROUND, virtual_flock_bps=10**6, launch_fee=0, tax_start_bps=150, operator_vesting_s=1,
        liquidity_flock_bps=10_000, incentives_flock_bps=0,
    ),
    "empty pools": _variant(ROUND | ODD, liquidity_flock_bps=0, tax_step_bps=5_000, model_buyback_bps=5_500),
    "no token liquidity": _variant(
        ROUND, liquidity_tokens=0, treasury_tokens=300_000 * WAD, pool_fee_bps=10_000, tax_step_bps=5_000
    ),
    "dry faucet": _variant(
        ROUND, {SUPPORTER: MAX_AMOUNT - 2 * 10**6 * WAD}, tax_step_bps=5_000, pool_fee_bps=0,
        model_buyback_bps=10_000, network_buyback_bps=0, operator_reward_bps=0, first_buy_pays_tax=True,
    ),
}  # fmt: skip
