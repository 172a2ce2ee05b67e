"""A scenario that begins in a state: what a file may say of it, and what it is refused for."""

from __future__ import annotations

import json

import pytest

from fomo_core import commands as cmd
from fomo_core.backends.sandbox import Sandbox
from fomo_core.errors import InvalidScenario
from fomo_core.event_record import event_fields, event_of
from fomo_core.events import EVENT_TYPES
from fomo_core.scenarios import scenario
from fomo_core.scenarios.replay import replay
from fomo_core.units import WAD
from tests.builders import SUPPORTER, live
from tests.pages import states

LATER_S = 1_795_000_000


def fork() -> Sandbox:
    box = live()
    return Sandbox.forked(box.protocol, box.events(), LATER_S, "A chain, at block 7")


def saved(sandbox: Sandbox) -> dict:
    """A sandbox's file, as plain data."""
    return json.loads(scenario.to_json(scenario.record(sandbox, "A fork")))


def parsed(raw: dict) -> scenario.Scenario:
    return scenario.parse(json.dumps(raw).encode())


def test_every_kind_of_event_can_be_written_and_read():
    box, seen = states.bought_back(), set()
    for entry in (*box.events(), *states.redeemed().events()):
        fields = json.loads(json.dumps(event_fields(entry.event)))
        assert event_of(fields) == entry.event
        seen.add(type(entry.event))
    assert len(seen) >= len(EVENT_TYPES) - 2


def test_steps_go_on_by_the_clock_of_the_state():
    box = fork()
    box.submit(cmd.Fund(SUPPORTER, WAD))
    raw = saved(box)
    assert raw["begins"]["at"] == raw["steps"][0]["at"] == LATER_S
    assert replay(parsed(raw))["final"]["at"] == LATER_S
    raw["steps"][0]["at"] = LATER_S - 1
    with pytest.raises(InvalidScenario, match="time never falls"):
        parsed(raw)


def changed(change: object) -> dict:
    raw = saved(fork())
    change(raw["begins"])
    return raw


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda b: b["events"][0].update(event="Nothing"), "begins: event 0: event: expected one of"),
        (lambda b: b["events"][0].update(event=["Funded"]), "begins: event 0: event: expected one of"),
        (lambda b: b["events"][0].update(flock=5), "begins: event 0: flock: expected a string of digits"),
        (lambda b: b["events"][0].update(flock="-5"), "begins: event 0: flock: expected a string of digits"),
        (lambda b: b["events"][0].update(flock=str(2**256)), "begins: event 0: flock: expected a number below"),
        (lambda b: b["events"][0].update(account="a\x00b"), "begins: event 0: account: expected a name"),
        (lambda b: b["events"][0].update(more="1"), "begins: event 0: expected the fields account, flock"),
        (lambda b: b["events"][0].update(at=-1), "begins: event 0: at: expected whole seconds"),
        (lambda b: b["events"].reverse(), "do not add up"),
        (lambda b: b["events"].append(b["events"][-1] | {"at": LATER_S + 1}), "do not add up"),
        (lambda b: b.update(at=0, events=[]) or b["models"][0].pop("name"), "begins: model 0: expected the fields"),
        (lambda b: b["models"][0].update(curve="magic"), "begins: model 0: .*curve must be one of"),
        (lambda b: b["models"][0].update(minimum_target=None), "begins: model 0: a string of digits"),
        (lambda b: b.update(models=[]), "do not add up"),
        (lambda b: b.update(source=5), "begins: source: expected"),
    ],
)  # fmt: skip
def test_a_beginning_that_is_none_is_refused_in_one_sentence(change, said):
    with pytest.raises(InvalidScenario, match=said) as refusal:
        parsed(changed(change))
    assert str(refusal.value).endswith(".")
    assert "\n" not in str(refusal.value)
