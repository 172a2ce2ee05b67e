"""The signer, the account and the offering at a real chain, where the visitor has chosen none."""

from __future__ import annotations

from fomo_core.display.text import t
from fomo_core.errors import ChainError
from ui.desk import messages
from ui.desk.desk import Desk
from ui.live.live_session import LiveSession


def choose_defaults(desk: Desk) -> None:
    """Choose a signer, an account and an offering where none is, once a real chain has been reached."""
    live = desk.live
    if live is None:
        return
    if live.clear():
        desk.looking_at = None
        messages.say("warning", t("live.started_over"))
    chain = live.connection.chain
    if chain is None:
        return
    if not live.has_defaults:
        live.has_defaults = True
        if chain.development is not None:
            live.signer = "node"
        elif live.signer == "node":
            live.signer = ""
    accounts = node_accounts(live) if live.signer == "node" else []
    if live.signer != "wallet" and desk.account not in (accounts or chain.world.accounts()):
        desk.account = next(iter(accounts or chain.world.accounts()), "")
    if desk.linked in chain.world.offerings:
        desk.choose(desk.linked)
    if desk.offering not in chain.world.offerings:
        desk.offering = next(reversed(chain.world.offerings), None)


def node_accounts(live: LiveSession) -> list[str]:
    """The accounts that the node signs for, as it said at the first question; none where it can't be asked.

    The platform's and the treasury's are left out: their money lies outside what the pages tell.
    """
    if live.accounts is None:
        at, development = live.actor.addresses, live.chain.development
        try:
            unlocked = [] if development is None else development.unlocked()
        except ChainError:
            return []
        live.accounts = [account for account in unlocked if account not in (at.platform, at.treasury)]
    return live.accounts
