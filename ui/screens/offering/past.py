"""The past of an offering: its price, purchases, the tax that they paid, the holders, the raise's progress."""

from __future__ import annotations

import streamlit as st

from fomo_core.display import figures, tables
from fomo_core.display.drawing import price_line
from fomo_core.display.format import in_markdown
from fomo_core.display.market import measures
from fomo_core.display.market.figures import spread_figure
from fomo_core.display.ownership import holdings, tax_ledger
from fomo_core.display.text import t
from fomo_core.history import OfferingHistory
from fomo_core.market import through_raise
from fomo_core.offering import FAILED, Offering
from ui.desk.views import View
from ui.live import foreign
from ui.widgets import columns, parts


def purchases(view: View, offering: Offering) -> None:
    """The latest purchases, each with the tax that it paid."""
    made = view.histories.of(offering.key).purchases
    st.caption(t("offering.purchases_about"))
    feed = tables.purchases(made, offering.start)
    config = columns.config("paid", "tax", "fees", "principal", "tokens", "average", table=feed)
    st.dataframe(feed, hide_index=True, column_config=config, alt=t("offering.purchases_alt"))


def tax(view: View, offering: Offering) -> None:
    """The tax ledger: what it took in all, by minute, by wallet."""
    made, parameters = view.histories.of(offering.key).purchases, view.protocol.parameters
    if not made:
        st.caption(t("ledger.none"))
        return
    st.markdown(in_markdown(tax_ledger.summary(made)))
    steps = tax_ledger.steps_table(made, offering.start, parameters.tax_step_s)
    if len(steps):
        figure = tax_ledger.figure(made, offering.start, parameters)
        parts.picture(figure, "tax_ledger", t("ledger.alt"), height=260)
    wallets = tax_ledger.accounts_table(made)
    for name, table in (("wallets", wallets), ("steps", steps)):
        if len(table):
            st.caption(t(f"ledger.{name}"))
            config = columns.config("paid", "tax", "fees", "principal", table=table)
            st.dataframe(table, hide_index=True, column_config=config, alt=t(f"ledger.{name}"))
    parts.assumed(view, "tax_step_s", "protocol_fee_bps", "creator_fee_bps")


def holders(view: View, offering: Offering) -> None:
    """The holders of the tokens; nobody holds any after a failure."""
    if offering.status_at(view.now) == FAILED:
        st.caption(t("outcome.claim_failed"))
        return
    shares = holdings.holders(offering)
    if not shares:
        st.caption(t("offering.no_holders"))
        return
    past = view.histories.of(offering.key)
    parts.metrics(measures.concentration_rows(offering), narrowest=92)
    if not foreign.only_raises():
        told = measures.values(offering, past, view.now, view.protocol.parameters)
        st.markdown(told, help=t("measure.values_help"))
    st.caption(t("offering.holders_about", top=holdings.concentration(shares)))
    figure = figures.holders_figure(shares, holdings.held_tokens(shares))
    parts.picture(figure, "holders", t("offering.holders_alt"))
    table = tables.holdings(offering)
    config = columns.config("tokens", "share", table=table)
    st.dataframe(table, hide_index=True, column_config=config, alt=t("offering.holders_alt"))
    _through_raise(offering, past)
    parts.assumed(view, "virtual_flock_bps", "flock_price")


def _through_raise(offering: Offering, past: OfferingHistory) -> None:
    """The concentration of what was allocated, purchase by purchase."""
    way = through_raise(past)
    if len(way) > 1:
        st.caption(t("measure.through"))
        figure = spread_figure(way, offering.start, offering.end)
        parts.picture(figure, "spread", t("measure.through_alt"), height=240)


def price(view: View, offering: Offering) -> None:
    """The price from the launch until now, along the curve and in the pool."""
    past = view.histories.of(offering.key)
    logarithmic = st.toggle(
        t("offering.price_log"), key="offering_price_log", help=t("offering.price_log_help")
    )
    figure = price_line.price_over_time(offering, past.purchases, past.pool, view.now, logarithmic)
    parts.picture(figure, "price", t("offering.price_alt"))


def progress(view: View, offering: Offering) -> None:
    """The raise over its time."""
    made = view.histories.of(offering.key).purchases
    figure = figures.progress_figure(offering, made, view.now)
    parts.picture(figure, "progress", t("offering.progress_alt"))
