"""The view that a page shows: the chain looked at, at the present or an earlier moment."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Generic, NamedTuple, TypeVar

import streamlit as st

from fomo_core import decide, limits
from fomo_core.backends.sandbox import Sandbox
from fomo_core.chain import Capabilities, Head
from fomo_core.commands import Command
from fomo_core.decide import Quote
from fomo_core.display.refusals import sentence
from fomo_core.errors import AppFault, Rejected
from fomo_core.events import Events
from fomo_core.history import Histories
from fomo_core.parameters import Protocol
from fomo_core.units import MINUTE_S
from fomo_core.world import World
from ui.desk import store
from ui.desk.desk import Desk

C = TypeVar("C", bound=Command)

#: How long a purchase on a real chain may wait for its block.
_PATIENCE_S = 20 * MINUTE_S


class Offer(NamedTuple, Generic[C]):
    """A command that a page offers, its quote, and why it would be refused: None and a reason, or a quote and ""."""

    command: C
    quote: Quote | None
    refusal: str

    @property
    def events(self) -> Events:
        """The events that the command would bring about; none where it would be refused."""
        return self.quote.events if self.quote else ()

    @property
    def shortfall(self) -> int:
        """The FLOCK or tokens (wei) that the command's sender lacks for it."""
        return self.quote.shortfall if self.quote else 0

    def at_least(self, least: int) -> Offer[C]:
        """The same offer, of which no less (wei) is accepted than this part of what it brings: the quote holds."""
        return self._replace(command=limits.with_least(self.command, least))


@dataclass(frozen=True)
class View:
    """The view that a page shows: the world at a moment, present or past, and who looks at it.

    ``head`` is where the chain itself stands, which is later than a past view. ``live`` says whether
    that chain is a real one, ``dated`` whether its moments are dates.
    """

    head: Head
    protocol: Protocol
    world: World
    histories: Histories
    now: int
    account: str
    past: bool
    capabilities: Capabilities = Sandbox.capabilities
    live: bool = False
    dated: bool = True

    @property
    def deadline(self) -> int | None:
        """Until when a purchase may wait for its block; in the sandbox it happens at once.

        A quiet chain's last block may be long past: then it counts from our own clock.
        """
        return max(self.now, int(time.time())) + _PATIENCE_S if self.live else None

    def offer(self, command: C) -> Offer[C]:
        """Ask what a command would do at this moment; once for a drawing, which passes the answer on.

        The command that is offered has the limits that its quote sets it on a real chain.
        """
        try:
            quote = decide.quote(self.world, command, self.now)
        except Rejected as refusal:
            return Offer(command, None, sentence(refusal))
        if self.deadline is not None:
            command = limits.limit(command, quote.events, self.deadline)
        return Offer(command, quote, "")


def current() -> View | None:
    """Return what the visitor looks at now; None while a real chain has not been reached."""
    desk = store.desk()
    with desk.lock:
        if desk.live is not None and desk.live.connection.chain is None:
            return None
        head, world, ledger = desk.chain.snapshot
        if desk.looking_at is not None:
            return _past(desk, min(desk.looking_at, head.length))
        past = desk.fold(ledger, head.length, world.protocol)
        can, live = desk.chain.capabilities, desk.live is not None
        return View(head, world.protocol, world, past, head.now, desk.account, False, can, live, desk.dated)


def page_view() -> View:
    """Return the view that a page shows.

    Raises:
        AppFault: while there is nothing to show; the frame draws no page then.
    """
    view = current()
    if view is None:
        raise AppFault
    return view


def _past(desk: Desk, length: int) -> View:
    """The view after the first ``length`` events, kept in the session until it changes."""
    head, world, ledger = desk.chain.snapshot
    protocol = world.protocol
    mark = (head, length, desk.account)
    kept = st.session_state.get("_past")
    if kept is None or kept[0] != mark:
        histories = Histories(protocol.parameters)
        entries = list(ledger.entries(0, length))
        histories.extend(entries)
        now = entries[-1].at if entries else 0
        then, can, live = ledger.replay(protocol, length), desk.chain.capabilities, desk.live is not None
        view = View(head, protocol, then, histories, now, desk.account, True, can, live, desk.dated)
        kept = (mark, view)
        st.session_state["_past"] = kept
    return kept[1]
