"""The sandbox chain: its clock, going back, branching, recording."""

import pytest

from fomo_core import commands as cmd
from fomo_core import events as ev
from fomo_core import presets
from fomo_core.backends.sandbox import LATEST_S, Sandbox, Step
from fomo_core.errors import InvalidScenario, InvalidTime, OutOfRange
from fomo_core.scenarios import scenario
from fomo_core.scenarios.replay import final_state
from fomo_core.scenarios.steps import VERBS
from fomo_core.units import USD, WAD
from tests.builders import (
    BYSTANDER,
    CALM_S,
    ISSUER,
    SMALL,
    SUPPORTER,
    code,
    failed,
    graduated,
    launch,
    live,
    minimal,
    raised_to,
    succeeded,
)

BUY = cmd.Buy(SUPPORTER, "qmini", WAD)
STATES = pytest.mark.parametrize("state", [live, failed, succeeded, graduated])


def _busy():
    """A sandbox in which every command has been accepted once."""
    sandbox = graduated()
    sandbox.submit(launch(key="second", first_buy_flock=WAD))
    sandbox.submit(cmd.Claim(SUPPORTER, "qmini"))
    sandbox.submit(cmd.Swap(SUPPORTER, "qmini", "token", WAD))
    sandbox.submit(cmd.RouteRevenue("qmini", 10 * USD, 4_000_000))
    sandbox.advance(1)
    sandbox.submit(BUY._replace(offering="second", flock_in=10_000 * WAD, min_tokens_out=1, deadline=10**6))
    sandbox.advance(1_000)
    sandbox.submit(cmd.Release(BYSTANDER, "qmini"))
    sandbox.submit(cmd.Redeem(ISSUER, "second"))
    sandbox.submit(launch(key="third"))
    sandbox.advance(CALM_S)
    sandbox.submit(BUY._replace(offering="third", flock_in=1_500 * WAD))
    sandbox.advance(320)
    sandbox.submit(cmd.Graduate(BYSTANDER, "third"))
    sandbox.advance(77)
    return sandbox


# --- the clock ---


def test_a_sandbox_starts_at_0_with_nothing():
    sandbox = Sandbox(minimal())
    assert sandbox.head()[:2] == (0, 0)
    assert list(sandbox.events()) == []
    assert sandbox.steps == []


def test_the_clock_moves_forward_only():
    sandbox = Sandbox(minimal())
    sandbox.advance(10)
    sandbox.advance_to(25)
    with pytest.raises(InvalidTime, match="can't run backwards"):
        sandbox.advance_to(24)
    with pytest.raises(InvalidTime):
        sandbox.advance(-1)
    assert sandbox.head().now == 25


def test_a_move_by_nothing_leaves_no_step():
    sandbox = Sandbox(minimal())
    sandbox.advance(0)
    sandbox.advance_to(0)
    assert sandbox.steps == []


def test_the_clock_has_an_end():
    sandbox = Sandbox(minimal())
    sandbox.advance_to(LATEST_S)
    with pytest.raises(InvalidTime, match="too far"):
        sandbox.advance(1)


def test_a_receipt_says_when_and_what():
    sandbox = Sandbox(minimal())
    sandbox.advance(3)
    assert sandbox.submit(cmd.Fund("a", 5)) == (3, (ev.Funded("a", 5),))
    assert list(sandbox.events()) == [(3, ev.Funded("a", 5))]


def test_events_can_be_read_from_any_index():
    sandbox = live()
    everything = list(sandbox.events())
    assert list(sandbox.events(2)) == everything[2:]
    assert list(sandbox.events(len(everything))) == []


def test_a_refused_command_leaves_no_step():
    sandbox = live()
    steps = list(sandbox.steps)
    assert code(sandbox, BUY._replace(flock_in=0)) == "buy: zero amount"
    assert sandbox.steps == steps


def test_a_sandbox_can_do_everything():
    assert all(Sandbox(minimal()).capabilities)


# --- heads ---


@STATES
def test_equal_histories_have_equal_heads(state):
    assert state().head() == state().head()


def test_different_histories_have_different_heads():
    one, other = live(), live()
    one.submit(BUY)
    other.submit(BUY._replace(flock_in=WAD + 1))
    assert one.head() != other.head()
    assert one.head().digest != other.head().digest
    later = live()
    later.advance(1)
    later.submit(BUY)
    assert later.head().digest != one.head().digest


def test_the_clock_alone_changes_the_head_and_not_its_digest():
    sandbox = live()
    before = sandbox.head()
    sandbox.advance(1)
    assert sandbox.head() != before
    assert sandbox.head().digest == before.digest


# --- going back ---


def test_undo_takes_the_last_act_back_whole():
    sandbox = raised_to(minimal().models["qwen3-30b-a3b-instruct"].maximum_target - 10)
    before, world = sandbox.head(), sandbox.ledger.replay(minimal())
    assert len(sandbox.submit(BUY).events) == 2
    undone = sandbox.undo()
    assert undone.command == BUY
    assert sandbox.head() == before
    assert sandbox.world == world


def test_undo_takes_a_move_of_the_clock_back():
    sandbox = live()
    before = sandbox.head()
    sandbox.advance(7)
    assert sandbox.undo() == Step(CALM_S + 7, None, before.length)
    assert sandbox.head() == before


def test_undo_goes_all_the_way_back_and_no_further():
    sandbox = _busy()
    heads = [sandbox.at_step(count).head() for count in range(len(sandbox.steps))]
    while heads:
        sandbox.undo()
        assert sandbox.head() == heads.pop()
    assert sandbox.head() == Sandbox(minimal()).head()
    with pytest.raises(OutOfRange, match="nothing to undo"):
        sandbox.undo()


def test_after_an_undo_time_goes_on_from_there():
    sandbox = live()
    sandbox.advance(50)
    sandbox.undo()
    assert sandbox.submit(BUY).at == CALM_S


def test_a_step_back_in_time_is_a_sandbox_of_its_own():
    sandbox = _busy()
    before = sandbox.head()
    twin = sandbox.at_step(4)
    assert twin.steps == sandbox.steps[:4]
    twin.submit(cmd.Fund("another", 1))
    twin.advance(5)
    assert sandbox.head() == before
    assert sandbox.world == sandbox.ledger.replay(minimal())
    assert "another" not in sandbox.world.flock


@pytest.mark.parametrize("count", [-1, 6])
def test_a_step_that_there_is_not_is_refused(count):
    sandbox = live()
    assert len(sandbox.steps) == 5
    assert sandbox.at_step(5).head() == sandbox.head()
    with pytest.raises(OutOfRange, match="There are 5 steps"):
        sandbox.at_step(count)


# --- branching ---


def test_a_branch_ends_with_the_whole_act_of_its_event():
    """The launch is one act of three events: a branch at its first or second ends with all three."""
    sandbox = live()
    assert [sandbox.branch(length).head().length for length in range(7)] == [0, 1, 2, 3, 6, 6, 6]
    assert [sandbox.branch(length).head().now for length in (0, 3, 6)] == [0, 0, 0]


def test_a_branch_goes_its_own_way():
    sandbox = graduated()
    before = sandbox.head()
    twin = sandbox.branch(6)
    twin.advance_to(420)
    assert twin.world.offerings["qmini"].status_at(420) == "failed"
    assert sandbox.head() == before
    assert sandbox.world.offerings["qmini"].graduated_at == CALM_S


def test_a_branch_that_does_the_same_is_the_same():
    sandbox = graduated()
    twin = sandbox.branch(6)
    twin.advance_to(CALM_S)
    twin.submit(sandbox.steps[-1].command)
    assert twin.head() == sandbox.head()
    assert twin.world == sandbox.world


@pytest.mark.parametrize("length", [-1, 7])
def test_a_branch_needs_its_event(length):
    with pytest.raises(OutOfRange, match="The log has 6 events"):
        live().branch(length)


# --- recording ---


@pytest.mark.parametrize("state", [live, failed, succeeded, graduated, _busy])
def test_a_record_replays_to_the_same_final_state(state):
    sandbox = state()
    text = scenario.to_json(scenario.record(sandbox, "a title"))
    replayed = scenario.final_sandbox(scenario.parse(text.encode()))
    assert replayed.head() == sandbox.head()
    assert replayed.world == sandbox.world
    assert final_state(replayed) == final_state(sandbox)


def test_a_record_has_every_verb():
    recorded = scenario.record(_busy(), "all verbs")
    assert {step.do for step in recorded.steps} == set(VERBS.values())


def test_a_record_of_nothing_replays_to_nothing():
    sandbox = Sandbox(minimal())
    sandbox.advance(9)
    recorded = scenario.record(sandbox, "")
    assert (recorded.steps, recorded.until) == ([], 9)
    assert scenario.final_sandbox(recorded).head() == sandbox.head()


def test_a_record_keeps_the_overrides():
    sandbox = live(
        presets.load("minimal", {"launch_fee": str(10**18), "tax_reading": "C", "first_buy_pays_tax": True})
    )
    text = scenario.to_json(scenario.record(sandbox, "overridden"))
    replayed = scenario.final_sandbox(scenario.parse(text.encode()))
    assert replayed.protocol == sandbox.protocol
    assert replayed.head() == sandbox.head()


def test_a_record_leaves_out_what_was_undone():
    sandbox = live()
    sandbox.submit(BUY)
    sandbox.undo()
    assert [step.do for step in scenario.record(sandbox, "").steps] == ["fund", "fund", "fund", "launch"]


# --- going on from another chain's log ---

LATER_S = 10**9


def _fork(sandbox, now=LATER_S):
    return Sandbox.forked(sandbox.protocol, sandbox.events(), now)


@pytest.mark.parametrize("state", [live, failed, succeeded, graduated, _busy])
def test_a_fork_has_the_world_and_the_log_of_what_it_goes_on_from(state):
    sandbox = state()
    fork = _fork(sandbox, sandbox.head().now)
    assert fork.head() == sandbox.head()
    assert fork.world == sandbox.world
    assert list(fork.events()) == list(sandbox.events())
    assert fork.steps == []
    assert fork.origin == (sandbox.head().now, len(sandbox.ledger))
    assert Sandbox(minimal()).origin is None


def test_a_fork_goes_its_own_way():
    sandbox = live()
    before, world = sandbox.head(), sandbox.ledger.replay(minimal())
    fork = _fork(sandbox, CALM_S + 5)
    assert fork.submit(BUY).at == CALM_S + 5
    fork.advance(7)
    assert fork.head()[:2] == (CALM_S + 12, before.length + 1)
    assert sandbox.head() == before
    assert sandbox.world == world
    sandbox.submit(BUY._replace(flock_in=2 * WAD))
    assert fork.world == fork.ledger.replay(minimal())


def test_a_fork_plays_by_the_protocol_it_is_given():
    sandbox = live()
    other = presets.load("minimal", {"tax_start_bps": 5_000})
    fork = Sandbox.forked(other, sandbox.events(), CALM_S)
    assert fork.protocol == fork.world.protocol == other


@pytest.mark.parametrize("now", [CALM_S - 1, LATEST_S + 1])
def test_a_fork_begins_neither_before_its_last_event_nor_too_late(now):
    sandbox = live()
    sandbox.submit(BUY)
    assert _fork(sandbox, CALM_S).head() == sandbox.head()
    assert _fork(sandbox, LATEST_S).head().now == LATEST_S
    with pytest.raises(InvalidTime):
        _fork(sandbox, now)


def test_a_fork_of_nothing_starts_at_its_time():
    fork = Sandbox.forked(minimal(), [], LATER_S)
    assert fork.head()[:2] == (LATER_S, 0)
    assert fork.branch(0).head() == fork.head()
    fork.submit(cmd.Fund("a", 5))
    fork.undo()
    assert fork.head()[:2] == (LATER_S, 0)


def test_undo_stops_at_the_fork():
    fork = _fork(live())
    begun = fork.head()
    fork.submit(cmd.Fund("a", 5))
    fork.advance(3)
    assert [fork.undo().command for _ in range(2)] == [None, cmd.Fund("a", 5)]
    assert fork.head() == begun
    with pytest.raises(OutOfRange, match="nothing to undo"):
        fork.undo()
    assert fork.head() == begun
    assert fork.world == live().world


def test_an_earlier_step_of_a_fork_is_a_fork_too():
    fork = _fork(live())
    for name in "abc":
        fork.submit(cmd.Fund(name, 5))
        fork.advance(10)
    twin = fork.at_step(3)
    assert twin.head()[:2] == (LATER_S + 10, fork.origin.length + 2)
    assert "b" in twin.world.flock
    assert "c" not in twin.world.flock
    assert twin.origin == fork.origin
    assert fork.at_step(0).head() == _fork(live()).head()
    with pytest.raises(OutOfRange, match="There are 6 steps"):
        fork.at_step(7)


def test_a_branch_after_the_fork_ends_with_the_whole_act():
    fork = _fork(graduated())
    fork.advance(5)
    fork.submit(launch(key="second", first_buy_flock=WAD))
    begun = fork.origin.length
    lengths = [fork.branch(begun + more).head()[:2] for more in range(5)]
    assert lengths == [(LATER_S, begun)] + [(LATER_S + 5, begun + 4)] * 4
    assert fork.branch(begun).steps == []


def test_a_branch_before_the_fork_is_a_shorter_fork_at_its_last_events_time():
    sandbox = graduated()
    fork = _fork(sandbox)
    fork.submit(cmd.Fund("late", 5))
    times = [entry.at for entry in sandbox.events()]
    for length in range(fork.origin.length):
        twin = fork.branch(length)
        assert twin.head()[:2] == (times[max(0, length - 1)], length)
        assert twin.origin == twin.head()[:2]
        assert twin.world == sandbox.ledger.replay(minimal(), length)
        assert list(twin.events()) == list(sandbox.events())[:length]
    twin.advance(1)
    assert twin.head().now == times[length - 1] + 1
    assert fork.world.flock["late"] == 5


def test_a_record_of_a_fork_begins_with_the_state_that_it_took_over():
    fork = _fork(live(), CALM_S)
    fork.submit(BUY)
    fork.advance(60)
    for box in (fork, fork.at_step(0), fork.branch(2)):
        recorded = scenario.record(box, "")
        assert recorded.begins.source == box.source
        replayed = scenario.final_sandbox(scenario.parse(scenario.to_json(recorded).encode()))
        assert (replayed.head(), replayed.origin) == (box.head(), box.origin)
        assert replayed.world == box.world
        assert replayed.protocol.models == box.protocol.models
        assert len(replayed.steps) == len(box.steps)


def test_a_record_keeps_models_that_no_preset_has():
    protocol = minimal()
    model = protocol.models[SMALL]._replace(id="mine", virtual_flock=123 * WAD)
    sandbox = Sandbox(protocol._replace(models={"mine": model}))
    text = scenario.to_json(scenario.record(sandbox, ""))
    assert scenario.opening_sandbox(scenario.parse(text.encode())).protocol.models == {"mine": model}


def test_more_events_than_a_scenario_begins_with_are_told_beforehand(monkeypatch):
    monkeypatch.setattr(scenario, "MOST_EVENTS", 3)
    fork = _fork(live(), CALM_S)
    assert str(scenario.unrecordable(fork)).startswith("A scenario begins with at most 3 events")


def test_more_steps_than_a_scenario_holds_are_told_beforehand(monkeypatch):
    sandbox = live()
    monkeypatch.setattr(scenario, "MOST_STEPS", 4)
    assert scenario.unrecordable(sandbox) is None
    sandbox.submit(BUY)
    assert (
        str(scenario.unrecordable(sandbox))
        == "A scenario holds at most 4 steps, and more has been done here."
    )
    with pytest.raises(InvalidScenario, match="at most 4 steps"):
        scenario.record(sandbox, "")
