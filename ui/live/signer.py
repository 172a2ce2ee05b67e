"""The account that a visitor acts as on a real chain, and who signs for them."""

from __future__ import annotations

import os

import streamlit as st

from fomo_core.display.text import t
from ui.desk import store
from ui.desk.desk import Desk
from ui.desk.views import View
from ui.live import defaults
from ui.live.live_session import LiveSession
from ui.signing import signing
from ui.wallet import wallet
from ui.widgets import accounts, selection

LOOK = ""


def draw(view: View) -> str:
    """Choose who signs, then the account; returns who that is, or nothing where there is nobody."""
    desk = store.desk()
    live = desk.live
    if live is None:
        return ""
    if signing.read_only():
        st.caption(t("signer.read_only"))
        return _choose(view, view.world.accounts())
    _choose_signer(live)
    if live.signer == signing.WALLET:
        wallet.draw(signing.wallet_chain(live), site=os.environ.get("FOMO_SITE"), judge=signing.judge(live))
        return desk.account
    if live.signer == signing.NODE:
        offered = defaults.node_accounts(live)
        return _choose(view, offered, "nobody" if live.accounts is not None else "unheard")
    return _choose(view, view.world.accounts())


def _choose_signer(live: LiveSession) -> None:
    signers = (
        (signing.NODE, signing.WALLET, LOOK) if live.chain.development is not None else (signing.WALLET, LOOK)
    )
    st.selectbox(
        t("signer.signer"),
        signers,
        index=signers.index(live.signer),
        key=selection.widget_key("signer", live.signer),
        on_change=selection.take,
        args=("signer", _signed_by),
        format_func=lambda name: t(f"signer.signer_{name or 'look'}"),
        help=t("signer.signer_help"),
        disabled=live.proposal is not None,
    )


def signs() -> bool:
    """Return True when somebody signs for the visitor: the node, or a wallet that has shown its account."""
    desk = store.desk()
    if desk.live is None or signing.read_only():
        return False
    return desk.live.signer == signing.NODE or (desk.live.signer == signing.WALLET and bool(desk.account))


def _signed_by(signer: str) -> None:
    """Callback: have another sign, where the chain has not been left since."""
    desk = store.desk()
    if desk.live is not None:
        desk.live.signer = signer
        defaults.choose_defaults(desk)


def _choose(view: View, offered: list[str], none: str = "nobody") -> str:
    """A list of accounts, or why there is none; returns the chosen one."""
    desk = store.desk()
    if not offered:
        st.caption(t(f"signer.{none}"))
        return ""
    if desk.account not in offered:
        desk.account = offered[0]
    accounts.choose_account(view, desk.account, offered)
    return desk.account


def follow_wallet(desk: Desk) -> None:
    """Act as the wallet's account, which counts only once a signature has shown that it is the visitor's."""
    if desk.live is not None and desk.live.signer == signing.WALLET:
        state = wallet.state(signing.wallet_chain(desk.live))
        desk.account = state.account if state.proven and state.account else ""
