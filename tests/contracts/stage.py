"""Deployments at chosen moments, for the tests of single contracts."""

from __future__ import annotations

from fomo_core import presets
from fomo_core.units import WAD
from tests.builders import ISSUER, SMALL, SUPPORTER
from tests.parity.twins.evm import NO_DEADLINE, Contract, Deployment, Evm, bytes32

START = 1_700_000_000
ENDLESS = 2**256 - 1

issuer = Evm.account(ISSUER)
supporter = Evm.account(SUPPORTER)
stranger = Evm.account("stranger")


def deployed() -> Deployment:
    """The rehearsal preset's contracts; issuer and supporter are wealthy and have approved everything."""
    on = Deployment(presets.load("minimal"))
    on.evm.set_time(START)
    for account in (issuer, supporter, on.platform):
        on.flock.send(account, "fund", account, 10**6 * WAD)
        for spender in (on.launchpad, on.pool, on.revenue):
            on.flock.send(account, "approve", spender.address, ENDLESS)
    return on


def launch(on: Deployment, salt: str = "qmini", first_buy_flock: int = 0) -> Contract:
    """A new offering's token."""
    args = (
        bytes32(salt),
        bytes32(SMALL),
        "Q Mini",
        "QMINI",
        "a small coder",
        first_buy_flock,
        ENDLESS,
        ENDLESS,
    )
    return on.token(on.launchpad.send(issuer, "launch", *args).value)


def buy(on: Deployment, token: Contract, flock_in: int) -> int:
    """The tokens that the supporter's purchase allocates."""
    return on.launchpad.send(supporter, "buy", token.address, flock_in, 0, NO_DEADLINE).value


def graduated(on: Deployment) -> Contract:
    """The token of an offering that the supporter has filled 100 seconds after its launch."""
    token = launch(on)
    on.evm.set_time(START + 100)
    buy(on, token, 10**5 * WAD)
    return token


def failed(on: Deployment) -> Contract:
    """The token of an offering that ended with little principal of the supporter's."""
    token = launch(on)
    buy(on, token, 10**4 * WAD)
    on.evm.set_time(START + 420)
    return token
