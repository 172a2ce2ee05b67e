"""The log of events for reading, and as a file with every field exact."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence

import pandas as pd

from fomo_core.display import format as f
from fomo_core.display import numerals
from fomo_core.display.tables import table_of
from fomo_core.display.text import plain
from fomo_core.event_record import event_fields
from fomo_core.events import RevenueRouted, Swapped
from fomo_core.kinds import fields_of
from fomo_core.ledger import Entry

#: What spreadsheets split cells at, or begin formulas with; in JSON it stands inside texts alone.
_SIGNS = re.compile(r"[;|=+@]|(?<=[\",])-")
#: Where an event is on a real chain: its block and its transaction's hash; None where that is not known.
Place = tuple[int, str] | None
#: The fields of events that a line about them shows; the second ones only where they are more than nothing.
_SHOWN = ("flock_in", "anti_sniper_fee", "net_used", "mt_allocated", "raised", "flock", "tokens")
_IF_ANY = ("anti_sniper_fee",)


def activity(
    entries: Sequence[Entry],
    first: int = 0,
    tickers: Mapping[str, str] | None = None,
    dated: bool = True,
    places: Sequence[Place] | None = None,
    link: Callable[[str], str] = str,
) -> pd.DataFrame:
    """The log for reading: what happened, when, who acted, and how much; on a chain also where.

    ``tickers`` stand for offerings whose keys are addresses; ``dated`` as in ``format.clock``.
    ``places`` are where the entries are on a real chain; ``link`` makes of a transaction what is shown of it.
    """
    names = tickers or {}
    rows = [
        (
            first + index + 1,
            f.clock(entry.at, dated),
            plain(f"event.{type(entry.event).__name__}"),
            f.account(actor(entry)),
            _offering_name(getattr(entry.event, "token", ""), names),
            amounts(entry),
        )
        for index, entry in enumerate(entries)
    ]
    table = table_of(rows, ("number", "time", "event", "account", "offering", "amounts"))
    if places is None:
        return table
    where = [
        (numerals.count(place[0]), link(place[1])) if place else ("", "")
        for place in _padded(places, len(rows))
    ]
    return table.join(table_of(where, ("block", "transaction")))


def _padded(places: Sequence[Place], length: int) -> list[Place]:
    """Exactly so many places: of an event that was read since, none is known yet."""
    return [*places[:length], *[None] * (length - len(places))]


def _offering_name(key: str, tickers: Mapping[str, str]) -> str:
    return tickers.get(key) or f.account(key)


def actor(entry: Entry) -> str:
    """Say who did it; the platform settles revenue, and a description belongs to the launch before it."""
    if isinstance(entry.event, RevenueRouted):
        return plain("activity.platform")
    acting = fields_of(type(entry.event), "Account")
    return str(getattr(entry.event, acting[0])) if acting else ""


def amounts(entry: Entry) -> str:
    """An event's main amounts in words."""
    event = entry.event
    if isinstance(event, Swapped):
        given = {"paid": f.number(event.amount_in), "got": f.number(event.amount_out)}
        return plain(f"amount.swap_{event.sell}", **given)
    if isinstance(event, RevenueRouted):
        bought = {"buyback": f.number(event.model_buyback), "burned": f.number(event.tokens_burned)}
        return plain("amount.routed", flock=f.number(event.flock), **bought)
    fields = event._asdict()
    shown = [name for name in _SHOWN if name in fields and (fields[name] or name not in _IF_ANY)]
    return ", ".join(plain(f"amount.{name}", value=f.number(fields[name])) for name in shown)


def event_line(entry: Entry) -> str:
    """An event in one line: what, who, how much."""
    parts = (plain(f"event.{type(entry.event).__name__}"), f.account(actor(entry)), amounts(entry))
    return " · ".join(part for part in parts if part)


def export(entries: Iterable[Entry], places: Sequence[Place] | None = None) -> str:
    """The log as CSV with every field exact, in smallest units; on a chain also block and transaction.

    Other people's words stand inside JSON objects, their separators written as JSON's escapes: so no cell
    begins as a formula, wherever a spreadsheet splits the lines.
    """
    rows = [
        (index + 1, entry.at, type(entry.event).__name__, _json(event_fields(entry.event)))
        for index, entry in enumerate(entries)
    ]
    table = pd.DataFrame(rows, columns=["number", "at_s", "event", "fields"])
    if places is not None:
        known = [place or ("", "") for place in _padded(places, len(rows))]
        table[["block", "transaction"]] = pd.DataFrame(known, columns=["block", "transaction"], dtype=str)
    return table.to_csv(index=False)


def _json(fields: Mapping[str, object]) -> str:
    """The fields as JSON in which such signs are written as escapes."""
    text = json.dumps(fields)
    return _SIGNS.sub(lambda sign: f"\\u{ord(sign.group()):04x}", text)
