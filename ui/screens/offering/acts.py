"""The acts that an offering allows besides buying, and why the rest can't be done."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import streamlit as st

from fomo_core.commands import Claim, Graduate, Redeem, Release
from fomo_core.display import alike
from fomo_core.display import format as f
from fomo_core.display.drawing.emblem import emblem
from fomo_core.display.format import in_markdown
from fomo_core.display.ownership import stakes, vesting
from fomo_core.display.ownership.holdings import refundable
from fomo_core.display.text import plain, t
from fomo_core.offering import Offering
from ui.desk import store
from ui.desk.views import View
from ui.live import foreign, venue
from ui.widgets import buttons, columns, stages

#: The side of the emblem beside a name, in pixels.
_EMBLEM_SIZE = 32


class Card(NamedTuple):
    """An act besides buying: its name, command, what there is to say about it and after it."""

    name: str
    icon: str
    command: Graduate | Claim | Redeem | Release
    about: str
    done: str


def act_cards(view: View, offering: Offering) -> list[Card]:
    """Graduate, claim, redeem and release, whether they can be done now or not."""
    account, key, status = view.account, offering.key, offering.status_at(view.now)
    position = view.histories.of(key).position(account)
    back = stakes.redeem_about(
        offering, account, position, view.now, view.protocol.parameters, foreign.only_raises()
    )
    values = {
        "account": f.account(account) or plain("part.nobody"),
        "tokens": f.tokens(offering.claims.get(account, 0), offering.symbol),
        "flock": f.flock(refundable(offering, account)),
    }
    acts = (
        ("graduate", ":material/school:", Graduate(account, key), t("outcome.graduate_about")),
        ("claim", ":material/redeem:", Claim(account, key), t(f"outcome.claim_{status}", **values)),
        ("redeem", ":material/undo:", Redeem(account, key), back),
        ("release", ":material/lock_open:", Release(account, key), t("outcome.release_about")),
    )
    return [
        Card(name, icon, command, about, t(f"outcome.{name}_done", **values))
        for name, icon, command, about in acts
    ]


def draw(view: View, drawn: Sequence[Card]) -> None:
    """One card an act."""
    with st.grid(2, min_column_width=300):
        for card in drawn:
            with st.container(border=True):
                draw_card(view, card)


def draw_card(view: View, card: Card, primary: bool = False) -> None:
    """Say what an act is, and draw its button."""
    st.markdown(t(f"outcome.{card.name}"))
    st.caption(card.about)
    offer, label = view.offer(card.command), t(f"outcome.{card.name}_button")
    buttons.act_button(view, offer, label, card.done, key=card.name, icon=card.icon, primary=primary)


def claim_for_all(view: View, offering: Offering) -> None:
    """Anyone may claim for anyone: one button for each account that still can."""
    waiting = [name for name, tokens in offering.claims.items() if tokens and name != view.account]
    if offering.graduated_at is None or not waiting:
        return
    account = st.selectbox(
        t("outcome.claim_for"),
        waiting,
        key="claim_for",
        format_func=alike.account_labels(waiting).__getitem__,
        help=t("outcome.claim_for_help"),
    )
    offer = view.offer(Claim(view.account, offering.key, account))
    label = t("outcome.claim_for_button", account=f.account(account))
    done = t(
        "outcome.claim_done",
        account=f.account(account),
        tokens=f.tokens(offering.claims[account], offering.symbol),
    )
    buttons.act_button(view, offer, label, done, key="claim_for_button")


def vesting_dates(view: View, offering: Offering) -> None:
    """Show when the issuer's tokens vest, once the offering has graduated."""
    if offering.graduated_at is None:
        return
    parameters = view.protocol.parameters
    st.caption(vesting.vesting_text(offering, parameters, view.dated))
    shown = vesting.table(offering, view.now, parameters, view.dated)
    config = columns.config("vested", "vested_share", table=shown)
    st.dataframe(shown, hide_index=True, column_config=config, alt=t("outcome.vesting_alt"))


def headline(view: View, offering: Offering) -> None:
    """Name, status, issuer and model in one line, and the issuer's words, as plain text."""
    with st.container(horizontal=True, vertical_alignment="center"):
        st.image(emblem(offering.key, offering.symbol, _EMBLEM_SIZE), width=_EMBLEM_SIZE)
        st.subheader(in_markdown(f"{offering.name} ({offering.symbol})"), width="content", anchor=False)
        stages.status_badge(offering, view.now)
        model = view.protocol.models[offering.model].name
        st.caption(t("offering.by", issuer=_issuer(view, offering), model=model), width="content")
    if offering.description:
        st.text(offering.description)
    live = store.desk().live
    if live is not None:
        venue.draw(live.connection.target.deployment, offering)


def _issuer(view: View, offering: Offering) -> str:
    """The issuer for reading; of an address it is said whether it is the visitor's own."""
    shown = f.account(offering.issuer)
    own = offering.issuer == view.account and shown != offering.issuer
    return plain("part.you", account=shown) if own else shown
