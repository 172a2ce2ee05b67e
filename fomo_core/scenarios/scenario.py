"""Scenarios: a plain list of dated commands, played and recorded.

``load`` and ``parse`` read a file, ``play`` runs it on a sandbox, ``record``
writes a sandbox's journal down as a file that replays to the same final state.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from fomo_core import presets
from fomo_core.backends.sandbox import Sandbox
from fomo_core.errors import InvalidScenario, Rejected
from fomo_core.events import Event
from fomo_core.scenarios.beginning import MOST_EVENTS, beginning_of
from fomo_core.scenarios.file import MOST_STEPS, SCHEMA, Scenario, load, parse, scenario_of, to_json
from fomo_core.scenarios.steps import AnyStep, command_of, step_fields, telling_of

__all__ = [
    "SCHEMA",
    "Outcome",
    "Scenario",
    "command_of",
    "final_sandbox",
    "load",
    "opening_sandbox",
    "parse",
    "play",
    "record",
    "to_json",
    "unrecordable",
]


class Outcome(NamedTuple):
    """The outcome of one step: its events, or the refusal that left everything as it was."""

    step: AnyStep
    events: tuple[Event, ...]
    refusal: Rejected | None


def play(scenario: Scenario, sandbox: Sandbox) -> Iterator[Outcome]:
    """Run a scenario on the sandbox in which it begins, one step at each iteration; refused steps change nothing."""
    for step in scenario.steps:
        sandbox.advance_to(step.at)
        try:
            yield Outcome(step, sandbox.submit(command_of(step), telling_of(step)).events, None)
        except Rejected as refusal:
            yield Outcome(step, (), refusal)
    if scenario.until is not None:
        sandbox.advance_to(scenario.until)


def opening_sandbox(scenario: Scenario) -> Sandbox:
    """The sandbox in which a scenario begins: empty, or in the state that it brings."""
    protocol = scenario.protocol()
    return Sandbox(protocol) if scenario.begins is None else scenario.begins.sandbox(protocol)


def final_sandbox(scenario: Scenario) -> Sandbox:
    """The sandbox after a scenario."""
    sandbox = opening_sandbox(scenario)
    for _ in play(scenario, sandbox):
        pass
    return sandbox


def unrecordable(sandbox: Sandbox) -> InvalidScenario | None:
    """The reason why no scenario can hold a sandbox's journal, or None when one can."""
    if sandbox.origin is not None and sandbox.origin.length > MOST_EVENTS:
        return InvalidScenario(
            "A scenario begins with at most {most:,} events, and more had happened on the chain.",
            "scenario: too many events",
            most=MOST_EVENTS,
        )
    if sum(step.command is not None for step in sandbox.steps) > MOST_STEPS:
        return InvalidScenario(
            "A scenario holds at most {most:,} steps, and more has been done here.",
            "scenario: too many steps",
            most=MOST_STEPS,
        )
    return None


def record(sandbox: Sandbox, title: str) -> Scenario:
    """A sandbox's journal as a scenario that replays to the same final state.

    Raises:
        InvalidScenario: for a journal that no file may hold (see ``unrecordable``), or such a title or name.
    """
    if reason := unrecordable(sandbox):
        raise reason
    acts = [(step.at, step.command, step.telling) for step in sandbox.steps if step.command is not None]
    steps = [step_fields(*act) for act in acts]
    now = sandbox.head().now
    protocol = sandbox.protocol
    own_models = protocol.models != presets.load(protocol.preset, protocol.overrides).models
    raw = {"schema": SCHEMA, "title": title[:200], "preset": sandbox.protocol.preset, "steps": steps}
    if sandbox.protocol.overrides:
        raw["parameters"] = dict(sandbox.protocol.overrides)
    if sandbox.origin is not None or own_models:
        raw["begins"] = beginning_of(sandbox)
    first = sandbox.origin.at if sandbox.origin is not None else 0
    if now > (acts[-1][0] if acts else first):
        raw["until"] = now
    return scenario_of(raw)
