"""The constant-product pool after graduation."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fomo_core.errors import OutOfRange
from fomo_core.fixed_point import MAX_UINT256
from fomo_core.pool import amount_in, amount_out
from fomo_core.units import MAX_AMOUNT, WAD

RESERVES = st.integers(1, 10**27) | st.integers(1, 1_000)
AMOUNTS = st.integers(0, 10**27) | st.integers(0, 1_000)
FEES = st.integers(0, 10_000)


@given(AMOUNTS, RESERVES, RESERVES, FEES)
def test_the_product_never_falls_and_the_reserve_is_never_emptied(amount, reserve_in, reserve_out, fee_bps):
    out = amount_out(amount, reserve_in, reserve_out, fee_bps)
    assert (reserve_in + amount) * (reserve_out - out) >= reserve_in * reserve_out
    assert 0 <= out < reserve_out


@given(st.integers(1, 10**27), RESERVES, RESERVES, st.integers(0, 9_999))
def test_the_input_for_an_output_is_the_least(wanted, reserve_in, reserve_out, fee_bps):
    if wanted >= reserve_out:
        wanted = reserve_out - 1
    needed = amount_in(wanted, reserve_in, reserve_out, fee_bps)
    assert amount_out(needed, reserve_in, reserve_out, fee_bps) >= wanted
    assert not needed or amount_out(needed - 1, reserve_in, reserve_out, fee_bps) < wanted


@given(AMOUNTS, AMOUNTS, RESERVES, RESERVES)
def test_splitting_a_swap_gains_nothing_without_a_fee(one, other, reserve_in, reserve_out):
    whole = amount_out(one + other, reserve_in, reserve_out, 0)
    first = amount_out(one, reserve_in, reserve_out, 0)
    second = amount_out(other, reserve_in + one, reserve_out - first, 0)
    assert first + second <= whole


@given(AMOUNTS, RESERVES, RESERVES, FEES)
def test_a_higher_fee_never_pays_more(amount, reserve_in, reserve_out, fee_bps):
    least = amount_out(amount, reserve_in, reserve_out, 10_000)
    assert 0 == least <= amount_out(amount, reserve_in, reserve_out, fee_bps)
    assert amount_out(amount, reserve_in, reserve_out, fee_bps) <= amount_out(
        amount, reserve_in, reserve_out, 0
    )


def test_the_output_is_the_rules_formula():
    assert amount_out(1_000, 5_000, 10_000, 30) == 1_000 * 9_970 * 10_000 // (5_000 * 10_000 + 1_000 * 9_970)


@pytest.mark.parametrize("reserves", [(0, 1), (1, 0), (0, 0)])
def test_an_empty_pool_trades_nothing(reserves):
    with pytest.raises(OutOfRange, match="empty"):
        amount_out(1, *reserves, 30)
    with pytest.raises(OutOfRange, match="empty"):
        amount_in(0, *reserves, 30)


@pytest.mark.parametrize("rule", [amount_in, amount_out])
def test_a_negative_amount_is_refused(rule):
    with pytest.raises(OutOfRange, match="negative"):
        rule(-1, 100, 100, 30)


def test_a_pool_pays_all_but_one_unit_and_never_the_last():
    assert amount_in(99, 100, 100, 30) == 9_930
    with pytest.raises(OutOfRange, match="at any price"):
        amount_in(100, 100, 100, 30)


def test_a_fee_of_everything_has_no_input_for_an_output():
    with pytest.raises(OutOfRange, match="at any price"):
        amount_in(1, 100, 100, 10_000)


def test_the_products_of_the_largest_pool_fit_a_contract():
    tokens = 10**6 * WAD
    assert MAX_AMOUNT * 10_000 * tokens <= MAX_UINT256
    assert tokens * 10_000 + MAX_AMOUNT * 10_000 <= MAX_UINT256
