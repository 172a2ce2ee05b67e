"""Export and import: what was taken along replays, and a faulty file changes nothing."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from fomo_core import presets
from fomo_core.backends.sandbox import Sandbox
from fomo_core.display.acts import log
from fomo_core.display.text import plain, t
from fomo_core.scenarios import file as scenario_file
from fomo_core.scenarios import replay, scenario
from tests.builders import ROOT, SUPPORTER
from tests.pages.states import STATES, live
from tests.pages.visitor import Visitor

STEP = {"at": 0, "do": "fund", "account": "ada", "flock": "5"}
GOOD = {"schema": 1, "title": "a file", "preset": "minimal", "steps": [STEP]}


def encoded(value: object) -> bytes:
    return json.dumps(value).encode()


BAD_FILES = {
    "empty": b"",
    "truncated": encoded(GOOD)[:-9],
    "not UTF-8": b'{"schema": 1, "title": "\xff\xfe"}',
    "a picture": b"\x89PNG\r\n\x1a\n\x00\x00",
    "deep nesting": b"[" * 200_000,
    "endless number": b'{"schema": 1' + b"0" * 5_000 + b"}",
    "a list": encoded([GOOD]),
    "another schema": encoded(GOOD | {"schema": 2}),
    "no schema": encoded({k: v for k, v in GOOD.items() if k != "schema"}),
    "unknown field": encoded(GOOD | {"<script>": 1}),
    "unknown preset": encoded(GOOD | {"preset": "../../etc/passwd"}),
    "unknown verb": encoded(GOOD | {"steps": [STEP | {"do": "mint"}]}),
    "time running backwards": encoded(GOOD | {"steps": [STEP | {"at": 9}, STEP]}),
    "negative amount": encoded(GOOD | {"steps": [STEP | {"flock": "-5"}]}),
    "amount as a float": encoded(GOOD | {"steps": [STEP | {"flock": 5.5}]}),
    "huge amount": encoded(GOOD | {"steps": [STEP | {"flock": "1" + "0" * 80}]}),
    "control characters": encoded(GOOD | {"steps": [STEP | {"account": "a\x00b"}]}),
    "the end before its steps": encoded(GOOD | {"steps": [STEP | {"at": 9}], "until": 3}),
    "unknown parameter": encoded(GOOD | {"parameters": {"nothing": 1}}),
}


def uploading(content: bytes, visitor: Visitor | None = None) -> Visitor:
    visitor = (visitor or Visitor(live(), SUPPORTER)).open("activity")
    visitor.app.file_uploader(key="scenario_file").upload("scenario.json", content)
    return visitor.run()


@pytest.mark.parametrize("fault", BAD_FILES)
def test_a_faulty_file_is_refused_in_one_sentence_and_nothing_changes(fault):
    visitor = uploading(BAD_FILES[fault])
    before = visitor.state
    visitor.click("import")
    assert visitor.state == before
    assert len(visitor.complaints()) == 1
    said = visitor.complaints()[0]
    assert said.startswith(t("session.bad_file", reason="").strip())
    assert len(said) < 400
    assert "<script>" not in said
    assert "Traceback" not in said


def test_a_file_above_the_limit_is_refused(monkeypatch):
    monkeypatch.setattr(scenario_file, "LARGEST_FILE", 50)
    visitor = uploading(encoded(GOOD))
    before = visitor.state
    visitor.click("import")
    assert visitor.state == before
    assert len(visitor.complaints()) == 1


def test_opening_needs_a_file():
    assert not Visitor(live()).open("activity").enabled("import")


@pytest.mark.parametrize("path", presets.scenario_files(), ids=lambda path: path.stem)
def test_a_shipped_file_opens_to_its_final_state(path):
    visitor = uploading(path.read_bytes()).click("import")
    expected = replay.final_state(scenario.final_sandbox(scenario.load(path)))
    assert replay.final_state(visitor.sandbox) == expected
    assert visitor.notes() == [t("session.loaded")]
    assert visitor.complaints() == []
    visitor.open("offering")
    assert visitor.widget("offering").value == visitor.offering.key


def test_a_file_without_accounts_or_offerings_opens_to_empty_screens():
    visitor = uploading(encoded(GOOD | {"steps": []})).click("import")
    assert len(visitor.sandbox.ledger) == 0
    for page in ("home", "marketplace", "offering", "portfolio", "activity", "launch", "economy"):
        assert visitor.open(page).complaints() == []


def test_a_file_opened_in_the_past_leads_to_the_present_and_keeps_what_was_there():
    visitor = Visitor(live()).open("activity").type("travel", 4).click("past_branch").type("travel", 2)
    uploading(encoded(GOOD), visitor).click("import")
    assert visitor.desk.looking_at is None
    assert [line.name for line in visitor.desk.lines] == [t("past.line", number=1)]
    assert list(visitor.sandbox.world.flock.items()) == [("ada", 5)]


def downloaded(visitor: Visitor, key: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """What the button with this key would hand over: its content is made when it is clicked."""
    import streamlit

    made: dict[str, object] = {}
    whole = streamlit.download_button

    def caught(label: str, data: object, *args: object, **kwargs: object) -> bool:
        made[str(kwargs["key"])] = data
        return whole(label, data, *args, **kwargs)

    monkeypatch.setattr(streamlit, "download_button", caught)
    visitor.open("activity")
    data = made[key]
    return data() if callable(data) else data


@pytest.mark.parametrize("name", STATES)
def test_the_exported_scenario_replays_to_the_same_final_state(name, monkeypatch):
    visitor = Visitor(STATES[name](), SUPPORTER)
    visitor.click("clock_hour")
    text = downloaded(visitor, "export_scenario", monkeypatch)
    assert text == scenario.to_json(scenario.record(visitor.sandbox, plain("activity.file_title")))
    replayed = replay.replay(scenario.parse(text.encode()))
    assert replayed["final"] == replay.final_state(visitor.sandbox)
    again = uploading(text.encode(), Visitor()).click("import")
    assert again.sandbox.ledger.head == visitor.sandbox.ledger.head
    assert again.sandbox.head().now == visitor.sandbox.head().now


def test_a_fork_is_saved_with_its_beginning_and_opened_again(monkeypatch):
    box = live()
    fork = Sandbox.forked(box.protocol, box.events(), box.head().now, "A chain, at block 7")
    visitor = Visitor(fork, SUPPORTER).click("clock_hour").open("activity")
    assert visitor.says(t("live.from", source="A chain, at block 7"))
    text = downloaded(visitor, "export_scenario", monkeypatch)
    assert downloaded(visitor, "export_csv", monkeypatch) == log.export(fork.ledger.entries())
    again = uploading(text.encode(), Visitor()).click("import")
    assert again.sandbox.world == visitor.sandbox.world
    assert again.sandbox.head() == visitor.sandbox.head()
    assert again.says(t("live.from", source="A chain, at block 7"))


def test_what_can_be_exported_is_offered():
    visitor = Visitor(live(), SUPPORTER).open("activity")
    assert visitor.enabled("export_scenario")
    assert visitor.reason("export_scenario") == t("activity.export_about")


def test_the_exported_scenario_replays_on_the_command_line(monkeypatch, tmp_path):
    visitor = Visitor(STATES["bought_back"](), SUPPORTER)
    file = tmp_path / "fomo-scenario.json"
    file.write_text(downloaded(visitor, "export_scenario", monkeypatch), encoding="utf-8")
    command = [sys.executable, "-m", "fomo_core", "replay", str(file), "--json"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert json.loads(done.stdout)["final"] == replay.final_state(visitor.sandbox)


def test_the_exported_events_are_exact(monkeypatch):
    visitor = Visitor(STATES["bought_back"](), SUPPORTER)
    text = downloaded(visitor, "export_csv", monkeypatch)
    assert text == log.export(visitor.sandbox.events())
    assert len(text.splitlines()) == len(visitor.sandbox.ledger) + 1
