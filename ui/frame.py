"""The frame around every page: navigation, sidebar, messages. The script that the server runs."""

from __future__ import annotations

from copy import copy

# First, and whole: fast clicks on a cold server must not meet a half-imported pandas.
import pandas  # noqa: F401
import plotly.graph_objects  # noqa: F401
import streamlit as st

from fomo_core.display.text import t
from ui import faults, sidebar, tour
from ui.desk import inputs, links, messages, store, views
from ui.desk.views import View
from ui.live import banner, connecting, defaults, signer
from ui.signing import review, signing
from ui.widgets import arrival

ICONS = {
    "home": ":material/home:",
    "preview": ":material/casino:",
    "launch": ":material/rocket_launch:",
    "marketplace": ":material/storefront:",
    "offering": ":material/show_chart:",
    "explorer": ":material/query_stats:",
    "trade": ":material/swap_horiz:",
    "economy": ":material/account_balance:",
    "forecast": ":material/trending_up:",
    "portfolio": ":material/account_balance_wallet:",
    "activity": ":material/history:",
    "parameters": ":material/tune:",
}
MESSAGE_ICONS = {
    "success": ":material/check_circle:",
    "warning": ":material/warning:",
    "error": ":material/error:",
}


def _pages() -> list[st.Page]:
    """The pages in the order of a launch's life; made once a session, since each one looks at its file."""
    known = st.session_state.get("_pages")
    if known is None:
        known = st.session_state["_pages"] = [_page(name) for name in ICONS]
    return known


def _page(name: str) -> st.Page:
    return st.Page(
        links.page(name),
        title=t(f"nav.{name}"),
        icon=ICONS[name],
        help=t(f"nav.{name}_help"),
        default=name == "home",
    )


def _messages(view: View | None, live: bool) -> None:
    """Draw what came of the last act: a note seen wherever the page is scrolled to, and a refusal to stay."""
    message = messages.to_show(live)
    if message is not None:
        st.toast(message.text, icon=MESSAGE_ICONS[message.kind])
        messages.note_shown()
    stays = message or (messages.refusal() if live else None)
    if stays is not None and stays.kind != "success":
        {"warning": st.warning, "error": st.error}[stays.kind](stays.text, icon=MESSAGE_ICONS[stays.kind])
    if view is not None and view.past:
        sidebar.past_banner(view)


st.set_page_config(page_title=t("app.title"), page_icon="🧭", layout="wide")
# A copy: that a page was run is noted on the page itself, and fast clicks have two runs of a session at once.
page = copy(st.navigation(_pages()))
links.follow_address()
links.keep_in_url()
inputs.note_page(page.url_path)
connecting.begin()
desk = store.desk()
if desk.live is not None:
    desk.live.connection.refresh()
    faults.guard("signing", signing.follow, desk.live)
    faults.guard("defaults", defaults.choose_defaults, desk)
    faults.guard("signer", signer.follow_wallet, desk)
# Before the view: a chain that is read between the two is news.
drawn = banner.mark(desk.live) if desk.live is not None else ()
shown = views.current()
faults.guard("sidebar", sidebar.draw, shown)
faults.guard("connecting", connecting.form)
_messages(shown, desk.live is not None)
if desk.live is not None:
    faults.guard("banner", banner.draw, desk.live, shown, drawn)
    if shown is None:
        # Nothing is known of the chain yet, and the sandbox must not pass for it.
        st.stop()
    faults.guard("review", review.draw, shown)
faults.guard("tour", tour.draw, desk, page.url_path)
with st.container(horizontal=True, vertical_alignment="center"):
    heading = page.title if page.url_path else t("app.title")
    st.title(heading, width="content", anchor=False)
    sidebar.chain_badge()
    arrival.at(page.url_path, heading)
faults.guard("page", page.run)
faults.keep_what_was_typed()
