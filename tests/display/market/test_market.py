"""Offerings beside each other: cards, sentences and pictures say what the core measures."""

from __future__ import annotations

import base64
from itertools import pairwise

import pytest

from fomo_core import market, presets
from fomo_core.display import format as f
from fomo_core.display.drawing.emblem import emblem, emblem_address
from fomo_core.display.market import figures, measures, tables
from fomo_core.display.text import plain
from fomo_core.history import Histories
from fomo_core.scenarios import scenario
from tests.pages.states import STATES, STATUS


def the_market(box):
    histories = Histories(box.protocol.parameters)
    histories.extend(box.events())
    return box.world, histories, box.head().now


@pytest.fixture(scope="module")
def busy():
    (path,) = (path for path in presets.scenario_files() if path.stem == "5-busy-market")
    box = scenario.final_sandbox(scenario.load(path))
    return the_market(box)


def compared(busy, *keys: str) -> list[figures.Compared]:
    world, histories, _ = busy
    return [
        figures.Compared(world.offerings[key].symbol, world.offerings[key], histories.of(key)) for key in keys
    ]


def test_an_emblem_s_address_holds_the_emblem():
    head, _, code = emblem_address("qmini", "QMINI").partition(",")
    assert head == "data:image/svg+xml;base64"
    assert base64.b64decode(code).decode() == emblem("qmini", "QMINI")


def test_a_market_value_is_listed_where_one_is_known(busy):
    world, histories, now = busy
    listed = {one.offering.key: one for one in tables.listings(world.offerings.values(), *busy)}
    assert [key for key, one in listed.items() if one.value is None] == ["poet"]
    for key, one in listed.items():
        valued = market.valuation(one.offering, histories.of(key), now, world.protocol.parameters)
        assert one.value == (valued and valued.market_value)
    # What came of a raise is not told by a log of raises alone.
    only = tables.listings(world.offerings.values(), *busy, only_raises=True)
    assert {one.offering.key for one in only if one.value is not None} == {"scribe", "night"}


def test_a_card_says_what_its_row_does(busy):
    world = busy[0]
    (one,) = tables.listings([world.offerings["harbor"]], *busy)
    card = tables.card(one)
    assert "Harbor Code" in card
    assert f.number(one.value or 0) in card
    assert f.usd(one.value_usd or 0) in card


def test_raises_are_compared_by_the_part_of_their_minimum(busy):
    keys = ("harbor", "tidy", "poet", "field")
    figure = figures.raises_figure(compared(busy, *keys), busy[2])
    offerings = [busy[0].offerings[key] for key in keys]
    for trace, offering in zip(figure.data, offerings, strict=True):
        assert trace.y[-1] == pytest.approx(100 * offering.raised / offering.minimum_target)
        assert trace.x[-1] <= 7
    looks = {(trace.line.color, trace.line.dash) for trace in figure.data}
    assert len(looks) == len({colour for colour, _ in looks}) == len({dash for _, dash in looks}) == 4


def test_prices_are_compared_as_multiples_of_their_first(busy):
    figure = figures.prices_figure(compared(busy, "harbor", "field", "tidy"), busy[2])
    assert figure is not None
    assert [trace.name for trace in figure.data] == ["HARBOR", "TIDY"]
    assert [trace.y[0] for trace in figure.data] == [1, 1]
    assert figures.prices_figure(compared(busy, "night", "poet"), busy[2]) is None


def test_names_at_the_ends_of_lines_are_large_enough_and_apart(busy):
    figure = figures.raises_figure(compared(busy, "harbor", "harbor", "harbor"), busy[2])
    names = [note for note in figure.layout.annotations if note.text == "HARBOR"]
    assert all(note.font.size >= 12 for note in figure.layout.annotations)
    highest = max(y for trace in figure.data for y in trace.y)
    heights = [note.y for note in names]
    assert all(high - low >= 0.08 * highest for low, high in pairwise(heights))


@pytest.mark.parametrize("name", STATUS)
def test_an_offering_s_measures_are_told_in_every_status(name):
    world, histories, now = the_market(STATES[name]())
    offering, past = world.offerings["qmini"], histories.of("qmini")
    rows = {row.label: row.value for row in measures.concentration_rows(offering)}
    if rows:
        assert set(rows) == {plain(f"measure.{key}") for key in ("holders", "hhi", "gini", "top", "issuer")}
    told = measures.values(offering, past, now, world.protocol.parameters)
    assert bool(told) == (STATUS[name] != "failed")
    way = market.through_raise(past)
    figure = figures.spread_figure(way, offering.start, offering.end)
    assert len(figure.data) == 3
    assert all(0 <= y <= 100 for trace in figure.data for y in trace.y)
