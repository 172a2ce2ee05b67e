"""``make live``: which story is on the chain, how far, by which clock; and a chain that ends takes the app along."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from fomo_core import presets
from fomo_core.errors import InvalidScenario
from fomo_core.offering import LIVE
from fomo_core.scenarios import onchain, scenario
from fomo_core.tax import base_reached_s
from tools import live
from tools.anvil import Anvil, NoAnvil, is_free, running_anvil

STORIES = {path.stem: path for path in presets.scenario_files()}


@pytest.mark.parametrize("name", STORIES)
def test_every_story_begins_in_an_open_raise_with_purchases_and_room(name):
    story = live.story_of({"STORY": name})
    sandbox = scenario.final_sandbox(story)
    offering = sandbox.world.offerings[story.steps[-1].offering]
    assert offering.status_at(sandbox.head().now) == LIVE
    assert 0 < offering.raised < offering.maximum_target
    # A newcomer's first purchase does not go into the tax.
    assert sandbox.head().now >= offering.start + base_reached_s(sandbox.protocol.parameters)


def test_without_a_choice_there_is_a_story_and_one_can_be_played_whole():
    assert live.story_of({}).title == scenario.load(STORIES[live.STORY]).title
    assert live.story_of({"STORY": "4-sniper", "WHOLE": "1"}) == scenario.load(STORIES["4-sniper"])


def test_a_file_of_ones_own_can_be_played(tmp_path):
    own = tmp_path / "own.json"
    own.write_bytes(STORIES["4-sniper"].read_bytes())
    assert live.story_of({"STORY": str(own)}) == live.story_of({"STORY": "4-sniper"})


def test_a_story_that_is_not_there_is_told_with_those_that_are():
    with pytest.raises(
        InvalidScenario, match=r"There is no such story: STORY is a file, or one of .*4-sniper"
    ):
        live.story_of({"STORY": "5-nowhere"})


def test_the_chain_goes_by_our_clock_and_its_raise_is_open():
    story = live.story_of({"STORY": "4-sniper"})
    began = int(time.time()) - live.STAGING_S - live.lasts(story)
    with running_anvil("--accounts", "20", "--timestamp", str(began)) as url:
        chain = onchain.existing(url, live.staged(url, story))
        chain.sync()
        assert abs(chain.head().now - time.time()) < 60
        (offering,) = chain.world.offerings.values()
        assert offering.status_at(chain.head().now) == LIVE


@pytest.fixture
def sleepers() -> Iterator[list[subprocess.Popen[bytes]]]:
    """Two processes that do nothing for a long time."""
    waiting = (sys.executable, "-c", "input()")
    both = [subprocess.Popen(waiting, stdin=subprocess.PIPE) for _ in range(2)]
    yield both
    for each in both:
        each.kill()
        each.communicate()


def test_when_the_chain_ends_so_does_the_app_and_it_is_told(sleepers, tmp_path: Path, monkeypatch):
    monkeypatch.setattr(live, "LOOK_S", 0.01)
    chain, app = sleepers
    chain.kill()
    chain.wait()
    with pytest.raises(NoAnvil, match="The development chain at http://here has ended, and the app with it"):
        live.watched(Anvil("http://here", chain, tmp_path / "log"), app)
    assert app.poll() is not None


def test_when_the_app_ends_its_status_is_ours(sleepers, tmp_path: Path):
    chain, app = sleepers
    app.communicate(b"\n")
    assert live.watched(Anvil("http://here", chain, tmp_path / "log"), app) == 0


def test_a_port_that_is_taken_is_not_free():
    with running_anvil() as url:
        assert not is_free(int(url.rpartition(":")[2]))
