"""Logs that can't be all, or make no sense: told as an error of the chain, nothing changes, and all is read anew."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fomo_core import commands as cmd
from fomo_core.backends.evm.abi.events import TOPICS
from fomo_core.backends.evm.chain import EvmChain
from fomo_core.backends.evm.folding import Folding
from fomo_core.backends.logs.log import Log
from fomo_core.backends.logs.source import LogSource
from fomo_core.backends.rpc.node import Node
from fomo_core.backends.rpc.records import Inconsistent
from fomo_core.errors import MalformedAnswer
from fomo_core.scenarios import onchain
from fomo_core.units import WAD
from tests.backends.rpc import rpc_proxy as faults
from tests.backends.rpc.rpc_proxy import FOREVER, Proxy, proxy_to
from tests.builders import SMALL, WEALTH, minimal
from tools.anvil import running_anvil


class Stage:
    """A deployment with a raise that was bought into, and a proxy through which others read it."""

    def __init__(self, url: str, proxy: Proxy) -> None:
        self.url, self.proxy = url, proxy
        self.chain = onchain.deploy(Node.at(url), minimal())
        at = self.chain.actor.addresses
        self.buyer, self.issuer = [
            one for one in self.chain.development.unlocked() if one not in (at.platform, at.treasury)
        ][:2]
        for account in (self.buyer, self.issuer):
            self.chain.submit(cmd.Fund(account, WEALTH))
        self.token = self.chain.submit(cmd.Launch(self.issuer, "q", SMALL, "Q", "QQ")).events[0].token
        for amount in (1, 2, 3):
            self.chain.submit(cmd.Buy(self.buyer, self.token, amount * WAD))

    def reader(self, *urls: str) -> EvmChain:
        """Another reader of the deployment, through the proxy if through nothing else."""
        node = Node.at(urls or [self.proxy.url], 20)
        return EvmChain(node, self.chain.actor.addresses.launchpad, LogSource(31337))

    def leave_out(self, event: str, place: int = 0, method: str = "eth_getLogs") -> None:
        """Let one log of an event be missing from all answers."""

        def without(logs: list[dict[str, Any]]) -> list[dict[str, Any]]:
            found = [log for log in logs if log["topics"][0] == TOPICS[event]]
            return [log for log in logs if log not in found[place : place + 1]]

        self.proxy.plan(faults.changed(without), method, FOREVER)


@pytest.fixture(scope="module")
def shared() -> Iterator[Stage]:
    with running_anvil() as url, proxy_to(url) as proxy:
        yield Stage(url, proxy)


@pytest.fixture
def stage(shared: Stage) -> Iterator[Stage]:
    shared.chain.sync()
    yield shared
    shared.proxy.heal()


def test_logs_of_which_some_are_missing_end_as_an_error_and_are_read_anew(stage):
    reader = stage.reader()
    stage.leave_out("LaunchCreated")
    for _ in range(3):
        with pytest.raises(MalformedAnswer, match="do not fit each other"):
            reader.sync()
        assert reader.head().length == 0
    stage.proxy.heal()
    with pytest.raises(MalformedAnswer):
        reader.sync()
    assert reader.sync(), "it was read anew"
    assert reader.world == stage.chain.world
    assert reader.head() == stage.chain.head()


def test_another_endpoint_is_read_when_the_logs_of_one_do_not_fit(stage):
    reader = stage.reader(stage.proxy.url, stage.url)
    stage.leave_out("LaunchCreated")
    with pytest.raises(MalformedAnswer):
        reader.sync()
    assert reader.sync()
    assert reader.world == stage.chain.world


def test_a_purchase_that_was_left_out_is_found_when_the_contracts_say_otherwise(stage):
    reader = stage.reader()
    stage.leave_out("Purchased", 1)
    reader.sync()
    assert reader.world != stage.chain.world
    assert reader.audit().differences
    stage.proxy.heal()
    # Something else differs: the same differences are not searched for twice.
    stage.chain.submit(cmd.Fund(stage.buyer, WAD))
    stage.chain.submit(cmd.Buy(stage.buyer, stage.token, WAD))
    reader.sync()
    assert reader.audit().differences == ()
    assert reader.world == stage.chain.world


def test_the_same_differences_are_searched_for_once(stage):
    reader = stage.reader()
    stage.leave_out("Purchased", 1)
    reader.sync()
    asked = []
    for _ in range(3):
        stage.proxy.methods()
        reader.audit()
        asked.append(stage.proxy.methods().count("eth_getLogs"))
    assert asked[0] >= 1
    assert asked[1:] == [0, 0]


def test_a_chain_is_read_anew_on_request(stage):
    reader = stage.reader()
    stage.leave_out("Purchased", 2)
    reader.sync()
    stage.proxy.heal()
    assert reader.read_anew()
    assert reader.world == stage.chain.world
    assert not reader.read_anew()
    assert reader.standing().block == stage.chain.standing().block


# --- the fold alone ---


@pytest.fixture(scope="module")
def logs(shared: Stage) -> list[Log]:
    """All logs of the deployment, as a follower gives them."""
    reader = shared.reader(shared.url)
    with reader._follower.syncing() as change:
        return change.logs


def folding(shared: Stage) -> Folding:
    return Folding(shared.chain.actor.addresses, shared.chain.world.protocol)


VALUES = st.one_of(
    st.none(),
    st.integers(),
    st.sampled_from(["", "0x", "0x" + "f" * 64, "0x" + "f" * 128, "0x" + "00" * 31, "0xzz", "x"]),
    st.lists(st.sampled_from(["0x" + "f" * 64, "0x", *TOPICS.values()]), max_size=5),
)


@given(place=st.integers(0, 30), field=st.sampled_from(["topics", "data"]), value=VALUES)
def test_a_fold_with_a_spoilt_log_changes_all_or_nothing(shared, logs, place, field, value):
    fold, half = folding(shared), len(logs) // 2
    fold.take(0, logs[:half], 1, shared.chain.world.protocol)
    before, count = fold.snapshot, len(fold.origins)
    place %= len(logs) - half
    spoilt = [*logs[half:]]
    spoilt[place] = spoilt[place]._replace(**{field: value})
    try:
        fold.take(half, spoilt, 2, shared.chain.world.protocol)
    except Inconsistent:
        assert fold.snapshot.head == before.head
        assert fold.snapshot.world == before.world
        assert len(fold.snapshot.ledger) == before.head.length
        assert len(fold.origins) == count
    fold.take(half, logs[half:], 2, shared.chain.world.protocol)
    whole = folding(shared)
    whole.take(0, logs, 2, shared.chain.world.protocol)
    assert fold.snapshot.world == whole.snapshot.world
    assert fold.snapshot.head == whole.snapshot.head
