#pragma version 0.4.3
"""
@title The protocol's numbers, and what must hold between them
@notice The same rules as fomo_core/parameters.py. Amounts in wei, rates in bps, durations in seconds.
"""

import fixed_point

struct Parameters:
    total_supply: uint256
    target_sale: uint256
    liquidity_tokens: uint256
    incentives_tokens: uint256
    operator_tokens: uint256
    treasury_tokens: uint256
    operator_vesting_s: uint256
    first_buy_cap_bps: uint256
    first_buy_pays_tax: bool
    launch_fee: uint256
    duration_s: uint256
    graduation_window_s: uint256  # after its end, until a raise that nobody graduates may be redeemed
    protocol_fee_bps: uint256
    creator_fee_bps: uint256
    tax_start_bps: uint256
    tax_step_bps: uint256
    tax_step_s: uint256
    tax_reading: uint256  # 0 = A, 1 = B, 2 = C
    virtual_flock_bps: uint256
    liquidity_flock_bps: uint256
    incentives_flock_bps: uint256
    pool_fee_bps: uint256
    model_buyback_bps: uint256
    network_buyback_bps: uint256
    operator_reward_bps: uint256


struct Model:
    id: bytes32
    minimum_target: uint256
    maximum_target: uint256
    curve: uint256  # 0 = constant product, 1 = linear
    price_multiple: uint256  # a linear curve's last price over its first
    cost_bps: uint256


WAD: constant(uint256) = 10**18
SMALLEST_TARGET: constant(uint256) = WAD
LARGEST_TARGET: constant(uint256) = 10**8 * WAD
LARGEST_SUPPLY: constant(uint256) = 10**6 * WAD
LONGEST_S: constant(uint256) = 10**11
#: A raise's maximum and its sale are multiples of so many wei: rounding could otherwise sell a curve out
#: a step before its maximum, and the raise would take no more purchases nor graduate until its end.
TARGET_STEP: constant(uint256) = fixed_point.BPS


@internal
@pure
def _check(p: Parameters):
    """
    @notice Revert unless every number is in range and they fit together.
    """
    self._check_rates(p)
    for seconds: uint256 in [p.operator_vesting_s, p.duration_s, p.graduation_window_s, p.tax_step_s]:
        assert 1 <= seconds and seconds <= LONGEST_S, "parameters: time out of range"
    assert p.launch_fee <= fixed_point.MAX_AMOUNT, "parameters: launch fee above limit"
    assert p.tax_reading <= 2, "parameters: tax reading unknown"
    assert WAD <= p.target_sale and p.target_sale <= p.total_supply, "parameters: supply out of range"
    assert p.total_supply <= LARGEST_SUPPLY, "parameters: supply out of range"
    assert p.target_sale % TARGET_STEP == 0, "parameters: sale not a multiple"
    buckets: uint256 = p.liquidity_tokens + p.incentives_tokens + p.operator_tokens + p.treasury_tokens
    assert p.target_sale + buckets == p.total_supply, "parameters: buckets don't add up"


@internal
@pure
def _check_rates(p: Parameters):
    whole: uint256 = fixed_point.BPS
    for rate: uint256 in [p.first_buy_cap_bps, p.tax_start_bps, p.tax_step_bps, p.pool_fee_bps]:
        assert rate <= whole, "parameters: rate out of range"
    assert 1 <= p.virtual_flock_bps, "parameters: rate out of range"
    assert p.virtual_flock_bps <= 100 * whole, "parameters: rate out of range"
    assert p.protocol_fee_bps + p.creator_fee_bps < whole, "parameters: platform fee too high"
    assert p.protocol_fee_bps + p.creator_fee_bps <= p.tax_start_bps, "parameters: tax below platform fee"
    assert p.liquidity_flock_bps + p.incentives_flock_bps <= whole, "parameters: shares exceed the raise"
    self._check_routing(p.model_buyback_bps, p.network_buyback_bps, p.operator_reward_bps)


@internal
@pure
def _check_routing(model_buyback_bps: uint256, network_buyback_bps: uint256, operator_reward_bps: uint256):
    """
    @notice Revert unless the shares of the inference revenue leave at least nothing for the treasury.
    """
    shares: uint256 = model_buyback_bps + network_buyback_bps + operator_reward_bps
    assert shares <= fixed_point.BPS, "parameters: shares exceed the revenue"


@internal
@pure
def _check_model(model: Model):
    """
    @notice Revert for a model whose raise could not be computed exactly.
    """
    assert SMALLEST_TARGET <= model.minimum_target, "model: target out of range"
    assert model.minimum_target <= model.maximum_target, "model: target out of range"
    assert model.maximum_target <= LARGEST_TARGET, "model: target out of range"
    assert model.maximum_target % TARGET_STEP == 0, "model: target not a multiple"
    assert model.curve <= 1, "model: curve unknown"
    assert 2 <= model.price_multiple and model.price_multiple <= 30, "model: price multiple out of range"
    assert model.cost_bps <= fixed_point.BPS, "model: cost out of range"
