"""Each shipped scenario ends on a real chain as it ends in the sandbox, to the last unit."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from fomo_core import presets
from fomo_core.errors import InvalidScenario, NotADevelopmentChain
from fomo_core.scenarios import onchain, scenario
from fomo_core.scenarios.replay import replay
from tests.builders import ROOT, SMALL
from tools.anvil import running_anvil

STORIES = presets.scenario_files()
LAUNCH = {"at": 0, "do": "launch", "offering": "q", "model": SMALL, "name": "Q", "symbol": "QQ"}
BY_NAME = pytest.mark.parametrize("path", STORIES, ids=lambda path: path.stem)


@pytest.fixture(scope="module")
def node():
    with running_anvil() as url:
        yield onchain.node_at(url)


@BY_NAME
def test_a_shipped_scenario_is_the_same_on_the_chain(path, node):
    story = scenario.load(path)
    chain = onchain.deploy(node, story.protocol())
    assert onchain.replay_on_chain(story, chain) == replay(story)
    checked = chain.audit()
    assert checked.numbers > 15
    assert checked.differences == ()


def test_refusals_are_the_same_on_the_chain(node):
    story = _story(
        {"at": 0, "do": "fund", "account": "ada", "flock": str(10**24)},
        LAUNCH | {"sender": "ada", "model": "no such"},
        LAUNCH | {"sender": "ada"},
        LAUNCH | {"sender": "ben"},
        {"at": 5, "do": "buy", "sender": "ben", "offering": "q", "flock_in": str(10**18), "deadline": 4},
        {"at": 5, "do": "buy", "sender": "ben", "offering": "q", "flock_in": str(10**18)},
        {"at": 5, "do": "buy", "sender": "ada", "offering": "nothing", "flock_in": "1"},
        {"at": 5, "do": "graduate", "sender": "ada", "offering": "q"},
        {"at": 500, "do": "graduate", "sender": "ada", "offering": "q"},
        {"at": 500, "do": "route_revenue", "offering": "q", "usage_usd": "1000000", "flock_price": "3880000"},
    )
    told = onchain.replay_on_chain(story, onchain.deploy(node, story.protocol()))
    assert told == replay(story)
    assert [step["accepted"] for step in told["steps"]] == [True, False, True, *[False] * 7]


def _story(*steps: dict[str, object], **more: object) -> scenario.Scenario:
    return scenario.parse(
        json.dumps({"schema": 1, "title": "Refused", "preset": "minimal", "steps": steps, **more}).encode()
    )


def test_a_changed_parameter_and_the_clock_after_the_last_step_are_the_same_on_the_chain(node):
    story = _story(
        {"at": 0, "do": "fund", "account": "ada", "flock": str(10**24)},
        LAUNCH | {"sender": "ada", "first_buy_flock": str(10**18)},
        parameters={"tax_reading": "B", "launch_fee": "7"},
        until=1_000,
    )  # fmt: skip
    told = onchain.replay_on_chain(story, onchain.deploy(node, story.protocol()))
    assert told == replay(story)
    assert told["final"]["offerings"]["q"]["status"] == "failed"


def test_a_deployment_with_other_parameters_is_refused_before_anything_is_played(node):
    story = scenario.load(STORIES[0])
    chain = onchain.deploy(node, presets.load("minimal"))
    before = chain.head()
    with pytest.raises(InvalidScenario, match="differ from the deployment"):
        onchain.replay_on_chain(story, chain)
    assert chain.head() == before


def test_more_accounts_than_the_node_has_are_refused_before_anything_is_played(node):
    accounts = [{"at": 0, "do": "fund", "account": f"account {n}", "flock": "1"} for n in range(9)]
    story = _story(*accounts)
    with pytest.raises(InvalidScenario, match="has 9 accounts, the node only 8 to spare"):
        onchain.replay_on_chain(story, onchain.deploy(node, story.protocol()))


def test_a_chain_that_is_no_developer_s_is_refused(monkeypatch):
    with running_anvil("--chain-id", "8453") as url, pytest.raises(NotADevelopmentChain):
        onchain.deploy(onchain.node_at(url), presets.load("minimal"))


# --- the command line ---


def _run(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "fomo_core", *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def test_the_command_line_deploys_and_replays_on_that_deployment():
    with running_anvil() as url:
        made = json.loads(_run("deploy", "--rpc", url, "--preset", "mainnet", "--json").stdout)
        assert made["chain_id"] == 31337
        story = str(STORIES[0].relative_to(ROOT))
        on_chain = _run("replay", story, "--rpc", url, "--launchpad", made["launchpad"], "--json")
        assert json.loads(on_chain.stdout) == json.loads(_run("replay", story, "--json").stdout)


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("deploy", "--rpc", "http://127.0.0.1:9"), "can't be reached"),
        (("deploy", "--rpc", "ftp://127.0.0.1"), "http"),
        (("replay", str(STORIES[0]), "--rpc", "http://127.0.0.1:9"), "can't be reached"),
    ],
    ids=["nobody there", "no address", "replay"],
)
def test_a_chain_that_does_not_answer_is_one_line_on_standard_error(arguments, sentence):
    done = _run(*arguments)
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.count("\n") == 1
    assert sentence in done.stderr


def test_a_launchpad_that_is_no_address_is_refused():
    with running_anvil() as url:
        done = _run("replay", str(STORIES[0]), "--rpc", url, "--launchpad", "0x12")
        assert done.returncode == 2
        assert done.stderr == "fomo_core: That is no address: it is 0x and 40 characters, copied whole.\n"


def test_an_offerings_key_belongs_to_its_first_launch_on_a_chain_as_in_the_sandbox(node):
    means = ({"at": 0, "do": "fund", "account": who, "flock": str(10**24)} for who in ("ada", "ben"))
    story = _story(
        *means,
        LAUNCH | {"sender": "ben", "max_fee": "7"},
        LAUNCH | {"sender": "ada", "at": 2, "deadline": 1},
        LAUNCH | {"sender": "ada", "at": 2, "max_fee": str(328 * 10**18), "deadline": 2},
        LAUNCH | {"sender": "ben", "at": 3},
        LAUNCH | {"sender": "ada", "at": 3},
        LAUNCH | {"sender": "ben", "at": 3, "deadline": 2},
        {"at": 150, "do": "buy", "sender": "ben", "offering": "q", "flock_in": str(10**22)},
        {"at": 151, "do": "swap", "sender": "ben", "offering": "q", "sell": "flock", "amount_in": "9", "deadline": 150},
        {"at": 152, "do": "route_revenue", "offering": "q", "usage_usd": "9000000", "flock_price": "3880000",
         "min_burned": str(10**30)},
        {"at": 153, "do": "route_revenue", "offering": "q", "usage_usd": "9000000", "flock_price": "3880000",
         "min_burned": "1", "max_flock": str(10**21), "deadline": 153},
    )  # fmt: skip
    told = onchain.replay_on_chain(story, onchain.deploy(node, story.protocol()))
    assert told == replay(story)
    assert [step.get("code") for step in told["steps"]] == [
        None, None, "launch: fee above limit", "launch: deadline passed", None, "launch: offering exists",
        "launch: offering exists", "launch: deadline passed", None, "swap: deadline passed",
        "revenue: too little burned", None,
    ]  # fmt: skip


def test_an_abandoned_raise_is_redeemed_on_a_chain_as_in_the_sandbox(node):
    story = _story(
        *({"at": 0, "do": "fund", "account": who, "flock": str(10**24)} for who in ("ada", "ben")),
        LAUNCH | {"sender": "ada"},
        {"at": 150, "do": "buy", "sender": "ben", "offering": "q", "flock_in": str(2_000 * 10**18)},
        {"at": 420 + 1_799, "do": "redeem", "sender": "ben", "offering": "q"},
        {"at": 420 + 1_800, "do": "redeem", "sender": "ben", "offering": "q"},
        {"at": 420 + 1_800, "do": "graduate", "sender": "ada", "offering": "q"},
    )
    told = onchain.replay_on_chain(story, onchain.deploy(node, story.protocol()))
    assert told == replay(story)
    assert [step.get("code") for step in told["steps"]][-3:] == [
        "offering: not failed",
        None,
        "offering: abandoned",
    ]
    assert told["final"]["offerings"]["q"]["status"] == "failed"
