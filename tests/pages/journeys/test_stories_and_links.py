"""Stories, the tour, links that outlive a reload."""

from __future__ import annotations

import json
import shutil

import pytest

from fomo_core import presets
from fomo_core.display.text import t
from fomo_core.scenarios import replay, scenario
from tests.pages.states import claimed, live
from tests.pages.visitor import Visitor
from tests.screens import PAGES

STEMS = [path.stem for path in presets.scenario_files()]
STORIES = pytest.mark.parametrize("stem", STEMS)


def final_of(stem: str) -> dict:
    path = next(path for path in presets.scenario_files() if path.stem == stem)
    return replay.final_state(scenario.final_sandbox(scenario.load(path)))


# --- stories ---


@STORIES
def test_a_story_opens_at_its_end_with_one_click(stem):
    visitor = Visitor().open("home").click(f"end_{stem}")
    assert visitor.app.title[0].value == t("nav.offering")
    assert replay.final_state(visitor.sandbox) == final_of(stem)
    assert visitor.desk.looking_at is None
    assert visitor.complaints() == []


@STORIES
def test_a_story_can_be_stepped_through_from_its_launch(stem):
    visitor = Visitor().open("home").click(f"step_{stem}")
    total = len(visitor.sandbox.ledger)
    seen = visitor.desk.looking_at
    assert 0 < seen < total
    assert visitor.app.title[0].value == t("nav.offering")
    assert visitor.enabled("past_branch")
    while visitor.desk.looking_at < total:
        assert visitor.desk.looking_at == seen
        assert visitor.complaints() == [] or not visitor.app.error
        seen += 1
        visitor.step_on()
    assert seen == total == visitor.desk.looking_at
    assert visitor.says(t("past.end"))
    assert not visitor.open("activity").enabled("past_forward")
    assert visitor.click("past_present").desk.looking_at is None
    assert replay.final_state(visitor.sandbox) == final_of(stem)


@STORIES
def test_every_screen_opens_at_the_end_of_a_story(stem):
    visitor = Visitor(story=stem)
    for page in PAGES:
        assert visitor.open(page).complaints() == []


@STORIES
def test_a_link_opens_a_story(stem):
    visitor = Visitor(story=stem)
    assert replay.final_state(visitor.sandbox) == final_of(stem)
    assert "story" not in visitor.app.query_params


@pytest.mark.parametrize("stem", ["nothing", "../../etc/passwd", "<b>x</b>", "x" * 10_000, "\x00"])
def test_a_link_to_an_unknown_story_says_so_and_opens_an_empty_sandbox(stem):
    visitor = Visitor(story=stem)
    assert visitor.complaints() == [t("session.no_story")]
    assert visitor.sandbox.world.offerings == {}
    assert len(visitor.sandbox.ledger) == 3


def test_a_directory_of_ones_own_adds_stories(monkeypatch, tmp_path):
    source = presets.scenario_files()[0]
    shutil.copy(source, tmp_path / "mine.json")
    (tmp_path / "broken.json").write_text("{")
    (tmp_path / "hostile.json").write_text(
        json.dumps({"schema": 1, "title": "<b>bold</b> [x](http://evil)", "preset": "minimal", "steps": []})
    )
    monkeypatch.setenv("FOMO_SCENARIO_DIR", str(tmp_path))
    visitor = Visitor().open("home")
    assert visitor.has("end_mine")
    assert visitor.has("end_hostile")
    assert not visitor.has("end_broken")
    assert visitor.says(t("story.title", title="<b>bold</b> [x](http://evil)"))
    visitor.click("end_mine")
    assert replay.final_state(visitor.sandbox) == final_of(source.stem)
    assert Visitor(story="mine").sandbox.ledger.head == visitor.sandbox.ledger.head


def test_a_link_to_a_broken_story_of_ones_own_is_refused(monkeypatch, tmp_path):
    (tmp_path / "broken.json").write_text("{")
    monkeypatch.setenv("FOMO_SCENARIO_DIR", str(tmp_path))
    visitor = Visitor(story="broken")
    assert len(visitor.complaints()) == 1
    assert visitor.sandbox.world.offerings == {}


def test_a_directory_that_does_not_exist_is_no_fault(monkeypatch, tmp_path):
    monkeypatch.setenv("FOMO_SCENARIO_DIR", str(tmp_path / "nowhere"))
    assert Visitor().open("home").complaints() == []


def test_a_story_of_ones_own_may_be_called_as_a_shipped_one(monkeypatch, tmp_path):
    shutil.copy(presets.scenario_files()[0], tmp_path)
    monkeypatch.setenv("FOMO_SCENARIO_DIR", str(tmp_path))
    assert Visitor().open("home").complaints() == []


def test_a_link_to_a_file_that_is_gone_is_no_fault(monkeypatch, tmp_path):
    (tmp_path / "gone.json").symlink_to(tmp_path / "nowhere")
    monkeypatch.setenv("FOMO_SCENARIO_DIR", str(tmp_path))
    assert Visitor().open("home").complaints() == []


# --- reload ---


def test_after_a_reload_the_same_link_leads_to_the_same_desk():
    visitor = Visitor()
    visitor.click("clock_day")
    reloaded = Visitor(s=visitor.app.query_params["s"])
    assert reloaded.desk is visitor.desk
    assert reloaded.sandbox.head().now == 86_400
    assert reloaded.complaints() == []
    reloaded.click("clock_day")
    assert visitor.run().says(t("sidebar.clock", time="day 2, 00:00:00"))


#: What is typed or chosen on each screen, by the widgets' keys.
TYPED = {
    "launch": {"launch_name": "Q Mini", "launch_symbol": "QMINI", "launch_description": "Two\nlines", "launch_first_buy": "1,000",
               "launch_model": "kimi-k3"},
    "preview": {"preview_first_buy": "12", "preview_seed": 7, "preview_model": "kimi-k3"},
    "economy": {"usage_input": "12.5"},
    "trade": {"swap_amount": "3", "swap_sell": "token", "swap_slippage": 500},
    "offering": {"buy_amount": "250", "buy_slippage": 0},
}  # fmt: skip


@pytest.mark.parametrize("page", TYPED)
def test_a_reload_keeps_what_was_typed(page):
    story = {"launch": None, "preview": None, "offering": live()}.get(page, claimed())
    visitor = Visitor()
    if story is not None:
        visitor.desk.use(story)
    visitor.open(page)
    for key, value in TYPED[page].items():
        visitor.type(key, value)
    reloaded = Visitor(s=visitor.app.query_params["s"]).open(page)
    assert {key: reloaded.widget(key).value for key in TYPED[page]} == TYPED[page]
    assert reloaded.complaints() == visitor.complaints()


def test_what_stands_on_two_screens_is_chosen_once():
    visitor = Visitor()
    visitor.desk.use(claimed())
    (model,) = {o.model for o in visitor.sandbox.world.offerings.values()}
    visitor.open("economy").type(f"cost_{model}", 9_500)
    assert visitor.open("forecast").widget(f"cost_{model}").value == 9_500
    visitor.type(f"cost_{model}", 8_000)
    assert visitor.open("economy").widget(f"cost_{model}").value == 8_000
    visitor.open("preview").type("preview_model", "kimi-k3")
    assert visitor.open("explorer").widget("preview_model").value == "kimi-k3"


def test_a_purchase_empties_its_field_for_good():
    visitor = Visitor()
    visitor.desk.use(live())
    visitor.desk.account = "supporter"
    visitor.open("offering", "curve").type("buy_amount", "10").click("buy")
    assert Visitor(s=visitor.app.query_params["s"]).open("offering", "curve").widget("buy_amount").value == ""


def test_two_visitors_have_a_desk_each():
    one, other = Visitor(), Visitor()
    assert one.app.query_params["s"] != other.app.query_params["s"]
    one.click("clock_day")
    assert other.run().sandbox.head().now == 0


@pytest.mark.parametrize("key", ["gone", "<b>", "x" * 10_000])
def test_a_link_to_a_lost_desk_says_so_and_gives_an_empty_one(key):
    visitor = Visitor(s=key)
    assert visitor.complaints() == [t("session.lost")]
    assert visitor.app.query_params["s"] != key
    assert len(visitor.sandbox.ledger) == 3
    assert visitor.run().complaints() == []


@pytest.mark.parametrize("page", PAGES)
def test_the_desks_key_stays_in_the_address_on_every_screen(page):
    visitor = Visitor()
    key = visitor.app.query_params["s"]
    assert visitor.open(page).app.query_params["s"] == key


# --- tour ---


def test_the_tour_leads_through_the_issuers_six_and_the_supporters_three_steps():
    visitor = Visitor().open("home").click("tour_start")
    for number in range(1, 10):
        assert visitor.says(t(f"tour.{number}"))
        assert not visitor.has("tour_open")
        assert visitor.enabled("tour_back") == (number > 1)
        assert visitor.has("tour_next") == (number < 9)
        if number < 9:
            visitor.click("tour_next")
    visitor.click("tour_back")
    assert visitor.says(t("tour.8"))
    visitor.click("tour_next").click("tour_end")
    assert not visitor.has("tour_end")


def test_the_tour_goes_along_to_every_screen_and_ends_anywhere():
    visitor = Visitor(live()).open("home").click("tour_start").click("tour_next")
    for page in PAGES:
        assert visitor.open(page).says(t("tour.2"))
        assert visitor.complaints() == []
    visitor.click("tour_end")
    assert not visitor.says(t("tour.2"))


def test_a_story_that_can_no_longer_be_read_changes_nothing(monkeypatch, tmp_path):
    own = tmp_path / "own.json"
    shutil.copy(presets.scenario_files()[0], own)
    monkeypatch.setenv("FOMO_SCENARIO_DIR", str(tmp_path))
    visitor = Visitor(live()).open("home")
    before = visitor.sandbox
    own.write_text("{")
    visitor.click("step_own")
    assert visitor.sandbox is before
    assert visitor.desk.looking_at is None
    assert len(visitor.complaints()) == 1


def test_each_story_has_its_own_silhouette_at_home():
    protos = [getattr(node, "proto", None) for node in Visitor().open("home").nodes()]
    shown = [image.url for proto in protos for image in getattr(proto, "imgs", ())]
    assert len(shown) == len(set(shown)) == len(STEMS)
