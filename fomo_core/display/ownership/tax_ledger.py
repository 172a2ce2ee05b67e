"""The tax ledger of a raise: the anti-sniping tax by wallet and by minute."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from typing import NamedTuple, TypeVar

import pandas as pd
import plotly.graph_objects as go

from fomo_core.display import format as f
from fomo_core.display.drawing.amounts import for_table, to_float
from fomo_core.display.drawing.frame import RED, plot
from fomo_core.display.tables import table_of
from fomo_core.display.text import plain
from fomo_core.history import Purchase
from fomo_core.parameters import Parameters
from fomo_core.tax import base_reached_s
from fomo_core.units import MINUTE_S

Key = TypeVar("Key", bound=Hashable)


class TaxLine(NamedTuple):
    """Some purchases together, in wei: ``tax`` is the anti-sniping tax, ``fees`` the rest that never comes back."""

    purchases: int = 0
    paid: int = 0
    tax: int = 0
    fees: int = 0
    principal: int = 0

    def plus(self, purchase: Purchase) -> TaxLine:
        """This and one purchase more."""
        event = purchase.event
        fees = event.protocol_fee + event.creator_fee
        parts = (1, event.flock_in, event.anti_sniper_fee, fees, event.net_used)
        return TaxLine(*map(sum, zip(self, parts)))


def all_purchases(purchases: Sequence[Purchase]) -> TaxLine:
    """All purchases of a raise together."""
    return _grouped(purchases, lambda purchase: "all").get("all", TaxLine())


def by_account(purchases: Sequence[Purchase]) -> dict[str, TaxLine]:
    """Each buyer's purchases, who paid most tax first."""
    lines = _grouped(purchases, lambda purchase: purchase.event.buyer)
    return dict(sorted(lines.items(), key=lambda pair: (-pair[1].tax, -pair[1].paid)))


def by_step(purchases: Sequence[Purchase], start: int, step_s: int) -> dict[int, TaxLine]:
    """The purchases of each step of the tax (a minute), by its number since the start, in order."""
    return dict(sorted(_grouped(purchases, lambda purchase: (purchase.at - start) // step_s).items()))


def _grouped(purchases: Sequence[Purchase], key: Callable[[Purchase], Key]) -> dict[Key, TaxLine]:
    lines: dict[Key, TaxLine] = {}
    for purchase in purchases:
        lines[key(purchase)] = lines.get(key(purchase), TaxLine()).plus(purchase)
    return lines


def summary(purchases: Sequence[Purchase]) -> str:
    """Tell in one sentence the part of all payments that the tax took."""
    line = all_purchases(purchases)
    payers = sum(1 for paid in by_account(purchases).values() if paid.tax)
    return plain(
        "ledger.summary",
        tax=f.flock(line.tax),
        paid=f.flock(line.paid),
        share=f.share(line.tax, line.paid),
        fees=f.flock(line.fees),
        payers=payers,
    )


def accounts_table(purchases: Sequence[Purchase], most: int = 50) -> pd.DataFrame:
    """One row a buyer, who paid most tax first."""
    lines = list(by_account(purchases).items())[:most]
    rows = [(f.account(name), *_cells(line)) for name, line in lines]
    return table_of(rows, ("account", *_KEYS))


def steps_table(purchases: Sequence[Purchase], start: int, step_s: int, most: int = 200) -> pd.DataFrame:
    """One row a step of the tax in which somebody bought, as long as there was a tax."""
    lines = [(step, line) for step, line in by_step(purchases, start, step_s).items() if line.tax][:most]
    return table_of([(f.duration(step * step_s), *_cells(line)) for step, line in lines], ("after", *_KEYS))


#: The columns of a line; ``lost`` is the share of the payment that never comes back.
_KEYS = ("purchases", "paid", "tax", "fees", "principal", "lost")


def _cells(line: TaxLine) -> tuple[object, ...]:
    amounts = map(for_table, (line.paid, line.tax, line.fees, line.principal))
    return (line.purchases, *amounts, f.share(line.paid - line.principal, line.paid))


def figure(purchases: Sequence[Purchase], start: int, parameters: Parameters) -> go.Figure:
    """The tax taken in each step, from the launch until only fees are left."""
    step_s = parameters.tax_step_s
    unit, axis = (MINUTE_S, "minutes") if step_s >= MINUTE_S else (1, "seconds")
    taken = [(step, line) for step, line in by_step(purchases, start, step_s).items() if line.tax]
    bars = {
        "type": "bar",
        "x": [(step + 0.5) * step_s / unit for step, _ in taken],
        "y": [to_float(line.tax) for _, line in taken],
        "width": step_s / unit,
        "name": plain("figure.ledger.tax"),
        "marker": {"color": RED},
        "customdata": [
            (f.duration(step * step_s), f.flock(line.tax), line.purchases) for step, line in taken
        ],
        "hovertemplate": plain("figure.ledger.hover") + "<extra></extra>",
    }
    span = {"range": [0, max(1, base_reached_s(parameters)) / unit]}
    return plot([bars], plain(f"figure.axis.{axis}"), plain("figure.axis.tax_taken"), xaxis=span)
