"""Fitted curves: the true one is found, noise is measured, the wrong family shows, hostile data fits nothing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fomo_core.curve import ConstantProduct, Linear
from fomo_core.events import Purchased
from fomo_core.foreign.fitting import Fit, Point, fits, points_of, residuals
from fomo_core.units import WAD

TARGET, SALE = 10**6 * WAD, 400_000 * WAD
MOST_RESERVE = 10**4

TARGETS = st.integers(WAD, 10**8 * WAD) | st.sampled_from([WAD, TARGET, 10**8 * WAD])
SALES = st.integers(1, 10**6 * WAD) | st.sampled_from([1, WAD, SALE])


def along(curve, *raised):
    """The points of a curve at some principals."""
    return [Point(at, curve.sold(at)) for at in raised]


def spread(target, count=12):
    """Principals all over a raise."""
    return [target * step // count for step in range(1, count + 1)]


def of_kind(kind, points, target=TARGET, sale=SALE) -> Fit:
    return next(fit for fit in fits(points, target, sale) if fit.kind == kind)


@st.composite
def reserves(draw):
    """A constant product of any reserve, with its targets and points on it."""
    target, sale = draw(TARGETS), draw(SALES)
    reserve = draw(st.integers(1, MOST_RESERVE * target) | st.integers(1, target))
    curve = ConstantProduct.with_reserve(reserve, target, sale)
    raised = sorted(draw(st.lists(st.integers(0, target), min_size=1, max_size=20)))
    return curve, target, sale, along(curve, *raised)


# --- the totals ---


def test_points_are_the_running_totals():
    bought = [Purchased("q", "a", 0, net, tokens, 0, 0, 0, 0) for net, tokens in ((5, 9), (7, 3), (0, 0))]
    assert points_of(bought) == (Point(5, 9), Point(12, 12), Point(12, 12))
    assert points_of(iter(bought[:1])) == (Point(5, 9),)
    assert points_of([]) == ()


def test_residuals_stand_beside_the_chains_own_numbers():
    curve = ConstantProduct(30, 1_000)
    assert residuals(curve, [Point(10, 249), Point(30, 500)]) == [(10, 249, 250), (30, 500, 500)]


# --- the true curve is found ---


@given(reserves())
def test_a_constant_products_reserve_is_recovered(drawn):
    curve, target, sale, points = drawn
    fit = of_kind("constant_product", points, target, sale)
    assert fit.interval[0] <= curve.virtual_flock <= fit.interval[1]
    assert fit.interval[0] <= fit.parameter <= fit.interval[1]
    # A wei may be left where rounding lets only few of very many reserves through.
    assert fit.largest_residual <= 1
    assert fit.curve == ConstantProduct.with_reserve(fit.parameter, target, sale)
    assert fit.points == len(points)


@given(TARGETS, st.integers(1, 10**6), st.lists(st.fractions(0, 1), min_size=2, max_size=20))
def test_a_reserve_that_is_a_share_of_the_maximum_is_recovered_exactly(target, bps, parts):
    curve = ConstantProduct.for_target(target, SALE, bps)
    raised = sorted({int(target * part) for part in parts} | {target // 3})
    fit = of_kind("constant_product", along(curve, *raised), target)
    assert fit.largest_residual <= 1
    assert fit.interval[0] <= curve.virtual_flock <= fit.interval[1]


@given(TARGETS, SALES, st.integers(2, 30), st.lists(st.fractions(0, 1), min_size=1, max_size=20))
def test_a_linear_multiple_is_recovered(target, sale, multiple, parts):
    curve = Linear.for_target(target, sale, multiple)
    fit = of_kind("linear", along(curve, *sorted(int(target * part) for part in parts)), target, sale)
    assert (fit.largest_residual, fit.mean_residual) == (0, 0)
    assert fit.interval == (fit.parameter, fit.parameter)


@pytest.mark.parametrize("bps", [1, 1_234, 5_000, 20_000, 10**6])
def test_a_round_reserve_is_found_to_the_wei_and_comes_first(bps):
    curve = ConstantProduct.for_target(TARGET, SALE, bps)
    best, other = fits(along(curve, *spread(TARGET)), TARGET, SALE)
    assert (best.kind, best.curve, best.parameter) == ("constant_product", curve, TARGET * bps // 10_000)
    assert (best.largest_residual, best.mean_residual, best.plausible) == (0, 0, True)
    assert other.kind == "linear"


@pytest.mark.parametrize("multiple", [2, 9, 30])
def test_a_linear_curve_comes_first_where_it_is_the_true_one(multiple):
    curve = Linear.for_target(TARGET, SALE, multiple)
    best, other = fits(along(curve, *spread(TARGET)), TARGET, SALE)
    assert (best.kind, best.curve, best.parameter) == ("linear", curve, multiple)
    assert best.plausible
    assert other.kind == "constant_product"


def test_all_reserves_that_meet_the_points_lie_in_the_interval():
    """Small numbers, so that every reserve there is can be tried."""
    target, sale = WAD, 50
    points = along(ConstantProduct.with_reserve(WAD // 7, target, sale), WAD // 5, WAD // 2)
    fit = of_kind("constant_product", points, target, sale)
    assert fit.largest_residual == 0
    steps = [fit.interval[0] * k // 50 for k in range(1, 150)]
    meeting = [
        reserve for reserve in steps
        if all(r.on_chain == r.on_curve for r in residuals(ConstantProduct.with_reserve(reserve, target, sale), points))
    ]  # fmt: skip
    assert meeting
    assert all(fit.interval[0] <= reserve <= fit.interval[1] for reserve in meeting)


# --- the wrong family, and noise ---


@given(st.integers(2, 30), st.integers(2, 12))
def test_a_constant_product_does_not_pass_for_linear_nor_the_other_way_round(multiple, count):
    line = Linear.for_target(TARGET, SALE, multiple)
    wrong = of_kind("constant_product", along(line, *spread(TARGET, count + 2)))
    assert not wrong.plausible
    assert wrong.largest_residual > WAD
    assert 0 < wrong.mean_residual <= wrong.largest_residual
    curve = ConstantProduct.for_target(TARGET, SALE, multiple * 1_000)
    wrong = of_kind("linear", along(curve, *spread(TARGET, count + 2)))
    assert not wrong.plausible
    assert wrong.largest_residual > WAD


def test_two_small_purchases_already_tell_the_families_apart():
    """Exact integers see in a thousandth of a percent of a raise what no picture shows."""
    raised = (10 * WAD, 30 * WAD)
    for curve in (ConstantProduct.for_target(TARGET, SALE), Linear.for_target(TARGET, SALE)):
        best, other = fits(along(curve, *raised), TARGET, SALE)
        assert best.curve == curve
        assert [best.plausible, other.plausible] == [True, False]


@given(reserves(), st.lists(st.integers(-1_000, 1_000), min_size=20, max_size=20))
def test_noise_is_never_made_larger(drawn, noise):
    _, target, sale, points = drawn
    noisy = [Point(r, min(sale, max(0, s + miss))) for (r, s), miss in zip(points, noise)]
    fit = of_kind("constant_product", noisy, target, sale)
    most = max(abs(n.sold - p.sold) for n, p in zip(noisy, points))
    assert fit.largest_residual <= most + 1
    misses = [abs(r.on_curve - r.on_chain) for r in residuals(fit.curve, noisy)]
    assert fit.largest_residual == max(misses)
    assert fit.mean_residual == -(-sum(misses) // len(misses))


def test_a_wei_of_drift_at_each_purchase_is_believed_and_a_millionth_is_not():
    curve = ConstantProduct.for_target(TARGET, SALE)
    points = along(curve, *spread(TARGET, 40))
    drifting = [Point(r, s - number) for number, (r, s) in enumerate(points)]
    assert of_kind("constant_product", drifting).plausible
    off = [Point(r, s - s // 10**6 * (number % 2)) for number, (r, s) in enumerate(points)]
    assert not of_kind("constant_product", off).plausible


@given(reserves(), st.lists(st.integers(-9, 9), min_size=20, max_size=20))
def test_no_reserve_outside_the_interval_does_as_well(drawn, noise):
    _, target, sale, points = drawn
    noisy = [Point(r, min(sale, max(0, s + miss))) for (r, s), miss in zip(points, noise)]
    fit = of_kind("constant_product", noisy, target, sale)
    least, most = fit.interval
    outside = [v for step in (1, 2, 3, 5, 9, 30) for v in (least - step, most + step)]
    for reserve in (v for v in outside if 1 <= v <= MOST_RESERVE * target):
        curve = ConstantProduct.with_reserve(reserve, target, sale)
        assert max(abs(r.on_curve - r.on_chain) for r in residuals(curve, noisy)) > fit.largest_residual


# --- little and odd data ---


def test_without_a_purchase_there_is_nothing_to_fit():
    assert fits([], TARGET, SALE) == []


@pytest.mark.parametrize("raised", [0, 1, WAD, TARGET // 2, TARGET])
def test_one_point_is_met_but_never_believed(raised):
    curve = ConstantProduct.for_target(TARGET, SALE)
    fit = of_kind("constant_product", along(curve, raised))
    assert fit.largest_residual == 0
    assert fit.interval[0] <= curve.virtual_flock <= fit.interval[1]
    assert not fit.plausible


def test_one_point_given_twice_is_still_one():
    curve = ConstantProduct.for_target(TARGET, SALE)
    assert not of_kind("constant_product", along(curve, WAD, WAD, WAD)).plausible
    assert of_kind("constant_product", along(curve, WAD, WAD, 2 * WAD)).plausible


@pytest.mark.parametrize(
    "points",
    [
        [Point(0, 0)],
        [Point(0, 5)],
        [Point(1, 0), Point(TARGET, 0)],
        [Point(0, SALE), Point(TARGET, SALE)],
        [Point(1, SALE), Point(2, SALE)],
        [Point(TARGET, 1)],
        [Point(TARGET, 0), Point(1, SALE)],
    ],
)
def test_absurd_points_are_fitted_and_not_believed(points):
    found = fits(points, TARGET, SALE)
    assert {fit.kind for fit in found} == {"constant_product", "linear"}
    for fit in found:
        assert 1 <= fit.interval[0] <= fit.parameter <= fit.interval[1] <= MOST_RESERVE * TARGET
        assert not fit.plausible


@pytest.mark.parametrize(
    "points",
    [[Point(TARGET + 1, 5)], [Point(5, SALE + 1)], [Point(-1, 0)], [Point(0, -1)], [Point(2**256, 2**256)]],
)
def test_totals_beyond_the_raise_fit_no_curve(points):
    assert fits([Point(1, 1), *points], TARGET, SALE) == []


@pytest.mark.parametrize(
    ("target", "sale"),
    [(0, SALE), (WAD - 1, SALE), (10**8 * WAD + 1, SALE), (TARGET, 0), (TARGET, 2**256 - 1)],
)
def test_targets_that_no_curve_has_fit_nothing(target, sale):
    assert fits([Point(0, 0)], target, sale) == []


@given(TARGETS, SALES, st.data())
def test_any_points_at_all_are_fitted_without_a_fault(target, sale, data):
    pair = st.tuples(st.integers(0, target), st.integers(0, sale))
    points = [Point(*p) for p in data.draw(st.lists(pair, min_size=1, max_size=6))]
    best, other = fits(points, target, sale)
    assert best.largest_residual <= other.largest_residual <= sale
    least, most = of_kind("constant_product", points, target, sale).interval
    assert 1 <= least <= most <= MOST_RESERVE * target
