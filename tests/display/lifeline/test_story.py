"""The story of an offering: its steps, what they say, and what is drawn of them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fomo_core import commands as cmd
from fomo_core import events as ev
from fomo_core import presets
from fomo_core.backends.sandbox import Sandbox
from fomo_core.display.lifeline import story as stories
from fomo_core.display.lifeline.captions import Caption
from fomo_core.display.lifeline.picture import picture
from fomo_core.display.lifeline.steps import CHAPTERS, Kind
from fomo_core.history import Histories
from fomo_core.scenarios import scenario
from fomo_core.telling import Chapter, Telling, parts
from fomo_core.units import DAY_S, WAD
from tests.builders import BYSTANDER, ISSUER, SMALL, SNIPER, SUPPORTER
from tests.pages.states import STATES

SHIPPED = {path.stem: path for path in presets.scenario_files()}
EVERY = {
    **{stem: lambda path=path: scenario.final_sandbox(scenario.load(path)) for stem, path in SHIPPED.items()},
    **STATES,
}


def story_of(
    sandbox: Sandbox,
    key: str,
    tellings: Mapping[int, Telling] | None = None,
    account: str = "",
    most: int = 120,
    only_raises: bool = False,
) -> stories.Story:
    past = Histories(sandbox.protocol.parameters)
    entries = list(sandbox.events())
    past.extend(entries)
    offering, now = sandbox.world.offerings[key], sandbox.head().now
    return stories.story_of(
        entries,
        offering,
        past.of(key),
        now,
        sandbox.protocol.parameters,
        tellings,
        account,
        most,
        only_raises,
    )


def captions(story: stories.Story) -> list[Caption]:
    return [story.caption(scene) for scene in story.scenes]


def launched(name: str = "Q Mini", first_buy: int = 0) -> Sandbox:
    sandbox = Sandbox(presets.load("mainnet"))
    for account in (ISSUER, SUPPORTER, SNIPER, BYSTANDER):
        sandbox.submit(cmd.Fund(account, 10**6 * WAD))
    sandbox.submit(cmd.Launch(ISSUER, "qmini", SMALL, name, "QMINI", "", first_buy * WAD))
    return sandbox


def buy(sandbox: Sandbox, account: str, flock: int) -> None:
    sandbox.submit(cmd.Buy(account, "qmini", flock * WAD, 0))


def test_a_tax_that_takes_most_is_told_in_its_colour() -> None:
    sandbox = launched()
    buy(sandbox, SNIPER, 20_000)
    said = captions(story_of(sandbox, "qmini"))[-1]
    assert said.lead == "Minute 0."
    assert said.pieces == (("Sniper pays 20,000 FLOCK to be first. ", ""), ("19,800 of it is gone.", "tax"))
    numbers = story_of(sandbox, "qmini").numbers(story_of(sandbox, "qmini").scenes[-1])
    assert [number.value for number in numbers] == ["20,000", "19,800", "200"]


def test_the_clock_brings_steps_of_its_own() -> None:
    sandbox = launched(first_buy=1_000)
    sandbox.advance_to(DAY_S)
    buy(sandbox, SUPPORTER, 1_000)
    sandbox.advance_to(8 * DAY_S)
    kinds = [scene.step.kind for scene in story_of(sandbox, "qmini").scenes]
    assert kinds == [Kind.LAUNCHED, Kind.BOUGHT, Kind.UNTAXED, Kind.BOUGHT, Kind.FAILED, Kind.NOW]
    before = [scene.step.kind for scene in story_of(sandbox.branch(7), "qmini").scenes]
    assert before == kinds[:2]


def test_a_raise_short_of_a_wei_has_failed_and_does_not_read_as_reached() -> None:
    sandbox = launched()
    sandbox.advance_to(2 * DAY_S)
    offering = sandbox.world.offerings["qmini"]
    gross = offering.minimum_target * 10_000 // 9_850 - 1
    sandbox.submit(cmd.Buy(SUPPORTER, "qmini", gross, 0))
    assert 0 < offering.minimum_target - sandbox.world.offerings["qmini"].raised <= 2
    sandbox.advance_to(8 * DAY_S)
    failed = next(scene for scene in story_of(sandbox, "qmini").scenes if scene.step.kind is Kind.FAILED)
    assert "104,999 of 105,000 FLOCK" in story_of(sandbox, "qmini").caption(failed).text


def test_a_log_that_tells_of_raises_alone_does_not_say_what_became_of_one() -> None:
    sandbox = launched(first_buy=1_000)
    sandbox.advance_to(8 * DAY_S)
    story = story_of(sandbox, "qmini", only_raises=True)
    assert [scene.step.kind for scene in story.scenes][-2:] == [Kind.ENDED, Kind.NOW]
    assert all("not told here" in caption.text for caption in captions(story)[-2:])
    drawn = picture(story, "qmini")
    assert (drawn["gate"], drawn["returns"], drawn["lost"]) == ("waiting", [], [])


def test_a_raise_that_nobody_graduates_waits_and_counts_as_failed_once_somebody_redeems() -> None:
    sandbox = launched()
    sandbox.advance_to(2 * DAY_S)
    buy(sandbox, SUPPORTER, 120_000)
    buy(sandbox, BYSTANDER, 10_000)
    sandbox.advance_to(40 * DAY_S)
    assert "Nobody has graduated it yet" in captions(story_of(sandbox, "qmini"))[-1].text
    sandbox.submit(cmd.Redeem(SUPPORTER, "qmini"))
    sandbox.advance(DAY_S)
    said = captions(story_of(sandbox, "qmini"))[-1].text
    assert "9,850.00 FLOCK of principal can still be taken back" in said


def test_an_author_speaks_for_a_whole_command_and_begins_chapters() -> None:
    sandbox = launched(first_buy=1_000)
    length = len(sandbox.ledger)
    story = story_of(sandbox, "qmini", {length: Telling("It begins: *a raise.*", "launch")})
    assert [scene.step.kind for scene in story.scenes] == [Kind.LAUNCHED]
    assert len(story.scenes[0].step.events) >= 3
    assert captions(story)[0].pieces == (("It begins: ", ""), ("a raise.", "raise"))


@given(st.text(max_size=200))
def test_a_sentence_is_shown_whole_but_for_the_signs_that_colour_it(text: str) -> None:
    sandbox = launched()
    story = story_of(sandbox, "qmini", {len(sandbox.ledger): Telling("It: " + text)})
    shown = captions(story)[0].pieces
    assert [piece for piece, _ in shown] == [part.text for part in parts("It: " + text)]
    assert {colour for _, colour in shown} <= {"", "raise"}


def test_signs_in_a_name_colour_nothing() -> None:
    sandbox = launched()
    sandbox.submit(cmd.Fund("*a* *b", 10**6 * WAD))
    buy(sandbox, "*a* *b", 1_000)
    said = captions(story_of(sandbox, "qmini"))[-1]
    assert said.pieces[0] == ("*a* *b pays 1,000 FLOCK to be first. ", "")


@pytest.mark.parametrize("name", EVERY)
def test_every_story_is_data_that_a_browser_can_read(name: str) -> None:
    sandbox = EVERY[name]()
    for key, offering in sandbox.world.offerings.items():
        story = story_of(sandbox, key)
        drawn = json.loads(json.dumps(picture(story, key), allow_nan=False))
        assert drawn["gate"] == ("open" if offering.graduated_at is not None else drawn["gate"])
        lengths = [step["n"] for step in drawn["steps"]]
        assert lengths == sorted(lengths)
        assert all(len(step["numbers"]) == 3 for step in drawn["steps"])
        assert all(
            0 <= mark[0] < len(lengths)
            for kind in ("raised", "purchases", "pool", "uses")
            for mark in drawn[kind]
        )
        if drawn["raised"]:
            assert drawn["raised"][-1][2] == pytest.approx(offering.raised / WAD)
        if drawn["pool"]:
            assert drawn["pool"][-1][2] == pytest.approx(offering.pool_flock / offering.pool_tokens)
        if drawn["parts"]:
            assert sum(part[1] for part in drawn["parts"]) == pytest.approx(offering.raised / WAD)


def test_the_chapters_are_those_that_a_file_may_name() -> None:
    assert get_args(Chapter) == CHAPTERS


@pytest.mark.parametrize("stem", SHIPPED)
def test_a_shipped_story_goes_through_its_chapters_in_their_order(stem: str) -> None:
    sandbox = EVERY[stem]()
    for key in sandbox.world.offerings:
        chapters = [CHAPTERS.index(scene.step.chapter) for scene in story_of(sandbox, key).scenes]
        assert chapters[0] == 0
        assert chapters[-1] > 0


def test_ten_thousand_purchases_are_thinned_without_losing_the_largest() -> None:
    sandbox = launched()
    sandbox.advance_to(6_000)
    for number in range(2_000):
        sandbox.advance(60)
        sandbox.submit(cmd.Buy(SUPPORTER, "qmini", (40_000 if number == 777 else 1 + number % 5) * WAD, 0))
    buy(sandbox, BYSTANDER, 1)
    for _ in range(50):
        sandbox.advance(60)
        buy(sandbox, SUPPORTER, 2)
    story = story_of(sandbox, "qmini", account=BYSTANDER)
    drawn = picture(story, "qmini", BYSTANDER)
    discs = drawn["purchases"]
    assert isinstance(discs, list)
    assert len(discs) <= 160
    assert max(disc[2] for disc in discs) == 40_000
    assert [disc[2] for disc in discs if disc[5]] == [1]
    assert story.scenes[-1].after.raised == sandbox.world.offerings["qmini"].raised


def test_a_rehearsal_is_told_in_seconds_and_minutes() -> None:
    sandbox = Sandbox(presets.load("minimal"))
    sandbox.submit(cmd.Fund(ISSUER, 10**6 * WAD))
    sandbox.submit(cmd.Launch(ISSUER, "qmini", SMALL, "Q Mini", "QMINI", "", 0))
    sandbox.advance(30)
    sandbox.submit(cmd.Buy(ISSUER, "qmini", 10 * WAD, 0))
    sandbox.advance(270)
    leads = [caption.lead for caption in captions(story_of(sandbox, "qmini"))]
    assert leads == ["Second 0.", "Second 30.", "Second 98.", "Minute 5."]
    assert "in 7 minutes" in captions(story_of(sandbox, "qmini"))[0].text


def test_a_chapter_that_begins_at_a_claim_holds_for_those_that_follow() -> None:
    sandbox = launched()
    for buyer in (SUPPORTER, BYSTANDER):
        sandbox.advance_to(sandbox.head().now + DAY_S)
        sandbox.submit(cmd.Buy(buyer, "qmini", 200_000 * WAD))
    begins = len(sandbox.ledger)
    for account in (SUPPORTER, BYSTANDER):
        sandbox.submit(cmd.Claim(account, "qmini"))
    tellings = {begins + 1: Telling("", "trading")}
    steps = [scene.step for scene in story_of(sandbox, "qmini", tellings).scenes]
    claims = [step for step in steps if step.kind is Kind.CLAIMED]
    assert [(len(step.events), step.chapter) for step in claims] == [(2, "trading")]


def test_the_colour_of_a_trade_is_that_of_what_it_does_to_the_price() -> None:
    hues = set()
    for path in SHIPPED.values():
        sandbox = scenario.final_sandbox(scenario.load(path))
        for key in sandbox.world.offerings:
            story = story_of(sandbox, key, sandbox.tellings)
            for scene in story.scenes:
                sold = [event.sell for event in scene.step.events if isinstance(event, ev.Swapped)]
                hues |= {(sell, hue) for sell in sold for _, hue in story.caption(scene).pieces if hue}
    assert hues == {("flock", "price"), ("token", "tax")}


def test_use_that_burns_nothing_has_no_star() -> None:
    sandbox = scenario.final_sandbox(scenario.load(SHIPPED["1-maximum-reached"]))
    burned = picture(story_of(sandbox, "qmini"), "qmini")["burns"]
    sandbox.submit(cmd.RouteRevenue("qmini", 1, 3_880_000))
    drawn = picture(story_of(sandbox, "qmini"), "qmini")
    assert len(drawn["uses"]) == len(burned) + 1
    assert len(drawn["burns"]) == len(burned) > 0
