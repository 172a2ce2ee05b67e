"""Chains, and visitors of a server that begins at one."""

from __future__ import annotations

import pytest

from fomo_core import presets
from fomo_core.scenarios import onchain, scenario
from tests.builders import minimal
from tests.pages.live.steps import funded, launched
from tests.pages.visitor import Visitor
from tools.anvil import running_anvil
from ui.live import connections
from ui.signing import trials


@pytest.fixture(autouse=True)
def patience(monkeypatch):
    """A page waits for the node's answers as long as this machine needs."""
    monkeypatch.setattr(connections, "PATIENCE_S", 60.0)
    monkeypatch.setattr(trials, "BRIEFLY_S", 60.0)


@pytest.fixture(scope="session")
def story():
    """A chain on which a story was played to its end: its address, and the deployment."""
    with running_anvil("--accounts", "12") as url:
        played = scenario.load(presets.scenario_files()[1])
        chain = onchain.deploy(onchain.node_at(url), played.protocol())
        onchain.replay_on_chain(played, chain)
        yield url, chain


@pytest.fixture
def fresh():
    """A chain with an empty deployment of the rehearsal preset."""
    with running_anvil() as url:
        yield url, onchain.deploy(onchain.node_at(url), minimal())


@pytest.fixture
def seated_at(monkeypatch):
    """A visitor of a server whose operator named a node and a launchpad."""

    def sit(url: str, launchpad: str, deployment: str = "local") -> Visitor:
        monkeypatch.setenv("FOMO_DEPLOYMENT", deployment)
        monkeypatch.setenv("FOMO_RPC_URL", url)
        monkeypatch.setenv("FOMO_LAUNCHPAD", launchpad)
        return Visitor().run()

    return sit


@pytest.fixture
def wealthy(fresh, seated_at):
    """A visitor of a fresh chain, the chain, and the account as which they act, which has FLOCK."""
    url, chain = fresh
    visitor = seated_at(url, chain.actor.addresses.launchpad)
    return visitor, chain, funded(visitor, chain)


@pytest.fixture
def raising(wealthy):
    """A raise with only the fees left, and a visitor at its page who has allowed everything."""
    visitor, chain, account = wealthy
    chain.development.approve_all([account])
    key = launched(chain, account)
    chain.node.call("evm_increaseTime", [150])
    chain.node.call("evm_mine", [])
    visitor.click("live_look").open("offering")
    return visitor, chain, key
