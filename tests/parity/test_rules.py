"""Each pure rule of the contracts equals the core's over the whole range of its inputs."""

from __future__ import annotations

import hypothesis.strategies as st
from hypothesis import assume, given, settings

from fomo_core.curve import ConstantProduct, Linear, curve_for
from fomo_core.fees import fill
from fomo_core.fixed_point import div_up, mul_div_up
from fomo_core.offering import divide_at_graduation
from fomo_core.parameters import CURVES, LARGEST_SUPPLY, LARGEST_TARGET, LONGEST_S, SMALLEST_TARGET
from fomo_core.tax import combined_tax_bps, first_buy_tax_bps
from fomo_core.units import BPS, MAX_AMOUNT, WAD
from tests.builders import bare_offering, minimal, parameters
from tests.parity.twins.evm import parameter_struct
from tests.parity.twins.probe import probe

targets = st.integers(SMALLEST_TARGET, LARGEST_TARGET) | st.sampled_from([SMALLEST_TARGET, LARGEST_TARGET])
sales = st.integers(WAD, LARGEST_SUPPLY) | st.sampled_from([WAD, LARGEST_SUPPLY])
rates = st.integers(0, BPS) | st.sampled_from([0, 1, BPS - 1, BPS])
raise_settings = settings(max_examples=300)


@st.composite
def curves(draw: st.DrawFn) -> tuple[ConstantProduct | Linear, tuple[int, ...], int]:
    """A curve of the core, the arguments that make the contracts' one, and a principal on it."""
    kind, target, sale = draw(st.sampled_from(CURVES)), draw(targets), draw(sales)
    virtual_bps, multiple = draw(st.integers(1, 100 * BPS)), draw(st.integers(2, 30))
    made = curve_for(kind, target, sale, virtual_bps, multiple)
    raised = draw(st.integers(0, target) | st.sampled_from([0, 1, target - 1, target]))
    return made, (CURVES.index(kind), target, sale, virtual_bps, multiple), raised


@given(a=st.integers(0, MAX_AMOUNT), b=st.integers(0, MAX_AMOUNT), divisor=st.integers(1, MAX_AMOUNT))
def test_products_are_divided_with_the_rounding_in_the_name(a: int, b: int, divisor: int) -> None:
    assert probe().read("mul_div_down", a, b, divisor) == a * b // divisor
    assert probe().read("mul_div_up", a, b, divisor) == mul_div_up(a, b, divisor)


@raise_settings
@given(case=curves())
def test_curves_sell_the_same(case: tuple[ConstantProduct | Linear, tuple[int, ...], int]) -> None:
    core, args, raised = case
    chain = tuple(probe().read("curve_for", *args).values())
    if isinstance(core, ConstantProduct):
        assert (chain[3], chain[4]) == (core.virtual_flock, core.virtual_tokens)
    assert probe().read("sold", chain, raised) == core.sold(raised)
    assert probe().read("spot_price", chain, raised) == core.spot_price(raised)._asdict()


@raise_settings
@given(
    flock_in=st.integers(0, 2**256 - 1) | st.integers(0, 10**6 * WAD) | st.integers(0, 10**5),
    tax_bps=rates,
    room=st.integers(0, LARGEST_TARGET),
    platform_fee_bps=st.integers(0, BPS - 1),
    creator_share=st.integers(0, BPS),
)
def test_offers_are_split_the_same(
    flock_in: int, tax_bps: int, room: int, platform_fee_bps: int, creator_share: int
) -> None:
    # A tax of 100% leaves no principal: a purchase is refused before its parts are looked at.
    assume(tax_bps < BPS or flock_in <= MAX_AMOUNT)
    creator_fee_bps = platform_fee_bps * creator_share // BPS
    args = (flock_in, tax_bps, room, platform_fee_bps, creator_fee_bps)
    assert probe().read("fill", *args) == fill(*args)._asdict()


@raise_settings
@given(
    reading=st.sampled_from("ABC"),
    start=st.integers(150, BPS),
    step_bps=rates,
    step_s=st.integers(1, LONGEST_S) | st.integers(1, 60),
    elapsed_s=st.integers(0, LONGEST_S) | st.integers(0, 10_000),
    pays=st.booleans(),
)
def test_taxes_fall_the_same(
    reading: str, start: int, step_bps: int, step_s: int, elapsed_s: int, pays: bool
) -> None:
    p = parameters(
        tax_reading=reading, tax_start_bps=start, tax_step_bps=step_bps, tax_step_s=step_s,
        first_buy_pays_tax=pays,
    )  # fmt: skip
    assert probe().read("combined_tax_bps", elapsed_s, parameter_struct(p)) == combined_tax_bps(elapsed_s, p)
    assert probe().read("first_buy_tax_bps", parameter_struct(p)) == first_buy_tax_bps(p)


@raise_settings
@given(
    model=st.sampled_from(sorted(minimal().models)),
    share=st.integers(0, BPS),
    liquidity_bps=rates,
    bucket=st.integers(0, 300_000 * WAD),
)
def test_graduations_divide_the_same(model: str, share: int, liquidity_bps: int, bucket: int) -> None:
    changes = {"liquidity_tokens": bucket, "treasury_tokens": 300_000 * WAD - bucket}
    p = parameters(liquidity_flock_bps=liquidity_bps, incentives_flock_bps=BPS - liquidity_bps, **changes)
    offering = bare_offering(minimal(), model)
    raised = div_up(offering.maximum_target * share, BPS)
    sold = offering.curve.sold(raised)
    price = offering.curve.spot_price(raised)
    found = probe().read("divide_at_graduation", tuple(price), (raised, sold, 0), parameter_struct(p))
    assert found == divide_at_graduation(offering, raised, sold, p)._asdict()


@given(elapsed_s=st.integers(0, LONGEST_S) | st.integers(0, 10**8), vesting_s=st.integers(1, LONGEST_S))
def test_operator_tokens_vest_the_same(elapsed_s: int, vesting_s: int) -> None:
    p = parameters(operator_vesting_s=vesting_s)
    offering = bare_offering(minimal(), next(iter(minimal().models)))
    offering.graduated_at = 1_000
    found = probe().read("vested_at", 1_000 + elapsed_s, 1_000, parameter_struct(p))
    assert found == offering.vested_at(1_000 + elapsed_s, p)
