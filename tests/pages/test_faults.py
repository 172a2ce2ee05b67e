"""Our own faults: a sentence in the place of what failed, all else as it was, and no callback that is lost."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial

import pytest
import streamlit as st
from streamlit.runtime.scriptrunner import RerunException

from fomo_core.display.text import plain, t
from tests.pages import states
from tests.pages.visitor import TABS, Visitor
from tests.screens import PAGES
from ui import sidebar, tour
from ui.desk import starts, travel
from ui.live import allowances, signer
from ui.screens.marketplace import finding
from ui.signing import ended, signing
from ui.wallet import wallet

SECRET = "the words of the fault"


class Broken(Exception):
    """A fault that nobody has foreseen."""


def break_down(*_: object) -> None:
    raise Broken(SECRET)


# --- fast clicks ---


def test_another_run_of_the_same_session_takes_no_page_away(monkeypatch):
    visitor = Visitor(states.live()).open("marketplace")
    another = []

    def meanwhile(*_: object) -> None:
        """Do what a second run does when it comes to its page before this one does."""
        another.append(st.navigation(st.session_state["_pages"]))
        another[-1]._can_be_called = False

    monkeypatch.setattr(tour, "draw", meanwhile)
    visitor.run()
    assert another
    assert visitor.complaints() == []
    assert visitor.has("market_search")


# --- a part of the screen fails ---


def told(visitor: Visitor) -> list[str]:
    return [error.value for error in visitor.app.error]


def test_a_page_that_fails_leaves_its_frame_and_a_way_on(monkeypatch, noted_faults):
    visitor = Visitor(states.live()).open("marketplace")
    visitor.type("market_search", "mini")
    with monkeypatch.context() as broken:
        broken.setattr(finding, "matching", break_down)
        visitor.run()
        assert told(visitor) == [t("fault.part")]
        assert [title.value for title in visitor.app.title] == [plain("nav.marketplace")]
        assert visitor.has("undo")
        assert not any(SECRET in text for text in visitor.texts())
    assert [type(fault) for fault in noted_faults] == [Broken]
    noted_faults.clear()
    visitor.click("fault_page")
    assert told(visitor) == []
    assert visitor.widget("market_search").value == "mini"


@pytest.mark.parametrize("part", [sidebar, tour])
def test_a_part_of_the_frame_that_fails_leaves_the_page(part, monkeypatch, noted_faults):
    visitor = Visitor(states.live()).open("marketplace")
    monkeypatch.setattr(part, "draw", break_down)
    visitor.run()
    assert told(visitor) == [t("fault.part")]
    assert visitor.has("market_search")
    noted_faults.clear()


# --- callbacks that outlive their drawing ---


def callbacks(visitor: Visitor) -> Iterator[tuple[str, Callable[[], object]]]:
    """What the widgets on the screen would call, by their ids."""
    known = visitor.app.session_state._state._state._new_widget_state.widget_metadata
    for name, widget in known.items():
        for call in (widget.callback, *(widget.callbacks or {}).values()):
            if call is not None:
                yield name, lambda call=call, widget=widget: call(*widget.callback_args or ())


def faults_of(monkeypatch, calls: Iterable[Callable[[], object]]) -> list[Exception]:
    """What goes wrong when all of these are called in a session that knows nothing of what they were drawn from."""
    found: list[Exception] = []

    def call_all(*_: object) -> None:
        for each in calls:
            try:
                each()
            except RerunException:
                # It leads to another page.
                continue
            except Exception as fault:
                found.append(fault)

    monkeypatch.setattr(tour, "draw", call_all)
    Visitor().run()
    return found


def test_every_callback_bears_that_what_it_was_drawn_from_is_gone(monkeypatch):
    drawn: dict[str, Callable[[], object]] = {}
    for state in (states.live, states.succeeded, states.failed, states.swapped):
        visitor = Visitor(state())
        visitor.desk.tour = 0
        for page in PAGES:
            for tab in TABS[page][1] if page in TABS else (None,):
                drawn |= callbacks(visitor.open(page, tab))
    assert len(drawn) > 30
    assert faults_of(monkeypatch, drawn.values()) == []


LEFT_BEHIND = {
    "cancel": signing.cancel,
    "again": signing.again,
    "renew": signing.renew,
    "make a block": signing.make_block,
    "ether": partial(signing.give_ether, "0x" + "11" * 20),
    "take back": partial(allowances._take_back, "0x" + "11" * 20, None),
    "away": ended._away,
    "sign": partial(signing.sign_by_node, 0),
    "signer": partial(signer._signed_by, signing.WALLET),
    "wallet": partial(wallet._reported, "wallet"),
    "return": partial(travel.return_to, 7),
    "look": partial(travel.look_at, 10**6),
    "branch": partial(travel.branch, 10**6),
    "leave": starts.leave,
    "fork": starts.fork,
}


@pytest.mark.parametrize("callback", LEFT_BEHIND)
def test_a_callback_of_what_was_left_does_no_harm(callback, monkeypatch):
    assert faults_of(monkeypatch, [LEFT_BEHIND[callback]]) == []
