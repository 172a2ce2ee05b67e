"""The same act on the terms of now: as wide a margin as before, and limits that are fresh."""

from __future__ import annotations

from fomo_core import commands as cmd
from fomo_core.display.prices import with_slippage
from fomo_core.units import USD, WAD
from tests.builders import SUPPORTER, funded, graduated, launch, live
from ui.signing.terms import expected_amount, renew_terms


def terms(box, command: cmd.Command, **changes: object) -> cmd.Command:
    """A command after something has happened to what it is about."""
    then = expected_amount(box.world, command, box.head().now)
    for act in changes.pop("after", ()):
        box.submit(act)
    return renew_terms(command, then, box.world, box.head().now, **{"deadline": 9_999, **changes})


def test_a_purchase_keeps_its_share_of_what_it_would_bring():
    box = live()
    command = cmd.Buy(SUPPORTER, "qmini", 100 * WAD, deadline=500)
    quoted = expected_amount(box.world, command, box.head().now)
    least = with_slippage(quoted, 100)
    command = command._replace(min_tokens_out=least)
    fresh = terms(box, command, after=[cmd.Buy(SUPPORTER, "qmini", 500 * WAD)])
    brings = expected_amount(box.world, command, box.head().now)
    assert brings < least
    assert fresh == command._replace(min_tokens_out=least * brings // quoted, deadline=9_999)
    assert box.submit(fresh).events[0].mt_allocated == brings


def test_a_swap_keeps_its_share_of_what_it_would_bring():
    box = graduated()
    command = cmd.Swap(SUPPORTER, "qmini", "flock", 10 * WAD)
    least = expected_amount(box.world, command, box.head().now) - 1
    command = command._replace(min_amount_out=least)
    fresh = terms(box, command, after=[cmd.Swap(SUPPORTER, "qmini", "flock", 50 * WAD)])
    assert fresh.deadline is None
    assert 0 < fresh.min_amount_out < least
    assert box.submit(fresh).events


def test_a_settlement_keeps_its_share_of_what_it_would_burn():
    box = graduated()
    command = cmd.RouteRevenue("qmini", 1_000 * USD, 3_880_000, deadline=500)
    burned = expected_amount(box.world, command, box.head().now)
    fresh = terms(
        box,
        command._replace(min_burned=burned // 2),
        after=[cmd.Swap(SUPPORTER, "qmini", "flock", 50 * WAD)],
    )
    assert fresh.min_burned == burned // 2 * expected_amount(box.world, command, box.head().now) // burned


def test_a_launch_takes_the_fee_of_now_where_it_names_one():
    box = funded()
    fee = box.protocol.parameters.launch_fee
    assert terms(box, launch(max_fee=1, deadline=2)) == launch(max_fee=fee, deadline=9_999)
    assert terms(box, launch()) == launch()


def test_what_is_refused_now_keeps_its_least():
    box = live()
    command = cmd.Buy(SUPPORTER, "qmini", 10 * WAD, min_tokens_out=7)
    assert terms(box, command, after=[cmd.Buy(SUPPORTER, "qmini", 10**6 * WAD // 2)]) == command


def test_an_act_without_terms_stays_as_it_is():
    box = live()
    command = cmd.Claim(SUPPORTER, "qmini")
    assert terms(box, command) == command
