"""Decimal text in, decimal text out."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fomo_core.amounts import field_text, parse_amount, typed_amount
from fomo_core.errors import InvalidAmount
from fomo_core.units import MAX_AMOUNT, WAD, decimal_text, rounded_text, text_down, text_up


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("0", 0),
        ("1000", 1_000 * WAD),
        ("0.5", WAD // 2),
        (".5", WAD // 2),
        ("1,000.5", 1_000 * WAD + WAD // 2),
        ("12,345,678", 12_345_678 * WAD),
        (" 7 ", 7 * WAD),
        ("007", 7 * WAD),
        ("0.000000000000000001", 1),
        ("1.100000000000000000", 11 * WAD // 10),
    ],
)
def test_a_decimal_text_is_read_exactly(text, amount):
    assert parse_amount(text) == amount


@pytest.mark.parametrize(
    "text",
    [
        "", " ", ".", "1.", "-1", "\u22121", "+1", "1e3", "0x10", "1_000", "1 000", "1,00", "1,0000", "1,000,00",
        ",1", "1.2.3", "1,5", "1.000,5", "one", "NaN", "inf", "\u0661", "\u00bd", "\uff11", "1\n2", "1" * 101,
        "0.0000000000000000001",
    ],
)  # fmt: skip
def test_a_text_that_is_no_amount_is_refused_with_one_sentence(text):
    with pytest.raises(InvalidAmount) as caught:
        parse_amount(text)
    assert str(caught.value).endswith(".")
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("text", ["-1", "\u22121"])
def test_a_negative_amount_is_called_one(text):
    with pytest.raises(InvalidAmount, match="can't be negative"):
        parse_amount(text)


def test_the_largest_amount_is_read_and_one_more_is_refused():
    assert parse_amount(decimal_text(MAX_AMOUNT)) == MAX_AMOUNT
    with pytest.raises(InvalidAmount):
        parse_amount(decimal_text(MAX_AMOUNT + 1))


def test_the_unit_limits_the_decimals():
    assert parse_amount("0.0388", 8) == 3_880_000
    with pytest.raises(InvalidAmount, match="That has 7 decimals: the unit has at most 6"):
        parse_amount("0.1234567", 6)


@given(st.integers(0, MAX_AMOUNT), st.sampled_from([6, 8, 18]))
def test_exact_text_reads_back_as_the_same_amount(amount, decimals):
    assert parse_amount(decimal_text(amount, decimals), decimals) == amount


@pytest.mark.parametrize(
    ("text", "small", "large"),
    [
        ("100.000", "100", "100,000"),
        (" 1.234 ", "1.234", "1,234"),
        ("12.500", "12.5", "12,500"),
        ("999.001", "999.001", "999,001"),
    ],
)
def test_what_other_countries_read_as_thousands_is_refused_with_both_readings(text, small, large):
    with pytest.raises(InvalidAmount) as caught:
        typed_amount(text)
    said = str(caught.value)
    assert f"can mean {small} or {large}:" in said
    assert said.endswith(".")
    either = said.removesuffix(".").partition(": write ")[2].split(" or ")
    assert [typed_amount(way) for way in either] == [parse_amount(text), parse_amount(large)]


@pytest.mark.parametrize("text", ["0.125", ".125", "1000.125", "1,000.125", "1.1250", "1.12", "1,000", "100"])
def test_what_can_be_read_only_one_way_is_read(text):
    assert typed_amount(text) == parse_amount(text)


@pytest.mark.parametrize("text", ["1.000.000", "1.000,50", "1 000", "1'000", "1,5", "1,00", "1_000"])
def test_a_number_in_another_style_is_told_the_one_that_is_read(text):
    with pytest.raises(InvalidAmount, match="a comma between thousands, a point before decimals"):
        typed_amount(text)


@given(st.integers(0, MAX_AMOUNT), st.sampled_from([6, 8, 18]))
def test_what_stands_in_a_field_reads_back_as_the_same_amount(amount, decimals):
    assert typed_amount(field_text(amount, decimals), decimals) == amount


def test_a_field_never_holds_what_it_would_refuse():
    assert field_text(1_125 * WAD // 1_000) == "1.1250"
    assert typed_amount("1.1250") == 1_125 * WAD // 1_000


@pytest.mark.parametrize(
    ("amount", "text"),
    [(0, "0"), (1, "0.000000000000000001"), (WAD, "1"), (-3 * WAD // 2, "-1.5"), (1_000 * WAD, "1000")],
)
def test_exact_text_has_no_needless_digits(amount, text):
    assert decimal_text(amount) == text


@pytest.mark.parametrize(
    ("amount", "places", "text"),
    [
        (0, 2, "0.00"),
        (1_234_567 * WAD, 2, "1,234,567.00"),
        (5 * WAD // 1_000, 2, "0.01"),
        (5 * WAD // 1_000 - 1, 2, "0.00"),
        (-5 * WAD // 1_000, 2, "-0.01"),
        (-1, 2, "0.00"),
        (3 * WAD // 2, 0, "2"),
        (999_999 * WAD // 1_000, 2, "1,000.00"),
        (WAD // 3, 6, "0.333333"),
    ],
)
def test_an_amount_for_reading_is_grouped_and_rounded_half_away_from_zero(amount, places, text):
    assert rounded_text(amount, places=places) == text


@given(st.integers(-MAX_AMOUNT, MAX_AMOUNT))
def test_an_amount_for_reading_is_at_most_half_a_unit_off(amount):
    shown = rounded_text(amount).replace(",", "")
    read = parse_amount(shown.removeprefix("-")) * (-1 if shown.startswith("-") else 1)
    assert abs(read - amount) <= WAD // 200


@pytest.mark.parametrize(
    ("amount", "places", "down", "up"),
    [
        (0, 2, "0.00", "0.00"),
        (WAD, 2, "1.00", "1.00"),
        (100_000 * WAD + 1, 0, "100,000", "100,001"),
        (WAD - 1, 2, "0.99", "1.00"),
        (-1, 2, "-0.01", "0.00"),
        (-5 * WAD // 1_000, 2, "-0.01", "0.00"),
    ],
)
def test_what_there_is_is_written_down_and_what_is_asked_for_up(amount, places, down, up):
    assert text_down(amount, places=places) == down
    assert text_up(amount, places=places) == up
