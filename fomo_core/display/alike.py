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


def names(offerings: Collection[Offering], whole: bool = False) -> dict[str, str]:
    """Each offering's name by its key, with a handle where the name or ticker of another one looks the same.

    A very long name is cut, as tables need it, unless it is wanted ``whole``.
    """
    shown = {o.key: o.name if whole else f.shorten(o.name) for o in offerings}
    return _with_handles(shown, _taken(offerings))


def tickers(offerings: Collection[Offering]) -> dict[str, str]:
    """Each offering's ticker by its key, with a handle likewise: for places without the name."""
    return _with_handles({o.key: f.shorten(o.symbol) for o in offerings}, _taken(offerings))


def options(offerings: Collection[Offering]) -> dict[str, str]:
    """Name and ticker of each offering in one label, by its key, with a handle likewise."""
    labels = {
        o.key: plain("part.option", name=f.shorten(o.name), symbol=f.shorten(o.symbol)) for o in offerings
    }
    return _with_handles(labels, _taken(offerings))


def account_labels(known: Iterable[str]) -> dict[str, str]:
    """Each account's label by its name; two addresses with the same ends are written out."""
    labels = {name: f.account(name) for name in known}
    taken = Counter(labels.values())
    return {name: label if taken[label] == 1 else f.spell(name) for name, label in labels.items()}


def _taken(offerings: Collection[Offering]) -> set[str]:
    """The keys of the offerings that look like another one."""
    by_name = Counter(likeness(o.name) for o in offerings)
    by_ticker = Counter(likeness(o.symbol) for o in offerings)
    return {o.key for o in offerings if by_name[likeness(o.name)] > 1 or by_ticker[likeness(o.symbol)] > 1}


def _with_handles(labels: dict[str, str], taken: set[str]) -> dict[str, str]:
    handles = account_labels(taken)
    return {
        key: plain("part.option_key", label=label, handle=handles[key]) if key in taken else label
        for key, label in labels.items()
    }
