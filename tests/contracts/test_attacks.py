"""Attacks that once worked on the contracts, each turned down; and the bounds that a changed number would move."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from fomo_core import presets
from fomo_core.pool import amount_out
from fomo_core.units import BPS, MAX_AMOUNT, USD, WAD
from tests.builders import SMALL
from tests.contracts.stage import (
    ENDLESS,
    START,
    deployed,
    graduated,
    issuer,
    launch,
    stranger,
    supporter,
)
from tests.parity.twins.abi import Interface
from tests.parity.twins.evm import Contract, Deployment, Evm, Refused, bytes32
from tests.parity.twins.probe import compiled

FEE = presets.load("minimal").parameters.launch_fee
WINDOW_S = presets.load("minimal").parameters.graduation_window_s
PRICE = 3_880_000


def _launch(on: Deployment, sender: str = issuer, max_fee: int = ENDLESS, deadline: int = ENDLESS) -> str:
    words = bytes32("qmini"), bytes32(SMALL), "Q Mini", "QMINI", ""
    return on.launchpad.send(sender, "launch", *words, 0, max_fee, deadline).value


# --- launches ---


def test_an_announced_salt_is_of_no_use_to_anybody_else() -> None:
    on = deployed()
    announced = on.launchpad.read("token_of", issuer, bytes32("qmini"))
    taken = _launch(on, supporter)
    assert taken == on.launchpad.read("token_of", supporter, bytes32("qmini")) != announced
    assert _launch(on) == announced
    assert on.launchpad.read("offering", announced)["issuer"] == issuer


def test_a_fee_raised_in_front_of_a_launch_is_not_paid() -> None:
    on = deployed()
    on.send("launchpad", "set_launch_fee", FEE + 1)
    with pytest.raises(Refused, match="launch: fee above limit"):
        _launch(on, max_fee=FEE)
    on.send("launchpad", "set_launch_fee", FEE)
    held = on.flock.read("balanceOf", issuer)
    _launch(on, max_fee=FEE)
    assert on.flock.read("balanceOf", issuer) == held - FEE


def test_a_launch_is_possible_in_the_second_of_its_deadline_and_not_after() -> None:
    on = deployed()
    with pytest.raises(Refused, match="launch: deadline passed"):
        _launch(on, deadline=START - 1)
    _launch(on, deadline=START)


# --- purchases and swaps ---


def test_a_purchase_is_possible_in_the_second_of_its_deadline_and_not_after() -> None:
    on = deployed()
    token = launch(on).address
    with pytest.raises(Refused, match="buy: deadline passed"):
        on.launchpad.send(supporter, "buy", token, WAD, 0, START - 1)
    assert on.launchpad.send(supporter, "buy", token, WAD, 0, START).value > 0


def test_a_swap_is_possible_in_the_second_of_its_deadline_and_not_after() -> None:
    on = deployed()
    token = graduated(on).address
    with pytest.raises(Refused, match="swap: deadline passed"):
        on.pool.send(supporter, "swap", token, True, WAD, 0, START + 99)
    assert on.pool.send(supporter, "swap", token, True, WAD, 0, START + 100).value > 0


@pytest.mark.parametrize("amount", [2**127, 2**128 - 1, 2**128, 2**129, 2**160, 2**200, 2**239])
@pytest.mark.parametrize("sells_flock", [True, False])
def test_a_pool_answers_as_the_rule_far_beyond_all_flock_there_could_be(
    amount: int, sells_flock: bool
) -> None:
    on = deployed()
    token = graduated(on).address
    flock, tokens = on.pool.read("reserves", token)
    reserves = (flock, tokens) if sells_flock else (tokens, flock)
    assert on.pool.read("quote", token, sells_flock, amount) == amount_out(amount, *reserves, 30)


# --- settlements ---


def _routed(
    on: Deployment, token: str, usage: int, burned: int = 0, flock: int = ENDLESS, until: int = ENDLESS
) -> Any:
    return on.revenue.send(on.platform, "route_revenue", token, usage, PRICE, burned, flock, until)


def test_a_settlement_stays_within_its_limits_or_does_not_happen() -> None:
    on = deployed()
    token = graduated(on).address
    quoted = on.revenue.read("settlement", token, 100 * USD, PRICE)
    burned, flock = quoted["tokens_burned"], quoted["flock"]
    for limits, code in (
        ((burned + 1, flock, ENDLESS), "revenue: too little burned"),
        ((burned + 1, flock - 1, ENDLESS), "revenue: too much flock"),
        ((burned + 1, flock - 1, START + 99), "revenue: deadline passed"),
    ):
        with pytest.raises(Refused, match=code):
            _routed(on, token, 100 * USD, *limits)
    logs = _routed(on, token, 100 * USD, burned, flock, START + 100).logs
    assert [log.values["tokensBurned"] for log in logs if log.name == "RevenueRouted"] == [burned]


def _sandwich(on: Deployment, token: str, stake: int, buyback: int) -> int:
    """What an attacker's FLOCK gains by a purchase right before a buyback and a sale right after it."""
    net = buyback * BPS // on.revenue.read("model_buyback_bps")
    cost_bps = on.launchpad.read("service_terms", token)[1]
    usage = net * PRICE // 10**20 * BPS // (BPS - cost_bps)
    with on.evm.anchor():
        bought = on.pool.send(supporter, "swap", token, True, stake, 0, ENDLESS).value
        _routed(on, token, usage)
        return on.pool.send(supporter, "swap", token, False, bought, 0, ENDLESS).value - stake


@pytest.mark.parametrize("stake", [WAD, 30 * WAD, 1_000 * WAD, 10**5 * WAD])
def test_no_stake_gains_by_a_sandwich_around_a_buyback_of_the_safe_size(stake: int) -> None:
    on = deployed()
    token = graduated(on)
    on.flock.send(supporter, "fund", supporter, 10**6 * WAD)
    token.send(supporter, "approve", on.pool.address, ENDLESS)
    safe = on.revenue.read("safe_buyback", token.address)
    reserve, _ = on.pool.read("reserves", token.address)
    assert safe == reserve * 30 // BPS
    assert _sandwich(on, token.address, stake, safe) < 0
    assert _sandwich(on, token.address, 10**5 * WAD, 40 * safe) > 0


def test_the_least_burn_turns_a_sandwich_down() -> None:
    on = deployed()
    token = graduated(on).address
    burned = on.revenue.read("settlement", token, 1_000 * USD, PRICE)["tokens_burned"]
    on.pool.send(supporter, "swap", token, True, 1_000 * WAD, 0, ENDLESS)
    with pytest.raises(Refused, match="revenue: too little burned"):
        _routed(on, token, 1_000 * USD, burned * 99 // 100)


def test_there_is_no_safe_buyback_before_there_is_a_pool() -> None:
    on = deployed()
    assert on.revenue.read("safe_buyback", launch(on).address) == 0


def test_flock_that_can_not_exist_is_above_the_limit_and_no_lack_of_means() -> None:
    on = deployed()
    token = graduated(on).address
    on.flock.send(stranger, "fund", stranger, MAX_AMOUNT - on.flock.read("totalSupply") - 10**4 * WAD)
    held = on.flock.read("balanceOf", on.platform)
    on.flock.send(on.platform, "transfer", stranger, held)
    # 4 in 10 of the usage are net, and a net USD is 10^20 / PRICE wei of FLOCK.
    usage = 10**4 * WAD * PRICE // 10**20 * 10 // 4
    with pytest.raises(Refused, match="balance: insufficient"):
        _routed(on, token, usage)
    with pytest.raises(Refused, match="fund: above limit"):
        _routed(on, token, usage + 10)


# --- principal ---


def test_graduation_tells_all_that_the_treasury_gets() -> None:
    on = deployed()
    token = launch(on)
    on.evm.set_time(START + 100)
    flock = on.flock.read("balanceOf", on.treasury)
    logs = on.launchpad.send(supporter, "buy", token.address, 10**5 * WAD, 0, ENDLESS).logs
    told = {log.name: log.values for log in logs}
    bought, divided = told["Purchased"], told["Graduated"]
    tokens = divided["treasuryTokens"] + divided["incentivesTokens"]
    assert token.read("balanceOf", on.treasury) == tokens
    got = divided["incentivesFlock"] + divided["operationsFlock"]
    got += bought["protocolFee"] + bought["antiSniperFee"]
    assert on.flock.read("balanceOf", on.treasury) == flock + got


class MoodyEvm(Evm):
    """An EVM whose FLOCK is the moody one: it takes a cut, or refuses to pay somebody, when it is told to."""

    def deploy(self, stem: str, *args: Any) -> Contract:
        if stem != "flock":
            return super().deploy(stem, *args)
        output = compiled(Path(__file__).with_name("moody_flock.vy"))
        return self.deployed(Interface("flock", output["abi"]), output["bytecode"]).value


def _moody() -> Deployment:
    on = Deployment(presets.load("minimal"), MoodyEvm())
    on.evm.set_time(START)
    for account in (issuer, supporter):
        on.flock.send(account, "fund", account, 10**6 * WAD)
    return on


def test_a_treasury_that_flock_refuses_locks_no_principal_for_good() -> None:
    on = _moody()
    token = _launch(on)
    on.evm.set_time(START + 100)
    on.launchpad.send(supporter, "buy", token, 2_000 * WAD, 0, ENDLESS)
    on.flock.send(stranger, "refuse", on.treasury)
    end = on.launchpad.read("offering", token)["end"]
    on.evm.set_time(end + WINDOW_S - 1)
    with pytest.raises(Refused, match="flock: transfer refused"):
        on.launchpad.send(supporter, "graduate", token)
    with pytest.raises(Refused, match="offering: not failed"):
        on.launchpad.send(supporter, "redeem", token)
    on.evm.set_time(end + WINDOW_S)
    principal = on.launchpad.read("principal", token, supporter)
    assert on.launchpad.send(supporter, "redeem", token).value == principal == 1_970 * WAD
    assert on.flock.read("balanceOf", on.launchpad.address) == 0
    on.flock.send(stranger, "refuse", stranger)
    with pytest.raises(Refused, match="offering: abandoned"):
        on.launchpad.send(supporter, "graduate", token)


def test_flock_that_takes_a_cut_on_its_way_buys_nothing() -> None:
    on = _moody()
    token = _launch(on)
    on.flock.send(stranger, "take", 1)
    with pytest.raises(Refused, match="flock: not plain"):
        on.launchpad.send(supporter, "buy", token, 2_000 * WAD, 0, ENDLESS)
    on.flock.send(stranger, "take", 0)
    on.launchpad.send(supporter, "buy", token, 2_000 * WAD, 0, ENDLESS)
    assert on.flock.read("balanceOf", on.launchpad.address) == on.launchpad.read(
        "principal", token, supporter
    )
