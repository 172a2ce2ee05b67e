"""Both bonding curves: exact, monotone, invertible, within a contract's integers."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fomo_core.curve import ConstantProduct, Linear, curve_for
from fomo_core.errors import OutOfRange
from fomo_core.fixed_point import MAX_UINT256, isqrt
from fomo_core.parameters import TARGET_STEP
from fomo_core.units import WAD

LEAST, MOST, SUPPLY = WAD, 10**8 * WAD, 10**6 * WAD
UNIT = 10**24

TARGETS = st.integers(LEAST, MOST) | st.sampled_from([LEAST, MOST])
SALES = st.integers(1, SUPPLY) | st.sampled_from([1, WAD, 400_000 * WAD, SUPPLY])


@st.composite
def curves(draw):
    """A curve of either kind with its maximum target and its sale."""
    target, sale = draw(TARGETS), draw(SALES)
    if draw(st.booleans()):
        bps = draw(st.integers(1, 10**6))
        return ConstantProduct.for_target(target, sale, bps), target, sale
    return Linear.for_target(target, sale, draw(st.integers(2, 30))), target, sale


@given(curves())
def test_the_maximum_sells_the_sale_exactly(drawn):
    curve, target, sale = drawn
    assert curve.sold(0) == 0
    assert curve.sold(target) == sale


@given(curves(), st.data())
def test_more_principal_never_sells_less(drawn, data):
    curve, target, _ = drawn
    one, other = sorted(data.draw(st.lists(st.integers(0, target), min_size=2, max_size=2)))
    assert curve.sold(one) <= curve.sold(other)
    assert curve.sold(one) <= curve.sold(min(one + 1, target))


@given(curves(), st.data())
def test_raised_for_is_the_least_inverse(drawn, data):
    curve, target, sale = drawn
    tokens = data.draw(st.integers(1, sale) | st.sampled_from([1, sale]))
    raised = curve.raised_for(tokens)
    assert curve.sold(raised) >= tokens > curve.sold(raised - 1)
    assert raised <= target


@given(curves(), st.data())
def test_splitting_a_principal_allocates_as_much_as_the_whole(drawn, data):
    curve, target, _ = drawn
    stops = sorted(data.draw(st.lists(st.integers(0, target), max_size=6)))
    parts = [curve.sold(b) - curve.sold(a) for a, b in zip([0, *stops], [*stops, target])]
    assert sum(parts) == curve.sold(target)
    assert min(parts) >= 0


@given(curves(), st.data())
def test_the_spot_price_never_falls(drawn, data):
    curve, target, _ = drawn
    one, other = sorted(data.draw(st.lists(st.integers(0, target), min_size=2, max_size=2)))
    before, after = (Fraction(*curve.spot_price(raised)) for raised in (one, other))
    assert before <= after


@given(TARGETS, st.integers(0, 10**8 * WAD))
def test_no_purchase_pays_less_than_the_price_before_it(target, net):
    """The last of a thousand steps of rounding down never favours the buyer."""
    curve = ConstantProduct.for_target(target, 400_000 * WAD)
    net = min(net, target)
    price = curve.spot_price(0)
    assert curve.sold(net) * price.flock <= net * price.tokens


def test_a_constant_product_curve_ends_at_nine_times_its_first_price():
    curve = ConstantProduct.for_target(10**6 * WAD, 400_000 * WAD)
    assert Fraction(*curve.spot_price(0)) == Fraction(5, 6)
    assert Fraction(*curve.spot_price(10**6 * WAD)) == Fraction(15, 2)


@pytest.mark.parametrize("multiple", [2, 9, 30])
def test_a_linear_curve_ends_at_its_multiple_of_the_first_price(multiple):
    curve = Linear.for_target(10**6 * WAD, 400_000 * WAD, multiple)
    first, last = (Fraction(*curve.spot_price(raised)) for raised in (0, 10**6 * WAD))
    assert last / first == multiple
    assert (first + last) / 2 == Fraction(10**6, 400_000)


def test_a_linear_price_is_half_way_when_half_of_the_sale_is_sold():
    curve = Linear.for_target(10**6 * WAD, 400_000 * WAD, 9)
    half = curve.raised_for(200_000 * WAD)
    first, middle, last = (Fraction(*curve.spot_price(raised)) for raised in (0, half, 10**6 * WAD))
    assert abs(middle - (first + last) / 2) < Fraction(1, 10**18)


@given(TARGETS, SALES, st.integers(2, 30), st.data())
def test_the_linear_curve_is_the_rules_formula(target, sale, multiple, data):
    raised = data.draw(st.integers(0, target))
    root = isqrt(UNIT * UNIT + (multiple * multiple - 1) * UNIT * UNIT * raised // target)
    expected = sale * (root - UNIT) // ((multiple - 1) * UNIT)
    assert Linear.for_target(target, sale, multiple).sold(raised) == expected


@given(TARGETS, SALES, st.integers(1, 10**6))
def test_the_virtual_reserves_are_the_rules_formula(target, sale, bps):
    curve = ConstantProduct.for_target(target, sale, bps)
    assert curve.virtual_flock == target * bps // 10_000
    assert (curve.virtual_tokens - 1) * target < sale * (curve.virtual_flock + target)
    assert curve.virtual_tokens * target >= sale * (curve.virtual_flock + target)


@given(TARGETS, SALES, st.integers(1, 10**6))
def test_a_reserve_given_to_the_wei_makes_the_same_curve(target, sale, bps):
    curve = ConstantProduct.for_target(target, sale, bps)
    assert ConstantProduct.with_reserve(curve.virtual_flock, target, sale) == curve
    assert curve_for("constant_product", target, sale, 1, 9, curve.virtual_flock) == curve


@given(TARGETS, SALES, st.integers(1, 10**12 * WAD), st.data())
def test_any_reserve_sells_the_sale_at_the_maximum(target, sale, reserve, data):
    curve = ConstantProduct.with_reserve(reserve, target, sale)
    raised = data.draw(st.integers(0, target))
    assert 0 == curve.sold(0) <= curve.sold(raised) <= curve.sold(target) == sale
    assert curve.virtual_flock == reserve


# --- every intermediate value fits a contract's integer ---


@pytest.mark.parametrize("target", [LEAST, MOST])
@pytest.mark.parametrize("bps", [1, 5_000, 10**6])
def test_a_constant_products_intermediates_fit(target, bps):
    curve = ConstantProduct.for_target(target, SUPPLY, bps)
    intermediates = [
        target * bps,
        SUPPLY * (curve.virtual_flock + target),
        curve.virtual_tokens * target,
        (SUPPLY - 1) * curve.virtual_flock,
        # At graduation: the pool's tokens at the last price.
        target * curve.spot_price(target).tokens,
    ]
    assert max(intermediates) <= MAX_UINT256
    assert curve.sold(target) == SUPPLY
    assert curve.raised_for(SUPPLY) <= target


@pytest.mark.parametrize("target", [LEAST, MOST])
@pytest.mark.parametrize("reserve", [1, 10**12 * WAD])
def test_the_intermediates_of_a_reserve_to_the_wei_fit(target, reserve):
    curve = ConstantProduct.with_reserve(reserve, target, SUPPLY)
    intermediates = [
        SUPPLY * (reserve + target),
        curve.virtual_tokens * target,
        (SUPPLY - 1) * reserve,
        target * curve.spot_price(target).tokens,
    ]
    assert max(intermediates) <= MAX_UINT256
    assert curve.raised_for(SUPPLY) <= target


@pytest.mark.parametrize("target", [LEAST, MOST])
@pytest.mark.parametrize("multiple", [2, 30])
def test_a_linear_curves_intermediates_fit(target, multiple):
    curve = Linear.for_target(target, SUPPLY, multiple)
    root = multiple * UNIT
    intermediates = [
        UNIT * UNIT + (multiple * multiple - 1) * UNIT * UNIT * target,
        SUPPLY * (root - UNIT),
        SUPPLY * (multiple - 1) * UNIT,
        (root * root - UNIT * UNIT) * target,
        (multiple * multiple - 1) * UNIT * UNIT,
        # At graduation: the pool's tokens at the last price.
        target * curve.spot_price(target).tokens,
    ]
    assert max(intermediates) <= MAX_UINT256
    assert curve.sold(target) == SUPPLY
    assert curve.raised_for(SUPPLY) == target


# --- what a curve refuses ---


@pytest.mark.parametrize("curve", [ConstantProduct, Linear])
@pytest.mark.parametrize(("target", "sale"), [(LEAST - 1, WAD), (MOST + 1, WAD), (WAD, 0), (WAD, SUPPLY + 1)])
def test_a_raise_out_of_bounds_has_no_curve(curve, target, sale):
    with pytest.raises(OutOfRange):
        curve.for_target(target, sale)


@pytest.mark.parametrize("multiple", [1, 31])
def test_a_linear_multiple_is_2_to_30(multiple):
    with pytest.raises(OutOfRange):
        Linear.for_target(WAD, WAD, multiple)


def test_a_constant_product_needs_a_virtual_reserve():
    with pytest.raises(OutOfRange):
        ConstantProduct.for_target(WAD, WAD, 0)
    with pytest.raises(OutOfRange):
        ConstantProduct.with_reserve(0, WAD, WAD)


def test_a_linear_curve_sells_no_more_than_its_sale():
    curve = Linear.for_target(WAD, WAD)
    assert curve.raised_for(WAD) == WAD
    with pytest.raises(OutOfRange):
        curve.raised_for(WAD + 1)


def test_a_constant_product_sells_less_than_its_virtual_reserve():
    curve = ConstantProduct(30, 1_000)
    assert curve.raised_for(999) == 29_970
    with pytest.raises(OutOfRange):
        curve.raised_for(1_000)


@pytest.mark.parametrize("curve", [ConstantProduct.for_target(WAD, WAD), Linear.for_target(WAD, WAD)])
def test_no_tokens_cost_nothing_and_fewer_do_not_exist(curve):
    assert curve.raised_for(0) == 0
    with pytest.raises(OutOfRange):
        curve.raised_for(-1)


def test_a_curve_is_chosen_by_its_name():
    assert curve_for("constant_product", WAD, WAD, 5_000, 9) == ConstantProduct.for_target(WAD, WAD, 5_000)
    assert curve_for("linear", WAD, WAD, 5_000, 4) == Linear(WAD, WAD, 4)
    assert curve_for("linear", WAD, WAD, 5_000, 4, 77) == Linear(WAD, WAD, 4)
    with pytest.raises(OutOfRange, match="constant_product, linear"):
        curve_for("sigmoid", WAD, WAD, 5_000, 9)


@pytest.mark.parametrize("virtual_flock_bps", [1, 3_333, 5_000, 10**6])
@given(steps=st.integers(10**14, 10**22), sale=st.integers(10**14, 10**20))
def test_targets_of_whole_steps_sell_the_last_unit_only_at_the_maximum(virtual_flock_bps, steps, sale):
    maximum, target_sale = steps * TARGET_STEP, sale * TARGET_STEP
    product = ConstantProduct.for_target(maximum, target_sale, virtual_flock_bps)
    for curve in (product, Linear.for_target(maximum, target_sale, 9)):
        assert curve.sold(maximum) == target_sale
        assert curve.sold(maximum - 1) < target_sale


def test_a_maximum_of_another_unit_may_sell_out_before_it_is_reached():
    maximum, sale = 10**24 + 1, 400_000 * WAD
    assert ConstantProduct.for_target(maximum, sale).sold(maximum - 1) == sale
