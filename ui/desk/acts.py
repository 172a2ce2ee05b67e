"""The acts that a visitor can do: the callbacks of all buttons, run before anything is drawn."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from secrets import token_hex
from typing import TYPE_CHECKING

import streamlit as st

from fomo_core import presets
from fomo_core.backends.sandbox import Sandbox
from fomo_core.chain import Head
from fomo_core.commands import Command, Fund, Launch
from fomo_core.display import format as f
from fomo_core.display.text import plain, t
from fomo_core.errors import FomoError, InvalidInput
from fomo_core.parameters import Protocol
from fomo_core.scenarios import file, scenario
from ui.desk import session
from ui.live.connections import Seat
from ui.signing import signing

if TYPE_CHECKING:
    from fomo_core.backends.evm.chain import EvmChain


def act(
    seen: Head,
    command: Command,
    done: str,
    typed: Mapping[str, str] | None = None,
    clear: tuple[str, ...] = (),
) -> None:
    """Callback: submit a command as it was quoted, and say what came of it; the arguments as of ``_acted``."""
    _acted(seen, command, done, typed, clear)


def _acted(
    seen: Head,
    command: Command,
    done: str,
    typed: Mapping[str, str] | None = None,
    clear: tuple[str, ...] = (),
) -> bool:
    """Submit a command as it was quoted, say what came of it, and return whether it was done at once.

    ``seen`` is where the chain stood when the button was drawn: a button acts on
    that state or not at all, so that a double click acts once. ``typed`` maps
    widget keys to the texts behind the quote; when one has changed since, a look
    at the new quote is asked for. ``clear`` are the fields to empty after success.
    """
    held = session.desk()
    with held.lock:
        stale = _stale(held, seen, command, typed or {})
        if stale is not None:
            if stale:
                session.say("warning", stale)
            return False
        if held.live is not None:
            # On a real chain nothing happens before it has been looked at and signed.
            signing.propose(held.live, command, done, clear)
            return False
        try:
            held.sandbox.submit(command)
        except FomoError as error:
            session.say("error", t("session.refused", reason=error))
            return False
    session.say("success", done)
    for key in clear:
        st.session_state[key] = ""
    return True


def _stale(held: session.Desk, seen: Head, command: Command, typed: Mapping[str, str]) -> str | None:
    """Say why a button no longer fits what it was drawn for; empty for a second click, None when it fits."""
    if held.looking_at is not None:
        return t("past.locked")
    if held.live is None and held.sandbox.head() != seen:
        steps = held.sandbox.steps
        return "" if steps and steps[-1].command == command else t("session.moved")
    if any(st.session_state.get(key) != text for key, text in typed.items()):
        return t("session.changed")
    return None


def launch(seen: Head, command: Launch, done: str, typed: Mapping[str, str]) -> None:
    """Callback: launch, choose the new offering, and forget what was typed."""
    if _acted(seen, command, done, typed, clear=tuple(typed)):
        choose(command.offering)
        st.switch_page(session.page("offering"))


def free_key(symbol: str) -> str:
    """A key for a new offering: its ticker in small letters, numbered when taken.

    A real chain knows offerings by their addresses, which follow from the key: there nobody else may guess it.
    """
    if session.desk().live is not None:
        return f"{symbol.lower()}-{st.session_state.setdefault('_salt', token_hex(16))}"
    taken = session.desk().sandbox.world.offerings
    key, count = symbol.lower(), 1
    while key in taken:
        count += 1
        key = f"{symbol.lower()}-{count}"
    return key


def choose(offering: str) -> None:
    """Callback: look at an offering, whatever a link named."""
    session.desk().choose(offering)


def become(account: str) -> None:
    """Callback: act as another account."""
    session.desk().account = account


def _change(change: Callable[[Sandbox | EvmChain], None]) -> None:
    """Do something to the chain itself, a sandbox or a developer's, and show its refusal, if any."""
    held = session.desk()
    with held.lock:
        try:
            change(held.sandbox if held.live is None else held.live.contracts)
        except FomoError as error:
            session.say_failed(error)
    if held.live is not None:
        held.live.connection.refresh(force=True)


def advance(seconds: int) -> None:
    """Callback: move the clock forward by so many seconds."""
    _change(lambda chain: chain.advance(seconds))


def advance_to(moment: int) -> None:
    """Callback: move the clock forward to a moment (chain seconds)."""
    _change(lambda chain: chain.advance_to(moment))


def undo() -> None:
    """Callback: take the visitor's last step back, be it an act or a move of the clock, and say which."""
    held = session.home()
    with held.lock:
        if len(held.sandbox.steps) <= held.given:
            return
        came_with, undone = held.came_with, held.sandbox.undo()
        held.use(held.sandbox, held.given)
        held.came_with = came_with
    what = "clock" if undone.command is None else file.VERBS[type(undone.command)]
    session.say("success", t("session.undone", what=plain(f"verb.{what}")))


def fund(seen: Head, account: str, amount: int, typed: Mapping[str, str]) -> None:
    """Callback: create test FLOCK (wei) for an account, and act as it."""
    if _acted(seen, Fund(account, amount), t("faucet.done", account=f.account(account)), typed):
        become(account)
    elif session.desk().live is not None:
        # What is to be signed stands beside the box.
        st.session_state["faucet"] = False


def start(preset: str, reading: str) -> None:
    """Callback: throw everything away for an empty sandbox; one that waits while a chain is looked at is kept."""
    overrides = {} if reading == presets.load(preset).parameters.tax_reading else {"tax_reading": reading}
    held = session.home()
    if session.desk().live is None:
        held.lines = []
    elif held.sandbox.head() != held.came_with:
        session.keep(held)
    start_with(presets.load(preset, overrides))


def start_with(protocol: Protocol) -> None:
    """Go on with an empty sandbox that plays by a protocol."""
    held = session.stand_up()
    with held.lock:
        sandbox = session.empty_sandbox(protocol)
        held.use(sandbox, given=len(sandbox.steps))
    become(session.FIRST_ACCOUNTS[0])
    session.say("success", t("session.started"))


def tell(stem: str, from_launch: bool = False) -> None:
    """Callback: open a shipped story at its end, or at its launch to step through it."""
    if not session.load_story(stem):
        return
    if from_launch:
        held = session.home()
        held.looking_at = first_launch(held.sandbox)
    st.switch_page(session.page("offering"))


def first_launch(sandbox: Sandbox) -> int | None:
    """The log's length right after the first launch, or None without one."""
    return next((step.length for step in sandbox.steps if isinstance(step.command, Launch)), None)


def load_file(content: bytes) -> None:
    """Replace everything by a scenario file, or say why not and leave all as it was."""
    try:
        session.play(scenario.parse(content))
    except InvalidInput as error:
        session.say("error", t("session.bad_file", reason=error))
        return
    session.say("success", t("session.loaded"))


def look_at(length: int | None) -> None:
    """Callback: look at the past after so many events, or at the present (None)."""
    held = session.desk()
    held.looking_at = None if length is None or length > len(held.ledger) else length


def earlier(length: int) -> int:
    """The log's length one event before."""
    return max(0, length - 1)


def later(length: int) -> int:
    """The log's length one event after."""
    return length + 1


def branch(length: int) -> None:
    """Callback: go on from an earlier event; the timeline left can be returned to."""
    held = session.desk()
    if held.live is not None:
        fork(length)
        return
    with held.lock:
        left = held.sandbox
        if length > len(left.ledger):
            session.say("warning", t("session.moved"))
            return
        session.keep(held)
        branched = left.branch(length)
        held.use(branched, given=min(held.given, len(branched.steps)))
    session.say("success", t("past.branched", number=length))


def leave() -> None:
    """Callback: go back to the sandbox that waited meanwhile."""
    session.stand_up()
    session.say("success", t("live.left"))


def fork(length: int | None = None) -> None:
    """Callback: play on in the sandbox from where a real chain is, or was after so many events."""
    left = session.desk()
    if left.live is None:
        return
    head, world, ledger = left.chain.snapshot
    entries = list(ledger.entries(0, head.length if length is None else length))
    now = head.now if length is None else (entries[-1].at if entries else 0)
    forked = Sandbox.forked(world.protocol, entries, now, _whence(left.live, length))
    held = session.stand_up()
    with held.lock:
        if held.sandbox.head() != held.came_with:
            session.keep(held)
        held.use(forked)
        held.account, held.linked = left.account, None
        held.offering = left.offering if left.offering in forked.world.offerings else None
    session.say("success", t("live.forked"))


def _whence(left: Seat, length: int | None) -> str:
    """Name the chain that a fork is from, and the block as of which or the event after which it was made."""
    title, block = left.connection.target.deployment.title, f"{left.chain.standing().block:,}"
    if length is None:
        return plain("live.whence", title=title, block=block)
    return plain("live.whence_event", title=title, number=length)


def return_to(index: int) -> None:
    """Callback: go back to a timeline that was left; the present one takes its place."""
    held = session.stand_up()
    with held.lock:
        if index >= len(held.lines):
            # A second click, or another tab's: its line is the present one already.
            return
        line = held.lines.pop(index)
        session.keep(held)
        held.use(line.sandbox, line.given)
