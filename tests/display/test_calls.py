"""What an act comes to in one line: what leaves the sender's account, and what it gets."""

from __future__ import annotations

import pytest

from fomo_core import commands as cmd
from fomo_core import decide
from fomo_core.display import format as f
from fomo_core.display.acts import calls
from fomo_core.display.text import plain, t
from fomo_core.units import USD, WAD
from tests.builders import BYSTANDER, ISSUER, SUPPORTER, failed, funded, graduated, launch, live

NOTHING = plain("call.nothing")


def total(box, command: cmd.Command) -> tuple[str, str]:
    return tuple(calls.total(command, decide.quote(box.world, command, box.head().now).events, box.world))


def brought(box, command: cmd.Command) -> object:
    return decide.quote(box.world, command, box.head().now).events[-1]


def test_a_launch_costs_its_fee_and_its_first_buy_in_all():
    box = funded()
    fee = box.protocol.parameters.launch_fee
    assert total(box, launch()) == (f.flock(fee), plain("call.gets_launch"))
    leaves, gets = total(box, launch(first_buy_flock=100 * WAD))
    assert leaves == f.flock(fee + 100 * WAD)
    assert gets.startswith(plain("call.gets_launch") + ", ")
    assert "QMINI" in gets


def test_a_purchase_gets_an_allocation_and_leaves_out_what_is_refunded():
    box = live()
    command = cmd.Buy(SUPPORTER, "qmini", 10**5 * WAD)
    bought = decide.quote(box.world, command, box.head().now).events[0]
    gets = plain("call.allocated", tokens=f.tokens(bought.mt_allocated, "QMINI"))
    assert total(box, command) == (f.cost(bought.flock_in), gets)
    assert bought.refund


@pytest.mark.parametrize("sell", ["flock", "token"])
def test_a_swap_s_result_has_its_unit(sell):
    box = graduated()
    box.submit(cmd.Claim(SUPPORTER, "qmini"))
    command = cmd.Swap(SUPPORTER, "qmini", sell, 10 * WAD)
    got = brought(box, command).amount_out
    flock, tokens = f.flock, lambda amount: f.tokens(amount, "QMINI")
    pay, get = (flock, tokens) if sell == "flock" else (tokens, flock)
    assert total(box, command) == (pay(10 * WAD), get(got))
    arguments = {"token": "qmini", "sell_flock": sell == "flock"}
    unit = calls.swapped_unit(arguments, box.world)
    assert get(got) in calls.result_text("swap", got, unit)


def test_what_is_paid_back_or_out_is_what_the_sender_gets():
    lost, done = failed(), graduated()
    assert total(lost, cmd.Redeem(SUPPORTER, "qmini")) == (
        NOTHING,
        f.flock(brought(lost, cmd.Redeem(SUPPORTER, "qmini")).flock),
    )
    claim = cmd.Claim(SUPPORTER, "qmini")
    assert total(done, claim) == (NOTHING, f.tokens(brought(done, claim).tokens, "QMINI"))
    assert total(done, claim._replace(sender=BYSTANDER, account=SUPPORTER)) == (NOTHING, NOTHING)
    done.advance(1_000)
    assert total(done, cmd.Release(BYSTANDER, "qmini")) == (NOTHING, NOTHING)
    assert total(done, cmd.Release(ISSUER, "qmini"))[1].endswith(" QMINI")
    assert total(done, cmd.Fund(SUPPORTER, 5 * WAD)) == (NOTHING, f.flock(5 * WAD))


def test_a_settlement_takes_its_flock_from_the_platform():
    box = graduated()
    command = cmd.RouteRevenue("qmini", 1_000 * USD, 3_880_000)
    assert total(box, command) == (f.cost(brought(box, command).flock), NOTHING)


def test_what_gas_costs_is_rounded_up_and_what_is_not_known_is_not_said():
    assert calls.gas(10**14 + 1).startswith("0.0001")
    assert calls.gas(10**14 + 1) != calls.gas(10**14)
    assert calls.fee_text(10**14) == t("call.spent", fee=calls.gas(10**14))
    assert calls.fee_text(None) == ""
