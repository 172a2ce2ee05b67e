"""What the log says over time, held against the world after every event."""

from __future__ import annotations

import pytest

from fomo_core import events as ev
from fomo_core import presets
from fomo_core.backends.sandbox import Sandbox
from fomo_core.history import Histories, PoolPoint, Position
from fomo_core.pool import amount_out
from fomo_core.scenarios import scenario
from fomo_core.world import World, apply
from tests.pages.states import STATES

PLAYED = {path.stem: path for path in presets.scenario_files()} | STATES
ALL = pytest.mark.parametrize("name", PLAYED)


def sandbox(name: str) -> Sandbox:
    source = PLAYED[name]
    return source() if callable(source) else scenario.final_sandbox(scenario.load(source))


def folded(box: Sandbox) -> Histories:
    histories = Histories(box.protocol.parameters)
    histories.extend(box.events())
    return histories


@ALL
def test_after_every_event_the_history_agrees_with_the_world(name):
    box = sandbox(name)
    world, histories = World(box.protocol), Histories(box.protocol.parameters)
    for entry in box.events():
        apply(world, entry.event)
        histories.extend([entry])
        for key, offering in world.offerings.items():
            past = histories.of(key)
            if offering.graduated_at is None:
                assert past.pool == []
            else:
                last = past.pool[-1]
                supply = offering.token_supply(box.protocol.parameters)
                assert (last.flock, last.tokens, last.supply) == (
                    offering.pool_flock,
                    offering.pool_tokens,
                    supply,
                )
            raised, sold = (past.purchases[-1].raised, past.purchases[-1].sold) if past.purchases else (0, 0)
            assert (raised, sold) == (offering.raised, offering.sold)
            burned = past.settlements[-1].tokens_burned if past.settlements else 0
            assert burned == offering.tokens_burned
            assert past.issuer == offering.issuer
    assert histories.length == len(box.ledger)


@ALL
def test_folding_in_pieces_is_folding_at_once(name):
    box = sandbox(name)
    pieces = Histories(box.protocol.parameters)
    for entry in box.events():
        pieces.extend([entry])
    assert pieces.offerings == folded(box).offerings


@ALL
def test_without_buybacks_the_pool_is_that_of_the_swaps_alone(name):
    """Replayed here from the events, with nothing but the pool's own formula."""
    box = sandbox(name)
    fee = box.protocol.parameters.pool_fee_bps
    reserves: dict[str, tuple[int, int]] = {}
    for entry in box.events():
        event = entry.event
        if isinstance(event, ev.Graduated):
            reserves[event.token] = (event.liquidity_flock, event.liquidity_tokens)
        elif isinstance(event, ev.Swapped):
            flock, tokens = reserves[event.token]
            if event.sell == "flock":
                tokens -= amount_out(event.amount_in, flock, tokens, fee)
                flock += event.amount_in
            else:
                flock -= amount_out(event.amount_in, tokens, flock, fee)
                tokens += event.amount_in
            reserves[event.token] = (flock, tokens)
    for key, past in folded(box).offerings.items():
        if past.pool:
            last = past.pool_without_buyback[-1]
            assert (last.flock, last.tokens) == reserves[key]
            assert last.supply == past.pool[0].supply
            assert len(past.pool) == len(past.pool_without_buyback)


@ALL
def test_without_settlements_both_pools_are_the_same(name):
    for past in folded(sandbox(name)).offerings.values():
        if not past.settlements:
            assert past.pool == past.pool_without_buyback


@ALL
def test_a_buyback_lifts_price_and_lowers_supply(name):
    for past in folded(sandbox(name)).offerings.values():
        if past.settlements:
            actual, without = past.pool[-1], past.pool_without_buyback[-1]
            assert actual.flock * without.tokens > without.flock * actual.tokens
            assert actual.supply < without.supply


@ALL
def test_positions_add_up_to_the_events(name):
    box = sandbox(name)
    events = [entry.event for entry in box.events()]
    bought = [event for event in events if isinstance(event, ev.Purchased)]
    swaps = [event for event in events if isinstance(event, ev.Swapped)]
    spent = sum(e.flock_in for e in bought) + sum(e.amount_in for e in swaps if e.sell == "flock")
    got = sum(e.amount_out for e in swaps if e.sell == "token")
    got += sum(e.flock for e in events if isinstance(e, ev.Redeemed))
    income = sum(e.creator_fee for e in bought)
    income += sum(e.operator_reward for e in events if isinstance(e, ev.RevenueRouted))
    fees = sum(e.flock for e in events if isinstance(e, ev.LaunchFeePaid))
    positions = [p for past in folded(box).offerings.values() for p in past.positions.values()]
    assert sum(p.paid for p in positions) == spent
    assert sum(p.received for p in positions) == got
    assert sum(p.income for p in positions) == income
    assert sum(p.launch_fee for p in positions) == fees


@ALL
def test_positions_hold_the_tokens_of_the_world_and_all_money_is_in_basis_or_profit(name):
    box = sandbox(name)
    now = box.head().now
    for key, past in folded(box).offerings.items():
        offering = box.world.offerings[key]
        for account, position in past.positions.items():
            owned = offering.tokens.get(account, 0) + offering.claims.get(account, 0)
            assert position.tokens == owned
            assert position.realised - position.basis == position.received - position.paid
            assert owned or not position.basis or offering.status_at(now) == "failed"


@ALL
def test_every_accounts_flock_is_what_it_was_funded_with_and_its_positions(name):
    box = sandbox(name)
    funded: dict[str, int] = {}
    for entry in box.events():
        if isinstance(entry.event, ev.Funded):
            funded[entry.event.account] = funded.get(entry.event.account, 0) + entry.event.flock
    histories = folded(box)
    for account, flock in box.world.flock.items():
        stakes = [past.position(account) for past in histories.offerings.values()]
        earned = sum(p.received + p.income - p.paid - p.launch_fee for p in stakes)
        assert flock == funded.get(account, 0) + earned


def test_a_stranger_has_an_empty_position_and_leaves_no_trace():
    past = folded(sandbox("live")).of("qmini")
    before = set(past.positions)
    assert past.position("stranger") == Position()
    assert set(past.positions) == before


def test_selling_tokens_that_the_log_never_saw_costs_nothing_more_than_what_it_saw():
    position = Position()
    position.sell(5, 100)
    assert (position.tokens, position.basis, position.realised) == (0, 0, 100)
    position.buy(30, 10)
    position.sell(50, 20)
    assert (position.tokens, position.basis, position.realised) == (0, 0, 90)


def test_a_sale_takes_its_share_of_the_cost_rounded_down_and_the_last_one_the_rest():
    position = Position()
    position.buy(100, 3)
    position.sell(1, 40)
    assert (position.basis, position.realised) == (67, 7)
    position.get(2)
    position.sell(4, 0)
    assert (position.tokens, position.basis, position.realised) == (0, 0, -60)


def test_a_redeemed_raise_realises_what_tax_and_fees_took():
    box = sandbox("redeemed")
    position = folded(box).of("qmini").position("supporter")
    back = next(e.event.flock for e in box.events() if isinstance(e.event, ev.Redeemed))
    assert (position.tokens, position.basis, position.realised) == (0, 0, back - position.paid)
    assert position.realised < 0


def test_the_pool_opens_with_the_graduation():
    past = folded(sandbox("graduated")).of("qmini")
    assert [point.cause for point in past.pool] == ["Graduated"]
    assert isinstance(past.pool[0], PoolPoint)
    assert past.swaps == 0


def test_every_event_leaves_its_point():
    past = folded(sandbox("bought_back")).of("qmini")
    causes = ["Graduated", "Swapped", "Swapped", "RevenueRouted", "Swapped", "RevenueRouted"]
    assert [point.cause for point in past.pool] == causes
    assert past.swaps == 3
    assert len(past.settlements) == 2
