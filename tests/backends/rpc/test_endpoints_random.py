"""Any order of faults of three endpoints: while one is well, the chain is read to its head, and equals what is there."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from fomo_core.backends.evm.reading import ReadChain
from fomo_core.backends.logs.follower import LogFollower
from fomo_core.backends.logs.log import Log
from fomo_core.backends.logs.source import LogSource
from fomo_core.backends.logs.state import Change
from fomo_core.backends.rpc.faults import Call, Faults
from fomo_core.backends.rpc.node import Node
from fomo_core.chain import Head, Snapshot
from fomo_core.errors import ChainError, NodeRefused, RangeRefused
from fomo_core.ledger import Ledger
from tests.backends.chains import words
from tests.backends.fake_chain import ECHO, Block, FakeChain, FakeNode
from tests.backends.rpc.test_rpc import CHAIN, Clock

COUNT = 3
#: Looks at the chain within which all that is there must have been read.
LOOKS = 30


class Door:
    """One endpoint in the process: a well node, and what is wrong with it now."""

    def __init__(self, chain: FakeChain, number: int) -> None:
        self.faults = Faults(f"http://node-{number}", 1)
        self.fault = "well"
        self.stuck_at: Block | None = None
        self._node, self._chain = FakeNode(chain), chain
        self._turn = 0

    def ask(self, call: Call) -> Any:
        (answer,) = self.ask_all([call])
        if isinstance(answer, ChainError):
            raise answer
        return answer

    def ask_all(self, calls: Sequence[Call]) -> list[Any]:
        self._turn += 1
        whole = _WHOLE.get(self.fault)
        if whole and (whole[0] == 0 or len(calls) > whole[0]):
            raise whole[1](self.faults, calls)
        return [self._one(place, call) for place, call in enumerate(calls)]

    def _one(self, place: int, call: Call) -> Any:
        refusal = _SINGLE.get(self.fault)
        if refusal and refusal[0](place, call):
            return self.faults.of_refusal(refusal[1], call)
        answer = (
            hex(CHAIN)
            if call.method == "eth_chainId"
            else self._node._answer(call.method, call.params, self._tip())
        )
        if isinstance(answer, RangeRefused | NodeRefused):
            return self.faults.of_refusal({"code": -32000, "message": "unknown block"}, call)
        change = _CHANGED.get(self.fault)
        return change(call, answer) if change else answer

    def _tip(self) -> Block:
        tip = self.stuck_at if self.fault == "stuck" and self.stuck_at else self._chain.tip
        if self.fault == "in turn" and self._turn % 2:
            branch = self._chain.branch()
            tip = branch[max(0, len(branch) - 4)]
        return tip


def _malformed(faults: Faults, _: object) -> ChainError:
    return faults.malformed("HTTP 500")


def _refused(code: int, message: str) -> Callable[[Faults, Sequence[Call]], ChainError]:
    return lambda faults, calls: faults.of_refusal(
        {"code": code, "message": message}, Call("batch") if len(calls) > 1 else calls[0]
    )


#: What all requests meet, or those of more calls than that.
_WHOLE: dict[str, tuple[int, Callable[[Faults, Sequence[Call]], ChainError]]] = {
    "down": (0, lambda faults, _: faults.of_exception(OSError(), Call("x"))),
    "hanging": (0, lambda faults, _: faults.of_exception(TimeoutError(), Call("x"))),
    "nonsense": (0, _malformed),
    "no key": (0, _refused(-32000, "Unauthorized: authenticate with an API key")),
    "inner fault": (0, _refused(-32603, "Internal error")),
    "limited": (0, _refused(429, "over rate limit")),
    "no batches": (1, _refused(-32600, "batch too large")),
    "small batches": (3, _malformed),
    "bursts": (4, _refused(429, "over rate limit")),
}
#: What some requests are refused with.
_SINGLE: dict[str, tuple[Callable[[int, Call], bool], dict[str, Any]]] = {
    "not searched": (lambda _, call: call.method == "eth_getLogs", {"code": -32005, "message": "limit exceeded"}),
    "narrow": (lambda _, call: bool(call.blocks and call.blocks[1] - call.blocks[0] > 2), {"code": -32602, "message": "max block range: 3"}),
    "few at once": (lambda place, _: place >= 2, {"code": 429, "message": "compute units per second exceeded"}),
    "no headers": (lambda _, call: call.method == "eth_getBlockByNumber", {"code": -32601, "message": "not available"}),
}  # fmt: skip


def _logs(change: Callable[[list[dict[str, Any]]], Any]) -> Callable[[Call, Any], Any]:
    return lambda call, answer: change(answer) if call.method == "eth_getLogs" else answer


def _header(**fields: Any) -> Callable[[Call, Any], Any]:
    return lambda call, answer: (
        {**answer, **fields} if call.method == "eth_getBlockByNumber" and answer else answer
    )


#: What answers are changed to.
_CHANGED: dict[str, Callable[[Call, Any], Any]] = {
    "twice": _logs(lambda logs: [*logs, *logs]),
    "null for none": _logs(lambda logs: logs or None),
    "own times in milliseconds": _logs(
        lambda logs: [{**log, "blockTimestamp": "0x1a1c7d1e8c8"} for log in logs]
    ),
    "logs without fields": _logs(lambda logs: [{"address": ECHO} for _ in logs] or [{}]),
    "times in milliseconds": _header(timestamp="0x1a1c7d1e8c8"),
    "no hash": _header(hash=None),
    "no block below": lambda call, answer: (
        None if call.params and str(call.params[0]).startswith("0x") else answer
    ),
}
#: Logs of every third block are left out: nobody can see that, until another one is heard or all is read anew.
_OMITTING = "every third block left out"
_CHANGED[_OMITTING] = _logs(lambda logs: [log for log in logs if int(log["blockNumber"], 16) % 3])
FAULTS = ["well", "stuck", "in turn", *_WHOLE, *_SINGLE, *_CHANGED]


class Words:
    """A fold that keeps the words of all logs."""

    snapshot = Snapshot(Head(0, 0, b""), None, Ledger())
    origins: tuple[Any, ...] = ()
    foreign = None

    def __init__(self) -> None:
        self.logs: list[Log] = []

    def take(self, change: Change, now: int) -> bool:
        self.logs[change.kept :] = change.logs
        return True


def reading(node: Node, fold: Words) -> ReadChain:
    """A chain of which the words of all logs are kept."""
    follower = LogFollower(node, CHAIN, [ECHO], [], 1, None, 3, pause=lambda _: None, span=16)
    return ReadChain(node, LogSource(CHAIN, 1), follower, fold)


class Endpoints(RuleBasedStateMachine):
    """A chain that grows and is reorganised, and three endpoints of which one is well at any time."""

    @initialize(well=st.integers(0, COUNT - 1))
    def begin(self, well: int) -> None:
        self.chain, self.clock, self.well, self.said = FakeChain(), Clock(), well, 0
        self.node = Node.at(
            [f"http://node-{n}" for n in range(COUNT)], clock=self.clock, pause=lambda _: None
        )
        self.doors = [Door(self.chain, number) for number in range(COUNT)]
        for endpoint, door in zip(self.node._endpoints, self.doors):
            endpoint.door = door
        self.fold, self.left_out = Words(), False
        self.reader = reading(self.node, self.fold)
        self.grow([1, 0, 2])

    @rule(counts=st.lists(st.integers(0, 2), min_size=1, max_size=8))
    def grow(self, counts: list[int]) -> None:
        for count in counts:
            self.chain.grow(range(self.said, self.said + count))
            self.said += count

    @rule(blocks=st.integers(30, 60))
    def grow_much(self, blocks: int) -> None:
        self.grow([number % 5 == 0 for number in range(blocks)])

    @rule(depth=st.integers(1, 3))
    def reorganise(self, depth: int) -> None:
        """To a longer branch: a shorter one looks like a node that lies behind."""
        self.chain.drop(depth)
        self.grow([1] * (depth + 2))

    @rule(number=st.integers(0, COUNT - 1), fault=st.sampled_from(FAULTS))
    def break_one(self, number: int, fault: str) -> None:
        if number != self.well:
            self.doors[number].fault, self.doors[number].stuck_at = fault, self.chain.tip
            self.left_out |= fault == _OMITTING

    @rule(number=st.integers(0, COUNT - 1))
    def let_another_be_well(self, number: int) -> None:
        self.doors[number].fault, self.well = "well", number

    @rule()
    def look(self) -> None:
        self._look()

    @rule(fault=st.sampled_from([each for each in FAULTS if each != "stuck"]))
    def break_all_but_one(self, fault: str) -> None:
        for number in range(COUNT):
            self.break_one(number, fault)

    @invariant()
    def all_is_read_while_one_is_well(self) -> None:
        if not hasattr(self, "chain"):
            return
        self._read()
        truth = [word for block in self.chain.branch()[1:] for word in block.words]
        if self.left_out and any(door.fault == _OMITTING for door in self.doors):
            rest = iter(truth)
            assert all(word in rest for word in words(self.fold.logs)), "nothing is made up"
            return
        if self.left_out:
            self._read_anew()
        assert words(self.fold.logs) == truth
        times = {block.hash: block.time for block in self.chain.branch()}
        assert all(log.time == times[log.block_hash] for log in self.fold.logs)
        assert self.reader._follower.head.hash == self.chain.tip.hash

    def _read(self) -> None:
        for _ in range(LOOKS):
            if self._look() and self.reader.standing().block == self.chain.tip.number:
                break

    def _read_anew(self) -> None:
        self.left_out = False
        with suppress(ChainError):
            self.reader.read_anew()
        self._read()

    def _look(self) -> bool:
        self.clock.now += 2.5
        try:
            self.reader.sync()
        except ChainError:
            return False
        return True


Endpoints.TestCase.settings = settings(max_examples=40, stateful_step_count=12)
TestEndpoints = Endpoints.TestCase
