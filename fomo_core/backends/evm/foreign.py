"""A launchpad of which three events are known: read, and never written to (protocol section 7)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from fomo_core import commands as cmd
from fomo_core import presets
from fomo_core.backends.evm.abi.events import PUBLISHED, TOPICS, Decoder
from fomo_core.backends.evm.contracts import require_code
from fomo_core.backends.evm.folding import origin_of
from fomo_core.backends.evm.reading import ReadChain
from fomo_core.backends.logs.source import LogSource
from fomo_core.backends.logs.state import Change
from fomo_core.backends.rpc.node import Node
from fomo_core.backends.rpc.records import Inconsistent
from fomo_core.chain import Capabilities, Head, Receipt, Snapshot
from fomo_core.errors import MalformedAnswer, ReadOnly
from fomo_core.events import Event, LaunchCreated, Purchased
from fomo_core.foreign.launchpad import Seen, conclude
from fomo_core.foreign.log import FeeConfig
from fomo_core.ledger import Entry, Ledger
from fomo_core.live_chain import Origin
from fomo_core.world import World


class ForeignChain(ReadChain):
    """FLock's own launchpad, or one like it, as far as its events tell; quotes go by the fitted curve.

    Nothing is ever sent to it, and it is nobody's to develop on.
    """

    capabilities = Capabilities(advance=False, undo=False)
    actor = development = None

    def __init__(self, node: Node, launchpad: str, source: LogSource) -> None:
        """Find the launchpad; no event is read yet.

        Raises:
            ChainError: when the node can't answer, serves another chain, or nothing lies there.
        """
        require_code(node, launchpad, source.chain_id)
        follower = source.follower(node, [launchpad], [[TOPICS[name] for name in PUBLISHED]])
        super().__init__(node, source, follower, _Concluding())

    def submit(self, command: cmd.Command) -> Receipt:
        """Refused: how this launchpad is called is not public knowledge.

        Raises:
            ReadOnly: always.
        """
        raise ReadOnly

    def audit(self) -> None:
        """Nothing to compare with: its getters are not public knowledge."""


class _Concluding:
    """A fold that makes all events into a protocol and a log anew: a purchase more can mean another curve."""

    def __init__(self) -> None:
        self._conclude([], [], 0)

    def take(self, change: Change, now: int) -> bool:
        changed = change.kept < len(self._seen) or bool(change.logs)
        if changed:
            places = [*self._places[: change.kept], *map(origin_of, change.logs)]
            self._conclude([*self._seen[: change.kept], *_seen(change)], places, now)
        else:
            self._stamp(self.snapshot.world, self.snapshot.ledger, now)
        return changed

    def _conclude(self, seen: list[Seen], places: list[Origin], now: int) -> None:
        self.foreign = conclude(seen, presets.load())
        self._seen, self._places = seen, places
        ledger = Ledger()
        for entry in self.foreign.entries:
            ledger.append(entry.at, (entry.event,))
        self._stamp(ledger.replay(self.foreign.protocol), ledger, now)
        self.origins = _origins(seen, places, self.foreign.entries)

    def _stamp(self, world: World, ledger: Ledger, now: int) -> None:
        self.snapshot = Snapshot(Head(now, len(ledger), ledger.head), world, ledger)


def _seen(change: Change) -> list[Seen]:
    """The events that are new, with their times."""
    decoder = Decoder()
    try:
        return [(log.time, _published(decoder.event(log))) for log in change.logs]
    except MalformedAnswer as wrong:
        raise Inconsistent(str(wrong.details["what"])) from None


def _published(event: Event | FeeConfig | None) -> LaunchCreated | Purchased | FeeConfig:
    """An event of the kinds that were asked for."""
    if not isinstance(event, LaunchCreated | Purchased | FeeConfig):
        raise Inconsistent("logs that were not asked for")
    return event


def _origins(seen: Sequence[Seen], places: Sequence[Origin], entries: Iterable[Entry]) -> list[Origin | None]:
    """Find each entry's place on the chain: entries keep the order of what was seen, with others between."""
    noted = zip(seen, places, strict=True)
    return [_place(entry, noted) for entry in entries]


def _place(entry: Entry, noted: Iterable[tuple[Seen, Origin]]) -> Origin | None:
    if not isinstance(entry.event, LaunchCreated | Purchased):
        return None
    return next((place for (_, event), place in noted if _tells(event, entry)), None)


def _tells(event: LaunchCreated | Purchased | FeeConfig, entry: Entry) -> bool:
    """Return True when an entry is this event; a launch's model is another there."""
    if isinstance(event, LaunchCreated) and isinstance(entry.event, LaunchCreated):
        return event.token == entry.event.token
    return event is entry.event
