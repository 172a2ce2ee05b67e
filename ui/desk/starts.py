"""Starting over: in an empty sandbox, a story, or from where a real chain is. Callbacks, run before anything is drawn."""

from __future__ import annotations

import streamlit as st

from fomo_core import presets
from fomo_core.backends.sandbox import Sandbox
from fomo_core.display import numerals
from fomo_core.display.text import plain, t
from fomo_core.parameters import Protocol
from ui.desk import links, messages, store, stories
from ui.desk.desk import FIRST_ACCOUNTS, empty_sandbox
from ui.live.live_session import LiveSession


def start_over(preset: str, reading: str) -> None:
    """Callback: throw everything away for an empty sandbox; one that waits while a chain is looked at is kept."""
    overrides = {} if reading == presets.load(preset).parameters.tax_reading else {"tax_reading": reading}
    desk = store.home()
    if store.desk().live is None:
        desk.lines = []
    else:
        desk.set_aside_if_changed()
    start_with(presets.load(preset, overrides))


def start_with(protocol: Protocol) -> None:
    """Go on with an empty sandbox that plays by a protocol."""
    desk = store.leave_chain()
    with desk.lock:
        sandbox = empty_sandbox(protocol)
        desk.use(sandbox, first_steps=len(sandbox.steps))
        desk.account = FIRST_ACCOUNTS[0]
    messages.say("success", t("session.started"))


def tell_story(stem: str, from_launch: bool = False) -> None:
    """Callback: open a shipped story at its end, or at its launch to step through it."""
    if stories.open_story(stem, from_launch):
        st.switch_page(links.page("offering"))


def leave() -> None:
    """Callback: go back to the sandbox that waited meanwhile."""
    store.leave_chain()
    messages.say("success", t("live.left"))


def fork(length: int | None = None) -> None:
    """Callback: play on in the sandbox from where a real chain is, or was after so many events."""
    left = store.desk()
    if left.live is None:
        return
    head, world, ledger = left.chain.snapshot
    entries = list(ledger.entries(0, head.length if length is None else length))
    now = head.now if length is None else (entries[-1].at if entries else 0)
    forked = Sandbox.forked(world.protocol, entries, now, _whence(left.live, length))
    desk = store.leave_chain()
    with desk.lock:
        desk.set_aside_if_changed()
        desk.use(forked)
        desk.account, desk.linked = left.account, None
        desk.offering = left.offering if left.offering in forked.world.offerings else None
    messages.say("success", t("live.forked"))


def _whence(left: LiveSession, length: int | None) -> str:
    """Name the chain that a fork is from, and the block as of which or the event after which it was made."""
    title, block = left.connection.target.deployment.title, numerals.count(left.chain.standing().block)
    if length is None:
        return plain("live.whence", title=title, block=block)
    return plain("live.whence_event", title=title, number=length)
