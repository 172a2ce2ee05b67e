"""What an act costs in gas, what contracts may still take, and where an event is on the chain."""

from __future__ import annotations

import pytest

from fomo_core import commands as cmd
from fomo_core.backends.evm import contracts, development
from fomo_core.backends.evm.abi.calls import call, call_of
from fomo_core.backends.evm.chain import EvmChain
from fomo_core.backends.evm.paying import TEST_ETHER, price
from fomo_core.backends.logs.source import LogSource
from fomo_core.backends.rpc import receipts
from fomo_core.backends.rpc.node import Node
from fomo_core.errors import NodeRefused, NodeUnreachable, PurchaseSlippage
from fomo_core.scenarios import onchain
from fomo_core.units import WAD
from tests.accounts.smart import FIRST, Factory
from tests.builders import SMALL, WEALTH, minimal


@pytest.fixture(scope="module")
def chain(anvil: str) -> EvmChain:
    return onchain.deploy(Node.at(anvil), minimal())


@pytest.fixture(scope="module")
def account(chain: EvmChain) -> str:
    one = chain.development.unlocked()[3]
    chain.submit(cmd.Fund(one, WEALTH))
    return one


@pytest.fixture(scope="module")
def token(chain: EvmChain, account: str) -> str:
    return chain.submit(cmd.Launch(account, "q", SMALL, "Q", "QQ")).events[0].token


def fund(chain: EvmChain, account: str):
    return call_of(chain.actor.addresses, cmd.Fund(account, WAD))


def test_a_call_has_a_price_and_its_sender_a_balance(chain, account):
    found = chain.actor.price(fund(chain, account), account)
    assert found.wei > 21_000
    assert found.held > 1_000 * WAD
    assert not found.short
    assert not found.by_contract


def test_a_sender_without_ether_is_short_until_it_is_given_some(chain):
    newcomer = FIRST.address
    assert chain.actor.price(fund(chain, newcomer), newcomer).short
    chain.development.give_ether(newcomer)
    assert chain.actor.price(fund(chain, newcomer), newcomer).held == TEST_ETHER
    assert not chain.actor.price(fund(chain, newcomer), newcomer).short


def test_a_contract_account_is_not_said_to_lack_what_others_may_pay(chain):
    account = Factory(chain.node).account(FIRST.address)
    account.deploy()
    found = chain.actor.price(fund(chain, account.address), account.address)
    assert found.by_contract
    assert not found.short


def test_ether_is_given_on_development_chains_alone(chain, account, monkeypatch):
    chain.development.give_ether(account)
    monkeypatch.setattr(development, "DEVELOPMENT_CHAINS", frozenset())
    elsewhere = EvmChain(chain.node, chain.actor.addresses.launchpad, LogSource(chain.chain_id))
    assert elsewhere.development is None


class _Batch:
    def __init__(self, *answers: object) -> None:
        self.answers = answers

    def batch(self, calls: object, keep_errors: bool) -> list[object]:
        return list(self.answers)


REFUSED = NodeRefused(endpoint="here", reason="no", code=-32601, data=None, revert=None)


@pytest.mark.parametrize(
    ("answers", "known"),
    [
        (("0x2", "0x3", "0x7", "0x"), (6, 7, False)),
        (("0x2", "0x3", "0x5", "0xef0100" + "11" * 20), (6, 5, True)),
        ((REFUSED, "0x3", "0x7", "0x"), (None, 7, False)),
        (("0x2", NodeUnreachable(endpoint="here"), "0x7", "0x"), (None, 7, False)),
        (("0x2", "0x3", None, REFUSED), (6, None, False)),
        ((-1, "x", [], {}), (None, None, True)),
    ],
)
def test_what_a_node_does_not_say_of_a_price_is_not_known(answers, known):
    found = price(_Batch(*answers), {"from": FIRST.address}, "latest")
    assert found == known
    assert found.short is False


def test_what_a_transaction_cost_is_read_from_its_receipt(chain, account):
    before = int(chain.node.call("eth_getBalance", [account, "latest"]), 16)
    sent = chain.actor.send(fund(chain, account), account, cmd.Fund(account, WAD))
    contracts.wait(chain.node, sent)
    after = int(chain.node.call("eth_getBalance", [account, "latest"]), 16)
    assert chain.actor.mined(sent).fee == before - after > 0
    assert chain.actor.mined("0x" + "77" * 32) is None


def test_a_receipt_whose_cost_makes_no_sense_is_one_all_the_same(chain, account):
    sent = chain.actor.send(fund(chain, account), account, cmd.Fund(account, WAD))
    fee = contracts.wait(chain.node, sent).fee
    told = chain.node.call("eth_getTransactionReceipt", [sent])
    assert receipts.receipt(told | {"l1Fee": "0x5"}).fee == fee + 5
    for field in ("gasUsed", "effectiveGasPrice", "l1Fee"):
        for value in (-1, "x", [], "0x" + "f" * 65):
            assert receipts.receipt(told | {field: value}).fee is None, (field, value)


def test_what_is_allowed_is_found_and_can_be_taken_back(chain, account, token):
    for spender, amount in ((chain.actor.addresses.launchpad, 7), (chain.actor.addresses.pool, 0)):
        each = call(chain.actor.addresses, "flock", "approve", spender, amount)
        contracts.wait(chain.node, chain.actor.send(each, account, None))
    (given,) = chain.actor.allowances(account)
    assert given == (chain.actor.addresses.flock, "launchpad", chain.actor.addresses.launchpad, 7)
    sender, (taking,) = chain.actor.taking_back(account, given)
    sent = chain.actor.send(taking, sender, None)
    contracts.wait(chain.node, sent)
    assert chain.actor.receipt(sent, taking, sender, None).events == ()
    assert chain.actor.allowances(account) == []


def test_each_event_of_the_log_has_its_block_and_transaction(chain, account, token):
    sent = chain.actor.send(fund(chain, account), account, cmd.Fund(account, WAD))
    contracts.wait(chain.node, sent)
    chain.sync()
    assert len(chain.origins) == len(chain.ledger)
    assert chain.origins[-1] == (chain.actor.mined(sent).block, sent)


def test_a_refusal_at_the_trial_has_the_catalogue_s_sentence_with_its_numbers(chain, token):
    account = chain.development.unlocked()[4]
    command = cmd.Buy(account, token, WAD, 10**30)
    chain.submit(cmd.Fund(account, WEALTH))
    chain.development.approve_all([account])
    act = call_of(chain.actor.addresses, command)
    with pytest.raises(PurchaseSlippage, match=r"less than your minimum of 1,000,000,000,000\.00"):
        chain.actor.dry_run(act, account, command)
    with pytest.raises(PurchaseSlippage, match="fewer tokens than your minimum: ask for a new quote"):
        chain.actor.dry_run(act, account)
