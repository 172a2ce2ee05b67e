"""A purchase in a raise: what it would bring, what comes back if the raise fails, the button, the whole bill."""

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
from ui.screens.offering import amount
from ui.widgets import buttons, cautions, parts


def form(view: View, offering: Offering) -> tuple[Offer[Buy], ev.Purchased] | None:
    """Ask for an amount; the offer of at least so much as one accepts, and the purchase that it would be."""
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        st.markdown(t("deal.buy", symbol=offering.symbol), width="content")
        by, slippage = amount.options()
    asked = amount.field(by)
    flock_in = asked if asked is None or by == "flock" else _price(view, offering, asked)
    amount.usd_and_holding(view, flock_in)
    if by == "flock":
        amount.shares(view)
    if flock_in is None:
        if asked is None:
            st.caption(t("buy.enter"))
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
    """The quote as a person needs it: what it brings, what comes back, what to heed, the button, every line."""
    parameters = view.protocol.parameters
    tax_bps, least = offering.tax_at(view.now, parameters), offer.command.min_tokens_out
    _lines(quotes.purchase_lines(bought, offering, tax_bps, least))
    st.info(in_markdown(quotes.if_it_fails(bought)), icon=":material/undo:")
    toll = trades.tax_toll(bought, offering, view.now, parameters)
    cautions.wait_first(view, toll)
    if offer.shortfall:
        missing = t("part.missing", missing=f.cost(offer.shortfall))
        st.error(missing, icon=":material/account_balance_wallet:")
    if bought.refund:
        st.warning(t("buy.partial", refund=f.flock(bought.refund)), icon=":material/content_cut:")
    loss = trades.purchase_loss(bought, offering, tax_bps, parameters)
    undone = cautions.of_loss(loss, "buy")
    _button(view, offering, offer, bought, primary=max(toll.level, loss.level) < 2, undone=undone)
    st.caption(t("deal.no_sale"))
    accepted = summary.Row(plain("quote.least"), f.tokens(least, offering.symbol), plain("quote.least_help"))
    parts.folded_bill([*quotes.purchase_rows(bought, offering, tax_bps), accepted], t("buy.alt"))


def _lines(rows: list[summary.Row]) -> None:
    """The few lines that a buyer looks at, without their formulas."""
    with st.container(key="deal_lines"):
        table = {in_markdown(row.label): in_markdown(row.value) for row in rows}
        st.table(table, border=False, alt=t("deal.lines_alt"))


def _button(
    view: View, offering: Offering, offer: Offer[Buy], bought: ev.Purchased, primary: bool, undone: str
) -> None:
    buttons.act_button(
        view,
        offer,
        t("buy.button", tokens=f.tokens(bought.mt_allocated, offering.symbol)),
        quotes.done(bought, offering.symbol),
        key="buy",
        primary=primary,
        typed=inputs.texts(amount.KEY),
        clear=(amount.KEY,),
        undone=undone,
    )


def tax_clock(view: View, offering: Offering) -> None:
    """The tax now, its next step, and what a token costs after it."""
    parts.metrics(summary.tax_rows(offering, view.now, view.protocol.parameters))
