"""Which chain, which account, which moment: one visitor's desk, kept on the server.

A reload loses Streamlit's session, so the desk lies in a store on the server
and its key in the URL. All changes run in callbacks, before anything is drawn.
"""

from __future__ import annotations

import secrets
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from threading import RLock

import streamlit as st

from fomo_core import decide, presets, scenario
from fomo_core.backends.sandbox import Sandbox
from fomo_core.commands import Command, Fund, Launch
from fomo_core.display.text import t
from fomo_core.errors import FomoError, InvalidInput
from fomo_core.history import Histories
from fomo_core.names import label_fault
from fomo_core.parameters import Protocol
from fomo_core.world import World

KEY_PARAM = "s"
STORY_PARAM = "story"
OFFERING_KEY = "offering"
ACCOUNT_KEY = "account"
FIRST_ACCOUNTS = ("issuer", "supporter", "bystander")

#: A table shows at most so many of the latest events; exports hold all.
LONGEST_TABLE = 2_000

_MOST_DESKS = 500
_PAGES = Path(__file__).resolve().parent.parent / "pages"


def page(name: str) -> Path:
    """The file of a page."""
    return _PAGES / f"{name}.py"


def account_fault(name: str) -> str | None:
    """Why an account name can't be used, or None."""
    return label_fault(name)


@dataclass
class Desk:
    """One visitor's sandbox and what they look at. ``looking_at`` counts events; None is the present."""

    sandbox: Sandbox
    histories: Histories
    account: str = FIRST_ACCOUNTS[0]
    offering: str | None = None
    looking_at: int | None = None
    story: str | None = None
    tour: int | None = None
    lines: list[tuple[str, Sandbox]] = field(default_factory=list)
    lock: RLock = field(default_factory=RLock)

    def use(self, sandbox: Sandbox) -> None:
        """Go on with another sandbox, in the present."""
        self.sandbox = sandbox
        self.histories = Histories(sandbox.protocol.parameters)
        self.looking_at = None
        accounts = sandbox.world.accounts()
        if self.account not in accounts and accounts:
            self.account = accounts[0]
        if self.offering not in sandbox.world.offerings:
            self.offering = next(iter(sandbox.world.offerings), None)


@dataclass(frozen=True)
class View:
    """What a page shows: the world at a moment, present or past, and who looks at it."""

    protocol: Protocol
    world: World
    histories: Histories
    now: int
    account: str
    past: bool

    def quote(self, command: Command) -> decide.Quote:
        """What a command would do at this moment; errors as ``fomo_core.decide.quote``."""
        return decide.quote(self.world, command, self.now)


@st.cache_resource
def _store() -> OrderedDict[str, Desk]:
    return OrderedDict()


def empty_sandbox(protocol: Protocol) -> Sandbox:
    """A sandbox with three accounts, each with FLOCK for ten launches."""
    sandbox = Sandbox(protocol)
    for account in FIRST_ACCOUNTS:
        sandbox.submit(Fund(account, 10 * protocol.parameters.launch_fee))
    return sandbox


def _new_desk() -> Desk:
    protocol = presets.load()
    return Desk(empty_sandbox(protocol), Histories(protocol.parameters))


def desk() -> Desk:
    """This visitor's desk: from the session, else by the URL's key, else a new one."""
    held = st.session_state.get("_desk")
    if held is None:
        key = st.query_params.get(KEY_PARAM, "")
        held = _store().get(key)
        if held is None:
            if key:
                say("warning", t("session.lost"))
            key, held = secrets.token_urlsafe(16), _new_desk()
            _keep(key, held)
        st.session_state["_desk"], st.session_state["_desk_key"] = held, key
        _follow_link(held)
    if st.query_params.get(KEY_PARAM) != st.session_state["_desk_key"]:
        st.query_params[KEY_PARAM] = st.session_state["_desk_key"]
    return held


def _keep(key: str, held: Desk) -> None:
    store = _store()
    store[key] = held
    while len(store) > _MOST_DESKS:
        store.popitem(last=False)


def _follow_link(held: Desk) -> None:
    """Open the story and choose the offering that the URL names."""
    stem = st.query_params.get(STORY_PARAM)
    if stem:
        del st.query_params[STORY_PARAM]
        _load_story(held, stem)
    linked = st.query_params.get(OFFERING_KEY)
    if linked in held.sandbox.world.offerings:
        held.offering = linked


def view() -> View:
    """What the visitor looks at now."""
    held = desk()
    with held.lock:
        if held.looking_at is not None:
            return _past(held, held.looking_at)
        held.histories.extend(held.sandbox.events(held.histories.length))
        box = held.sandbox
        return View(box.protocol, box.world, held.histories, box.head().now, held.account, past=False)


def _past(held: Desk, length: int) -> View:
    """The view after the first ``length`` events, kept in the session until it changes."""
    box = held.sandbox
    mark = (box.ledger.head, length, held.account)
    kept = st.session_state.get("_past")
    if kept is None or kept[0] != mark:
        histories = Histories(box.protocol.parameters)
        entries = list(box.ledger.entries(0, length))
        histories.extend(entries)
        now = entries[-1].at if entries else 0
        world = box.ledger.replay(box.protocol, length)
        kept = (mark, View(box.protocol, world, histories, now, held.account, past=True))
        st.session_state["_past"] = kept
    return kept[1]


def say(kind: str, text: str) -> None:
    """Leave a message ("success", "warning" or "error") for the next drawing of the page."""
    st.session_state["_said"] = (kind, text)


def said() -> tuple[str, str] | None:
    """The message left, once."""
    return st.session_state.pop("_said", None)


def act(
    command: Command, done: str, typed: Mapping[str, str] | None = None, clear: tuple[str, ...] = ()
) -> bool:
    """Callback: submit a command as it was quoted, and say what came of it.

    ``typed`` maps widget keys to the texts behind the quote: when one has
    changed since, nothing is submitted and a look at the new quote is asked for.
    ``clear`` are the fields to empty after success, so that a double click acts once.
    """
    if any(st.session_state.get(key) != text for key, text in (typed or {}).items()):
        say("warning", t("session.changed"))
        return False
    held = desk()
    with held.lock:
        if held.looking_at is not None:
            say("warning", t("past.locked"))
            return False
        try:
            held.sandbox.submit(command)
        except FomoError as error:
            say("error", t("session.refused", reason=error))
            return False
    say("success", done)
    for key in clear:
        st.session_state[key] = ""
    return True


def launch(command: Launch, done: str, typed: Mapping[str, str]) -> None:
    """Callback: launch, choose the new offering, and forget what was typed."""
    if act(command, done, typed, clear=tuple(typed)):
        choose(command.offering)
        st.switch_page(page("offering"))


def free_key(symbol: str) -> str:
    """A key for a new offering: its ticker in small letters, numbered when taken."""
    taken = desk().sandbox.world.offerings
    key, count = symbol.lower(), 1
    while key in taken:
        count += 1
        key = f"{symbol.lower()}-{count}"
    return key


def choose(offering: str) -> None:
    """Callback: look at an offering."""
    desk().offering = offering
    st.session_state[OFFERING_KEY] = offering


def picked() -> None:
    """Callback: the widget that chooses an offering has changed; the sidebar, drawn before it, must know."""
    desk().offering = st.session_state[OFFERING_KEY]


def become(account: str) -> None:
    """Callback: act as another account."""
    desk().account = account
    st.session_state[ACCOUNT_KEY] = account


def _change(change: str, *arguments: object) -> None:
    """Do something to the sandbox itself and show its refusal, if any."""
    held = desk()
    with held.lock:
        try:
            getattr(held.sandbox, change)(*arguments)
        except FomoError as error:
            say("error", t("session.refused", reason=error))
        if change == "undo":
            held.use(held.sandbox)
    _sync(held)


def advance(seconds: int) -> None:
    """Callback: move the clock forward by so many seconds."""
    _change("advance", seconds)


def advance_to(moment: int) -> None:
    """Callback: move the clock forward to a moment (chain seconds)."""
    _change("advance_to", moment)


def undo() -> None:
    """Callback: take the last step back, be it an act or a move of the clock."""
    _change("undo")


def fund(account: str, amount: int) -> None:
    """Callback: create test FLOCK (wei) for an account, and act as it."""
    if act(Fund(account, amount), t("faucet.done", account=account)):
        become(account)


def start(preset: str, reading: str) -> None:
    """Callback: throw everything away for an empty sandbox."""
    overrides = {} if reading == presets.load(preset).parameters.tax_reading else {"tax_reading": reading}
    held = desk()
    with held.lock:
        held.use(empty_sandbox(presets.load(preset, overrides)))
        held.lines, held.story = [], None
    become(FIRST_ACCOUNTS[0])
    _sync(held)
    say("success", t("session.started"))


def tell(stem: str, from_launch: bool = False) -> None:
    """Callback: open a shipped story at its end, or at its launch to step through it."""
    held = desk()
    _load_story(held, stem)
    if from_launch:
        held.looking_at = first_launch(held.sandbox)
    _sync(held)
    st.switch_page(page("offering"))


def first_launch(sandbox: Sandbox) -> int | None:
    """The log's length right after the first launch, or None without one."""
    return next((step.length for step in sandbox.steps if isinstance(step.command, Launch)), None)


def _load_story(held: Desk, stem: str) -> None:
    path = next((path for path in presets.scenario_files() if path.stem == stem), None)
    if path is None:
        say("error", t("session.no_story"))
        return
    try:
        _play(held, scenario.load(path))
    except InvalidInput as error:
        say("error", t("session.bad_file", reason=error))
        return
    held.story = stem


def load_file(content: bytes) -> None:
    """Replace everything by a scenario file, or say why not and leave all as it was."""
    held = desk()
    try:
        _play(held, scenario.parse(content))
    except InvalidInput as error:
        say("error", t("session.bad_file", reason=error))
        return
    held.story = None
    _sync(held)
    say("success", t("session.loaded"))


def _play(held: Desk, played: scenario.Scenario) -> None:
    sandbox = scenario.played(played)
    with held.lock:
        held.lines = []
        held.use(sandbox)


def look_at(length: int | None) -> None:
    """Callback: look at the past after so many events, or at the present (None)."""
    held = desk()
    held.looking_at = None if length is None or length >= len(held.sandbox.ledger) else length


def earlier(length: int) -> int:
    """The log's length one event before."""
    return max(0, length - 1)


def later(length: int) -> int:
    """The log's length one event after."""
    return length + 1


def branch(length: int, name: str) -> None:
    """Callback: go on from an earlier event; the line left keeps its name and can be returned to."""
    held = desk()
    with held.lock:
        left = held.sandbox
        held.lines.append((name, left))
        held.use(left.branch(length))
    _sync(held)


def return_to(index: int, name: str) -> None:
    """Callback: go back to a line that was left; the present one takes its place."""
    held = desk()
    with held.lock:
        _, line = held.lines.pop(index)
        held.lines.append((name, held.sandbox))
        held.use(line)
    _sync(held)


def _sync(held: Desk) -> None:
    """Let the widgets follow the desk."""
    st.session_state[ACCOUNT_KEY] = held.account
    if held.offering is not None:
        st.session_state[OFFERING_KEY] = held.offering
