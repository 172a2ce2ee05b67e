"""The curve explorer and the economy forecast: what is asked, what is answered, what is refused."""

from __future__ import annotations

import pytest

from fomo_core.display import floats
from fomo_core.display.format import in_markdown
from fomo_core.display.previews import tables, words
from fomo_core.display.text import plain, t
from fomo_core.simulation import forecast as engine
from fomo_core.simulation import timing
from fomo_core.simulation.start import fresh, standing
from fomo_core.tax import combined_tax_bps
from fomo_core.units import WAD
from tests import builders
from tests.builders import minimal
from tests.pages.states import bought_back, claimed, live
from tests.pages.test_bad_input import NO_AMOUNTS
from tests.pages.visitor import Visitor
from ui.screens.explorer import entries


def waited(visitor: Visitor, times: int = 200) -> Visitor:
    for _ in range(times):
        if not (visitor.has("cancel_entries") or visitor.has("cancel_forecast")):
            return visitor
        visitor.run()
    raise AssertionError("it never ended")


def explored(tab: str, sandbox=None) -> Visitor:
    return waited(Visitor(sandbox).open("explorer", tab))


def start_of(visitor: Visitor):
    protocol = visitor.sandbox.protocol
    return fresh(protocol, next(iter(protocol.models)))


# --- the curve explorer ---


def test_a_point_of_the_curve_is_told_in_exact_numbers():
    visitor = explored("point").type("explore_ahead", 100)
    start = start_of(visitor)
    rows = {row.label: row.value for row in words.point_rows(start, start.maximum_target)}
    assert visitor.metric("explore.tokens") == rows[plain("explore.tokens")] == "400,000"
    assert visitor.metric("explore.share") == "100.0%"


@pytest.mark.parametrize("calm", [False, True])
def test_the_ladder_is_the_engines_at_the_tax_chosen(calm):
    visitor = (
        explored("ladder", builders.live(at=30)).type("preview_from", "qmini").put("explore_sizes", "10, 250")
    )
    visitor.type("explore_calm", calm)
    start = standing(visitor.offering, minimal(), visitor.sandbox.head().now)
    at = start.duration_s if calm else start.elapsed_s
    rungs = timing.ladder(start, [10.0, 250.0], combined_tax_bps(at, start.parameters))
    assert combined_tax_bps(30, start.parameters) > start.parameters.platform_fee_bps
    assert visitor.app.dataframe[0].value.equals(tables.ladder(rungs))


def test_the_best_time_is_told_with_its_uncertainty_and_what_waiting_costs():
    visitor = explored("best").type("explore_sizes", "1000")
    waited(visitor)
    start = start_of(visitor)
    from tests.pages.test_preview import STEADY

    table = timing.entry_table(
        start, STEADY, [1000.0], None, 2_000, 1, seconds=entries.moments(start, fine=True)
    )
    assert visitor.says(in_markdown(words.best_text(table, 0)))
    assert all(visitor.says(in_markdown(text)) for text in words.waiting_texts(table, 0))
    assert not visitor.app.dataframe
    visitor.unfold(entries.MOMENTS)
    assert len(visitor.app.dataframe[0].value) == len(table.minutes)


def test_when_to_buy_is_told_at_once():
    visitor = waited(Visitor().open("explorer"))
    assert visitor.app.get_by_key(entries.SIZE)


def test_the_heat_map_marks_its_best_times():
    visitor = explored("heat")
    assert len(visitor.app.get("plotly_chart")) == 1
    assert visitor.says(t("explore.heat_about"))


@pytest.mark.parametrize("index", range(9))
def test_other_rules_lie_beside_those_in_force(index):
    visitor = explored("beside")
    field = visitor.app.get_by_key("explore_beside")
    visitor = visitor.type("explore_beside", field.options[index])
    assert visitor.complaints() == []
    assert len(visitor.app.dataframe[0].value.columns) == 3


@pytest.mark.parametrize("fine", [False, True])
@pytest.mark.parametrize("elapsed", [0, 1, 59, 60, 100, 359, 361, 400, 419])
def test_moments_lie_within_what_is_left_of_a_short_raise(elapsed, fine):
    sandbox = live()
    start = standing(sandbox.world.offerings["qmini"], minimal(), elapsed)
    seconds = entries.moments(start, fine)
    assert seconds == sorted(set(seconds))
    assert (seconds[0], seconds[-1]) == (elapsed, start.duration_s - 1)
    timing.now_table(start, [10.0], seconds=seconds)


def test_on_a_raise_of_minutes_the_tax_s_every_step_of_a_second_is_looked_at():
    start = standing(live().world.offerings["qmini"], minimal(), 0)
    assert set(range(100)) <= set(entries.moments(start, fine=True))


@pytest.mark.parametrize(
    "text", [text for text in NO_AMOUNTS if "," not in text] + ["0", "1,0", "1,,2", "1,2,3,4,5,6,7,8,9"]
)
@pytest.mark.parametrize("tab", ["ladder", "best"])
def test_amounts_that_are_none_are_refused_in_one_sentence(text, tab):
    visitor = explored(tab).type("explore_sizes", text)
    assert len(visitor.complaints()) == 1


@pytest.mark.parametrize(
    ("text", "amounts"),
    [
        ("6,500", [6_500]),
        ("1,234,567.5", [1_234_567.5]),
        ("1,10,50,200", [1, 10, 50, 200]),
        ("1, 6,500", [1, 6_500]),
        ("10;20", [10, 20]),
        ("3 2 1", [1, 2, 3]),
    ],
)
def test_amounts_are_read_as_people_write_them(text, amounts):
    visitor = explored("ladder").type("explore_sizes", text)
    table = visitor.app.dataframe[0].value
    assert list(table.iloc[:, 0]) == [floats.number(amount) for amount in amounts]


def test_the_question_goes_along_from_the_preview_to_the_explorer():
    visitor = Visitor(live()).open("preview").type("preview_from", "qmini").open("explorer", "ladder")
    assert visitor.app.get_by_key("preview_from").value == "qmini"


# --- the economy forecast ---


def test_a_graduated_offering_is_forecast_from_its_pool():
    visitor = waited(Visitor(bought_back()).open("forecast"))
    offering = visitor.offering
    assert visitor.app.get_by_key("forecast_from").value == offering.key
    price = offering.pool_flock / offering.pool_tokens
    assert visitor.metric("forecast.opening_price") == floats.price(price)


def test_a_raise_is_forecast_from_the_pool_that_it_would_open():
    visitor = waited(Visitor().open("forecast").type("forecast_raised", 100))
    start = start_of(visitor)
    pool = engine.opening(start, start.maximum_target / WAD)
    assert visitor.metric("forecast.opening_price") == floats.price(pool.price)


def test_without_usage_nothing_is_burned():
    visitor = waited(Visitor(claimed()).open("forecast").type("forecast_usage", "0"))
    assert visitor.metric("forecast.last_burned") == "0%"
    assert visitor.says(in_markdown(plain("forecast.never", percent=5, days=365)))


def test_much_usage_burns_sooner_than_little():
    def months(usage: str) -> str:
        visitor = waited(Visitor().open("forecast").type("forecast_usage", usage))
        return next(text for text in visitor.texts() if "it takes" in text and "months" in text)

    assert months("20000") != months("60000")


@pytest.mark.parametrize("key", ["forecast_usage", "forecast_price"])
@pytest.mark.parametrize("text", NO_AMOUNTS)
def test_what_is_no_amount_is_refused_there_too(key, text):
    visitor = Visitor().open("forecast").type(key, text)
    assert len(visitor.complaints()) == 1


def test_a_flock_price_of_nothing_and_shares_above_all_are_refused_in_one_sentence():
    visitor = Visitor().open("forecast").type("forecast_price", "0")
    assert len(visitor.complaints()) == 1
    visitor = Visitor().open("forecast").type("forecast_model_buyback", 100)
    assert len(visitor.complaints()) == 1
