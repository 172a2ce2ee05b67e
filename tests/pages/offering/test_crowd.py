"""Supporters who come to the raise in one's own sandbox: one by one, all at once, by themselves, and back again."""

from __future__ import annotations

import pytest

from fomo_core import commands as cmd
from fomo_core.display import format as f
from fomo_core.display.format import in_markdown
from fomo_core.display.text import plain, t
from fomo_core.simulation import demand_presets
from fomo_core.units import WAD
from tests.builders import CALM_S, ISSUER, SUPPORTER
from tests.pages.states import claimed, empty, live, succeeded
from tests.pages.visitor import Visitor
from ui.screens.offering import playing

BUTTONS = ("crowd_one", "crowd_all", "crowd_play", "crowd_back")


def at_the_fold(account: str = SUPPORTER) -> Visitor:
    return Visitor(live(), account).open("offering", "curve").unfold("crowd_fold")


def buyers(visitor: Visitor) -> list[str]:
    """The senders of all purchases, in their order."""
    return [step.command.sender for step in visitor.sandbox.steps if isinstance(step.command, cmd.Buy)]


def test_one_comes_pays_and_is_told():
    visitor = at_the_fold()
    known = len(buyers(visitor))
    visitor.click("crowd_one")
    step = visitor.sandbox.steps[-1]
    assert buyers(visitor)[known:] == ["Supporter 1"]
    assert step.at >= CALM_S
    told = plain("crowd.last_one", account="Supporter 1", flock=f.flock(step.command.flock_in))
    assert visitor.says(in_markdown(told))
    assert not visitor.complaints()


def test_one_undo_takes_one_purchase_back_with_its_money_and_its_time():
    visitor = at_the_fold()
    visitor.click("crowd_one")
    before = visitor.state
    visitor.click("crowd_one").click("undo")
    assert visitor.state == before
    assert visitor.notes() == [t("session.undone", what=plain("verb.buy"))]
    assert "Supporter 2" not in visitor.sandbox.world.flock


def test_after_an_undo_the_same_one_comes_again():
    visitor = at_the_fold().click("crowd_one").click("crowd_one")
    state = visitor.state
    assert visitor.click("undo").click("crowd_one").state == state


def test_all_come_and_the_raise_is_closed():
    visitor = at_the_fold().click("crowd_all")
    assert not visitor.offering.open_at(visitor.sandbox.head().now)
    assert visitor.offering.raised > live().world.offerings["qmini"].raised
    assert not visitor.has("crowd_one")
    assert visitor.enabled("crowd_back")


def test_all_at_once_are_the_same_as_one_by_one():
    visitor, other = at_the_fold(), at_the_fold()
    visitor.click("crowd_all")
    for _ in range(4):
        other.click("crowd_one")
    shared = len(other.sandbox.ledger)
    assert list(visitor.sandbox.events())[:shared] == list(other.sandbox.events())


@pytest.mark.parametrize("clicks", [("crowd_one",), ("crowd_one", "crowd_one"), ("crowd_one", "crowd_all")])
def test_all_are_taken_back_in_one_click(clicks):
    visitor = at_the_fold()
    before = visitor.state
    assert not visitor.enabled("crowd_back")
    for key in clicks:
        visitor.click(key)
    visitor.click("crowd_back")
    assert visitor.state == before
    assert visitor.notes() == [t("crowd.taken_back")]
    assert not visitor.enabled("crowd_back")


def test_the_crowd_goes_on_after_an_act_of_ones_own_and_all_of_it_is_taken_back():
    visitor = at_the_fold()
    before = visitor.state
    visitor.click("crowd_one").type("buy_amount", "5").click("buy").click("crowd_one")
    assert buyers(visitor)[-3:] == ["Supporter 1", SUPPORTER, "Supporter 2"]
    assert visitor.click("crowd_back").state == before


def test_a_reload_keeps_the_crowds_place():
    visitor = at_the_fold().click("crowd_one")
    again = Visitor()
    for key in ("_desk", "_desk_key"):
        again._app.session_state[key] = visitor.app.session_state[key]
    again.open("offering", "curve").unfold("crowd_fold").click("crowd_one")
    assert buyers(again)[-2:] == ["Supporter 1", "Supporter 2"]


def test_another_demand_or_seed_is_another_crowd_from_now_on():
    visitor = at_the_fold().click("crowd_one")
    first = visitor.sandbox.steps[-1].command
    visitor.click("undo").type("crowd_seed", 2).click("crowd_one")
    second = visitor.sandbox.steps[-1].command
    visitor.type("crowd_demand", "hype").click("crowd_one")
    assert first.flock_in != second.flock_in
    assert buyers(visitor)[-2:] == ["Supporter 1", "Supporter 2"]


def test_every_demand_can_be_chosen_and_says_what_it_brings():
    visitor = at_the_fold()
    for key in demand_presets.demands():
        visitor.type("crowd_demand", key)
        assert visitor.says(in_markdown(plain("demand.expected").split("{")[0])), key


def test_it_plays_by_itself_until_it_is_stopped(monkeypatch):
    moment = 0.0
    monkeypatch.setattr(playing.time, "monotonic", lambda: moment)
    visitor = at_the_fold()
    known = len(buyers(visitor))
    visitor.click("crowd_play")
    assert len(buyers(visitor)) == known
    for come in (1, 2, 3):
        moment += playing.BEAT_S
        visitor.run()
        # Drawn again before it is time: nobody comes.
        visitor.run()
        assert len(buyers(visitor)) == known + come
    visitor.click("crowd_stop")
    moment += 10
    visitor.run()
    assert len(buyers(visitor)) == known + 3
    assert visitor.has("crowd_play")


@pytest.mark.parametrize("leave", ["another page", "the fold", "the past"])
def test_it_stops_when_the_visitor_turns_to_something_else(monkeypatch, leave):
    moment = 0.0
    monkeypatch.setattr(playing.time, "monotonic", lambda: moment)
    visitor = at_the_fold().click("crowd_play")
    known = len(buyers(visitor))
    if leave == "another page":
        visitor.open("marketplace").open("offering", "curve")
    elif leave == "the fold":
        visitor.unfold("crowd_fold", crowd_fold=False)
    else:
        visitor.desk.looking_at = 3
        visitor.run()
        visitor.desk.looking_at = None
    visitor.unfold("crowd_fold")
    moment += 10
    visitor.run()
    assert len(buyers(visitor)) == known
    assert visitor.has("crowd_play")


def test_it_stops_when_the_raise_closes(monkeypatch):
    moment = 0.0
    monkeypatch.setattr(playing.time, "monotonic", lambda: moment)
    visitor = at_the_fold().click("crowd_all").click("undo").click("crowd_play")
    moment += playing.BEAT_S
    visitor.run()
    assert visitor.says(t("crowd.nobody")) or not visitor.offering.open_at(visitor.sandbox.head().now)
    assert not visitor.has("crowd_stop")


@pytest.mark.parametrize("state", [succeeded, claimed])
def test_to_a_raise_that_is_over_nobody_comes(state):
    assert not Visitor(state(), SUPPORTER).open("offering", "curve").has("crowd_fold")


def test_nobody_comes_in_the_past():
    visitor = Visitor(live(), SUPPORTER).open("offering", "curve")
    visitor.desk.looking_at = 5
    assert not visitor.run().has("crowd_fold")


def test_a_hostile_offering_and_hostile_accounts_change_nothing():
    sandbox = empty()
    sandbox.submit(cmd.Launch(ISSUER, "x<b>", "qwen3-30b-a3b-instruct", "Q (Mini)", "QMINI"))
    for name in ("Supporter 1", "<b>Supporter 2</b>", "supporter 3"):
        sandbox.submit(cmd.Fund(name, WAD))
    sandbox.advance(CALM_S)
    visitor = Visitor(sandbox, SUPPORTER).open("offering", "curve").unfold("crowd_fold").click("crowd_one")
    visitor.click("crowd_one")
    assert buyers(visitor) == ["Supporter 2", "Supporter 4"]
    assert sandbox.world.flock["Supporter 1"] == WAD


def test_a_launch_of_ones_own_leads_to_the_fold():
    visitor = Visitor(live(), ISSUER).open("launch")
    assert t("crowd.link") in links_of(visitor)
    assert t("crowd.link") not in links_of(Visitor(live(), SUPPORTER).open("launch"))
    assert t("crowd.link") not in links_of(Visitor(succeeded(), ISSUER).open("launch"))


def links_of(visitor: Visitor) -> list[str]:
    """The labels of all links to pages."""
    return [node.proto.label for node in visitor.nodes() if getattr(node, "type", "") == "page_link"]
