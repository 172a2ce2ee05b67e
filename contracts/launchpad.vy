#pragma version 0.4.3
#pragma evm-version cancun
#pragma optimize gas
#pragma nonreentrancy on
"""
@title The launchpad: raises along a curve, graduation, claims and redemptions
@notice Checks stand in the order of fomo_core/decide.py, and every refusal reverts with the code of
        fomo_core/errors.py. Each act checks, then writes its state, then moves coins.
"""

import administration
import curve
import events
import fees
import fixed_point
import names
import offering as state
import parameters as rules
import tax
from ethereum.ercs import IERC20

initializes: administration
initializes: names
exports: administration.__interface__


interface ModelToken:
    def initialise(name: String[64], symbol: String[10]): nonpayable
    def mint(account: address, amount: uint256): nonpayable
    def burn(amount: uint256): nonpayable


interface Pool:
    def open(token: address, flock: uint256, tokens: uint256): nonpayable


token_implementation: public(immutable(address))
PROXY_HASH: immutable(bytes32)

offerings: HashMap[address, state.Packed]
#: By token and account: principal in the lower half, allocation still to claim in the upper.
positions: HashMap[address, HashMap[address, uint256]]

#: The two parts of a minimal proxy's creation code (ERC-1167) around the implementation's address.
PROXY_HEAD: constant(Bytes[19]) = x"602D3D8160093D39F3363d3d373d3d3d363d73"
PROXY_TAIL: constant(Bytes[15]) = x"5af43d82803e903d91602b57fd5bf3"


@deploy
def __init__(
    flock: address,
    token_implementation_: address,
    treasury: address,
    platform: address,
    parameters: rules.Parameters,
):
    administration.__init__(flock, treasury, platform, parameters)
    names.__init__()
    token_implementation = token_implementation_
    PROXY_HASH = keccak256(concat(PROXY_HEAD, convert(token_implementation_, bytes20), PROXY_TAIL))


# --- what an issuer does ---


@external
def launch(
    salt: bytes32,
    model: bytes32,
    name: String[256],
    symbol: String[64],
    description: String[2048],
    first_buy_flock: uint256,
) -> address:
    """
    @notice Open an offering, pay the launch fee and, with `first_buy_flock` above 0, buy first; all or
            nothing. The caller must have approved FLOCK for both.
    @return The address of the offering's token, which names the offering from now on.
    """
    assert administration.pool != empty(address), "launch: not wired"
    token: address = self._token_of(salt)
    assert self.offerings[token].origin == 0, "launch: offering exists"
    number: uint256 = administration.model_number[model]
    assert number != 0, "launch: unknown model"
    assert names.name_fits(name), "launch: bad name"
    assert names.symbol_fits(symbol), "launch: bad symbol"
    assert names.description_fits(description), "launch: bad description"
    fee: uint256 = administration.launch_fee
    self._require_flock(msg.sender, fee)

    origin: state.Origin = state.Origin(issuer=msg.sender, start=block.timestamp, model=number)
    self.offerings[token].origin = state.pack_origin(origin)
    short_name: String[64] = convert(name, String[64])
    short_symbol: String[10] = convert(symbol, String[10])
    assert create_minimal_proxy_to(token_implementation, salt=salt) == token, "launch: wrong address"
    extcall ModelToken(token).initialise(short_name, short_symbol)
    terms: rules.Model = administration._terms(number)
    log events.LaunchCreated(
        token=token,
        creator=msg.sender,
        modelTypeId=model,
        targetRaiseMin=terms.minimum_target,
        targetRaiseMax=terms.maximum_target,
        targetSale=administration.P.target_sale,
        saleStart=convert(block.timestamp, uint64),
        saleEnd=convert(block.timestamp + administration.P.duration_s, uint64),
        mtName=short_name,
        mtSymbol=short_symbol,
        isBundled=first_buy_flock > 0,
    )
    log events.OfferingDescribed(token=token, description=description)
    log events.LaunchFeePaid(token=token, payer=msg.sender, flock=fee)
    self._pull(msg.sender, administration.treasury, fee)
    if first_buy_flock > 0:
        tax_bps: uint256 = tax.first_buy_tax_bps(administration.P)
        p: rules.Parameters = administration.P
        cap: uint256 = p.total_supply * p.first_buy_cap_bps // fixed_point.BPS
        self._purchase(token, origin, terms, empty(state.Progress), first_buy_flock, 0, cap, tax_bps)
    return token


# --- what supporters do ---


@external
def buy(token: address, flock_in: uint256, min_tokens_out: uint256, deadline: uint256) -> uint256:
    """
    @notice Offer `flock_in` for at least `min_tokens_out` tokens, at the latest at `deadline`
            (2^256-1 for none). What doesn't fit into the raise is never taken.
    @return The tokens allocated.
    """
    origin: state.Origin = self._origin(token)
    assert block.timestamp <= deadline, "buy: deadline passed"
    progress: state.Progress = state.unpack_progress(self.offerings[token].progress)
    terms: rules.Model = administration._terms(origin.model)
    assert block.timestamp < origin.start + administration.P.duration_s, "offering: closed"
    assert progress.raised < terms.maximum_target, "offering: closed"
    tax_bps: uint256 = tax.combined_tax_bps(block.timestamp - origin.start, administration.P)
    return self._purchase(
        token, origin, terms, progress, flock_in, min_tokens_out, max_value(uint256), tax_bps
    )


@external
def redeem(token: address) -> uint256:
    """
    @notice Take one's own principal back from a raise that failed, or that nobody has graduated within
            the graduation window after its end; from the first such redemption on that one has failed too.
    @return The FLOCK paid back.
    """
    origin: state.Origin = self._origin(token)
    status: uint256 = self._status(token, origin)
    waits_until: uint256 = origin.start + administration.P.duration_s + administration.P.graduation_window_s
    abandoned: bool = status == state.SUCCEEDED and block.timestamp >= waits_until
    assert status == state.FAILED or abandoned, "offering: not failed"
    principal: uint256 = state.low_of(self.positions[token][msg.sender])
    assert principal != 0, "redeem: nothing to redeem"
    # The allocation that went with the principal will never be minted: it goes too.
    self.positions[token][msg.sender] = 0
    self.offerings[token].payouts += principal
    log events.Redeemed(token=token, account=msg.sender, flock=principal)
    self._pay(msg.sender, principal)
    return principal


# --- what anyone does ---


@external
def graduate(token: address):
    """
    @notice Graduate an offering that ended at its minimum or above.
    """
    origin: state.Origin = self._origin(token)
    status: uint256 = self._status(token, origin)
    assert status != state.GRADUATED, "offering: already graduated"
    assert status != state.LIVE, "offering: still live"
    progress: state.Progress = state.unpack_progress(self.offerings[token].progress)
    terms: rules.Model = administration._terms(origin.model)
    assert progress.raised >= terms.minimum_target, "offering: minimum not reached"
    assert status == state.SUCCEEDED, "offering: abandoned"
    self._graduate(token, terms, progress)


@external
def claim(token: address, account: address) -> uint256:
    """
    @notice Turn `account`'s allocation into tokens after graduation; anyone may, for anyone.
    @return The tokens paid out.
    """
    self._require_graduated(token)
    position: uint256 = self.positions[token][account]
    tokens: uint256 = state.high_of(position)
    assert tokens != 0, "claim: nothing to claim"
    self.positions[token][account] = state.low_of(position)
    log events.Claimed(token=token, account=account, tokens=tokens)
    self._send_tokens(token, account, tokens)
    return tokens


@external
def release(token: address) -> uint256:
    """
    @notice Pay the issuer the operator tokens that have vested; anyone may.
    @return The tokens paid out.
    """
    graduated_at: uint256 = self._require_graduated(token)
    payouts: uint256 = self.offerings[token].payouts
    vested: uint256 = state.vested_at(block.timestamp, graduated_at, administration.P)
    due: uint256 = vested - state.high_of(payouts)
    assert due != 0, "release: nothing vested"
    self.offerings[token].payouts = state.pack_pair(state.low_of(payouts), vested)
    issuer: address = self._origin(token).issuer
    log events.Released(token=token, issuer=issuer, tokens=due)
    self._send_tokens(token, issuer, due)
    return due


# --- what anyone can read ---


@external
@view
def token_of(salt: bytes32) -> address:
    """
    @notice The address of the token that a launch with this salt has, or would have.
    """
    return self._token_of(salt)


@external
@view
def offering(token: address) -> state.State:
    """
    @notice Everything about an offering but its texts; all zero for an unknown one.
    """
    packed: state.Packed = self.offerings[token]
    if packed.origin == 0:
        return empty(state.State)
    origin: state.Origin = state.unpack_origin(packed.origin)
    progress: state.Progress = state.unpack_progress(packed.progress)
    terms: rules.Model = administration._terms(origin.model)
    target_sale: uint256 = administration.P.target_sale
    return state.State(
        issuer=origin.issuer,
        model=administration.model_ids[origin.model],
        start=origin.start,
        end=origin.start + administration.P.duration_s,
        minimum_target=terms.minimum_target,
        maximum_target=terms.maximum_target,
        target_sale=target_sale,
        raised=progress.raised,
        sold=progress.sold,
        redeemed=state.low_of(packed.payouts),
        graduated_at=progress.graduated_at,
        released=state.high_of(packed.payouts),
        unsold_burned=target_sale - progress.sold if progress.graduated_at != 0 else 0,
    )


@external
@view
def service_terms(token: address) -> (address, uint256):
    """
    @notice The issuer and the hard-cost share (bps) of a graduated offering's model.
    """
    self._require_graduated(token)
    origin: state.Origin = self._origin(token)
    return origin.issuer, administration._terms(origin.model).cost_bps


@external
@view
def principal(token: address, account: address) -> uint256:
    """
    @notice What an account paid into a raise and has not redeemed; kept after graduation as a record.
    """
    return state.low_of(self.positions[token][account])


@external
@view
def claim_of(token: address, account: address) -> uint256:
    """
    @notice The tokens allocated to an account and not claimed yet.
    """
    return state.high_of(self.positions[token][account])


# --- parts of the acts ---


@internal
def _purchase(
    token: address,
    origin: state.Origin,
    terms: rules.Model,
    before: state.Progress,
    flock_in: uint256,
    min_tokens_out: uint256,
    cap: uint256,
    tax_bps: uint256,
) -> uint256:
    """
    @notice A purchase and, when it fills the raise, the graduation in the same act.
    """
    assert flock_in != 0, "buy: zero amount"
    p: rules.Parameters = administration.P
    filled: fees.Fill = fees.fill(
        flock_in,
        tax_bps,
        terms.maximum_target - before.raised,
        p.protocol_fee_bps + p.creator_fee_bps,
        p.creator_fee_bps,
    )
    progress: state.Progress = before
    progress.raised += filled.net
    progress.sold = curve.sold(self._curve(terms), progress.raised)
    tokens: uint256 = progress.sold - before.sold
    assert tokens != 0, "buy: nothing out"
    assert tokens >= min_tokens_out, "buy: slippage"
    assert tokens <= cap, "first buy: above cap"
    self._require_flock(msg.sender, filled.gross)

    self.offerings[token].progress = state.pack_progress(progress)
    self.positions[token][msg.sender] += state.pack_pair(filled.net, tokens)
    if filled.refund != 0:
        log events.PartlyFilled(token=token, buyer=msg.sender, refund=filled.refund)
    log events.Purchased(
        token=token,
        buyer=msg.sender,
        flockIn=filled.gross,
        netUsed=filled.net,
        mtAllocated=tokens,
        protocolFee=filled.protocol_fee,
        creatorFee=filled.creator_fee,
        antiSniperFee=filled.anti_sniper_fee,
    )
    self._pull(msg.sender, self, filled.net)
    self._pull(msg.sender, administration.treasury, filled.protocol_fee + filled.anti_sniper_fee)
    self._pull(msg.sender, origin.issuer, filled.creator_fee)
    if progress.raised == terms.maximum_target:
        self._graduate(token, terms, progress)
    return tokens


@internal
def _graduate(token: address, terms: rules.Model, before: state.Progress):
    """
    @notice Mint the supply, open the pool, divide the raise.
    """
    p: rules.Parameters = administration.P
    price: curve.Price = curve.spot_price(self._curve(terms), before.raised)
    division: state.Division = state.divide_at_graduation(price, before, p)
    progress: state.Progress = before
    progress.graduated_at = block.timestamp
    self.offerings[token].progress = state.pack_progress(progress)
    log events.Graduated(
        token=token,
        caller=msg.sender,
        graduatedAt=block.timestamp,
        raised=before.raised,
        liquidityFlock=division.liquidity_flock,
        incentivesFlock=division.incentives_flock,
        operationsFlock=division.operations_flock,
        liquidityTokens=division.liquidity_tokens,
        treasuryTokens=division.treasury_tokens,
        unsoldBurned=division.unsold_burned,
    )
    pool: address = administration.pool
    treasury_tokens: uint256 = division.treasury_tokens + p.incentives_tokens
    minted: ModelToken = ModelToken(token)
    extcall minted.mint(pool, division.liquidity_tokens)
    extcall minted.mint(administration.treasury, treasury_tokens)
    # What is left is the operator's, the supporters' and the unsold part, which is burned at once.
    extcall minted.mint(self, p.total_supply - division.liquidity_tokens - treasury_tokens)
    if division.unsold_burned != 0:
        extcall minted.burn(division.unsold_burned)
    extcall Pool(pool).open(token, division.liquidity_flock, division.liquidity_tokens)
    self._pay(pool, division.liquidity_flock)
    self._pay(administration.treasury, division.incentives_flock + division.operations_flock)


@internal
@view
def _curve(terms: rules.Model) -> curve.Curve:
    return curve.curve_for(
        terms.curve,
        terms.maximum_target,
        administration.P.target_sale,
        administration.P.virtual_flock_bps,
        terms.price_multiple,
    )


@internal
@view
def _origin(token: address) -> state.Origin:
    packed: uint256 = self.offerings[token].origin
    assert packed != 0, "offering: unknown"
    return state.unpack_origin(packed)


@internal
@view
def _status(token: address, origin: state.Origin) -> uint256:
    progress: state.Progress = state.unpack_progress(self.offerings[token].progress)
    end: uint256 = origin.start + administration.P.duration_s
    minimum_target: uint256 = administration._terms(origin.model).minimum_target
    redeemed: uint256 = state.low_of(self.offerings[token].payouts)
    return state.status_at(block.timestamp, end, progress, minimum_target, redeemed)


@internal
@view
def _require_graduated(token: address) -> uint256:
    """
    @notice The moment at which an offering graduated; refused for any other.
    """
    assert self.offerings[token].origin != 0, "offering: unknown"
    graduated_at: uint256 = state.unpack_progress(self.offerings[token].progress).graduated_at
    assert graduated_at != 0, "offering: not graduated"
    return graduated_at


@internal
@view
def _require_flock(account: address, amount: uint256):
    assert staticcall administration.flock.balanceOf(account) >= amount, "balance: insufficient"


@internal
def _pull(payer: address, receiver: address, amount: uint256):
    if amount != 0:
        assert extcall administration.flock.transferFrom(
            payer, receiver, amount, default_return_value=True
        ), "flock: transfer refused"


@internal
def _pay(receiver: address, amount: uint256):
    if amount != 0:
        assert extcall administration.flock.transfer(
            receiver, amount, default_return_value=True
        ), "flock: transfer refused"


@internal
def _send_tokens(token: address, account: address, amount: uint256):
    assert extcall IERC20(token).transfer(account, amount), "token: transfer refused"


@internal
@view
def _token_of(salt: bytes32) -> address:
    digest: bytes32 = keccak256(concat(x"ff", convert(self, bytes20), salt, PROXY_HASH))
    return convert(convert(digest, uint256) & state.ADDRESS_MASK, address)
