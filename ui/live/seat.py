"""The account that a visitor acts as on a real chain, and who signs for them."""

from __future__ import annotations

import os

import streamlit as st

from fomo_core.display.text import t
from ui.desk import session
from ui.live import allowances
from ui.live.connections import Seat
from ui.signing import signing
from ui.wallet import wallet
from ui.widgets import accounts, chosen

LOOK = ""


def draw(view: session.View) -> None:
    """Choose who signs, then the account."""
    held = session.desk()
    seat = held.live
    if seat is None:
        return
    if signing.read_only():
        st.caption(t("seat.read_only"))
        _choose(view, view.world.accounts())
        return
    signers = (signing.NODE, signing.WALLET, LOOK) if seat.chain.development else (signing.WALLET, LOOK)
    st.selectbox(
        t("seat.signer"),
        signers,
        index=signers.index(seat.signer),
        key=chosen.key("signer", seat.signer),
        on_change=chosen.taken,
        args=("signer", _signed_by),
        format_func=lambda name: t(f"seat.signer_{name or 'look'}"),
        help=t("seat.signer_help"),
        disabled=seat.proposal is not None,
    )
    if seat.signer == signing.WALLET:
        _wallet(view, held, seat)
    elif seat.signer == signing.NODE:
        offered = session.node_accounts(seat)
        _choose(view, offered, "nobody" if seat.accounts is not None else "unheard")
        _purse(view, held)
    else:
        _choose(view, view.world.accounts())


def _signed_by(signer: str) -> None:
    """Callback: have another sign, where the chain has not been left since."""
    held = session.desk()
    if held.live is not None:
        held.live.signer = signer
        session.settle(held)


def _choose(view: session.View, offered: list[str], none: str = "nobody") -> None:
    held = session.desk()
    if not offered:
        st.caption(t(f"seat.{none}"))
        return
    if held.account not in offered:
        held.account = offered[0]
    accounts.choose(view, held.account, offered)


def follow(held: session.Desk) -> None:
    """Act as the wallet's account, which counts only once a signature has shown that it is the visitor's."""
    if held.live is not None and held.live.signer == signing.WALLET:
        state = wallet.state(signing.wallet_chain(held.live))
        held.account = state.account if state.proven and state.account else ""


def _wallet(view: session.View, held: session.Desk, seat: Seat) -> None:
    chain = signing.wallet_chain(seat)
    wallet.draw(chain, site=os.environ.get("FOMO_SITE"), judge=signing.judge(seat))
    if held.account:
        accounts.balance(view, held.account)
        _purse(view, held)


def _purse(view: session.View, held: session.Desk) -> None:
    """Test FLOCK for the account, and what contracts may still take of it."""
    accounts.faucet(view)
    if held.account:
        allowances.draw(view, held.account)
