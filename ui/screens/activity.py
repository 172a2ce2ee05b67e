"""The log on screen: time travel, the table, branches, files."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import streamlit as st

from fomo_core.backends.sandbox import Sandbox
from fomo_core.display import alike
from fomo_core.display.acts import log
from fomo_core.display.refusals import sentence
from fomo_core.display.text import plain, t
from fomo_core.scenarios import scenario
from ui.desk import store, stories, travel
from ui.desk.desk import Desk
from ui.widgets import selection

if TYPE_CHECKING:
    from streamlit.elements.lib.column_types import ColumnConfig

    from fomo_core.display.tables import Table

_UPLOAD = "scenario_file"
#: The table shows at most so many of the latest events; exports hold all.
_LONGEST_TABLE = 2_000
#: What is shown of a link to a transaction: the first characters of its hash.
_HASH_IN_LINK = "(0x[0-9a-f]{10})"


def moment() -> None:
    """A slider to any earlier event; every screen follows."""
    desk = store.desk()
    total = len(desk.ledger)
    shown = total if desk.looking_at is None else desk.looking_at
    st.slider(
        t("activity.slider"),
        0,
        total,
        shown,
        key=selection.widget_key("travel", shown),
        on_change=selection.take,
        args=("travel", _travelled),
        help=t("activity.slider_help"),
    )


def _travelled(length: int) -> None:
    travel.look_at(None if length == len(store.desk().ledger) else length)


def table() -> None:
    """The latest events, filtered by what, whose and who."""
    desk = store.desk()
    stop = len(desk.ledger) if desk.looking_at is None else desk.looking_at
    first = max(0, stop - _LONGEST_TABLE)
    entries = list(desk.ledger.entries(first, stop))
    # Of a chain, and of what was taken over from one, the keys are addresses.
    offerings = desk.chain.world.offerings.values() if desk.dated else ()
    tickers = alike.tickers(offerings)
    places = None if desk.live is None else desk.live.chain.origins[first:stop]
    shown = log.activity(entries, first, tickers, desk.dated, places, _link(desk)).iloc[::-1]
    with st.grid(3, min_column_width=200):
        for key in ("event", "account", "offering"):
            shown = _filtered(shown, key)
    if first:
        st.caption(t("activity.cut", shown=len(entries), total=stop))
    if shown.empty:
        st.caption(t("activity.none"))
    st.dataframe(
        shown, hide_index=True, alt=t("activity.alt"), column_config=_narrow(_link(desk)) if places else {}
    )


def _narrow(link: Callable[[str], str]) -> dict[str, ColumnConfig]:
    """Columns that leave their room to the others: of a hash or a link to it the beginning is enough to see."""
    columns = st.column_config
    return {
        plain("column.block"): columns.TextColumn(width="small"),
        plain("column.transaction"): columns.TextColumn(width="small")
        if link is str
        else columns.LinkColumn(width="small", display_text=_HASH_IN_LINK),
    }


def _link(desk: Desk) -> Callable[[str], str]:
    """Return how to show a transaction: as the explorer's page, or as its hash where no explorer is named."""
    deployment = desk.live.connection.target.deployment if desk.live else None
    return deployment.transaction_link if deployment is not None and deployment.explorer else str


def _filtered(shown: Table, column: str) -> Table:
    """The rows with one of the values chosen; what was chosen stays, even where no event has it yet."""
    title, key = plain(f"column.{column}"), f"activity_{column}"
    kept = st.session_state.get(key) or []
    options = sorted({*shown[title], *kept} - {""})
    wanted = st.multiselect(
        title, options, key=key, placeholder=plain("activity.all"), persist_state="session"
    )
    return shown[shown[title].isin(wanted)] if wanted else shown


def lines() -> None:
    """Lines of history that were left for another, to return to."""
    desk = store.home()
    if not desk.lines:
        return
    st.subheader(t("activity.lines"), anchor=False)
    for index, line in enumerate(desk.lines):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(t("activity.line", name=line.name, count=len(line.sandbox.ledger)), width="content")
            st.button(t("activity.return"), key=f"line_{index}", on_click=travel.return_to, args=(index,))


def exports() -> None:
    """The log as a table, and the journal as a scenario file."""
    desk = store.desk()
    st.markdown(t("activity.export"))
    st.download_button(
        t("activity.csv"),
        lambda: log.export(desk.ledger.entries(), None if desk.live is None else desk.live.chain.origins),
        "fomo-activity.csv",
        "text/csv",
        key="export_csv",
        icon=":material/table:",
        on_click="ignore",
    )
    # The sandbox that waits while a real chain is looked at is not what stands on this screen.
    reason = plain("activity.live") if desk.live is not None else _unrecordable(desk.sandbox)
    st.download_button(
        t("activity.scenario"),
        lambda: scenario.to_json(scenario.record(desk.sandbox, plain("activity.file_title"))),
        "fomo-scenario.json",
        "application/json",
        key="export_scenario",
        icon=":material/description:",
        on_click="ignore",
        disabled=reason is not None,
    )
    st.caption(t("activity.export_about") if reason is None else t("activity.no_scenario", reason=reason))


def _unrecordable(sandbox: Sandbox) -> str | None:
    fault = scenario.unrecordable(sandbox)
    return sentence(fault) if fault else None


def imports() -> None:
    """Open a scenario file in place of everything here."""
    st.markdown(t("activity.import"))
    st.file_uploader(
        t("activity.file"), type=["json"], key=_UPLOAD, help=t("activity.file_help"), max_upload_size=16
    )
    st.button(
        t("activity.open"),
        key="import",
        icon=":material/upload_file:",
        disabled=st.session_state.get(_UPLOAD) is None,
        on_click=_open,
    )
    st.caption(t("activity.import_about"))


def _open() -> None:
    uploaded = st.session_state.get(_UPLOAD)
    if uploaded is not None:
        stories.open_file(uploaded.getvalue())
