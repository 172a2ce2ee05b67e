"""A deployment's logs folded into a snapshot, block by block, and taken back where blocks are replaced."""

from __future__ import annotations

from array import array
from dataclasses import replace
from typing import Any, NamedTuple

from fomo_core.backends._codec import Addresses, Decoder
from fomo_core.chain import Head, Snapshot
from fomo_core.events import Event
from fomo_core.ledger import Ledger
from fomo_core.observed import FeeConfig
from fomo_core.offering import Offering
from fomo_core.parameters import Protocol
from fomo_core.world import World, apply

Logs = list[dict[str, Any]]


class Origin(NamedTuple):
    """Where an event is on the chain: its block's number and its transaction's hash."""

    block: int
    transaction: str


class Folding:
    """What the logs so far add up to.

    Attributes:
        origins: where each event of the ledger is on the chain.
        snapshot: head, world and ledger of one moment. Each fold makes a world of its own, so that
            nobody who draws an old one is disturbed.
    """

    def __init__(self, addresses: Addresses, protocol: Protocol) -> None:
        self.snapshot = Snapshot(Head(0, 0, Ledger().head), World(protocol), Ledger())
        #: The ledger's length after each log, to go back to when blocks are replaced.
        self._marks = array("Q")
        self.origins: list[Origin] = []
        self._decoder = Decoder(addresses.platform, addresses.router)

    def take(self, kept: int, logs: Logs, now: int, protocol: Protocol) -> bool:
        """Keep the first ``kept`` logs, fold the new ones after them; True when that changed anything.

        Args:
            now: the time of the block up to which this is all (chain seconds).
            protocol: the rules that hold from now on.

        Raises:
            MalformedAnswer: for a log that makes no sense; everything is as it was then.
        """
        # Decoded before anything is written.
        events = [self._decoder.event(log) for log in logs]
        _, world, ledger = self.snapshot
        cut = kept < len(self._marks)
        if cut:
            # Blocks have been replaced: their events never happened.
            ledger = ledger.prefix(self._marks[kept - 1] if kept else 0)
            world = ledger.replay(protocol)
            del self._marks[kept:]
            # Another list: whoever draws the old state may still look at the old one.
            self.origins = self.origins[: len(ledger)]
        if logs:
            world = _unshared(world, protocol)
            self._fold(logs, events, world, ledger)
        self.snapshot = Snapshot(Head(now, len(ledger), ledger.head), world, ledger)
        return cut or bool(logs)

    def _fold(self, logs: Logs, events: list[Event | FeeConfig | None], world: World, ledger: Ledger) -> None:
        append, mark, offerings = ledger.append, self._marks.append, world.offerings
        length, touched = len(ledger), set()
        for log, event in zip(logs, events):
            if event is not None and type(event) is not FeeConfig:
                key = event[0]
                if key not in touched and key in offerings:
                    offerings[key] = _own_offering(offerings[key])
                    touched.add(key)
                apply(world, event)
                append(log["timestamp"], (event,))
                self.origins.append(Origin(int(log["blockNumber"], 16), log["transactionHash"]))
                length += 1
            mark(length)


def _unshared(world: World, protocol: Protocol) -> World:
    """A world that can be written without disturbing the old one; its offerings are still shared."""
    return replace(world, protocol=protocol, flock=dict(world.flock), offerings=dict(world.offerings))


def _own_offering(offering: Offering) -> Offering:
    return replace(
        offering,
        principal=dict(offering.principal),
        claims=dict(offering.claims),
        tokens=dict(offering.tokens),
    )
