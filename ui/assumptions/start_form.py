"""The start of a preview: a new launch of a model, or an offering that is still open, as it stands."""

from __future__ import annotations

import streamlit as st

from fomo_core.display import alike, floats
from fomo_core.display import format as f
from fomo_core.display.format import in_markdown
from fomo_core.display.refusals import sentence
from fomo_core.display.text import plain, t
from fomo_core.errors import InvalidInput, Rejected
from fomo_core.offering import Offering
from fomo_core.simulation import start as starts
from fomo_core.simulation.start import Start
from fomo_core.units import WAD
from ui.desk import inputs
from ui.desk.views import View
from ui.widgets import cautions, fields

FROM, MODEL, FIRST_BUY = "preview_from", "preview_model", "preview_first_buy"
#: A new launch, among the offerings that a preview may start from.
NEW = ""


def choose_start(view: View, first_buy: bool = True) -> Start | None:
    """Choose where to start; None with the reason shown where nothing can start there."""
    open_now = {o.key: o for o in view.world.offerings.values() if o.open_at(view.now)}
    labels = {NEW: plain("start.new")} | {
        key: plain("start.standing", name=label) for key, label in alike.options(open_now.values()).items()
    }
    inputs.keep(FROM)
    if st.session_state.get(FROM, NEW) not in labels:
        st.session_state[FROM] = NEW
    with st.grid(2, min_column_width=240):
        chosen = st.selectbox(
            t("start.from"),
            list(labels),
            key=FROM,
            persist_state="session",
            format_func=labels.__getitem__,
            help=t("start.from_help"),
        )
        model = _model(view) if chosen == NEW else None
    try:
        if model is not None:
            bought = fields.first_buy(FIRST_BUY) if first_buy else 0
            found = None if bought is None else starts.fresh(view.protocol, model, bought)
        else:
            found = _standing(view, open_now[chosen])
    except (InvalidInput, Rejected) as refusal:
        st.error(in_markdown(sentence(refusal)), icon=":material/block:")
        return None
    if found is not None:
        cautions.pool_opening(found.model, found.parameters)
    return found


def _model(view: View) -> str:
    names = {key: model.name for key, model in view.protocol.models.items()}
    return fields.choice(t("launch.model"), names, MODEL, t("start.model_help"))


def _standing(view: View, offering: Offering) -> Start:
    now, step = view.now, view.protocol.parameters.tax_step_s
    if view.live:
        # A chain's clock moves by itself: between two steps of the tax nothing changes, so nothing is asked anew.
        now = max(offering.start, now - (now - offering.start) % step)
    own = view.histories.of(offering.key).position(offering.issuer)
    # Until it graduates, a raise's issuer earns nothing but creator fees.
    return starts.standing(offering, view.protocol, now, own.paid, own.income)


def standing_text(start: Start) -> str:
    """Say where a start stands, in one line."""
    return t(
        "start.stands",
        raised=floats.flock(start.raised / WAD),
        minimum=f.goal(start.minimum_target),
        maximum=f.goal(start.maximum_target),
        left=f.duration(start.duration_s - start.elapsed_s),
    )
