"""Sandboxes at every stage of an offering's life, each with what a test needs to know of it."""

from __future__ import annotations

from collections.abc import Callable

from fomo_core import commands as cmd
from fomo_core.backends.sandbox import Sandbox
from fomo_core.units import WAD
from tests import builders
from tests.builders import BYSTANDER, ISSUER, SUPPORTER


def empty() -> Sandbox:
    """Three accounts, no offering."""
    return builders.funded(None, ISSUER, SUPPORTER, BYSTANDER)


def live() -> Sandbox:
    """Two purchases, one of them at a tax of more than half."""
    sandbox = builders.live(at=30)
    sandbox.submit(cmd.Buy(SUPPORTER, "qmini", 100 * WAD))
    sandbox.advance_to(builders.CALM_S)
    sandbox.submit(cmd.Buy("sniper", "qmini", 300 * WAD))
    return sandbox


def succeeded() -> Sandbox:
    """Ended above its minimum; nobody has graduated it."""
    return builders.succeeded()


def failed() -> Sandbox:
    """Ended below its minimum; nothing is redeemed yet."""
    return builders.failed()


def redeemed() -> Sandbox:
    """Failed, and the supporter has the principal back."""
    sandbox = failed()
    sandbox.submit(cmd.Redeem(SUPPORTER, "qmini"))
    return sandbox


def graduated() -> Sandbox:
    """Graduated at its maximum, nothing claimed."""
    return builders.graduated()


def claimed() -> Sandbox:
    """The supporter holds tokens, and some operator tokens have vested."""
    sandbox = graduated()
    sandbox.submit(cmd.Claim(SUPPORTER, "qmini"))
    sandbox.advance(600)
    return sandbox


def swapped() -> Sandbox:
    """One swap each way."""
    sandbox = claimed()
    sandbox.submit(cmd.Swap(SUPPORTER, "qmini", "token", 5_000 * WAD))
    sandbox.submit(cmd.Swap("sniper", "qmini", "flock", 20 * WAD))
    return sandbox


def bought_back() -> Sandbox:
    """Two settlements of usage with a swap in between."""
    sandbox = swapped()
    sandbox.advance(3_600)
    sandbox.submit(cmd.RouteRevenue("qmini", 20 * 10**6, 3_880_000))
    sandbox.submit(cmd.Swap("sniper", "qmini", "flock", 10 * WAD))
    sandbox.advance(3_600)
    sandbox.submit(cmd.RouteRevenue("qmini", 30 * 10**6, 3_880_000))
    return sandbox


STATES: dict[str, Callable[[], Sandbox]] = {
    state.__name__: state
    for state in (empty, live, succeeded, failed, redeemed, graduated, claimed, swapped, bought_back)
}
#: Which status each of them has.
STATUS = {
    "live": "live",
    "succeeded": "succeeded",
    "failed": "failed",
    "redeemed": "failed",
    "graduated": "graduated",
    "claimed": "graduated",
    "swapped": "graduated",
    "bought_back": "graduated",
}
