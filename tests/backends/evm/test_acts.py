"""What an act on a chain asks of the node, and in which order."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from fomo_core import commands as cmd
from fomo_core import events as ev
from fomo_core.backends.evm import contracts
from fomo_core.backends.evm.abi.calls import call
from fomo_core.backends.evm.chain import EvmChain
from fomo_core.backends.rpc.node import Node
from fomo_core.errors import Rejected
from fomo_core.scenarios import onchain
from fomo_core.units import WAD
from tests.backends.rpc.rpc_proxy import Proxy, proxy_to
from tests.builders import SMALL, WEALTH, minimal

SENDS, RECEIPT = "eth_sendTransaction", "eth_getTransactionReceipt"
#: A development chain may have begun anew, which its first block tells.
NEWEST_BLOCK = "eth_getBlockByNumber"


@pytest.fixture
def proxy(anvil: str) -> Iterator[Proxy]:
    with proxy_to(anvil) as proxy:
        yield proxy


@pytest.fixture
def chain(proxy: Proxy) -> EvmChain:
    return onchain.deploy(Node.at(proxy.url), minimal())


@pytest.fixture
def buy(chain: EvmChain, proxy: Proxy) -> cmd.Buy:
    """A purchase by someone who has the FLOCK and has allowed nothing yet."""
    at = chain.actor.addresses
    buyer, issuer = [one for one in chain.development.unlocked() if one not in (at.platform, at.treasury)][:2]
    for account in (buyer, issuer):
        chain.submit(cmd.Fund(account, WEALTH))
    events = chain.submit(cmd.Launch(issuer, "q", SMALL, "Q", "QQ")).events
    proxy.methods()
    token = next(event.token for event in events if isinstance(event, ev.LaunchCreated))
    return cmd.Buy(buyer, token, WAD)


def test_the_first_purchase_is_approved_and_the_next_one_asks_for_no_allowance(chain, proxy, buy):
    chain.submit(buy)
    assert proxy.methods().count(SENDS) == 2
    chain.submit(buy)
    asked = proxy.methods()
    assert asked.count(SENDS) == 1
    assert "eth_call" not in asked


def test_an_act_is_estimated_sent_seen_in_its_block_and_read(chain, proxy, buy):
    chain.submit(buy)
    proxy.methods()
    chain.submit(buy)
    asked = proxy.methods()
    assert RECEIPT in asked
    assert [method for method in asked if method != RECEIPT] == [
        "eth_estimateGas", SENDS, NEWEST_BLOCK, "eth_getLogs",
    ]  # fmt: skip


def test_an_allowance_taken_back_is_given_again(chain, buy):
    chain.submit(buy)
    at = chain.actor.addresses
    nothing = call(at, "flock", "approve", at.launchpad, 0)
    sent = contracts.send(chain.node, {"from": buy.sender, "to": nothing.to, "data": nothing.data})
    contracts.wait(chain.node, sent)
    assert chain.submit(buy).events[0].flock_in == WAD


def test_what_the_contracts_refuse_is_not_sent(chain, proxy, buy):
    chain.submit(buy)
    proxy.methods()
    with pytest.raises(Rejected) as caught:
        chain.submit(buy._replace(min_tokens_out=10**30))
    assert caught.value.code == "buy: slippage"
    assert SENDS not in proxy.methods()
