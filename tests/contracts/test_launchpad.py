"""What the walks of the parity test don't reach: addresses, allowances, the ends of uint256, coins sent astray."""

from __future__ import annotations

from typing import Any

import pytest
from eth_abi import encode
from eth_utils import keccak

from fomo_core.units import MAX_AMOUNT, WAD
from tests.builders import SMALL
from tests.contracts.stage import (
    ENDLESS,
    START,
    buy,
    deployed,
    failed,
    graduated,
    issuer,
    launch,
    stranger,
    supporter,
)
from tests.parity.twins.abi import artifact
from tests.parity.twins.evm import Contract, Deployment, Refused, bytes32

#: Of a settlement: the least burn, the most FLOCK, the deadline.
NO_LIMITS = 0, ENDLESS, ENDLESS
EMPTY = {"issuer": "0x" + "0" * 40, "model": bytes(32)}


def _launch_args(salt: str = "qmini", **changes: Any) -> list[Any]:
    args = {"salt": bytes32(salt), "model": bytes32(SMALL), "name": "Q Mini", "symbol": "QMINI", "description": "",
            "first_buy_flock": 0, "max_fee": ENDLESS, "deadline": ENDLESS}  # fmt: skip
    return list((args | changes).values())


def test_the_address_of_an_offering_is_known_before_its_launch() -> None:
    on = deployed()
    predicted = on.launchpad.read("token_of", issuer, bytes32("qmini"))
    assert on.evm.code(predicted) == b""
    assert launch(on).address == predicted
    assert on.launchpad.read("token_of", issuer, bytes32("qmini")) == predicted
    assert on.launchpad.read("token_of", issuer, bytes32("other")) != predicted


def test_the_address_is_that_of_create2() -> None:
    on = deployed()
    code = bytes.fromhex(
        f"602d3d8160093d39f3363d3d373d3d3d363d73{on.implementation.address[2:]}5af43d82803e903d91602b57fd5bf3"
    )
    bound = keccak(bytes.fromhex(issuer[2:]) + bytes32("qmini"))
    parts = b"\xff" + bytes.fromhex(on.launchpad.address[2:]) + bound + keccak(code)
    assert on.launchpad.read("token_of", issuer, bytes32("qmini")) == "0x" + keccak(parts)[-20:].hex()


def test_no_issuer_launches_with_a_salt_twice() -> None:
    on = deployed()
    launch(on)
    with pytest.raises(Refused, match="launch: offering exists"):
        on.launchpad.send(issuer, "launch", *_launch_args())


def test_an_unknown_offering_is_all_zero() -> None:
    on = deployed()
    state = on.launchpad.read("offering", stranger)
    assert {value for key, value in state.items() if key not in EMPTY} == {0}
    assert {key: state[key] for key in EMPTY} == EMPTY
    assert on.pool.read("reserves", stranger) == (0, 0)


OWNERS_ACTS = ("wire", "add_models", "set_launch_fee", "transfer_ownership", "renounce_ownership")
ACTS = {
    "buy": (1, 0, ENDLESS),
    "graduate": (),
    "claim": (supporter,),
    "redeem": (),
    "release": (),
}


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("token", ["0x" + "0" * 40, "0x" + "f" * 40, stranger])
def test_nothing_is_done_to_an_unknown_offering(act: str, token: str) -> None:
    with pytest.raises(Refused, match="offering: unknown"):
        deployed().launchpad.send(supporter, act, token, *ACTS[act])


def test_an_offer_of_all_that_there_could_be_fills_the_raise_and_no_more_is_taken() -> None:
    on = deployed()
    token = launch(on)
    on.evm.set_time(START + 100)
    held = on.flock.read("balanceOf", supporter)
    answer = on.launchpad.send(supporter, "buy", token.address, ENDLESS, 0, ENDLESS)
    values = {log.name: log.values for log in answer.logs}
    taken = values["Purchased"]["flockIn"]
    assert values["PartlyFilled"]["refund"] == ENDLESS - taken
    assert on.flock.read("balanceOf", supporter) == held - taken
    assert on.launchpad.read("offering", token.address)["raised"] == 3_000 * WAD


@pytest.mark.parametrize("offer", [MAX_AMOUNT, MAX_AMOUNT + 1, 2**255, ENDLESS])
def test_a_huge_offer_of_the_poor_is_a_lack_of_means(offer: int) -> None:
    on = deployed()
    token = launch(on)
    with pytest.raises(Refused, match="balance: insufficient"):
        on.launchpad.send(stranger, "buy", token.address, offer, 0, ENDLESS)


@pytest.mark.parametrize("offer", [MAX_AMOUNT, MAX_AMOUNT + 1, ENDLESS])
def test_a_huge_first_buy_is_above_the_cap(offer: int) -> None:
    on = deployed()
    with pytest.raises(Refused, match="first buy: above cap"):
        on.launchpad.send(issuer, "launch", *_launch_args(first_buy_flock=offer))


def test_an_endless_minimum_is_never_met() -> None:
    on = deployed()
    token = launch(on)
    with pytest.raises(Refused, match="buy: slippage"):
        on.launchpad.send(supporter, "buy", token.address, WAD, ENDLESS, ENDLESS)


@pytest.mark.parametrize("amount", [2**240, 2**255, ENDLESS])
@pytest.mark.parametrize("sells_flock", [True, False])
def test_a_huge_swap_is_a_lack_of_means(amount: int, sells_flock: bool) -> None:
    on = deployed()
    token = graduated(on)
    with pytest.raises(Refused, match="balance: insufficient"):
        on.pool.send(supporter, "swap", token.address, sells_flock, amount, 0, ENDLESS)
    with pytest.raises(Refused, match="swap: slippage"):
        on.pool.send(supporter, "swap", token.address, sells_flock, amount, ENDLESS, ENDLESS)


@pytest.mark.parametrize("usage", [MAX_AMOUNT, MAX_AMOUNT + 1, ENDLESS])
def test_more_revenue_than_there_could_be_flock_is_refused(usage: int) -> None:
    on = deployed()
    token = graduated(on)
    with pytest.raises(Refused, match="fund: above limit"):
        on.revenue.send(on.platform, "route_revenue", token.address, usage, 1, *NO_LIMITS)


def test_without_an_allowance_nothing_is_bought_and_nothing_launched() -> None:
    on = deployed()
    token = launch(on)
    on.flock.send(supporter, "approve", on.launchpad.address, 0)
    with pytest.raises(Refused, match="allowance: insufficient"):
        buy(on, token, WAD)
    on.flock.send(issuer, "approve", on.launchpad.address, 0)
    with pytest.raises(Refused, match="allowance: insufficient"):
        on.launchpad.send(issuer, "launch", *_launch_args("another"))
    state = on.launchpad.read("offering", on.launchpad.read("token_of", issuer, bytes32("another")))
    assert state["issuer"] == EMPTY["issuer"]


def test_an_allowance_of_what_is_taken_is_enough() -> None:
    on = deployed()
    token = launch(on)
    on.flock.send(supporter, "approve", on.launchpad.address, WAD)
    buy(on, token, WAD)
    assert on.flock.read("allowance", supporter, on.launchpad.address) == 0


def test_a_text_too_long_for_the_call_itself_is_refused() -> None:
    on = deployed()
    with pytest.raises(Refused, match="launch: bad name"):
        on.launchpad.send(issuer, "launch", *_launch_args(name="n" * 256))
    for changes in ({"name": "n" * 257}, {"symbol": "S" * 65}, {"description": "d" * 2_049}):
        with pytest.raises(Refused):
            on.launchpad.send(issuer, "launch", *_launch_args(**changes))


def test_ether_is_not_accepted() -> None:
    on = deployed()
    on.evm.give_ether(supporter, WAD)
    for contract in (on.launchpad, on.pool, on.revenue, on.flock, launch(on)):
        with pytest.raises(Refused):
            contract.send_raw(supporter, b"", value=1)


def test_coins_sent_astray_change_neither_raise_nor_price() -> None:
    on = deployed()
    token = graduated(on)
    before = on.pool.read("reserves", token.address), on.launchpad.read("offering", token.address)
    for contract in (on.launchpad, on.pool):
        on.flock.send(supporter, "transfer", contract.address, WAD)
    assert before == (on.pool.read("reserves", token.address), on.launchpad.read("offering", token.address))


def test_only_the_launchpad_opens_a_pool() -> None:
    on = deployed()
    for account in (stranger, on.evm.deployer, on.platform):
        with pytest.raises(Refused, match="pool: not the launchpad"):
            on.pool.send(account, "open", stranger, WAD, WAD)


def pool_of(launchpad: str) -> Contract:
    """A pool that takes an outside account for its launchpad."""
    return deployed().evm.deploy("pool", launchpad, deployed().flock.address, 30)


def test_a_pool_is_opened_once() -> None:
    pool = pool_of(issuer)
    pool.send(issuer, "open", stranger, WAD, WAD)
    with pytest.raises(Refused, match="pool: open already"):
        pool.send(issuer, "open", stranger, WAD, WAD)


@pytest.mark.parametrize("pair", [(MAX_AMOUNT + 1, 0), (0, 2**120), (ENDLESS, ENDLESS)])
def test_no_reserve_outgrows_its_place(pair: tuple[int, int]) -> None:
    with pytest.raises(Refused, match="pool: above limit"):
        pool_of(issuer).send(issuer, "open", stranger, *pair)


def test_a_swap_needs_an_allowance_for_the_pool() -> None:
    on = deployed()
    token = graduated(on)
    on.launchpad.send(supporter, "claim", token.address, supporter)
    with pytest.raises(Refused, match="allowance: insufficient"):
        on.pool.send(supporter, "swap", token.address, False, WAD, 0, ENDLESS)


def test_only_the_platform_routes_revenue_and_with_its_own_flock() -> None:
    on = deployed()
    token = graduated(on)
    for account in (stranger, issuer, on.evm.deployer):
        with pytest.raises(Refused, match="revenue: not the platform"):
            on.revenue.send(account, "route_revenue", token.address, 10**6, 10**8, *NO_LIMITS)
    on.flock.send(on.platform, "transfer", stranger, on.flock.read("balanceOf", on.platform))
    with pytest.raises(Refused, match="balance: insufficient"):
        on.revenue.send(on.platform, "route_revenue", token.address, 10**6, 10**8, *NO_LIMITS)


def test_revenue_needs_a_price() -> None:
    on = deployed()
    with pytest.raises(Refused, match="revenue: zero price"):
        on.revenue.send(on.platform, "route_revenue", graduated(on).address, 10**6, 0, *NO_LIMITS)


def test_the_router_keeps_nothing() -> None:
    on = deployed()
    token = graduated(on)
    on.revenue.send(on.platform, "route_revenue", token.address, 10**9, 3_880_000, *NO_LIMITS)
    assert on.flock.read("balanceOf", on.revenue.address) == 0
    assert token.read("balanceOf", on.revenue.address) == 0


def test_the_owner_has_no_way_to_principal() -> None:
    on = deployed()
    token = failed(on)
    principal = on.launchpad.read("principal", token.address, supporter)
    escrow = on.flock.read("balanceOf", on.launchpad.address)
    assert escrow == principal > 0
    for act in ("redeem", "graduate", "release"):
        with pytest.raises(Refused):
            on.send("launchpad", act, token.address)
    assert on.launchpad.send(supporter, "redeem", token.address).value == principal
    assert on.flock.read("balanceOf", on.launchpad.address) == 0


def test_every_function_that_changes_something_is_known_to_these_tests() -> None:
    on = deployed()
    writes = {
        on.launchpad: {"launch", *ACTS, *OWNERS_ACTS, "accept_ownership"},
        on.pool: {"open", "swap"},
        on.revenue: {"route_revenue"},
    }
    for contract, names in writes.items():
        assert _writing(on, contract.interface.stem) == names


def _writing(on: Deployment, stem: str) -> set[str]:
    return {
        entry["name"]
        for entry in artifact(stem)["abi"]
        if entry["type"] == "function" and entry["stateMutability"] not in ("view", "pure")
    }


def test_invalid_utf8_is_no_name_and_no_description() -> None:
    on = deployed()
    function = on.launchpad.interface.functions["launch"]
    kinds = [kind.replace("string", "bytes") for kind in function.inputs]
    for broken in (
        b"Q\xff",
        b"\xc3",
        b"\xe2\x82",
        b"\xc0\xaf",
        b"\xed\xa0\x80",
        b"\xf4\x90\x80\x80",
        b"Q\x80",
    ):
        for field, code in (("name", "launch: bad name"), ("description", "launch: bad description")):
            texts = {"name": b"Q Mini", "symbol": b"QMINI", "description": b""} | {field: broken}
            data = function.selector + encode(
                kinds, [bytes32("q"), bytes32(SMALL), *texts.values(), 0, ENDLESS, ENDLESS]
            )
            with pytest.raises(Refused, match=code):
                on.launchpad.send_raw(issuer, data)
