"""Helpers by which tests read rows and holdings."""

from __future__ import annotations

from fomo_core.backends.sandbox import Sandbox
from fomo_core.display import summary
from fomo_core.display.text import plain
from fomo_core.history import Histories, OfferingHistory


def values(rows: list[summary.Row]) -> dict[str, str]:
    labels = [row.label for row in rows]
    assert len(set(labels)) == len(labels), "each line has a label of its own"
    assert all(row.value for row in rows)
    return {row.label: row.value for row in rows}


def value(rows: list[summary.Row], key: str) -> str:
    return values(rows)[plain(key)]


def past_of(box: Sandbox) -> OfferingHistory:
    return histories_of(box).of("qmini")


def histories_of(box: Sandbox) -> Histories:
    histories = Histories(box.protocol.parameters)
    histories.extend(box.events())
    return histories
