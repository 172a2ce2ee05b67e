"""The market's own measures: price times amount, a day's change, and how tokens are spread."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fomo_core import market, presets, worth
from fomo_core.history import Histories
from fomo_core.scenarios import scenario
from fomo_core.units import BPS, DAY_S, USD, WAD
from tests.pages.states import STATES, STATUS

AMOUNTS = st.lists(st.integers(1, 10**25), min_size=1, max_size=40)
GRADUATED = [name for name, status in STATUS.items() if status == "graduated"]


def the_market(box):
    """The offering ``qmini`` of a sandbox, its past and the moment."""
    histories = Histories(box.protocol.parameters)
    histories.extend(box.events())
    return box.world.offerings["qmini"], histories.of("qmini"), box.head().now


def story(number: int):
    (path,) = (path for path in presets.scenario_files() if path.stem.startswith(f"{number}-"))
    return scenario.final_sandbox(scenario.load(path))


# --- concentration ---


@pytest.mark.parametrize(
    ("amounts", "expected"),
    [
        ([7], (1, 10_000, 1, 0, 10_000)),
        ([5, 5, 5, 5], (4, 2_500, 4, 0, 10_000)),
        ([1, 3], (2, 6_250, 1, 2_500, 10_000)),
        ([1] * 20, (20, 500, 20, 0, 5_000)),
        ([0, 1, 2, 3, 4, -9], (4, 3_000, 3, 2_500, 10_000)),
        ([1] * 99 + [901], (100, 8_119, 1, 8_910, 9_100)),
    ],
)
def test_the_concentration_of_known_holdings(amounts, expected):
    assert market.concentration(amounts) == expected


def test_where_nobody_holds_anything_nothing_is_concentrated():
    assert market.concentration([]) is None
    assert market.concentration([0, -3]) is None


@given(AMOUNTS)
def test_the_measures_are_those_of_their_definitions(amounts):
    found, total, count = market.concentration(amounts), sum(amounts), len(amounts)
    squares = sum(Fraction(amount, total) ** 2 for amount in amounts)
    differences = sum(abs(one - other) for one in amounts for other in amounts)
    assert found is not None
    assert found.hhi_bps == int(BPS * squares)
    assert found.equal_holders == int(1 / squares)
    assert found.gini_bps == int(BPS * Fraction(differences, 2 * count * total))
    assert found.top_bps == int(BPS * Fraction(sum(sorted(amounts)[-10:]), total))


@given(AMOUNTS, st.integers(2, 10**6))
def test_neither_order_nor_unit_changes_a_concentration(amounts, unit):
    found = market.concentration(amounts)
    assert market.concentration(amounts[::-1]) == found
    assert market.concentration([amount * unit for amount in amounts]) == found


@given(AMOUNTS)
def test_a_concentration_is_least_among_equals(amounts):
    found = market.concentration(amounts)
    assert found is not None
    assert BPS // len(amounts) <= found.hhi_bps <= BPS
    assert 0 <= found.gini_bps < BPS
    assert 1 <= found.equal_holders <= found.holders == len(amounts)


@pytest.mark.parametrize("most", [1, 2, 60])
@pytest.mark.parametrize("name", STATES)
def test_the_way_through_a_raise_ends_with_all_that_it_allocated(name, most):
    if name == "empty":
        return
    _, past, _ = the_market(STATES[name]())
    way = market.through_raise(past, most)
    allocated: dict[str, int] = {}
    for purchase in past.purchases:
        allocated[purchase.event.buyer] = allocated.get(purchase.event.buyer, 0) + purchase.event.mt_allocated
    assert bool(way) == bool(past.purchases)
    assert len(way) <= 2 * most
    if way:
        assert way[-1] == (past.purchases[-1].at, market.concentration(allocated.values()))


# --- price ---


@pytest.mark.parametrize("name", STATUS)
def test_the_price_now_is_the_pools_or_the_curves(name):
    offering, past, now = the_market(STATES[name]())
    pool = (offering.pool_flock, offering.pool_tokens)
    expected = offering.curve.spot_price(offering.raised) if offering.graduated_at is None else pool
    assert market.price_at(offering, past, now) == expected


@pytest.mark.parametrize("number", [1, 3, 4])
def test_the_price_at_a_moment_is_the_one_that_was_in_force_then(number):
    box = story(number)
    (offering,) = box.world.offerings.values()
    histories = Histories(box.protocol.parameters)
    histories.extend(box.events())
    past = histories.of(offering.key)
    assert market.price_at(offering, past, offering.start - 1) == offering.curve.spot_price(0)
    for purchase in past.purchases:
        price = market.price_at(offering, past, purchase.at)
        last = [p.raised for p in past.purchases if p.at <= purchase.at][-1]
        graduated = past.pool and past.pool[0].at <= purchase.at
        assert graduated or price == offering.curve.spot_price(last)


def test_a_day_without_an_event_changes_no_price():
    box = STATES["swapped"]()
    box.advance(DAY_S)
    before, after = market.day_change(*the_market(box))
    assert before == after
    younger = STATES["live"]()
    offering, past, now = the_market(younger)
    assert market.day_change(offering, past, now)[0] == market.price_at(offering, past, offering.start)


# --- values ---


@pytest.mark.parametrize("name", GRADUATED)
def test_in_circulation_is_what_can_be_sold_what_has_vested_and_the_pool(name):
    box = STATES[name]()
    offering, past, now = the_market(box)
    parameters = box.protocol.parameters
    value = market.valuation(offering, past, now, parameters)
    unreleased = offering.vested_at(now, parameters) - offering.released
    assert value is not None
    assert value.circulating == worth.sellable(offering) + offering.pool_tokens + unreleased
    assert value.existing == offering.token_supply(parameters)


@pytest.mark.parametrize("name", STATUS)
def test_a_market_value_is_at_most_the_diluted_one_and_above_what_a_sale_brings(name):
    box = STATES[name]()
    offering, past, now = the_market(box)
    value = market.valuation(offering, past, now, box.protocol.parameters)
    assert (value is None) == (STATUS[name] == "failed")
    if value is not None:
        pool = worth.pool_at_graduation(offering, offering.raised, box.protocol.parameters)
        pool = worth.pool_of(offering, box.protocol.parameters) or pool
        sold = worth.alone(worth.sellable(offering), pool)
        assert sold < value.market_value <= value.diluted_value


def test_a_raise_is_valued_as_it_would_be_right_after_graduating():
    box = STATES["succeeded"]()
    offering, past, now = the_market(box)
    before = market.valuation(offering, past, now, box.protocol.parameters)
    assert before is not None
    parts = worth.pool_at_graduation(offering, offering.raised, box.protocol.parameters)
    assert before.circulating == offering.sold + parts.tokens


def test_the_values_of_the_first_story():
    box = story(1)
    (offering,) = box.world.offerings.values()
    histories = Histories(box.protocol.parameters)
    histories.extend(box.events())
    value = market.valuation(offering, histories.of(offering.key), box.head().now, box.protocol.parameters)
    assert value is not None
    assert [amount // WAD for amount in (value.circulating, value.market_value)] == [466_194, 1_681_328]
    assert [amount // WAD for amount in (value.existing, value.diluted_value)] == [968_916, 3_494_397]


def test_flock_is_told_in_usd_at_its_stated_price():
    assert market.in_usd(3 * WAD, 5_000_000) == 15 * USD // 100
    assert market.in_usd(1, 10**8) == 0
