"""Offerings and accounts that a reader could take for each other, and how to tell them apart."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable

from fomo_core.display import format as f
from fomo_core.display.text import plain
from fomo_core.names import likeness
from fomo_core.offering import Offering


def twins(offerings: Iterable[Offering], name: str, symbol: str, but: str = "") -> list[Offering]:
    """The offerings whose name or ticker looks like these; never the one with the key ``but``."""
    looks = likeness(name), likeness(symbol)
    return [
        o
        for o in offerings
        if o.key != but and (likeness(o.name) == looks[0] or likeness(o.symbol) == looks[1])
    ]


def names(offerings: Collection[Offering]) -> dict[str, str]:
    """Each offering's name by its key, with a handle where another one looks the same."""
    return _apart({o.key: o.name for o in offerings})


def tickers(offerings: Collection[Offering]) -> dict[str, str]:
    """Each offering's ticker by its key, with a handle where another one looks the same."""
    return _apart({o.key: o.symbol for o in offerings})


def options(offerings: Collection[Offering]) -> dict[str, str]:
    """Name and ticker of each offering in one label, by its key, with a handle where another name or ticker looks the same."""
    by_name, by_ticker = names(offerings), tickers(offerings)
    labels = {}
    for o in offerings:
        label = plain("part.option", name=f.shortened(o.name), symbol=f.shortened(o.symbol))
        alone = by_name[o.key] == f.shortened(o.name) and by_ticker[o.key] == f.shortened(o.symbol)
        labels[o.key] = label if alone else plain("part.option_key", label=label, handle=f.account(o.key))
    return labels


def accounts(known: Iterable[str]) -> dict[str, str]:
    """Each account's label by its name; two addresses with the same ends are written out."""
    labels = {name: f.account(name) for name in known}
    taken = Counter(labels.values())
    return {name: label if taken[label] == 1 else f.spelled(name) for name, label in labels.items()}


def _apart(shown: dict[str, str]) -> dict[str, str]:
    taken = Counter(map(likeness, shown.values()))
    return {
        key: f.shortened(text)
        if taken[likeness(text)] == 1
        else plain("part.option_key", label=f.shortened(text), handle=f.account(key))
        for key, text in shown.items()
    }
