"""A token's place on its chain, and where others show or trade it."""

from __future__ import annotations

import streamlit as st

from fomo_core.deployments import FOREIGN, Deployment
from fomo_core.display.text import t
from fomo_core.issued import DELUTHIUM, Issued, issued_at
from fomo_core.offering import Offering


def draw(deployment: Deployment, offering: Offering) -> None:
    """Name the token by its address, with what is published about it and links to see and trade it."""
    st.caption(t("offering.token_at", address=offering.key))
    _published(deployment, offering)
    _links(deployment, offering)


def elsewhere(deployment: Deployment, offering: Offering) -> None:
    """Say where a token of a launchpad that is only read trades: its pool can't be seen from here."""
    if deployment.kind == FOREIGN:
        _published(deployment, offering)
        _links(deployment, offering)


def _published(deployment: Deployment, offering: Offering) -> None:
    if deployment.kind != FOREIGN:
        return
    known = issued_at(deployment.chain_id, offering.key)
    st.caption(t("venue.unknown") if known is None else _told(known, offering))


def _told(known: Issued, offering: Offering) -> str:
    """Say what is published of a token: under which ticker, where it trades, and by whom that was said."""
    where = "deluthium" if known.trades_on == DELUTHIUM else "dex"
    named = "" if known.symbol == offering.symbol else t("venue.other_ticker", symbol=known.symbol)
    source = t("venue.source", source=known.source, date=known.read_on)
    return " ".join(filter(None, (t(f"venue.{where}"), named, source)))


def _links(deployment: Deployment, offering: Offering) -> None:
    links = {"explorer": deployment.token_link(offering.key), "page": deployment.venue_link(offering.key)}
    if not any(links.values()):
        return
    with st.container(horizontal=True, gap="small"):
        for name, link in links.items():
            if link:
                st.link_button(t(f"venue.{name}"), link, icon=":material/open_in_new:")
