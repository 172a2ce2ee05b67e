"""Leftover allowances of an account on a real chain, and the way to take them back."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import wait
from typing import TYPE_CHECKING

import streamlit as st

from fomo_core.display import format as f
from fomo_core.display.text import plain, t
from fomo_core.errors import ChainError
from fomo_core.fixed_point import MAX_UINT256
from ui.desk import store
from ui.desk.views import View
from ui.live.connections import BRIEFLY_S
from ui.live.live_session import AllowanceQuestion, LiveSession
from ui.signing import signing

if TYPE_CHECKING:
    from fomo_core.acting import Allowance


def draw(view: View, account: str) -> None:
    """Draw an account's leftover allowances; nothing where there are none, or an act is about to use them."""
    live = store.desk().live
    if live is None or live.proposal is not None or signing.read_only():
        return
    allowed = _allowed(live, account)
    if not allowed:
        return
    with st.expander(t("allowing.title", count=len(allowed)), icon=":material/key:"):
        st.caption(t("allowing.about"))
        for number, each in enumerate(allowed):
            _allowance(view, account, number, each)


def _allowance(view: View, account: str, number: int, each: Allowance) -> None:
    st.markdown(t("allowing.line", spender=plain(f"allowing.{each.spender}"), amount=_amount(view, each)))
    st.button(
        t("allowing.take_back"),
        key=f"take_back_{number}",
        disabled=bool(view.past or signing.block_reason(view)),
        on_click=_take_back,
        args=(account, each),
    )


def _amount(view: View, each: Allowance) -> str:
    offering = view.world.offerings.get(each.token)
    unit = offering.symbol if offering else plain("call.flock")
    if each.amount == MAX_UINT256:
        return plain("allowing.any", unit=f.shorten(unit))
    return f.cost(each.amount, unit)


def _allowed(live: LiveSession, account: str) -> Sequence[Allowance]:
    """Return what the chain last said is allowed; asked anew with each block, empty until it has answered."""
    actor = live.actor
    about = (account, live.chain.standing().block)
    asked = live.allowances
    if asked is None or (asked.about != about and (asked.answer.done() or asked.about[0] != account)):
        asked = AllowanceQuestion(about, live.connection.ask(lambda: actor.allowances(account)))
        live.allowances = asked
    if not wait([asked.answer], BRIEFLY_S).done:
        return []
    try:
        return asked.answer.result()
    except ChainError:
        return []


def _take_back(account: str, each: Allowance) -> None:
    """Callback: propose that a contract may take nothing any more."""
    live = store.desk().live
    if live is None:
        return
    prepared = live.actor.taking_back(account, each)
    signing.propose_calls(live, prepared, t("allowing.done", spender=plain(f"allowing.{each.spender}")))
