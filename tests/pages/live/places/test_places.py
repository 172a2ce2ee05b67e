"""Whose place at a chain it is: links, reloads, and other visitors."""

from __future__ import annotations

import pytest

from fomo_core import commands as cmd
from fomo_core.display.text import t
from fomo_core.units import WAD
from tests.builders import SMALL
from tests.pages.live.steps import DEAD, SIGN, told
from tests.pages.visitor import Visitor
from ui.signing import signing


def at_the_link_of(visitor: Visitor) -> Visitor:
    """Somebody else, with another browser, who was sent the address of a page."""
    return Visitor(s=visitor.desk_key).run()


def reloaded(visitor: Visitor) -> Visitor:
    """The same browser after a reload."""
    return Visitor(browser=visitor.app.session_state["_browser"], s=visitor.desk_key).run()


def test_a_pages_link_carries_neither_chain_nor_signer_nor_what_waits(story, seated_at, monkeypatch):
    presenter = seated_at(story[0], story[1].actor.addresses.launchpad)
    presenter.unfold("faucet").type("faucet_amount", "5").click("faucet_give")
    monkeypatch.delenv("FOMO_DEPLOYMENT")
    viewer = at_the_link_of(presenter)
    assert viewer.desk.live is None
    assert viewer.sandbox is presenter.sandbox
    assert not viewer.has(SIGN)
    viewer.click("clock_minute")
    assert presenter.run().desk.live is not None
    assert presenter.has(SIGN)


def test_a_viewers_leave_takes_nobody_else_off_the_chain(story, seated_at):
    presenter = seated_at(story[0], story[1].actor.addresses.launchpad)
    presenter.unfold("faucet").type("faucet_amount", "5").click("faucet_give")
    viewer = at_the_link_of(presenter)
    assert viewer.desk.live is not presenter.desk.live
    assert not viewer.has(SIGN)
    viewer.type("signer", "").click("live_leave")
    assert viewer.desk.live is None
    assert presenter.run().desk.live.signer == signing.NODE
    assert presenter.has(SIGN)


def test_a_reload_finds_the_same_browsers_place_again(story, seated_at):
    visitor = seated_at(story[0], story[1].actor.addresses.launchpad)
    visitor.type("signer", "")
    again = reloaded(visitor)
    assert again.desk is visitor.desk
    assert again.desk.live.signer == ""
    again.click("live_leave")
    assert reloaded(visitor).desk.live is None


def test_who_signs_is_who_is_shown_after_the_app_was_started_anew(story, seated_at):
    # A browser that was there before reports its widgets as they stood at the server that is gone.
    before = seated_at(story[0], story[1].actor.addresses.launchpad)
    before.type("signer", signing.WALLET)
    key = before.widget("signer").key
    after = Visitor(browser=before.app.session_state["_browser"], widgets={key: signing.WALLET})
    assert after.widget("signer").value == after.desk.live.signer == signing.NODE


def test_a_link_to_a_story_leads_there_on_a_server_that_begins_at_a_chain(story, seated_at):
    seated_at(story[0], story[1].actor.addresses.launchpad)
    visitor = Visitor(story="3-failed-and-redeemed")
    assert visitor.desk.live is None
    assert visitor.sandbox.world.offerings
    visitor = Visitor(story="no-such-story")
    assert visitor.desk.live is not None
    assert any(t("session.no_story") in text for text in told(visitor))


@pytest.fixture
def two_offerings(fresh, seated_at):
    """Two offerings that began after the last look of the app at their chain."""
    url, chain = fresh
    seated_at(url, chain.actor.addresses.launchpad)
    account = chain.development.unlocked()[0]
    chain.submit(cmd.Fund(account, 10**6 * WAD))
    acts = (cmd.Launch(account, key, SMALL, key.title(), key.upper()) for key in ("one", "two"))
    return [chain.submit(act).events[0].token for act in acts]


def test_a_link_leads_to_an_offering_that_nobody_has_looked_at_yet(two_offerings):
    for token in two_offerings:
        assert Visitor(offering=token).desk.offering == token


def test_a_link_to_an_offering_unknown_to_the_chain_says_so_and_is_kept(two_offerings):
    visitor = Visitor(offering=DEAD).open("offering")
    assert visitor.says(t("part.unknown_link"))
    assert DEAD in visitor.app.query_params["offering"]
    other = next(token for token in two_offerings if token != visitor.desk.offering)
    visitor.type("offering", other)
    assert not visitor.says(t("part.unknown_link"))
    assert other in visitor.app.query_params["offering"]
