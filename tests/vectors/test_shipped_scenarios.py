"""The shipped scenarios: each replays to its golden file and tells the story that it promises."""

from __future__ import annotations

import json
from typing import Any

import pytest

from fomo_core import errors
from fomo_core.backends.sandbox import Sandbox
from fomo_core.scenarios import scenario
from fomo_core.scenarios.replay import replay
from fomo_core.tax import base_reached_s
from tests.builders import ROOT

FOLDER = ROOT / "data" / "scenarios"
FILES = {path.stem: path for path in sorted(FOLDER.glob("*.json"))}
SHIPPED = pytest.mark.parametrize("stem", FILES)
MARKET = "5-busy-market"

#: What each story of one offering promises: its offering's status, who ended the raise, and which acts are refused.
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
OF_ONE_OFFERING = pytest.mark.parametrize("stem", STORIES)


def played(stem: str) -> Sandbox:
    return scenario.final_sandbox(scenario.load(FILES[stem]))


def replayed(stem: str) -> dict:
    return replay(scenario.load(FILES[stem]))


def test_every_shipped_scenario_has_a_golden_file_and_a_story():
    golden = {path.stem for path in (FOLDER / "expected").glob("*.json")}
    assert golden == set(FILES) == {*STORIES, MARKET}


@SHIPPED
def test_a_shipped_scenario_replays_to_its_golden_file(stem):
    golden = json.loads((FOLDER / "expected" / f"{stem}.json").read_text(encoding="utf-8"))
    assert replayed(stem) == golden


@SHIPPED
def test_a_golden_file_is_written_as_the_command_line_writes_it(stem):
    text = (FOLDER / "expected" / f"{stem}.json").read_text(encoding="utf-8")
    assert text == json.dumps(replayed(stem), indent=1, ensure_ascii=False) + "\n"


@OF_ONE_OFFERING
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
    for offering in sandbox.world.offerings.values():
        supply = offering.token_supply(parameters)
        if offering.graduated_at is None:
            assert supply == sum(offering.tokens.values()) == 0
            continue
        spread = sum(offering.tokens.values()) + sum(offering.claims.values()) + offering.pool_tokens
        locked = parameters.operator_tokens - offering.released
        assert supply == spread + locked + offering.treasury_tokens + parameters.incentives_tokens
        assert supply == parameters.total_supply - offering.unsold_burned - offering.tokens_burned


@OF_ONE_OFFERING
def test_a_story_does_not_end_before_its_last_act_is_told(stem):
    sandbox = played(stem)
    (offering,) = sandbox.world.offerings.values()
    if offering.graduated_at is not None:
        assert offering.tokens_burned > 0
        assert not any(tokens < 0 for tokens in (*offering.tokens.values(), offering.pool_tokens))
    else:
        assert 0 < offering.redeemed < offering.raised
        assert offering.escrow_flock() == offering.raised - offering.redeemed


@pytest.mark.parametrize(
    ("stem", "last"),
    [
        ("1-maximum-reached", "route_revenue"),
        ("2-minimum-reached", "route_revenue"),
        ("3-failed-and-redeemed", "redeem"),
        ("4-sniper", "swap"),
        (MARKET, "buy"),
    ],
)
def test_a_story_ends_with_what_it_is_about(stem, last):
    step = replayed(stem)["steps"][-1]
    assert (step["do"], step["accepted"]) == (last, True)


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


def test_the_third_story_stops_while_supporters_can_still_redeem():
    sandbox = played("3-failed-and-redeemed")
    (offering,) = sandbox.world.offerings.values()
    assert offering.redeemable_at(sandbox.head().now, sandbox.protocol.parameters)
    waiting = [account for account, flock in offering.principal.items() if flock]
    assert waiting == ["issuer", "chloe", "dmitri"]


def test_the_fourth_storys_sniper_keeps_one_hundredth_in_the_first_minute():
    sandbox = played("4-sniper")
    first = next(e.event for e in sandbox.events() if hasattr(e.event, "net_used"))
    assert (first.buyer, first.flock_in, first.net_used) == ("sniper", 20_000 * 10**18, 200 * 10**18)


def test_the_fourth_storys_sniper_sells_all_tokens_for_less_than_they_cost():
    sandbox = played("4-sniper")
    (offering,) = sandbox.world.offerings.values()
    paid = sum(e.event.flock_in for e in sandbox.events() if getattr(e.event, "buyer", "") == "sniper")
    sold = list(sandbox.events())[-1].event
    (claimed,) = (event for event in _events(sandbox, "Claimed") if event.account == "sniper")
    assert sold.amount_in == claimed.tokens
    assert offering.tokens["sniper"] == 0
    assert sold.amount_out < paid == 40_000 * 10**18


# --- the market ---


def test_the_market_has_an_offering_in_every_state():
    sandbox = played(MARKET)
    now, offerings = sandbox.head().now, sandbox.world.offerings
    assert {key: offering.status_at(now) for key, offering in offerings.items()} == {
        "harbor": "graduated",
        "tidy": "graduated",
        "poet": "failed",
        "field": "succeeded",
        "scribe": "live",
        "night": "live",
    }
    night, scribe = offerings["night"], offerings["scribe"]
    base = base_reached_s(sandbox.protocol.parameters)
    assert now - night.start < base < now - scribe.start
    assert 0 < night.raised < night.minimum_target
    assert scribe.minimum_target < scribe.raised < scribe.maximum_target


def test_the_market_has_a_traded_a_quiet_and_a_failed_offering_with_principal_left():
    sandbox = played(MARKET)
    harbor, tidy, poet = (sandbox.world.offerings[key] for key in ("harbor", "tidy", "poet"))
    assert harbor.tokens_burned > 0 == tidy.tokens_burned
    swapped = [event.token for event in _events(sandbox, "Swapped")]
    assert set(swapped) == {"harbor"}
    assert len(swapped) > 4
    assert [event.token for event in _events(sandbox, "RevenueRouted")] == ["harbor"] * 4
    assert 0 < poet.redeemed < poet.raised < poet.minimum_target
    assert len([flock for flock in poet.principal.values() if flock]) == 3


def test_the_markets_offerings_can_be_told_apart():
    sandbox = played(MARKET)
    offerings = list(sandbox.world.offerings.values())
    for of in ("issuer", "model", "name", "symbol", "raised", "start"):
        assert len({getattr(offering, of) for offering in offerings}) == 6
    assert len({offering.maximum_target for offering in offerings}) == 3
    assert 60 <= len(scenario.load(FILES[MARKET]).steps) <= 120


def _events(sandbox: Sandbox, kind: str) -> list[Any]:
    return [entry.event for entry in sandbox.events() if type(entry.event).__name__ == kind]
