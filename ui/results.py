"""The card above a page that says what an act came to, and leads on."""

from __future__ import annotations

from typing import NamedTuple

import streamlit as st

from fomo_core import commands as cmd
from fomo_core import events as ev
from fomo_core.display import format as f
from fomo_core.display.acts import quotes
from fomo_core.display.acts.graduation import graduation_rows
from fomo_core.display.format import in_markdown
from fomo_core.display.text import t
from fomo_core.offering import Offering
from ui.desk import acts, links, messages
from ui.desk.messages import Result
from ui.desk.views import View
from ui.screens.offering import crowd
from ui.widgets import buttons


class Way(NamedTuple):
    """A way on: the name of what it says, of its button, and the page it leads to."""

    about: str
    button: str
    page: str


_WAYS: dict[type[cmd.Command], Way] = {
    cmd.Launch: Way("launch", "launch", "offering"),
    cmd.Buy: Way("buy", "portfolio", "portfolio"),
    cmd.Claim: Way("claim", "trade", "trade"),
    cmd.Redeem: Way("redeem", "portfolio", "portfolio"),
    cmd.Swap: Way("swap", "portfolio", "portfolio"),
    cmd.RouteRevenue: Way("route", "offering", "offering"),
    cmd.Release: Way("release", "trade", "trade"),
}
_GRADUATED = Way("graduated", "trade", "trade")


def draw(view: View, page: str) -> None:
    """Draw the result of the last act while nothing else has happened since."""
    result = messages.result()
    if result is None or view.past or view.live or result.head != view.head:
        return
    made = quotes.first(result.events, ev.Graduated)
    way = _WAYS.get(result.act, _GRADUATED) if made is None else _GRADUATED
    with st.container(border=True, key="result"):
        _head(result)
        offering = view.world.offerings[result.offering]
        if made is not None:
            _division(view, offering, made)
        with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
            st.caption(t(f"result.next_{way.about}"), width="content")
            _onward(view, offering, way, page)


def _head(result: Result) -> None:
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
        st.markdown(result.text, width="content")
        st.button(
            t("result.close"),
            key="result_close",
            icon=":material/close:",
            type="tertiary",
            on_click=messages.close_result,
        )


def _division(view: View, offering: Offering, made: ev.Graduated) -> None:
    rows = graduation_rows(made, offering.symbol, view.protocol.parameters)
    table = {in_markdown(row.label): [in_markdown(row.value)] for row in rows}
    st.table(table, border=False, hide_index=True, alt=t("result.split_alt"))


def _onward(view: View, offering: Offering, way: Way, page: str) -> None:
    """The one button: to claim what has just become claimable, or to the page that comes next."""
    tokens = offering.claims.get(view.account, 0)
    if way is _GRADUATED and tokens and page != "offering":
        shown = f.tokens(tokens, offering.symbol)
        done = t("outcome.claim_done", account=f.account(view.account), tokens=shown)
        offer = view.offer(cmd.Claim(view.account, offering.key))
        buttons.act_button(view, offer, t("result.go_claim", tokens=shown), done, key="result_claim")
    elif way.page != page or way.button == "launch":
        st.button(t(f"result.go_{way.button}"), key="result_next", on_click=_go, args=(offering.key, way))


def _go(offering: str, way: Way) -> None:
    """Callback: look at the offering that the act was about, on the page that comes next."""
    acts.choose_offering(offering)
    if way.button == "launch":
        st.session_state[crowd.FOLD] = True
    st.switch_page(links.page(way.page))
