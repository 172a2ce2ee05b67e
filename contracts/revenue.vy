#pragma version 0.4.3
#pragma evm-version cancun
#pragma optimize gas
#pragma nonreentrancy on
"""
@title The revenue router: usage in USD, cost, net, and its four destinations
@notice The same rules as fomo_core/revenue.py. USD in 10^-6, the FLOCK price in 10^-8 USD, FLOCK in wei.
        It holds nothing between two settlements.
"""

import fixed_point
import parameters as rules
from ethereum.ercs import IERC20


interface Launchpad:
    def service_terms(token: address) -> (address, uint256): view


interface Pool:
    def quote(token: address, sell_flock: bool, amount_in: uint256) -> uint256: view
    def reserves(token: address) -> (uint256, uint256): view
    def pool_fee_bps() -> uint256: view
    def swap(
        token: address, sell_flock: bool, amount_in: uint256, min_out: uint256, deadline: uint256
    ) -> uint256: nonpayable


interface ModelToken:
    def burn(amount: uint256): nonpayable


event RevenueRouted:
    token: indexed(address)
    usageUsd: uint256
    costUsd: uint256
    netUsd: uint256
    flockPrice: uint256
    flock: uint256
    modelBuyback: uint256
    networkBuyback: uint256
    operatorReward: uint256
    treasury: uint256
    tokensBurned: uint256


struct Settlement:
    issuer: address
    cost_usd: uint256
    net_usd: uint256
    flock: uint256
    model_buyback: uint256
    network_buyback: uint256
    operator_reward: uint256
    treasury: uint256
    tokens_burned: uint256


launchpad: public(immutable(Launchpad))
pool: public(immutable(Pool))
flock: public(immutable(IERC20))
platform: public(immutable(address))
treasury: public(immutable(address))
model_buyback_bps: public(immutable(uint256))
network_buyback_bps: public(immutable(uint256))
operator_reward_bps: public(immutable(uint256))

#: Where bought FLOCK goes to be out of reach for good.
BURNED: constant(address) = 0x000000000000000000000000000000000000dEaD
#: From 10^-6 USD at a price of 10^-8 USD to wei.
TO_FLOCK: constant(uint256) = 10**20


@deploy
def __init__(
    launchpad_: address,
    pool_: address,
    flock_: address,
    platform_: address,
    treasury_: address,
    model_buyback_bps_: uint256,
    network_buyback_bps_: uint256,
    operator_reward_bps_: uint256,
):
    rules._check_routing(model_buyback_bps_, network_buyback_bps_, operator_reward_bps_)
    launchpad = Launchpad(launchpad_)
    pool = Pool(pool_)
    flock = IERC20(flock_)
    platform = platform_
    treasury = treasury_
    model_buyback_bps = model_buyback_bps_
    network_buyback_bps = network_buyback_bps_
    operator_reward_bps = operator_reward_bps_
    # Buybacks swap in the pool, which takes from here what each of them sells.
    extcall IERC20(flock_).approve(pool_, max_value(uint256), default_return_value=True)


@external
def route_revenue(
    token: address,
    usage_usd: uint256,
    flock_price: uint256,
    min_burned: uint256,
    max_flock: uint256,
    deadline: uint256,
):
    """
    @notice Platform only: settle usage of a deployed model. The platform must have approved its FLOCK. Keep
            the model's buyback at or below `safe_buyback`, or settle in parts.
    @param token The offering's token.
    @param usage_usd What the usage was paid, in 10^-6 USD.
    @param flock_price The price of FLOCK, in 10^-8 USD.
    @param min_burned The fewest tokens (wei) that the buyback must burn.
    @param max_flock The most FLOCK (wei) that this may take.
    @param deadline The last moment (unix seconds) at which this may happen.
    @custom:reverts revenue: not the platform · offering: unknown · offering: not graduated · revenue:
            deadline passed · revenue: zero amount · revenue: zero price · fund: above limit · revenue: too
            much flock · revenue: too little burned · balance: insufficient · flock: transfer refused
    """
    assert msg.sender == platform, "revenue: not the platform"
    s: Settlement = self._settlement(token, usage_usd, flock_price, deadline)
    held: uint256 = staticcall flock.balanceOf(msg.sender)
    if held < s.flock:
        # What is missing must be able to exist at all, or it is no lack of means.
        others: uint256 = staticcall flock.totalSupply() - held
        assert s.flock + others <= fixed_point.MAX_AMOUNT, "fund: above limit"
    assert s.flock <= max_flock, "revenue: too much flock"
    assert s.tokens_burned >= min_burned, "revenue: too little burned"
    assert held >= s.flock, "balance: insufficient"
    log RevenueRouted(
        token=token,
        usageUsd=usage_usd,
        costUsd=s.cost_usd,
        netUsd=s.net_usd,
        flockPrice=flock_price,
        flock=s.flock,
        modelBuyback=s.model_buyback,
        networkBuyback=s.network_buyback,
        operatorReward=s.operator_reward,
        treasury=s.treasury,
        tokensBurned=s.tokens_burned,
    )
    self._pull(BURNED, s.network_buyback)
    self._pull(s.issuer, s.operator_reward)
    self._pull(treasury, s.treasury)
    self._pull(self, s.model_buyback)
    if s.tokens_burned != 0:
        extcall pool.swap(token, True, s.model_buyback, s.tokens_burned, deadline)
        extcall ModelToken(token).burn(s.tokens_burned)


@external
@view
def settlement(token: address, usage_usd: uint256, flock_price: uint256) -> Settlement:
    """
    @notice Tell what settling this usage now would take from the platform, and where it would go.
    @param token The offering's token.
    @param usage_usd What the usage was paid, in 10^-6 USD.
    @param flock_price The price of FLOCK, in 10^-8 USD.
    @return The issuer and all parts, USD in 10^-6, FLOCK and tokens in wei.
    @custom:reverts offering: unknown · offering: not graduated · revenue: zero amount · revenue: zero price
            · fund: above limit
    """
    return self._settlement(token, usage_usd, flock_price, max_value(uint256))


@external
@view
def safe_buyback(token: address) -> uint256:
    """
    @notice Tell the largest model buyback that nobody can sandwich at a profit: pool fee x FLOCK reserve.
    @param token The offering's token.
    @return FLOCK, in wei; rounds down, 0 before the pool is open.
    """
    flock_reserve: uint256 = 0
    token_reserve: uint256 = 0
    flock_reserve, token_reserve = staticcall pool.reserves(token)
    return fixed_point.mul_div_down(flock_reserve, staticcall pool.pool_fee_bps(), fixed_point.BPS)


@internal
@view
def _settlement(
    token: address, usage_usd: uint256, flock_price: uint256, deadline: uint256
) -> Settlement:
    """
    @notice The cost rounds up, FLOCK and its shares down; the treasury takes the remainder, and the
            model buyback's part too when that would buy nothing.
    """
    issuer: address = empty(address)
    cost_bps: uint256 = 0
    issuer, cost_bps = staticcall launchpad.service_terms(token)
    assert block.timestamp <= deadline, "revenue: deadline passed"
    assert usage_usd != 0, "revenue: zero amount"
    assert flock_price != 0, "revenue: zero price"
    # More USD than there can be FLOCK units: no faucet creates what settles it.
    assert usage_usd <= fixed_point.MAX_AMOUNT, "fund: above limit"
    cost: uint256 = fixed_point.mul_div_up(usage_usd, cost_bps, fixed_point.BPS)
    flock_due: uint256 = fixed_point.mul_div_down(usage_usd - cost, TO_FLOCK, flock_price)
    assert flock_due <= fixed_point.MAX_AMOUNT, "fund: above limit"
    model_buyback: uint256 = fixed_point.mul_div_down(flock_due, model_buyback_bps, fixed_point.BPS)
    network_buyback: uint256 = fixed_point.mul_div_down(flock_due, network_buyback_bps, fixed_point.BPS)
    operator_reward: uint256 = fixed_point.mul_div_down(flock_due, operator_reward_bps, fixed_point.BPS)
    tokens_burned: uint256 = staticcall pool.quote(token, True, model_buyback)
    if tokens_burned == 0:
        model_buyback = 0
    return Settlement(
        issuer=issuer,
        cost_usd=cost,
        net_usd=usage_usd - cost,
        flock=flock_due,
        model_buyback=model_buyback,
        network_buyback=network_buyback,
        operator_reward=operator_reward,
        treasury=flock_due - model_buyback - network_buyback - operator_reward,
        tokens_burned=tokens_burned,
    )


@internal
def _pull(receiver: address, amount: uint256):
    if amount != 0:
        assert extcall flock.transferFrom(
            msg.sender, receiver, amount, default_return_value=True
        ), "flock: transfer refused"
