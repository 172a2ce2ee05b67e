"""The amount of a purchase: what one pays, what that is in USD, what one holds, and shares of it to press."""

from __future__ import annotations

import streamlit as st

from fomo_core.display import format as f
from fomo_core.display import prices
from fomo_core.display.text import plain, t
from ui.desk import inputs
from ui.desk.views import View
from ui.widgets import fields

KEY = "buy_amount"
BY = ("flock", "tokens")
SLIPPAGES_BPS = (0, 50, 100, 500)
_SHARE_KEY = "buy_share"
#: Parts of what one holds, in percent.
_SHARES = (25, 50, 75, 100)


def options() -> tuple[str, int]:
    """Ask what one knows, FLOCK or tokens, and how much less than quoted (bps) one accepts."""
    with st.popover(t("deal.options"), icon=":material/tune:", type="tertiary"):
        by = st.segmented_control(
            t("buy.by"),
            BY,
            key=inputs.keep("buy_by"),
            required=True,
            default="flock",
            format_func=lambda name: t(f"buy.by_{name}"),
            persist_state="session",
        )
        return by, fields.slippage_field("buy_slippage", SLIPPAGES_BPS, usual=100)


def field(by: str) -> int | None:
    """Ask for the amount of FLOCK or tokens (wei); None with what to do shown."""
    return fields.amount_field(t(f"buy.amount_{by}"), KEY, t("buy.example"), help=t(f"buy.amount_{by}_help"))


def usd_and_holding(view: View, flock: int | None) -> None:
    """Say what so much FLOCK (wei) is in USD at the stated price, and what the account holds."""
    texts = [plain("deal.holds", amount=f.whole(view.world.flock.get(view.account, 0)))]
    if flock is not None:
        key = "deal.usd_assumed" if view.protocol.assumed("flock_price") else "deal.usd"
        texts.insert(0, plain(key, **prices.usd_texts(flock, view.protocol.parameters)))
    st.caption(f.in_markdown(" · ".join(texts)))


def shares(view: View) -> None:
    """Offer parts of what the account holds: one press types them."""
    held = view.world.flock.get(view.account, 0)
    st.segmented_control(
        t("deal.shares"),
        _SHARES,
        key=_SHARE_KEY,
        format_func=lambda share: t("deal.max") if share == 100 else f.percent(share * 100),
        label_visibility="collapsed",
        width="stretch",
        disabled=not held,
        on_change=_type_share,
        args=(held,),
    )


def _type_share(held: int) -> None:
    """Callback: type the part that was pressed into the field, and let it be pressed again."""
    share = st.session_state.get(_SHARE_KEY)
    if share is not None:
        st.session_state[KEY] = prices.typed_share(held, share)
        st.session_state[_SHARE_KEY] = None
