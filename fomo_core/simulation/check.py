"""One run of a preview again, purchase by purchase, through the integer core.

What the arrays of an ensemble say of a run must be what the protocol's own rules make of the same
purchases. Amounts in wei.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np

from fomo_core.commands import Buy, Graduate
from fomo_core.decide import decide
from fomo_core.errors import Rejected
from fomo_core.events import Event, Events, Purchased
from fomo_core.offering import Offering
from fomo_core.parameters import Protocol
from fomo_core.simulation.demand import Demand
from fomo_core.simulation.engines.arrivals import CHUNK, Draws, Space
from fomo_core.simulation.engines.chunk import FAILED, MAXIMUM, MINIMUM
from fomo_core.simulation.engines.plan import Plan, plan
from fomo_core.simulation.ensemble import engine_of
from fomo_core.simulation.start import Start, offering_of
from fomo_core.simulation.work.checks import RUN, check_whole
from fomo_core.units import MAX_AMOUNT, WAD
from fomo_core.world import World, apply


class Offer(NamedTuple):
    """One purchase that a run attempts: FLOCK in wei, at whole seconds since the sale's start."""

    second: int
    flock: int


class Checked(NamedTuple):
    """A run as the integer core plays it; wei, seconds, and an outcome as in ``Ensemble``."""

    outcome: int
    raised: int
    sold: int
    gross: int
    tax: int
    creator_fee: int
    protocol_fee: int
    refund: int
    purchases: int


def replay_run(
    start: Start, demand: Demand, seed: int, run: int, runs: int, engine: str = "numpy"
) -> Checked:
    """Play run number ``run`` of ``preview(start, demand, runs, seed, engine=engine)`` through the core.

    Raises:
        InvalidInput: for a run that the preview does not have.
    """
    return submit_offers(start, offers_of(start, demand, seed, run, runs, engine))


def submit_offers(start: Start, offers: Iterable[Offer]) -> Checked:
    """Submit offers in order to the rules; what they refuse changes nothing."""
    protocol = Protocol("", "", start.parameters, {}, {start.model.id: start.model}, {})
    world, offering = World(protocol), offering_of(start)
    world.flock = {offering.issuer: 0}
    world.offerings[offering.key] = offering
    bought: list[Event] = []
    for number, offer in enumerate(offers):
        buyer = f"supporter {number}"
        world.flock[buyer] = MAX_AMOUNT
        bought += _submit(world, Buy(buyer, offering.key, offer.flock), offer.second)
    _submit(world, Graduate("anyone", offering.key), start.duration_s)
    return _checked(start, offering, [event for event in bought if isinstance(event, Purchased)])


def _submit(world: World, command: Buy | Graduate, now: int) -> Events:
    try:
        events = decide(world, command, now)
    except Rejected:
        return ()
    for event in events:
        apply(world, event)
    return events


def _checked(start: Start, offering: Offering, bought: list[Purchased]) -> Checked:
    full = offering.raised == start.maximum_target
    outcome = MAXIMUM if full else FAILED if offering.graduated_at is None else MINIMUM
    return Checked(
        outcome,
        offering.raised,
        offering.sold,
        sum(event.flock_in for event in bought),
        sum(event.anti_sniper_fee for event in bought),
        sum(event.creator_fee for event in bought),
        sum(event.protocol_fee for event in bought),
        sum(event.refund for event in bought),
        len(bought),
    )


def offers_of(
    start: Start, demand: Demand, seed: int, run: int, runs: int, engine: str = "numpy"
) -> list[Offer]:
    """Return the offers of one run's supporters, in order, until the end of the raise."""
    check_whole(RUN, run, 0, runs - 1)
    laid = plan(start, demand, np.array([float(start.duration_s)]))
    seen: list[tuple[float, float]] = []

    def observe(alive: np.ndarray, times: np.ndarray, offers: np.ndarray) -> None:
        column = np.flatnonzero(alive == run % CHUNK)
        for at, offer in zip(times[:, column].ravel(), offers[:, column].ravel()):
            seen.append((float(at), float(offer)))

    chunk = run // CHUNK
    child = np.random.SeedSequence(seed).spawn(chunk + 1)[chunk]
    engine_of(engine)[1](laid, Draws(child, Space()), min(CHUNK, runs - chunk * CHUNK), 0, observe)
    return [_offer(laid, at, offer) for at, offer in seen if at < laid.clock.total]


def _offer(plan: Plan, at: float, offer: float) -> Offer:
    # The whole second lies in the tax step that the arrays took: rounding must not cross its bounds.
    step = plan.first_step + int(np.searchsorted(plan.step_ends, at, side="right"))
    second = int(plan.clock.to_seconds(np.asarray(at)))
    least = step * plan.tax.step_s
    most = plan.clock.seconds[-1] - 1 if step == len(plan.tax.bps) - 1 else least + plan.tax.step_s - 1
    return Offer(int(min(max(second, least), most)), min(int(offer * WAD), MAX_AMOUNT))
