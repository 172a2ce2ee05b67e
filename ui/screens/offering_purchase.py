"""A purchase in a raise: the form, its quote, and what comes back if the raise fails."""

from __future__ import annotations

import streamlit as st

from fomo_core import events as ev
from fomo_core.commands import Buy
from fomo_core.display import format as f
from fomo_core.display import prices, quotes, summary
from fomo_core.display.format import in_markdown
from fomo_core.display.ownership import trades
from fomo_core.display.text import plain, t
from fomo_core.errors import OutOfRange, Rejected
from fomo_core.offering import Offering
from ui.desk import inputs
from ui.desk.views import View
from ui.widgets import cautions, parts

BY = ("flock", "tokens")
SLIPPAGES_BPS = (0, 50, 100, 500)
AMOUNT_KEY = "buy_amount"


def form(view: View, offering: Offering) -> tuple[Buy, ev.Purchased] | None:
    """Ask for an amount; the command with its minimum out, and the purchase that it would be."""
    by = st.segmented_control(
        t("buy.by"),
        BY,
        key=inputs.kept("buy_by"),
        required=True,
        default="flock",
        format_func=lambda name: t(f"buy.by_{name}"),
        persist_state="session",
    )
    amount = parts.amount_field(
        t(f"buy.amount_{by}"), AMOUNT_KEY, t("buy.example"), help=t(f"buy.amount_{by}_help")
    )
    slippage = parts.slippage_field("buy_slippage", SLIPPAGES_BPS, usual=100)
    if amount is None:
        st.caption(t("buy.enter"))
        return None
    try:
        return _command(view, offering, by, amount, slippage)
    except (OutOfRange, Rejected) as refusal:
        st.warning(in_markdown(str(refusal)), icon=":material/block:")
        return None


def _command(
    view: View, offering: Offering, by: str, amount: int, slippage_bps: int
) -> tuple[Buy, ev.Purchased]:
    flock_in = amount
    if by == "tokens":
        flock_in = offering.flock_for(
            amount, offering.tax_at(max(view.now, offering.start), view.protocol.parameters)
        )
    command = Buy(view.account, offering.key, flock_in, deadline=view.deadline)
    bought = next(event for event in view.quote(command).events if isinstance(event, ev.Purchased))
    least = prices.with_slippage(bought.mt_allocated, slippage_bps)
    return command._replace(min_tokens_out=least), bought


def quote(view: View, offering: Offering, command: Buy, bought: ev.Purchased) -> None:
    """The quote as a person needs it: what comes back and what waiting saves, every line, then the button."""
    parameters = view.protocol.parameters
    st.info(in_markdown(quotes.if_it_fails(bought)), icon=":material/undo:")
    toll = trades.tax_toll(bought, offering, view.now, parameters)
    cautions.wait_first(view, toll)
    shortfall = view.quote(command).shortfall
    if shortfall:
        st.error(t("part.missing", missing=f.cost(shortfall)), icon=":material/account_balance_wallet:")
    if bought.refund:
        st.warning(t("buy.partial", refund=f.flock(bought.refund)), icon=":material/content_cut:")
    tax_bps = offering.tax_at(view.now, parameters)
    rows = quotes.purchase_rows(bought, offering, tax_bps)
    least = summary.Row(
        plain("quote.least"), f.tokens(command.min_tokens_out, offering.symbol), plain("quote.least_help")
    )
    parts.bill([*rows, least], t("buy.alt"))
    loss = trades.purchase_loss(bought, offering, tax_bps, parameters)
    undone = cautions.of_loss(loss, "buy")
    _button(view, offering, command, bought, primary=max(toll.level, loss.level) < 2, undone=undone)


def _button(
    view: View, offering: Offering, command: Buy, bought: ev.Purchased, primary: bool, undone: str
) -> None:
    parts.act_button(
        view,
        command,
        t("buy.button", tokens=f.tokens(bought.mt_allocated, offering.symbol)),
        quotes.done(bought, offering.symbol),
        key="buy",
        icon=":material/shopping_cart:",
        primary=primary,
        typed={AMOUNT_KEY: st.session_state.get(AMOUNT_KEY, "")},
        clear=(AMOUNT_KEY,),
        undone=undone,
    )


def tax_clock(view: View, offering: Offering) -> None:
    """The tax now, its next step, and what a token costs after it."""
    parts.metrics(summary.tax_rows(offering, view.now, view.protocol.parameters))
