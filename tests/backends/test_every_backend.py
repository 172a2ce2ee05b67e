"""One suite for every backend: the same commands, the same answers, to the last unit."""

from __future__ import annotations

import pytest

from fomo_core import commands as cmd
from fomo_core import events as ev
from fomo_core.errors import Rejected
from fomo_core.units import USD, WAD
from fomo_core.world import World, apply
from tests.backends.drivers import BACKENDS, Driver
from tests.builders import BYSTANDER, ISSUER, SMALL, SNIPER, SUPPORTER, minimal

DAY_LATER = 600
PRICE = 3_880_000


@pytest.fixture(params=BACKENDS)
def driver(request):
    with BACKENDS[request.param]() as driver:
        yield driver


def launched(driver: Driver, first_buy: int = 0, label: str = "qmini") -> str:
    """Launch; the new offering's key on this chain."""
    command = cmd.Launch(driver.who(ISSUER), label, SMALL, "Q Mini", "QMINI", "a small coder", first_buy)
    events = driver.chain.submit(command).events
    return next(event.token for event in events if isinstance(event, ev.LaunchCreated))


def filled(driver: Driver) -> str:
    """An offering that the supporter has filled to its maximum."""
    key = launched(driver)
    driver.advance(150)
    driver.chain.submit(cmd.Buy(driver.who(SUPPORTER), key, 100_000 * WAD))
    return key


def folded(driver: Driver) -> World:
    world = World(driver.chain.world.protocol)
    for entry in driver.chain.events():
        apply(world, entry.event)
    return world


def code(driver: Driver, command: cmd.Command) -> str:
    """The code with which a command is refused, having checked that it changed nothing."""
    before = driver.chain.head()
    with pytest.raises(Rejected) as caught:
        driver.chain.submit(command)
    assert driver.chain.head()[1:] == before[1:]
    return caught.value.code


def test_a_launch_pays_its_fee_and_buys_in_one_act(driver):
    key = launched(driver, first_buy=100 * WAD)
    offering = driver.chain.world.offerings[key]
    fee = minimal().parameters.launch_fee
    assert offering.raised == 985 * WAD // 10
    assert (offering.name, offering.symbol, offering.description) == ("Q Mini", "QMINI", "a small coder")
    assert driver.chain.world.treasury_flock == fee + WAD
    assert driver.chain.world.flock[driver.who(ISSUER)] == 10**6 * WAD - fee - 100 * WAD + WAD // 2


def test_the_state_is_what_the_events_add_up_to(driver):
    key = filled(driver)
    driver.chain.submit(cmd.Claim(driver.who(SUPPORTER), key))
    assert folded(driver) == driver.chain.world
    assert driver.chain.head().length == len(list(driver.chain.events()))


def test_what_is_quoted_happens(driver):
    key = launched(driver)
    driver.advance(150)
    command = cmd.Buy(driver.who(SUPPORTER), key, 1_234 * WAD + 567)
    quoted = driver.chain.quote(command)
    assert quoted.shortfall == 0
    assert driver.chain.submit(command).events == quoted.events


def test_a_purchase_beyond_the_maximum_fills_partly_and_graduates(driver):
    key = filled(driver)
    kinds = [type(entry.event) for entry in driver.chain.events()][-2:]
    bought = list(driver.chain.events())[-2].event
    assert kinds == [ev.Purchased, ev.Graduated]
    assert bought.refund > 0
    assert bought.flock_in + bought.refund == 100_000 * WAD
    assert driver.chain.world.offerings[key].raised == minimal().models[SMALL].maximum_target


def test_a_graduated_offering_pays_out_trades_and_is_bought_back(driver):
    key, supporter = filled(driver), driver.who(SUPPORTER)
    chain = driver.chain
    claimed = chain.submit(cmd.Claim(driver.who(SNIPER), key, supporter)).events[0].tokens
    sold = chain.submit(cmd.Swap(supporter, key, "token", claimed // 3)).events[0]
    bought = chain.submit(cmd.Swap(supporter, key, "flock", WAD)).events[0]
    routed = chain.submit(cmd.RouteRevenue(key, 12_345 * USD, PRICE)).events
    driver.advance(DAY_LATER)
    released = chain.submit(cmd.Release(driver.who(SNIPER), key)).events[0]
    offering = chain.world.offerings[key]
    assert [type(event) for event in routed] == [ev.RevenueRouted]
    assert offering.tokens[supporter] == claimed - claimed // 3 + bought.amount_out
    assert offering.pool_flock == (
        chain.world.offerings[key].raised * 6 // 10 - sold.amount_out + WAD + routed[0].model_buyback
    )
    assert released.issuer == driver.who(ISSUER)
    assert offering.released == released.tokens > 0


def test_a_failed_raise_pays_principal_back_once(driver):
    key, supporter = launched(driver), driver.who(SUPPORTER)
    driver.advance(150)
    paid = driver.chain.submit(cmd.Buy(supporter, key, 10 * WAD)).events[0]
    driver.advance(DAY_LATER)
    redeemed = driver.chain.submit(cmd.Redeem(supporter, key)).events
    assert redeemed == (ev.Redeemed(key, supporter, paid.net_used),)
    assert code(driver, cmd.Redeem(supporter, key)) == "redeem: nothing to redeem"


def test_a_raise_between_its_targets_is_graduated_by_anyone(driver):
    key = launched(driver)
    driver.advance(150)
    driver.chain.submit(cmd.Buy(driver.who(SUPPORTER), key, 1_500 * WAD))
    assert code(driver, cmd.Graduate(driver.who(SNIPER), key)) == "offering: still live"
    driver.advance(DAY_LATER)
    graduated = driver.chain.submit(cmd.Graduate(driver.who(SNIPER), key)).events[0]
    assert graduated.caller == driver.who(SNIPER)
    assert graduated.graduated_at == driver.chain.world.offerings[key].graduated_at


def test_refusals_have_their_codes_and_change_nothing(driver):
    key, supporter = launched(driver), driver.who(SUPPORTER)
    driver.advance(150)
    unknown = "0x000000000000000000000000000000000000dEaD"
    buy = cmd.Buy(supporter, key, WAD)
    refused = {
        cmd.Launch(driver.who(ISSUER), "b", "no such model", "B", "BB"): "launch: unknown model",
        cmd.Launch(driver.who(ISSUER), "b", SMALL, "<b>", "BB"): "launch: bad name",
        cmd.Launch(driver.who(ISSUER), "b", SMALL, "B", "b"): "launch: bad symbol",
        buy._replace(offering=unknown): "offering: unknown",
        buy._replace(deadline=driver.chain.head().now - 1): "buy: deadline passed",
        buy._replace(flock_in=0): "buy: zero amount",
        buy._replace(flock_in=1): "buy: nothing out",
        buy._replace(min_tokens_out=10**30): "buy: slippage",
        cmd.Claim(supporter, key): "offering: not graduated",
        cmd.Swap(supporter, key, "flock", WAD): "offering: not graduated",
        cmd.RouteRevenue(key, USD, PRICE): "offering: not graduated",
        cmd.Redeem(supporter, key): "offering: not failed",
    }
    for command, expected in refused.items():
        assert code(driver, command) == expected, command


def test_whoever_lacks_the_flock_is_refused_whatever_they_offer(driver):
    key = launched(driver)
    for offer in (WAD, 2**256 - 1):
        assert code(driver, cmd.Buy(driver.who(BYSTANDER), key, offer)) == "balance: insufficient"


def test_more_than_the_raise_takes_can_be_offered(driver):
    key = launched(driver)
    driver.advance(150)
    bought = driver.chain.submit(cmd.Buy(driver.who(SUPPORTER), key, 2**256 - 1)).events[0]
    assert bought.flock_in + bought.refund == 2**256 - 1
