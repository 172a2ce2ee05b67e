"""Test chains with a contract that says what it is told, and the caller's side of a follower."""

from __future__ import annotations

import time
from collections.abc import Iterable
from typing import Any

from fomo_core.backends.logs.follower import LogFollower
from fomo_core.backends.logs.log import Log, logs
from fomo_core.backends.logs.state import Change
from fomo_core.backends.rpc.node import Node

#: Whatever it is called with becomes the data of one log, whose topic is the first word of it:
#: CALLDATASIZE PUSH0 PUSH0 CALLDATACOPY, PUSH0 CALLDATALOAD CALLDATASIZE PUSH0 LOG1, STOP. Before it, what deploys it.
ECHO = "0x69" + "365f5f375f35365fa100" + "5f52600a6016f3"
GAS = "0x100000"


class TestChain:
    """A development chain, spoken to directly: no fault stands between.

    Attributes:
        echo: the address of a contract that logs what it is told.
    """

    __test__ = False
    ECHO = ECHO

    def __init__(self, node: Node) -> None:
        self.node = node
        self.sender = node.call("eth_accounts")[0]
        self.first = self.height() + 1
        self.echo = self.deploy(ECHO)

    def height(self) -> int:
        return int(self.node.call("eth_blockNumber"), 16)

    def deploy(self, data: str) -> str:
        return self._send(data=data)["contractAddress"].lower()

    def say(self, *words: int, to: str | None = None) -> None:
        """One log, in a block of its own, for each word."""
        for word in words:
            self._send(to=to or self.echo, data=f"0x{word:064x}")

    def mine(self, blocks: int = 1) -> None:
        """Blocks without logs."""
        for _ in range(blocks):
            self.node.call("evm_mine")

    def snapshot(self) -> str:
        return self.node.call("evm_snapshot")

    def revert(self, snapshot: str) -> None:
        self.node.call("evm_revert", [snapshot])

    def words(self) -> list[int]:
        """What the contract has said on the chain as it is now: the truth to compare with."""
        query = {"fromBlock": "0x0", "toBlock": "latest", "address": [self.echo]}
        return words(logs(self.node.call("eth_getLogs", [query])))

    def _send(self, **transaction: str) -> dict[str, Any]:
        hashed = self.node.call("eth_sendTransaction", [{"from": self.sender, "gas": GAS, **transaction}])
        while (receipt := self.node.call("eth_getTransactionReceipt", [hashed])) is None:
            time.sleep(0.002)
        return receipt


class Reader:
    """Whoever calls a follower: holds what it was given, and keeps and appends as told."""

    def __init__(self, follower: LogFollower) -> None:
        self.follower = follower
        self.logs: list[Log] = []
        self.change = Change(0, [])

    def sync(self) -> list[int]:
        """The words that are held after a sync."""
        self.change = self.follower.sync()
        assert 0 <= self.change.kept <= len(self.logs)
        self.logs[self.change.kept :] = self.change.logs
        places = [(log.block, log.log_index) for log in self.logs]
        assert places == sorted(set(places)), "logs out of order or twice"
        return self.words

    @property
    def words(self) -> list[int]:
        return words(self.logs)


def words(found: Iterable[Log]) -> list[int]:
    """What logs of the contract say."""
    return [int(log.data, 16) for log in found]
