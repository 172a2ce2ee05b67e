"""FLOCK and the model tokens as ERC-20 coins, and who may create them."""

from __future__ import annotations

import pytest

from fomo_core.units import MAX_AMOUNT, WAD
from tests.contracts.stage import ENDLESS, deployed, graduated, issuer, launch, stranger, supporter
from tests.parity.twins.abi import Log, interface
from tests.parity.twins.evm import Contract, Evm, Refused

NOBODY = "0x" + "0" * 40


def _coin() -> Contract:
    """FLOCK of which the supporter holds 100."""
    flock = Evm().deploy("flock")
    flock.send(supporter, "fund", supporter, 100)
    return flock


def _moved(sender: str, receiver: str, value: int) -> Log:
    return Log("flock", "Transfer", {"sender": sender, "receiver": receiver, "value": value})


def test_flock_says_what_it_is() -> None:
    flock = _coin()
    told = flock.read("name"), flock.read("symbol"), flock.read("decimals"), flock.read("totalSupply")
    assert told == ("FLOCK", "FLOCK", 18, 100)


def test_a_transfer_moves_the_amount_and_says_so() -> None:
    flock = _coin()
    answer = flock.send(supporter, "transfer", issuer, 40)
    assert answer.value is True
    assert answer.logs == (_moved(supporter, issuer, 40),)
    assert (flock.read("balanceOf", supporter), flock.read("balanceOf", issuer)) == (60, 40)


def test_a_transfer_to_oneself_changes_nothing() -> None:
    flock = _coin()
    flock.send(supporter, "transfer", supporter, 100)
    assert flock.read("balanceOf", supporter) == 100


@pytest.mark.parametrize("amount", [101, ENDLESS])
def test_nobody_sends_more_than_they_hold(amount: int) -> None:
    flock = _coin()
    with pytest.raises(Refused, match="balance: insufficient"):
        flock.send(supporter, "transfer", issuer, amount)
    flock.send(supporter, "approve", issuer, ENDLESS)
    with pytest.raises(Refused, match="balance: insufficient"):
        flock.send(issuer, "transferFrom", supporter, issuer, amount)


def test_nothing_is_sent_to_nobody() -> None:
    with pytest.raises(Refused, match="transfer: to nobody"):
        _coin().send(supporter, "transfer", NOBODY, 1)
    with pytest.raises(Refused, match="transfer: to nobody"):
        _coin().send(supporter, "fund", NOBODY, 1)


def test_an_allowance_is_used_up_to_its_last_unit_and_not_beyond() -> None:
    flock = _coin()
    answer = flock.send(supporter, "approve", issuer, 50)
    assert [log.name for log in answer.logs] == ["Approval"]
    flock.send(issuer, "transferFrom", supporter, stranger, 30)
    assert flock.read("allowance", supporter, issuer) == 20
    with pytest.raises(Refused, match="allowance: insufficient"):
        flock.send(issuer, "transferFrom", supporter, stranger, 21)
    flock.send(issuer, "transferFrom", supporter, stranger, 20)
    assert flock.read("balanceOf", stranger) == 50


def test_an_endless_allowance_is_not_used_up() -> None:
    flock = _coin()
    flock.send(supporter, "approve", issuer, ENDLESS)
    flock.send(issuer, "transferFrom", supporter, stranger, 100)
    assert flock.read("allowance", supporter, issuer) == ENDLESS


def test_without_an_allowance_nothing_moves() -> None:
    with pytest.raises(Refused, match="allowance: insufficient"):
        _coin().send(issuer, "transferFrom", supporter, issuer, 1)


def test_the_faucet_creates_up_to_its_limit_exactly() -> None:
    flock = _coin()
    with pytest.raises(Refused, match="fund: above limit"):
        flock.send(issuer, "fund", issuer, MAX_AMOUNT - 99)
    flock.send(issuer, "fund", issuer, MAX_AMOUNT - 100)
    with pytest.raises(Refused, match="fund: above limit"):
        flock.send(issuer, "fund", issuer, 1)
    assert flock.read("totalSupply") == MAX_AMOUNT


def test_a_model_token_has_the_name_and_symbol_of_its_launch() -> None:
    on = deployed()
    token = launch(on)
    told = token.read("name"), token.read("symbol"), token.read("decimals"), token.read("totalSupply")
    assert told == ("Q Mini", "QMINI", 18, 0)
    assert token.read("launchpad") == on.launchpad.address


def test_a_model_token_is_a_minimal_proxy_of_the_implementation() -> None:
    on = deployed()
    head, tail = bytes.fromhex("363d3d373d3d3d363d73"), bytes.fromhex("5af43d82803e903d91602b57fd5bf3")
    expected = head + bytes.fromhex(on.implementation.address[2:]) + tail
    assert on.evm.code(launch(on).address) == expected


def test_neither_a_token_nor_the_implementation_can_be_taken_over() -> None:
    on = deployed()
    for token in (launch(on), on.implementation):
        with pytest.raises(Refused, match="token: initialised"):
            token.send(stranger, "initialise", "Mine", "MINE")
        with pytest.raises(Refused, match="token: not the launchpad"):
            token.send(stranger, "mint", stranger, 1)
        with pytest.raises(Refused, match="token: not the launchpad"):
            token.send(on.evm.deployer, "mint", stranger, 1)


def test_anyone_burns_tokens_of_their_own_and_no_more() -> None:
    on = deployed()
    token = graduated(on)
    on.launchpad.send(stranger, "claim", token.address, supporter)
    held, supply = token.read("balanceOf", supporter), token.read("totalSupply")
    assert supply == 10**6 * WAD
    with pytest.raises(Refused, match="balance: insufficient"):
        token.send(supporter, "burn", held + 1)
    token.send(supporter, "burn", held)
    assert (token.read("balanceOf", supporter), token.read("totalSupply")) == (0, supply - held)


def test_the_supply_in_existence_is_minted_whole_and_the_unsold_part_burned() -> None:
    on = deployed()
    token = launch(on)
    on.evm.set_time(1_700_000_100)
    on.launchpad.send(supporter, "buy", token.address, 2_000 * WAD, 0, ENDLESS)
    on.evm.set_time(1_700_000_420)
    logs = on.launchpad.send(stranger, "graduate", token.address).logs
    moved = [log.values for log in logs if log.contract == "model_token"]
    minted = sum(v["value"] for v in moved if v["sender"] == NOBODY)
    burned = sum(v["value"] for v in moved if v["receiver"] == NOBODY)
    unsold = next(log.values["unsoldBurned"] for log in logs if log.name == "Graduated")
    assert (minted, burned) == (10**6 * WAD, unsold)
    assert unsold > 0
    assert token.read("totalSupply") == minted - burned


def test_every_coin_offers_the_functions_of_an_erc20() -> None:
    standard = {
        "transfer",
        "transferFrom",
        "approve",
        "balanceOf",
        "allowance",
        "totalSupply",
        "name",
        "symbol",
    }
    for stem in ("flock", "model_token"):
        assert standard | {"decimals"} <= set(interface(stem).functions)
