#pragma version 0.4.3
"""
@title Whose the launchpad is, and how it is handed over: offered, then accepted
"""

event OwnershipOffered:
    owner: indexed(address)
    candidate: indexed(address)


event OwnershipTransferred:
    previous: indexed(address)
    owner: indexed(address)


owner: public(address)
#: Who may accept the ownership; nobody most of the time.
pending_owner: public(address)


@deploy
def __init__():
    self.owner = msg.sender


@external
def transfer_ownership(candidate: address):
    """
    @notice Owner only. Offer the ownership; the owner stays owner until the candidate accepts.
    @param candidate Who may accept; nobody (0) withdraws an offer.
    @custom:reverts owner: not the owner
    """
    self._only_owner()
    self.pending_owner = candidate
    log OwnershipOffered(owner=self.owner, candidate=candidate)


@external
def accept_ownership():
    """
    @notice Candidate only. Become the owner.
    @custom:reverts owner: not the candidate
    """
    assert msg.sender == self.pending_owner, "owner: not the candidate"
    self._hand_over(msg.sender)


@external
def renounce_ownership():
    """
    @notice Owner only. Nothing of the above can change any more.
    @custom:reverts owner: not the owner
    """
    self._only_owner()
    self._hand_over(empty(address))


@internal
def _only_owner():
    assert msg.sender == self.owner, "owner: not the owner"


@internal
def _hand_over(new_owner: address):
    log OwnershipTransferred(previous=self.owner, owner=new_owner)
    self.owner = new_owner
    self.pending_owner = empty(address)
