"""The shipped scenarios: each replays to its golden file and tells the story that it promises."""

from __future__ import annotations

import json

import pytest

from fomo_core import errors
from fomo_core.backends.sandbox import Sandbox
from fomo_core.scenarios import scenario
from fomo_core.scenarios.replay import replay
from tests.builders import ROOT

FOLDER = ROOT / "data" / "scenarios"
FILES = {path.stem: path for path in sorted(FOLDER.glob("*.json"))}
SHIPPED = pytest.mark.parametrize("stem", FILES)

#: What each story promises: its offering's status, who ended the raise, and which acts are refused.
STORIES = {
    "1-maximum-reached": ("graduated", "ada", []),
    "2-minimum-reached": ("graduated", "bystander", [("buy", errors.OfferingClosed)]),
    "3-failed-and-redeemed": (
        "failed",
        None,
        [("graduate", errors.MinimumNotReached), ("redeem", errors.NothingToRedeem)],
    ),
    "4-sniper": ("graduated", "ben", []),
}


def played(stem: str) -> Sandbox:
    return scenario.played(scenario.load(FILES[stem]))


def replayed(stem: str) -> dict:
    return replay(scenario.load(FILES[stem]))


def test_every_shipped_scenario_has_a_golden_file_and_a_story():
    golden = {path.stem for path in (FOLDER / "expected").glob("*.json")}
    assert golden == set(FILES) == set(STORIES)


@SHIPPED
def test_a_shipped_scenario_replays_to_its_golden_file(stem):
    golden = json.loads((FOLDER / "expected" / f"{stem}.json").read_text(encoding="utf-8"))
    assert replayed(stem) == golden


@SHIPPED
def test_a_golden_file_is_written_as_the_command_line_writes_it(stem):
    text = (FOLDER / "expected" / f"{stem}.json").read_text(encoding="utf-8")
    assert text == json.dumps(replayed(stem), indent=1, ensure_ascii=False) + "\n"


@SHIPPED
def test_a_story_ends_as_it_promises(stem):
    status, caller, refusals = STORIES[stem]
    whole = replayed(stem)
    (final,) = whole["final"]["offerings"].values()
    assert final["status"] == status
    graduations = [
        event for step in whole["steps"] for event in step["events"] if event["event"] == "Graduated"
    ]
    assert [event["caller"] for event in graduations] == ([caller] if caller else [])
    assert [(step["do"], step["code"]) for step in whole["steps"] if not step["accepted"]] == [
        (do, kind.code) for do, kind in refusals
    ]


@SHIPPED
def test_no_flock_is_lost_or_made_in_a_story(stem):
    world = played(stem).world
    assert world.flock_held() == world.funded + world.earned


@SHIPPED
def test_no_token_is_lost_or_made_in_a_story(stem):
    sandbox = played(stem)
    parameters = sandbox.protocol.parameters
    (offering,) = sandbox.world.offerings.values()
    supply = offering.token_supply(parameters)
    if offering.graduated_at is None:
        assert supply == sum(offering.tokens.values()) == 0
        return
    spread = sum(offering.tokens.values()) + sum(offering.claims.values()) + offering.pool_tokens
    locked = parameters.operator_tokens - offering.released
    assert supply == spread + locked + offering.treasury_tokens + parameters.incentives_tokens
    assert supply == parameters.total_supply - offering.unsold_burned - offering.tokens_burned


@SHIPPED
def test_a_story_does_not_end_before_its_last_act_is_told(stem):
    sandbox = played(stem)
    (offering,) = sandbox.world.offerings.values()
    if offering.graduated_at is not None:
        assert offering.tokens_burned > 0
        assert not any(tokens < 0 for tokens in (*offering.tokens.values(), offering.pool_tokens))
    else:
        assert offering.escrow_flock() == 0
        assert offering.redeemed == offering.raised > 0


def test_the_first_story_fills_its_raise_to_the_last_wei():
    (offering,) = played("1-maximum-reached").world.offerings.values()
    assert offering.raised == offering.maximum_target
    assert offering.sold == offering.target_sale
    assert offering.graduated_at < offering.end


def test_the_second_story_ends_between_minimum_and_maximum():
    (offering,) = played("2-minimum-reached").world.offerings.values()
    assert offering.minimum_target <= offering.raised < offering.maximum_target
    assert offering.graduated_at > offering.end
    assert offering.principal.get("bystander", 0) == 0


def test_the_third_story_pays_back_principal_and_neither_fee_nor_tax():
    sandbox = played("3-failed-and-redeemed")
    (offering,) = sandbox.world.offerings.values()
    assert offering.raised < offering.minimum_target
    events = [entry.event for entry in sandbox.events()]
    bought = [event for event in events if hasattr(event, "net_used")]
    fees = sum(event.protocol_fee + event.anti_sniper_fee for event in bought)
    assert sandbox.world.treasury_flock == sandbox.protocol.parameters.launch_fee + fees > 0


def test_the_fourth_storys_sniper_keeps_one_hundredth_in_the_first_minute():
    sandbox = played("4-sniper")
    first = next(e.event for e in sandbox.events() if hasattr(e.event, "net_used"))
    assert (first.buyer, first.flock_in, first.net_used) == ("sniper", 20_000 * 10**18, 200 * 10**18)
