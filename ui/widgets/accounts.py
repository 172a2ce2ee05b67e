"""Accounts in the sidebar: who one is, and test FLOCK for them."""

from __future__ import annotations

import streamlit as st

from fomo_core.display import alike
from fomo_core.display.refusals import reason
from fomo_core.display.roles import with_roles
from fomo_core.display.text import t
from fomo_core.names import as_label, label_fault
from ui.desk import acts, inputs, store
from ui.desk.views import View
from ui.signing import signing
from ui.widgets import fields, selection


def draw(view: View) -> str:
    """Choose whom to act as in the sandbox; returns who that is, or nothing where there is nobody."""
    accounts = store.desk().sandbox.world.accounts()
    if not accounts:
        return ""
    shown = view.account if view.account in accounts else accounts[0]
    choose_account(view, shown, accounts)
    return shown


def choose_account(view: View, account: str, offered: list[str]) -> None:
    """A list of accounts."""
    labels = with_roles(alike.account_labels(offered), view.world.offerings.values())
    st.selectbox(
        t("sidebar.account"),
        offered,
        index=offered.index(account),
        key=selection.widget_key("account", account, labels),
        on_change=selection.take,
        args=("account", acts.become),
        format_func=labels.__getitem__,
    )


def faucet(view: View) -> None:
    """Test FLOCK for an account; drawn only while open, like all that is rarely used."""
    box = st.popover(
        t("faucet.title"),
        disabled=view.past,
        width="stretch",
        key="faucet",
        on_change=_faucet_turned,
    )
    if not box.open:
        return
    with box:
        st.caption(t("faucet.about_live" if view.live else "faucet.about"))
        if view.live:
            # There is no new account to be made by a name: a real one has its keys.
            st.session_state["faucet_account"] = view.account
        name = as_label(
            st.text_input(t("faucet.account"), key="faucet_account", max_chars=64, disabled=view.live)
        )
        amount = fields.amount_field(t("faucet.amount"), "faucet_amount", "100000")
        typed = inputs.texts("faucet_account", "faucet_amount")
        fault = label_fault(name)
        if fault:
            st.error(t("faucet.bad_name", reason=reason(fault)))
        st.button(
            t("faucet.give"),
            key="faucet_give",
            disabled=bool(fault or signing.block_reason(view)) or not amount,
            on_click=acts.fund,
            args=(view.head, name, amount, typed),
        )
        live = store.desk().live
        if live is not None and live.chain.development is not None:
            st.button(
                t("faucet.ether"),
                key="faucet_ether",
                icon=":material/local_gas_station:",
                on_click=signing.give_ether,
                args=(view.account,),
            )


def _faucet_turned() -> None:
    st.session_state["faucet_account"] = store.desk().account
