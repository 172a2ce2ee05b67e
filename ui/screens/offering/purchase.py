"""A purchase in a raise: the form, its quote, and what comes back if the raise fails."""

from __future__ import annotations

import streamlit as st

from fomo_core import events as ev
from fomo_core.commands import Buy
from fomo_core.display import format as f
from fomo_core.display import prices, summary
from fomo_core.display.acts import quotes
from fomo_core.display.format import in_markdown
from fomo_core.display.ownership import trades
from fomo_core.display.refusals import sentence
from fomo_core.display.text import plain, t
from fomo_core.errors import OutOfRange, Rejected
from fomo_core.offering import Offering
from ui.desk import inputs
from ui.desk.views import Offer, View
from ui.widgets import buttons, cautions, fields, parts

BY = ("flock", "tokens")
SLIPPAGES_BPS = (0, 50, 100, 500)
AMOUNT_KEY = "buy_amount"


def form(view: View, offering: Offering) -> tuple[Offer[Buy], ev.Purchased] | None:
    """Ask for an amount; the offer of at least so much as one accepts, and the purchase that it would be."""
    by = st.segmented_control(
        t("buy.by"),
        BY,
        key=inputs.keep("buy_by"),
        required=True,
        default="flock",
        format_func=lambda name: t(f"buy.by_{name}"),
        persist_state="session",
    )
    amount = fields.amount_field(
        t(f"buy.amount_{by}"), AMOUNT_KEY, t("buy.example"), help=t(f"buy.amount_{by}_help")
    )
    slippage = fields.slippage_field("buy_slippage", SLIPPAGES_BPS, usual=100)
    if amount is None:
        st.caption(t("buy.enter"))
        return None
    flock_in = amount if by == "flock" else _price(view, offering, amount)
    if flock_in is None:
        return None
    offer = view.offer(Buy(view.account, offering.key, flock_in))
    if offer.refusal:
        _refuse(offer.refusal)
        return None
    bought = next(event for event in offer.events if isinstance(event, ev.Purchased))
    return offer.at_least(prices.with_slippage(bought.mt_allocated, slippage)), bought


def _price(view: View, offering: Offering, tokens: int) -> int | None:
    """The FLOCK (wei) that buys so many tokens (wei) now; None with the reason shown."""
    tax_bps = offering.tax_at(max(view.now, offering.start), view.protocol.parameters)
    try:
        return offering.flock_for(tokens, tax_bps)
    except (OutOfRange, Rejected) as refusal:
        _refuse(sentence(refusal))
        return None


def _refuse(reason: str) -> None:
    st.warning(in_markdown(reason), icon=":material/block:")


def quote(view: View, offering: Offering, offer: Offer[Buy], bought: ev.Purchased) -> None:
    """The quote as a person needs it: what comes back and what waiting saves, every line, then the button."""
    parameters = view.protocol.parameters
    st.info(in_markdown(quotes.if_it_fails(bought)), icon=":material/undo:")
    toll = trades.tax_toll(bought, offering, view.now, parameters)
    cautions.wait_first(view, toll)
    if offer.shortfall:
        missing = t("part.missing", missing=f.cost(offer.shortfall))
        st.error(missing, icon=":material/account_balance_wallet:")
    if bought.refund:
        st.warning(t("buy.partial", refund=f.flock(bought.refund)), icon=":material/content_cut:")
    tax_bps = offering.tax_at(view.now, parameters)
    rows = quotes.purchase_rows(bought, offering, tax_bps)
    least = f.tokens(offer.command.min_tokens_out, offering.symbol)
    parts.bill([*rows, summary.Row(plain("quote.least"), least, plain("quote.least_help"))], t("buy.alt"))
    loss = trades.purchase_loss(bought, offering, tax_bps, parameters)
    undone = cautions.of_loss(loss, "buy")
    _button(view, offering, offer, bought, primary=max(toll.level, loss.level) < 2, undone=undone)


def _button(
    view: View, offering: Offering, offer: Offer[Buy], bought: ev.Purchased, primary: bool, undone: str
) -> None:
    buttons.act_button(
        view,
        offer,
        t("buy.button", tokens=f.tokens(bought.mt_allocated, offering.symbol)),
        quotes.done(bought, offering.symbol),
        key="buy",
        icon=":material/shopping_cart:",
        primary=primary,
        typed=inputs.texts(AMOUNT_KEY),
        clear=(AMOUNT_KEY,),
        undone=undone,
    )


def tax_clock(view: View, offering: Offering) -> None:
    """The tax now, its next step, and what a token costs after it."""
    parts.metrics(summary.tax_rows(offering, view.now, view.protocol.parameters))
