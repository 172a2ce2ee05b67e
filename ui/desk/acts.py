"""The acts that a visitor can do: the callbacks of the buttons, run before anything is drawn."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import streamlit as st

from fomo_core.chain import Head
from fomo_core.commands import Command, Fund, Launch
from fomo_core.display import format as f
from fomo_core.display.refusals import sentence
from fomo_core.display.text import t
from fomo_core.errors import FomoError
from ui.desk import links, messages, store
from ui.desk.desk import Desk
from ui.desk.messages import Result
from ui.signing import signing


class Submission(NamedTuple):
    """A command as it was quoted, to be submitted by a button.

    ``seen`` is where the chain stood when the button was drawn: a button acts on
    that state or not at all, so that a double click acts once. ``done`` is what to
    say after success. ``typed`` maps widget keys to the texts behind the quote; when
    one has changed since, a look at the new quote is asked for. ``clear`` are the
    fields to empty after success.
    """

    seen: Head
    command: Command
    done: str
    typed: Mapping[str, str]
    clear: tuple[str, ...] = ()


def act(submission: Submission) -> None:
    """Callback: submit a command, and say what came of it."""
    _submit(submission)


def _submit(submission: Submission) -> bool:
    """Submit a command, say what came of it, and return True when it was done at once."""
    _, command, done, _, clear = submission
    desk = store.desk()
    with desk.lock:
        stale = _stale(desk, submission)
        if stale is not None:
            if stale:
                messages.say("warning", stale)
            return False
        if desk.live is not None:
            # On a real chain nothing happens before it has been looked at and signed.
            signing.propose(desk.live, command, done, clear)
            return False
        try:
            receipt = desk.sandbox.submit(command)
        except FomoError as error:
            messages.say("error", t("session.refused", reason=sentence(error)))
            return False
        if isinstance(command, Fund):
            messages.say("success", done)
        else:
            head = desk.sandbox.head()
            messages.say_result(Result(done, type(command), command.offering, receipt.events, head))
    for key in clear:
        st.session_state[key] = ""
    return True


def _stale(desk: Desk, submission: Submission) -> str | None:
    """Say why a button no longer fits what it was drawn for; empty for a second click, None when it fits."""
    if desk.looking_at is not None:
        return t("past.locked")
    if desk.live is None and desk.sandbox.head() != submission.seen:
        steps = desk.sandbox.steps
        return "" if steps and steps[-1].command == submission.command else t("session.moved")
    if any(st.session_state.get(key) != text for key, text in submission.typed.items()):
        return t("session.changed")
    return None


def launch(seen: Head, command: Launch, done: str, typed: Mapping[str, str]) -> None:
    """Callback: launch, choose the new offering, and forget what was typed."""
    if _submit(Submission(seen, command, done, typed, clear=tuple(typed))):
        choose_offering(command.offering)
        st.switch_page(links.page("offering"))


def choose_offering(offering: str) -> None:
    """Callback: look at an offering, whatever a link named."""
    store.desk().choose(offering)


def become(account: str) -> None:
    """Callback: act as another account."""
    store.desk().account = account


def fund(seen: Head, account: str, amount: int, typed: Mapping[str, str]) -> None:
    """Callback: create test FLOCK (wei) for an account, and act as it."""
    done = t("faucet.done", account=f.account(account))
    if _submit(Submission(seen, Fund(account, amount), done, typed)):
        become(account)
    elif store.desk().live is not None:
        # What is to be signed stands beside the box.
        st.session_state["faucet"] = False
