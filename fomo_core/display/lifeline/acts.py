"""The acts on one offering, read from the log: the events of one command belong together."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from fomo_core import events as ev
from fomo_core.ledger import Entry


class Act(NamedTuple):
    """The events that one command brought about, and the log's length after each; ``at`` in chain seconds."""

    at: int
    events: ev.Events
    lengths: tuple[int, ...]

    @property
    def opening(self) -> ev.LaunchCreated | None:
        """The launch that the act is, if it is one."""
        first = self.events[0]
        return first if isinstance(first, ev.LaunchCreated) else None


def acts_of(entries: Iterable[Entry], key: str) -> list[Act]:
    """The acts on the offering of a key, in order, out of a whole log from its first entry on."""
    acts: list[Act] = []
    for length, entry in enumerate(entries, 1):
        if getattr(entry.event, "token", None) != key:
            continue
        if acts and acts[-1].at == entry.at and _belongs(acts[-1], entry.event):
            last = acts[-1]
            acts[-1] = Act(last.at, (*last.events, entry.event), (*last.lengths, length))
        else:
            acts.append(Act(entry.at, (entry.event,), (length,)))
    return acts


def _belongs(act: Act, event: ev.Event) -> bool:
    """Tell whether an event is of the same command as an act of the same second.

    A launch brings its description, its fee and a bundled first buy; a purchase that reaches the maximum
    graduates the offering, and no raise that is open graduates otherwise.
    """
    if isinstance(event, ev.Graduated):
        return isinstance(act.events[-1], ev.Purchased)
    if act.opening is None:
        return False
    if isinstance(event, ev.Purchased):
        bought = any(isinstance(each, ev.Purchased) for each in act.events)
        return act.opening.is_bundled and not bought
    return isinstance(event, ev.OfferingDescribed | ev.LaunchFeePaid)
