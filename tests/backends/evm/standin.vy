# pragma version 0.4.3
"""
@title A launchpad that publishes what FLock's own does, along a curve that its readers are not told.
@notice For tests: it takes no money and checks nothing.
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
    mtName: String[200]
    mtSymbol: String[64]
    isBundled: bool

event Purchased:
    token: indexed(address)
    buyer: indexed(address)
    flockIn: uint256
    netUsed: uint256
    mtAllocated: uint256
    protocolFee: uint256
    creatorFee: uint256
    antiSniperFee: uint256

event FeeConfigUpdated:
    feeRecipient: address
    baseFeeBps: uint16
    creatorFeeBps: uint16
    launchCreationFee: uint256
    antiSniperTaxStartValue: uint16
    maxBundleBps: uint16

struct Sale:
    maximum: uint256
    sale: uint256
    secret: uint256
    linear: bool
    raised: uint256
    sold: uint256

raises: HashMap[address, Sale]


@deploy
def __init__():
    log FeeConfigUpdated(
        feeRecipient=msg.sender,
        baseFeeBps=100,
        creatorFeeBps=50,
        launchCreationFee=32_768 * 10**18,
        antiSniperTaxStartValue=9_900,
        maxBundleBps=2_500,
    )


@external
def launch(
    token: address, minimum: uint256, maximum: uint256, sale: uint256, secret: uint256, linear: bool, name: String[200]
):
    self.raises[token] = Sale(maximum=maximum, sale=sale, secret=secret, linear=linear, raised=0, sold=0)
    log LaunchCreated(
        token=token,
        creator=msg.sender,
        modelTypeId=keccak256(convert(token, bytes32)),
        targetRaiseMin=minimum,
        targetRaiseMax=maximum,
        targetSale=sale,
        saleStart=convert(block.timestamp, uint64),
        saleEnd=convert(block.timestamp + 604_800, uint64),
        mtName=name,
        mtSymbol="STAND",
        isBundled=False,
    )


@external
def buy(token: address, gross: uint256):
    found: Sale = self.raises[token]
    protocol_fee: uint256 = gross // 100
    creator_fee: uint256 = gross // 200
    net: uint256 = min(gross - protocol_fee - creator_fee, found.maximum - found.raised)
    self._sell(token, msg.sender, net, protocol_fee, creator_fee)


@internal
def _sell(token: address, buyer: address, net: uint256, protocol_fee: uint256, creator_fee: uint256):
    self.raises[token].raised += net
    sold: uint256 = self._sold(self.raises[token])
    allocated: uint256 = sold - self.raises[token].sold
    self.raises[token].sold = sold
    log Purchased(
        token=token,
        buyer=buyer,
        flockIn=net + protocol_fee + creator_fee,
        netUsed=net,
        mtAllocated=allocated,
        protocolFee=protocol_fee,
        creatorFee=creator_fee,
        antiSniperFee=0,
    )


@internal
@pure
def _sold(found: Sale) -> uint256:
    if found.linear:
        u: uint256 = 10**24
        steep: uint256 = found.secret - 1
        root: uint256 = isqrt(u * u + (found.secret * found.secret - 1) * u * u * found.raised // found.maximum)
        return found.sale * (root - u) // (steep * u)
    tokens: uint256 = (found.sale * (found.secret + found.maximum) + found.maximum - 1) // found.maximum
    return tokens * found.raised // (found.secret + found.raised)
