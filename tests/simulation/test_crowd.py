"""A crowd that is played into a sandbox: one run of the preview, again for the same seed, and nobody's double."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from fomo_core import commands as cmd
from fomo_core import presets
from fomo_core.backends.sandbox import Sandbox
from fomo_core.decide import decide
from fomo_core.errors import InvalidInput
from fomo_core.simulation import demand_presets
from fomo_core.simulation.crowd.drawing import Crowd, crowd_of
from fomo_core.simulation.crowd.turns import Place, Turn, next_turn
from fomo_core.simulation.demand import Arrivals, Demand, Elastic, Sizes, Snipers, Whales
from fomo_core.simulation.ensemble import FAILED, MAXIMUM, preview
from fomo_core.simulation.start import Start, offering_of, standing
from fomo_core.units import MAX_AMOUNT, WAD
from fomo_core.world import World, apply
from tests.builders import ISSUER, SMALL, SUPPORTER, funded
from tests.simulation.settings import BLIND, REACTING, SNIPED, STEADY, launch

PLAYED, DRAWN, MOST_Z = 150, 10_000, 5.0
KEY = "qmini"
NOBODY = Arrivals("steady", 0)
_BEGINNING = Place()


def raise_under_way(first_buy: int = 10_000) -> Sandbox:
    """A raise that mainnet's rules have just opened."""
    sandbox = funded(presets.load(), ISSUER, SUPPORTER)
    sandbox.submit(cmd.Launch(ISSUER, KEY, SMALL, "Q Mini", "QMINI", first_buy_flock=first_buy * WAD))
    return sandbox


def drawn(sandbox: Sandbox, demand: Demand, seed: int = 1) -> Crowd:
    return crowd_of(sandbox.world, KEY, sandbox.head().now, demand, seed)


def come(sandbox: Sandbox, turn: Turn) -> None:
    sandbox.advance_to(turn.at)
    sandbox.submit(turn.fund)
    sandbox.submit(turn.buy)


def play(sandbox: Sandbox, crowd: Crowd, place: Place = _BEGINNING, most: int = 10**6) -> list[Turn]:
    """Let the crowd come until nobody does any more, or so many have."""
    turns: list[Turn] = []
    while len(turns) < most:
        turn = next_turn(crowd, place, sandbox.world, sandbox.head().now)
        if turn is None:
            break
        come(sandbox, turn)
        turns.append(turn)
        place = turn.place
    return turns


def played_once(start: Start, demand: Demand, seed: int) -> tuple[float, ...]:
    """One run by a crowd: principal, what purchases took of the supporters, purchases, outcomes."""
    protocol = presets.load()._replace(parameters=start.parameters, models={start.model.id: start.model})
    world = World(protocol)
    offering = offering_of(start)
    world.offerings[offering.key], world.flock[offering.issuer] = offering, 0
    now, place, bought = start.elapsed_s, _BEGINNING, []
    crowd = crowd_of(world, offering.key, now, demand, seed)
    while (turn := next_turn(crowd, place, world, now)) is not None:
        for command in (turn.fund, turn.buy):
            events = decide(world, command, turn.at)
            for event in events:
                apply(world, event)
        bought.append(events[0].flock_in)
        now, place = turn.at, turn.place
    failed, full = offering.raised < start.minimum_target, offering.raised >= start.maximum_target
    return offering.raised / WAD, sum(bought) / WAD, len(bought), failed, full


def under_way(start: Start) -> Start:
    return replace(start, elapsed_s=1_800)


CASES = {
    **{name: (launch(), demand) for name, demand in {**BLIND, **REACTING}.items()},
    "snipers under way": (under_way(launch()), SNIPED),
    "snipers on a line": (launch("deepseek-v3-2"), SNIPED),
    "price-aware by another tax": (launch(tax_reading="C", first_buy=0), REACTING["elastic"]),
}


@pytest.mark.parametrize("name", CASES)
def test_a_played_crowd_is_a_run_of_the_preview(name):
    start, demand = CASES[name]
    played = np.array([played_once(start, demand, seed) for seed in range(PLAYED)], float).T
    made = preview(start, demand, DRAWN, 1, tracked=0)
    columns = (made.raised, made.gross, made.arrivals, made.outcome == FAILED, made.outcome == MAXIMUM)
    for found, drawn_ in zip(played, columns):
        variance = max(found.var(), float(np.var(drawn_)))
        far = abs(found.mean() - drawn_.mean()) / np.sqrt(variance * (1 / PLAYED + 1 / DRAWN) + 1e-12)
        assert far < MOST_Z


@pytest.mark.parametrize("demand", [STEADY, SNIPED])
def test_the_same_seed_brings_the_same_purchases_and_another_brings_others(demand):
    first, again, other = (
        play(sandbox := raise_under_way(), drawn(sandbox, demand, seed)) for seed in (7, 7, 8)
    )
    assert first == again
    assert first != other


def test_purchases_come_in_order_in_whole_wei_by_accounts_that_have_just_that():
    sandbox = raise_under_way()
    turns = play(sandbox, drawn(sandbox, SNIPED))
    moments = [turn.at for turn in turns]
    assert moments == sorted(moments)
    assert all(type(turn.buy.flock_in) is int and turn.buy.flock_in == turn.fund.flock for turn in turns)
    assert len({turn.buy.sender for turn in turns}) == len(turns)


def test_names_that_exist_or_look_alike_are_passed_over():
    sandbox = raise_under_way()
    for name in ("Supporter 1", "supporter  2", "\u0405upporter 3", "**Supporter 4**"):
        sandbox.submit(cmd.Fund(name, WAD))
    crowd = drawn(sandbox, STEADY)
    first, second = play(sandbox, crowd, most=2)
    assert (first.buy.sender, second.buy.sender) == ("Supporter 4", "Supporter 5")
    # Somebody takes the next name in between.
    sandbox.submit(cmd.Fund("Supporter 6", WAD))
    assert play(sandbox, crowd, second.place, most=1)[0].buy.sender == "Supporter 7"
    assert sandbox.world.flock["Supporter 6"] == WAD


def test_snipers_have_names_of_their_own():
    sandbox = raise_under_way()
    turns = play(sandbox, drawn(sandbox, Demand(NOBODY, Sizes(), snipers=Snipers(6, 100))))
    assert [turn.buy.sender for turn in turns] == [f"Sniper {number + 1}" for number in range(len(turns))]
    assert turns


def test_after_the_raise_closed_nobody_comes():
    sandbox = raise_under_way()
    crowd = drawn(sandbox, STEADY)
    sandbox.submit(cmd.Fund(SUPPORTER, 10**6 * WAD))
    sandbox.advance(6_000)
    sandbox.submit(cmd.Buy(SUPPORTER, KEY, 10**6 * WAD))
    assert next_turn(crowd, _BEGINNING, sandbox.world, sandbox.head().now) is None
    ended = raise_under_way()
    ended.advance(8 * 86_400)
    assert next_turn(crowd, _BEGINNING, ended.world, ended.head().now) is None
    with pytest.raises(InvalidInput, match="open"):
        drawn(ended, STEADY)


def test_a_crowd_of_an_offering_that_is_gone_does_not_come():
    sandbox = raise_under_way()
    assert next_turn(drawn(sandbox, STEADY), _BEGINNING, funded().world, 0) is None


def test_the_last_one_fills_the_raise_and_gets_the_rest_back():
    sandbox = raise_under_way()
    turns = play(sandbox, drawn(sandbox, replace(STEADY, sizes=Sizes(50_000, 0))))
    offering = sandbox.world.offerings[KEY]
    assert offering.raised == offering.maximum_target
    assert sandbox.world.flock[turns[-1].buy.sender] > 0


def test_offers_that_buy_nothing_and_more_than_there_can_be_are_passed_over():
    for size in (0.0, 1e-18, 1e15):
        sandbox = raise_under_way()
        sandbox.submit(cmd.Fund(ISSUER, MAX_AMOUNT - sandbox.world.funded))
        demand = Demand(Arrivals("steady", 20), Sizes(size, 4))
        assert play(sandbox, drawn(sandbox, demand)) == []


def test_the_crowd_goes_on_after_acts_in_between_and_whoever_was_skipped_stays_away():
    sandbox = raise_under_way()
    crowd = drawn(sandbox, replace(STEADY, sizes=Sizes(100, 0)))
    place = play(sandbox, crowd, most=5)[-1].place
    sandbox.advance(86_400)
    resumed = sandbox.head().now
    turns = play(sandbox, crowd, place)
    assert turns[0].at >= resumed
    assert len(turns) < len(crowd.supporters) - 5
    assert turns[-1].place.supporters == len(crowd.supporters)


def test_those_who_mind_the_price_offer_less_after_a_purchase_of_ones_own():
    demand = Demand(Arrivals("steady", 40), Sizes(1_000, 0), Whales(), Elastic(1, 1.0))
    usual, dearer = raise_under_way(), raise_under_way()
    dearer.submit(cmd.Fund(SUPPORTER, 10**9 * WAD))
    crowd = drawn(usual, demand)
    dearer.submit(cmd.Buy(SUPPORTER, KEY, 10**6 * WAD))
    offers = [next_turn(crowd, _BEGINNING, box.world, 0).buy.flock_in for box in (usual, dearer)]
    assert offers[1] < offers[0] < 1_000 * WAD


def test_each_demand_of_the_previews_can_be_played():
    for key in demand_presets.demands():
        sandbox = raise_under_way()
        start = standing(sandbox.world.offerings[KEY], sandbox.protocol, 0)
        demand = demand_presets.demand_for(start.minimum_target, start.duration_s, key)
        assert play(sandbox, drawn(sandbox, demand), most=3)


@pytest.mark.parametrize("seed", [-1, 2**64, 1.5, "1", True])
def test_what_is_no_seed_is_refused(seed):
    with pytest.raises(InvalidInput, match="seed"):
        drawn(raise_under_way(), STEADY, seed)
