"""A preview as one file that needs no network: what was asked, what came out, and what was assumed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import TYPE_CHECKING

import pandas as pd
import plotly.graph_objects as go
from plotly.offline import get_plotlyjs

from fomo_core.display.catalogue import LANGUAGE
from fomo_core.display.previews import figures as preview_figures
from fomo_core.display.previews import tables
from fomo_core.display.previews.assumptions import assumed_rows, demand_rows, input_label, start_rows
from fomo_core.display.previews.words import interval_text, shares_of, verdict
from fomo_core.display.summary import Row
from fomo_core.display.text import plain

if TYPE_CHECKING:
    from fomo_core.parameters import Protocol
    from fomo_core.simulation.ensemble import Ensemble
    from fomo_core.simulation.sensitivity import Tornado
    from fomo_core.simulation.summary import Summary

_STYLE = """
body { font: 16px/1.5 system-ui, sans-serif; color: #0e161d; background: #fff; max-width: 62rem; margin: 2rem auto; padding: 0 1rem; }
table { border-collapse: collapse; width: 100%; margin: .5rem 0 1.5rem; font-size: .9rem; display: block; overflow-x: auto; }
th, td { text-align: left; padding: .3rem .7rem .3rem 0; border-bottom: 1px solid #dde3e8; vertical-align: top; overflow-wrap: break-word; }
h1, h2 { line-height: 1.2; } .mark { color: #5a6670; font-size: .9rem; }
"""


def html(
    ensemble: Ensemble,
    summary: Summary,
    protocol: Protocol,
    cases: Mapping[str, Summary] | None = None,
    drivers: Tornado | None = None,
) -> str:
    """The whole report. Other people's words are escaped; plotly.js stands in the file, once.

    Args:
        drivers: what moves the mean of what is raised.
    """
    start, demand, stamp = ensemble.start, ensemble.demand, ensemble.stamp()
    run = plain("report.run")
    figures = [
        preview_figures.outcome_figure({run: list(shares_of(summary).values())}),
        preview_figures.fan_figure(summary.bands, start),
        preview_figures.close_figure(ensemble),
    ]
    first, *told = verdict(ensemble, summary)
    body = [
        f"<h1>{_text(plain('report.title', name=start.title))}</h1>",
        f"<p><strong>{_text(first)}</strong> {_text(' '.join(told))}</p>",
        f"<p class=mark>{_text(interval_text(summary))}</p>",
        *(_figure(figure, height) for figure, height in zip(figures, (180, 420, 380))),
        _section("report.numbers", _frame(tables.quantiles(summary))),
        _drivers(drivers) if drivers else "",
        _section("report.cases", _frame(tables.comparison(cases))) if cases else "",
        _section("report.start", _rows(start_rows(start))),
        _section(
            "report.demand", f"<p>{_text(plain('report.demand_about'))}</p>", _rows(demand_rows(demand))
        ),
        _section("report.assumed", _rows(assumed_rows(protocol))),
        _section(
            "report.stamp", _rows([Row(plain(f"stamp.{name}"), value) for name, value in stamp.items()])
        ),
    ]
    return _page(plain("report.title", name=start.title), body)


def _drivers(swings: Tornado) -> str:
    labels = {bar.path: input_label(bar.path) for bar in swings.bars}
    figure = preview_figures.tornado_figure(swings, labels, percent=False)
    return _section(
        "report.drives",
        f"<p>{_text(plain('report.drives_about', runs=swings.stamp['runs']))}</p>",
        _figure(figure, 110 + 34 * len(swings.bars)),
        _frame(tables.tornado(swings, percent=False)),
    )


def _page(title: str, body: Sequence[str]) -> str:
    head = (
        f"<meta charset=utf-8><meta name=viewport content='width=device-width'><title>{_text(title)}</title>"
    )
    scripts = f"<style>{_STYLE}</style><script>{get_plotlyjs()}</script>"
    return f"<!doctype html><html lang={LANGUAGE}><head>{head}{scripts}</head><body>{''.join(body)}</body></html>"


def _text(words: str) -> str:
    return escape(words, quote=True)


def _section(key: str, *parts: str) -> str:
    return f"<h2>{_text(plain(key))}</h2>{''.join(parts)}"


def _rows(rows: Sequence[Row]) -> str:
    cells = "".join(
        f"<tr><th>{_text(row.label)}</th><td>{_text(row.value)}</td><td>{_text(row.help)}</td></tr>"
        for row in rows
    )
    return f"<table>{cells}</table>"


def _frame(table: pd.DataFrame) -> str:
    head = "".join(f"<th>{_text(str(name))}</th>" for name in table.columns)
    rows = "".join(
        f"<tr>{''.join(f'<td>{_text(str(cell))}</td>' for cell in row)}</tr>"
        for row in table.itertuples(index=False)
    )
    return f"<table><tr>{head}</tr>{rows}</table>"


def _figure(figure: go.Figure, height: int) -> str:
    # Plotly escapes <, > and / in what it writes, so that no name can end the script.
    figure.update_layout(template="plotly_white", height=height)
    html_text: str = figure.to_html(
        full_html=False, include_plotlyjs=False, config={"displayModeBar": False, "responsive": True}
    )
    return html_text
