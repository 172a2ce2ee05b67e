"""The command line's ``read``: a deployment read through a node, and read anew."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from fomo_core import commands as cmd
from fomo_core.backends.evm.chain import EvmChain
from fomo_core.cli.main import main
from fomo_core.scenarios import onchain
from fomo_core.units import WAD
from tests.backends.rpc import rpc_proxy as faults
from tests.backends.rpc.rpc_proxy import FOREVER, Proxy, proxy_to
from tests.builders import SMALL, WEALTH, deployment_file, minimal
from tools.anvil import running_anvil


@pytest.fixture(scope="module")
def shared() -> Iterator[tuple[Proxy, EvmChain, str]]:
    """A deployment with a raise, known to the command line by a file of its own as one that is only read."""
    with running_anvil() as url, proxy_to(url) as proxy:
        chain = onchain.deploy(onchain.node_at(url), minimal())
        at = chain.actor.addresses
        issuer = next(one for one in chain.development.unlocked() if one not in (at.platform, at.treasury))
        chain.submit(cmd.Fund(issuer, WEALTH))
        token = chain.submit(cmd.Launch(issuer, "q", SMALL, "Q", "QQ")).events[0].token
        chain.submit(cmd.Buy(issuer, token, WAD))
        chain.submit(cmd.Buy(issuer, token, 2 * WAD))
        yield proxy, chain, token


@pytest.fixture
def read(shared, capsys, tmp_path, monkeypatch):
    """Run ``read`` and return its status, output and errors."""
    proxy, chain, _ = shared
    monkeypatch.setenv("FOMO_CACHE", str(tmp_path))
    own = deployment_file(tmp_path, "seen", chain.actor.addresses.launchpad, kind="observed")
    monkeypatch.setenv("FOMO_DEPLOYMENTS", str(own))

    def _read(*arguments: str) -> tuple[int, str, str]:
        status = main(["read", *arguments, "--rpc", proxy.url])
        captured = capsys.readouterr()
        return status, captured.out, captured.err

    yield _read
    proxy.heal()


def test_a_deployment_is_read_and_compared_with_its_contracts(read, shared):
    _, chain, token = shared
    status, out, err = read("local", "--launchpad", chain.actor.addresses.launchpad)
    assert (status, err) == (0, "")
    assert f"QQ {token}: live, raised" in out
    assert "numbers agree with the contracts' own" in out


def test_what_is_kept_is_forgotten_and_read_once_more_on_request(read, shared, monkeypatch):
    from fomo_core.backends.logs import follower

    proxy, chain, token = shared
    monkeypatch.setattr(follower, "STRETCH", 0)
    chain.node.call("anvil_mine", ["0x20"])
    proxy.plan(faults.changed(lambda logs: logs[:-1]), "eth_getLogs", FOREVER)
    raised = _raised(read("seen", "--json"), token)
    proxy.heal()
    assert _raised(read("seen", "--json"), token) == raised, "from disk"
    assert _raised(read("seen", "--json", "--anew"), token) == str(chain.world.offerings[token].raised)


def _raised(done: tuple[int, str, str], token: str) -> str:
    status, out, _ = done
    assert status == 0
    return json.loads(out)["offerings"][token]["raised"]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [(["nowhere"], "no such deployment: choose one of"), (["local"], "That is no address of a contract")],
)
def test_what_can_t_be_read_is_one_sentence(read, arguments, sentence):
    status, out, err = read(*arguments)
    assert (status, out) == (2, "")
    assert sentence in err
