"""A chain of one's own with the contracts on it, as a test itself reads it and acts on it, beside the app."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from fomo_core import commands as cmd
from fomo_core.backends.evm import contracts
from fomo_core.backends.evm.abi.calls import call
from fomo_core.backends.evm.chain import EvmChain
from fomo_core.offering import Offering
from fomo_core.parameters import Protocol
from fomo_core.scenarios import onchain
from tests.builders import CALM_S, SMALL, WEALTH, minimal
from tools.anvil import rpc, running_anvil

CHAIN_ID = 31_337
#: The fields of the launchpad's state of an offering that tests look at.
_STATE = {"end": 3, "raised": 7, "sold": 8, "redeemed": 9, "graduated_at": 10}


class Stage:
    """A deployment on a development chain.

    Attributes:
        url: of the node.
        chain: the deployment as the test reads it; the app has a connection of its own.
        first: the wealthy account as which the app's visitors begin when the node signs.
    """

    def __init__(self, url: str, protocol: Protocol) -> None:
        self.url = url
        self.chain: EvmChain = onchain.deploy(onchain.node_at(url), protocol)
        apart = (self.platform, self.chain.actor.addresses.treasury)
        self._spare = iter([account for account in self.chain.development.unlocked() if account not in apart])
        self.first = self.account(WEALTH)

    @property
    def launchpad(self) -> str:
        return self.chain.actor.addresses.launchpad

    @property
    def platform(self) -> str:
        return self.chain.actor.addresses.platform

    def settings(self, url: str = "") -> dict[str, str]:
        """What makes the app begin here, through another address if one is given."""
        return {
            "FOMO_DEPLOYMENT": "local",
            "FOMO_RPC_URL": url or self.url,
            "FOMO_LAUNCHPAD": self.launchpad,
        }

    # --- who, and when ---

    def account(self, flock: int = 0) -> str:
        """An account that no test has used, with so much FLOCK (wei)."""
        account = next(self._spare)
        if flock:
            self.chain.submit(cmd.Fund(account, flock))
        return account

    def supporter(self) -> str:
        """A wealthy account that no test has used, whose FLOCK the contracts may take."""
        account = self.account(WEALTH)
        self.chain.development.approve_all([account])
        return account

    def ask(self, method: str, *params: Any) -> Any:
        """Ask the node."""
        return rpc(self.url, method, params)

    def now(self) -> int:
        """The last block's time."""
        return int(self.ask("eth_getBlockByNumber", "latest", False)["timestamp"], 16)

    def pass_time(self, seconds: int) -> None:
        """Move the chain's clock forward, with a block."""
        self.ask("evm_setNextBlockTimestamp", self.now() + seconds)
        self.ask("evm_mine")
        self.chain.sync()

    @contextmanager
    def holding_blocks(self) -> Iterator[None]:
        """No transaction gets into a block by itself."""
        self.ask("evm_setAutomine", False)
        try:
            yield
        finally:
            self.ask("evm_setAutomine", True)

    # --- the life of an offering, up to where a test begins ---

    def launched(self, symbol: str, issuer: str = "", calm: bool = True, **changes: Any) -> str:
        """Launch an offering; the address of its token. Calm: the tax is down to the fees."""
        sender = issuer or self.account(WEALTH)
        act = cmd.Launch(sender, f"{symbol}-{self.now()}", SMALL, symbol.title(), symbol, "From the test")
        created = self.chain.submit(act._replace(**changes)).events[0]
        if calm:
            self.calm(created.token)
        return created.token

    def calm(self, token: str) -> None:
        """Move the clock to where the tax is down to the fees."""
        self.pass_time(self.read(token).start + CALM_S - self.now())

    def bought(self, token: str, flock: int, buyer: str = "") -> str:
        """Buy in a raise; the buyer."""
        buyer = buyer or self.account(WEALTH)
        self.chain.submit(cmd.Buy(buyer, token, flock))
        return buyer

    def graduated(self, symbol: str, issuer: str = "") -> tuple[str, str]:
        """An offering filled to its maximum by one account; its token and that account."""
        token = self.launched(symbol, issuer)
        return token, self.bought(token, WEALTH // 2)

    def claimed(self, token: str, account: str) -> None:
        """Turn an account's allocation into tokens."""
        self.chain.submit(cmd.Claim(account, token))

    def pays(self, account: str, other: str, flock: int) -> None:
        """FLOCK from one account to another, past the launchpad."""
        paid = call(self.chain.actor.addresses, "flock", "transfer", other, flock)
        sent = contracts.send(self.chain.node, {"from": account, "to": paid.to, "data": paid.data})
        contracts.wait(self.chain.node, sent)

    def ended(self, token: str) -> None:
        """Move the clock to the end of a raise."""
        self.pass_time(max(1, self.state(token)["end"] - self.now()))

    # --- what the contracts say of themselves ---

    def get(self, contract: str, function: str, *arguments: Any, to: str = "") -> Any:
        """What a getter of a contract returns now."""
        asked = call(self.chain.actor.addresses, contract, function, *arguments, to=to)
        return contracts.read(self.chain.node, [asked])[0]

    def state(self, token: str) -> dict[str, int]:
        """The launchpad's own state of an offering."""
        told = self.get("launchpad", "offering", token)
        return {name: told[place] for name, place in _STATE.items()}

    def flock(self, account: str) -> int:
        return self.get("flock", "balanceOf", account)

    def tokens(self, token: str, account: str) -> int:
        return self.get("model_token", "balanceOf", account, to=token)

    def allowance(self, account: str, spender: str) -> int:
        return self.get("flock", "allowance", account, spender)

    def offerings(self) -> dict[str, Offering]:
        """All offerings, as the test's own reader folds them from the chain's events."""
        self.chain.sync()
        return self.chain.world.offerings

    def read(self, token: str) -> Offering:
        """One of them."""
        return self.offerings()[token]

    def sent_by(self, account: str) -> int:
        """How many transactions of an account are in blocks."""
        return int(self.ask("eth_getTransactionCount", account, "latest"), 16)


@contextmanager
def staged(accounts: int = 250) -> Iterator[Stage]:
    """A fresh chain with the rehearsal's contracts: raises of seven minutes.

    Raises:
        NoAnvil: there is none on this machine.
    """
    with running_anvil("--accounts", str(accounts)) as url:
        yield Stage(url, minimal())
