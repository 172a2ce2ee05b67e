"""One answer a drawing: what a page shows of an act, and what its button submits, is decided once."""

from __future__ import annotations

import pytest

from fomo_core import commands as cmd
from fomo_core import decide
from tests.builders import SUPPORTER
from tests.pages.states import claimed, empty, live, succeeded
from tests.pages.visitor import Visitor


@pytest.fixture
def decided(monkeypatch):
    """Every command that has been decided since the fixture was made."""
    commands = []

    def noting(handler):
        def note(world, command, now, credit):
            commands.append(command)
            return handler(world, command, now, credit)

        return note

    for kind, handler in decide._DECIDE.items():
        monkeypatch.setitem(decide._DECIDE, kind, noting(handler))
    return commands


@pytest.mark.parametrize(
    ("state", "page", "fields", "button", "kind"),
    [
        (live, "offering", {"buy_amount": "50"}, "buy", cmd.Buy),
        (live, "offering", {"buy_by": "tokens", "buy_amount": "500"}, "buy", cmd.Buy),
        (claimed, "trade", {"swap_amount": "25"}, "swap", cmd.Swap),
        (claimed, "trade", {"swap_sell": "token", "swap_amount": "25"}, "swap", cmd.Swap),
        (claimed, "economy", {"usage_input": "10"}, "route", cmd.RouteRevenue),
        (empty, "launch", {"launch_name": "Q Mini", "launch_symbol": "QMINI"}, "launch", cmd.Launch),
    ],
)
def test_a_drawing_decides_once_what_it_shows_and_its_button_submits(
    state, page, fields, button, kind, decided
):
    visitor = Visitor(state(), SUPPORTER).open(page)
    for key, value in fields.items():
        visitor.put(key, value)
    visitor.run()
    decided.clear()
    visitor.run()
    assert visitor.has(button)
    assert [type(command) for command in decided] == [kind]


def test_each_act_of_an_offering_is_decided_once(decided):
    visitor = Visitor(succeeded(), SUPPORTER).open("offering", "act")
    decided.clear()
    visitor.run()
    assert [type(command) for command in decided] == [cmd.Graduate, cmd.Claim, cmd.Redeem, cmd.Release]


def test_a_purchase_without_the_means_is_quoted_once(decided):
    sandbox = live()
    sandbox.submit(cmd.Fund("newcomer", 1))
    visitor = Visitor(sandbox, "newcomer").open("offering", "curve").type("buy_amount", "50")
    decided.clear()
    visitor.run()
    assert not visitor.enabled("buy")
    # Who lacks the means is quoted as one who has them.
    assert [type(command) for command in decided] == [cmd.Buy, cmd.Buy]
