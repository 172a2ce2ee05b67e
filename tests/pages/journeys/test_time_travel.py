"""Every screen as it was: the slider, the past's banner, branches and lines."""

from __future__ import annotations

import pytest

from fomo_core.commands import Fund
from fomo_core.display import format as f
from fomo_core.display import prices
from fomo_core.display.acts.log import event_line
from fomo_core.display.format import in_markdown
from fomo_core.display.ownership import holdings, stakes
from fomo_core.display.text import plain, t
from fomo_core.history import Histories
from tests.builders import SUPPORTER
from tests.pages.states import bought_back, live
from tests.pages.visitor import Visitor

ACTS = ("graduate", "claim", "redeem", "release")


def travelled(length: int, account: str = SUPPORTER) -> Visitor:
    return Visitor(bought_back(), account).open("activity").type("travel", length)


TOTAL = len(bought_back().ledger)
LENGTHS = pytest.mark.parametrize("length", range(TOTAL))


@LENGTHS
def test_every_screen_shows_the_world_as_it_was(length):
    visitor = travelled(length)
    sandbox = visitor.sandbox
    world = sandbox.ledger.replay(sandbox.protocol, length)
    entries = list(sandbox.events())[:length]
    now = entries[-1].at if entries else 0
    assert len(visitor.app.dataframe[0].value) == length
    assert visitor.says(t("sidebar.clock", time=f.clock(now)))
    visitor.open("portfolio")
    folded = Histories(sandbox.protocol.parameters)
    folded.extend(entries)
    held = holdings.stakes_of(world, folded, SUPPORTER, now)
    rows = stakes.portfolio_rows(held, world.flock.get(SUPPORTER, 0))
    for key, row in zip(("flock", "sold_now", "all_sold", "profit", "back"), rows):
        assert visitor.metric(f"portfolio.{key}") == row.value
    visitor.open("offering")
    if not world.offerings:
        assert visitor.says(t("part.no_offering"))
        return
    offering = world.offerings["qmini"]
    assert visitor.metric("headline.raised") == f.flock(offering.raised)
    price = "headline.price" if offering.graduated_at is None else "headline.pool_price"
    assert visitor.metric(price) == prices.price_text(offering)
    visitor.open("trade")
    if offering.graduated_at is None:
        assert visitor.says(t(f"trade.closed_{offering.status_at(now)}", name="Q Mini"))
    else:
        assert visitor.metric("pool.price") == prices.price_text(offering)
        assert visitor.metric("pool.tokens") == f.number(offering.pool_tokens)


@LENGTHS
def test_nothing_can_be_done_in_the_past(length):
    visitor = travelled(length)
    before = visitor.state
    visitor.open("offering", "act")
    assert all(not visitor.enabled(act) for act in ACTS if visitor.has(act))
    assert all(visitor.reason(act) == t("past.locked") for act in ACTS if visitor.has(act))
    assert not any(visitor.enabled(f"clock_{key}") for key in ("minute", "hour", "day", "end"))
    assert not visitor.enabled("undo")
    visitor.open("offering", "curve")
    if visitor.has("buy_amount"):
        visitor.type("buy_amount", "10")
        assert not visitor.has("buy") or not visitor.enabled("buy")
    for page, field, button in (("trade", "swap_amount", "swap"), ("economy", "usage_input", "route")):
        visitor.open(page)
        if visitor.has(field):
            visitor.type(field, "10")
            assert not visitor.enabled(button)
    visitor.open("launch").put("launch_name", "Q").type("launch_symbol", "QQ")
    if visitor.has("launch"):
        visitor.type("launch_agree", True)
        assert not visitor.enabled("launch")
    assert visitor.state == before


def test_an_act_that_reaches_the_server_from_the_past_is_refused():
    """Somebody may travel in one tab while another still shows the present."""
    visitor = Visitor(live(), SUPPORTER).open("offering", "curve").type("buy_amount", "10")
    before = visitor.state
    visitor.desk.looking_at = 5
    visitor.click("buy")
    assert visitor.state == before
    assert t("past.locked") in visitor.complaints()


def test_the_banner_names_the_event_and_the_time():
    visitor = travelled(5)
    entry = list(visitor.sandbox.events())[4]
    banner = t("past.banner", number=5, total=TOTAL, what=event_line(entry), time=f.clock(entry.at))
    assert visitor.says(banner)
    assert not Visitor(bought_back()).has("past_present")


def test_a_filter_of_the_log_stays_where_no_event_fits_it_yet():
    bought = plain("event.Purchased")
    visitor = Visitor(bought_back()).open("activity").type("activity_event", [bought])
    shown = len(visitor.app.dataframe[0].value)
    assert shown > 0
    visitor.type("travel", 1)
    assert visitor.widget("activity_event").value == [bought]
    assert visitor.says(t("activity.none"))
    visitor.open("offering").click("past_present").open("activity")
    assert visitor.widget("activity_event").value == [bought]
    assert len(visitor.app.dataframe[0].value) == shown


def test_the_marketplace_is_filtered_as_before_after_a_look_at_a_time_without_offerings():
    visitor = Visitor(bought_back()).open("marketplace").type("market_status", ["failed"])
    visitor.type("market_search", "q")
    visitor.desk.looking_at = 0
    assert visitor.run().says(t("market.empty"))
    visitor.click("past_present")
    assert visitor.widget("market_status").value == ["failed"]
    assert visitor.widget("market_search").value == "q"
    assert visitor.says(t("market.none"))


def test_a_sandbox_that_is_moved_on_for_decades_has_days_and_no_dates():
    visitor = Visitor(live(), SUPPORTER)
    visitor.sandbox.advance_to(10**9 + 5)
    visitor.sandbox.submit(Fund(SUPPORTER, 1))
    moment = f.clock(10**9 + 5, dated=False)
    assert visitor.open("activity").says(t("sidebar.clock", time=moment))
    assert moment in set(visitor.app.dataframe[0].value[plain("column.time")])
    visitor.type("travel", len(visitor.sandbox.ledger) - 1)
    assert not any("1970" in text or "2001" in text for text in visitor.texts())


def test_the_banner_steps_back_and_forward_and_returns_to_the_present():
    visitor = travelled(2)
    assert visitor.click("past_forward").desk.looking_at == 3
    assert visitor.click("past_back").click("past_back").desk.looking_at == 1
    assert visitor.click("past_back").desk.looking_at == 0
    assert not visitor.enabled("past_back")
    assert visitor.says(in_markdown(plain("past.start")))
    assert visitor.click("past_present").desk.looking_at is None
    assert visitor.enabled("undo")


def test_the_last_step_forward_stays_to_name_the_last_event():
    visitor = travelled(TOTAL - 1).click("past_forward")
    assert visitor.desk.looking_at == TOTAL
    assert not visitor.enabled("past_forward")
    assert visitor.click("past_present").desk.looking_at is None
    assert visitor.widget("travel").value == TOTAL


@LENGTHS
def test_continuing_from_an_event_plays_on_with_the_whole_act_that_holds_it(length):
    visitor = travelled(length)
    left = visitor.sandbox
    visitor.click("past_branch")
    twin = left.branch(length)
    assert visitor.sandbox is not left
    assert visitor.sandbox.ledger.head == twin.ledger.head
    assert visitor.desk.looking_at is None
    visitor.click("clock_minute")
    assert visitor.sandbox.head().now == twin.head().now + 60
    assert len(left.ledger) == TOTAL


def test_the_line_left_behind_is_kept_and_returned_to():
    visitor = travelled(8)
    before = visitor.state
    visitor.click("past_branch").click("clock_minute")
    branched = visitor.state
    assert visitor.says(t("activity.line", name=plain("past.line", number=1), count=TOTAL))
    visitor.click("line_0")
    assert visitor.state == before
    visitor.click("line_0")
    assert visitor.state == branched


def test_a_branch_can_buy_what_was_never_bought():
    visitor = travelled(6).click("past_branch").open("offering", "curve")
    raised = visitor.offering.raised
    visitor.type("buy_amount", "33").click("buy")
    assert visitor.offering.raised > raised
    assert visitor.complaints() == []


def test_an_event_after_the_last_one_shown_does_not_change_the_past():
    visitor = travelled(6).open("offering")
    shown = visitor.metric("headline.raised")
    visitor.sandbox.advance(10)
    assert visitor.run().metric("headline.raised") == shown


def test_the_first_accounts_money_is_not_undone_on_any_timeline():
    visitor = Visitor().click("clock_day").open("activity").type("travel", 2).click("past_branch")
    assert not visitor.enabled("undo")
    visitor.click("line_0")
    assert visitor.enabled("undo")
    assert not visitor.click("undo").enabled("undo")
    assert len(visitor.sandbox.steps) == 3
