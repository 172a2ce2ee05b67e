"""The combined tax over time, in its three readings."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fomo_core.errors import OutOfRange
from fomo_core.tax import base_reached_s, combined_tax_bps, first_buy_tax_bps
from tests.builders import parameters

READINGS = st.sampled_from(["A", "B", "C"])
FLOORS = {"A": 150, "B": 150, "C": 100}


@pytest.mark.parametrize(("reading", "tax_bps"), [("A", 9_900), ("B", 9_900), ("C", 10_000)])
def test_the_tax_starts_high(reading, tax_bps):
    assert combined_tax_bps(0, parameters(tax_reading=reading)) == tax_bps


@given(READINGS, st.integers(0, 10**6), st.integers(0, 10**6))
def test_the_tax_never_rises_and_never_falls_below_its_floor(reading, earlier, pause):
    numbers = parameters(tax_reading=reading)
    before, after = combined_tax_bps(earlier, numbers), combined_tax_bps(earlier + pause, numbers)
    assert 10_000 >= before >= after >= FLOORS[reading]


@given(READINGS, st.integers(0, 200), st.integers(0, 59))
def test_the_tax_is_the_same_within_a_minute(reading, minute, second):
    numbers = parameters(tax_reading=reading)
    assert combined_tax_bps(60 * minute + second, numbers) == combined_tax_bps(60 * minute, numbers)


def test_the_tax_falls_with_the_whole_minute():
    assert [combined_tax_bps(second, parameters()) for second in (59, 60)] == [9_900, 9_800]


@given(st.integers(0, 10**6), st.integers(0, 400), st.integers(0, 400))
def test_reading_a_never_falls_below_the_platform_fee(elapsed_s, protocol_fee, creator_fee):
    numbers = parameters(protocol_fee_bps=protocol_fee, creator_fee_bps=creator_fee)
    assert combined_tax_bps(elapsed_s, numbers) >= protocol_fee + creator_fee


def test_there_is_no_tax_before_the_start():
    with pytest.raises(OutOfRange, match="has not started"):
        combined_tax_bps(-1, parameters())


@pytest.mark.parametrize(("reading", "seconds"), [("A", 5_880), ("B", 5_940), ("C", 5_940)])
def test_the_base_is_reached_at_a_minute_and_not_before(reading, seconds):
    numbers = parameters(tax_reading=reading)
    assert base_reached_s(numbers) == seconds
    assert combined_tax_bps(seconds, numbers) == FLOORS[reading] < combined_tax_bps(seconds - 1, numbers)


def test_a_tax_that_never_falls_has_its_base_at_once():
    assert base_reached_s(parameters(tax_step_bps=0)) == 0


def test_the_first_buy_pays_the_platform_fee_unless_set_otherwise():
    assert first_buy_tax_bps(parameters()) == 150
    assert first_buy_tax_bps(parameters(first_buy_pays_tax=True)) == 9_900
