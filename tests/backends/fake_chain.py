"""A chain in a few dictionaries, for thousands of reorganisations a second, and a node that can be out of step."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from fomo_core.errors import ChainError, MalformedAnswer, NodeRefused, RangeRefused

ECHO = "0x" + "ec" * 20
ENDPOINT = "http://127.0.0.1"


class Block:
    """A block: its place in a tree of blocks, and the words of its logs."""

    def __init__(self, parent: Block | None, words: Sequence[int], salt: int) -> None:
        self.parent, self.words = parent, tuple(words)
        self.number = parent.number + 1 if parent else 0
        name = f"{parent.hash if parent else ''}/{self.words}/{salt}"
        self.hash = "0x" + hashlib.sha256(name.encode()).hexdigest()
        self.time = 1_700_000_000 + 2 * self.number + (salt & 1)

    def header(self) -> dict[str, Any]:
        parent = self.parent.hash if self.parent else "0x" + "00" * 32
        return {
            "number": hex(self.number),
            "hash": self.hash,
            "parentHash": parent,
            "timestamp": hex(self.time),
        }

    def logs(self, stamped: bool) -> list[dict[str, Any]]:
        return [self._log(index, word, stamped) for index, word in enumerate(self.words)]

    def _log(self, index: int, word: int, stamped: bool) -> dict[str, Any]:
        data = f"0x{word:064x}"
        log = {"address": ECHO, "topics": [data], "data": data, "blockHash": self.hash, "removed": False,
               "blockNumber": hex(self.number), "transactionHash": data, "transactionIndex": "0x0",
               "logIndex": hex(index)}  # fmt: skip
        return log | ({"blockTimestamp": hex(self.time)} if stamped else {})


class FakeChain:
    """The tree of blocks, of which the branch below ``tip`` is the chain."""

    def __init__(self) -> None:
        self.tip = Block(None, (), 0)
        self.salt = 0

    def grow(self, *blocks: Sequence[int]) -> None:
        """Blocks with these words."""
        for words in blocks:
            self.salt += 1
            self.tip = Block(self.tip, words, self.salt)

    def drop(self, blocks: int) -> None:
        """Take back so many blocks, but never the first."""
        for _ in range(blocks):
            self.tip = self.tip.parent or self.tip

    def branch(self, tip: Block | None = None) -> list[Block]:
        """The blocks up to a tip, by their number."""
        found = []
        block: Block | None = tip or self.tip
        while block:
            found.append(block)
            block = block.parent
        return found[::-1]

    def words(self, tip: Block | None = None) -> list[int]:
        """All that was said on the chain."""
        return [word for block in self.branch(tip) for word in block.words]


class FakeNode:
    """Answers for a chain as a Node does.

    Attributes:
        view: the tip that it answers a request for; another one each time where many nodes share an address.
        most_blocks: the widest search it takes. stamped: whether its logs tell the time.
        by_hash: whether it searches by a block's hash.
        requests: the methods of each request so far.
    """

    endpoint = ENDPOINT

    def __init__(self, chain: FakeChain) -> None:
        self.chain = chain
        self.view: Callable[[], Block] = lambda: chain.tip
        self.most_blocks = 10**9
        self.stamped = self.by_hash = True
        #: Whether it finds no logs yet in its newest block.
        self.unindexed: Callable[[], bool] = lambda: False
        self.requests: list[list[str]] = []

    def call(self, method: str, params: Sequence[Any] = ()) -> Any:
        self.requests.append([method])
        answer = self._answer(method, params, self.view())
        if isinstance(answer, ChainError):
            raise answer
        return answer

    def batch(self, calls: Iterable[tuple[str, Sequence[Any]]], keep_errors: bool = False) -> list[Any]:
        calls = list(calls)
        if calls:
            self.requests.append([method for method, _ in calls])
        answers = [self._answer(method, params, self.view()) for method, params in calls]
        failed = [answer for answer in answers if isinstance(answer, ChainError)]
        if failed and not keep_errors:
            raise failed[0]
        return answers

    def distrust(self, what: str) -> MalformedAnswer:
        return MalformedAnswer(endpoint=ENDPOINT, what=what)

    def count(self) -> int:
        count = len(self.requests)
        self.requests.clear()
        return count

    def _answer(self, method: str, params: Sequence[Any], tip: Block) -> Any:
        branch = self.chain.branch(tip)
        if method == "eth_getLogs":
            found = self._logs(params[0], branch)
            late = self.unindexed() and isinstance(found, list)
            return [log for log in found if log["blockHash"] != tip.hash] if late else found
        assert method == "eth_getBlockByNumber"
        number = tip.number if params[0] == "latest" else int(params[0], 16)
        return branch[number].header() if number < len(branch) else None

    def _logs(self, query: dict[str, Any], branch: list[Block]) -> Any:
        if "blockHash" in query:
            found = [block for block in branch if block.hash == query["blockHash"] and self.by_hash]
            return found[0].logs(self.stamped) if found else _refused("unknown block")
        first, last = int(query["fromBlock"], 16), int(query["toBlock"], 16)
        if last - first >= self.most_blocks:
            return RangeRefused(endpoint=ENDPOINT, first=first, last=last, most=None, always=False)
        return [log for block in branch[first : last + 1] for log in block.logs(self.stamped)]


def _refused(reason: str) -> NodeRefused:
    return NodeRefused(endpoint=ENDPOINT, reason=reason, code=-32000, data=None, revert=None)


def served(node: FakeNode, chain: FakeChain, chain_id: int) -> Callable[[str, list[Any]], dict[str, Any]]:
    """The answers of such a node as a server of JSON-RPC gives them."""

    def upstream(method: str, params: list[Any]) -> dict[str, Any]:
        if method == "eth_chainId":
            return {"result": hex(chain_id)}
        answer = node._answer(method, params, chain.tip)
        if isinstance(answer, ChainError):
            return {"error": {"code": -32000, "message": "no"}}
        return {"result": answer}

    return upstream
