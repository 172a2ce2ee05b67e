"""Quotes, and what a click on them does."""

from __future__ import annotations

import pytest

from fomo_core import commands as cmd
from fomo_core.display import format as f
from fomo_core.display.acts import quotes
from fomo_core.display.format import in_markdown
from fomo_core.display.ownership import trades
from fomo_core.display.text import plain, t
from fomo_core.units import WAD
from tests.builders import CALM_S, ISSUER, SUPPORTER
from tests.pages.states import STATES, claimed, empty, live
from tests.pages.visitor import Visitor, not_now


def buying(account: str = SUPPORTER) -> Visitor:
    return Visitor(live(), account).open("offering", "curve")


def with_little(flock: int) -> Visitor:
    """A newcomer with so much FLOCK (wei) at the live raise."""
    sandbox = live()
    sandbox.submit(cmd.Fund("newcomer", flock))
    return Visitor(sandbox, "newcomer").open("offering", "curve")


def test_without_an_amount_the_form_says_what_to_enter():
    visitor = buying()
    assert visitor.says(t("buy.enter"))
    assert not visitor.has("buy")


def test_a_quote_has_every_line_as_the_core_computes_it():
    visitor = buying().type("buy_amount", "123.4567")
    command = cmd.Buy(SUPPORTER, "qmini", 1_234_567 * 10**14)
    bought = visitor.sandbox.quote(command).events[0]
    assert visitor.line("quote.pay") == "123\\.46 FLOCK" or visitor.line("quote.pay") == "123.46 FLOCK"
    for key, amount in (
        ("quote.tax", bought.anti_sniper_fee),
        ("quote.protocol_fee", bought.protocol_fee),
        ("quote.creator_fee", bought.creator_fee),
        ("quote.principal", bought.net_used),
    ):
        assert visitor.line(key) == in_markdown(f.flock(amount))
    assert visitor.line("quote.tokens") == in_markdown(f.tokens(bought.mt_allocated, "QMINI"))
    least = bought.mt_allocated * 9_900 // 10_000
    assert visitor.line("quote.least") == in_markdown(f.tokens(least, "QMINI"))
    rows = {row.label: row.value for row in quotes.purchase_rows(bought, visitor.offering, 150)}
    for key in ("quote.impact", "quote.moves"):
        assert visitor.line(key) == in_markdown(rows[plain(key)])
    assert visitor.says(in_markdown(quotes.if_it_fails(bought)))


def test_at_the_first_minute_it_says_that_a_hundredth_comes_back():
    sandbox = empty()
    sandbox.submit(cmd.Launch(ISSUER, "qmini", "qwen3-30b-a3b-instruct", "Q Mini", "QMINI"))
    visitor = Visitor(sandbox, SUPPORTER).open("offering", "curve").type("buy_amount", "1000")
    said = plain("quote.if_it_fails", back="10.00 FLOCK", paid="1,000.00 FLOCK", share="1.0%")
    assert visitor.says(in_markdown(said))
    bought = sandbox.quote(cmd.Buy(SUPPORTER, "qmini", 1_000 * WAD)).events[0]
    toll = trades.tax_toll(bought, visitor.offering, 0, sandbox.protocol.parameters)
    assert visitor.complaints() == [in_markdown(toll.text)]


def kind(visitor: Visitor, key: str) -> str:
    """How a button stands out: primary or secondary."""
    return visitor.app.get_by_key(key).proto.type


def launched_at(second: int) -> Visitor:
    """At the rehearsal's raise, so many seconds after its launch: the tax falls a percent a second."""
    sandbox = empty()
    sandbox.submit(cmd.Launch(ISSUER, "qmini", "qwen3-30b-a3b-instruct", "Q Mini", "QMINI"))
    sandbox.advance(second)
    return Visitor(sandbox, SUPPORTER).open("offering", "curve").type("buy_amount", "10")


@pytest.mark.parametrize(
    ("second", "wait", "buy"),
    [
        (0, "primary", "secondary"),
        (78, "primary", "secondary"),
        (79, "secondary", "primary"),
        (93, None, "primary"),
        (98, None, "primary"),
    ],
)
def test_under_a_high_tax_the_main_button_is_to_wait(second, wait, buy):
    visitor = launched_at(second)
    assert (kind(visitor, "buy_wait") if visitor.has("buy_wait") else None) == wait
    assert kind(visitor, "buy") == buy
    assert visitor.enabled("buy")


def test_waiting_moves_the_clock_until_only_fees_are_left_and_keeps_what_was_typed():
    visitor = launched_at(10)
    visitor.click("buy_wait")
    assert visitor.sandbox.head().now == visitor.offering.start + 98
    assert visitor.app.text_input(key="buy_amount").value == "10"
    assert not visitor.has("buy_wait")
    assert visitor.line("quote.tax") == in_markdown(f.flock(0))


def test_a_click_buys_what_was_quoted():
    visitor, twin = buying().type("buy_amount", "50"), live()
    quoted = visitor.sandbox.quote(cmd.Buy(SUPPORTER, "qmini", 50 * WAD)).events[0]
    visitor.click("buy")
    twin.submit(cmd.Buy(SUPPORTER, "qmini", 50 * WAD))
    assert visitor.sandbox.ledger.head == twin.ledger.head
    done = t("buy.done", tokens=f.tokens(quoted.mt_allocated, "QMINI"), paid=f.flock(50 * WAD))
    assert visitor.notes() == [done]


@pytest.mark.parametrize("slippage", [0, 50, 100, 500])
def test_the_minimum_out_follows_the_share_a_person_gives_up(slippage):
    visitor = buying().put("buy_slippage", slippage).type("buy_amount", "50")
    visitor.click("buy")
    command = visitor.sandbox.steps[-1].command
    allocated = list(visitor.sandbox.events())[-1].event.mt_allocated
    assert command.min_tokens_out == allocated * (10_000 - slippage) // 10_000


def test_an_amount_changed_between_quote_and_click_buys_nothing_and_says_so():
    visitor = buying().type("buy_amount", "50")
    before = visitor.state
    visitor.put("buy_amount", "5000").click("buy")
    assert visitor.state == before
    assert visitor.notes()[:1] == [t("session.changed")]
    assert t("session.changed") in visitor.complaints()


def test_a_swap_and_a_settlement_changed_between_quote_and_click_do_nothing():
    visitor = Visitor(claimed(), SUPPORTER).open("trade").type("swap_amount", "5")
    before = visitor.state
    visitor.put("swap_amount", "50").click("swap")
    assert visitor.state == before
    assert t("session.changed") in visitor.complaints()
    visitor.open("economy").put("usage_output", "9").click("route")
    assert visitor.state == before
    assert t("session.changed") in visitor.complaints()


def test_a_quote_drawn_before_somebody_else_bought_buys_nothing():
    visitor = buying().put("buy_slippage", 0).type("buy_amount", "50")
    visitor.sandbox.submit(cmd.Buy("sniper", "qmini", 500 * WAD))
    before = visitor.state
    visitor.click("buy")
    assert visitor.state == before
    assert visitor.complaints() == [t("session.moved")]


def test_a_second_click_on_the_same_quote_does_nothing_and_complains_of_nothing():
    """The server gets both clicks of a hasty hand; here the first one has already been carried out."""
    first = buying().type("buy_amount", "50").click("buy").sandbox.steps[-1].command
    visitor = buying().type("buy_amount", "50")
    visitor.sandbox.submit(first)
    before = visitor.state
    visitor.click("buy")
    assert visitor.state == before
    assert visitor.complaints() == []


def test_a_raise_that_closed_meanwhile_refuses_the_purchase():
    visitor = buying().type("buy_amount", "50")
    visitor.sandbox.advance(10_000)
    before = visitor.state
    visitor.click("buy")
    assert visitor.state == before
    assert len(visitor.complaints()) == 1


def test_too_little_flock_says_how_much_is_missing():
    visitor = with_little(30 * WAD).type("buy_amount", "90")
    assert visitor.complaints() == [t("part.missing", missing="60.00 FLOCK")]
    assert not visitor.enabled("buy")
    assert visitor.reason("buy") == not_now(t("part.short"))


def test_one_wei_too_little_is_too_little():
    visitor = with_little(100 * WAD - 1).type("buy_amount", "100")
    assert not visitor.enabled("buy")
    assert with_little(100 * WAD).type("buy_amount", "100").enabled("buy")


def test_a_partial_fill_is_announced_and_takes_only_what_fits():
    visitor = buying().type("buy_amount", "10000")
    bought = visitor.sandbox.quote(cmd.Buy(SUPPORTER, "qmini", 10_000 * WAD)).events[0]
    assert bought.refund > 0
    assert t("buy.partial", refund=f.flock(bought.refund)) in visitor.complaints()
    assert visitor.line("quote.refund") == in_markdown(f.flock(bought.refund))
    held = visitor.sandbox.world.flock[SUPPORTER]
    visitor.accept()
    visitor.click("buy")
    assert visitor.sandbox.world.flock[SUPPORTER] == held - bought.flock_in
    assert visitor.offering.graduated_at == CALM_S


def test_a_quote_by_tokens_finds_the_least_flock_for_them():
    visitor = buying().type("buy_by", "tokens").type("buy_amount", "1000")
    rate = visitor.offering.tax_at(visitor.sandbox.head().now, visitor.sandbox.protocol.parameters)
    price = visitor.offering.flock_for(1_000 * WAD, rate)
    visitor.click("buy")
    command, bought = visitor.sandbox.steps[-1].command, list(visitor.sandbox.events())[-1].event
    assert command.flock_in == price
    assert bought.mt_allocated >= 1_000 * WAD
    twin = live()
    dearer = twin.quote(cmd.Buy(SUPPORTER, "qmini", price)).events[0].mt_allocated
    cheaper = twin.quote(cmd.Buy(SUPPORTER, "qmini", price - 2)).events[0].mt_allocated
    assert cheaper < 1_000 * WAD <= dearer


def test_more_tokens_than_are_left_are_refused_in_one_sentence():
    visitor = buying().type("buy_by", "tokens").type("buy_amount", "400001")
    assert len(visitor.complaints()) == 1
    assert not visitor.has("buy")


def test_the_quote_is_drawn_on_the_curve():
    visitor = buying()
    plain_curve = visitor.app.get("plotly_chart")[0].proto.spec
    quoted = visitor.type("buy_amount", "100").app.get("plotly_chart")[0].proto.spec
    assert plain("figure.curve.quote") in quoted
    assert plain("figure.curve.quote") not in plain_curve


def test_what_was_typed_survives_a_look_at_another_screen():
    visitor = buying().type("buy_amount", "77").open("portfolio").open("offering", "curve")
    assert visitor.app.text_input(key="buy_amount").value == "77"


# --- trades that give much away ---


def selling(tokens: int, account: str = SUPPORTER) -> Visitor:
    """At the pool of 80,000 tokens (in hundredths, as the rehearsal has them) with an amount to sell."""
    visitor = Visitor(claimed(), account).open("trade").type("swap_sell", "token")
    return visitor.type("swap_amount", str(tokens))


@pytest.mark.parametrize(
    ("percent", "complaints", "button"),
    [(4, 0, "primary"), (6, 1, "primary"), (30, 1, "secondary"), (110, 1, "secondary")],
)
def test_a_sale_that_loses_much_warns_and_is_no_main_button(percent, complaints, button):
    pool = claimed().world.offerings["qmini"].pool_tokens
    visitor = selling(pool * percent // 100 // WAD)
    assert len(visitor.complaints()) == complaints
    assert kind(visitor, "swap") == button
    assert visitor.enabled("swap") == (percent < 100)


def test_a_sale_for_a_fraction_needs_a_tick_that_another_amount_forgets():
    pool = claimed().world.offerings["qmini"].pool_tokens // WAD
    visitor = selling(pool + 10)
    before = visitor.state
    assert visitor.reason("swap") == not_now(t("impact.unticked"))
    visitor.accept()
    assert visitor.enabled("swap")
    visitor.type("swap_amount", str(pool + 20))
    assert not visitor.enabled("swap")
    assert visitor.state == before
    visitor.accept()
    visitor.click("swap")
    assert visitor.state != before


def test_a_purchase_that_fills_most_of_a_raise_needs_a_tick():
    visitor = buying().type("buy_amount", "10000")
    assert kind(visitor, "buy") == "secondary"
    assert visitor.reason("buy") == not_now(t("impact.unticked"))
    visitor.accept()
    assert visitor.enabled("buy")


# --- swaps and settlements ---


@pytest.mark.parametrize(("sell", "account"), [("token", SUPPORTER), ("flock", "sniper")])
def test_a_swap_gives_what_was_quoted(sell, account):
    visitor, twin = Visitor(claimed(), account).open("trade"), claimed()
    visitor.type("swap_sell", sell).type("swap_amount", "25")
    swapped = twin.submit(cmd.Swap(account, "qmini", sell, 25 * WAD)).events[0]
    got = f.flock(swapped.amount_out) if sell == "token" else f.tokens(swapped.amount_out, "QMINI")
    assert visitor.line("swap.get") == in_markdown(got)
    visitor.click("swap")
    assert visitor.sandbox.ledger.head == twin.ledger.head
    assert visitor.notes() == [t("swap.done", got=got)]
    assert visitor.sandbox.steps[-1].command.min_amount_out == swapped.amount_out * 9_900 // 10_000


@pytest.mark.parametrize(("sell", "unit"), [("token", "QMINI"), ("flock", "FLOCK")])
def test_a_swap_beyond_ones_means_says_how_much_is_missing(sell, unit):
    sandbox = claimed()
    sandbox.submit(cmd.Fund("newcomer", 3 * WAD))
    visitor = Visitor(sandbox, "newcomer").open("trade").type("swap_sell", sell).type("swap_amount", "10")
    missing = "7.00 FLOCK" if sell == "flock" else "10.00 QMINI"
    key = "part.missing" if sell == "flock" else "part.missing_tokens"
    assert visitor.complaints() == [t(key, missing=missing)]
    assert not visitor.enabled("swap")
    assert visitor.reason("swap") == not_now(t("part.short"))


def test_a_settlement_does_what_the_core_does():
    visitor, twin = Visitor(claimed(), SUPPORTER).open("economy"), claimed()
    visitor.put("usage_input", "1.5").put("usage_output", "2.25").type("usage_price", "0.05")
    usage = 300_000 + 1_800_000
    routed = twin.submit(cmd.RouteRevenue("qmini", usage, 5_000_000)).events[0]
    visitor.click("route")
    assert visitor.sandbox.ledger.head == twin.ledger.head
    assert visitor.notes() == [t("economy.done", burned=f.tokens(routed.tokens_burned, "QMINI"))]


@pytest.mark.parametrize("name", STATES)
def test_no_button_that_is_enabled_is_refused(name):
    """Whatever may be pressed on the offering's screen does something."""
    for act in ("graduate", "claim", "redeem", "release"):
        visitor = Visitor(STATES[name](), SUPPORTER).open("offering", "act")
        if visitor.has(act) and visitor.enabled(act):
            before = visitor.state
            visitor.click(act)
            assert visitor.complaints() == []
            assert visitor.state != before


# --- shares of what one holds ---


@pytest.mark.parametrize(("share", "typed"), [(25, "7.5"), (50, "15"), (75, "22.5"), (100, "30")])
def test_a_share_of_what_one_holds_is_typed_by_one_press(share, typed):
    visitor = with_little(30 * WAD + 7).type("buy_share", share)
    assert visitor.app.text_input(key="buy_amount").value == typed
    assert visitor.has("buy")


def test_all_that_one_holds_is_rounded_down_and_can_be_paid():
    visitor = with_little(29_999_999_999_999_999_999).type("buy_share", 100)
    assert visitor.app.text_input(key="buy_amount").value == "29.99"
    assert visitor.enabled("buy")


def test_the_worth_in_usd_says_that_its_price_is_assumed():
    visitor = buying().type("buy_amount", "1000")
    assert visitor.says(in_markdown(plain("deal.usd_assumed", usd="38.80 USD", price="0.0388")))
