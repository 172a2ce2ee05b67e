"""Limits that an act carries to a real chain."""

import pytest

from fomo_core import commands as cmd
from fomo_core.limits import limit
from fomo_core.units import USD, WAD
from tests.builders import ISSUER, SUPPORTER, code, funded, graduated, launch, live, minimal

DEADLINE = 12_345


def _limited(sandbox, command):
    return limit(command, sandbox.quote(command).events, DEADLINE)


def test_a_launch_pays_the_quoted_fee_and_no_other():
    found = _limited(funded(), launch(first_buy_flock=WAD))
    assert (found.max_fee, found.deadline) == (minimal().parameters.launch_fee, DEADLINE)
    assert found == launch(first_buy_flock=WAD, max_fee=found.max_fee, deadline=DEADLINE)


def test_a_settlement_takes_the_quoted_flock_and_burns_nearly_the_quoted_tokens():
    sandbox = graduated()
    route = cmd.RouteRevenue("qmini", 100 * USD, 3_880_000)
    (routed,) = sandbox.quote(route).events
    found = _limited(sandbox, route)
    assert found == route._replace(
        max_flock=routed.flock, min_burned=routed.tokens_burned * 99 // 100, deadline=DEADLINE
    )
    sandbox.submit(cmd.Swap(SUPPORTER, "qmini", "flock", 100 * WAD))
    assert code(sandbox, found) == "revenue: too little burned"


@pytest.mark.parametrize(
    ("sandbox", "command"),
    [
        (live(), cmd.Buy(SUPPORTER, "qmini", WAD, 5)),
        (graduated(), cmd.Swap(SUPPORTER, "qmini", "flock", WAD, 7)),
    ],
    ids=["buy", "swap"],
)
def test_a_purchase_and_a_swap_keep_their_minimum_and_get_a_deadline(sandbox, command):
    assert _limited(sandbox, command) == command._replace(deadline=DEADLINE)


def test_an_act_without_limits_stays_as_it_is():
    sandbox = graduated()
    claim = cmd.Claim(ISSUER, "qmini", SUPPORTER)
    assert _limited(sandbox, claim) == claim
