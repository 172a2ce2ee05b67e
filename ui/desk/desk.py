"""A desk: a visitor's sandbox or place at a real chain, and what they look at there."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import RLock
from typing import TYPE_CHECKING, NamedTuple

from fomo_core.backends.sandbox import Origin, Sandbox, Step
from fomo_core.chain import Chain, Head
from fomo_core.commands import Fund
from fomo_core.display.text import t
from fomo_core.history import Histories
from fomo_core.ledger import Ledger
from fomo_core.parameters import Protocol
from ui.live.live_session import LiveSession

if TYPE_CHECKING:
    from ui.screens.offering.playing import Playing
    from ui.screens.preview.cases import Case

FIRST_ACCOUNTS = ("issuer", "supporter", "bystander")
_MOST_LINES = 8


class Timeline(NamedTuple):
    """A sandbox that was left for another; ``first_steps`` as on the desk."""

    name: str
    sandbox: Sandbox
    first_steps: int


class Mark(NamedTuple):
    """A moment in a sandbox's journal: its number of steps, the last of them, and where the sandbox took over."""

    length: int
    step: Step | None
    origin: Origin | None

    def holds(self, sandbox: Sandbox) -> bool:
        """Return True while a sandbox's journal leads through this moment."""
        if sandbox.origin is not self.origin or len(sandbox.steps) < self.length:
            return False
        return not self.length or sandbox.steps[self.length - 1] is self.step


class Span(NamedTuple):
    """Steps that were done together, and are undone as one."""

    begun: Mark
    ended: Mark


def mark_of(sandbox: Sandbox) -> Mark:
    """The present moment of a sandbox."""
    steps = sandbox.steps
    return Mark(len(steps), steps[-1] if steps else None, sandbox.origin)


@dataclass
class Desk:
    """One visitor's sandbox and what they look at.

    ``looking_at`` counts events; None is the present. ``first_steps`` counts the steps that the sandbox
    came with and are not the visitor's to undo; ``beginning`` is where it stood then. ``linked`` is the
    offering that a link named, until it is found. ``cases`` are the previews that were kept to compare
    them; ``typed`` what stands in the fields, by the widgets' keys. ``crowds`` are those that have come to
    offerings, by the offerings' keys; ``spans`` the steps that are undone as one.

    ``places`` are, by browser, the desks at a real chain beside this one; None for a browser that has
    left it. Such a desk has a session there, ``live``, and leads back to its ``home``, whose sandbox waits.
    """

    sandbox: Sandbox
    histories: Histories
    account: str = FIRST_ACCOUNTS[0]
    offering: str | None = None
    first_steps: int = 0
    beginning: Head | None = None
    looking_at: int | None = None
    tour: int | None = None
    lines: list[Timeline] = field(default_factory=list)
    lines_left: int = 0
    linked: str | None = None
    cases: list[Case] = field(default_factory=list)
    typed: dict[str, object] = field(default_factory=dict)
    crowds: dict[str, Playing] = field(default_factory=dict)
    spans: list[Span] = field(default_factory=list)
    live: LiveSession | None = None
    home: Desk | None = None
    places: dict[str, Desk | None] = field(default_factory=dict)
    lock: RLock = field(default_factory=RLock)
    _folded: Ledger | None = None

    @property
    def chain(self) -> Chain:
        """The chain that is looked at.

        Raises:
            ChainError: for a real one that has not been reached yet.
        """
        return self.sandbox if self.live is None else self.live.chain

    @property
    def ledger(self) -> Ledger:
        """The log that is looked at; errors as ``chain``."""
        return self.chain.ledger

    @property
    def dated(self) -> bool:
        """True when the clock looked at is a real chain's, or goes on from one: only these have dates."""
        return self.live is not None or self.sandbox.origin is not None

    @property
    def undoable(self) -> bool:
        """True when the sandbox has a step that is the visitor's to undo."""
        return len(self.sandbox.steps) > self.first_steps

    def fold(self, ledger: Ledger, length: int, protocol: Protocol) -> Histories:
        """The histories of the first ``length`` events; only what is new is folded."""
        if self._folded is not ledger or self.histories.length > length:
            self._folded, self.histories = ledger, Histories(protocol.parameters)
        self.histories.extend(ledger.entries(self.histories.length, length))
        return self.histories

    def use(self, sandbox: Sandbox, first_steps: int = 0) -> None:
        """Go on with another sandbox, in the present."""
        self.sandbox, self.first_steps, self.beginning = sandbox, first_steps, sandbox.head()
        self.look_on()

    @contextmanager
    def together(self) -> Iterator[None]:
        """Do some steps in the sandbox that are to be undone as one."""
        begun = mark_of(self.sandbox)
        yield
        self.spans.append(Span(begun, mark_of(self.sandbox)))

    def undo(self) -> Step:
        """Take the last step back, with those that were done together with it; the last one.

        Raises:
            OutOfRange: when there is nothing to undo.
        """
        length = len(self.sandbox.steps)
        ends = (span for span in reversed(self.spans) if span.ended.length == length)
        span = next((span for span in ends if span.ended.holds(self.sandbox)), None)
        if span is None:
            undone = self.sandbox.undo()
            self.look_on()
            return undone
        undone = self.sandbox.steps[-1]
        self.rewind(span.begun.length)
        return undone

    def rewind(self, count: int) -> None:
        """Go back to where the sandbox's journal had so many steps; errors as ``Sandbox.at_step``."""
        self.sandbox = self.sandbox.at_step(count)
        self.look_on()

    def look_on(self) -> None:
        """Look at the present of the sandbox, as an account and at an offering that it has."""
        self.looking_at = None
        accounts = self.sandbox.world.accounts()
        if self.account not in accounts and accounts:
            self.account = accounts[0]
        offerings = self.sandbox.world.offerings
        self.choose(self.offering if self.offering in offerings else next(iter(offerings), None))

    def choose(self, offering: str | None) -> None:
        """Look at an offering, whatever a link named."""
        self.offering, self.linked = offering, None

    def set_aside(self) -> None:
        """Put the present sandbox among the timelines that can be returned to; the oldest of many goes."""
        left = Timeline(t("past.line", number=self.lines_left + 1), self.sandbox, self.first_steps)
        self.lines = [*self.lines[1 - _MOST_LINES :], left]
        self.lines_left += 1

    def set_aside_if_changed(self) -> None:
        """Do so if the visitor has done anything in the sandbox."""
        if self.sandbox.head() != self.beginning:
            self.set_aside()


def empty_sandbox(protocol: Protocol) -> Sandbox:
    """A sandbox with three accounts, each with FLOCK for ten launches."""
    sandbox = Sandbox(protocol)
    for account in FIRST_ACCOUNTS:
        sandbox.submit(Fund(account, 10 * protocol.parameters.launch_fee))
    return sandbox


def new_desk(protocol: Protocol) -> Desk:
    """A desk with an empty sandbox, for who comes for the first time."""
    sandbox = empty_sandbox(protocol)
    desk = Desk(sandbox, Histories(protocol.parameters))
    desk.use(sandbox, first_steps=len(sandbox.steps))
    return desk
