"""Offerings and accounts that look like another one: told at launch and wherever they meet, and told apart."""

from __future__ import annotations

import pytest

from fomo_core import commands as cmd
from fomo_core.backends.sandbox import Sandbox
from fomo_core.display import alike
from fomo_core.display import format as f
from fomo_core.display.text import plain, t
from fomo_core.units import WAD
from tests import builders
from tests.builders import BYSTANDER, ISSUER, SUPPORTER
from tests.pages.states import empty, live
from tests.pages.visitor import Visitor


def twice(name: str = "Q Mini", symbol: str = "QMINI") -> Sandbox:
    """A live raise, and another one that looks like it, by somebody else."""
    sandbox = a_raise()
    sandbox.submit(cmd.Launch(BYSTANDER, "other", builders.SMALL, name, symbol))
    return sandbox


def a_raise() -> Sandbox:
    """A live raise, and somebody who can pay for another one."""
    sandbox = live()
    sandbox.submit(cmd.Fund(BYSTANDER, builders.WEALTH))
    return sandbox


def launching() -> Visitor:
    return Visitor(a_raise(), BYSTANDER).open("launch")


def test_a_ticker_in_small_letters_is_raised():
    visitor = (
        Visitor(empty(), ISSUER).open("launch").put("launch_name", "Q Mini").type("launch_symbol", "qmini")
    )
    assert visitor.complaints() == []
    assert visitor.says(t("launch.raised", symbol="QMINI"))
    visitor.type("launch_agree", True).click("launch")
    assert visitor.offering.symbol == "QMINI"


@pytest.mark.parametrize(("name", "symbol"), [("q  MINI", "NEW"), ("New", "qm1ni"), ("Q M\u0456ni", "OTHER")])
def test_a_launch_that_looks_like_another_one_is_told_and_not_forbidden(name, symbol):
    visitor = launching().put("launch_name", name).type("launch_symbol", symbol)
    told = t("launch.twins", count=1, told=f"Q Mini (QMINI), issued by {ISSUER}")
    assert visitor.complaints() == [told]
    visitor.type("launch_agree", True)
    assert visitor.enabled("launch")


def test_a_launch_of_its_own_is_told_nothing():
    visitor = launching().put("launch_name", "Another").type("launch_symbol", "OTHER")
    assert visitor.complaints() == []


@pytest.mark.parametrize(
    ("name", "symbol"), [("Q Mini", "QMINI"), ("Q M\u0456ni", "OTHER"), ("Other", "QM1NI")]
)
def test_no_two_rows_of_the_marketplace_look_the_same(name, symbol):
    visitor = Visitor(twice(name, symbol), SUPPORTER).open("marketplace")
    (table,) = [shown.value for shown in visitor.app.dataframe]
    assert {"qmini", "other"} == {cell.partition(" · ")[2] for cell in table[plain("column.offering")]}
    # One that is filtered away still is somewhere.
    visitor.type("market_status", ["owned"]).type("account", ISSUER)
    (table,) = [shown.value for shown in visitor.app.dataframe]
    assert list(table[plain("column.offering")]) == ["Q Mini (QMINI) · qmini"]


@pytest.mark.parametrize("page", ["offering", "trade", "economy"])
def test_an_offering_that_looks_like_another_one_is_told_with_its_issuer(page):
    visitor = Visitor(twice("Q M\u0456ni", "QM1NI"), SUPPORTER).open(page)
    assert visitor.says(t("part.twins", count=1, handle="qmini", issuer=ISSUER))
    assert len(set(visitor.widget("offering").options)) == 2
    visitor.type("offering", "other")
    assert visitor.says(t("part.twins", count=1, handle="other", issuer=BYSTANDER))
    assert not Visitor(live()).open(page).says("look like this one")


def test_offerings_that_a_reader_tells_apart_carry_no_handle():
    labels = alike.options(twice("Another", "OTHER").world.offerings.values())
    assert labels == {"qmini": "Q Mini (QMINI)", "other": "Another (OTHER)"}


def test_tokens_whose_addresses_share_their_ends_are_written_out():
    first, second = ("0x5aB3" + digit * 32 + "B691" for digit in "01")
    world = twice().world
    known = list(world.offerings.values())
    for offering, address in zip(known, (first, second)):
        offering.key = address
    assert set(alike.names(known).values()) == {f"Q Mini · {first}", f"Q Mini · {second}"}


def test_accounts_that_look_the_same_are_told_apart_in_the_list():
    sandbox = empty()
    strange = ("ada", "ada ", "Jos\u00e9", "Jose\u0301")
    addresses = ("0x5aB3" + "0" * 32 + "B691", "0x5aB3" + "1" * 32 + "B691")
    for name in (*strange, *addresses):
        sandbox.submit(cmd.Fund(name, WAD))
    visitor = Visitor(sandbox).open("portfolio")
    options = visitor.widget("account").options
    assert len(set(options)) == len(options) == len(sandbox.world.accounts())
    # Two addresses with the same ends are written out.
    assert {plain("part.newcomer", account=address) for address in addresses} < set(options)
    told = list(visitor.app.dataframe[-1].value[plain("column.account")])
    assert set(told) == set(options)


def test_the_faucet_gives_to_the_account_that_is_meant():
    visitor = Visitor(live(), SUPPORTER).unfold("faucet", faucet_account=SUPPORTER).type("faucet_amount", "7")
    visitor.type("faucet_account", f" {SUPPORTER} ").click("faucet_give")
    assert visitor.notes() == [t("faucet.done", account=f.account(SUPPORTER))]
    assert f" {SUPPORTER} " not in visitor.sandbox.world.flock
