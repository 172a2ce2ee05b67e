"""The account that a visitor acts as on a real chain, and who signs for them."""

from __future__ import annotations

import os

import streamlit as st

from fomo_core.display.text import t
from ui.desk import store
from ui.desk.desk import Desk
from ui.desk.views import View
from ui.live import allowances, defaults
from ui.live.live_session import LiveSession
from ui.signing import signing
from ui.wallet import wallet
from ui.widgets import accounts, selection

LOOK = ""


def draw(view: View) -> None:
    """Choose who signs, then the account."""
    desk = store.desk()
    live = desk.live
    if live is None:
        return
    if signing.read_only():
        st.caption(t("signer.read_only"))
        _choose(view, view.world.accounts())
        return
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
    if live.signer == signing.WALLET:
        _wallet(view, desk, live)
    elif live.signer == signing.NODE:
        offered = defaults.node_accounts(live)
        _choose(view, offered, "nobody" if live.accounts is not None else "unheard")
        _purse(view, desk)
    else:
        _choose(view, view.world.accounts())


def _signed_by(signer: str) -> None:
    """Callback: have another sign, where the chain has not been left since."""
    desk = store.desk()
    if desk.live is not None:
        desk.live.signer = signer
        defaults.choose_defaults(desk)


def _choose(view: View, offered: list[str], none: str = "nobody") -> None:
    desk = store.desk()
    if not offered:
        st.caption(t(f"signer.{none}"))
        return
    if desk.account not in offered:
        desk.account = offered[0]
    accounts.choose_account(view, desk.account, offered)


def follow_wallet(desk: Desk) -> None:
    """Act as the wallet's account, which counts only once a signature has shown that it is the visitor's."""
    if desk.live is not None and desk.live.signer == signing.WALLET:
        state = wallet.state(signing.wallet_chain(desk.live))
        desk.account = state.account if state.proven and state.account else ""


def _wallet(view: View, desk: Desk, live: LiveSession) -> None:
    chain = signing.wallet_chain(live)
    wallet.draw(chain, site=os.environ.get("FOMO_SITE"), judge=signing.judge(live))
    if desk.account:
        accounts.balance(view, desk.account)
        _purse(view, desk)


def _purse(view: View, desk: Desk) -> None:
    """Test FLOCK for the account, and what contracts may still take of it."""
    accounts.faucet(view)
    if desk.account:
        allowances.draw(view, desk.account)
