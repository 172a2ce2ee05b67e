"""What a trade gives up, and the words that warn of it."""

from __future__ import annotations

import pytest

from fomo_core import commands as cmd
from fomo_core import events as ev
from fomo_core import presets
from fomo_core.backends.sandbox import Sandbox
from fomo_core.display.ownership import trades
from fomo_core.display.text import plain
from fomo_core.units import WAD
from fomo_core.worth import pool_of
from tests.builders import ISSUER, SMALL, SUPPORTER, bare_offering, parameters
from tests.pages.states import STATES

MAINNET = presets.load("mainnet")


def traded(sell: str, amount: int) -> trades.Loss:
    """The loss of a swap in a pool of 600,000 FLOCK and 80,000 tokens."""
    box = STATES["claimed"]()
    offering = box.world.offerings["qmini"]
    offering.pool_flock, offering.pool_tokens = 600_000 * WAD, 80_000 * WAD
    balances = box.world.flock if sell == "flock" else offering.tokens
    balances[SUPPORTER] = 10**30
    swapped = box.quote(cmd.Swap(SUPPORTER, "qmini", sell, amount)).events[0]
    return trades.swap_loss(swapped, offering, pool_of(offering, box.protocol.parameters).fee_bps)


def launched_at(seconds: int) -> Sandbox:
    box = Sandbox(MAINNET)
    box.submit(cmd.Fund(ISSUER, 10**6 * WAD))
    box.submit(cmd.Fund(SUPPORTER, 10**6 * WAD))
    box.submit(cmd.Launch(ISSUER, "qmini", SMALL, "Q", "QMINI"))
    box.advance(seconds)
    return box


def toll(seconds: int, flock: int = 1_000 * WAD) -> trades.TaxToll:
    box = launched_at(seconds)
    bought = box.quote(cmd.Buy(SUPPORTER, "qmini", flock)).events[0]
    return trades.tax_toll(bought, box.world.offerings["qmini"], seconds, box.protocol.parameters)


@pytest.mark.parametrize(
    ("tokens", "level", "share"),
    [(1_000, 0, "1.5%"), (3_969, 0, "4.9%"), (3_970, 1, "5.0%"), (20_000, 2, "20.1%"), (100_000, 3, "55.6%")],
)
def test_a_sale_warns_by_what_it_loses_to_its_own_size(tokens, level, share):
    loss = traded("token", tokens * WAD)
    assert (loss.level, loss.share) == (level, share)


def test_a_sale_names_what_it_gets_what_was_due_and_how_much_stays_below():
    loss = traded("token", 100_000 * WAD)
    assert (loss.got, loss.due) == ("332,888 FLOCK", "750,000 FLOCK")
    # 80,000 (1 / 0.95 - 1 / 0.997) = 3,969.8...
    assert loss.below == plain("impact.below", most="3,969.80 QMINI", limit="5%")
    assert loss.got in loss.text
    assert loss.below in loss.text


def test_where_the_pools_fee_alone_takes_as_much_no_amount_stays_below():
    offering = STATES["claimed"]().world.offerings["qmini"]
    swapped = ev.Swapped("qmini", SUPPORTER, "token", WAD, 9 * WAD // 10)
    loss = trades.swap_loss(swapped, offering, 1_000)
    assert loss.below == plain("impact.none_below", most="", limit="5%")
    assert loss.level == 1


def test_a_purchase_in_the_pool_warns_alike():
    loss = traded("flock", 600_000 * WAD)
    assert (loss.level, loss.due) == (3, "80,000.00 QMINI")
    assert traded("flock", 1_000 * WAD).level == 0


@pytest.mark.parametrize(
    ("offered", "tax_bps", "level"), [(100_000, 9_900, 0), (100_000, 150, 2), (300_000, 150, 3)]
)
def test_a_purchase_in_a_raise_loses_to_its_size_and_not_to_the_tax(offered, tax_bps, level):
    offering = bare_offering(MAINNET, SMALL)
    filled, tokens = offering.fill_at(offered * WAD, tax_bps, parameters())
    bought = ev.Purchased("qmini", SUPPORTER, filled.gross, filled.net, tokens, 0, 0, 0, filled.refund)
    loss = trades.purchase_loss(bought, offering, tax_bps, parameters())
    assert loss.level == level
    assert loss.got.endswith(" QMINI")


@pytest.mark.parametrize(
    ("minute", "level"), [(0, 2), (79, 1), (78, 2), (92, 1), (93, 0), (97, 0), (98, 0), (9_000, 0)]
)
def test_a_toll_alarms_by_the_tax_of_its_minute(minute, level):
    found = toll(minute * 60)
    assert found.level == level
    assert found.moment == (98 * 60 if minute < 98 else None)


def test_a_toll_says_what_is_taken_and_what_waiting_would_bring():
    found = toll(0)
    # 985 FLOCK on a virtual reserve of 150,000 and 600,000 tokens: 3,914.297...
    wait = plain("toll.wait", time="1 h 38 min", tokens="3,914.29 QMINI", now="39.99 QMINI")
    taken = plain("toll.taken", taken="990.00 FLOCK", paid="1,000.00 FLOCK", share="99.0%")
    assert found.text == f"{taken} {wait}"


def test_without_time_to_wait_within_the_raise_no_moment_is_offered():
    offering = bare_offering(MAINNET, SMALL)
    offering.end = 98 * 60
    assert trades.fees_alone_at(offering, 0, parameters()) is None
    offering.end += 1
    assert trades.fees_alone_at(offering, 0, parameters()) == 98 * 60
    assert trades.fees_alone_at(offering, 98 * 60, parameters()) is None
