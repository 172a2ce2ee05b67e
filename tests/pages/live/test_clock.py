"""A real chain's clock: who can move it, by how much, and what is said where that fails."""

from __future__ import annotations

import pytest

from fomo_core.backends.evm import development
from fomo_core.display.text import t
from fomo_core.errors import NodeRefused, NodeTimeout
from fomo_core.tax import base_reached_s
from tests.pages.live.steps import chain_of, launched, told


def test_nothing_in_a_block_can_be_undone(story, seated_at):
    visitor = seated_at(story[0], story[1].actor.addresses.launchpad)
    assert not any(visitor.has(key) for key in ("undo", "reset_sidebar"))
    assert visitor.says(t("sidebar.own_pace"))


def test_only_a_development_chains_clock_can_be_moved(fresh, seated_at, monkeypatch):
    clock = ("clock_minute", "clock_hour", "clock_day", "clock_fees", "clock_end", "make_block")
    visitor = seated_at(fresh[0], fresh[1].actor.addresses.launchpad)
    assert all(visitor.has(key) for key in clock)
    monkeypatch.setattr(development, "DEVELOPMENT_CHAINS", frozenset())
    visitor.desk.live.connection.start_over()
    visitor.run()
    assert visitor.says("**Local chain** · block ")
    assert not any(visitor.has(key) for key in clock)


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        (NodeTimeout(endpoint="http://localhost", seconds=10), "session.uncertain"),
        (NodeRefused(endpoint="http://localhost", reason="no"), "session.refused"),
    ],
    ids=["lost", "refused"],
)
@pytest.mark.parametrize(("button", "verb"), [("make_block", "make_block"), ("clock_minute", "advance")])
def test_nothing_changed_is_said_only_where_that_is_known(
    fresh, seated_at, monkeypatch, fault, said, button, verb
):
    def fail(*_):
        raise fault

    visitor = seated_at(fresh[0], fresh[1].actor.addresses.launchpad)
    monkeypatch.setattr(chain_of(visitor).development, verb, fail)
    visitor.click(button)
    assert t(said, reason=fault) in visitor.complaints()


def test_a_development_chains_clock_moves_as_a_sandboxs(wealthy):
    visitor, chain, account = wealthy
    token = launched(chain, account)
    visitor.click("live_look")
    visitor.desk.choose(token)
    offering = chain_of(visitor).world.offerings[token]
    visitor.run()
    for key, moment in (
        ("clock_minute", chain_of(visitor).head().now + 60),
        ("clock_fees", offering.start + base_reached_s(chain.world.protocol.parameters)),
        ("clock_end", offering.end),
        ("clock_hour", offering.end + 3_600),
        ("clock_day", offering.end + 3_600 + 86_400),
    ):
        visitor.click(key)
        # The block after a set time may be a second later.
        assert moment <= chain_of(visitor).head().now <= moment + 2
    assert not visitor.enabled("clock_end")
    assert not visitor.enabled("clock_fees")
    assert not told(visitor)


@pytest.mark.parametrize("step", range(9))
def test_the_tour_speaks_of_no_clock_to_move(step, story, seated_at):
    visitor = seated_at(story[0], story[1].actor.addresses.launchpad)
    visitor.desk.tour = step
    visitor.run()
    assert visitor.has("tour_end")
    assert not any("ove the clock" in text for text in visitor.texts())


def test_a_quiet_development_chain_can_make_a_block(fresh, seated_at):
    url, chain = fresh
    visitor = seated_at(url, chain.actor.addresses.launchpad)
    before = chain_of(visitor).head().now
    chain.node.call("evm_increaseTime", [500])
    visitor.run()
    assert chain_of(visitor).head().now == before
    visitor.click("make_block")
    assert chain_of(visitor).head().now >= before + 500
