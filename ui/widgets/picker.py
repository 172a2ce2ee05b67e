"""The choice of the offering that a screen is about."""

from __future__ import annotations

from collections.abc import Collection

import streamlit as st

from fomo_core.display import alike
from fomo_core.display import format as f
from fomo_core.display.text import t
from fomo_core.history import OfferingHistory
from fomo_core.offering import Offering
from ui.desk import acts, links, store
from ui.desk.views import View
from ui.live import venue
from ui.widgets import above, parts, selection

#: The picker's width in pixels, beside a page's title.
_WIDTH = 260


def pick(view: View) -> Offering | None:
    """Choose an offering, beside the page's title, or be told where to find one."""
    offerings = view.world.offerings
    if not offerings:
        parts.empty("part.no_offering")
        return None
    desk = store.desk()
    shown = desk.offering if desk.offering in offerings else next(iter(offerings))
    above.heading().selectbox(
        t("part.offering"),
        list(offerings),
        label_visibility="collapsed",
        width=_WIDTH,
        index=list(offerings).index(shown),
        key=selection.widget_key("offering", shown),
        on_change=selection.take,
        args=("offering", acts.choose_offering),
        format_func=alike.options(offerings.values()).__getitem__,
    )
    if desk.linked is not None:
        st.warning(t("part.unknown_link"), icon=":material/link_off:")
    else:
        links.show(shown)
    _twins(offerings[shown], offerings.values())
    return offerings[shown]


def _twins(offering: Offering, known: Collection[Offering]) -> None:
    """Say that others look like the offering shown, and which one this is."""
    found = alike.twins(known, offering.name, offering.symbol, but=offering.key)
    if found:
        told = {"handle": offering.key, "issuer": f.spell(offering.issuer), "count": len(found)}
        st.caption(t("part.twins", **told))


def pick_traded(view: View) -> tuple[Offering, OfferingHistory]:
    """Choose an offering that has a pool; where there is none the page ends here and says why."""
    offering = pick(view)
    if offering is None:
        st.stop()
    past = view.histories.of(offering.key)
    if not past.pool:
        reason = t(f"trade.closed_{offering.status_at(view.now)}", name=offering.name)
        st.info(reason, icon=":material/lock_clock:")
        live = store.desk().live
        if live is not None:
            venue.elsewhere(live.connection.target.deployment, offering)
        st.page_link(links.page("offering"), label=t("market.open"), icon=":material/show_chart:")
        st.stop()
    return offering, past
