"""The demand, or who will come and buy: a preset or a fit to a past raise, and its few numbers to change."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from math import ceil, log10
from typing import NamedTuple

import streamlit as st

from fomo_core.display import alike
from fomo_core.display.format import in_markdown
from fomo_core.display.previews import assumptions
from fomo_core.display.previews.assumptions import SHAPE_FIELDS
from fomo_core.display.refusals import phrase, sentence
from fomo_core.display.text import plain, t
from fomo_core.errors import InvalidInput
from fomo_core.history import Purchase
from fomo_core.offering import Offering
from fomo_core.simulation import demand_presets
from fomo_core.simulation.calibration import Calibration, fit
from fomo_core.simulation.demand import AMOUNTS, FIELDS, HOURS, SHAPES, Demand, Field, value_of, with_value
from fomo_core.simulation.start import Start
from fomo_core.units import DAY_S
from ui.desk import inputs
from ui.desk.views import View
from ui.widgets import fields

PRESET, SHAPE, POINTS = "demand_preset", "demand_shape", "demand_points"
#: The numbers that a person changes first; all others lie in a fold.
MAIN = ("arrivals.per_raise", "sizes.median", "elastic.share")
MORE = (
    "sizes.spread", "elastic.strength", "whales.per_raise", "whales.median", "whales.spread",
    "snipers.per_raise", "snipers.median", "snipers.spread", "snipers.limit", "snipers.limit_spread",
)  # fmt: skip
_PAST = "past:"
_BY_PATH: dict[str, Field] = {field.path: field for field in FIELDS}
#: A fit needs so many purchases, the issuer's first buy not counted.
_FEWEST = 5
_EXAMPLE = "0:1, 0.5:0.2, 1:3"


class Assumed(NamedTuple):
    """A demand that is assumed; ``fit`` is the fit to a past raise that it is, if one and nothing changed about it."""

    demand: Demand
    fit: Calibration | None


def demand(view: View, start: Start | None) -> Assumed | None:
    """Choose a demand and change its numbers; None with the reason shown where they make none.

    A preset's amounts and hours are those that it means for the raise of ``start``.
    """
    chosen = _choice(view)
    try:
        handle, base, fit = _base(view, chosen, start)
        made = base
        with st.grid(3, min_column_width=200):
            for path in MAIN:
                made = with_value(made, path, _slider(base, handle, path))
        with st.expander(t("demand.more"), icon=":material/tune:"):
            made = _more(made, handle)
        if start is not None:
            st.caption(in_markdown(assumptions.expected_text(start, made)), help=t("demand.expected_help"))
    except InvalidInput as error:
        st.error(in_markdown(sentence(error)), icon=":material/error:")
        return None
    fitted = chosen.startswith(_PAST)
    st.caption(t("demand.assumed_alike" if fitted else "demand.assumed"), help=t("demand.assumed_help"))
    if made == base:
        return Assumed(made, fit)
    return Assumed(replace(made, title=plain("demand.changed", title=base.title)), None)


def _choice(view: View) -> str:
    fitted = {
        _PAST + key: plain("demand.past", name=label)
        for key, label in alike.options(view.world.offerings.values()).items()
        if len(_of_supporters(view, view.world.offerings[key])) >= _FEWEST
    }
    labels = {key: preset.title for key, preset in demand_presets.demands().items()} | fitted
    return fields.choice(t("demand.preset"), labels, PRESET, t("demand.preset_help"))


class Handle(NamedTuple):
    """The beginnings of the keys of a demand's fields: of all of them, and of those of amounts and hours.

    Numbers of a fit go with the purchases behind it, a preset's amounts and hours with the raise.
    """

    name: str
    scaled: str
    short: bool = False

    def key(self, path: str) -> str:
        """The key of the field of a number."""
        return f"demand_{self.scaled if path in AMOUNTS + HOURS else self.name}_{path}"


def _base(view: View, chosen: str, start: Start | None) -> tuple[Handle, Demand, Calibration | None]:
    """The demand to start from with the handle of its fields, and the fit that it is, if one."""
    if not chosen.startswith(_PAST):
        return *_preset(chosen, start), None
    found, name = _fitted(view, chosen)
    offering = view.world.offerings[chosen.removeprefix(_PAST)]
    st.caption(t("demand.fitted", purchases=found.purchases, note=phrase(found.note)))
    name_of_fit = f"{chosen}_{found.purchases}"
    handle = Handle(name_of_fit, name_of_fit, offering.end - offering.start < DAY_S)
    return handle, replace(found.demand, title=plain("demand.past", name=name)), found


def _preset(chosen: str, start: Start | None) -> tuple[Handle, Demand]:
    """A preset's demand as it is meant for a raise, and the handle of its fields."""
    minimum = demand_presets.USUAL_MINIMUM if start is None else start.minimum_target
    duration_s = demand_presets.USUAL_DURATION_S if start is None else start.duration_s
    usual = (minimum, duration_s) == (demand_presets.USUAL_MINIMUM, demand_presets.USUAL_DURATION_S)
    scaled = chosen if usual else f"{chosen}_{minimum}_{duration_s}"
    handle = Handle(chosen, scaled, duration_s < DAY_S)
    return handle, demand_presets.demand_for(minimum, duration_s, chosen)


def _fitted(view: View, chosen: str) -> tuple[Calibration, str]:
    """The fit to a past raise, and the raise's name."""
    offering = view.world.offerings[chosen.removeprefix(_PAST)]
    watched = min(view.now, offering.end, offering.graduated_at or offering.end)
    return _fit(tuple(_of_supporters(view, offering)), offering.start, offering.end, watched), offering.name


def _of_supporters(view: View, offering: Offering) -> list[Purchase]:
    """An offering's purchases without the issuer's bundled one, which is no demand."""
    past = view.histories.of(offering.key)
    return [p for p in past.purchases if not (p.at == offering.start and p.event.buyer == past.issuer)]


@lru_cache(maxsize=16)
def _fit(purchases: tuple[Purchase, ...], start_s: int, end_s: int, until_s: int) -> Calibration:
    return fit(purchases, start_s, end_s, until_s)


def _top(value: float, least: float) -> float:
    """A round end for a slider, about four times what it starts with."""
    wanted = max(4 * value, least)
    unit = 10 ** (ceil(log10(wanted)) - 1)
    return next(step * unit for step in (1, 2, 5, 10) if step * unit >= wanted)


def _slider(base: Demand, handle: Handle, path: str) -> float:
    """A slider for a number: in hundredths for a share, in whole steps where it is large."""
    value, key = value_of(base, path), inputs.keep(handle.key(path))
    label, about, top = t(f"demand.{path}"), t(f"demand_help.{path}"), _top(value, 20)
    shown: float
    moved: float
    scale = 1
    if _BY_PATH[path].unit == "share":
        shown = percent = round(100 * value)
        scale = 100
        moved = st.slider(label, 0, 100, percent, format="%d%%", key=key, persist_state="session", help=about)
    elif top >= 100:
        shown = whole = round(value)
        step = max(1, round(top / 500))
        moved = st.slider(
            label, 0, round(top), whole, step=step, key=key, persist_state="session", help=about
        )
    else:
        shown = float(f"{value:.3g}")
        moved = st.slider(
            label, 0.0, float(top), shown, step=top / 500, key=key, persist_state="session", help=about
        )
    # A slider shows a fitted number rounded; as long as nobody moves it, the number itself counts.
    return value if moved == shown else moved / scale


def _more(base: Demand, handle: Handle) -> Demand:
    shape = st.selectbox(
        t("demand.shape"),
        SHAPES,
        index=SHAPES.index(base.arrivals.shape),
        key=inputs.keep(f"{SHAPE}_{handle.name}"),
        persist_state="session",
        format_func=lambda name: plain(f"shape.{name}"),
        help=t("demand.shape_help"),
    )
    st.caption(t(f"shape_help.{shape}"))
    points = _points(base, handle) if shape == "custom" else ()
    base = replace(base, arrivals=replace(base.arrivals, shape=shape, points=points))
    with st.grid(3, min_column_width=200):
        for path in (*SHAPE_FIELDS.get(shape, ()), *MORE):
            base = with_value(base, path, _number(base, handle, path))
    return base


def _number(base: Demand, handle: Handle, path: str) -> float:
    bounds, in_minutes = _BY_PATH[path], handle.short and path in HOURS
    unit, value = 60 if in_minutes else 1, float(value_of(base, path))
    typed = st.number_input(
        t(f"demand.minutes.{path}" if in_minutes else f"demand.{path}"),
        float(bounds.least * unit),
        float(bounds.most * unit),
        value * unit,
        key=inputs.keep(handle.key(path)),
        persist_state="session",
        format="%g",
        help=t(f"demand_help.{path}"),
    )
    return value if typed in (None, value * unit) else typed / unit


def _points(base: Demand, handle: Handle) -> tuple[tuple[float, float], ...]:
    known = ", ".join(f"{time:g}:{rate:g}" for time, rate in base.arrivals.points) or _EXAMPLE
    typed = st.text_input(
        t("demand.points"),
        known,
        key=inputs.keep(f"{POINTS}_{handle.name}"),
        persist_state="session",
        max_chars=500,
        help=t("demand.points_help"),
    )
    if typed == known and base.arrivals.points:
        # The field shows a fitted curve rounded; as long as nobody changes it, the curve itself counts.
        return base.arrivals.points
    try:
        pairs = [part.split(":") for part in typed.split(",")]
        return tuple((float(time), float(rate)) for time, rate in pairs)
    except ValueError:
        raise InvalidInput(plain("demand.bad_points", example=_EXAMPLE)) from None
