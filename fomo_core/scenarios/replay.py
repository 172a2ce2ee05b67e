"""The replay of a scenario as data: every step's events or refusal, and the final state.

The format is public (docs/scenario-format.md): amounts are digits in the
smallest unit, times are integers, keys are as listed there.
"""

from __future__ import annotations

from typing import Any

from fomo_core.backends.sandbox import Sandbox
from fomo_core.event_record import event_fields
from fomo_core.offering import Offering
from fomo_core.scenarios.scenario import SCHEMA, Outcome, Scenario, begun, play
from fomo_core.world import World

__all__ = ["described", "event_fields", "final_state", "replay", "state_at"]


def replay(scenario: Scenario) -> dict[str, Any]:
    """Play a scenario on a sandbox of its own and describe all that happened."""
    sandbox = begun(scenario)
    steps = [described(outcome) for outcome in play(scenario, sandbox)]
    return {"schema": SCHEMA, "steps": steps, "final": final_state(sandbox)}


def described(outcome: Outcome) -> dict[str, Any]:
    """Describe one step: its time and verb, whether it was accepted, and its events or its refusal's code."""
    step: dict[str, Any] = {
        "at": outcome.step.at,
        "do": outcome.step.do,
        "accepted": outcome.refusal is None,
    }
    if outcome.refusal is not None:
        step["code"] = outcome.refusal.code
    return step | {"events": [event_fields(event) for event in outcome.events]}


def final_state(sandbox: Sandbox) -> dict[str, Any]:
    """Return where everything is at the end, by the sandbox's own clock."""
    return state_at(sandbox.world, sandbox.head().now)


def state_at(world: World, now: int) -> dict[str, Any]:
    """Return where everything is in a world at a moment (chain seconds)."""
    return {
        "at": now,
        "treasury_flock": str(world.treasury_flock),
        "burned_flock": str(world.burned_flock),
        "accounts": {account: _account(world, account) for account in world.accounts()},
        "offerings": {key: _offering(world, offering, now) for key, offering in world.offerings.items()},
    }


def _account(world: World, account: str) -> dict[str, Any]:
    offerings = world.offerings.items()
    return {
        "flock": str(world.flock[account]),
        "tokens": {key: str(o.tokens[account]) for key, o in offerings if account in o.tokens},
        "claims": {key: str(o.claims[account]) for key, o in offerings if account in o.claims},
        "principal": {key: str(o.principal[account]) for key, o in offerings if account in o.principal},
    }


def _offering(world: World, offering: Offering, now: int) -> dict[str, Any]:
    pool = None
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
