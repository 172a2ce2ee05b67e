"""Parts that several screens share. They draw; amounts come computed from ``fomo_core``."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from functools import lru_cache
from typing import Any, Literal

import streamlit as st

from fomo_core.amounts import typed_amount
from fomo_core.display import alike, figures
from fomo_core.display import format as f
from fomo_core.display.drawing import curves, frame
from fomo_core.display.format import in_markdown, percent
from fomo_core.display.refusals import sentence
from fomo_core.display.summary import Row, stages_done
from fomo_core.display.text import plain, t
from fomo_core.errors import InvalidAmount
from fomo_core.history import OfferingHistory
from fomo_core.offering import FAILED, Offering
from fomo_core.units import WAD_DECIMALS
from ui.desk import acts, inputs, links, store
from ui.desk.views import C, Offer, View
from ui.live import venue
from ui.signing import signing
from ui.widgets import chosen

Colour = Literal["blue", "orange", "red", "green"]
STATUS_COLOURS: dict[str, Colour] = {
    "live": "blue",
    "succeeded": "orange",
    "failed": "red",
    "graduated": "green",
}
STATUS_ICONS = {
    "live": ":material/play_circle:",
    "succeeded": ":material/hourglass_top:",
    "failed": ":material/cancel:",
    "graduated": ":material/check_circle:",
}
STAGES = ("launch", "raise", "outcome", "graduation", "trading", "usage", "buyback")


def picture(figure: Any, key: str, alt: str, height: int = 320) -> None:
    """Draw a figure at a fixed height, so that the page does not jump when it changes."""
    st.plotly_chart(figure, key=key, height=height, config=frame.CONFIG, alt=alt)


@lru_cache(maxsize=256)
def _curve_figure(state: curves.CurveState, quoted: tuple[int, int] | None) -> Any:
    figure = figures.curve_figure(state, quoted)
    # Plotly copies all of a figure each time it is drawn; this one does not change any more.
    described = figure.to_dict()
    figure.to_dict = lambda: described
    return figure


def curve_picture(offering: Offering, now: int, quoted: tuple[int, int] | None, key: str, alt: str) -> None:
    """Draw an offering's curve. The figure is kept: building it is half the time of the page that shows it."""
    picture(_curve_figure(curves.curve_state(offering, now), quoted), key, alt)


def bill(rows: Sequence[Row], alt: str) -> None:
    """Labelled values one below the other, with the formula of each in a fold below."""
    table = {in_markdown(row.label): in_markdown(row.value) for row in rows}
    st.table(table, border="horizontal", alt=alt)
    with st.expander(t("part.how"), icon=":material/function:"):
        for row in rows:
            if row.help:
                st.markdown(t("part.how_line", label=row.label, help=row.help))


def reading_table(table: Any, alt: str) -> None:
    """A table of Markdown to read rather than to sort: long texts wrap."""
    st.table(table, border="horizontal", hide_index=True, alt=alt)


def metrics(rows: Sequence[Row]) -> None:
    """Labelled values side by side, wrapping on narrow screens."""
    with st.grid(len(rows) if len(rows) <= 5 else 4, min_column_width=135):
        for row in rows:
            st.metric(in_markdown(row.label), row.value, help=in_markdown(row.help) if row.help else None)


def status_badge(offering: Offering, now: int) -> None:
    """An offering's status as a coloured, named badge."""
    status = offering.status_at(now)
    st.badge(t(f"status.{status}"), icon=STATUS_ICONS[status], color=STATUS_COLOURS[status])


def picker(view: View) -> Offering | None:
    """Choose an offering, or be told where to find one."""
    offerings = view.world.offerings
    if not offerings:
        empty("part.no_offering")
        return None
    desk = store.desk()
    shown = desk.offering if desk.offering in offerings else next(iter(offerings))
    st.selectbox(
        t("part.offering"),
        list(offerings),
        index=list(offerings).index(shown),
        key=chosen.widget_key("offering", shown),
        on_change=chosen.taken,
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
        told = {"handle": offering.key, "issuer": f.spelled(offering.issuer), "count": len(found)}
        st.caption(t("part.twins", **told))


def trading_offering(view: View) -> tuple[Offering, OfferingHistory]:
    """Choose an offering that has a pool; where there is none the page ends here and says why."""
    offering = picker(view)
    if offering is None:
        st.stop()
    past = view.histories.of(offering.key)
    if not past.pool:
        reason = t(f"trade.closed_{offering.status_at(view.now)}", name=offering.name)
        st.info(reason, icon=":material/lock_clock:")
        seat = store.desk().live
        if seat is not None:
            venue.elsewhere(seat.connection.target.deployment, offering)
        st.page_link(links.page("offering"), label=t("market.open"), icon=":material/show_chart:")
        st.stop()
    return offering, past


def slippage_field(key: str, options: tuple[int, ...], usual: int) -> int:
    """Choose how much less than quoted to accept, in bps."""
    return st.selectbox(
        t("part.slippage"),
        options,
        index=options.index(usual),
        key=inputs.kept(key),
        format_func=percent,
        help=t("part.slippage_help"),
    )


def empty(key: str) -> None:
    """An empty state that says what to do next."""
    st.info(t(key), icon=":material/lightbulb:")
    with st.container(horizontal=True):
        st.page_link(links.page("launch"), label=t("part.go_launch"), icon=":material/rocket_launch:")
        st.page_link(links.page("home"), label=t("part.go_home"), icon=":material/auto_stories:")


def amount_field(
    label: str, key: str, example: str, decimals: int = WAD_DECIMALS, help: str = ""
) -> int | None:
    """A text field for an amount; the amount in the smallest unit, or None with the reason shown."""
    text = st.text_input(
        label,
        key=inputs.kept(key),
        placeholder=example,
        help=help or None,
        persist_state="session",
        max_chars=120,
    )
    if not (text or "").strip():
        return None
    try:
        return typed_amount(text, decimals)
    except InvalidAmount as error:
        st.error(in_markdown(sentence(error)), icon=":material/error:")
        return None


def act_button(
    view: View,
    offer: Offer[C],
    label: str,
    done: str,
    *,
    key: str,
    icon: str | None = None,
    primary: bool = False,
    typed: Mapping[str, str] | None = None,
    clear: tuple[str, ...] = (),
    undone: str = "",
) -> None:
    """A button that submits the command of an offer; disabled with the reason where it would be refused.

    ``undone`` is what the visitor has to do before, such as ticking a box; empty for nothing.
    """
    reason = t("part.short") if offer.shortfall else offer.refusal or undone
    reason = signing.blocked(view, offer.command) or reason
    if view.past:
        reason = t("past.locked")
    st.button(
        label,
        key=key,
        icon=icon,
        type="primary" if primary else "secondary",
        disabled=bool(reason),
        on_click=acts.act,
        args=(acts.Submission(view.head, offer.command, done, typed or {}, clear),),
    )
    if reason:
        st.caption(t("part.not_now", reason=reason) if not view.past else reason)


def assumed(view: View, *names: str) -> None:
    """Say which numbers on this screen FLock has not published."""
    offering = view.world.offerings.get(store.desk().offering or "")
    fitted = offering is not None and view.protocol.models[offering.model].source == "chain"
    # A curve that was fitted to the offering's own purchases is no assumption.
    asked = [name for name in names if not (fitted and name == "virtual_flock_bps")]
    found = [plain(f"parameter.{name}") for name in asked if view.protocol.assumed(name)]
    if found:
        st.caption(t("part.assumed", names=", ".join(found)), help=t("part.assumed_help"))


def rail(view: View, offering: Offering | None) -> None:
    """The seven stages of a launch, and where an offering stands; one text, since it is on many screens."""
    past = view.histories.of(offering.key) if offering else None
    done = stages_done(offering, past, view.now)
    failed = offering is not None and offering.status_at(view.now) == FAILED
    badges = [_stage(index, stage, done, failed) for index, stage in enumerate(STAGES)]
    explained = "\n".join(f"- **{t(f'stage.{stage}')}**: {t(f'stage.{stage}_help')}" for stage in STAGES)
    st.markdown(" ".join(badges), help=explained)


def _stage(index: int, stage: str, done: int, failed: bool) -> str:
    """One stage as a badge whose colour and sign say: done, here, to come, failed or never."""
    if failed and index >= 2:
        colour, icon = ("red", "cancel") if index == 2 else ("gray", "block")
    elif index < done:
        colour, icon = "green", "check_circle"
    elif index == done:
        colour, icon = "blue", "arrow_forward"
    else:
        colour, icon = "gray", "radio_button_unchecked"
    return f":{colour}-badge[:material/{icon}: {t(f'stage.{stage}')}]"
