"""The log of a chain that is read, and where what was read is kept."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

from fomo_core.backends.logs.cache import LogCache
from fomo_core.backends.logs.follower import LogFollower
from fomo_core.backends.logs.search import Topics
from fomo_core.backends.rpc.records import Caller

#: Blocks after which a reorganisation is no longer expected.
CONFIRMATIONS = 12


class LogSource(NamedTuple):
    """A chain's log from one block on.

    Attributes:
        chain_id: what the node must serve.
        first_block: where the log begins.
        cache: the folder where confirmed logs outlive the process; None keeps none.
        progress: called with (block done, head) while a long history is read.
    """

    chain_id: int
    first_block: int = 0
    cache: Path | None = None
    progress: Callable[[int, int], None] | None = None

    def follower(self, node: Caller, addresses: Sequence[str], topics: Topics) -> LogFollower:
        """Return a follower of these addresses' logs of these topics; nothing is read yet."""
        kept = LogCache(self.cache) if self.cache is not None else None
        return LogFollower(
            node,
            self.chain_id,
            addresses,
            topics,
            self.first_block,
            kept,
            CONFIRMATIONS,
            progress=self.progress,
        )
