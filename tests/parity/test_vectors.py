"""The public vectors of ``data/vectors``, run on the contracts."""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest

from fomo_core import presets
from fomo_core.parameters import Model
from fomo_core.units import BPS, WAD
from tests.builders import MEDIUM, bare_offering, vectors
from tests.parity.twins.evm import NO_DEADLINE, Contract, Deployment, Evm, Refused, bytes32
from tests.parity.twins.probe import probe

ENDLESS = 2**256 - 1
START = 1_700_000_000


@cache
def mainnet(reading: str = "A") -> Deployment:
    """Mainnet's contracts with one account that has FLOCK for everything."""
    on = Deployment(presets.load("mainnet", {"tax_reading": reading}))
    buyer = Evm.account("buyer")
    on.flock.send(buyer, "fund", buyer, 10**12 * WAD)
    on.flock.send(buyer, "approve", on.launchpad.address, ENDLESS)
    on.flock.send(buyer, "approve", on.pool.address, ENDLESS)
    return on


def launched(on: Deployment, salt: str, model: str, first_buy_flock: int = 0) -> str:
    """The token of a new offering that starts at ``START``."""
    on.evm.set_time(START)
    args = bytes32(salt), bytes32(model), "Q Mini", "QMINI", "", first_buy_flock, ENDLESS, ENDLESS
    return on.launchpad.send(Evm.account("buyer"), "launch", *args).value


def purchase(on: Deployment, token: str, flock_in: int) -> dict[str, Any]:
    """The event of a purchase."""
    answer = on.launchpad.send(Evm.account("buyer"), "buy", token, flock_in, 0, NO_DEADLINE)
    return next(log.values for log in answer.logs if log.name == "Purchased")


@pytest.mark.parametrize("reading", ["A", "B", "C"])
@pytest.mark.parametrize("row", vectors("combined_tax_bps")["rows"], ids=lambda row: str(row["elapsed_s"]))
def test_the_tax_of_a_purchase_by_the_second(reading: str, row: dict[str, int]) -> None:
    on, tax_bps = mainnet(reading), row[reading]
    with on.evm.anchor():
        token = launched(on, "taxed", MEDIUM)
        on.evm.set_time(START + row["elapsed_s"])
        if tax_bps == BPS:
            with pytest.raises(Refused, match="buy: nothing out"):
                purchase(on, token, BPS * WAD)
        else:
            assert purchase(on, token, BPS * WAD)["netUsed"] == (BPS - tax_bps) * WAD


@pytest.mark.parametrize("row", vectors("constant_product_sold")["sold"], ids=lambda row: row["source"][:20])
def test_tokens_sold_by_virtual_reserves(row: dict[str, int]) -> None:
    curve = (0, 0, 0, row["virtual_flock"], row["virtual_tokens"], 0)
    assert probe().read("sold", curve, row["raised"]) == row["sold"]


@pytest.mark.parametrize("row", vectors("constant_product_sold")["raised_for"], ids=lambda row: row["source"])
def test_the_least_principal_for_tokens(row: dict[str, int]) -> None:
    curve = (0, 0, 0, row["virtual_flock"], row["virtual_tokens"], 0)
    assert probe().read("sold", curve, row["raised"]) >= row["tokens"]
    assert probe().read("sold", curve, row["raised"] - 1) < row["tokens"]


def test_the_curve_of_a_raise_of_one_million() -> None:
    model = presets.load("mainnet").models[MEDIUM]
    expected = vectors("raise_of_one_million")["curve"]
    curve = probe().read("curve_for", 0, model.maximum_target, 400_000 * WAD, 5_000, 9)
    assert (curve["virtual_flock"], curve["virtual_tokens"]) == (
        expected["virtual_flock"],
        expected["virtual_tokens"],
    )
    assert probe().read("sold", tuple(curve.values()), model.maximum_target) == expected["sold_at_maximum"]


@pytest.mark.parametrize("row", vectors("raise_of_one_million")["buys"])
def test_a_purchase_in_a_raise_of_one_million(row: dict[str, int]) -> None:
    on = mainnet()
    with on.evm.anchor():
        token = launched(on, "million", MEDIUM)
        on.evm.set_time(START + row["elapsed_s"])
        bought = purchase(on, token, row["flock_in"])
    assert bought["netUsed"] == row["net_used"]
    assert bought["mtAllocated"] == row["mt_allocated"]
    fees = bought["antiSniperFee"], bought["creatorFee"], bought["protocolFee"]
    assert fees == (row["anti_sniper_fee"], row["creator_fee"], row["protocol_fee"])


def _first_buy(flock_in: int) -> dict[str, Any]:
    """The event of a first buy in a raise of one million."""
    on = mainnet()
    with on.evm.anchor():
        on.evm.set_time(START)
        args = bytes32("first"), bytes32(MEDIUM), "Q Mini", "QMINI", "", flock_in, ENDLESS, ENDLESS
        answer = on.launchpad.send(Evm.account("buyer"), "launch", *args)
    return next(log.values for log in answer.logs if log.name == "Purchased")


def test_the_first_buy_at_its_cap_to_the_last_unit() -> None:
    row = vectors("raise_of_one_million")["first_buy_at_cap"]
    bought = _first_buy(row["flock_in"])
    assert (bought["mtAllocated"], bought["netUsed"]) == (row["tokens"], row["principal"])
    assert (bought["creatorFee"], bought["protocolFee"]) == (row["creator_fee"], row["protocol_fee"])
    assert _first_buy(row["flock_in"] - 1)["mtAllocated"] < row["tokens"]


def test_one_wei_more_than_the_cap_allows_is_refused() -> None:
    row = vectors("raise_of_one_million")["first_buy_at_cap"]
    opened = bare_offering(presets.load("mainnet"), MEDIUM)
    too_much = opened.flock_for(row["tokens"] + 1, 150)
    assert _first_buy(too_much - 1)["mtAllocated"] == row["tokens"]
    with pytest.raises(Refused, match="first buy: above cap"):
        _first_buy(too_much)


def _pool(reserve_in: int, reserve_out: int) -> tuple[Contract, str]:
    """A pool with such reserves of FLOCK and of a token, opened by a launchpad that is a mere account."""
    evm = Evm()
    flock, token = evm.deploy("flock"), evm.deploy("flock")
    pool = evm.deploy("pool", evm.deployer, flock.address, 30)
    pool.send(evm.deployer, "open", token.address, reserve_in, reserve_out)
    return pool, token.address


@pytest.mark.parametrize(
    "row", vectors("uniswap_v2_amount_out")["amount_out"], ids=lambda row: str(row["out"])
)
def test_what_the_pool_pays(row: dict[str, int]) -> None:
    pool, token = _pool(row["reserve_in"], row["reserve_out"])
    assert pool.read("quote", token, True, row["in"]) == row["out"]
    pool, token = _pool(row["reserve_out"], row["reserve_in"])
    assert pool.read("quote", token, False, row["in"]) == row["out"]


@pytest.mark.parametrize("row", vectors("uniswap_v2_amount_out")["amount_in"])
def test_the_least_input_for_an_output(row: dict[str, int]) -> None:
    pool, token = _pool(row["reserve_in"], row["reserve_out"])
    assert pool.read("quote", token, True, row["in"]) >= row["out"]
    assert pool.read("quote", token, True, row["in"] - 1) < row["out"]


def test_every_model_of_mainnet_is_in_the_catalogue() -> None:
    on = mainnet()
    expected = [_as_on_chain(model) for model in on.protocol.models.values()]
    assert list(on.launchpad.read("models")) == expected


def _as_on_chain(model: Model) -> tuple[Any, ...]:
    curve = {"constant_product": 0, "linear": 1}[model.curve]
    return (
        bytes32(model.id), model.minimum_target, model.maximum_target, curve, model.price_multiple,
        model.cost_bps,
    )  # fmt: skip
