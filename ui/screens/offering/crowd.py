"""The fold under the picture from which made-up supporters come to the raise in one's own sandbox."""

from __future__ import annotations

import streamlit as st

from fomo_core.commands import Buy
from fomo_core.display import format as f
from fomo_core.display.format import in_markdown
from fomo_core.display.previews import assumptions
from fomo_core.display.text import plain, t
from fomo_core.offering import Offering
from fomo_core.simulation import demand_presets
from fomo_core.simulation.ensemble import MOST_SEED
from fomo_core.simulation.start import standing
from ui.desk import inputs, store
from ui.desk.views import View
from ui.screens.offering import playing
from ui.screens.offering.playing import Wish
from ui.widgets import fields

FOLD, PRESET, SEED = "crowd_fold", "crowd_demand", "crowd_seed"


def draw(view: View, offering: Offering) -> None:
    """Draw the fold while the raise is open; after that only the way back, if a crowd has come."""
    desk = store.desk()
    come = None if view.live or view.past else playing.standing(desk, offering.key)
    is_open = offering.open_at(view.now) and not view.live and not view.past
    if not is_open and come is None:
        playing.stop()
        return
    with st.expander(t("crowd.fold"), icon=":material/groups:", key=FOLD, on_change="rerun") as fold:
        if not fold.open:
            playing.stop()
            return
        # Nearest to the picture, which is watched while they are pressed.
        buttons = st.container(horizontal=True)
        if come is not None and (last := come.last(desk)) is not None:
            st.caption(_told(last.turn.buy, come.count(desk)))
        wish = _ask(view, offering) if is_open else None
        with buttons:
            if wish is not None:
                _come_buttons(wish)
            _back_button(offering, come is not None)
        if wish is not None and playing.is_playing(wish):
            st.fragment(playing.beat, run_every=playing.BEAT_S)(wish)
        else:
            playing.stop()


def _ask(view: View, offering: Offering) -> Wish | None:
    """Ask who comes and by which seed, and say how much that brings in; None where no seed stands there."""
    st.caption(t("crowd.about"))
    titles = {key: preset.title for key, preset in demand_presets.demands().items()}
    with st.grid(2, min_column_width=200):
        preset = fields.choice(t("crowd.demand"), titles, PRESET, t("crowd.demand_help"))
        seed = st.number_input(
            t("crowd.seed"), 0, MOST_SEED, 1, key=inputs.keep(SEED), help=t("crowd.seed_help"), persist_state="session"
        )  # fmt: skip
    start = standing(offering, view.protocol, view.now)
    coming = demand_presets.demand_for(start.minimum_target, start.duration_s, preset)
    st.caption(in_markdown(assumptions.expected_text(start, coming)), help=t("demand.expected_help"))
    return None if seed is None else Wish(offering.key, preset, seed)


def _come_buttons(wish: Wish) -> None:
    args = (wish,)
    st.button(
        t("crowd.one"), key="crowd_one", icon=":material/person_add:", help=t("crowd.one_help"),
        on_click=playing.one, args=args,
    )  # fmt: skip
    if playing.is_playing(wish):
        st.button(
            t("crowd.stop"), key="crowd_stop", icon=":material/stop:", type="primary", on_click=playing.stop
        )
    else:
        st.button(
            t("crowd.play"), key="crowd_play", icon=":material/play_arrow:", type="primary", help=t("crowd.play_help"),
            on_click=playing.play, args=args,
        )  # fmt: skip
    st.button(
        t("crowd.all"), key="crowd_all", icon=":material/skip_next:", help=t("crowd.all_help"),
        on_click=playing.everybody, args=args,
    )  # fmt: skip


def _back_button(offering: Offering, any_came: bool) -> None:
    st.button(
        t("crowd.back"), key="crowd_back", icon=":material/undo:", help=t("crowd.back_help"), disabled=not any_came,
        on_click=playing.take_back, args=(offering.key,),
    )  # fmt: skip


def _told(last: Buy, count: int) -> str:
    """Say how many have come, and who was the last with how much."""
    key = "crowd.last_one" if count == 1 else "crowd.last"
    return in_markdown(plain(key, count=count, account=f.account(last.sender), flock=f.flock(last.flock_in)))
