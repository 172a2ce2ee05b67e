"""The port of a chain behind a node: what is read of it, how that stands, and what else it offers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple, Protocol

from fomo_core.acting import Actor
from fomo_core.chain import Chain
from fomo_core.errors import ChainError
from fomo_core.foreign.launchpad import Foreign


class Standing(NamedTuple):
    """The last known standing of a chain: its block, that block's time, and the endpoint it was read through.

    ``read_at`` is when the node last confirmed that it stands there (Unix milliseconds). ``behind`` is by how
    many blocks the node lies behind what it, or another one, told before; ``apart`` by how many its answers
    fall short of its own head, where nodes behind its address are not in step. ``complaints`` say why other
    endpoints are passed over, or what they refused that another one did.
    """

    block: int
    timestamp: int
    read_at: int
    endpoint: str
    behind: int
    apart: int = 0
    complaints: tuple[ChainError, ...] = ()


class Origin(NamedTuple):
    """The place of an event on the chain: its block's number and its transaction's hash."""

    block: int
    transaction: str


class Difference(NamedTuple):
    """A number that the contracts report otherwise than their events add up to."""

    what: str
    whose: str
    offering: str
    folded: int
    reported: int


class Checked(NamedTuple):
    """The result of a comparison: its block, how many numbers were compared, and those that differ."""

    block: int
    numbers: int
    differences: tuple[Difference, ...]


class Development(Protocol):
    """The powers over a developer's chain: its clock, its blocks, and accounts that the node signs for.

    All of these raise ChainError when the node can't or won't.
    """

    def unlocked(self) -> list[str]:
        """The accounts that the node itself signs for."""

    def approve_all(self, accounts: Iterable[str]) -> None:
        """Let the contracts take any amount of FLOCK from accounts that the node signs for."""

    def give_ether(self, account: str) -> None:
        """Give an account ether for its gas."""

    def make_block(self) -> None:
        """Have the chain make an empty block: without transactions its clock stands still."""

    def last_time(self) -> int:
        """The time of the last block (chain seconds)."""

    def set_time(self, moment: int) -> None:
        """Let the transactions from now on be in blocks of that time (chain seconds).

        Raises:
            NodeRefused: when the node can't, or the moment lies before the last block.
        """

    def advance(self, seconds: int) -> None:
        """Move the clock forward from the last block, with a block; errors as ``advance_to``."""

    def advance_to(self, now: int) -> None:
        """Move the clock to a moment (chain seconds), with a block; one that is past changes nothing.

        Raises:
            InvalidTime: for a moment that is too far in the future.
        """


class LiveChain(Chain, Protocol):
    """A chain behind a node: the four verbs, what is read, how it stands, and what it offers beyond that.

    What it does not offer is None: to a launchpad that is only watched nothing is sent.
    """

    @property
    def chain_id(self) -> int:
        """The number by which wallets and nodes know the chain."""

    @property
    def first_block(self) -> int:
        """The block at which the deployment's logs begin."""

    @property
    def actor(self) -> Actor | None:
        """The way to act; None where nothing is ever sent."""

    @property
    def development(self) -> Development | None:
        """The powers over a developer's chain; None on any other."""

    @property
    def foreign(self) -> Foreign | None:
        """All that somebody else's launchpad came to, as last read; None where the contracts are our own."""

    @property
    def origins(self) -> Sequence[Origin | None]:
        """Of each event of the log, where it is on the chain; None for one that was concluded and not noted there."""

    def sync(self) -> bool:
        """Read what is new; True when there are other events than before.

        Raises:
            StartedAfresh: when the node's chain has begun anew since.
            ChainError: when the node can't answer; the last known state stays as it was.
        """

    def read_anew(self) -> bool:
        """Read the whole log once more, and empty the cache; True when there are other events than before.

        For a state that misses what a node once left out. What is known stays readable until all is read.

        Raises:
            ChainError: when the node can't answer; the next ``sync`` goes on with it.
        """

    def standing(self) -> Standing:
        """As of which block all this is known."""

    def audit(self) -> Checked | None:
        """Compare the state last read with what the contracts say of themselves; None where they can't be asked.

        Raises:
            ChainError: when the node can't answer.
        """

    def accepts(self, account: str, digest: bytes, signature: bytes) -> bool:
        """Say whether a contract account, deployed or not, accepts a digest's signature (EIP-1271, ERC-6492).

        Raises:
            ChainError: when the node can't answer.
        """
