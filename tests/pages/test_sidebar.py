"""What is always there: account, test FLOCK, clock, undo, reset."""

from __future__ import annotations

import pytest

from fomo_core import commands as cmd
from fomo_core.display import format as f
from fomo_core.display.text import t
from fomo_core.units import WAD
from tests.builders import ISSUER, SUPPORTER
from tests.pages.states import STATES, STATUS, claimed, failed, graduated, live
from tests.pages.visitor import Visitor


def test_another_account_is_shown_everywhere():
    visitor = Visitor(live(), ISSUER).open("portfolio")
    visitor.type("account", SUPPORTER)
    assert visitor.says(t("portfolio.about", account=SUPPORTER))
    assert visitor.says(t("sidebar.balance", balance=f.flock(visitor.sandbox.world.flock[SUPPORTER])))
    visitor.open("offering", "curve").type("buy_amount", "10").click("buy")
    assert visitor.sandbox.steps[-1].command.sender == SUPPORTER
    assert visitor.open("home").widget("account").value == SUPPORTER


def test_switching_accounts_is_no_event():
    visitor = Visitor(live(), ISSUER)
    before = visitor.state
    visitor.type("account", SUPPORTER)
    assert visitor.state == before


def test_the_faucet_gives_exactly_what_was_asked_and_switches_to_the_account():
    visitor = Visitor(live(), ISSUER).unfold("faucet", faucet_account="newcomer")
    visitor.type("faucet_amount", "0.000000000000000001").click("faucet_give")
    assert visitor.sandbox.world.flock["newcomer"] == 1
    assert visitor.notes() == [t("faucet.done", account="newcomer")]
    assert visitor.widget("account").value == "newcomer"
    assert visitor.desk.account == "newcomer"


def test_the_faucet_adds_to_what_an_account_has():
    visitor = Visitor(live(), SUPPORTER)
    held = visitor.sandbox.world.flock[SUPPORTER]
    visitor.unfold("faucet", faucet_account=SUPPORTER).type("faucet_amount", "7").click("faucet_give")
    assert visitor.sandbox.world.flock[SUPPORTER] == held + 7 * WAD


def test_an_amount_changed_before_the_click_is_given_as_it_stands_or_not_at_all():
    visitor = (
        Visitor(live(), SUPPORTER).unfold("faucet", faucet_account=SUPPORTER).type("faucet_amount", "100")
    )
    held = visitor.sandbox.world.flock[SUPPORTER]
    visitor.put("faucet_amount", "500").click("faucet_give")
    given = visitor.sandbox.world.flock[SUPPORTER] - held
    assert given == 500 * WAD or (given == 0 and t("session.changed") in visitor.complaints())


@pytest.mark.parametrize(("key", "seconds"), [("minute", 60), ("hour", 3_600), ("day", 86_400)])
def test_the_clock_moves_by_what_its_button_says(key, seconds):
    visitor = Visitor(live())
    now, length = visitor.sandbox.head().now, len(visitor.sandbox.ledger)
    visitor.click(f"clock_{key}")
    assert visitor.sandbox.head().now == now + seconds
    assert len(visitor.sandbox.ledger) == length
    assert visitor.says(t("sidebar.clock", time=f.clock(now + seconds)))


def test_to_the_end_stops_at_the_first_second_at_which_the_raise_is_closed():
    visitor = Visitor(live()).click("clock_end")
    assert visitor.sandbox.head().now == visitor.offering.end
    assert not visitor.offering.open_at(visitor.offering.end)
    assert visitor.offering.open_at(visitor.offering.end - 1)
    assert not visitor.enabled("clock_end")


@pytest.mark.parametrize("name", STATES)
def test_to_the_end_needs_a_live_raise(name):
    assert Visitor(STATES[name]()).enabled("clock_end") == (STATUS.get(name) == "live")


def test_a_clock_that_would_leave_its_bounds_is_refused():
    sandbox = live()
    sandbox.advance_to(10**11)
    visitor = Visitor(sandbox)
    before = visitor.state
    visitor.click("clock_minute")
    assert visitor.state == before
    assert len(visitor.complaints()) == 1


def test_undo_takes_back_an_act():
    visitor = Visitor(live(), SUPPORTER).open("offering", "curve")
    before = visitor.state
    visitor.type("buy_amount", "25").click("buy")
    assert visitor.state != before
    visitor.click("undo")
    assert visitor.state == before
    assert visitor.metric("headline.raised") == f.flock(visitor.offering.raised)


def test_undo_takes_back_a_move_of_the_clock():
    visitor = Visitor(live())
    before = visitor.state
    visitor.click("clock_day").click("undo")
    assert visitor.state == before


def test_undo_of_a_graduation_brings_the_graduate_button_back():
    visitor = Visitor(STATES["succeeded"](), SUPPORTER).open("offering", "act").click("graduate")
    assert not visitor.enabled("graduate")
    assert visitor.click("undo").enabled("graduate")


def test_undo_goes_back_to_the_very_start_and_no_further():
    visitor = Visitor(STATES["empty"]())
    for _ in range(3):
        visitor.click("undo")
    assert len(visitor.sandbox.ledger) == 0
    assert not visitor.enabled("undo")
    for page in ("home", "offering", "portfolio", "activity", "launch"):
        visitor.open(page)
        assert visitor.complaints() == []
    assert visitor.says(t("launch.fill_in"))


def test_undo_of_the_launch_leaves_no_offering_behind():
    sandbox = STATES["empty"]()
    sandbox.submit(cmd.Launch(ISSUER, "qmini", "qwen3-30b-a3b-instruct", "Q Mini", "QMINI"))
    visitor = Visitor(sandbox).open("offering").click("undo")
    assert visitor.says(t("part.no_offering"))
    assert visitor.desk.offering is None


@pytest.mark.parametrize("place", ["sidebar", "home"])
@pytest.mark.parametrize("reading", ["A", "B", "C"])
@pytest.mark.parametrize("preset", ["mainnet", "minimal"])
def test_reset_starts_an_empty_sandbox_with_the_chosen_numbers(place, preset, reading):
    visitor = Visitor(claimed(), SUPPORTER).unfold(f"reset_{place}")
    visitor.put(f"reset_preset_{place}", preset).type(f"reset_reading_{place}", reading)
    visitor.click(f"reset_confirm_{place}")
    protocol = visitor.sandbox.protocol
    assert (protocol.preset, protocol.parameters.tax_reading) == (preset, reading)
    assert visitor.sandbox.world.offerings == {}
    fee = protocol.parameters.launch_fee
    assert visitor.sandbox.world.flock == dict.fromkeys(("issuer", "supporter", "bystander"), 10 * fee)
    assert visitor.notes() == [t("session.started")]
    assert visitor.desk.account == "issuer"


def test_reset_is_not_done_before_it_is_confirmed():
    visitor = Visitor(claimed())
    before = visitor.state
    visitor.unfold("reset_sidebar")
    assert visitor.says(t("reset.about"))
    assert visitor.state == before


@pytest.mark.parametrize("make", [live, failed, graduated])
def test_the_sidebar_follows_a_change_of_the_chosen_offering(make):
    sandbox = make()
    sandbox.submit(cmd.Fund(ISSUER, 10**6 * WAD))
    sandbox.submit(cmd.Launch(ISSUER, "second", "gemini-3-8-flash", "Second", "SECOND"))
    visitor = Visitor(sandbox).open("offering").type("offering", "second")
    assert visitor.enabled("clock_end")
    end = visitor.sandbox.world.offerings["second"].end
    assert visitor.click("clock_end").sandbox.head().now == end


def test_the_past_is_one_line_where_a_picture_stands_and_a_box_with_steps_elsewhere():
    visitor = Visitor(graduated())
    visitor.desk.looking_at = 2
    for page, steps in (("home", False), ("offering", False), ("trade", True), ("activity", True)):
        visitor.open(page)
        assert [visitor.has(f"past_{way}") for way in ("back", "forward")] == [steps, steps], page
        assert visitor.has("past_present")
        assert visitor.has("past_branch")
