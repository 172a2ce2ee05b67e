"""The powers over a developer's chain: its clock, its blocks, and accounts that the node signs for."""

from __future__ import annotations

from collections.abc import Iterable

from fomo_core.backends.evm import paying
from fomo_core.backends.evm.abi.calls import call
from fomo_core.backends.evm.acting import Acting
from fomo_core.backends.evm.reading import ReadChain
from fomo_core.backends.rpc import records
from fomo_core.backends.rpc.records import ask
from fomo_core.errors import InvalidTime
from fomo_core.fixed_point import MAX_UINT256
from fomo_core.parameters import LONGEST_S

#: Chains on which a node may sign for its own accounts: anvil's and hardhat's, ganache's, eth-tester's.
DEVELOPMENT_CHAINS = frozenset({31337, 1337, 131277322940537})


def is_development(chain_id: int) -> bool:
    """Return True for the number of a developer's chain."""
    return chain_id in DEVELOPMENT_CHAINS


class Developing:
    """The port ``Development`` for a chain whose node can do it; arguments and errors as there."""

    def __init__(self, chain: ReadChain, acting: Acting) -> None:
        self._chain, self._node, self._acting = chain, chain.node, acting

    def unlocked(self) -> list[str]:
        """The accounts that the node itself signs for."""
        return ask(self._node, "eth_accounts", [], records.addresses)

    def approve_all(self, accounts: Iterable[str]) -> None:
        """Let the contracts take any amount of FLOCK from accounts that the node signs for."""
        for account in accounts:
            for spender in self._acting.spenders().values():
                approval = call(self._acting.addresses, "flock", "approve", spender, MAX_UINT256)
                self._acting.send(approval, account, None)

    def give_ether(self, account: str) -> None:
        """Give an account ether for its gas."""
        paying.give_ether(self._node, account)

    def make_block(self) -> None:
        """Have the chain make an empty block: without transactions its clock stands still."""
        self._node.call("evm_mine", [])

    def last_time(self) -> int:
        """The time of the last block (chain seconds)."""
        return ask(self._node, "eth_getBlockByNumber", ["latest", False], records.block_time)

    def set_time(self, moment: int) -> None:
        """Let the transactions from now on be in blocks of that time (chain seconds)."""
        self._node.call("evm_setNextBlockTimestamp", [moment])
        self._chain.next_time = moment

    def advance(self, seconds: int) -> None:
        """Move the clock forward from the last block, with a block; errors as ``advance_to``."""
        self.advance_to(self.last_time() + seconds)

    def advance_to(self, now: int) -> None:
        """Move the clock to a moment (chain seconds), with a block; one that is past changes nothing."""
        if now > LONGEST_S:
            raise InvalidTime("That is too far in the future.", "time: too far")
        if now <= self.last_time():
            return
        self._node.call("evm_setNextBlockTimestamp", [now])
        self.make_block()
