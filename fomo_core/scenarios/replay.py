"""The replay of a scenario as data: every step's events or refusal, and the final state.

The format is public (docs/scenario-format.md): amounts are digits in the
smallest unit, times are integers, keys are as listed there.
"""

from __future__ import annotations

from typing import NotRequired, TypedDict

from fomo_core.backends.sandbox import Sandbox
from fomo_core.event_record import event_fields
from fomo_core.offering import Offering
from fomo_core.scenarios.scenario import SCHEMA, Outcome, Scenario, opening_sandbox, play
from fomo_core.world import World


class StepRecord(TypedDict):
    """One step: its time and verb, whether it was accepted, and its events; ``code`` is that of a refusal."""

    at: int
    do: str
    accepted: bool
    code: NotRequired[str]
    events: list[dict[str, object]]


class AccountRecord(TypedDict):
    """An account's FLOCK, and by offering its tokens, claims and principal."""

    flock: str
    tokens: dict[str, str]
    claims: dict[str, str]
    principal: dict[str, str]


class PoolRecord(TypedDict):
    """The two sides of a pool."""

    flock: str
    tokens: str


class OfferingRecord(TypedDict):
    """An offering's status and amounts; ``pool`` is None before it graduates."""

    status: str
    raised: str
    sold: str
    minimum_target: str
    maximum_target: str
    token_supply: str
    pool: PoolRecord | None
    unsold_burned: str
    tokens_burned: str
    treasury_tokens: str


class State(TypedDict):
    """All that there is at a moment (chain seconds)."""

    at: int
    treasury_flock: str
    burned_flock: str
    accounts: dict[str, AccountRecord]
    offerings: dict[str, OfferingRecord]


class Replay(TypedDict):
    """All that happened in a scenario, and where everything is in the end."""

    schema: int
    steps: list[StepRecord]
    final: State


def replay(scenario: Scenario) -> Replay:
    """Play a scenario on a sandbox of its own and describe all that happened."""
    sandbox = opening_sandbox(scenario)
    steps = [step_record(outcome) for outcome in play(scenario, sandbox)]
    return {"schema": SCHEMA, "steps": steps, "final": final_state(sandbox)}


def step_record(outcome: Outcome) -> StepRecord:
    """Describe one step: its time and verb, whether it was accepted, and its events or its refusal's code."""
    at, do = outcome.step.at, outcome.step.do
    events = [event_fields(event) for event in outcome.events]
    if outcome.refusal is None:
        return {"at": at, "do": do, "accepted": True, "events": events}
    return {"at": at, "do": do, "accepted": False, "code": outcome.refusal.code, "events": events}


def final_state(sandbox: Sandbox) -> State:
    """Return where everything is at the end, by the sandbox's own clock."""
    return state_at(sandbox.world, sandbox.head().now)


def state_at(world: World, now: int) -> State:
    """Return where everything is in a world at a moment (chain seconds)."""
    return {
        "at": now,
        "treasury_flock": str(world.treasury_flock),
        "burned_flock": str(world.burned_flock),
        "accounts": {account: _account(world, account) for account in world.accounts()},
        "offerings": {key: _offering(world, offering, now) for key, offering in world.offerings.items()},
    }


def _account(world: World, account: str) -> AccountRecord:
    offerings = world.offerings.items()
    return {
        "flock": str(world.flock[account]),
        "tokens": {key: str(o.tokens[account]) for key, o in offerings if account in o.tokens},
        "claims": {key: str(o.claims[account]) for key, o in offerings if account in o.claims},
        "principal": {key: str(o.principal[account]) for key, o in offerings if account in o.principal},
    }


def _offering(world: World, offering: Offering, now: int) -> OfferingRecord:
    pool: PoolRecord | None = None
    if offering.graduated_at is not None:
        pool = {"flock": str(offering.pool_flock), "tokens": str(offering.pool_tokens)}
    return {
        "status": offering.status_at(now),
        "raised": str(offering.raised),
        "sold": str(offering.sold),
        "minimum_target": str(offering.minimum_target),
        "maximum_target": str(offering.maximum_target),
        "token_supply": str(offering.token_supply(world.protocol.parameters)),
        "pool": pool,
        "unsold_burned": str(offering.unsold_burned),
        "tokens_burned": str(offering.tokens_burned),
        "treasury_tokens": str(offering.treasury_tokens),
    }
