#pragma version 0.4.3
#pragma nonreentrancy on
"""
@title What the launchpad remembers of every offering, and what anyone can read of it
"""

import administration
import offering as state
import parameters as rules

uses: administration

offerings: HashMap[address, state.Packed]
#: By token and account: principal in the lower half, allocation still to claim in the upper.
positions: HashMap[address, HashMap[address, uint256]]


@external
@view
def offering(token: address) -> state.State:
    """
    @notice Tell everything about an offering but its texts.
    @param token The offering's token.
    @return Its numbers, amounts in wei and times in unix seconds; all zero for an unknown one.
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
    @notice Tell who earns by a graduated offering's model, and what serving it costs.
    @param token The offering's token.
    @return The issuer.
    @return The hard-cost share, in bps of usage.
    @custom:reverts offering: unknown · offering: not graduated
    """
    self._require_graduated(token)
    origin: state.Origin = self._origin(token)
    return origin.issuer, administration._terms(origin.model).cost_bps


@external
@view
def principal(token: address, account: address) -> uint256:
    """
    @notice Tell what an account paid into a raise and has not redeemed; kept after graduation as a record.
    @param token The offering's token.
    @param account The supporter.
    @return The principal, in wei of FLOCK.
    """
    return state.low_of(self.positions[token][account])


@external
@view
def claim_of(token: address, account: address) -> uint256:
    """
    @notice Tell the tokens allocated to an account and not claimed yet.
    @param token The offering's token.
    @param account The supporter.
    @return The allocation, in wei of the token.
    """
    return state.high_of(self.positions[token][account])


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
