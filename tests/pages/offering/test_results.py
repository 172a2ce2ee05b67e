"""The card above a page that says what an act came to, and leads on."""

from __future__ import annotations

import pytest

from fomo_core import commands as cmd
from fomo_core.display import format as f
from fomo_core.display.acts.graduation import graduation_rows
from fomo_core.display.format import in_markdown
from fomo_core.display.text import t
from fomo_core.units import WAD
from tests.builders import ISSUER, SUPPORTER
from tests.pages.states import claimed, empty, failed, graduated, live, succeeded
from tests.pages.visitor import Visitor


def bought() -> Visitor:
    return Visitor(live(), SUPPORTER).open("offering").type("buy_amount", "50").click("buy")


def test_a_purchase_leaves_a_card_that_stays_on_every_page_until_it_is_closed():
    visitor = bought()
    said = visitor.notes()
    assert len(said) == 1
    assert visitor.open("marketplace").notes() == said
    assert visitor.says(t("result.next_buy"))
    assert visitor.click("result_close").notes() == []


@pytest.mark.parametrize("act", ["clock_minute", "undo"])
def test_a_card_goes_with_whatever_is_done_next(act):
    visitor = bought()
    assert not visitor.click(act).has("result_close")


def test_a_refusal_takes_the_card_away():
    visitor = bought().type("buy_amount", "50")
    visitor.sandbox.submit(cmd.Buy("sniper", "qmini", 5 * WAD))
    assert not visitor.click("buy").has("result_close")
    assert visitor.complaints() == [t("session.moved")]


def test_a_graduation_says_where_the_raise_went_and_leads_to_the_pool():
    visitor = Visitor(succeeded(), SUPPORTER).open("offering").click("graduate")
    made = [entry.event for entry in visitor.sandbox.events()][-1]
    rows = graduation_rows(made, "QMINI", visitor.sandbox.protocol.parameters)
    for row in rows:
        assert any(in_markdown(row.value) in table.value.to_numpy().ravel() for table in visitor.app.table)
    assert sum((made.liquidity_flock, made.operations_flock, made.incentives_flock)) == made.raised


def test_elsewhere_it_offers_the_claim_that_has_become_possible():
    visitor = Visitor(succeeded(), SUPPORTER).open("offering").click("graduate").open("marketplace")
    tokens = visitor.offering.claims[SUPPORTER]
    assert visitor.app.get_by_key("result_claim").label == t(
        "result.go_claim", tokens=f.tokens(tokens, "QMINI")
    )
    visitor.click("result_claim")
    assert visitor.offering.tokens[SUPPORTER] == tokens


@pytest.mark.parametrize(
    ("state", "page", "fields", "button", "leads"),
    [
        (live, "offering", {"buy_amount": "5"}, "buy", "portfolio"),
        (graduated, "offering", {}, "claim", "trade"),
        (failed, "offering", {}, "redeem", "portfolio"),
        (claimed, "trade", {"swap_amount": "5"}, "swap", "portfolio"),
        (claimed, "economy", {"usage_input": "10"}, "route", "offering"),
    ],
)
def test_each_act_leads_on(state, page, fields, button, leads):
    visitor = Visitor(state(), SUPPORTER).open(page)
    for key, value in fields.items():
        visitor.type(key, value)
    visitor.click(button)
    assert visitor.app.get_by_key("result_next").label == t(f"result.go_{leads}")


def test_a_card_is_not_shown_of_what_was_done_when_the_past_is_looked_at():
    visitor = bought()
    visitor.home.looking_at = 3
    assert not visitor.run().has("result_close")


def test_an_account_without_tokens_is_led_to_the_pool():
    visitor = Visitor(succeeded(), "nobody").open("offering").click("graduate")
    assert visitor.app.get_by_key("result_next").label == t("result.go_trade")


def test_a_launch_leads_to_the_fold_from_which_supporters_come():
    visitor = (
        Visitor(empty(), ISSUER).open("launch").put("launch_symbol", "QMINI").type("launch_name", "Q Mini")
    )
    visitor.app.checkbox(key="launch_agree").check()
    visitor.run().click("launch").open("offering")
    assert visitor.app.get_by_key("result_next").label == t("result.go_launch")
    visitor.click("result_next")
    assert visitor.has("crowd_one")
