"""The replay as data: the public format, field by field."""

import json

import pytest

from fomo_core.scenarios import scenario
from fomo_core.scenarios.replay import replay
from fomo_core.units import WAD
from tests.builders import CALM_S, SMALL, minimal

LAUNCH = {
    "do": "launch",
    "sender": "issuer",
    "offering": "qmini",
    "model": SMALL,
    "name": "Q Mini",
    "symbol": "QMINI",
}
BUY = {"do": "buy", "sender": "supporter", "offering": "qmini"}
FUNDS = [
    {"at": 0, "do": "fund", "account": who, "flock": str(10**4 * WAD)} for who in ("issuer", "supporter")
]


def _replayed(*steps, until=None):
    raw = {"schema": 1, "title": "", "preset": "minimal", "steps": [*FUNDS, *steps]}
    if until is not None:
        raw["until"] = until
    return replay(scenario.parse(json.dumps(raw).encode()))


@pytest.fixture(scope="module")
def graduated():
    buy = {"at": CALM_S, **BUY, "flock_in": str(5_000 * WAD)}
    claim = {"at": CALM_S, "do": "claim", "sender": "supporter", "offering": "qmini"}
    route = {
        "at": 500,
        "do": "route_revenue",
        "offering": "qmini",
        "usage_usd": 10**9,
        "flock_price": 4 * 10**6,
    }
    return _replayed({"at": 0, **LAUNCH}, buy, claim, route)


def test_a_replay_has_its_three_parts(graduated):
    assert list(graduated) == ["schema", "steps", "final"]
    assert graduated["schema"] == 1


def test_an_accepted_step_tells_its_events(graduated):
    assert graduated["steps"][0] == {
        "at": 0,
        "do": "fund",
        "accepted": True,
        "events": [{"event": "Funded", "account": "issuer", "flock": str(10**4 * WAD)}],
    }


def test_a_refused_step_tells_its_code_and_no_events():
    step = _replayed({"at": 7, **BUY, "flock_in": "1"})["steps"][2]
    assert step == {"at": 7, "do": "buy", "accepted": False, "code": "offering: unknown", "events": []}


def test_a_launch_has_the_deployed_launchpads_fields_and_whole_seconds(graduated):
    created, described, paid = graduated["steps"][2]["events"]
    assert created == {
        "event": "LaunchCreated",
        "token": "qmini",
        "creator": "issuer",
        "model_type_id": SMALL,
        "target_raise_min": str(1_050 * WAD),
        "target_raise_max": str(3_000 * WAD),
        "target_sale": str(400_000 * WAD),
        "sale_start": 0,
        "sale_end": 420,
        "mt_name": "Q Mini",
        "mt_symbol": "QMINI",
        "is_bundled": False,
    }
    assert (described["event"], paid["event"]) == ("OfferingDescribed", "LaunchFeePaid")


def test_a_purchase_has_the_deployed_launchpads_fields_and_the_refund(graduated):
    purchased, graduation = graduated["steps"][3]["events"]
    assert list(purchased) == [
        "event", "token", "buyer", "flock_in", "net_used", "mt_allocated", "protocol_fee", "creator_fee",
        "anti_sniper_fee", "refund",
    ]  # fmt: skip
    assert int(purchased["flock_in"]) + int(purchased["refund"]) == 5_000 * WAD
    assert purchased["net_used"] == str(3_000 * WAD)
    assert (graduation["event"], graduation["graduated_at"]) == ("Graduated", CALM_S)


def test_the_final_state_has_its_fields(graduated):
    final = graduated["final"]
    assert list(final) == ["at", "treasury_flock", "burned_flock", "accounts", "offerings"]
    assert final["at"] == 500
    assert list(final["accounts"]["supporter"]) == ["flock", "tokens", "claims", "principal"]
    assert list(final["offerings"]["qmini"]) == [
        "status", "raised", "sold", "minimum_target", "maximum_target", "token_supply", "pool",
        "unsold_burned", "tokens_burned", "treasury_tokens",
    ]  # fmt: skip


def test_the_final_state_of_a_graduated_offering(graduated):
    offering = graduated["final"]["offerings"]["qmini"]
    assert (offering["status"], offering["raised"], offering["unsold_burned"]) == (
        "graduated",
        str(3_000 * WAD),
        "0",
    )
    assert offering["sold"] == str(400_000 * WAD)
    assert int(offering["token_supply"]) == 10**6 * WAD - int(offering["tokens_burned"])
    assert int(offering["pool"]["flock"]) == 1_800 * WAD + 4_000 * WAD
    assert graduated["final"]["burned_flock"] == str(2_000 * WAD)


def test_the_final_state_of_an_account(graduated):
    account = graduated["final"]["accounts"]["supporter"]
    assert account["tokens"] == {"qmini": str(400_000 * WAD)}
    assert account["claims"] == {"qmini": "0"}
    assert account["principal"] == {"qmini": str(3_000 * WAD)}


@pytest.mark.parametrize(("until", "status"), [(None, "live"), (419, "live"), (420, "failed")])
def test_an_offering_that_has_not_graduated_has_no_pool(until, status):
    offering = _replayed({"at": 0, **LAUNCH}, until=until)["final"]["offerings"]["qmini"]
    assert (offering["status"], offering["pool"], offering["token_supply"]) == (status, None, "0")


def test_all_flock_of_the_final_state_adds_up(graduated):
    final = graduated["final"]
    held = sum(int(account["flock"]) for account in final["accounts"].values())
    pool = int(final["offerings"]["qmini"]["pool"]["flock"])
    earned = 10_000 * WAD
    assert held + pool + int(final["treasury_flock"]) + int(final["burned_flock"]) == 2 * 10**4 * WAD + earned


def test_amounts_are_digits_and_nothing_is_a_float(graduated):
    def check(value, key=""):
        if isinstance(value, dict):
            for inner_key, inner in value.items():
                check(inner, inner_key)
        elif isinstance(value, list):
            for inner in value:
                check(inner, key)
        elif not isinstance(value, str) and value is not None:
            assert key in ("schema", "at", "accepted", "is_bundled", "sale_start", "sale_end", "graduated_at")
            assert isinstance(value, int)

    check(graduated)


def test_the_same_file_gives_the_same_replay(graduated):
    buy = {"at": CALM_S, **BUY, "flock_in": str(WAD)}
    assert _replayed({"at": 0, **LAUNCH}, buy) == _replayed({"at": 0, **LAUNCH}, buy)
    assert _replayed({"at": 0, **LAUNCH}, buy) != graduated


def test_treasury_fees_are_told_apart_from_the_issuers(graduated):
    fee = minimal().parameters.launch_fee
    purchased = graduated["steps"][3]["events"][0]
    issuer = 10**4 * WAD - fee + int(purchased["creator_fee"]) + 2_500 * WAD
    treasury = fee + int(purchased["protocol_fee"]) + 1_200 * WAD + 1_500 * WAD
    assert graduated["final"]["accounts"]["issuer"]["flock"] == str(issuer)
    assert graduated["final"]["treasury_flock"] == str(treasury)
