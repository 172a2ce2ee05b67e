"""What a story says of its steps: in a file, in the sandbox's journal, and in parts."""

import json
from typing import get_args

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from fomo_core import commands as cmd
from fomo_core.backends.sandbox import Sandbox
from fomo_core.errors import InvalidScenario, Rejected
from fomo_core.names import line_fault
from fomo_core.scenarios import scenario
from fomo_core.scenarios.replay import replay
from fomo_core.telling import LONGEST_SAY, Chapter, Part, Telling, parts
from fomo_core.units import WAD
from tests.builders import BYSTANDER, ISSUER, SUPPORTER, launch, minimal
from tests.scenarios.test_scenario import ONE_OF_EACH

OPENING = Telling("Q Mini asks for money. *The fee is gone.*", "launch")
BUYING = Telling("A supporter pays 1 FLOCK.")
RAISING = Telling(chapter="raise")


def _sandbox() -> Sandbox:
    """A sandbox in which some acts are told, and some are not."""
    sandbox = Sandbox(minimal())
    for account in (ISSUER, SUPPORTER):
        sandbox.submit(cmd.Fund(account, 10_000 * WAD))
    sandbox.submit(launch(), OPENING)
    sandbox.advance(1)
    sandbox.submit(cmd.Buy(SUPPORTER, "qmini", WAD), RAISING)
    sandbox.submit(cmd.Buy(SUPPORTER, "qmini", WAD), BUYING)
    return sandbox


def _raw(**telling: object) -> dict[str, object]:
    steps = [{"at": 0, "do": "fund", "account": "issuer", "flock": "5"} | telling]
    return {"schema": 1, "title": "a title", "preset": "minimal", "steps": steps}


def _refused(**telling: object) -> str:
    with pytest.raises(InvalidScenario) as caught:
        scenario.parse(json.dumps(_raw(**telling)).encode())
    return str(caught.value)


def _again(story: scenario.Scenario) -> scenario.Scenario:
    return scenario.parse(scenario.to_json(story).encode())


# --- in a file ---


@pytest.mark.parametrize("step", [step for step, _ in ONE_OF_EACH], ids=lambda step: step["do"])
def test_a_step_of_any_verb_may_be_told_and_asks_for_the_same(step):
    raw = _raw() | {"steps": [{"at": 0} | step]}
    plain = scenario.scenario_of(raw)
    told = scenario.scenario_of(raw | {"steps": [{"at": 0} | step | {"say": "Look.", "chapter": "usage"}]})
    assert scenario.command_of(told.steps[0]) == scenario.command_of(plain.steps[0])
    assert (told.steps[0].say, told.steps[0].chapter) == ("Look.", "usage")
    assert (plain.steps[0].say, plain.steps[0].chapter) == (None, None)
    assert _again(told) == told
    assert '"say"' not in scenario.to_json(plain)


@pytest.mark.parametrize("chapter", get_args(Chapter))
def test_every_chapter_may_begin_anywhere(chapter):
    assert _again(scenario.scenario_of(_raw(chapter=chapter))).steps[0].chapter == chapter


@pytest.mark.parametrize("chapter", ["Launch", "", "end", 1, ["launch"]])
def test_an_unknown_chapter_is_refused_with_the_known_ones(chapter):
    assert _refused(chapter=chapter) == (
        "step 0: chapter: expected 'launch', 'raise', 'outcome', 'graduation', 'trading', 'usage' or 'buyback'."
    )


@pytest.mark.parametrize(
    ("say", "why"),
    [
        ("", "expected a sentence that can be shown; it is empty."),
        (" \u2003", "expected a sentence that can be shown; it is empty."),
        ("two\nlines", "expected a sentence that can be shown; it holds control or invisible characters."),
        (
            "back\u202ewards",
            "expected a sentence that can be shown; it holds control or invisible characters.",
        ),
        ("\x1b[31mred", "expected a sentence that can be shown; it holds control or invisible characters."),
        (
            "a\u0301\u0301\u0301\u0301\u0301",
            "expected a sentence that can be shown; it holds marks without a letter below, or more than 4 on one.",
        ),
        ("x" * (LONGEST_SAY + 1), f"String should have at most {LONGEST_SAY} characters."),
        (7, "expected a valid string."),
    ],
)
def test_a_sentence_that_can_not_be_shown_is_refused_with_its_step(say, why):
    assert _refused(say=say) == f"step 0: say: {why}"


def test_the_longest_sentence_is_accepted_whatever_its_letters():
    assert scenario.scenario_of(_raw(say="\u00e9" * LONGEST_SAY)).steps[0].say == "\u00e9" * LONGEST_SAY


@given(say=st.text(max_size=LONGEST_SAY))
@example(say="***")
@example(say='"quoted" \\ <b>*$x$*</b>')
def test_any_sentence_is_refused_or_comes_back_as_it_was(say):
    if line_fault(say) is not None:
        assert _refused(say=say).startswith("step 0: say: expected a sentence that can be shown; ")
        return
    story = _again(scenario.scenario_of(_raw(say=say)))
    assert story.steps[0].say == say
    recorded = scenario.record(scenario.final_sandbox(story), "again")
    assert recorded.steps == story.steps


def test_a_replay_says_nothing_of_what_is_told():
    assert replay(scenario.scenario_of(_raw(say="Look.", chapter="usage"))) == replay(
        scenario.scenario_of(_raw())
    )


# --- in the journal ---


def test_a_telling_stands_under_the_logs_length_after_its_act():
    sandbox = _sandbox()
    lengths = [step.length for step in sandbox.steps if step.command is not None][2:]
    assert sandbox.tellings == dict(zip(lengths, [OPENING, RAISING, BUYING]))


def test_undo_takes_the_telling_away_with_its_act():
    sandbox = _sandbox()
    sandbox.undo()
    assert list(sandbox.tellings.values()) == [OPENING, RAISING]
    sandbox.submit(cmd.Buy(SUPPORTER, "qmini", WAD))
    assert list(sandbox.tellings.values()) == [OPENING, RAISING]


def test_a_branch_keeps_the_tellings_before_it():
    sandbox = _sandbox()
    launched, bought, _ = sandbox.tellings
    assert sandbox.branch(launched).tellings == {launched: OPENING}
    assert sandbox.branch(bought).tellings == {launched: OPENING, bought: RAISING}
    assert sandbox.branch(2).tellings == {}
    assert len(sandbox.tellings) == 3


def test_a_refused_act_tells_nothing():
    sandbox = _sandbox()
    before = sandbox.tellings
    with pytest.raises(Rejected):
        sandbox.submit(cmd.Graduate(BYSTANDER, "qmini"), Telling("It opens.", "graduation"))
    assert sandbox.tellings == before


def test_a_record_writes_the_tellings_back_into_a_file():
    sandbox = _sandbox()
    replayed = scenario.final_sandbox(_again(scenario.record(sandbox, "a title")))
    assert replayed.steps == sandbox.steps
    assert replayed.tellings == sandbox.tellings


def test_a_story_that_begins_in_a_state_goes_on_with_tellings():
    begun = _sandbox()
    fork = Sandbox.forked(begun.protocol, begun.events(), 5, "elsewhere")
    assert fork.tellings == {}
    fork.submit(cmd.Buy(SUPPORTER, "qmini", WAD), BUYING)
    replayed = scenario.final_sandbox(_again(scenario.record(fork, "a title")))
    assert replayed.tellings == {len(fork.ledger): BUYING}


# --- in parts ---


@pytest.mark.parametrize(
    ("say", "expected"),
    [
        ("Nothing stands out.", [Part("Nothing stands out.", False)]),
        ("Paid. *All is gone.*", [Part("Paid. ", False), Part("All is gone.", True)]),
        ("*One* and *two*.", [Part("One", True), Part(" and ", False), Part("two", True), Part(".", False)]),
        ("5 * 3", [Part("5 * 3", False)]),
        ("*one* or * more", [Part("one", True), Part(" or * more", False)]),
        ("**", [Part("**", False)]),
    ],
)
def test_what_stands_between_two_asterisks_is_the_consequence(say, expected):
    assert list(parts(say)) == expected


@given(say=st.text(alphabet="a *.", max_size=LONGEST_SAY))
def test_the_parts_put_together_are_the_sentence(say):
    found = parts(say)
    assert "".join(f"*{part.text}*" if part.consequence else part.text for part in found) == say
    assert all(part.text for part in found)
    assert not any("*" in part.text for part in found if part.consequence)
    assert sum(part.text.count("*") for part in found) == say.count("*") - 2 * sum(
        p.consequence for p in found
    )
