"""No act can be entered while another is under way, not even by the coin that it moves.

The coin here calls back at every transfer. State is written before coins move,
and the lock refuses the call on top of that.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import pytest
from eth_abi import encode

from fomo_core import presets
from fomo_core.units import USD, WAD
from tests.builders import SMALL
from tests.contracts.stage import ENDLESS, START, issuer, supporter
from tests.parity.twins.abi import Interface
from tests.parity.twins.evm import Contract, Deployment, Evm, bytes32
from tests.parity.twins.probe import compiled


class HostileEvm(Evm):
    """An EVM in which the file "flock" is the hostile coin."""

    def deploy(self, stem: str, *args: Any) -> Contract:
        if stem != "flock":
            return super().deploy(stem, *args)
        output = _hostile_code()
        return self.deployed(Interface("flock", output["abi"]), output["bytecode"]).value


@cache
def _hostile_code() -> dict[str, Any]:
    return compiled(Path(__file__).with_name("hostile_flock.vy"))


@pytest.fixture
def on() -> Deployment:
    """Contracts on the hostile coin, which is peaceful so far; it holds some of itself too."""
    on = Deployment(presets.load("minimal"), HostileEvm())
    on.evm.set_time(START)
    for account in (issuer, supporter, on.platform, on.flock.address):
        on.flock.send(issuer, "fund", account, 10**6 * WAD)
    return on


def _launch(on: Deployment, salt: str = "qmini") -> str:
    args = bytes32(salt), bytes32(SMALL), "Q Mini", "QMINI", "", 0, ENDLESS, ENDLESS
    return on.launchpad.send(issuer, "launch", *args).value


def _buy(on: Deployment, token: str, flock_in: int) -> None:
    on.launchpad.send(supporter, "buy", token, flock_in, 0, ENDLESS)


def _data(contract: Contract, name: str, *args: Any) -> bytes:
    function = contract.interface.functions[name]
    return function.selector + encode(function.inputs, args)


def _prepare(on: Deployment, contract: Contract, name: str, *args: Any) -> None:
    on.flock.send(issuer, "prepare", contract.address, _data(contract, name, *args))


def _assert_repelled(on: Deployment) -> None:
    assert on.flock.read("tried") > 0
    assert on.flock.read("succeeded") == 0


def test_the_hostile_coin_gets_through_where_nothing_is_under_way(on: Deployment) -> None:
    token = _launch(on)
    _prepare(on, on.launchpad, "buy", token, 10**4, 0, ENDLESS)
    on.flock.send(issuer, "transfer", supporter, 1)
    assert on.flock.read("succeeded") > 0


@pytest.mark.parametrize("inner", ["launch", "buy", "graduate", "redeem", "claim", "release"])
def test_no_act_begins_inside_a_purchase(on: Deployment, inner: str) -> None:
    token = _launch(on)
    args = {
        "launch": (bytes32("inner"), bytes32(SMALL), "Q Mini", "QMINI", "", 0, ENDLESS, ENDLESS),
        "buy": (token, 10**4 * WAD, 0, ENDLESS),
        "claim": (token, supporter),
    }
    _prepare(on, on.launchpad, inner, *args.get(inner, (token,)))
    _buy(on, token, 10**4 * WAD)
    _assert_repelled(on)


def test_principal_is_not_redeemed_twice_from_inside(on: Deployment) -> None:
    token = _launch(on)
    buy = _data(on.launchpad, "buy", token, 10**4 * WAD, 0, ENDLESS)
    on.flock.send(issuer, "call", on.launchpad.address, buy)
    _buy(on, token, 10**4 * WAD)
    on.evm.set_time(START + 420)
    principal = on.launchpad.read("principal", token, on.flock.address)
    held = on.flock.read("balanceOf", on.flock.address)
    _prepare(on, on.launchpad, "redeem", token)
    on.flock.send(issuer, "call", on.launchpad.address, _data(on.launchpad, "redeem", token))
    _assert_repelled(on)
    assert on.flock.read("balanceOf", on.flock.address) == held + principal
    assert on.launchpad.read("principal", token, supporter) == principal


def test_the_end_of_a_raise_is_not_graduated_from_inside_its_last_purchase(on: Deployment) -> None:
    token = _launch(on)
    on.evm.set_time(START + 100)
    _prepare(on, on.launchpad, "graduate", token)
    _buy(on, token, 10**5 * WAD)
    _assert_repelled(on)
    assert on.launchpad.read("offering", token)["graduated_at"] == START + 100


def test_neither_swaps_nor_prices_are_had_inside_a_swap(on: Deployment) -> None:
    token = _launch(on)
    on.evm.set_time(START + 100)
    _buy(on, token, 10**5 * WAD)
    for name, args in (
        ("swap", (token, True, WAD, 0, ENDLESS)),
        ("reserves", (token,)),
        ("quote", (token, True, WAD)),
    ):
        _prepare(on, on.pool, name, *args)
        on.pool.send(supporter, "swap", token, True, WAD, 0, ENDLESS)
        _assert_repelled(on)


def test_a_settlement_is_not_entered_twice(on: Deployment) -> None:
    token = _launch(on)
    on.evm.set_time(START + 100)
    _buy(on, token, 10**5 * WAD)
    _prepare(on, on.revenue, "settlement", token, USD, 10**8)
    on.revenue.send(on.platform, "route_revenue", token, 100 * USD, 10**8, 0, ENDLESS, ENDLESS)
    _assert_repelled(on)
