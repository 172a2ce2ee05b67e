"""The raise preview: what is asked, what is answered, and what happens meanwhile."""

from __future__ import annotations

from threading import Event

import pytest

from fomo_core.display import floats
from fomo_core.display.format import in_markdown
from fomo_core.display.previews import assumptions, words
from fomo_core.display.text import plain, t
from fomo_core.history import Histories
from fomo_core.simulation import demand_presets
from fomo_core.simulation.closed_form import odds
from fomo_core.simulation.demand import SHAPES, with_value
from fomo_core.simulation.ensemble import preview
from fomo_core.simulation.start import fresh, standing
from fomo_core.simulation.summary import summarise
from fomo_core.simulation.work.stopping import Cancelled
from fomo_core.units import WAD
from tests.builders import CALM_S, ISSUER, SMALL, minimal
from tests.pages.states import live
from tests.pages.test_bad_input import NO_AMOUNTS
from tests.pages.visitor import Visitor
from ui import jobs
from ui.screens.preview import question

STEADY = demand_presets.demands()["steady"].demand


@pytest.fixture(autouse=True)
def _no_answers_of_other_tests():
    jobs.jobs.clear()


@pytest.fixture
def played(monkeypatch):
    """What was really computed, by its question."""
    asked = []

    def count(*question, **work):
        asked.append(question)
        return preview(*question, **work)

    monkeypatch.setattr(question, "preview", count)
    return asked


class Gate:
    """An engine that waits to be let go, or to be cancelled."""

    def __init__(self, monkeypatch) -> None:
        self.open, self.begun, self.cancelled = Event(), Event(), Event()
        monkeypatch.setattr(question, "preview", self)
        monkeypatch.setattr(jobs, "PATIENCE_S", 0.05)

    def __call__(self, *question, progress, cancel):
        self.begun.set()
        while not self.open.wait(0.01):
            progress(1, 4)
            if cancel():
                self.cancelled.set()
                raise Cancelled
        return preview(*question, progress=progress, cancel=cancel)


@pytest.fixture
def gate(monkeypatch):
    return Gate(monkeypatch)


def waited(visitor: Visitor, times: int = 200) -> Visitor:
    """Look again until nothing is under way, as the page does by itself."""
    for _ in range(times):
        if not any(
            visitor.has(f"{what}_{work}") for what in ("working", "cancel") for work in ("preview", "doubt")
        ):
            return visitor
        visitor.run()
    raise AssertionError("it never ended")


def opened(sandbox=None, tab: str | None = None) -> Visitor:
    return waited(Visitor(sandbox).open("preview", tab))


def answer(start, demand=STEADY, runs=10_000, seed=1):
    ensemble = preview(start, demand, runs, seed)
    return ensemble, summarise(ensemble)


def shows(visitor: Visitor, found) -> bool:
    return all(visitor.says(in_markdown(sentence)) for sentence in words.verdict(*found))


# --- what is answered ---


def test_a_first_look_tells_the_odds_of_the_default_question():
    visitor = opened()
    start = fresh(visitor.sandbox.protocol, next(iter(visitor.sandbox.protocol.models)))
    found = answer(start)
    assert shows(visitor, found)
    assert visitor.says(in_markdown(words.exact_text(odds(start, STEADY))))
    row = words.measure_rows(found[1], "raised")[0]
    assert visitor.metric("measured.raised") == row.value


def test_every_input_changes_the_question():
    visitor = opened()
    protocol = visitor.sandbox.protocol
    visitor.put("preview_model", "deepseek-v3-2").put("preview_first_buy", "20000")
    visitor.put("demand_steady_arrivals.per_raise", 320).put("preview_seed", 5)
    waited(visitor.type("preview_runs", 1_000))
    start = fresh(protocol, "deepseek-v3-2", 20_000 * WAD)
    base = demand_presets.demand_for(start.minimum_target, start.duration_s)
    demand = with_value(base, "arrivals.per_raise", 320.0)
    assert shows(visitor, answer(start, demand, 1_000, 5))


@pytest.mark.parametrize("model", [SMALL, "kimi-k3"])
def test_a_preset_is_the_same_multiple_of_every_model_s_minimum_and_the_sum_stands_beside_it(model):
    visitor = waited(opened().type("preview_model", model))
    start = fresh(visitor.sandbox.protocol, model)
    demand = demand_presets.demand_for(start.minimum_target, start.duration_s)
    told = assumptions.expected_text(start, demand)
    assert "2.3 × the minimum" in told
    assert visitor.says(in_markdown(told))
    assert shows(visitor, answer(start, demand))


@pytest.mark.parametrize("key", demand_presets.demands())
def test_every_demand_is_answered(key):
    visitor = waited(opened().type("demand_preset", key))
    assert visitor.complaints() == []
    blind = demand_presets.demands()[key].demand.price_blind
    assert visitor.says(t("preview.not_exact")) != blind
    assert visitor.metric("measured.raised")


@pytest.mark.parametrize("shape", SHAPES)
def test_every_shape_of_arrivals_is_answered(shape):
    visitor = waited(opened().type("demand_shape_steady", shape))
    assert visitor.complaints() == []
    assert visitor.says(t(f"shape_help.{shape}"))


def test_an_open_raise_is_previewed_as_it_stands():
    visitor = waited(opened(live()).type("preview_from", "qmini"))
    offering, now = visitor.offering, visitor.sandbox.head().now
    histories = Histories(minimal().parameters)
    histories.extend(visitor.sandbox.events())
    own = histories.of("qmini").position(ISSUER)
    start = standing(offering, minimal(), now, own.paid, own.income)
    demand = demand_presets.demand_for(start.minimum_target, start.duration_s)
    found = answer(start, demand)
    assert visitor.says(in_markdown(assumptions.expected_text(start, demand)))
    assert shows(visitor, found)
    assert not visitor.has("preview_first_buy")


def test_a_raise_that_has_closed_is_no_longer_offered():
    visitor = waited(opened(live()).type("preview_from", "qmini"))
    waited(visitor.click("clock_end"))
    assert visitor.complaints() == []
    assert visitor.app.get_by_key("preview_from").value == ""


def test_a_past_raise_lends_its_demand():
    visitor = Visitor(story="1-maximum-reached").open("preview")
    key = next(iter(visitor.sandbox.world.offerings))
    waited(visitor.type("demand_preset", f"past:{key}"))
    assert visitor.says(t("demand.assumed_alike"))
    assert visitor.complaints() == []
    assert visitor.says("Other demands explain them about as well")


@pytest.mark.parametrize(("demand", "said"), [("steady", "driven.exact"), ("price_aware", "driven.drawn")])
def test_what_drives_the_odds_says_how_sure_it_is(demand, said):
    visitor = waited(Visitor().open("preview", "drives").type("demand_preset", demand))
    visitor.type("preview_measure", "maximum")
    for _ in range(200):
        if not visitor.has("working_drives") and not visitor.has("working_against"):
            break
        visitor.run()
    beginning = plain(said, error="#", runs="2,000").split("#")[0]
    assert visitor.says(beginning)


def test_assumptions_are_marked():
    visitor = opened()
    assert visitor.says(t("demand.assumed"))
    assert visitor.says(plain("parameter.virtual_flock_bps"))


# --- from the store ---


def test_a_repeated_question_is_not_computed_again_whoever_asks(played):
    opened()
    assert len(played) == 1
    opened().run()
    assert len(played) == 1


def test_another_seed_is_another_question(played):
    waited(opened().type("preview_seed", 2))
    assert [question[3] for question in played] == [1, 2]


def test_an_answer_is_kept_over_a_visit_of_another_page(played):
    visitor = opened().type("preview_seed", 7)
    waited(waited(visitor).open("marketplace").open("preview"))
    assert visitor.app.get_by_key("preview_seed").value == 7
    assert len(played) == 2


# --- under way ---


def test_work_under_way_shows_its_progress_and_the_exact_odds_at_once(gate):
    visitor = Visitor().open("preview")
    assert gate.begun.wait(5)
    visitor.run()
    assert visitor.has("cancel_preview")
    start = fresh(visitor.sandbox.protocol, next(iter(visitor.sandbox.protocol.models)))
    assert visitor.says(in_markdown(words.exact_text(odds(start, STEADY))))
    gate.open.set()
    assert waited(visitor).metric("measured.raised")


def test_the_rest_of_the_page_works_meanwhile_and_the_work_survives_another_page(gate):
    visitor = Visitor().open("preview")
    assert gate.begun.wait(5)
    visitor.click("clock_hour").open("marketplace").open("preview")
    assert not gate.cancelled.is_set()
    gate.open.set()
    assert waited(visitor).metric("measured.raised")


def test_work_can_be_cancelled_and_taken_up_again(gate):
    visitor = Visitor().open("preview")
    assert gate.begun.wait(5)
    visitor.click("cancel_preview")
    assert gate.cancelled.wait(5)
    visitor.run()
    assert visitor.says(t("job.stopped"))
    assert not visitor.has("cancel_preview")
    gate.open.set()
    visitor.click("again_preview")
    assert waited(visitor).metric("measured.raised")


def test_a_changed_question_drops_the_former_work(gate):
    visitor = Visitor().open("preview")
    assert gate.begun.wait(5)
    gate.begun.clear()
    visitor.type("preview_seed", 2)
    assert gate.cancelled.wait(5)
    gate.open.set()
    assert waited(visitor).metric("measured.raised")


# --- what drives it, cases, files ---


def test_the_drivers_are_computed_when_they_are_looked_at():
    visitor = opened(tab="drives")
    for _ in range(200):
        if not visitor.has("cancel_drives"):
            break
        visitor.run()
    table = visitor.app.dataframe[0].value
    assert plain("demand.arrivals.per_raise") in list(table.iloc[:, 0])


def test_two_inputs_are_shown_against_each_other():
    visitor = opened(tab="drives")
    for _ in range(200):
        if not visitor.has("cancel_drives") and not visitor.has("cancel_against"):
            break
        visitor.run()
    assert visitor.has("preview_two_way")
    visitor.type("preview_two_way_y", visitor.app.selectbox(key="preview_two_way_x").value)
    assert visitor.says(t("preview.two_way_same"))
    assert not visitor.has("preview_two_way")


def test_kept_cases_outlive_a_reload():
    visitor = opened(tab="compare").click("preview_save")
    reloaded = waited(Visitor(s=visitor.desk_key).open("preview", "compare"))
    assert not reloaded.says(t("preview.no_cases"))
    assert not reloaded.enabled("preview_save")


def test_cases_are_kept_side_by_side_up_to_three():
    visitor = opened(tab="compare")
    assert visitor.says(t("preview.no_cases"))
    for seed in (1, 2, 3, 4):
        waited(visitor.type("preview_seed", seed))
        visitor.put("preview_case", f"seed {seed}").click("preview_save")
        assert not visitor.enabled("preview_save")
    names = [f"{number} · seed {number + 1}" for number in (1, 2, 3)]
    assert list(visitor.app.dataframe[0].value.columns[1:]) == names
    visitor.click("preview_forget")
    assert visitor.says(t("preview.no_cases"))


def test_cases_of_one_name_are_told_apart():
    visitor = opened(tab="compare").click("preview_save")
    waited(visitor.type("preview_seed", 2)).click("preview_save")
    assert len(set(visitor.app.dataframe[0].value.columns)) == 3


def test_both_files_are_offered():
    visitor = opened(tab="files")
    assert visitor.has("preview_csv")
    assert visitor.has("preview_report")


# --- bad input ---


@pytest.mark.parametrize("text", NO_AMOUNTS)
def test_what_is_no_amount_is_refused_in_one_sentence(text):
    visitor = opened().type("preview_first_buy", text)
    assert len(visitor.complaints()) == 1
    assert visitor.says(t("preview.incomplete"))


def test_a_first_buy_above_the_cap_says_so_and_shows_no_odds():
    visitor = opened().type("preview_first_buy", "200000")
    assert len(visitor.complaints()) == 1
    assert visitor.says(t("preview.incomplete"))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "x",
        "0:1",
        "0:1, 1:nan",
        "0:1, 0:2, 1:1",
        "0:0, 1:0",
        "0:1, 1:-1",
        "0:1, 1:1e300",
        "0:1,,1:1",
        "<b>",
    ],
)
def test_points_that_make_no_curve_are_refused_in_one_sentence(text):
    visitor = opened().type("demand_shape_steady", "custom").type("demand_points_steady", text)
    assert len(visitor.complaints()) == 1
    assert visitor.says(t("preview.incomplete"))


def test_nobody_coming_fails_for_certain():
    visitor = waited(opened().type("demand_steady_arrivals.per_raise", 0))
    assert visitor.complaints() == []
    assert visitor.says(plain("odds.all"))


def test_extreme_numbers_are_answered_without_a_fault():
    visitor = opened().put("demand_steady_sizes.spread", 4.0).put("demand_steady_whales.median", 1e15)
    waited(visitor.type("demand_steady_whales.per_raise", 3.0))
    assert visitor.complaints() == []
    assert visitor.metric("measured.raised") == floats.flock(300_000)


def test_looking_leaves_the_sandbox_alone():
    visitor = Visitor(live(), ISSUER)
    before = visitor.state
    waited(visitor.open("preview").type("preview_from", "qmini"))
    assert visitor.state == before
    assert visitor.sandbox.head().now == CALM_S
    assert SMALL in visitor.sandbox.protocol.models
