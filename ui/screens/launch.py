"""The launch form, step by step: model, token, first buy, cost."""

from __future__ import annotations

import streamlit as st

from fomo_core import events as ev
from fomo_core import names, presets
from fomo_core.commands import Launch
from fomo_core.display import alike, figures, summary, tables
from fomo_core.display import format as f
from fomo_core.display.acts import quotes
from fomo_core.display.format import in_markdown
from fomo_core.display.ownership import trades
from fomo_core.display.refusals import reason
from fomo_core.display.text import plain, t
from fomo_core.offering import Offering
from fomo_core.parameters import Model
from fomo_core.tax import first_buy_tax_bps
from ui.assumptions import start_form
from ui.desk import acts, inputs, links, store
from ui.desk.views import Offer, View
from ui.signing import signing
from ui.widgets import cautions, fields, parts

MODEL, NAME, SYMBOL, DESCRIPTION, FIRST_BUY = (
    "launch_model",
    "launch_name",
    "launch_symbol",
    "launch_description",
    "launch_first_buy",
)
#: What is launched in the quote while no name and ticker are typed; nobody sees it, and the cost is the same.
STAND_IN = ("Token", "TOKEN", "")
_MOST_TWINS = 3


def model(view: View) -> Model:
    """Step 1: choose a model, and see what the platform fixes for it."""
    models = view.protocol.models
    chosen = models[
        st.selectbox(
            t("launch.model"),
            list(models),
            key=inputs.keep(MODEL),
            persist_state="session",
            format_func=lambda key: models[key].name,
        )
    ]
    tier = tables.tier_title(chosen, presets.tier_titles())
    rows = summary.model_rows(chosen, tier, view.protocol.parameters)
    parts.metrics(rows[:3])
    parts.metrics(rows[3:])
    st.caption(t("launch.locked"))
    cautions.pool_opening(chosen, view.protocol.parameters)
    with st.expander(t("launch.distribution"), icon=":material/pie_chart:"):
        figure = figures.distribution_figure(summary.distribution(view.protocol.parameters))
        parts.picture(figure, "launch_distribution", t("launch.distribution_alt"), height=260)
    return chosen


def token() -> tuple[str, str, str] | None:
    """Step 2: name, ticker and description, each checked as it is typed."""
    name = st.text_input(
        t("launch.name"), key=inputs.keep(NAME), help=t("launch.name_help"), persist_state="session"
    )
    _fault(name, reason(names.name_fault(name)), "launch.bad_name")
    typed = st.text_input(
        t("launch.symbol"), key=inputs.keep(SYMBOL), help=t("launch.symbol_help"), persist_state="session"
    )
    symbol = names.as_symbol(typed)
    fits = names.symbol_fits(symbol)
    _fault(symbol, "" if fits else plain("launch.symbol_rule"), "launch.bad_symbol")
    if fits and symbol != typed:
        st.caption(t("launch.raised", symbol=symbol))
    description = st.text_area(
        t("launch.description"),
        key=inputs.keep(DESCRIPTION),
        help=t("launch.description_help"),
        persist_state="session",
        height=90,
    )
    described = names.description_fault(description)
    _fault(description, reason(described), "launch.bad_description")
    if names.name_fault(name) or not fits or described:
        st.caption(t("launch.fill_in"))
        return None
    return name, symbol, description


def _fault(typed: str, fault: str, key: str) -> None:
    if typed and fault:
        st.error(t(key, reason=fault), icon=":material/error:")


def twins(view: View, name: str, symbol: str) -> None:
    """Say which offerings a reader could take this one for; nothing forbids it."""
    found = alike.twins(view.world.offerings.values(), name, symbol)
    if found:
        labels = alike.options(found)
        lines = [
            plain("launch.twin", label=labels[o.key], issuer=f.account(o.issuer)) for o in found[:_MOST_TWINS]
        ]
        st.warning(t("launch.twins", count=len(found), told="; ".join(lines)), icon=":material/content_copy:")


def first_buy_step(view: View, model: Model) -> int | None:
    """Step 3: an optional first buy in FLOCK (wei); None when what was typed is no amount."""
    st.caption(in_markdown(quotes.cap_text(model, view.protocol.parameters)))
    return fields.first_buy(FIRST_BUY)


def effects(view: View, offer: Offer[Launch]) -> trades.Loss | None:
    """Show what the first buy takes and does to later buyers' price; return its loss to its own size, if any."""
    bought = quotes.first(offer.events, ev.Purchased)
    created = quotes.first(offer.events, ev.LaunchCreated)
    if bought is None or created is None:
        return None
    offering = Offering.opened(created, view.protocol.models[offer.command.model], view.protocol.parameters)
    parts.metrics(quotes.first_buy_rows(bought, offering, view.protocol.parameters))
    parts.curve_picture(offering, view.now, (0, bought.net_used), "launch_curve", t("launch.curve_alt"))
    parameters = view.protocol.parameters
    return trades.purchase_loss(bought, offering, first_buy_tax_bps(parameters), parameters)


def preview(model: Model) -> None:
    """A way to the preview of what is typed."""
    st.button(
        t("launch.preview"),
        key="launch_preview",
        icon=":material/query_stats:",
        type="tertiary",
        on_click=_preview,
        args=(model.id,),
    )


def _preview(model: str) -> None:
    """Callback: preview a new launch of a model with the first buy that stands in the field now."""
    first_buy = inputs.texts(FIRST_BUY)[FIRST_BUY]
    inputs.put({start_form.FROM: start_form.NEW, start_form.MODEL: model, start_form.FIRST_BUY: first_buy})
    st.switch_page(links.page("preview"))


def after_preview() -> None:
    """A way to the launch that a preview is of, unless it is of an offering that stands already."""
    if st.session_state.get(start_form.FROM) == start_form.NEW:
        st.button(
            t("launch.take_over"), key="preview_launch", icon=":material/rocket_launch:", on_click=_take_over
        )


def _take_over() -> None:
    """Callback: open the launch with the model and the first buy of the preview."""
    model = st.session_state.get(start_form.MODEL)
    if model is None:
        # The preview has turned to another start meanwhile.
        return
    first_buy = inputs.texts(start_form.FIRST_BUY)[start_form.FIRST_BUY]
    inputs.put({MODEL: model, FIRST_BUY: first_buy})
    st.switch_page(links.page("launch"))


def cost(view: View, offer: Offer[Launch]) -> None:
    """Step 4: the itemised outlay."""
    parts.bill(quotes.launch_rows(offer.events, view.protocol.parameters), t("launch.bill_alt"))


def confirm(view: View, offer: Offer[Launch], loss: trades.Loss | None) -> None:
    """Step 5: what the account lacks, the confirmation and the launch; ``loss`` as ``effects`` returned it."""
    if offer.shortfall:
        st.error(t("part.missing", missing=f.cost(offer.shortfall)), icon=":material/account_balance_wallet:")
    agreed = st.checkbox(
        t("launch.agree", fee=f.flock(view.protocol.parameters.launch_fee)), key="launch_agree"
    )
    undone = cautions.of_loss(loss, "launch") if loss else ""
    unsigned = signing.block_reason(view)
    blocked = bool(offer.shortfall or unsigned or undone) or view.past or not agreed
    typed = inputs.texts(NAME, SYMBOL, DESCRIPTION, FIRST_BUY)
    st.button(
        t("launch.button"),
        key="launch",
        type="primary" if loss is None or loss.level < 2 else "secondary",
        icon=":material/rocket_launch:",
        disabled=blocked,
        help=t("launch.button_help"),
        on_click=acts.launch,
        args=(view.head, offer.command, t("launch.done", name=offer.command.name), typed),
    )
    if unsigned or undone:
        st.caption(t("part.not_now", reason=unsigned or undone))
    elif not agreed and not offer.shortfall:
        st.caption(t("launch.tick"))


def crowd_link(view: View) -> None:
    """Lead to where supporters come to the visitor's own raise, while it is open in their sandbox."""
    own = view.world.offerings.get(store.desk().offering or "")
    if own is None or view.live or view.past or own.issuer != view.account or not own.open_at(view.now):
        return
    st.page_link(links.page("offering"), label=t("crowd.link"), icon=":material/groups:")
