"""A wallet in the visitor's browser: connect it, prove an account, have it sign and send.

``draw`` shows all of it, ``sign`` one request beside what it is for. Both mount the same component
(``wallet.js``), which alone talks to the wallet; no key and no secret ever leaves that. Whatever comes
back is untrusted input, and a hash is only a claim: sent, not yet seen on the chain.
"""

from __future__ import annotations

from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING

import streamlit as st

from fomo_core.display.text import plain, t
from ui.wallet import wallet_session
from ui.wallet.records import ChainInfo, SendRequest, WalletState
from ui.wallet.report import REJECTED_BY_USER, Answer, Failed, Lost, Rejected, Sent
from ui.wallet.wallet_session import Judge

if TYPE_CHECKING:
    from streamlit.components.v2.types import ComponentRenderer

    from fomo_core.backends.evm.accounts.signatures import Challenge

#: The texts of the catalogue that the component shows.
TEXTS = (
    "account",
    "chain",
    "chain_other",
    "chain_unknown",
    "checking",
    "choose",
    "connect",
    "contract",
    "disconnect",
    "error_-32002",
    "error_4001",
    "error_4100",
    "error_4200",
    "error_4900",
    "error_4901",
    "error_4902",
    "error_other",
    "error_signature",
    "error_unswitched",
    "failed",
    "look_again",
    "lost",
    "none",
    "other_account",
    "prove",
    "prove_about",
    "prove_first",
    "proven",
    "refused",
    "rejected",
    "sent",
    "sign",
    "silent",
    "stop",
    "switch",
    "unchecked",
    "unnamed",
    "waiting",
    "wrong_chain",
)

_NAME = "fomo_wallet"


def draw(
    expected: ChainInfo,
    request: SendRequest | None = None,
    key: str = "wallet",
    site: str | None = None,
    judge: Judge | None = None,
) -> WalletState:
    """Show the wallet whole: choose, connect, prove, switch, and sign the request if there is one.

    Args:
        judge: who is asked about signatures of contract accounts; without one they prove nothing.
        site: this app's address as its visitors know it; without it, as their browser says. Name it where a
            proof is worth stealing: only then is a signature made for another site sure to be worth nothing here.
    """
    wallet_session.own_session().judge = judge
    return _mount(expected, request, key, site, whole=True)


def sign(
    expected: ChainInfo, request: SendRequest, key: str = "wallet_sign", barred: str = ""
) -> WalletState:
    """Show one request and, of the wallet, only what still stands in its way.

    Args:
        barred: why it is not offered for signing now; empty where it is.
    """
    return _mount(expected, request, key, None, whole=False, barred=barred)


def state(expected: ChainInfo, request: SendRequest | None = None) -> WalletState:
    """Return what is known of the wallet, without drawing it; current even above where it is drawn."""
    wallet_session.take_judgement()
    held = wallet_session.own_session()
    said = held.report
    return WalletState(
        provider_name=said.provider or (plain("wallet.unnamed") if said.account else ""),
        account=said.account,
        proven=said.account is not None and held.proven == (said.account, expected.chain_id),
        chain_id=said.chain_id,
        answer=held.answers.get(request.id) if request else None,
        wallets=said.wallets,
        by_contract=held.by_contract,
    )


def explain(answer: Answer) -> str:
    """An answer as a Markdown sentence for a person."""
    match answer:
        case Sent():
            return t("wallet.sent", hash=answer.hash)
        case Rejected():
            return t("wallet.rejected")
        case Failed():
            return t("wallet.failed", message=_ended(answer.message or plain("wallet.silent")))
        case Lost():
            return t("wallet.lost")


def _ended(words: str) -> str:
    return words if words.endswith((".", "!", "?")) else f"{words}."


def _mount(
    expected: ChainInfo,
    request: SendRequest | None,
    key: str,
    site: str | None,
    whole: bool,
    barred: str = "",
) -> WalletState:
    shown = state(expected, request)
    challenge = _challenge(shown, expected, site) if whole else None
    data = {
        "texts": {name: plain(f"wallet.{name}") for name in TEXTS},
        "chain": _chain_for_wallet(expected),
        "whole": whole,
        "proven": shown.proven,
        "doubt": wallet_session.own_session().doubt,
        "barred": barred,
        "challenge": challenge and {"nonce": challenge.nonce, "message": challenge.message},
        "account": shown.account,
        "request": request and _request_for_wallet(request),
        "answer": shown.answer and _answer_for_wallet(shown.answer),
        "seen": wallet_session.own_session().report.stamp,
    }
    _component()(key=key, data=data, on_report_change=partial(_reported, key))
    return shown


@cache
def _component() -> ComponentRenderer:
    """The component, registered once, and only where a wallet is asked for."""
    script, style = (Path(__file__).with_suffix(kind).read_text(encoding="utf-8") for kind in (".js", ".css"))
    return st.components.v2.component(_NAME, css=style, js=script)


def _chain_for_wallet(chain: ChainInfo) -> dict[str, object]:
    currency = {"name": chain.currency, "symbol": chain.symbol, "decimals": chain.decimals}
    return {"id": chain.chain_id, "name": chain.name, "rpc": chain.rpc_url, "currency": currency}


def _request_for_wallet(request: SendRequest) -> dict[str, object]:
    call = {"from": request.sender, "to": request.to, "data": request.data, "value": "0x0"}
    limit = {} if request.gas is None else {"gas": hex(request.gas)}
    return {"id": request.id, "title": request.title, "call": call | limit}


def _answer_for_wallet(answer: Answer) -> dict[str, object]:
    match answer:
        case Sent():
            return {"hash": answer.hash}
        case Rejected():
            return {"error": {"code": REJECTED_BY_USER, "message": ""}}
        case Failed():
            return {"error": {"code": answer.code, "message": answer.message}}
        case Lost():
            return {"lost": True}


def _challenge(shown: WalletState, expected: ChainInfo, site: str | None) -> Challenge | None:
    """The text to sign, where an account is still to be proven."""
    if shown.account is None or shown.proven:
        return None
    statement = plain("wallet.statement")
    return wallet_session.challenge(shown.account, expected.chain_id, site or st.context.url or "", statement)


def _reported(key: str) -> None:
    """Callback: the component under this key has something to tell."""
    said = st.session_state.get(key)
    if said is not None:
        wallet_session.take_report(said.get("report"))
