"""Development chains for ``benchmarks/live.py``: filled fast, and asked in our way and in web3's own."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import TypeVar

from web3 import Web3
from web3.contract import Contract

from fomo_core import events as ev
from fomo_core import presets
from fomo_core.acting import Call
from fomo_core.backends.evm.abi.calls import call
from fomo_core.backends.evm.chain import EvmChain
from fomo_core.backends.logs.source import LogSource
from fomo_core.backends.rpc import receipts
from fomo_core.backends.rpc.node import Node
from fomo_core.commands import Launch
from fomo_core.datafiles import DATA
from fomo_core.fixed_point import MAX_UINT256
from fomo_core.scenarios import onchain
from fomo_core.units import HOUR_S, WAD
from tools.anvil import running_anvil

BUYERS = 200
#: For each account: far more than any of them spends here (wei).
FUNDS = 10**7 * WAD
#: A purchase that 100,000 times over does not fill the raise (wei).
PAID = WAD // 2
#: Enough for any act but a launch, so that nobody estimates it.
GAS = hex(500_000)
#: Purchases in a block, where blocks are made to order.
IN_A_BLOCK = 100
MODEL = "qwen3-30b-a3b-instruct"
#: All of web3's own caution is kept; only its wait between two looks for a receipt (s) is cut, in its favour.
LATENCY_S = 0.001

T = TypeVar("T")
Sent = tuple[str, Call]


class Watched:
    """A node asked through here: how many JSON-RPC requests, those in batches included, and their seconds."""

    def __init__(self, node: Node) -> None:
        self._node = node
        self.requests = 0
        self.seconds = 0.0

    @property
    def endpoint(self) -> str:
        return self._node.endpoint

    def call(self, method: str, params: Sequence[object] = ()) -> object:
        return self._asked(1, lambda: self._node.call(method, params))

    def batch(self, calls: Iterable[tuple[str, Sequence[object]]], keep_errors: bool = False) -> list[object]:
        asked = list(calls)
        return self._asked(len(asked), lambda: self._node.batch(asked, keep_errors))

    def distrust(self, what: str) -> Exception:
        return self._node.distrust(what)

    def _asked(self, count: int, ask: Callable[[], T]) -> T:
        self.requests += count
        begun = time.perf_counter()
        try:
            return ask()
        finally:
            self.seconds += time.perf_counter() - begun


class Stage:
    """A chain with the contracts on it and one open offering, beyond its tax; accounts that may buy.

    Attributes:
        chain: our way to it; ``contract`` is web3's own to its launchpad.
        token: the offering.
        sender: from whom a test may send what is not counted.
    """

    def __init__(self, url: str) -> None:
        self.url, self.node = url, Node.at(url)
        self.chain: EvmChain = onchain.deploy(self.node, presets.load())
        _, development = onchain.powers(self.chain)
        at = self.chain.actor.addresses
        self.sender, *buyers = [a for a in development.unlocked() if a not in (at.platform, at.treasury)]
        self.buyers: list[str] = buyers[:BUYERS]
        self._equip()
        self.token = self.launch("bench")
        self.node.call("evm_increaseTime", [HOUR_S])
        abi = json.loads((DATA / "abi" / "launchpad.json").read_text(encoding="utf-8"))["abi"]
        self.web3 = Web3(Web3.HTTPProvider(url))
        self.contract: Contract = self.web3.eth.contract(Web3.to_checksum_address(at.launchpad), abi=abi)

    def _equip(self) -> None:
        at, people = self.chain.actor.addresses, (self.sender, *self.buyers)
        self.send([(account, call(at, "flock", "fund", account, FUNDS)) for account in people])
        self.send([(one, call(at, "flock", "approve", at.launchpad, MAX_UINT256)) for one in people])

    def launch(self, label: str) -> str:
        """Open one more offering; its token."""
        events = self.chain.submit(Launch(self.sender, label, MODEL, "Bench", "BENCH")).events
        return next(event.token for event in events if isinstance(event, ev.LaunchCreated))

    def connected(self) -> tuple[EvmChain, Watched]:
        """The deployment as someone finds it who has read nothing yet, and the node that is asked for it."""
        watched = Watched(self.node)
        launchpad, chain_id = self.chain.actor.addresses.launchpad, self.chain.chain_id
        chain = EvmChain(watched, launchpad, LogSource(chain_id))  # type: ignore[arg-type]  # asked like one
        return chain, watched

    def purchases(self, count: int, tokens: Sequence[str] = ()) -> list[Sent]:
        """So many purchases, no two alike, of all offerings in turns."""
        at, offerings = self.chain.actor.addresses, tokens or (self.token,)
        return [
            (
                self.buyers[n % len(self.buyers)],
                call(at, "launchpad", "buy", offerings[n % len(offerings)], PAID + n, 0, MAX_UINT256),
            )
            for n in range(count)
        ]

    def send(self, sent: list[Sent]) -> None:
        """Put transactions on the chain, a hundred in each block.

        Raises:
            RuntimeError: when one of the last block's fails.
        """
        self.node.call("evm_setAutomine", [False])
        hashes: list[object] = []
        for start in range(0, len(sent), IN_A_BLOCK):
            part = sent[start : start + IN_A_BLOCK]
            hashes = self.node.batch([("eth_sendTransaction", [_transaction(*each)]) for each in part])
            self.node.call("evm_mine", [])
        self.node.call("evm_setAutomine", [True])
        answers = self.node.batch([("eth_getTransactionReceipt", [each]) for each in hashes])
        if any(mined is None or not mined.succeeded for mined in map(receipts.receipt, answers)):
            raise RuntimeError("the chain could not be filled: a transaction failed")


def _transaction(sender: str, each: Call) -> dict[str, str]:
    return {"from": sender, "to": each.to, "data": each.data, "gas": GAS}


@contextmanager
def staged() -> Iterator[Stage]:
    """A chain of one's own for the length of a with block; blocks hold as much as they are given."""
    options = ("--accounts", str(BUYERS + 3), "--gas-limit", str(10**9))
    with running_anvil(*options) as url:
        yield Stage(url)
