"""What the shipped stories say of their steps: short, in order, and true to the last figure."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from fractions import Fraction
from typing import NamedTuple, get_args

import pytest

from fomo_core import presets
from fomo_core.errors import Rejected
from fomo_core.events import Event
from fomo_core.kinds import fields_of
from fomo_core.offering import Offering
from fomo_core.parameters import Parameters
from fomo_core.scenarios import scenario
from fomo_core.scenarios.steps import AnyStep
from fomo_core.tax import base_reached_s, combined_tax_bps
from fomo_core.telling import LONGEST_SAY, Chapter, parts
from fomo_core.units import USD, WAD

STORIES = pytest.mark.parametrize("path", presets.scenario_files(), ids=lambda path: path.stem)
CHAPTERS = get_args(Chapter)

#: Acts that tell something in any story; a claim or a release seldom does.
TOLD = ("launch", "buy", "graduate", "redeem", "swap", "route_revenue")
_NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")


class _Known(NamedTuple):
    """The numbers of an offering up to a step, in FLOCK, tokens, USD or percent."""

    seen: set[Fraction]
    paid: dict[str, int]
    bought: dict[str, int]


def _told(path) -> Iterator[tuple[AnyStep, set[Fraction]]]:
    """Each accepted step of an offering, and the numbers that may be said of it."""
    story = scenario.load(path)
    sandbox = scenario.opening_sandbox(story)
    known = defaultdict(lambda: _Known(set(), defaultdict(int), defaultdict(int)))
    for step in story.steps:
        sandbox.advance_to(step.at)
        try:
            events = sandbox.submit(scenario.command_of(step)).events
        except Rejected:
            assert step.say is step.chapter is None, f"{path.stem}: a refused step tells nothing"
            continue
        if step.do != "fund":
            offering, about = sandbox.world.offerings[step.offering], known[step.offering]
            _extend(about, step, events, offering, sandbox.protocol.parameters)
            yield step, about.seen


def _extend(
    known: _Known, step: AnyStep, events: tuple[Event, ...], offering: Offering, parameters: Parameters
):
    seen, command = known.seen, scenario.command_of(step)
    for record in (command, *events):
        seen |= {Fraction(getattr(record, name) or 0, WAD) for name in fields_of(type(record), "Amount")}
        seen |= {Fraction(getattr(record, name), USD) for name in fields_of(type(record), "Usd")}
    for event in (event for event in events if hasattr(event, "net_used")):
        known.paid[event.buyer] += event.flock_in
        known.bought[event.buyer] += event.mt_allocated
        seen |= {Fraction(event.flock_in - event.net_used, WAD), Fraction(event.flock_in, event.mt_allocated)}
    seen |= {Fraction(amount, WAD) for amount in _amounts(offering)} | {_price(offering)}
    seen |= {Fraction(amount, WAD) for amount in (*known.paid.values(), *known.bought.values())}
    seen |= {Fraction(known.paid[who], known.bought[who]) for who in known.bought}
    received = getattr(events[0], "amount_out", 0)
    seen |= {Fraction(abs(paid - received), WAD) for paid in known.paid.values()}
    fee = parameters.protocol_fee_bps + parameters.creator_fee_bps
    tax = combined_tax_bps(step.at - offering.start, parameters)
    seen |= {Fraction(fee, 100), Fraction(tax, 100), Fraction(base_reached_s(parameters), 60)}


def _amounts(offering: Offering) -> tuple[int, ...]:
    missing = offering.minimum_target - offering.raised, offering.maximum_target - offering.raised
    targets = offering.minimum_target, offering.maximum_target, offering.raised, *map(abs, missing)
    held = offering.pool_flock, offering.escrow_flock(), offering.tokens_burned
    return *targets, *held, *offering.principal.values()


def _price(offering: Offering) -> Fraction:
    if offering.graduated_at is not None:
        return Fraction(offering.pool_flock, offering.pool_tokens)
    return Fraction(*offering.curve.spot_price(offering.raised))


def _unknown(say: str, known: set[Fraction]) -> list[str]:
    """The numbers of a sentence that are none of the known ones, rounded to the figures that are written."""
    return [number for number in _NUMBER.findall(say) if not _among(number.rstrip(","), known)]


def _among(number: str, known: set[Fraction]) -> bool:
    decimals = len(number.partition(".")[2])
    written = Fraction(number.replace(",", ""))
    return any(abs(value - written) < Fraction(1, 10**decimals) for value in known)


@STORIES
def test_every_number_that_is_said_stands_in_the_events_or_the_state(path):
    said = [(step.say, _unknown(step.say, known)) for step, known in _told(path) if step.say]
    assert [(say, unknown) for say, unknown in said if unknown] == []
    assert len(said) > 6


def test_a_number_that_is_nowhere_is_found():
    known = {Fraction(20_000), Fraction(9), Fraction(7, 3)}
    assert _unknown("Ada pays 20,000 FLOCK, 9 in all, at 2.33.", known) == []
    assert _unknown("Ada pays 20,001 FLOCK, 9.1 in all, at 2.35.", known) == ["20,001", "9.1", "2.35"]


@STORIES
def test_what_a_story_says_fits_and_leaves_the_moment_to_the_screen(path):
    for say in (step.say for step in scenario.load(path).steps if step.say):
        assert len(say) <= LONGEST_SAY
        assert say.endswith((".", ".*"))
        assert not re.match(r"(Day|Minute) \d", say)
        assert sum(part.consequence for part in parts(say)) <= 1
        assert not any("*" in part.text for part in parts(say))


@STORIES
def test_the_chapters_of_each_offering_are_in_their_order(path):
    now, chapters = None, defaultdict(list)
    for step, _ in _told(path):
        now = step.chapter or now
        own = chapters[step.offering]
        # Whoever looks at one offering alone reads the same chapters as whoever reads the whole story.
        assert now == (step.chapter or CHAPTERS[own[-1]])
        own.append(CHAPTERS.index(now))
    for places in chapters.values():
        assert places == sorted(places)
        assert places[0] == 0


@pytest.mark.parametrize(
    ("stem", "missing"),
    [
        ("1-maximum-reached", ()),
        ("2-minimum-reached", ()),
        ("3-failed-and-redeemed", ("graduation", "trading", "usage", "buyback")),
        ("4-sniper", ()),
        ("5-busy-market", ()),
    ],
)
def test_a_story_has_all_the_chapters_that_it_comes_to(stem, missing):
    (path,) = (path for path in presets.scenario_files() if path.stem == stem)
    begun = {step.chapter for step in scenario.load(path).steps if step.chapter}
    assert begun == set(CHAPTERS) - set(missing)


@pytest.mark.parametrize("path", presets.scenario_files()[:4], ids=lambda path: path.stem)
def test_every_act_of_a_story_of_one_offering_is_told(path):
    silent = [step for step, _ in _told(path) if step.do in TOLD and not step.say]
    assert silent == []
