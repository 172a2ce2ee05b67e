"""Routing of inference revenue to buybacks, burns, the operator and the treasury."""

from hypothesis import given
from hypothesis import strategies as st

from fomo_core import commands as cmd
from fomo_core import presets
from fomo_core.pool import amount_out
from fomo_core.units import MAX_AMOUNT, USD, WAD
from tests.builders import CALM_S, ISSUER, SMALL, SUPPORTER, code, graduated, live, the_offering

PRICE_4_CENTS = 4_000_000
ROUTE = cmd.RouteRevenue("qmini", 1_000 * USD, PRICE_4_CENTS)


def test_a_settlement_takes_the_cost_and_buys_flock_with_the_rest():
    (routed,) = graduated().submit(ROUTE).events
    assert (routed.usage_usd, routed.cost_usd, routed.net_usd) == (1_000 * USD, 600 * USD, 400 * USD)
    assert routed.flock == 10_000 * WAD


def test_a_settlement_goes_to_its_four_destinations():
    sandbox = graduated()
    offering, world = the_offering(sandbox), sandbox.world
    issuer, treasury, earned = world.flock[ISSUER], world.treasury_flock, world.earned
    flock, tokens, supply = offering.pool_flock, offering.pool_tokens, offering.token_supply(_parameters())
    (routed,) = sandbox.submit(ROUTE).events
    assert offering.pool_flock == flock + 4_000 * WAD
    assert world.burned_flock == 2_000 * WAD
    assert world.flock[ISSUER] == issuer + 2_500 * WAD
    assert world.treasury_flock == treasury + 1_500 * WAD
    assert world.earned == earned + 10_000 * WAD
    assert routed.tokens_burned == amount_out(4_000 * WAD, flock, tokens, 30)
    assert offering.pool_tokens == tokens - routed.tokens_burned
    assert offering.token_supply(_parameters()) == supply - routed.tokens_burned


def _parameters():
    return presets.load("minimal").parameters


def test_the_first_reason_of_several_is_given():
    wrong = cmd.RouteRevenue("nothing", 0, PRICE_4_CENTS)
    assert code(live(), wrong) == "offering: unknown"
    assert code(live(), wrong._replace(offering="qmini")) == "offering: not graduated"
    assert code(graduated(), wrong._replace(offering="qmini")) == "revenue: zero amount"


def test_a_settlement_beyond_all_flock_is_refused():
    assert code(graduated(), ROUTE._replace(usage_usd=MAX_AMOUNT)) == "fund: above limit"


def test_usage_that_its_cost_eats_moves_no_flock():
    sandbox = graduated()
    (routed,) = sandbox.submit(ROUTE._replace(usage_usd=1)).events
    assert (routed.cost_usd, routed.net_usd, routed.flock, routed.tokens_burned) == (1, 0, 0, 0)


def test_a_buyback_that_gets_nothing_joins_the_treasury():
    tokens = {"liquidity_tokens": 0, "treasury_tokens": 300_000 * WAD}
    sandbox = live(presets.load("minimal", tokens))
    sandbox.submit(cmd.Buy(SUPPORTER, "qmini", 100_000 * WAD))
    pool = the_offering(sandbox).pool_flock
    (routed,) = sandbox.submit(ROUTE).events
    assert (routed.model_buyback, routed.tokens_burned) == (0, 0)
    assert routed.treasury == (1_500 + 4_000) * WAD
    assert the_offering(sandbox).pool_flock == pool


def test_the_models_own_cost_share_counts():
    protocol = presets.load("minimal")
    dear = next(model for model in protocol.models.values() if model.cost_bps == 7_000)
    assert protocol.models[SMALL].cost_bps == 6_000
    (routed,) = graduated(model=dear.id).submit(ROUTE).events
    assert routed.cost_usd == 700 * USD


@given(usage=st.integers(1, 10**15), price=st.integers(1, 10**10))
def test_the_parts_of_a_settlement_add_up(usage, price):
    sandbox = graduated()
    held = sandbox.world.flock_held()
    (routed,) = sandbox.submit(cmd.RouteRevenue("qmini", usage, price)).events
    parts = routed.model_buyback, routed.network_buyback, routed.operator_reward, routed.treasury
    assert sum(parts) == routed.flock
    assert routed.cost_usd + routed.net_usd == usage
    assert sandbox.world.flock_held() == held + routed.flock


def test_more_usage_than_can_be_counted_is_refused_whatever_the_price():
    sandbox = graduated()
    assert code(sandbox, cmd.RouteRevenue("qmini", 2**128, 10**30)) == "fund: above limit"
    assert sandbox.quote(cmd.RouteRevenue("qmini", 2**128 - 1, 10**30)).events


def test_a_settlement_happens_at_its_deadline_and_not_a_second_later():
    sandbox = graduated()
    route = cmd.RouteRevenue("qmini", USD, PRICE_4_CENTS, deadline=CALM_S)
    assert sandbox.submit(route).events
    sandbox.advance(1)
    assert code(sandbox, route) == "revenue: deadline passed"
    assert code(sandbox, route._replace(usage_usd=0)) == "revenue: deadline passed"


def test_a_settlement_burns_the_least_that_was_asked_for_or_does_not_happen():
    sandbox = graduated()
    route = cmd.RouteRevenue("qmini", 100 * USD, PRICE_4_CENTS)
    burned = sandbox.quote(route).events[0].tokens_burned
    assert code(sandbox, route._replace(min_burned=burned + 1)) == "revenue: too little burned"
    (event,) = sandbox.submit(route._replace(min_burned=burned)).events
    assert event.tokens_burned == burned


def test_a_settlement_takes_at_most_the_flock_that_was_allowed():
    sandbox = graduated()
    route = cmd.RouteRevenue("qmini", 100 * USD, PRICE_4_CENTS)
    flock = sandbox.quote(route).events[0].flock
    refused = route._replace(max_flock=flock - 1, min_burned=2**255)
    assert code(sandbox, refused) == "revenue: too much flock"
    (event,) = sandbox.submit(route._replace(max_flock=flock)).events
    assert event.flock == flock
