"""An act that waits for its signatures: what was tried of it, what came of it, and its news when it is over."""

from __future__ import annotations

from concurrent.futures import Future
from dataclasses import dataclass, field
from secrets import token_hex
from typing import TYPE_CHECKING, Any, NamedTuple

from fomo_core.commands import Command
from fomo_core.errors import ChainError, FomoError

if TYPE_CHECKING:
    from fomo_core.acting import Before, Mined, Prepared, Price
    from fomo_core.chain import Receipt
    from fomo_core.errors import Rejected
    from ui.wallet.records import SendRequest


class Trial(NamedTuple):
    """The chain's answer on what a call would do, tried out and not sent.

    Attributes:
        moment: the time (chain seconds) of the block in which it was tried; None where that is not known.
        refusal: why it would be refused; ``error``: why it could not be tried.
        price: what it would cost in gas; ``before`` is how things stood then. None where that is not known.
    """

    moment: int | None
    result: object = None
    refusal: Rejected | None = None
    error: ChainError | None = None
    price: Price | None = None
    before: Before | None = None


class Outcome(NamedTuple):
    """The outcome of a call that was sent.

    Attributes:
        receipt: what it did; None where it did not do it, for the reason in ``error``.
        mined: the transaction in its block, as far as one is known.
    """

    receipt: Receipt | None = None
    error: FomoError | None = None
    mined: Mined | None = None


class Ended(NamedTuple):
    """The news of an act that is over, told until the next begins: whether done, and in which transaction."""

    done: bool
    text: str
    mined: Mined | None


_Answer = Future[Any]  # Any: an Outcome or a Trial, by what was asked


@dataclass
class Proposal:
    """An act that waits for its signatures.

    Attributes:
        command: what it is for; None for a call that is no act of the protocol.
        prepared: the calls to sign, one after the other; ``step`` is the one at hand.
        expected: what the last call would have returned (wei) when this was proposed; None for no amount.
        id: tells it from any other.
        request: what the wallet is asked for the step at hand.
        tx_hash: what was sent for it; a claim until our own node has it in a block.
        sponsored: whether somebody else may pay the gas, as for a contract's account.
        unheard: why it is not known whether the step at hand was sent by the node; empty where it is known.
        before: how things stood before the step at hand was sent.
        done: what to say in the end; ``clear`` are the fields to empty then.
        asked: what the chain has been asked about it and not been heard on yet.
        trial: the last trial of the step at hand; ``heard`` when it came late, for this drawing.
    """

    command: Command | None
    prepared: Prepared
    done: str
    clear: tuple[str, ...] = ()
    expected: int | None = None
    sponsored: bool = False
    step: int = 0
    request: SendRequest | None = None
    tx_hash: str | None = None
    unheard: str = ""
    before: Before | None = None
    sent_at: float = 0.0
    asked: dict[str, _Answer] = field(default_factory=dict)
    trial: Trial | None = None
    heard: bool = False
    id: str = field(default_factory=lambda: token_hex(8))

    def go_on(self) -> None:
        """Turn to the next call: what was tried, asked for and sent was of the one before."""
        self.step, self.tx_hash, self.trial, self.heard = self.step + 1, None, None, False
        self.ask_anew()

    def ask_anew(self) -> None:
        """Forget what the wallet or the node was asked to sign, so that the call at hand can be asked for again."""
        self.request, self.unheard, self.before = None, "", None
