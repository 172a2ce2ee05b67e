"""The economy forecast: what usage may do to price and supply in the year after graduation."""

from __future__ import annotations

from collections.abc import Hashable
from typing import NamedTuple

import streamlit as st

from fomo_core.display import alike, floats, summary
from fomo_core.display.format import in_markdown
from fomo_core.display.previews import figures, forecast_text, tables
from fomo_core.display.refusals import sentence
from fomo_core.display.text import plain, t
from fomo_core.errors import InvalidInput
from fomo_core.offering import Offering
from fomo_core.parameters import Parameters
from fomo_core.revenue import Buyback
from fomo_core.simulation import demand_presets
from fomo_core.simulation import forecast as engine
from fomo_core.simulation.start import Start
from fomo_core.units import BPS, PRICE, PRICE_DECIMALS, USD_DECIMALS, WAD, decimal_text
from ui import jobs
from ui.assumptions import costs, start_form
from ui.desk import inputs
from ui.desk.views import View
from ui.widgets import fields, parts

FROM, RAISED, USAGE, PRICE_USD, BURNED = (
    "forecast_from", "forecast_raised", "forecast_usage", "forecast_price", "forecast_burned",
)  # fmt: skip
SHOWN = ("price", "supply", "burned")
_RUNS = 2_000
_DAYS = 365
#: USD a month, for a raise of the usual scale.
_USUAL_USAGE = 500


class Question(NamedTuple):
    """One forecast's complete question."""

    opening: engine.Opening
    economy: engine.Economy
    parameters: Parameters
    days: int
    runs: int
    seed: int


def opening(view: View) -> tuple[engine.Opening, Start | Offering] | None:
    """Ask where the year begins: a pool that trades, as it stands, or the one that a raise would open."""
    pools = {o.key: o for o in view.world.offerings.values() if o.graduated_at is not None and o.pool_tokens}
    labels = {"": plain("forecast.from_raise")} | {
        key: plain("forecast.from_pool", name=label) for key, label in alike.options(pools.values()).items()
    }
    inputs.keep(FROM)
    if st.session_state.get(FROM) not in labels:
        st.session_state[FROM] = next(reversed(labels))
    chosen = st.selectbox(
        t("forecast.from"), list(labels), key=FROM, persist_state="session", format_func=labels.__getitem__
    )
    if chosen:
        return _pool(pools[chosen], view.protocol.parameters), pools[chosen]
    start = start_form.choose_start(view, first_buy=False)
    return None if start is None else (_would_open(start), start)


def _pool(offering: Offering, parameters: Parameters) -> engine.Opening:
    flock, tokens = offering.pool_flock / WAD, offering.pool_tokens / WAD
    return engine.Opening(flock, tokens, offering.token_supply(parameters) / WAD, flock / tokens)


def _would_open(start: Start) -> engine.Opening:
    least, most = max(start.minimum_target, start.raised), start.maximum_target
    reached = fields.percent(t("forecast.raised"), 50, RAISED, t("forecast.raised_help"))
    raised = (least + (most - least) * reached // 100) / WAD
    st.caption(t("forecast.opens", raised=floats.flock(raised)))
    return engine.opening(start, raised)


def economy(view: View, where: Start | Offering) -> engine.Economy | None:
    """The assumptions about usage and the protocol's shares; None with the reason shown."""
    parameters = view.protocol.parameters
    model = where.model if isinstance(where, Start) else view.protocol.models[where.model]
    with st.grid(3, min_column_width=200):
        usual = f"{_USUAL_USAGE * demand_presets.demand_scale(view.protocol):g}"
        usage = _amount("usage", USAGE, usual, USD_DECIMALS)
        growth = _percent("growth", -50, 100, 5)
        spread = _percent("spread", 0, 100, 15)
        price = _amount(
            "price", PRICE_USD, decimal_text(parameters.flock_price, PRICE_DECIMALS), PRICE_DECIMALS
        )
        price_spread = _percent("price_spread", 0, 200, 50)
        cost = costs.choose_share(model) / BPS
        to_model = _share("model_buyback", parameters.model_buyback_bps)
        to_network = _share("network_buyback", parameters.network_buyback_bps)
        to_operator = _share("operator_reward", parameters.operator_reward_bps)
    if usage is None or price is None:
        st.info(t("forecast.incomplete"), icon=":material/lightbulb:")
        return None
    try:
        paid = engine.Usage(usage / 10**USD_DECIMALS, growth, spread)
        return engine.Economy(paid, cost, to_model, to_network, to_operator, price / PRICE, price_spread)
    except InvalidInput as error:
        st.error(in_markdown(sentence(error)), icon=":material/error:")
        return None


def burning(view: View, begin: engine.Opening, assumed: engine.Economy) -> None:
    """The usage that burns a hundredth of the supply in the pool with which the year begins."""
    parameters = view.protocol.parameters
    buyback = Buyback(
        round(assumed.cost_share * BPS),
        round(assumed.model_buyback * BPS),
        round(assumed.flock_price * PRICE),
        round(begin.flock * WAD),
        round(begin.tokens * WAD),
        parameters.pool_fee_bps,
    )
    parts.metrics([summary.burn_row(buyback, parameters.total_supply, plain("burn.one_percent"))])


def _share(name: str, usual_bps: int) -> float:
    return _percent(name, 0, 100, usual_bps * 100 // BPS)


def _amount(name: str, key: str, usual: str, decimals: int) -> int | None:
    inputs.keep(key, usual)
    return fields.amount_field(t(f"forecast.{name}"), key, usual, decimals, t(f"forecast.{name}_help"))


def _percent(name: str, least: int, most: int, usual: int) -> float:
    percent = st.slider(
        t(f"forecast.{name}"), least, most, usual, format="%d%%", key=inputs.keep(f"forecast_{name}"), help=t(f"forecast.{name}_help"),
        persist_state="session",
    )  # fmt: skip
    return percent / 100


def answer(view: View, begin: engine.Opening, assumed: engine.Economy) -> engine.Forecast | None:
    """The bands, from the store or computed now."""
    asked = Question(begin, assumed, view.protocol.parameters, _DAYS, _RUNS, 1)

    def work(progress: jobs.Advance, cancel: jobs.Cancel) -> engine.Forecast:
        return engine.forecast(*asked, progress=progress, cancel=cancel)

    question: tuple[Hashable, ...] = tuple(asked)
    return jobs.answer_to("forecast", question, work)


def verdict(answer: engine.Forecast, begin: engine.Opening) -> None:
    """Draw where a year leaves price and supply, and when a chosen share is burned."""
    percent = st.slider(
        t("forecast.burned_share"), 1, 50, 5, format="%d%%", key=inputs.keep(BURNED), help=t("forecast.burned_share_help"),
        persist_state="session",
    )  # fmt: skip
    months = answer.months_until(percent / 100)
    st.markdown(f"#### {in_markdown(forecast_text.months_text(months, percent, answer))}")
    parts.metrics(forecast_text.year_rows(answer, begin))


def bands(answer: engine.Forecast, what: str) -> None:
    """One of the bands."""
    figure = figures.forecast_figure(answer.day, answer.bands[what], what)
    parts.picture(figure, f"forecast_band_{what}", t(f"forecast.alt_{what}"), height=380)


def table(answer: engine.Forecast) -> None:
    """The year by months, and all of it as a file."""
    shown = {what: answer.bands[what] for what in SHOWN}
    st.dataframe(
        tables.forecast(answer.day, shown),
        hide_index=True,
        height="content",
        alt=t("forecast.table_alt"),
    )
    st.download_button(
        t("forecast.csv"),
        lambda: tables.columns_csv(answer.columns(), answer.stamp),
        file_name="fomo-forecast.csv",
        mime="text/csv",
        key="forecast_csv",
        icon=":material/table:",
        on_click="ignore",
    )
