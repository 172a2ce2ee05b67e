#pragma version 0.4.3
"""
@title What the platform fixes: parameters, models, the launch fee, which pool and router belong
@notice All that the owner can do stands here. The owner can't touch principal, allocations, pools or
        any offering that exists; targets and curves of a model are fixed once it is added.
"""

import custody
import parameters as rules
import wiring
from ethereum.ercs import IERC20

initializes: custody
exports: custody.__interface__

event FeeConfigUpdated:
    feeRecipient: address
    baseFeeBps: uint16
    creatorFeeBps: uint16
    launchCreationFee: uint256
    antiSniperTaxStartValue: uint16
    maxBundleBps: uint16


event ModelAdded:
    id: indexed(bytes32)


#: Named once and for all; both answer for the launchpad that named them.
event Wired:
    pool: indexed(address)
    router: indexed(address)


flock: public(immutable(IERC20))
treasury: public(immutable(address))
platform: public(immutable(address))
P: immutable(rules.Parameters)

pool: public(address)
router: public(address)
launch_fee: uint256

model_count: uint256
#: Models by number from 1: their id, and everything else in one slot.
model_ids: HashMap[uint256, bytes32]
model_terms: HashMap[uint256, uint256]
model_number: HashMap[bytes32, uint256]

MOST_MODELS: constant(uint256) = 64
TARGET_BITS: constant(uint256) = 96
TARGET_MASK: constant(uint256) = 2**TARGET_BITS - 1


@deploy
def __init__(flock_: address, treasury_: address, platform_: address, parameters_: rules.Parameters):
    rules._check(parameters_)
    # FLOCK must be plain: no fee, hook, block list or rebasing. Its decimals are all that can be asked.
    wiring._require(flock_, method_id("decimals()"), 18)
    assert treasury_ not in [empty(address), self, flock_], "wire: mismatch"
    assert platform_ not in [empty(address), self, flock_], "wire: mismatch"
    flock = IERC20(flock_)
    treasury = treasury_
    platform = platform_
    P = parameters_
    custody.__init__()
    self.launch_fee = parameters_.launch_fee
    self._log_fees()


# --- what the owner can do ---


@external
def wire(pool: address, router: address):
    """
    @notice Owner only, once: name the pool and the revenue router. Launches begin after it.
    @param pool A pool that answers for this launchpad, its FLOCK and its fee.
    @param router A router that answers for this launchpad, that pool, and the same receivers and weights.
    @custom:reverts owner: not the owner · wire: done already · wire: mismatch
    """
    custody._only_owner()
    assert self.pool == empty(address), "wire: done already"
    assert treasury not in [pool, router], "wire: mismatch"
    self._check_pool(pool)
    self._check_router(router, pool)
    self.pool = pool
    self.router = router
    log Wired(pool=pool, router=router)


@external
def add_models(models: DynArray[rules.Model, MOST_MODELS]):
    """
    @notice Owner only. A model never changes once added.
    @param models The models to add, at most 64 in all.
    @custom:reverts owner: not the owner · model: target out of range · model: target not a multiple ·
            model: curve unknown · model: price multiple out of range · model: cost out of range · model: no
            id · model: exists · model: too many
    """
    custody._only_owner()
    number: uint256 = self.model_count
    for model: rules.Model in models:
        rules._check_model(model)
        assert model.id != empty(bytes32), "model: no id"
        assert self.model_number[model.id] == 0, "model: exists"
        number += 1
        self.model_number[model.id] = number
        self.model_ids[number] = model.id
        self.model_terms[number] = self._packed(model)
        log ModelAdded(id=model.id)
    assert number <= MOST_MODELS, "model: too many"
    self.model_count = number


@external
def set_launch_fee(fee: uint256):
    """
    @notice Owner only. Set the launch fee for launches from now on; each names the highest that it accepts.
    @param fee The fee, in wei of FLOCK.
    @custom:reverts owner: not the owner · parameters: launch fee above limit
    """
    custody._only_owner()
    assert fee <= rules.fixed_point.MAX_AMOUNT, "parameters: launch fee above limit"
    self.launch_fee = fee
    self._log_fees()


# --- what anyone can read ---


@external
@view
def parameters() -> rules.Parameters:
    """
    @notice Tell all numbers that this launchpad plays by.
    @return Amounts in wei, rates in bps, durations in seconds; the launch fee as of now.
    """
    current: rules.Parameters = P
    current.launch_fee = self.launch_fee
    return current


@external
@view
def models() -> DynArray[rules.Model, MOST_MODELS]:
    """
    @notice Tell the catalogue.
    @return All models, in the order in which they were added.
    """
    found: DynArray[rules.Model, MOST_MODELS] = []
    for number: uint256 in range(1, self.model_count + 1, bound=MOST_MODELS):
        found.append(self._terms(number, self.model_ids[number]))
    return found


@external
@view
def model(id: bytes32) -> rules.Model:
    """
    @notice Tell one model of the catalogue.
    @param id The model's id.
    @return Its terms, targets in wei of FLOCK.
    @custom:reverts launch: unknown model
    """
    number: uint256 = self.model_number[id]
    assert number != 0, "launch: unknown model"
    return self._terms(number, id)


@internal
@view
def _check_pool(pool: address):
    wiring._require_address(pool, method_id("launchpad()"), self)
    wiring._require_address(pool, method_id("flock()"), flock.address)
    wiring._require(pool, method_id("pool_fee_bps()"), P.pool_fee_bps)


@internal
@view
def _check_router(router: address, pool: address):
    wiring._require_address(router, method_id("launchpad()"), self)
    wiring._require_address(router, method_id("pool()"), pool)
    wiring._require_address(router, method_id("flock()"), flock.address)
    wiring._require_address(router, method_id("platform()"), platform)
    wiring._require_address(router, method_id("treasury()"), treasury)
    wiring._require(router, method_id("model_buyback_bps()"), P.model_buyback_bps)
    wiring._require(router, method_id("network_buyback_bps()"), P.network_buyback_bps)
    wiring._require(router, method_id("operator_reward_bps()"), P.operator_reward_bps)


@internal
def _log_fees():
    log FeeConfigUpdated(
        feeRecipient=treasury,
        baseFeeBps=convert(P.protocol_fee_bps, uint16),
        creatorFeeBps=convert(P.creator_fee_bps, uint16),
        launchCreationFee=self.launch_fee,
        antiSniperTaxStartValue=convert(P.tax_start_bps, uint16),
        maxBundleBps=convert(P.first_buy_cap_bps, uint16),
    )


@internal
@view
def _terms(number: uint256, id: bytes32 = empty(bytes32)) -> rules.Model:
    """
    @notice A model by its number. Acts leave out the id, which is a storage slot of its own.
    """
    terms: uint256 = self.model_terms[number]
    return rules.Model(
        id=id,
        minimum_target=terms & TARGET_MASK,
        maximum_target=(terms >> TARGET_BITS) & TARGET_MASK,
        curve=(terms >> 192) & 255,
        price_multiple=(terms >> 200) & 255,
        cost_bps=terms >> 208,
    )


@internal
@pure
def _packed(model: rules.Model) -> uint256:
    """
    @notice A model's terms in one slot: two targets of 96 bits, curve and multiple of 8, cost.
    """
    targets: uint256 = model.minimum_target | (model.maximum_target << TARGET_BITS)
    return targets | (model.curve << 192) | (model.price_multiple << 200) | (model.cost_bps << 208)
