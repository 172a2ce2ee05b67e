"""The frame around every page: navigation, sidebar, messages. The script that the server runs."""

from __future__ import annotations

from copy import copy
from pathlib import Path

# First, and whole: fast clicks on a cold server must not meet a half-imported pandas.
import pandas  # noqa: F401
import plotly.graph_objects  # noqa: F401
import streamlit as st
from streamlit.delta_generator import DeltaGenerator
from streamlit.runtime.scriptrunner import StopException

from fomo_core.display.text import plain, t
from ui import faults, past, results, sidebar, tour
from ui.desk import inputs, links, messages, store, views
from ui.desk.views import View
from ui.lifeline import shown as lifeline
from ui.lifeline import stage
from ui.live import banner, connecting, defaults, signer
from ui.signing import review, signing
from ui.widgets import above, arrival

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


#: The pages by the part of a launch's life that they belong to; the first group has no name.
GROUPS = {
    "": ("home",),
    "issue": ("preview", "launch"),
    "support": ("marketplace", "offering", "explorer", "portfolio"),
    "after": ("trade", "economy", "forecast"),
    "reference": ("activity", "parameters"),
}


def _pages() -> dict[str, list[st.Page]]:
    """The pages in their groups; made once a session, since each one looks at its file."""
    known = st.session_state.get("_pages")
    if known is None:
        known = st.session_state["_pages"] = {
            plain(f"nav.group_{group}") if group else "": [_page(name) for name in names]
            for group, names in GROUPS.items()
        }
    return known


def _page(name: str) -> st.Page:
    return st.Page(
        links.page(name),
        title=t(f"nav.{name}"),
        icon=ICONS[name],
        help=t(f"nav.{name}_help"),
        default=name == "home",
    )


def _messages(view: View | None, page: str, live: bool) -> None:
    """Draw what came of the last act: a note seen wherever the page is scrolled to, and a refusal to stay."""
    message = messages.to_show(live)
    if message is not None:
        st.toast(message.text, icon=MESSAGE_ICONS[message.kind])
        messages.note_shown()
    stays = message or (messages.refusal() if live else None)
    if stays is not None and stays.kind != "success":
        {"warning": st.warning, "error": st.error}[stays.kind](stays.text, icon=MESSAGE_ICONS[stays.kind])
    if view is not None and view.past and not stage.is_on():
        past.draw(view, page in lifeline.PAGES)


def _heading(page: st.Page) -> None:
    """The title of a page, beside which always stands which kind of chain this is."""
    heading = page.title if page.url_path else t("home.title")
    st.title(heading, width="content", anchor=False)
    sidebar.chain_badge()
    arrival.at(page.url_path, heading)


def _picture(place: DeltaGenerator, view: View | None, page: st.Page) -> None:
    with place:
        faults.guard("lifeline", lifeline.draw, view, page.url_path)


st.set_page_config(page_title=t("app.title"), page_icon="🧭", layout="wide")
st.html(Path(__file__).with_name("style.css"))
stage.enter_by_address()
# A copy: that a page was run is noted on the page itself, and fast clicks have two runs of a session at once.
page = copy(st.navigation(_pages(), position="hidden" if stage.is_on() else "sidebar", expanded=True))
links.follow_address()
links.keep_in_url()
stage.name_in_url()
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
if not stage.is_on():
    faults.guard("sidebar", sidebar.draw, shown)
with st.container(key="notices"):
    faults.guard("connecting", connecting.form)
    _messages(shown, page.url_path, desk.live is not None)
    if shown is not None:
        faults.guard("result", results.draw, shown, page.url_path)
    if desk.live is not None:
        faults.guard("banner", banner.draw, desk.live, shown, drawn)
        if shown is None:
            # Nothing is known of the chain yet, and the sandbox must not pass for it.
            st.stop()
        faults.guard("review", review.draw, shown)
    if not stage.is_on():
        faults.guard("tour", tour.draw, desk, page.url_path)
with above.begin_above():
    _heading(page)
# Above the page and drawn after it: what is typed there shows in the picture.
picture = st.container(key="picture")
try:
    if stage.is_on():
        stage.dress()
    else:
        faults.guard("page", page.run)
except StopException:
    # A page that ends early has its picture, too: one that is not drawn would have to begin anew.
    _picture(picture, shown, page)
    raise
_picture(picture, shown, page)
faults.keep_what_was_typed()
