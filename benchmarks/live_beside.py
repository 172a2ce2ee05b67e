"""Live mode's reading and acting, timed in turns with plain web3 doing the same on the same chain."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Sequence
from itertools import cycle

from eth_typing import HexStr
from web3.types import EventData, FilterParams, LogReceipt

from benchmarks.live_chain import LATENCY_S, PAID, Stage
from benchmarks.report import Row, WrongResultError
from fomo_core.backends.evm import contracts
from fomo_core.backends.evm.abi.calls import call
from fomo_core.backends.evm.abi.events import TOPICS, Decoder
from fomo_core.backends.logs.log import logs
from fomo_core.backends.rpc import records
from fomo_core.commands import Buy
from fomo_core.events import Purchased
from fomo_core.fixed_point import MAX_UINT256
from fomo_core.ledger import Ledger
from fomo_core.world import World, apply

LEAST_DECODING, LEAST_READS, LEAST_ACTS = 10.0, 10.0, 2.0  # times plain web3
ACTS, MORE_ROUNDS = 10, 3  # acts in a round, which is short: so many more of them

#: Some work, and how much of it was done.
Stretch = Callable[[], int]


def rates(
    rounds: int, stretches: dict[str, Stretch], prepare: Callable[[], object] = gc.collect
) -> dict[str, float]:
    """Do each stretch of work once a round, in turns; the best rate of each, a second.

    ``prepare`` runs before each, uncounted.
    """
    best = dict.fromkeys(stretches, 0.0)
    for _ in range(rounds):
        for name, stretch in stretches.items():
            prepare()
            begun = time.perf_counter()
            count = stretch()
            best[name] = max(best[name], count / (time.perf_counter() - begun))
    return best


def beside(what: str, unit: str, ours: float, plain: float, least: float | None = None) -> Row:
    """A row of ours with its ratio to web3's rate."""
    ratio = ours / plain
    return Row(what, ours, unit, ratio, f">= {least:g} x" if least else "", ratio >= least if least else None)


def same(ours: object, plain: object, what: str) -> None:
    """Raises WrongResultError where two ways to the same thing differ."""
    if ours != plain:
        raise WrongResultError(f"ours and web3 differ in {what}")


class _Events:
    """Each way to go through the chain's events, and what the last of each found."""

    def __init__(self, stage: Stage) -> None:
        self._stage, self._event = stage, stage.contract.events.Purchased()
        self._query: FilterParams = {
            "address": stage.contract.address,
            "topics": [HexStr(TOPICS["Purchased"])],
        }
        wanted = {**self._query, "fromBlock": "0x0"}
        self._logs = records.ask(stage.node, "eth_getLogs", [wanted], logs)
        self._found = stage.connected()
        stage.chain.sync()
        self._entries = list(stage.chain.events())
        self._raw: Sequence[LogReceipt] = []
        self.plain: list[EventData] = []
        self.decoded: list[object] = []
        self.fetching = 0.0

    def connect(self) -> None:
        """Find the contracts anew, having read nothing yet."""
        self._found = self._stage.connected()
        gc.collect()

    def sync(self) -> int:
        """All of it in our way, with every check on the way."""
        chain, watched = self._found
        watched.seconds = 0.0
        chain.sync()
        self.fetching = max(self.fetching, len(chain.ledger) / watched.seconds)
        same(chain.ledger.head, self._stage.chain.ledger.head, "the events")
        return len(chain.ledger)

    def fetch_plain(self) -> int:
        self._raw = self._stage.web3.eth.get_logs({**self._query, "fromBlock": 0})
        return len(self._raw)

    def decode_plain(self) -> int:
        self.plain = [self._event.process_log(log) for log in self._raw]
        return len(self.plain)

    def decode(self) -> int:
        decoder = Decoder()
        self.decoded = [decoder.event(log) for log in self._logs]
        return len(self.decoded)

    def fold(self) -> int:
        """The decoded events into a world and a log, and the log's hash."""
        world, ledger = World(self._stage.chain.world.protocol), Ledger()
        for at, event in self._entries:
            apply(world, event)
            ledger.append(at, (event,))
        same(ledger.head, self._stage.chain.ledger.head, "the events")
        return len(ledger)


def measure_events(stage: Stage, rounds: int) -> list[Row]:
    """The first sync beside web3's own decoding; then part by part."""
    work = _Events(stage)
    parts = ("fetch_plain", "decode_plain", "sync", "decode", "fold")
    best = rates(rounds, {name: getattr(work, name) for name in parts}, work.connect)
    ours = [(each.buyer, each.mt_allocated) for each in work.decoded if isinstance(each, Purchased)]
    same(ours, [(each["args"]["buyer"], each["args"]["mtAllocated"]) for each in work.plain], "the purchases")
    fetched, decoded, unit = best["fetch_plain"], best["decode_plain"], "events/s"
    return [
        Row("Events: web3 decodes them, no more", decoded, unit, 1.0),
        beside("Events: first sync, fetched to folded", unit, best["sync"], decoded, LEAST_DECODING),
        Row("  of these fetched alone, by web3", fetched, unit, 1.0),
        beside("  fetched alone, in the sync", unit, work.fetching, fetched),
        beside("  decoded alone", unit, best["decode"], decoded),
        Row("  folded and hashed alone", best["fold"], unit),
    ]


def measure_reads(stage: Stage, rounds: int) -> list[Row]:
    """One getter for each buyer: all at once, and by single calls of web3."""
    found: dict[str, list[int]] = {}
    at, principal = stage.chain.actor.addresses, stage.contract.functions.principal

    def batch() -> int:
        asked = [call(at, "launchpad", "principal", stage.token, buyer) for buyer in stage.buyers]
        found["ours"] = contracts.read(stage.node, asked)
        return len(asked)

    def singly() -> int:
        found["plain"] = [principal(stage.token, buyer).call() for buyer in stage.buyers]
        return len(stage.buyers)

    best = rates(rounds, {"plain": singly, "ours": batch})
    same(found["ours"], found["plain"], "the principals")
    return [
        Row("State: single calls by web3", best["plain"], "reads/s", 1.0),
        beside("State: read in batches", "reads/s", best["ours"], best["plain"], LEAST_READS),
    ]


def measure_acts(stage: Stage, rounds: int) -> list[Row]:
    """Purchases, each seen in its block before the next; ours also knows all state afterwards."""
    buyers, buy = cycle(stage.buyers), stage.contract.functions.buy

    def ours() -> int:
        for _ in range(ACTS):
            stage.chain.submit(Buy(next(buyers), stage.token, PAID))
        return ACTS

    def plain() -> int:
        for _ in range(ACTS):
            sent = buy(stage.token, PAID, 0, MAX_UINT256).transact({"from": next(buyers)})
            stage.web3.eth.wait_for_transaction_receipt(sent, poll_latency=LATENCY_S)
        return ACTS

    # What web3 did meanwhile is read before ours begins.
    best = rates(MORE_ROUNDS * rounds, {"plain": plain, "ours": ours}, stage.chain.sync)
    return [
        Row("Acts: web3 sends, waits for the receipt", best["plain"], "acts/s", 1.0),
        beside("Acts: submitted, seen in a block, folded", "acts/s", best["ours"], best["plain"], LEAST_ACTS),
    ]
