"""Each backend with its accounts and a clock to move, so that one suite can hold them all to the same."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from fomo_core import commands as cmd
from fomo_core.backends.evm.chain import EvmChain
from fomo_core.backends.rpc.node import Node
from fomo_core.backends.sandbox import Sandbox
from fomo_core.chain import Chain
from fomo_core.scenarios import onchain
from tests.builders import BYSTANDER, ISSUER, SNIPER, SUPPORTER, WEALTH, minimal
from tools.anvil import running_anvil

ROLES = (ISSUER, SUPPORTER, SNIPER)


class Driver:
    """A chain with three wealthy accounts and one without FLOCK; ``who`` gives the account that plays a role."""

    def __init__(self, chain: Chain, accounts: list[str]) -> None:
        self.chain = chain
        self._accounts = dict(zip((*ROLES, BYSTANDER), accounts))
        for account in map(self.who, ROLES):
            chain.submit(cmd.Fund(account, WEALTH))

    def who(self, role: str) -> str:
        return self._accounts[role]

    def advance(self, seconds: int) -> None:
        """Let time pass; the chain knows it afterwards."""
        self.chain.advance(seconds)


class _OnChain(Driver):
    chain: EvmChain

    def __init__(self, chain: EvmChain) -> None:
        apart = (chain.actor.addresses.platform, chain.actor.addresses.treasury)
        super().__init__(chain, [account for account in chain.development.unlocked() if account not in apart])


class _Anvil(_OnChain):
    def advance(self, seconds: int) -> None:
        now = self.chain.head().now
        self.chain.node.call("evm_setNextBlockTimestamp", [now + seconds])
        self.chain.node.call("evm_mine", [])
        self.chain.sync()


class _EthTester(_OnChain):
    def __init__(self, chain: EvmChain, tester: object) -> None:
        self._tester = tester
        super().__init__(chain)

    def advance(self, seconds: int) -> None:
        self._tester.time_travel(self.chain.head().now + seconds)
        self._tester.mine_block()
        self.chain.sync()


@contextmanager
def sandbox() -> Iterator[Driver]:
    yield Driver(Sandbox(minimal()), [*ROLES, BYSTANDER])


@contextmanager
def eth_tester() -> Iterator[Driver]:
    from web3 import EthereumTesterProvider

    provider = EthereumTesterProvider()
    yield _EthTester(onchain.deploy(Node([provider]), minimal()), provider.ethereum_tester)


@contextmanager
def anvil() -> Iterator[Driver]:
    with running_anvil() as url:
        yield _Anvil(onchain.deploy(Node.at(url), minimal()))


BACKENDS = {"sandbox": sandbox, "eth-tester": eth_tester, "anvil": anvil}
