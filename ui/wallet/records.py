"""The records of a wallet: the chain and the call that it is asked for, and its state."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass, field

from ui.wallet.report import Answer, is_address, is_id

_CALL = re.compile(r"0x(?:[0-9a-fA-F]{2})*")


@dataclass(frozen=True)
class ChainInfo:
    """The chain that is asked for, and what a wallet that doesn't know it is told.

    ``rpc_url`` goes to the visitor's browser: name only one that they may see, or None.
    """

    chain_id: int
    name: str
    rpc_url: str | None = None
    currency: str = "Ether"
    symbol: str = "ETH"
    decimals: int = 18


@dataclass(frozen=True)
class SendRequest:
    """One call of a contract, sent once at most: another try is another request, with an id of its own.

    Attributes:
        title: what it does, in plain words; shown as it is.
        sender: the account that is to send it.
        data: the call, as hexadecimal text.
        gas: the limit, or None to leave it to the wallet.

    Raises:
        ValueError: a field that no wallet could make sense of.
    """

    title: str
    sender: str
    to: str
    data: str
    gas: int | None = None
    id: str = field(default_factory=lambda: secrets.token_hex(16))

    def __post_init__(self) -> None:
        if not (is_address(self.sender) and is_address(self.to) and is_id(self.id)):
            raise ValueError("addresses", self.sender, self.to, self.id)
        if not _CALL.fullmatch(self.data) or (self.gas is not None and self.gas <= 0):
            raise ValueError("call", self.data, self.gas)


@dataclass(frozen=True)
class WalletState:
    """The state of the wallet, as the browser tells it.

    Attributes:
        provider_name: the wallet's own name, not trusted; empty while nothing is connected.
        account: an address in EIP-55's case, or None while nothing is connected.
        proven: whether a signature has shown that the account is this visitor's.
        by_contract: whether it was its chain that said so, since the account is a contract.
        chain_id: the chain that the wallet is on, or None where it does not say.
        answer: what came of the request asked about.
        wallets: how many wallets the browser has.
    """

    provider_name: str = ""
    account: str | None = None
    proven: bool = False
    chain_id: int | None = None
    answer: Answer | None = None
    wallets: int = 0
    by_contract: bool = False
