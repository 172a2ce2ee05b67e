"""What a visitor does and reads at a real chain, besides ``Visitor``."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from fomo_core import commands as cmd
from fomo_core.backends.evm.chain import EvmChain
from fomo_core.backends.rpc.node import Node
from fomo_core.units import WAD
from tests.builders import SMALL, deployment_file
from tests.pages.visitor import Visitor
from ui.signing import signing
from ui.wallet import wallet_session
from ui.wallet.report import Report

NOWHERE = "http://127.0.0.1:9"
#: The button that signs the first of an act's calls.
SIGN = "sign_1"
DEAD = "0x000000000000000000000000000000000000dEaD"


def chain_of(visitor: Visitor) -> EvmChain:
    return visitor.desk.live.connection.chain


def told(visitor: Visitor) -> list[str]:
    """Every error and warning, as it is read."""
    return [text.replace("\\", "") for text in visitor.complaints()]


def links(visitor: Visitor) -> list[str]:
    """The address of every link that is drawn as a button."""
    return [node.proto.url for node in visitor.nodes() if getattr(node, "type", "") == "link_button"]


def name_mine(launchpad: str, monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    """Add a deployment of the name ``mine``, which has an explorer."""
    own = deployment_file(folder, "mine", launchpad, explorer="https://explorer.example")
    monkeypatch.setenv("FOMO_DEPLOYMENTS", str(own))


def funded(visitor: Visitor, chain: EvmChain, flock: int = 10**5 * WAD) -> str:
    account = visitor.desk.account
    chain.submit(cmd.Fund(account, flock))
    return account


def launched(chain: EvmChain, issuer: str) -> str:
    """Launch an offering, whose ticker is QMINI; its token."""
    return chain.submit(cmd.Launch(issuer, "q", SMALL, "Q Mini", "QMINI")).events[0].token


@contextmanager
def holding_blocks(node: Node) -> Iterator[None]:
    """No transaction gets into a block by itself."""
    node.call("evm_setAutomine", [False])
    try:
        yield
    finally:
        node.call("evm_setAutomine", [True])


def asked_to_buy(visitor: Visitor, amount: str = "10") -> Visitor:
    return visitor.type("buy_amount", amount).click("buy")


def bought_by_another(chain: EvmChain, key: str, flock: int = 100 * WAD) -> None:
    """Move the price by somebody else's purchase."""
    other = chain.development.unlocked()[4]
    chain.submit(cmd.Fund(other, flock))
    chain.submit(cmd.Buy(other, key, flock))


def with_wallet(visitor: Visitor, account: str) -> Visitor:
    """Have a wallet sign, whose account is proven."""
    said = Report(1, 1, "Orange", account, 31_337)
    visitor.app.session_state["_wallet"] = wallet_session.WalletSession(report=said, proven=(account, 31_337))
    return visitor.type("signer", signing.WALLET)
