"""From a real chain into a sandbox, and back to the one that waits."""

from __future__ import annotations

from fomo_core.display.text import plain, t
from fomo_core.scenarios import scenario
from tests.pages.live.steps import chain_of


def test_an_empty_sandbox_keeps_the_one_that_waited(story, seated_at, monkeypatch):
    visitor = seated_at(story[0], story[1].actor.addresses.launchpad)
    visitor.click("live_leave").click("clock_minute")
    waited = visitor.sandbox
    visitor.unfold("connect").click("connect_go")
    assert visitor.desk.live is not None
    visitor.open("home").unfold("reset_home").click("reset_confirm_home")
    assert visitor.desk.live is None
    assert [line.sandbox for line in visitor.desk.lines] == [waited]


def test_the_past_of_a_chain_can_be_looked_at_and_gone_on_from(story, seated_at):
    visitor = seated_at(story[0], story[1].actor.addresses.launchpad).open("activity")
    visitor.type("travel", 10)
    assert visitor.says("10 of 30")
    visitor.click("past_branch")
    assert visitor.desk.live is None
    assert visitor.sandbox.world == story[1].ledger.replay(story[1].world.protocol, 10)
    assert visitor.says(plain("sidebar.sandbox"))


def test_playing_on_in_the_sandbox_begins_where_the_chain_stands(story, seated_at):
    visitor = seated_at(story[0], story[1].actor.addresses.launchpad)
    before = story[1].head()
    visitor.click("live_fork")
    assert visitor.desk.live is None
    assert visitor.sandbox.world == story[1].world
    visitor.click("clock_day")
    assert visitor.sandbox.head().now == before.now + 86_400
    story[1].sync()
    assert story[1].head()[1:] == before[1:]


def test_a_fork_names_tokens_by_ticker_and_says_what_it_was_forked_from(story, seated_at):
    visitor = seated_at(story[0], story[1].actor.addresses.launchpad)
    block = chain_of(visitor).standing().block
    visitor.click("live_fork").open("activity")
    assert visitor.says(t("live.from", source=f"Local chain, at block {block:,}"))
    (offering,) = visitor.sandbox.world.offerings.values()
    (log,) = (frame.value for frame in visitor.app.dataframe)
    assert set(log[plain("column.offering")]) - {""} == {offering.symbol}
    assert visitor.enabled("export_scenario")
    again = scenario.final_sandbox(
        scenario.parse(scenario.to_json(scenario.record(visitor.sandbox, "")).encode())
    )
    assert (again.world, again.head()) == (visitor.sandbox.world, visitor.sandbox.head())


def test_a_fork_from_the_past_says_after_which_event(story, seated_at):
    visitor = seated_at(story[0], story[1].actor.addresses.launchpad).open("activity")
    visitor.type("travel", 10).click("past_branch")
    assert visitor.says(t("live.from", source="Local chain, after event 10"))


def test_leaving_the_chain_leads_back_to_the_sandbox_as_it_was(story, seated_at):
    visitor = seated_at(story[0], story[1].actor.addresses.launchpad)
    before = visitor.state
    visitor.click("live_leave")
    assert visitor.desk.live is None
    assert visitor.state == before
