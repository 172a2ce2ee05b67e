"""An account's holdings: what they cost, what a sale of them brings, and what comes back if a raise fails."""

import streamlit as st

from fomo_core.display import format as f
from fomo_core.display import tables
from fomo_core.display.format import in_markdown
from fomo_core.display.ownership import holdings, stakes
from fomo_core.display.text import t
from ui.desk import links, views
from ui.live import foreign
from ui.widgets import columns, parts

view = views.page_view()
if not view.account:
    st.caption(t("portfolio.nobody"))
else:
    st.caption(t("portfolio.about", account=f.account(view.account)))
only_raises = foreign.only_raises()
held = holdings.stakes_of(view.world, view.histories, view.account, view.now, only_raises)
flock = view.world.flock.get(view.account, 0)
if view.account:
    parts.metrics(stakes.portfolio_rows(held, flock))
if view.account and not held:
    parts.empty("portfolio.empty")
elif held:
    keys = ("emblem", "tokens", "claims", "cost", "sold_now", "all_sold", "profit", "back", "price")
    table = tables.portfolio(held, view.now)
    st.dataframe(
        table,
        hide_index=True,
        column_config=columns.config(*keys, table=table),
        placeholder=t("portfolio.none"),
        alt=t("portfolio.alt"),
    )
    st.caption(t("portfolio.note"))
    if issued := stakes.issuer_lines(held):
        st.caption(in_markdown(issued))
    parts.assumed(view, "virtual_flock_bps", "liquidity_flock_bps")
    st.page_link(links.page("offering"), label=t("portfolio.act"), icon=":material/redeem:")
st.subheader(t("portfolio.all"), anchor=False)
everyone = tables.accounts(view.world, view.histories, view.now, only_raises)
st.dataframe(
    everyone,
    hide_index=True,
    column_config=columns.config("flock", "sold_now", "all_sold", "profit_all", "back", table=everyone),
    placeholder=t("portfolio.none"),
    alt=t("portfolio.all_alt"),
)
together = stakes.sold_together(view.world.offerings.values(), view.protocol.parameters)
if together:
    st.caption("\n".join([t("portfolio.all_note"), *(f"- {in_markdown(line)}" for line in together)]))
st.caption(
    t(
        "portfolio.treasury",
        treasury=f.flock(view.world.treasury_flock),
        burned=f.flock(view.world.burned_flock),
    )
)
