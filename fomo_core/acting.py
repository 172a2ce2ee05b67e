"""The port of acting on a chain behind a node: calls that are prepared, tried, sent, and looked for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple, Protocol

from fomo_core.chain import Receipt
from fomo_core.commands import Command
from fomo_core.events import Event

#: An argument or a result of a contract; a truth is a number too.
Value = int | str | bytes


class Addresses(NamedTuple):
    """The addresses of one deployment's contracts, and of those who play the platform's parts."""

    launchpad: str
    flock: str
    pool: str
    router: str
    treasury: str
    platform: str


class Call(NamedTuple):
    """One call of a contract: its stem, the function and arguments by name, the address and the data."""

    contract: str
    function: str
    arguments: Mapping[str, Value]
    to: str
    data: str


class Prepared(NamedTuple):
    """An act ready to be signed: the calls in their order, the last of which is the act itself."""

    sender: str
    calls: tuple[Call, ...]


class Before(NamedTuple):
    """The state of things before a call was sent, to tell later whether another transaction did it.

    ``events`` had been read, and the sender had made so many ``transactions``, those that wait included.
    """

    events: int
    transactions: int


class Price(NamedTuple):
    """The price of a call and the sender's means; None where the node does not say.

    Attributes:
        wei: gas at the present price: what is really paid depends on the block.
        held: what the sender holds (wei).
        by_contract: whether the sender is a contract, for which somebody else may pay.
    """

    wei: int | None
    held: int | None
    by_contract: bool

    @property
    def short(self) -> bool:
        """True when the sender is known not to have the price."""
        if self.wei is None or self.held is None:
            return False
        return not self.by_contract and self.held < self.wei


class Allowance(NamedTuple):
    """An amount (wei) of an account's token that a contract, by its name, may still take."""

    token: str
    spender: str
    address: str
    amount: int


class Mined(NamedTuple):
    """A transaction in a block, whatever it did; ``fee`` is what it cost (wei), None where the node does not say."""

    hash: str
    block: int
    sender: str
    fee: int | None


class Actor(Protocol):
    """The acts that a chain's contracts take, by calls that somebody signs.

    All of these raise ChainError when the node can't answer.
    """

    @property
    def addresses(self) -> Addresses:
        """The places of the contracts."""

    def spenders(self) -> dict[str, str]:
        """The contracts that may be allowed to take somebody's FLOCK or tokens, by name."""

    def tokens_of(self, launches: Iterable[tuple[str, str]]) -> list[str]:
        """The address that each launch's offering has or would have, by who launches it and its label."""

    def prepare(self, command: Command, unlimited: bool = False) -> Prepared:
        """The calls that carry a command, an approval first where the allowance falls short.

        Args:
            unlimited: approve any amount instead of exactly what the act may take.
        """

    def dry_run(self, each: Call, sender: str, command: Command | None = None) -> object:
        """Return what a call would return if it were in the next block.

        Args:
            command: what the call is for; a refusal has its numbers then.

        Raises:
            Rejected: when the contract would refuse it.
        """

    def tried_at(self) -> int:
        """The time (chain seconds) of the block in which ``dry_run`` tries a call: what a forecast must assume."""

    def price(self, each: Call, sender: str) -> Price:
        """Return what a call would cost its sender if it were in the next block."""

    def before(self, sender: str) -> Before:
        """Return how things stand before a call is sent; see ``instead``."""

    def send(self, each: Call, sender: str, command: Command | None) -> str:
        """Send one call of a command from an account that the node signs for; its hash.

        Raises:
            Rejected: when the contracts refuse it.
            SendUncertain: when the node has not said whether it took the transaction.
        """

    def mined(self, tx_hash: str) -> Mined | None:
        """A transaction in a block, whatever it did; None until it is in one."""

    def receipt(self, tx_hash: str, each: Call, sender: str, command: Command | None) -> Receipt | None:
        """Return what a command's call did, once our own node has it in a block that was read; before, None.

        Raises:
            Rejected: when the contracts refused it.
            OtherTransaction: when it did something else.
            TransactionFailed: when it failed otherwise.
        """

    def instead(self, tx_hash: str, each: Call, sender: str, before: Before) -> Receipt | None:
        """Return what another transaction did in place of one in no block, as after a wallet sped it up.

        None while that is not known: then the transaction itself may still come.

        Args:
            before: what ``before`` said when the call was sent.

        Raises:
            ReplacedTransaction: when the sender's number is used up, and the act was not done.
        """

    def noted(self, event: Event) -> Mined | None:
        """The transaction in which the latest event equal to one was noted; None where that is not known."""

    def allowances(self, account: str) -> Sequence[Allowance]:
        """Return what the contracts may still take of an account."""

    def taking_back(self, account: str, given: Allowance) -> Prepared:
        """The call by which an account takes an allowance back."""
