"""The steps of an offering's story: its acts, and the moments that the clock alone brings about."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum
from itertools import groupby
from typing import NamedTuple

from fomo_core import events as ev
from fomo_core.display.lifeline.acts import Act
from fomo_core.offering import Offering
from fomo_core.parameters import Parameters
from fomo_core.tax import base_reached_s
from fomo_core.telling import Chapter, Telling


class Kind(StrEnum):
    """The matter of a step, on which its caption, numbers and colour depend."""

    LAUNCHED = "launched"
    BOUGHT = "bought"
    UNTAXED = "untaxed"
    FAILED = "failed"
    SUCCEEDED = "succeeded"
    ENDED = "ended"
    GRADUATED = "graduated"
    CLAIMED = "claimed"
    REDEEMED = "redeemed"
    RELEASED = "released"
    SWAPPED = "swapped"
    USED = "used"
    NOW = "now"


#: The chapters in the order of a life, and those to which steps belong that say nothing else.
CHAPTERS: tuple[Chapter, ...] = ("launch", "raise", "outcome", "graduation", "trading", "usage", "buyback")
_CHAPTER: dict[Kind, Chapter] = {
    Kind.LAUNCHED: "launch",
    Kind.BOUGHT: "raise",
    Kind.UNTAXED: "raise",
    Kind.FAILED: "outcome",
    Kind.SUCCEEDED: "outcome",
    Kind.ENDED: "outcome",
    Kind.REDEEMED: "outcome",
    Kind.GRADUATED: "graduation",
    Kind.CLAIMED: "graduation",
    Kind.RELEASED: "trading",
    Kind.SWAPPED: "trading",
    Kind.USED: "buyback",
}
_KIND: dict[type[ev.Event], Kind] = {
    ev.LaunchCreated: Kind.LAUNCHED,
    ev.OfferingDescribed: Kind.LAUNCHED,
    ev.LaunchFeePaid: Kind.LAUNCHED,
    ev.Purchased: Kind.BOUGHT,
    ev.Graduated: Kind.GRADUATED,
    ev.Claimed: Kind.CLAIMED,
    ev.Redeemed: Kind.REDEEMED,
    ev.Released: Kind.RELEASED,
    ev.Swapped: Kind.SWAPPED,
    ev.RevenueRouted: Kind.USED,
}


class Step(NamedTuple):
    """One step: its moment (chain seconds), the log's length after it, and the events it shows, if any."""

    kind: Kind
    at: int
    length: int
    events: ev.Events
    chapter: Chapter = "launch"
    say: str = ""


def steps_of(
    acts: Sequence[Act],
    offering: Offering,
    now: int,
    parameters: Parameters,
    tellings: Mapping[int, Telling],
    only_raises: bool = False,
) -> list[Step]:
    """The steps of a story up to ``now`` (chain seconds), by chapters.

    ``tellings`` are an author's sentences, by the log's length after the act; an act that has one is one step.
    ``only_raises`` is true of a log that does not tell what becomes of a raise that is over.
    """
    own = {act.lengths[-1]: tellings[act.lengths[-1]] for act in acts if act.lengths[-1] in tellings}
    shown = [step for act in acts for step in _of_act(act, own)]
    moments = _of_clock(offering, now, parameters, only_raises)
    return list(_claims_together(_in_chapters(_with_clock(shown, moments, now), own)))


def _of_act(act: Act, tellings: Mapping[int, Telling]) -> Iterator[Step]:
    telling = tellings.get(act.lengths[-1])
    if telling is not None and telling.say:
        last = Kind.LAUNCHED if act.opening else _KIND[type(act.events[-1])]
        yield Step(last, act.at, act.lengths[-1], act.events, say=telling.say)
        return
    pairs = zip(act.events, act.lengths)
    for kind, group in groupby(pairs, key=lambda pair: _KIND[type(pair[0])]):
        events, lengths = zip(*group)
        yield Step(kind, act.at, lengths[-1], events)


def _claims_together(steps: Iterator[Step]) -> Iterator[Step]:
    """Make one step of a chapter's claims that follow each other, but for those that an author speaks of."""

    def claimed(step: Step) -> tuple[bool, Chapter]:
        return step.kind is Kind.CLAIMED and not step.say, step.chapter

    for (claims, _), group in groupby(steps, key=claimed):
        if not claims:
            yield from group
            continue
        together = list(group)
        yield together[-1]._replace(events=tuple(event for step in together for event in step.events))


def _with_clock(steps: Sequence[Step], moments: Sequence[tuple[Kind, int]], now: int) -> Iterator[Step]:
    """Put in what the clock alone brings about, each before the acts of its second or later, and the present."""
    waiting = list(moments)
    last = None
    for step in steps:
        while last is not None and waiting and waiting[0][1] <= step.at:
            last = Step(*waiting.pop(0), last.length, ())
            yield last
        last = step
        yield last
    if last is None:
        return
    for kind, at in waiting:
        last = Step(kind, at, last.length, ())
        yield last
    if now > last.at:
        yield Step(Kind.NOW, now, last.length, ())


def _of_clock(
    offering: Offering, now: int, parameters: Parameters, only_raises: bool
) -> list[tuple[Kind, int]]:
    """The moments of a raise, up to ``now``, at which something changes though nobody acts."""
    untaxed, moments = offering.start + base_reached_s(parameters), []
    closed = offering.end if offering.graduated_at is None else min(offering.end, offering.graduated_at)
    if offering.start < untaxed <= now and untaxed < closed:
        moments.append((Kind.UNTAXED, untaxed))
    if offering.end <= now and offering.raised < offering.maximum_target:
        ended = Kind.FAILED if offering.raised < offering.minimum_target else Kind.SUCCEEDED
        moments.append((Kind.ENDED if only_raises else ended, offering.end))
    return moments


def _in_chapters(steps: Iterator[Step], tellings: Mapping[int, Telling]) -> Iterator[Step]:
    """Give each step its chapter: the author's from where it begins, where there is none the one of its kind."""
    authored = any(telling.chapter for telling in tellings.values())
    chapter: Chapter = "launch"
    for step in steps:
        telling = tellings.get(step.length) if step.events else None
        if telling is not None and telling.chapter:
            chapter = telling.chapter
        elif not authored or not step.events:
            # A late claim does not take the story back.
            chapter = max(chapter, _CHAPTER.get(step.kind, chapter), key=CHAPTERS.index)
        yield step._replace(chapter=chapter)
