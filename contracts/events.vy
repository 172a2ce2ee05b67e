#pragma version 0.4.3
"""
@title What the launchpad tells: the events of fomo_core/events.py
@notice LaunchCreated and Purchased, and FeeConfigUpdated in administration.vy, have the names, types and
        order of FLock's deployed launchpad, so one reader serves both. Amounts in wei, times in unix seconds.
"""


event LaunchCreated:
    token: indexed(address)
    creator: indexed(address)
    modelTypeId: indexed(bytes32)
    targetRaiseMin: uint256
    targetRaiseMax: uint256
    targetSale: uint256
    saleStart: uint64
    saleEnd: uint64
    mtName: String[64]
    mtSymbol: String[10]
    isBundled: bool


event OfferingDescribed:
    token: indexed(address)
    description: String[2048]


event LaunchFeePaid:
    token: indexed(address)
    payer: indexed(address)
    flock: uint256


#: Right before the purchase whose offer did not fit into the raise.
event PartlyFilled:
    token: indexed(address)
    buyer: indexed(address)
    refund: uint256


event Purchased:
    token: indexed(address)
    buyer: indexed(address)
    flockIn: uint256
    netUsed: uint256
    mtAllocated: uint256
    protocolFee: uint256
    creatorFee: uint256
    antiSniperFee: uint256


event Graduated:
    token: indexed(address)
    caller: indexed(address)
    graduatedAt: uint256
    raised: uint256
    liquidityFlock: uint256
    incentivesFlock: uint256
    operationsFlock: uint256
    liquidityTokens: uint256
    treasuryTokens: uint256
    unsoldBurned: uint256
    incentivesTokens: uint256  # the treasury gets these, and treasuryTokens


event Claimed:
    token: indexed(address)
    account: indexed(address)
    tokens: uint256


event Redeemed:
    token: indexed(address)
    account: indexed(address)
    flock: uint256


event Released:
    token: indexed(address)
    issuer: indexed(address)
    tokens: uint256
