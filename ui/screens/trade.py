"""A swap in the pool: the form and its quote."""

from __future__ import annotations

import streamlit as st

from fomo_core import events as ev
from fomo_core.commands import Swap
from fomo_core.display import format as f
from fomo_core.display import prices, summary
from fomo_core.display.acts import quotes
from fomo_core.display.format import in_markdown
from fomo_core.display.ownership import stakes, trades
from fomo_core.display.text import plain, t
from fomo_core.offering import Offering
from ui.desk import inputs
from ui.desk.views import Offer, View
from ui.widgets import buttons, cautions, fields, parts

SELLS = ("flock", "token")
SLIPPAGES_BPS = (10, 50, 100, 500)
AMOUNT_KEY = "swap_amount"


def form(view: View, offering: Offering) -> None:
    """Ask what to sell and how much; show the quote and the button."""
    sell = st.segmented_control(
        t("swap.direction"),
        SELLS,
        key=inputs.keep("swap_sell"),
        required=True,
        default="flock",
        format_func=lambda name: t(f"swap.sell_{name}", symbol=offering.symbol),
    )
    _balance(view, offering, sell)
    amount = fields.amount_field(t(f"swap.amount_{sell}"), AMOUNT_KEY, t("buy.example"))
    slippage = fields.slippage_field("swap_slippage", SLIPPAGES_BPS, usual=100)
    if amount is None:
        st.caption(t("swap.enter"))
        return
    offer = view.offer(Swap(view.account, offering.key, sell, amount))
    if offer.refusal:
        st.warning(in_markdown(offer.refusal), icon=":material/block:")
        return
    swapped = next(event for event in offer.events if isinstance(event, ev.Swapped))
    least = prices.with_slippage(swapped.amount_out, slippage)
    _quote(view, offering, offer.at_least(least), swapped)


def _balance(view: View, offering: Offering, sell: str) -> None:
    balance = (
        view.world.flock.get(view.account, 0) if sell == "flock" else offering.tokens.get(view.account, 0)
    )
    shown = f.flock(balance) if sell == "flock" else f.tokens(balance, offering.symbol)
    st.caption(t("swap.balance", account=f.account(view.account) or plain("part.nobody"), balance=shown))
    if sell == "token" and (worth := stakes.if_sold(offering, view.account, view.protocol.parameters)):
        st.caption(worth)
    if sell == "token" and offering.claims.get(view.account, 0):
        st.caption(t("swap.claim_first"))


def _quote(view: View, offering: Offering, offer: Offer[Swap], swapped: ev.Swapped) -> None:
    loss = trades.swap_loss(swapped, offering, view.protocol.parameters.pool_fee_bps)
    show = f.flock if swapped.sell == "token" else lambda amount: f.tokens(amount, offering.symbol)
    rows = quotes.swap_rows(swapped, offering, view.protocol.parameters)
    least = show(offer.command.min_amount_out)
    parts.bill([*rows, summary.Row(plain("quote.least"), least, plain("quote.least_help"))], t("swap.alt"))
    _missing(offering, offer)
    undone = cautions.of_loss(loss, "swap")
    done = quotes.done(swapped, offering.symbol)
    buttons.act_button(
        view,
        offer,
        t("swap.button", got=show(swapped.amount_out)),
        done,
        key="swap",
        icon=":material/swap_horiz:",
        primary=loss.level < 2,
        typed=inputs.texts(AMOUNT_KEY),
        clear=(AMOUNT_KEY,),
        undone=undone,
    )


def _missing(offering: Offering, offer: Offer[Swap]) -> None:
    """Say what the account lacks for the swap, if anything."""
    if not offer.shortfall:
        return
    if offer.command.sell == "flock":
        missing = t("part.missing", missing=f.cost(offer.shortfall))
    else:
        missing = t("part.missing_tokens", missing=f.cost(offer.shortfall, offering.symbol))
    st.error(missing, icon=":material/account_balance_wallet:")
