"""What became of an act, by what a node says of it: done, failed, not in a block, done by another transaction."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest

from fomo_core import commands as cmd
from fomo_core import events as ev
from fomo_core.acting import Call
from fomo_core.backends.evm import contracts
from fomo_core.backends.evm.abi.calls import call
from fomo_core.backends.evm.chain import EvmChain
from fomo_core.backends.rpc.node import Node
from fomo_core.errors import (
    ChainError,
    MalformedAnswer,
    OtherTransaction,
    Rejected,
    ReplacedTransaction,
    SendUncertain,
)
from fomo_core.scenarios import onchain
from fomo_core.units import WAD
from tests.backends.rpc import rpc_proxy as faults
from tests.backends.rpc.rpc_proxy import FOREVER, Proxy, proxy_to
from tests.builders import SMALL, WEALTH, minimal
from tools.anvil import running_anvil

RECEIPT, BLOCK = "eth_getTransactionReceipt", "eth_getBlockByNumber"
STRANGER = "0x" + "5a" * 20


class Stage:
    """A chain behind a proxy with a raise that is open, and a buyer who has allowed all."""

    def __init__(self, proxy: Proxy) -> None:
        self.proxy = proxy
        self.chain: EvmChain = onchain.deploy(Node.at(proxy.url), minimal())
        at = self.chain.actor.addresses
        free = [one for one in self.chain.development.unlocked() if one not in (at.platform, at.treasury)]
        self.buyer, issuer = free[:2]
        self.chain.development.approve_all([self.buyer, issuer])
        for account in (self.buyer, issuer):
            self.chain.submit(cmd.Fund(account, WEALTH))
        events = self.chain.submit(cmd.Launch(issuer, "q", SMALL, "Q", "QQ")).events
        self.token = next(event.token for event in events if isinstance(event, ev.LaunchCreated))
        self.command = cmd.Buy(self.buyer, self.token, WAD)
        self.act: Call = self.chain.actor.prepare(self.command).calls[-1]

    def send(self) -> str:
        """The hash of a purchase that was sent, in a block or not."""
        return self.chain.actor.send(self.act, self.buyer, self.command)

    def sent(self) -> str:
        """The hash of a purchase that is in a block."""
        tx_hash = self.send()
        # The node names a hash before it has made the block.
        contracts.wait(self.chain.node, tx_hash)
        return tx_hash

    def receipt(self, tx_hash: str, sender: str = "") -> Any:
        return self.chain.actor.receipt(tx_hash, self.act, sender or self.buyer, self.command)

    def told(self, method: str, change: Any) -> None:
        """Let answers to a method be changed from now on."""
        self.proxy.plan(faults.changed(change), method, FOREVER)


@pytest.fixture(scope="module")
def shared() -> Iterator[Stage]:
    with running_anvil() as url, proxy_to(url) as proxy:
        yield Stage(proxy)


@pytest.fixture
def stage(shared: Stage) -> Iterator[Stage]:
    node = shared.chain.node
    shared.chain.sync()
    yield shared
    shared.proxy.heal()
    node.wake()
    node.call("evm_setAutomine", [True])
    node.call("evm_mine")


def without(*names: str, **fields: Any):
    """A receipt with other fields, and without some."""
    return lambda told: {name: each for name, each in {**told, **fields}.items() if name not in names}


def sentence(caught: Any) -> str:
    """The error's text, having checked that it is one sentence or two for a person."""
    text = str(caught.value)
    assert text.endswith(".")
    assert not re.search(r"None|Traceback|0x\.\.", text)
    return text


IN_NO_BLOCK = {
    "pending": without("status", blockHash=None, blockNumber=None, logs=[]),
    "done, it says": without(blockHash=None, blockNumber=None),
    "without a number": without(blockNumber=None),
    "nothing": lambda _: None,
}


@pytest.mark.parametrize("change", IN_NO_BLOCK.values(), ids=IN_NO_BLOCK)
def test_a_receipt_without_a_block_is_none_yet(stage, change):
    tx_hash = stage.sent()
    stage.told(RECEIPT, change)
    assert stage.receipt(tx_hash) is None
    assert stage.chain.actor.mined(tx_hash) is None


MALFORMED = {
    "without a status": without("status"),
    "with a status that is none": without(status="0x7"),
    "bare": lambda told: {"blockHash": told["blockHash"], "blockNumber": "0x1", "logs": []},
    "without logs' fields": without(logs=[{"address": "0x1"}]),
    "without a sender": without("from"),
    "of another transaction": without(transactionHash="0x" + "77" * 32),
    "a list": lambda _: [],
    "text": lambda _: "0x1",
}


@pytest.mark.parametrize("change", MALFORMED.values(), ids=MALFORMED)
def test_a_receipt_that_makes_no_sense_is_one_sentence(stage, change):
    tx_hash = stage.sent()
    stage.told(RECEIPT, change)
    for ask in (stage.receipt, stage.chain.actor.mined):
        with pytest.raises(MalformedAnswer) as caught:
            ask(tx_hash)
        assert "makes no sense" in sentence(caught)


def test_an_act_of_an_account_that_acts_through_others_is_judged_by_its_own_event(stage):
    tx_hash = stage.sent()
    for fields in ({"to": stage.buyer}, {"from": STRANGER, "to": STRANGER}, {"to": None}):
        stage.proxy.heal()
        stage.told(RECEIPT, without(**fields))
        done = stage.receipt(tx_hash)
        assert [type(event) for event in done.events] == [ev.Purchased]
        assert done.events[0].buyer == stage.buyer


def test_a_transaction_without_the_act_s_own_event_is_another_one(stage):
    tx_hash = stage.sent()
    for change in (without(logs=[]), without(to=stage.buyer, logs=[])):
        stage.proxy.heal()
        stage.told(RECEIPT, change)
        with pytest.raises(OtherTransaction):
            stage.receipt(tx_hash)


def test_events_of_other_contracts_with_our_topics_are_not_told(stage):
    tx_hash = stage.sent()

    def beside(told):
        return {**told, "logs": [{**told["logs"][0], "address": STRANGER, "logIndex": "0xff"}, *told["logs"]]}

    stage.told(RECEIPT, beside)
    assert len(stage.receipt(tx_hash).events) == 1


def test_a_receipt_has_its_block_s_time_and_not_its_log_s(stage):
    tx_hash = stage.sent()
    stage.told(
        RECEIPT,
        lambda told: {**told, "logs": [{**log, "blockTimestamp": "0x1a1c7d1e8c8"} for log in told["logs"]]},
    )
    assert stage.receipt(tx_hash).at == stage.chain.head().now


def test_a_receipt_waits_until_its_block_was_read(stage):
    """Else a page would tell of an offering that the state does not have yet."""
    tx_hash = stage.sent()
    before = stage.chain.standing().block
    old = stage.chain.node.call(BLOCK, [hex(before), False])

    def at_the_old_block(call, answer):
        return {**answer, "result": old} if call["params"][0] == "latest" else answer

    stage.proxy.plan(faults.Fault(answer=at_the_old_block), BLOCK, FOREVER)
    assert stage.receipt(tx_hash) is None
    stage.proxy.heal()
    assert stage.receipt(tx_hash) is not None


@pytest.mark.parametrize("answer", [None, {}, {"timestamp": "0x1a1c7d1e8c8"}, {"timestamp": None}, [], "0x1"])
def test_a_block_that_makes_no_sense_at_the_trial_is_one_sentence(stage, answer):
    stage.proxy.plan(faults.result(answer), BLOCK, FOREVER)
    with pytest.raises(MalformedAnswer) as caught:
        stage.chain.actor.tried_at()
    assert "a block" in sentence(caught)


OTHER_ANSWERS = [None, True, [], {}, "", "0x", "-0x1", "0x" + "f" * 65, 7, ["0x1"], "pending"]


@pytest.mark.parametrize("answer", OTHER_ANSWERS, ids=str)
def test_every_answer_beside_the_reading_ends_as_an_error_of_the_chain(stage, answer):
    tx_hash = stage.sent()
    calls = {
        "eth_estimateGas": stage.send,
        "eth_accounts": stage.chain.development.unlocked,
        "eth_getTransactionCount": lambda: stage.chain.actor.before(stage.buyer),
        "eth_call": lambda: stage.chain.actor.dry_run(stage.act, stage.buyer),
    }
    for method, act in calls.items():
        if (method, answer) == ("eth_accounts", []):
            continue
        stage.proxy.heal()
        stage.chain.node.wake()
        stage.proxy.plan(faults.result(answer), method, FOREVER)
        with pytest.raises(ChainError) as caught:
            act()
        sentence(caught)
    stage.proxy.heal()
    assert stage.receipt(tx_hash).events


@pytest.mark.parametrize("fault", [faults.hangs_up(), faults.http(504), faults.half(), faults.result(None)])
def test_a_lost_answer_to_a_transaction_does_not_mean_that_it_was_not_sent(stage, fault):
    stage.proxy.plan(fault, "eth_sendTransaction")
    with pytest.raises(SendUncertain) as caught:
        stage.send()
    assert "may have been sent" in sentence(caught)


# --- another transaction in its place ---


@pytest.fixture
def waiting(stage: Stage) -> tuple[Stage, Any, str]:
    """A purchase that is sent and waits, and how things stood before."""
    stage.chain.node.call("evm_setAutomine", [False])
    before = stage.chain.actor.before(stage.buyer)
    return stage, before, stage.send()


def replace(stage: Stage, tx_hash: str, instead: Call | None = None) -> None:
    """Another transaction of the same number, with a higher fee, gets into the block."""
    node = stage.chain.node
    old = node.call("eth_getTransactionByHash", [tx_hash])
    each = instead or stage.act
    price = hex(int(old.get("maxFeePerGas") or old["gasPrice"], 16) * 3)
    sent = {
        "from": stage.buyer,
        "to": each.to,
        "data": each.data,
        "nonce": old["nonce"],
        "gas": old["gas"],
        "gasPrice": price,
    }
    node.call("eth_sendTransaction", [sent])
    node.call("evm_mine", [])


def test_an_act_that_was_sped_up_in_the_wallet_is_found_by_its_event(waiting):
    stage, before, tx_hash = waiting
    assert stage.chain.actor.instead(tx_hash, stage.act, stage.buyer, before) is None
    replace(stage, tx_hash)
    assert stage.receipt(tx_hash) is None
    done = stage.chain.actor.instead(tx_hash, stage.act, stage.buyer, before)
    assert [type(event) for event in done.events] == [ev.Purchased]
    assert done.events[0].flock_in == WAD
    assert done.at == stage.chain.head().now


def test_an_act_that_another_one_took_the_place_of_is_told_as_such(waiting):
    stage, before, tx_hash = waiting
    at = stage.chain.actor.addresses
    replace(stage, tx_hash, call(at, "flock", "transfer", at.treasury, 0))
    with pytest.raises(ReplacedTransaction) as caught:
        stage.chain.actor.instead(tx_hash, stage.act, stage.buyer, before)
    assert tx_hash in sentence(caught)


def test_an_approval_that_was_sped_up_is_found_by_what_it_allows(stage):
    stage.chain.node.call("evm_setAutomine", [False])
    at, before = stage.chain.actor.addresses, stage.chain.actor.before(stage.buyer)
    stage.act = call(at, "flock", "approve", at.router, 12_345)
    try:
        tx_hash = stage.send()
        replace(stage, tx_hash)
        assert stage.chain.actor.instead(tx_hash, stage.act, stage.buyer, before).events == ()
    finally:
        stage.act = stage.chain.actor.prepare(stage.command).calls[-1]


def test_an_act_that_is_in_a_block_after_all_is_left_to_its_receipt(waiting):
    stage, before, tx_hash = waiting
    stage.chain.node.call("evm_mine", [])
    assert stage.chain.actor.instead(tx_hash, stage.act, stage.buyer, before) is None
    assert stage.receipt(tx_hash).events


def test_a_purchase_of_another_amount_is_not_taken_for_the_one_that_waits(waiting):
    stage, before, tx_hash = waiting
    more = stage.chain.actor.prepare(stage.command._replace(flock_in=2 * WAD)).calls[-1]
    replace(stage, tx_hash, more)
    with pytest.raises(ReplacedTransaction):
        stage.chain.actor.instead(tx_hash, stage.act, stage.buyer, before)


def test_a_refusal_in_a_call_s_result_is_a_refusal(stage):
    reason = b"buy: slippage"
    data = "0x08c379a0" + f"{32:064x}" + f"{len(reason):064x}" + reason.hex().ljust(64, "0")
    stage.proxy.plan(faults.result(data), "eth_call", FOREVER)
    with pytest.raises(Rejected) as caught:
        stage.chain.actor.dry_run(stage.act, stage.buyer)
    assert caught.value.code == "buy: slippage"
