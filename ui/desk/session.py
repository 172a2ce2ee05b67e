"""One visitor's desk, kept on the server: which chain, which account, which moment.

A reload loses Streamlit's session, so the desk lies in a store on the server
and its key in the URL. Whoever has that link shares the sandbox; a place at a real chain, with
its signer and what waits for a signature, is the browser's own and no link leads to it.
All changes run in callbacks, before anything is drawn.
"""

from __future__ import annotations

import secrets
import time
from collections import OrderedDict
from dataclasses import dataclass, field
from pathlib import Path
from threading import RLock
from typing import TYPE_CHECKING, Any, NamedTuple

import streamlit as st

from fomo_core import decide, limits, presets
from fomo_core.backends.sandbox import Sandbox
from fomo_core.chain import Capabilities, Chain, Head
from fomo_core.commands import Command, Fund
from fomo_core.display.text import t
from fomo_core.errors import AppFault, ChainError, FomoError, InvalidInput, NodeRefused
from fomo_core.history import Histories
from fomo_core.ledger import Ledger
from fomo_core.names import label_fault
from fomo_core.parameters import Protocol
from fomo_core.scenarios import scenario
from fomo_core.units import MINUTE_S
from fomo_core.world import World
from ui.desk import browser
from ui.live.connections import Seat

if TYPE_CHECKING:
    from ui.screens.preview import Case

KEY_PARAM = "s"
STORY_PARAM = "story"
OFFERING_PARAM = "offering"
FIRST_ACCOUNTS = ("issuer", "supporter", "bystander")

#: A table shows at most so many of the latest events; exports hold all.
LONGEST_TABLE = 2_000

#: How long a purchase on a real chain may wait for its block.
_PATIENCE_S = 20 * MINUTE_S
#: How long a refusal on a real chain stays on the screen, unless something else is done.
_REFUSAL_STAYS_S = 60
_ECHO_S = 1.5
_MOST_DESKS, _MOST_PLACES = 500, 100
_MOST_LINES = 8
_PAGES = Path(__file__).resolve().parents[2] / "pages"


def page(name: str) -> Path:
    """The file of a page."""
    return _PAGES / f"{name}.py"


def account_fault(name: str) -> str | None:
    """Return why an account name can't be used, or None."""
    return label_fault(name)


class Message(NamedTuple):
    """A message to the visitor; ``at`` is monotonic time in seconds."""

    kind: str
    text: str
    at: float


class Timeline(NamedTuple):
    """A sandbox that was left for another; ``given`` as on the desk."""

    name: str
    sandbox: Sandbox
    given: int


@dataclass
class Desk:
    """One visitor's sandbox and what they look at.

    ``looking_at`` counts events; None is the present. ``given`` counts the steps that the sandbox came
    with and are not the visitor's to undo; ``came_with`` is where it stood then. ``linked`` is the
    offering that a link named, until it is found. ``cases`` are the previews that were kept to compare
    them; ``typed`` what stands in the fields, by the widgets' keys.

    ``places`` are, by browser, the desks at a real chain beside this one; None for a browser that has
    left it. Such a desk has a seat there, ``live``, and leads back to its ``home``, whose sandbox waits.
    """

    sandbox: Sandbox
    histories: Histories
    account: str = FIRST_ACCOUNTS[0]
    offering: str | None = None
    given: int = 0
    came_with: Head | None = None
    looking_at: int | None = None
    tour: int | None = None
    lines: list[Timeline] = field(default_factory=list)
    kept: int = 0
    linked: str | None = None
    cases: list[Case] = field(default_factory=list)
    typed: dict[str, Any] = field(default_factory=dict)
    live: Seat | None = None
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

    def fold(self, ledger: Ledger, length: int, protocol: Protocol) -> Histories:
        """The histories of the first ``length`` events; only what is new is folded."""
        if self._folded is not ledger or self.histories.length > length:
            self._folded, self.histories = ledger, Histories(protocol.parameters)
        self.histories.extend(ledger.entries(self.histories.length, length))
        return self.histories

    @property
    def dated(self) -> bool:
        """True when the clock looked at is a real chain's, or goes on from one: only these have dates."""
        return self.live is not None or self.sandbox.origin is not None

    def use(self, sandbox: Sandbox, given: int = 0) -> None:
        """Go on with another sandbox, in the present."""
        self.sandbox, self.given, self.came_with = sandbox, given, sandbox.head()
        self.looking_at = None
        accounts = sandbox.world.accounts()
        if self.account not in accounts and accounts:
            self.account = accounts[0]
        found = self.offering in sandbox.world.offerings
        self.choose(self.offering if found else next(iter(sandbox.world.offerings), None))

    def choose(self, offering: str | None) -> None:
        """Look at an offering, whatever a link named."""
        self.offering, self.linked = offering, None


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

    def limited(self, command: Command, events: decide.Events) -> Command:
        """The command with the limits that its quote sets it on a real chain; in the sandbox as it is."""
        return command if self.deadline is None else limits.limited(command, events, self.deadline)

    def quote(self, command: Command) -> decide.Quote:
        """Return what a command would do at this moment; errors as ``fomo_core.decide.quote``."""
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
    sandbox = empty_sandbox(protocol)
    held = Desk(sandbox, Histories(protocol.parameters))
    held.use(sandbox, given=len(sandbox.steps))
    return held


def desk() -> Desk:
    """Return the desk that this visitor looks at: their browser's at a real chain, or else the sandbox's."""
    held = home()
    return held.places.get(browser.name()) or held


def home() -> Desk:
    """The desk with this visitor's sandbox: from the session, else by the URL's key, else a new one."""
    held = st.session_state.get("_desk")
    return _found() if held is None else held


def sit_down(seat: Seat) -> Desk:
    """Take a place at a real chain, for this browser alone; the desk there."""
    held = home()
    placed = Desk(held.sandbox, Histories(held.sandbox.protocol.parameters), live=seat, home=held)
    placed.typed = dict(held.typed)
    placed.tour, placed.linked, held.linked = held.tour, held.linked, None
    _place(held, placed)
    return placed


def stand_up() -> Desk:
    """Leave the real chain, if this browser is at one; the desk with the sandbox."""
    held = home()
    _place(held, None)
    return held


def is_new() -> bool:
    """Return True when this browser has neither taken nor left a place at a real chain on this desk."""
    return browser.name() not in home().places


def _place(held: Desk, placed: Desk | None) -> None:
    """Note where this browser is; the one that moved longest ago goes when there are too many."""
    held.places.pop(browser.name(), None)
    held.places[browser.name()] = placed
    while len(held.places) > _MOST_PLACES:
        held.places.pop(next(iter(held.places)))


def _found() -> Desk:
    key = st.query_params.get(KEY_PARAM, "")
    held = _store().get(key)
    if held is None:
        if key:
            say("warning", t("session.lost"))
        key, held = secrets.token_urlsafe(16), _new_desk()
    _keep(key, held)
    st.session_state["_desk"], st.session_state["_desk_key"] = held, key
    _follow_link(held)
    seat = desk().live
    if seat is not None:
        # Nobody may have looked at the chain since the last page was closed.
        seat.connection.refresh(force=True)
    return held


def keep_in_url() -> None:
    """Let the URL name the desk; once a drawing, which would else cost as much as an element each time."""
    held_key = st.session_state["_desk_key"]
    if st.query_params.get(KEY_PARAM) != held_key or STORY_PARAM in st.query_params:
        # At once: each change for itself would be a step of the browser's Back.
        kept = st.query_params.to_dict() | {KEY_PARAM: held_key}
        st.query_params.from_dict({name: value for name, value in kept.items() if name != STORY_PARAM})


def _keep(key: str, held: Desk) -> None:
    """Store a desk as the latest used; the one unused for longest goes when there are too many."""
    store = _store()
    store[key] = held
    store.move_to_end(key)
    while len(store) > _MOST_DESKS:
        store.popitem(last=False)


def _follow_link(held: Desk) -> None:
    """Open the story and choose the offering that the URL names."""
    stem = st.query_params.get(STORY_PARAM)
    if stem:
        # Who follows a link to a story wants that, wherever new visitors begin otherwise.
        load_story(stem)
    shown = desk()
    shown.linked = st.query_params.get(OFFERING_PARAM)
    if shown.live is None and shown.linked in held.sandbox.world.offerings:
        shown.choose(shown.linked)


def settle(held: Desk) -> None:
    """Choose a signer, an account and an offering where none is, once a real chain has been reached."""
    seat = held.live
    if seat is None:
        return
    if seat.clear():
        held.looking_at = None
        say("warning", t("live.started_over"))
    chain = seat.connection.chain
    if chain is None:
        return
    if not seat.settled:
        seat.settled = True
        if chain.development:
            seat.signer = "node"
        elif seat.signer == "node":
            seat.signer = ""
    accounts = node_accounts(seat) if seat.signer == "node" else []
    if seat.signer != "wallet" and held.account not in (accounts or chain.world.accounts()):
        held.account = next(iter(accounts or chain.world.accounts()), "")
    if held.linked in chain.world.offerings:
        held.choose(held.linked)
    if held.offering not in chain.world.offerings:
        held.offering = next(reversed(chain.world.offerings), None)


def node_accounts(seat: Seat) -> list[str]:
    """The accounts that the node signs for, as it said at the first question; none where it can't be asked.

    The platform's and the treasury's are left out: their money lies outside what the pages tell.
    """
    if seat.accounts is None:
        chain = seat.contracts
        apart = (chain.addresses.platform, chain.addresses.treasury)
        try:
            seat.accounts = [account for account in chain.unlocked() if account not in apart]
        except ChainError:
            return []
    return seat.accounts


def show(offering: str) -> None:
    """Note which offering is looked at: on the desk, and in the URL by its key, so that a link leads to it."""
    desk().offering = offering
    if st.query_params.get(OFFERING_PARAM) != offering:
        st.query_params[OFFERING_PARAM] = offering


def view() -> View | None:
    """Return what the visitor looks at now; None while a real chain has not been reached."""
    held = desk()
    with held.lock:
        if held.live is not None and held.live.connection.chain is None:
            return None
        head, world, ledger = held.chain.snapshot
        if held.looking_at is not None:
            return _past(held, min(held.looking_at, head.length))
        past = held.fold(ledger, head.length, world.protocol)
        can, live = held.chain.capabilities, held.live is not None
        return View(head, world.protocol, world, past, head.now, held.account, False, can, live, held.dated)


def shown() -> View:
    """Return the view that a page shows.

    Raises:
        AppFault: while there is nothing to show; the frame draws no page then.
    """
    looked_at = view()
    if looked_at is None:
        raise AppFault
    return looked_at


def _past(held: Desk, length: int) -> View:
    """The view after the first ``length`` events, kept in the session until it changes."""
    head, world, ledger = held.chain.snapshot
    protocol = world.protocol
    mark = (head, length, held.account)
    kept = st.session_state.get("_past")
    if kept is None or kept[0] != mark:
        histories = Histories(protocol.parameters)
        entries = list(ledger.entries(0, length))
        histories.extend(entries)
        now = entries[-1].at if entries else 0
        then, can, live = ledger.replay(protocol, length), held.chain.capabilities, held.live is not None
        seen = View(head, protocol, then, histories, now, held.account, True, can, live, held.dated)
        kept = (mark, seen)
        st.session_state["_past"] = kept
    return kept[1]


def say(kind: str, text: str) -> None:
    """Leave a message ("success", "warning" or "error") for the next drawing of the page."""
    st.session_state["_said"] = Message(kind, text, time.monotonic())


def say_failed(error: FomoError) -> None:
    """Say that an act without a review failed; that nothing changed only where that is known.

    A node whose answer was lost may have done what it was asked.
    """
    lost = isinstance(error, ChainError) and not isinstance(error, NodeRefused)
    say("error", t("session.uncertain" if lost else "session.refused", reason=error))


def said() -> Message | None:
    """The message left, until it is heard; on a real chain a moment longer.

    There a page may be drawn anew so soon that a browser never shows what the drawing before it said.
    """
    return st.session_state.get("_said") or _last(_ECHO_S)


def heard() -> None:
    """Note that the message was shown: not before, since a drawing may be cut short by the next one."""
    left = st.session_state.pop("_said", None)
    if left is not None:
        st.session_state["_last"] = left._replace(at=time.monotonic())


def refused() -> Message | None:
    """The last message while it is a refusal that still counts: a real chain's pages are drawn anew by themselves."""
    last = _last(_REFUSAL_STAYS_S)
    return last if last is not None and last.kind != "success" else None


def _last(seconds: float) -> Message | None:
    """The last message heard on a real chain, if that is no longer ago."""
    last = st.session_state.get("_last")
    recent = last is not None and time.monotonic() - last.at < seconds
    return last if recent and desk().live is not None else None


def forget() -> None:
    """Drop the last refusal: something else has begun."""
    st.session_state.pop("_last", None)


def load_story(stem: str) -> bool:
    """Open the story of a name; or say why not, leave all as it was, and return False."""
    path = next((path for path in presets.scenario_files() if path.stem == stem), None)
    if path is None:
        say("error", t("session.no_story"))
        return False
    try:
        play(scenario.load(path))
    except InvalidInput as error:
        say("error", t("session.bad_file", reason=error))
        return False
    return True


def play(played: scenario.Scenario) -> None:
    """Play a scenario in place of the sandbox, which is kept beside it if the visitor has done anything."""
    sandbox = scenario.played(played)
    held = stand_up()
    with held.lock:
        if held.sandbox.head() != held.came_with:
            keep(held)
        held.use(sandbox)


def keep(held: Desk) -> None:
    """Put the present sandbox among the timelines that can be returned to; the oldest of many goes."""
    left = Timeline(t("past.line", number=held.kept + 1), held.sandbox, held.given)
    held.lines = [*held.lines[1 - _MOST_LINES :], left]
    held.kept += 1
