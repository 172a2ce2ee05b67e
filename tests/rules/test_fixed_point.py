"""Multiply, then divide, with the rounding in the name."""

from fractions import Fraction
from math import ceil, floor

from hypothesis import given
from hypothesis import strategies as st

from fomo_core.fixed_point import MAX_UINT256, div_up, isqrt, mul_div_down, mul_div_up

NUMBERS = st.integers(0, MAX_UINT256)
DIVISORS = st.integers(1, MAX_UINT256)


@given(NUMBERS, NUMBERS, DIVISORS)
def test_down_is_the_floor_and_up_the_ceiling(a, b, divisor):
    exact = Fraction(a * b, divisor)
    assert mul_div_down(a, b, divisor) == floor(exact)
    assert mul_div_up(a, b, divisor) == ceil(exact)


@given(NUMBERS, DIVISORS)
def test_a_plain_division_rounds_up_too(a, divisor):
    assert div_up(a, divisor) == ceil(Fraction(a, divisor))


@given(NUMBERS)
def test_the_root_rounds_down(a):
    assert isqrt(a) ** 2 <= a < (isqrt(a) + 1) ** 2


def test_an_exact_division_rounds_nowhere():
    assert mul_div_down(6, 4, 8) == mul_div_up(6, 4, 8) == div_up(24, 8) == 3


def test_the_largest_integer_of_a_contract():
    assert MAX_UINT256 == 2**256 - 1
