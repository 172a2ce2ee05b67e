"""Moving in time: the clock, undo, earlier moments and branches. Callbacks, run before anything is drawn."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from fomo_core.backends.sandbox import Sandbox
from fomo_core.display.text import plain, t
from fomo_core.errors import FomoError
from fomo_core.scenarios import steps
from ui.desk import messages, starts, store

if TYPE_CHECKING:
    from fomo_core.live_chain import Development


def _change(change: Callable[[Sandbox | Development], None]) -> None:
    """Do something to a sandbox or a developer's chain itself, and show its refusal, if any."""
    desk = store.desk()
    with desk.lock:
        try:
            changed = desk.sandbox if desk.live is None else desk.live.chain.development
            if changed is not None:
                change(changed)
        except FomoError as error:
            messages.say_failed(error)
    if desk.live is not None:
        desk.live.connection.refresh(force=True)


def advance(seconds: int) -> None:
    """Callback: move the clock forward by so many seconds."""
    _change(lambda chain: chain.advance(seconds))


def advance_to(moment: int) -> None:
    """Callback: move the clock forward to a moment (chain seconds)."""
    _change(lambda chain: chain.advance_to(moment))


def undo() -> None:
    """Callback: take the visitor's last step back, be it an act or a move of the clock, and say which."""
    desk = store.home()
    with desk.lock:
        if not desk.undoable:
            return
        undone = desk.undo()
    what = "clock" if undone.command is None else steps.VERBS[type(undone.command)]
    messages.say("success", t("session.undone", what=plain(f"verb.{what}")))


def look_at(length: int | None) -> None:
    """Callback: look at the past after so many events, or at the present (None)."""
    desk = store.desk()
    desk.looking_at = None if length is None or length > len(desk.ledger) else length


def earlier(length: int) -> int:
    """The log's length one event before."""
    return max(0, length - 1)


def later(length: int) -> int:
    """The log's length one event after."""
    return length + 1


def branch(length: int) -> None:
    """Callback: go on from an earlier event; the timeline left can be returned to."""
    desk = store.desk()
    if desk.live is not None:
        starts.fork(length)
        return
    with desk.lock:
        left = desk.sandbox
        if length > len(left.ledger):
            messages.say("warning", t("session.moved"))
            return
        desk.set_aside()
        branched = left.branch(length)
        desk.use(branched, first_steps=min(desk.first_steps, len(branched.steps)))
    messages.say("success", t("past.branched", number=length))


def return_to(index: int) -> None:
    """Callback: go back to a timeline that was left; the present one takes its place."""
    desk = store.leave_chain()
    with desk.lock:
        if index >= len(desk.lines):
            # A second click, or another tab's: its line is the present one already.
            return
        line = desk.lines.pop(index)
        desk.set_aside()
        desk.use(line.sandbox, line.first_steps)
