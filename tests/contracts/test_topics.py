"""The three events of FLock's own launchpad have the same types in the same order, so the same topics."""

from __future__ import annotations

import pytest
from eth_utils import keccak

from tests.parity.twins.abi import artifact, topic_of

#: Protocol section 7; the bytes of ``indexed`` arguments are part of no topic.
SIGNATURES = {
    "LaunchCreated": (
        "LaunchCreated(address,address,bytes32,uint256,uint256,uint256,uint64,uint64,string,string,bool)",
        ["token", "creator", "modelTypeId"],
    ),
    "Purchased": (
        "Purchased(address,address,uint256,uint256,uint256,uint256,uint256,uint256)",
        ["token", "buyer"],
    ),
    "FeeConfigUpdated": ("FeeConfigUpdated(address,uint16,uint16,uint256,uint16,uint16)", []),
}
NAMES = {
    "LaunchCreated": "token creator modelTypeId targetRaiseMin targetRaiseMax targetSale saleStart saleEnd mtName"
    " mtSymbol isBundled",
    "Purchased": "token buyer flockIn netUsed mtAllocated protocolFee creatorFee antiSniperFee",
    "FeeConfigUpdated": "feeRecipient baseFeeBps creatorFeeBps launchCreationFee antiSniperTaxStartValue maxBundleBps",
}


@pytest.mark.parametrize("name", SIGNATURES)
def test_the_launchpad_emits_what_the_deployed_one_emits(name: str) -> None:
    entry = next(e for e in artifact("launchpad")["abi"] if e["type"] == "event" and e["name"] == name)
    signature, indexed = SIGNATURES[name]
    assert topic_of(entry) == int.from_bytes(keccak(signature.encode()))
    assert [i["name"] for i in entry["inputs"]] == NAMES[name].split()
    assert [i["name"] for i in entry["inputs"] if i["indexed"]] == indexed
