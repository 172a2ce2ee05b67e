"""The facts that a launchpad that is only read tells of its curve, and that curve for other screens."""

from __future__ import annotations

import streamlit as st

from fomo_core import presets
from fomo_core.display.foreign import figures, words
from fomo_core.display.format import shorten
from fomo_core.display.text import plain, t
from fomo_core.foreign.fitting import Fit, with_curve
from fomo_core.foreign.launchpad import Foreign
from fomo_core.offering import Offering
from ui.desk import starts, store
from ui.widgets import parts


def only_raises() -> bool:
    """Tell if the chain looked at knows of raises alone, and of nothing after their end."""
    return _foreign() is not None


def _foreign() -> Foreign | None:
    """Return what the launchpad came to; None where the chain is another, or not read yet."""
    live = store.desk().live
    chain = live.connection.chain if live else None
    return None if chain is None else chain.foreign


def curve(offering: Offering) -> None:
    """The curves fitted to an offering's purchases, where the chain is one that is only read."""
    foreign = _foreign()
    if foreign is None or offering.key not in foreign.fits:
        return
    found, points = foreign.fits[offering.key], foreign.points[offering.key]
    if not found:
        return
    box = st.expander(t("fitted.title"), icon=":material/query_stats:", on_change="rerun", key="fitted")
    if not box.open:
        return
    with box:
        st.markdown(t("fitted.about"))
        parts.reading_table(words.fit_table(found), t("fitted.table_alt"))
        shown = st.selectbox(
            t("fitted.shown"),
            range(len(found)),
            key="fitted_shown",
            format_func=lambda i: plain(f"curve.{found[i].kind}"),
        )
        parts.picture(figures.fit_figure(found[shown], points), "fit", t("fitted.alt"), height=420)
        st.button(
            t("fitted.use"),
            key="fitted_use",
            icon=":material/science:",
            on_click=use,
            args=(found[shown], offering),
            help=t("fitted.use_help"),
        )


def use(fit: Fit, offering: Offering) -> None:
    """Callback: begin an empty sandbox in which every raise runs along a fitted curve."""
    store.home().set_aside_if_changed()
    starts.start_with(with_curve(presets.load(), fit, offering.maximum_target, shorten(offering.symbol)))
