"""A visitor's place at a real chain."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from threading import Lock
from typing import TYPE_CHECKING, NamedTuple

from fomo_core.errors import ChainError, ReadOnly
from ui.live.connections import Connection
from ui.signing.proposal import Ended, Proposal

if TYPE_CHECKING:
    from fomo_core.acting import Actor, Allowance
    from fomo_core.live_chain import LiveChain


class AllowanceQuestion(NamedTuple):
    """A question about an account as of a certain block of the chain, and its answer when it comes."""

    about: tuple[str, int]
    answer: Future[Sequence[Allowance]]


@dataclass
class LiveSession:
    """A visitor's place at a real chain: ``signer`` is "node", "wallet", or empty for who only looks.

    ``era`` is that of the connection when the place was taken, or last cleared.
    ``ended`` is the act that ended last; ``allowances`` what contracts may still take of the account.
    ``lock`` is held while a call is sent or followed: a visitor's clicks may come at once, and from two tabs.
    """

    connection: Connection
    signer: str = ""
    proposal: Proposal | None = None
    accounts: list[str] | None = None
    has_defaults: bool = False
    era: int = 0
    lock: Lock = field(default_factory=Lock)
    ended: Ended | None = None
    allowances: AllowanceQuestion | None = None

    def __post_init__(self) -> None:
        self.era = self.connection.era

    @property
    def chain(self) -> LiveChain:
        """The chain, as last read.

        Raises:
            ChainError: when it has not been read yet.
        """
        chain = self.connection.chain
        if chain is None:
            raise ChainError
        return chain

    @property
    def actor(self) -> Actor:
        """The way to act on the chain.

        Raises:
            ReadOnly: when it is one that is only read.
            ChainError: when it has not been read yet.
        """
        actor = self.chain.actor
        if actor is None:
            raise ReadOnly
        return actor

    def clear(self) -> bool:
        """Forget what was known and proposed of a chain that has been started over; whether it has been."""
        if self.era == self.connection.era:
            return False
        self.era, self.proposal, self.accounts, self.has_defaults = self.connection.era, None, None, False
        self.ended = self.allowances = None
        return True
