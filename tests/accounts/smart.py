"""Contract accounts on a development chain, as smart wallets make them: owners who sign, and others who send."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from eth_abi import encode
from eth_account import Account
from eth_account.messages import encode_defunct
from eth_utils import keccak, to_checksum_address

from fomo_core.backends.evm import contracts
from fomo_core.backends.rpc.node import Node
from tests.parity.twins.probe import compiled

NOBODY = "0x" + "00" * 20
FIRST, SECOND, STRANGER = (Account.from_key(bytes([digit]) * 32) for digit in (11, 12, 13))
_WRAPPING = bytes.fromhex("6492" * 16)


@cache
def _bytecode(stem: str) -> str:
    return compiled(Path(__file__).with_name(f"{stem}.vy"))["bytecode"]


def _call(signature: str, *values: object) -> bytes:
    kinds = signature[signature.index("(") + 1 : -1].split(",")
    return keccak(text=signature)[:4] + encode(kinds, values)


class Factory:
    """The maker of contract accounts on a chain.

    Attributes:
        payer: an account of the node that sends and pays.
    """

    def __init__(self, node: Node) -> None:
        self.node, self.payer = node, node.call("eth_accounts")[-1]
        template = self._created(_bytecode("contract_account"))
        self.address = self._created(_bytecode("factory") + encode(["address"], [template]).hex())

    def account(self, *owners: str, number: int = 0) -> SmartAccount:
        """An account that is not deployed yet, of one or two owners; another number, another address."""
        first, second = (*owners, NOBODY)[:2]
        preparation = _call("create(address,address,bytes32)", first, second, number.to_bytes(32, "big"))
        asked = {"to": self.address, "data": "0x" + preparation.hex()}
        address = to_checksum_address("0x" + self.node.call("eth_call", [asked, "latest"])[-40:])
        return SmartAccount(self, address, preparation)

    def send(self, to: str, data: bytes) -> str:
        """Send a call; the transaction's hash once it is in a block."""
        sent = contracts.send(self.node, {"from": self.payer, "to": to, "data": "0x" + data.hex()})
        contracts.wait(self.node, sent)
        return sent

    def _created(self, code: str) -> str:
        sent = contracts.send(self.node, {"from": self.payer, "data": code})
        return to_checksum_address(contracts.wait(self.node, sent).contract)


class SmartAccount:
    """A contract account, deployed or not."""

    def __init__(self, factory: Factory, address: str, preparation: bytes) -> None:
        self.address, self.preparation = address, preparation
        self._factory = factory

    def deploy(self) -> None:
        """Have the factory make it."""
        self._factory.send(self._factory.address, self.preparation)

    def deployed(self) -> bool:
        """Return True when it is on the chain."""
        return self._factory.node.call("eth_getCode", [self.address, "latest"]) != "0x"

    def execute(self, to: str, data: str) -> str:
        """Have it call a contract, in a transaction that somebody else sends; its hash."""
        return self._factory.send(
            self.address, _call("execute(address,bytes)", to, bytes.fromhex(data.removeprefix("0x")))
        )

    def wrapped(self, signature: bytes) -> bytes:
        """A signature that brings along how the account comes to be (ERC-6492)."""
        parts = [self._factory.address, self.preparation, signature]
        return encode(["address", "bytes", "bytes"], parts) + _WRAPPING


def signed(message: str, *owners: Account) -> bytes:
    """Signatures of a text by owners, one after the other."""
    return b"".join(bytes(owner.sign_message(encode_defunct(text=message)).signature) for owner in owners)
