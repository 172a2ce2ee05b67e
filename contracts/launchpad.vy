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
import coins
import curve
import events
import fees
import fixed_point
import names
import offering as state
import parameters as rules
import proxies
import records
import tax

initializes: administration
initializes: names
initializes: proxies
initializes: records[administration := administration]
initializes: coins[administration := administration]
exports: (administration.__interface__, proxies.__interface__, records.__interface__)


interface ModelToken:
    def initialise(name: String[64], symbol: String[10]): nonpayable
    def mint(account: address, amount: uint256): nonpayable
    def burn(amount: uint256): nonpayable


interface Pool:
    def open(token: address, flock: uint256, tokens: uint256): nonpayable


@deploy
def __init__(
    flock: address,
    token_implementation: address,
    treasury: address,
    platform: address,
    parameters: rules.Parameters,
):
    administration.__init__(flock, treasury, platform, parameters)
    proxies.__init__(token_implementation)
    names.__init__()


# --- what an issuer does ---


@external
def launch(
    salt: bytes32,
    model: bytes32,
    name: String[256],
    symbol: String[64],
    description: String[2048],
    first_buy_flock: uint256,
    max_fee: uint256,
    deadline: uint256,
) -> address:
    """
    @notice Open an offering, pay the launch fee and, with `first_buy_flock` above 0, buy first; all or
            nothing. The caller must have approved FLOCK for both.
    @param salt Any 32 bytes that the caller has not launched with before; see `token_of`.
    @param model The model's id in the catalogue, which fixes targets and curve.
    @param name 1 to 64 bytes of visible text.
    @param symbol 2 to 10 of A to Z and 0 to 9.
    @param description At most 1,000 bytes.
    @param first_buy_flock FLOCK (wei) of the first buy; 0 for none.
    @param max_fee The highest launch fee (wei of FLOCK) that the caller accepts.
    @param deadline The last moment (unix seconds) at which this may happen.
    @return The address of the offering's token, which names the offering from now on.
    @custom:reverts launch: not wired · launch: deadline passed · launch: offering exists · launch: unknown
            model · launch: bad name · launch: bad symbol · launch: bad description · launch: fee above
            limit · balance: insufficient · buy: nothing out · first buy: above cap · flock: transfer
            refused · flock: not plain
    """
    assert administration.pool != empty(address), "launch: not wired"
    assert block.timestamp <= deadline, "launch: deadline passed"
    bound: bytes32 = proxies._bound(msg.sender, salt)
    token: address = proxies._token_at(bound)
    assert records.offerings[token].origin == 0, "launch: offering exists"
    number: uint256 = administration.model_number[model]
    assert number != 0, "launch: unknown model"
    assert names.name_fits(name), "launch: bad name"
    assert names.symbol_fits(symbol), "launch: bad symbol"
    assert names.description_fits(description), "launch: bad description"
    fee: uint256 = administration.launch_fee
    assert fee <= max_fee, "launch: fee above limit"
    coins._require_flock(msg.sender, fee)

    origin: state.Origin = state.Origin(issuer=msg.sender, start=block.timestamp, model=number)
    records.offerings[token].origin = state.pack_origin(origin)
    short_name: String[64] = convert(name, String[64])
    short_symbol: String[10] = convert(symbol, String[10])
    assert proxies._created(bound) == token, "launch: wrong address"
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
    coins._pull(msg.sender, administration.treasury, fee)
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
    @param token The offering's token.
    @param flock_in The FLOCK offered, in wei, fees and tax included.
    @param min_tokens_out The fewest tokens (wei) to accept.
    @param deadline The last moment (unix seconds) at which this may happen.
    @return The tokens allocated, in wei.
    @custom:reverts offering: unknown · buy: deadline passed · offering: closed · buy: zero amount · buy:
            nothing out · buy: slippage · balance: insufficient · flock: transfer refused · flock: not plain
    """
    origin: state.Origin = records._origin(token)
    assert block.timestamp <= deadline, "buy: deadline passed"
    progress: state.Progress = state.unpack_progress(records.offerings[token].progress)
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
    @param token The offering's token.
    @return The FLOCK paid back, in wei.
    @custom:reverts offering: unknown · offering: not failed · redeem: nothing to redeem · flock: transfer
            refused
    """
    origin: state.Origin = records._origin(token)
    status: uint256 = records._status(token, origin)
    waits_until: uint256 = origin.start + administration.P.duration_s + administration.P.graduation_window_s
    abandoned: bool = status == state.SUCCEEDED and block.timestamp >= waits_until
    assert status == state.FAILED or abandoned, "offering: not failed"
    principal: uint256 = state.low_of(records.positions[token][msg.sender])
    assert principal != 0, "redeem: nothing to redeem"
    # The allocation that went with the principal will never be minted: it goes too.
    records.positions[token][msg.sender] = 0
    records.offerings[token].payouts += principal
    log events.Redeemed(token=token, account=msg.sender, flock=principal)
    coins._pay(msg.sender, principal)
    return principal


# --- what anyone does ---


@external
def graduate(token: address):
    """
    @notice Graduate an offering that ended at its minimum or above.
    @param token The offering's token.
    @custom:reverts offering: unknown · offering: already graduated · offering: still live · offering:
            minimum not reached · offering: abandoned · flock: transfer refused
    """
    origin: state.Origin = records._origin(token)
    status: uint256 = records._status(token, origin)
    assert status != state.GRADUATED, "offering: already graduated"
    assert status != state.LIVE, "offering: still live"
    progress: state.Progress = state.unpack_progress(records.offerings[token].progress)
    terms: rules.Model = administration._terms(origin.model)
    assert progress.raised >= terms.minimum_target, "offering: minimum not reached"
    assert status == state.SUCCEEDED, "offering: abandoned"
    self._graduate(token, terms, progress)


@external
def claim(token: address, account: address) -> uint256:
    """
    @notice Turn `account`'s allocation into tokens after graduation; anyone may, for anyone.
    @param token The offering's token.
    @param account The supporter, who gets the tokens.
    @return The tokens paid out, in wei.
    @custom:reverts offering: unknown · offering: not graduated · claim: nothing to claim
    """
    records._require_graduated(token)
    position: uint256 = records.positions[token][account]
    tokens: uint256 = state.high_of(position)
    assert tokens != 0, "claim: nothing to claim"
    records.positions[token][account] = state.low_of(position)
    log events.Claimed(token=token, account=account, tokens=tokens)
    coins._send_tokens(token, account, tokens)
    return tokens


@external
def release(token: address) -> uint256:
    """
    @notice Pay the issuer the operator tokens that have vested; anyone may.
    @param token The offering's token.
    @return The tokens paid out, in wei.
    @custom:reverts offering: unknown · offering: not graduated · release: nothing vested
    """
    graduated_at: uint256 = records._require_graduated(token)
    payouts: uint256 = records.offerings[token].payouts
    vested: uint256 = state.vested_at(block.timestamp, graduated_at, administration.P)
    due: uint256 = vested - state.high_of(payouts)
    assert due != 0, "release: nothing vested"
    records.offerings[token].payouts = state.pack_pair(state.low_of(payouts), vested)
    issuer: address = records._origin(token).issuer
    log events.Released(token=token, issuer=issuer, tokens=due)
    coins._send_tokens(token, issuer, due)
    return due


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
    coins._require_flock(msg.sender, filled.gross)

    records.offerings[token].progress = state.pack_progress(progress)
    records.positions[token][msg.sender] += state.pack_pair(filled.net, tokens)
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
    coins._escrow(msg.sender, filled.net)
    coins._pull(msg.sender, administration.treasury, filled.protocol_fee + filled.anti_sniper_fee)
    coins._pull(msg.sender, origin.issuer, filled.creator_fee)
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
    records.offerings[token].progress = state.pack_progress(progress)
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
        incentivesTokens=p.incentives_tokens,
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
    coins._pay(pool, division.liquidity_flock)
    coins._pay(administration.treasury, division.incentives_flock + division.operations_flock)


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
