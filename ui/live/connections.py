"""The connections to real chains: one for each deployment and its endpoints, shared by all visitors.

A connection reads in a thread of its own, so that a slow node never holds up a page; a page
shows the last state read, and how old it is.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from secrets import token_hex
from threading import Lock
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

import streamlit as st

from fomo_core.backends import connect
from fomo_core.commands import Command
from fomo_core.deployments import Deployment, cache_folder
from fomo_core.errors import AppFault, ChainError, FomoError, ReadOnly
from ui import logs

if TYPE_CHECKING:
    from fomo_core.acting import Actor, Allowance, Before, Mined, Prepared, Price
    from fomo_core.chain import Receipt
    from fomo_core.errors import Rejected
    from fomo_core.live_chain import Checked, LiveChain
    from ui.wallet.records import SendRequest

T = TypeVar("T")

#: Seconds between two looks at the chain.
POLL_S = 2.0
#: How long a page waits for the first look, or one that was asked for, and for any other, before it shows what it has.
PATIENCE_S, BRIEFLY_S = 1.5, 0.2
#: Seconds between comparisons of the folded state with the contracts' own.
AUDIT_S = 60.0
_MOST_CONNECTIONS = 16


class Target(NamedTuple):
    """The target of a connection: a deployment and the endpoints that the user named for it."""

    deployment: Deployment
    urls: tuple[str, ...]


class Connection:
    """One deployment, read through its endpoints.

    Attributes:
        chain: what has been read; None until its history has been read once.
        error: why the last attempt failed; None when it did not.
        checked: the last comparison with the contracts' getters; None where there is none.
        progress: how far a long first reading has come, from 0 to 1.
        era: counts how often it was started over; what was known or proposed before is of a chain that is gone.
    """

    def __init__(self, target: Target) -> None:
        self.target = target
        self.chain: LiveChain | None = None
        self.error: FomoError | None = None
        self.checked: Checked | None = None
        self.progress = 0.0
        self.era = 0
        self._lock = Lock()
        self._worker = ThreadPoolExecutor(1, "chain")
        self._job: Future[None] | None = None
        self._found: LiveChain | None = None
        self._finished = self._audited = -1e9

    def refresh(self, force: bool = False) -> None:
        """Look at the chain when it is time to. A page waits for a good node's answer, not for a bad one's."""
        with self._lock:
            due = force or time.monotonic() - self._finished >= POLL_S
            if (self._job is None or self._job.done()) and due:
                self._job = self._worker.submit(self._look)
            job = self._job
        if job is not None:
            with suppress(TimeoutError):
                job.result(PATIENCE_S if force or self.chain is None else BRIEFLY_S)

    @property
    def busy(self) -> bool:
        """True while a look at the chain is under way."""
        return self._job is not None and not self._job.done()

    @property
    def reached(self) -> bool:
        """True when the contracts have been found there, be their history read or not."""
        return self._found is not None

    def start_over(self) -> None:
        """Forget what was read, and read the chain that the node has now."""
        with self._lock:
            self.chain = self.error = self.checked = self._found = None
            self.progress, self._audited = 0.0, -1e9
            self.era += 1
        self.refresh(force=True)

    def ask(self, question: Callable[[], T]) -> Future[T]:
        """Put a question to the chain in this connection's thread: then a node that hangs holds up no page.

        A fault of our own on the way is an ``AppFault`` to who hears the answer.
        """
        return self._worker.submit(_answer, question)

    def audit(self) -> None:
        """Compare with the contracts' getters at the next look."""
        self._audited = -1e9

    def _look(self) -> None:
        era = self.era
        try:
            self._read()
            self.error = None
        except FomoError as error:
            # What was read of a chain that is forgotten meanwhile says nothing of the one to come.
            self.error = error if era == self.era else None
        except Exception as fault:
            logs.note(fault)
            self.error = AppFault()
        finally:
            self._finished = time.monotonic() if era == self.era else -1e9

    def _read(self) -> None:
        era, known, target = self.era, self._found, self.target
        found = known or connect(
            target.deployment, target.urls, cache=cache_folder(), progress=self._advanced
        )
        if not self._keep(era, "_found", found):
            return
        if era and known is None:
            # Begun anew: nothing may come from what was kept on disk.
            found.read_anew()
        else:
            found.sync()
        # Not before: a chain without its history would pass for an empty one.
        self._keep(era, "chain", found)
        # A node that lies behind can't be asked about a block that it has not got.
        if time.monotonic() - self._audited >= AUDIT_S and not found.standing().behind:
            self._keep(era, "checked", found.audit())
            self._audited = time.monotonic()

    def _keep(self, era: int, name: str, value: object) -> bool:
        """Note something that was read, unless it is of a chain that has been forgotten since."""
        with self._lock:
            if era == self.era:
                setattr(self, name, value)
            return era == self.era

    def _advanced(self, done: int, head: int) -> None:
        first = self.target.deployment.first_block
        self.progress = (done - first) / max(1, head - first)


def _answer(question: Callable[[], T]) -> T:
    try:
        return question()
    except FomoError:
        raise
    except Exception as fault:
        logs.note(fault)
        raise AppFault from None


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
    asked: dict[str, Future[Any]] = field(default_factory=dict)
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


class Asked(NamedTuple):
    """A question about an account as of a certain block of the chain, and its answer when it comes."""

    about: tuple[str, int]
    answer: Future[Sequence[Allowance]]


@dataclass
class Seat:
    """A visitor's place at a real chain: ``signer`` is "node", "wallet", or empty for who only looks.

    ``era`` is that of the connection when the place was taken, or last cleared.
    ``ended`` is the act that ended last; ``allowances`` what contracts may still take of the account.
    ``lock`` is held while a call is sent or followed: a visitor's clicks may come at once, and from two tabs.
    """

    connection: Connection
    signer: str = ""
    proposal: Proposal | None = None
    accounts: list[str] | None = None
    settled: bool = False
    era: int = 0
    lock: Lock = field(default_factory=Lock)
    ended: Ended | None = None
    allowances: Asked | None = None

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
        self.era, self.proposal, self.accounts, self.settled = self.connection.era, None, None, False
        self.ended = self.allowances = None
        return True


@st.cache_resource
def _connections() -> dict[Target, Connection]:
    return {}


def connection(target: Target) -> tuple[Connection, bool]:
    """The connection that all visitors share, and whether it was there; of too many, the oldest is no longer shared."""
    kept = _connections()
    known = target in kept
    while not known and len(kept) >= _MOST_CONNECTIONS:
        kept.pop(next(iter(kept)))
    return kept.setdefault(target, Connection(target)), known


def forget(failed: Connection) -> None:
    """Share a connection no longer that never came about: the next try begins afresh."""
    _connections().pop(failed.target, None)
