"""One offering's own view of its raise."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fomo_core import presets
from fomo_core.curve import ConstantProduct
from fomo_core.errors import OutOfRange
from fomo_core.offering import STATUSES, divide_at_graduation
from fomo_core.units import WAD
from tests.builders import CALM_S, LINEAR, MEDIUM, SMALL, bare_offering, minimal

PARAMETERS = minimal().parameters
MODEL = minimal().models[SMALL]
MODELS = pytest.mark.parametrize("model", [SMALL, MEDIUM, LINEAR])
END_S = 420


def _at(raised):
    return bare_offering(minimal(), SMALL, raised)


@pytest.mark.parametrize(
    ("raised", "now", "status"),
    [
        (0, 0, "live"),
        (0, END_S - 1, "live"),
        (0, END_S, "failed"),
        (MODEL.minimum_target - 1, END_S, "failed"),
        (MODEL.minimum_target, END_S - 1, "live"),
        (MODEL.minimum_target, END_S, "succeeded"),
        (MODEL.maximum_target - 1, END_S, "succeeded"),
    ],
)
def test_the_status_is_a_fact_of_the_clock_and_the_raise(raised, now, status):
    assert _at(raised).status_at(now) == status
    assert status in STATUSES


@pytest.mark.parametrize("now", [0, END_S, 10**9])
def test_a_graduated_offering_stays_graduated(now):
    offering = _at(MODEL.maximum_target)
    offering.graduated_at = 7
    assert offering.status_at(now) == "graduated"


def test_a_raise_is_open_from_its_first_to_its_last_second_while_there_is_room():
    offering = _at(MODEL.maximum_target - 1)
    assert [offering.open_at(now) for now in (-1, 0, END_S - 1, END_S)] == [False, True, True, False]
    assert not _at(MODEL.maximum_target).open_at(0)


@MODELS
def test_all_tokens_left_can_be_bought_and_not_one_more(model):
    offering = bare_offering(minimal(), model, minimal().models[model].minimum_target)
    left = PARAMETERS.target_sale - offering.sold
    flock = offering.flock_for(left, 150)
    filled, tokens = offering.fill_at(flock, 150, PARAMETERS)
    assert tokens == left
    assert filled.net == offering.maximum_target - offering.raised
    with pytest.raises(OutOfRange):
        offering.flock_for(left + 1, 150)


def test_no_tokens_cost_nothing():
    assert _at(WAD).flock_for(0, 150) == 0


def test_at_a_tax_of_everything_no_flock_buys_tokens():
    with pytest.raises(OutOfRange, match="takes everything"):
        _at(0).flock_for(1, 10_000)


def test_the_tax_counts_from_the_sales_start():
    offering = _at(0)
    offering.start = 1_000
    assert offering.tax_at(1_000, PARAMETERS) == 9_900
    assert offering.tax_at(1_000 + CALM_S, PARAMETERS) == 150
    with pytest.raises(OutOfRange):
        offering.tax_at(999, PARAMETERS)


def test_escrow_holds_the_principal_until_it_is_redeemed_or_graduates():
    offering = _at(100)
    assert offering.escrow_flock() == 100
    offering.redeemed = 30
    assert offering.escrow_flock() == 70
    offering.graduated_at = 0
    assert offering.escrow_flock() == 0


def test_vesting_rounds_down_and_ends_with_all():
    offering = _at(MODEL.maximum_target)
    assert offering.vested_at(10**9, PARAMETERS) == 0
    offering.graduated_at = 50
    all_s = PARAMETERS.operator_vesting_s
    expected = {50: 0, 51: PARAMETERS.operator_tokens // all_s, 50 + all_s: PARAMETERS.operator_tokens}
    expected |= {50 + 2 * all_s: PARAMETERS.operator_tokens}
    assert {now: offering.vested_at(now, PARAMETERS) for now in expected} == expected


def test_burned_tokens_leave_the_supply():
    offering = _at(MODEL.maximum_target)
    assert offering.token_supply(PARAMETERS) == 0
    offering.graduated_at, offering.unsold_burned, offering.tokens_burned = 0, 3, 4
    assert offering.token_supply(PARAMETERS) == 10**6 * WAD - 7


@MODELS
@given(data=st.data())
def test_graduation_divides_everything_and_rounds_for_the_remainders(model, data):
    limits = minimal().models[model]
    raised = data.draw(st.integers(limits.minimum_target, limits.maximum_target))
    offering = bare_offering(minimal(), model, raised)
    parts = divide_at_graduation(offering, raised, offering.sold, PARAMETERS)
    assert parts.liquidity_flock == raised * 6_000 // 10_000
    assert parts.incentives_flock == raised * 2_000 // 10_000
    assert sum(parts[:3]) == raised
    assert parts.liquidity_tokens + parts.treasury_tokens == 300_000 * WAD
    assert parts.unsold_burned + offering.sold == PARAMETERS.target_sale


def test_the_pool_takes_no_more_tokens_than_its_bucket():
    protocol = presets.load("minimal", {"liquidity_tokens": WAD, "treasury_tokens": 299_999 * WAD})
    offering = bare_offering(protocol, SMALL, MODEL.minimum_target)
    parts = divide_at_graduation(offering, offering.raised, offering.sold, protocol.parameters)
    assert parts.liquidity_tokens == WAD
    assert parts.treasury_tokens == 299_999 * WAD


# --- a curve known to the wei ---


def _known(reserve, kind="constant_product"):
    models = {SMALL: MODEL._replace(curve=kind, virtual_flock=reserve)}
    return bare_offering(minimal()._replace(models=models), SMALL)


def test_a_model_may_name_its_reserve_to_the_wei():
    reserve = MODEL.maximum_target // 3 + 1
    curve = _known(reserve).curve
    assert curve == ConstantProduct.with_reserve(reserve, MODEL.maximum_target, PARAMETERS.target_sale)
    assert curve.virtual_flock == reserve


def test_without_one_the_reserve_is_the_parameter():
    assert _known(None).curve.virtual_flock == MODEL.maximum_target // 2


def test_a_linear_curve_has_no_use_for_a_reserve():
    assert _known(7, "linear").curve == _known(None, "linear").curve
