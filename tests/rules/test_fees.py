"""How the FLOCK of a purchase is divided."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fomo_core.errors import OutOfRange
from fomo_core.fees import Fill, fill, gross_for
from fomo_core.fixed_point import MAX_UINT256
from fomo_core.units import MAX_AMOUNT, WAD

AMOUNTS = st.integers(0, 10**30) | st.integers(0, 10**5)
ROOMS = st.integers(1, 10**27) | st.integers(1, 10**5)
TAXES = st.integers(150, 10_000)


def test_a_purchase_at_the_platform_fee():
    assert fill(1_000 * WAD, 150, 10**6 * WAD, 150, 50) == Fill(
        gross=1_000 * WAD, net=985 * WAD, anti_sniper_fee=0, creator_fee=5 * WAD, protocol_fee=10 * WAD, refund=0
    )  # fmt: skip


def test_a_purchase_above_the_room_fills_partly():
    filled = fill(1_000 * WAD, 150, 100 * WAD, 150, 50)
    assert filled.net == 100 * WAD
    assert filled.gross == -(-100 * WAD * 10_000 // 9_850)
    assert filled.refund == 1_000 * WAD - filled.gross


def test_a_purchase_of_exactly_the_room_is_not_partial():
    assert fill(10_000, 150, 9_850, 150, 50).refund == 0
    assert fill(10_001, 150, 9_850, 150, 50) == (10_001, 9_850, 0, 50, 101, 0)
    assert fill(10_002, 150, 9_850, 150, 50).refund == 2


@given(AMOUNTS, TAXES, ROOMS, st.integers(0, 150))
def test_all_parts_add_up_and_none_is_negative(flock_in, tax_bps, room, creator_bps):
    filled = fill(flock_in, tax_bps, room, 150, creator_bps)
    parts = filled.net, filled.anti_sniper_fee, filled.creator_fee, filled.protocol_fee
    assert sum(parts) == filled.gross == flock_in - filled.refund
    assert min(*parts, filled.refund) >= 0


@given(AMOUNTS, st.integers(0, 150), ROOMS)
def test_a_tax_below_the_platform_fee_still_adds_up(flock_in, tax_bps, room):
    """Reading C can fall below the platform fee: the creator's part gives way."""
    filled = fill(flock_in, tax_bps, room, 150, 50)
    assert sum(filled[1:5]) == filled.gross
    assert min(filled) >= 0


@given(AMOUNTS, TAXES, ROOMS)
def test_the_parts_round_down_and_the_protocol_takes_the_remainder(flock_in, tax_bps, room):
    filled = fill(flock_in, tax_bps, room, 150, 50)
    assert filled.anti_sniper_fee == filled.gross * (tax_bps - 150) // 10_000
    assert filled.creator_fee == filled.gross * 50 // 10_000
    assert 0 <= filled.protocol_fee - filled.gross * 100 // 10_000 <= 3


@given(AMOUNTS, TAXES, ROOMS)
def test_a_purchase_never_exceeds_the_room(flock_in, tax_bps, room):
    filled = fill(flock_in, tax_bps, room, 150, 50)
    assert filled.net == min(room, flock_in * (10_000 - tax_bps) // 10_000)
    if filled.refund:
        assert filled.net == room


@given(st.integers(1, 10**30), st.integers(0, 9_999))
def test_gross_is_the_least_flock_for_a_principal(net, tax_bps):
    gross = gross_for(net, tax_bps)
    assert gross * (10_000 - tax_bps) // 10_000 >= net > (gross - 1) * (10_000 - tax_bps) // 10_000


def test_at_a_tax_of_everything_there_is_no_gross():
    with pytest.raises(OutOfRange, match="takes everything"):
        gross_for(1, 10_000)
    assert gross_for(1, 9_999) == 10_000


def test_the_products_of_the_largest_offer_fit_a_contract():
    assert MAX_AMOUNT * 10_000 <= MAX_UINT256
    assert 10**8 * WAD * 10_000 <= MAX_UINT256
