"""A deployment's logs folded into a snapshot, block by block, and taken back where blocks are replaced."""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from dataclasses import replace
from typing import TypeGuard

from fomo_core.acting import Addresses
from fomo_core.backends.evm.abi.events import Decoder
from fomo_core.backends.logs.log import Log
from fomo_core.backends.rpc.records import LATEST_S, Inconsistent
from fomo_core.chain import Head, Snapshot
from fomo_core.errors import FomoError, MalformedAnswer
from fomo_core.events import Event, LaunchCreated
from fomo_core.foreign.log import FeeConfig
from fomo_core.ledger import Ledger
from fomo_core.live_chain import Origin
from fomo_core.offering import Offering
from fomo_core.parameters import Protocol
from fomo_core.tuples import record
from fomo_core.world import World, apply

#: What ``apply`` meets in events of which some are missing, or that nobody's rules made.
_MISFITS = (LookupError, ArithmeticError, ValueError, TypeError, FomoError)


class Folding:
    """The state that the logs so far add up to.

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
        self._apart = addresses.platform, addresses.router

    def take(self, kept: int, logs: list[Log], now: int, protocol: Protocol) -> bool:
        """Keep the first ``kept`` logs, fold the new ones after them; True when that changed anything.

        Args:
            now: the time of the block up to which this is all (chain seconds).
            protocol: the rules that hold from now on.

        Raises:
            Inconsistent: for a log that makes no sense, or does not fit those before it; everything is as it was then.
        """
        length = len(self.snapshot.ledger)
        try:
            return self._take(kept, logs, now, protocol)
        except (*_MISFITS, Inconsistent) as error:
            self.snapshot = self.snapshot._replace(ledger=self.snapshot.ledger.prefix(length))
            if isinstance(error, Inconsistent):
                raise
            raise Inconsistent("events that do not fit each other") from error

    def _take(self, kept: int, logs: list[Log], now: int, protocol: Protocol) -> bool:
        _, world, ledger = self.snapshot
        marks, origins, cut = self._marks, self.origins, kept < len(self._marks)
        if cut:
            # Blocks have been replaced: their events never happened.
            marks = marks[:kept]
            ledger = ledger.prefix(marks[-1] if kept else 0)
            world = ledger.replay(protocol)
            # Another list: whoever draws the old state may still look at the old one.
            origins = origins[: len(ledger)]
        if logs:
            world = _unshared(world, protocol)
            # A new decoder, since a change begins with a whole block.
            new_marks, new_origins = _folded(logs, Decoder(*self._apart), world, ledger)
            marks.extend(new_marks)
            origins += new_origins
        self._marks, self.origins = marks, origins
        self.snapshot = Snapshot(Head(now, len(ledger), ledger.head), world, ledger)
        return cut or bool(logs)


def _is_entry(event: Event | FeeConfig | None) -> TypeGuard[Event]:
    return event is not None and type(event) is not FeeConfig


def origin_of(log: Log) -> Origin:
    """The place of a log's event on the chain."""
    return record(Origin, (log.block, log.transaction))


def _folded(
    logs: list[Log], decoder: Decoder, world: World, ledger: Ledger
) -> tuple[array[int], list[Origin]]:
    """Fold logs into a world and a ledger; the ledger's length after each log, and where its new events are."""
    marks, origins, append, offerings = array("Q"), list[Origin](), ledger.append, world.offerings
    length, touched = len(ledger), set()
    for log, event in zip(logs, _decoded(logs, decoder)):
        if _is_entry(event):
            key = event[0]
            if key not in touched and key in offerings:
                offerings[key] = _own_offering(offerings[key])
                touched.add(key)
            apply(world, event)
            append(log.time, (event,))
            origins.append(origin_of(log))
            length += 1
        marks.append(length)
    return marks, origins


def _decoded(logs: list[Log], decoder: Decoder) -> Iterator[Event | FeeConfig | None]:
    """The events in some logs, one by one: one that is folded at once never meets the garbage collector."""
    try:
        for log in logs:
            event = decoder.event(log)
            if type(event) is LaunchCreated and event.sale_end > LATEST_S:
                raise Inconsistent("a raise that ends after the year 9999")
            yield event
    except MalformedAnswer as wrong:
        raise Inconsistent(str(wrong.details["what"])) from None


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
