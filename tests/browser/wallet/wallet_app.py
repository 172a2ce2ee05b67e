"""A tiny app for the wallet's tests: two pages with the wallet, one without.

As a module it is the server; as the script of a session it draws. The address says what to show:
``chain`` and ``rpc`` name the chain that is asked for, ``aside`` puts the wallet into the sidebar, and
``id`` names all requests alike.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import streamlit as st

from ui.wallet import wallet
from ui.wallet.records import ChainInfo, SendRequest

CONTRACT = "0x000000000000000000000000000000000000dEaD"
REQUEST, OPTIONS = "_request", "_options"


def _draw() -> None:
    pages = [
        st.Page(_one, title="One", default=True),
        st.Page(_two, title="Two"),
        st.Page(_none, title="None"),
    ]
    page = st.navigation(pages)
    page.run()


def _one() -> None:
    st.title("One")
    _show("wallet")


def _two() -> None:
    st.title("Two")
    _show("wallet_two")


def _none() -> None:
    st.title("None")


def _show(key: str) -> None:
    """The wallet, what Python knows of it, and buttons that make and drop a request."""
    options = st.session_state.setdefault(OPTIONS, st.query_params.to_dict())
    chain = ChainInfo(int(options.get("chain", 31337)), "Test chain", options.get("rpc"))
    request = st.session_state.get(REQUEST)
    if "aside" in options:
        with st.sidebar:
            wallet.draw(chain, key=key)
        known = wallet.sign(chain, request) if request else wallet.state(chain)
    else:
        known = wallet.draw(chain, request, key=key)
    with st.container(key="known"):
        told = asdict(known) | {"kind": type(known.answer).__name__}
        st.text("\n".join(f"{name}={json.dumps(value)};" for name, value in told.items()))
    with st.container(key="explained"):
        st.markdown(wallet.explain(known.answer) if known.answer else "-")
    st.button("Prepare", key="prepare", on_click=_prepare, args=(known.account,), disabled=not known.account)
    st.button("Drop", key="drop", on_click=_drop)
    st.button("Again", key="again")


def _prepare(account: str) -> None:
    named = {"id": st.session_state[OPTIONS]["id"]} if "id" in st.session_state[OPTIONS] else {}
    st.session_state[REQUEST] = SendRequest("Buy 100 <b>FLOCK</b>", account, CONTRACT, "0x", **named)


def _drop() -> None:
    st.session_state.pop(REQUEST, None)


if __name__ == "__main__":
    _draw()
else:
    app = st.App(Path(__file__))
