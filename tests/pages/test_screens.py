"""Every screen in every status: what a person must find there."""

from __future__ import annotations

import json

import pytest

from fomo_core import commands as cmd
from fomo_core import presets
from fomo_core.backends.sandbox import Sandbox
from fomo_core.display import format as f
from fomo_core.display import prices, summary, tables
from fomo_core.display.drawing import curves
from fomo_core.display.drawing.amounts import for_table
from fomo_core.display.drawing.emblem import emblem_address
from fomo_core.display.format import in_markdown
from fomo_core.display.ownership import holdings, stakes
from fomo_core.display.text import plain, t
from fomo_core.history import Histories
from fomo_core.revenue import usage_that_burns
from fomo_core.units import USD, WAD
from tests.builders import ISSUER, ROOT, SUPPORTER, succeeded
from tests.pages.states import STATES, STATUS
from tests.pages.visitor import TABS, Visitor, not_now
from tests.screens import PAGES

OFFERED = pytest.mark.parametrize("name", STATUS)
POOLS = ("graduated", "claimed", "swapped", "bought_back")
STAGES = [
    t(f"stage.{name}") for name in ("launch", "raise", "outcome", "graduation", "trading", "usage", "buyback")
]
NO_POOL = [name for name in STATUS if name not in POOLS]


def at(name: str, account: str = SUPPORTER) -> Visitor:
    return Visitor(STATES[name](), account)


def histories(visitor: Visitor) -> Histories:
    folded = Histories(visitor.sandbox.protocol.parameters)
    folded.extend(visitor.sandbox.events())
    return folded


# --- every screen, every status, every tab ---


def test_no_screen_is_left_out_of_the_tests():
    drawn = {path.stem for path in (ROOT / "pages").glob("*.py")}
    assert set(PAGES) == drawn


@pytest.mark.parametrize("name", STATES)
@pytest.mark.parametrize("page", PAGES)
def test_every_screen_opens_without_a_complaint_and_changes_nothing(page, name):
    visitor = at(name)
    before = visitor.state
    for tab in TABS[page][1] if page in TABS else (None,):
        visitor.open(page, tab)
        assert visitor.complaints() == []
        title = t("home.title") if page == "home" else t(f"nav.{page}")
        assert [title] == [shown.value for shown in visitor.app.title]
    assert visitor.state == before


#: The states whose pasts go through all others: of one that has just begun, and of one that has ended in each way.
PASTS = ("empty", "live", "succeeded", "redeemed", "bought_back")


@pytest.mark.parametrize("name", PASTS)
@pytest.mark.parametrize("page", PAGES)
def test_every_screen_opens_in_the_past(page, name):
    visitor = at(name)
    total = len(visitor.sandbox.ledger)
    for length in {0, 1, total // 2, total - 1}:
        visitor.desk.looking_at = length
        for tab in TABS[page][1] if page in TABS else (None,):
            visitor.open(page, tab)
            assert visitor.complaints() == []
            assert visitor.has("past_present")


#: How Streamlit writes a number as a browser's country does.
LOCALISED = {"localized", "percent", "dollar", "euro", "yen", "compact", "scientific", "engineering"}


@pytest.mark.parametrize("page", PAGES)
def test_numbers_in_tables_look_alike_in_every_country(page):
    visitor = at("bought_back", ISSUER)
    for tab in TABS[page][1] if page in TABS else (None,):
        for table in visitor.open(page, tab).app.dataframe:
            drawn = json.loads(table.proto.columns or "{}")
            formats = {name: column.get("type_config", {}).get("format") for name, column in drawn.items()}
            assert LOCALISED.isdisjoint(formats.values())
            for name in table.value.select_dtypes("float").columns:
                assert formats[name].startswith("%"), (page, name)


@pytest.mark.parametrize("page", PAGES)
def test_every_screen_says_that_this_is_a_sandbox(page):
    assert t("sidebar.sandbox") in [text for _, _, text in at("live").open(page).badges()]


# --- no offering yet ---


@pytest.mark.parametrize(
    ("page", "text"),
    [
        ("home", "home.no_offering"),
        ("marketplace", "market.empty"),
        ("offering", "part.no_offering"),
        ("trade", "part.no_offering"),
        ("economy", "part.no_offering"),
        ("portfolio", "portfolio.empty"),
    ],
)
def test_an_empty_sandbox_says_what_to_do_next(page, text):
    visitor = Visitor().open(page)
    assert visitor.says(t(text))
    if page != "home":
        assert {link.label for link in visitor.app.page_link} >= {t("part.go_launch"), t("part.go_home")}


def test_a_first_visit_has_three_funded_accounts_and_their_log():
    visitor = Visitor().open("activity")
    assert visitor.sandbox.world.accounts() == ["issuer", "supporter", "bystander"]
    fee = visitor.sandbox.protocol.parameters.launch_fee
    assert set(visitor.sandbox.world.flock.values()) == {10 * fee}
    assert visitor.says(t("sidebar.balance", balance=f.flock(10 * fee)))
    assert len(visitor.app.dataframe[0].value) == 3


# --- home ---


@OFFERED
def test_home_says_where_the_chosen_offering_stands(name):
    visitor = at(name).open("home")
    status = plain(f"status.{STATUS[name]}")
    assert visitor.says(t("home.standing", name=visitor.offering.name, status=status))


@pytest.mark.parametrize(
    ("name", "done", "next_stage"),
    [
        ("live", ["launch"], "raise"),
        ("succeeded", ["launch", "raise", "outcome"], "graduation"),
        ("graduated", ["launch", "raise", "outcome", "graduation"], "trading"),
        ("swapped", ["launch", "raise", "outcome", "graduation", "trading"], "usage"),
        ("bought_back", ["launch", "raise", "outcome", "graduation", "trading", "usage", "buyback"], None),
        ("failed", ["launch", "raise"], None),
    ],
)
@pytest.mark.parametrize("page", ["home", "offering"])
def test_the_rail_marks_what_is_done_and_what_comes_next(page, name, done, next_stage):
    visitor = at(name).open(page)
    rail = [badge for badge in visitor.badges() if badge[2] in STAGES]
    assert [badge[2] for badge in rail] == STAGES
    assert [stage for colour, _, stage in rail if colour == "green"] == [t(f"stage.{name}") for name in done]
    here = [stage for colour, _, stage in rail if colour == "blue"]
    assert here == ([t(f"stage.{next_stage}")] if next_stage else [])
    stopped = [stage for colour, _, stage in rail if colour == "red"]
    assert stopped == ([t("stage.outcome")] if name == "failed" else [])


# --- marketplace ---


@OFFERED
def test_the_marketplace_lists_the_offering_with_its_status_and_progress(name):
    visitor = at(name).open("marketplace")
    offering, row = visitor.offering, visitor.app.dataframe[0].value.iloc[0]
    assert row[plain("column.offering")] == "Q Mini (QMINI)"
    assert row[plain("column.emblem")] == emblem_address("qmini", "QMINI")
    assert row[plain("column.status")] == plain(f"status.{STATUS[name]}")
    assert row[plain("column.raised")] == for_table(offering.raised)
    price = prices.spot_price(offering)
    assert row[plain("column.price")] == pytest.approx(price.flock / price.tokens)
    assert row[plain("column.to_minimum")] == f.percent_reached(offering.raised, offering.minimum_target)
    closed = plain("market.closed") == row[plain("column.time_left")]
    assert closed == (STATUS[name] != "live")


@OFFERED
def test_a_card_of_the_marketplace_opens_its_offering(name):
    visitor = at(name).open("marketplace").click("market_open_qmini")
    assert [title.value for title in visitor.app.title] == [plain("nav.offering")]
    assert visitor.offering.key == "qmini"


def test_an_empty_marketplace_opens_its_example_and_compares_offerings():
    visitor = Visitor().open("marketplace").click("market_example")
    assert len(visitor.app.dataframe[0].value) == 6
    visitor.type("market_compare", ["harbor"])
    assert visitor.says(t("market.compare_one"))
    visitor.type("market_compare", ["harbor", "night"])
    assert visitor.says(t("market.compare_raises"))
    assert not visitor.says(t("market.compare_none"))
    visitor.type("market_compare", ["scribe", "night"])
    assert visitor.says(t("market.compare_none"))


@pytest.mark.parametrize("wanted", ["live", "succeeded", "failed", "graduated"])
@OFFERED
def test_the_marketplace_filters_by_status(name, wanted):
    visitor = at(name).open("marketplace").type("market_status", [wanted])
    assert bool(visitor.app.dataframe) == (STATUS[name] == wanted)
    assert visitor.says(t("market.none")) == (STATUS[name] != wanted)


def test_the_filter_owned_shows_the_issuers_own_offerings_alone():
    assert at("live", ISSUER).open("marketplace").type("market_status", ["owned"]).app.dataframe
    assert not at("live", SUPPORTER).open("marketplace").type("market_status", ["owned"]).app.dataframe


@pytest.mark.parametrize(
    ("search", "found"), [("q MI", True), ("issuer", True), ("qmini", True), ("zz", False)]
)
def test_the_marketplace_searches_name_ticker_and_issuer(search, found):
    visitor = at("live").open("marketplace").type("market_search", search)
    assert bool(visitor.app.dataframe) == found


def three_offerings() -> Visitor:
    sandbox = STATES["live"]()
    for key, name in (("beta", "Beta"), ("alpha", "alpha")):
        sandbox.advance(10)
        sandbox.submit(cmd.Launch(ISSUER, key, "gemini-3-8-flash", name, key.upper()))
    return Visitor(sandbox, SUPPORTER).open("marketplace")


@pytest.mark.parametrize(
    ("order", "names"),
    [
        ("newest", ["alpha", "Beta", "Q Mini"]),
        ("progress", ["Q Mini", "Beta", "alpha"]),
        ("ending", ["Q Mini", "Beta", "alpha"]),
        ("price", ["Q Mini", "Beta", "alpha"]),
        ("name", ["alpha", "Beta", "Q Mini"]),
    ],
)
def test_the_marketplace_sorts(order, names):
    visitor = three_offerings().type("market_sort", order)
    listed = visitor.app.dataframe[0].value[plain("column.offering")]
    assert [label.partition(" (")[0] for label in listed] == names


def test_another_offering_can_be_chosen_on_its_screen():
    visitor = three_offerings().open("offering").type("offering", "beta")
    assert visitor.offering.key == "beta"
    visitor.open("trade")
    assert visitor.widget("offering").value == "beta"


@pytest.mark.parametrize("name", ["", "nothing", "<b>", "qmini"])
def test_a_link_to_an_offering_that_is_not_here_opens_another(name):
    visitor = Visitor(STATES["live"](), offering=name).open("offering")
    assert visitor.offering.key == "qmini"
    assert visitor.complaints() == []


def test_two_offerings_of_one_name_can_be_told_apart():
    sandbox = STATES["live"]()
    sandbox.submit(cmd.Launch(ISSUER, "qmini-2", "gemini-3-8-flash", "Q Mini", "QMINI"))
    options = Visitor(sandbox).open("offering").widget("offering").options
    assert len(set(options)) == 2


# --- offering ---


@OFFERED
def test_the_offering_shows_its_status_and_the_numbers_of_the_core(name):
    visitor = at(name).open("offering")
    offering, now = visitor.offering, visitor.sandbox.head().now
    assert t(f"status.{STATUS[name]}") in [text for _, _, text in visitor.badges()]
    assert visitor.metric("headline.raised") == f.flock(offering.raised)
    price = "headline.price" if offering.graduated_at is None else "headline.pool_price"
    assert visitor.metric(price) == prices.price_text(offering)
    assert visitor.metric("headline.sold") == f.share(offering.sold, offering.target_sale)
    left = f.duration(offering.end - now) if STATUS[name] == "live" else plain("market.closed")
    assert visitor.metric("headline.left") == left
    assert visitor.says(t("offering.reached", **prices.reached_texts(offering)))
    goal = offering.minimum_target
    assert prices.reached_texts(offering)["of_minimum"] == f"{100 * offering.raised // goal:,}%"


@OFFERED
def test_only_a_live_raise_has_a_form_to_buy(name):
    visitor = at(name).open("offering", "curve")
    assert visitor.has("buy_amount") == (STATUS[name] == "live")
    closed = [info.value for info in visitor.app.info]
    said = {"live": [], "redeemed": [stakes.closure_reason(visitor.offering, visitor.sandbox.head().now)]}
    assert closed == said.get(name, [t(f"offering.closed_{STATUS[name]}")])


def test_a_live_raise_shows_its_tax_clock():
    visitor = at("live").open("offering", "curve")
    offering, now = visitor.offering, visitor.sandbox.head().now
    rate = offering.tax_at(now, visitor.sandbox.protocol.parameters)
    assert visitor.metric("tax.now") == f.percent(rate) == "1.5%"
    assert visitor.metric("tax.price") == prices.taxed_price_text(offering, rate)
    assert visitor.metric("tax.next") == visitor.metric("tax.base") == plain("tax.done")


def test_the_tax_clock_counts_down_to_the_next_step():
    sandbox = STATES["empty"]()
    sandbox.submit(cmd.Launch(ISSUER, "qmini", "qwen3-30b-a3b-instruct", "Q Mini", "QMINI"))
    sandbox.advance(10)
    visitor = Visitor(sandbox).open("offering", "curve")
    assert visitor.metric("tax.now") == "89%"
    assert visitor.metric("tax.next") == plain("tax.next_value", rate="88%", time="1 s")
    assert visitor.metric("tax.base") == f.duration(98 - 10)


#: Which acts each status allows the supporter.
ALLOWED = {
    "live": set(),
    "succeeded": {"graduate"},
    "failed": {"redeem"},
    "redeemed": set(),
    "graduated": {"claim"},
    "claimed": {"release"},
    "swapped": {"release"},
    "bought_back": {"release"},
}
ACTS = {"graduate": cmd.Graduate, "claim": cmd.Claim, "redeem": cmd.Redeem, "release": cmd.Release}


@OFFERED
@pytest.mark.parametrize("act", ACTS)
def test_an_act_can_be_done_or_says_why_not(name, act):
    visitor = at(name).open("offering", "act")
    assert visitor.enabled(act) == (act in ALLOWED[name])
    expected = "" if act in ALLOWED[name] else not_now(visitor.refusal(ACTS[act](SUPPORTER, "qmini")))
    assert visitor.reason(act) == expected


@pytest.mark.parametrize(
    ("name", "act"),
    [("succeeded", "graduate"), ("failed", "redeem"), ("graduated", "claim"), ("claimed", "release")],
)
def test_an_allowed_act_does_what_the_core_does(name, act):
    visitor, twin = at(name).open("offering", "act"), STATES[name]()
    offering = visitor.offering
    said = {
        "account": SUPPORTER,
        "tokens": f.tokens(offering.claims[SUPPORTER], "QMINI"),
        "flock": f.flock(holdings.refundable(offering, SUPPORTER)),
    }
    visitor.click(act)
    twin.submit(ACTS[act](SUPPORTER, "qmini"))
    assert visitor.sandbox.ledger.head == twin.ledger.head
    assert visitor.notes() == [t(f"outcome.{act}_done", **said)]
    assert visitor.complaints() == []


def test_the_cards_say_what_there_is_to_claim_or_redeem():
    visitor = at("graduated").open("offering", "act")
    owed = f.tokens(visitor.offering.claims[SUPPORTER], "QMINI")
    assert visitor.says(t("outcome.claim_graduated", account=SUPPORTER, tokens=owed))
    visitor = at("failed").open("offering", "act")
    back = f.flock(visitor.offering.principal[SUPPORTER])
    assert visitor.says(t("outcome.redeem_failed", account=SUPPORTER, flock=back))


def test_a_bystander_can_claim_for_the_supporter():
    visitor = at("graduated", "sniper").open("offering", "act")
    owed = visitor.offering.claims[SUPPORTER]
    visitor.click("claim_for_button")
    assert visitor.offering.tokens == {SUPPORTER: owed}
    assert not visitor.has("claim_for_button")


@OFFERED
def test_purchases_and_holders_are_listed(name):
    visitor = at(name).open("offering", "purchases")
    past = histories(visitor).of("qmini")
    feed = visitor.app.dataframe[0].value
    assert len(feed) == len(past.purchases)
    assert list(feed[plain("column.paid")]) == [for_table(p.event.flock_in) for p in past.purchases[::-1]]
    visitor.open("offering", "holders")
    held = holdings.holders(visitor.offering)
    if STATUS[name] == "failed":
        assert visitor.says(t("outcome.claim_failed"))
        assert not visitor.app.dataframe
    elif held:
        assert visitor.says(t("offering.holders_about", top=holdings.concentration(held)))
    else:
        assert visitor.says(t("offering.no_holders"))


def test_the_issuers_words_are_shown_as_plain_text():
    assert [text.value for text in at("live").open("offering").app.text] == ["a small coder"]


# --- trade ---


@pytest.mark.parametrize("page", ["trade", "economy"])
@pytest.mark.parametrize("name", NO_POOL)
def test_without_a_pool_trade_and_economy_say_why(page, name):
    visitor = at(name).open(page)
    assert visitor.says(t(f"trade.closed_{STATUS[name]}", name="Q Mini"))
    assert not visitor.has("swap_amount")
    assert not visitor.has("usage_input")


@pytest.mark.parametrize("name", POOLS)
def test_trade_shows_the_pool_of_the_core(name):
    visitor = at(name).open("trade")
    offering = visitor.offering
    assert visitor.metric("pool.price") == prices.price_text(offering)
    assert visitor.metric("pool.flock") == f.flock(offering.pool_flock)
    assert visitor.metric("pool.tokens") == f.number(offering.pool_tokens)
    opening = histories(visitor).of("qmini").pool[0]
    assert visitor.metric("pool.opened") == f"{f.price(opening.flock, opening.tokens)} FLOCK"


def test_trade_sends_a_person_with_unclaimed_tokens_to_claim_first():
    visitor = at("graduated").open("trade").type("swap_sell", "token")
    assert visitor.says(t("swap.claim_first"))
    assert not at("claimed").open("trade").type("swap_sell", "token").says(t("swap.claim_first"))


# --- economy ---


@pytest.mark.parametrize("name", [name for name in POOLS if name != "bought_back"])
def test_economy_without_a_settlement_asks_for_one(name):
    visitor = at(name).open("economy")
    assert visitor.says(t("economy.none"))
    assert visitor.enabled("route")


def test_economy_shows_what_the_buybacks_did():
    visitor = at("bought_back").open("economy")
    offering, past = visitor.offering, histories(visitor).of("qmini")
    without = past.pool_without_buyback[-1]
    supply = offering.token_supply(visitor.sandbox.protocol.parameters)
    assert visitor.metric("buyback.price") == prices.price_text(offering)
    assert visitor.metric("buyback.price_without") == f"{f.price(without.flock, without.tokens)} FLOCK"
    assert visitor.metric("buyback.supply") == f.number(supply)
    assert visitor.metric("buyback.burned") == f.share(offering.tokens_burned, 10**24)
    visitor.open("economy", "table")
    assert list(visitor.app.dataframe[0].value[plain("column.usage")]) == [30.0, 20.0]


def test_economy_itemises_the_settlement_as_the_core_computes_it():
    visitor = at("claimed").open("economy")
    visitor.put("usage_input", "10").put("usage_output", "20").type("usage_price", "0.04")
    model = visitor.sandbox.protocol.models[visitor.offering.model]
    usage = 10 * model.input_price_usd + 20 * model.output_price_usd
    routed = visitor.sandbox.quote(cmd.RouteRevenue("qmini", usage, 4_000_000)).events[0]
    assert visitor.line("revenue.usage") == in_markdown(f.usd(usage))
    assert usage == 18_000_000
    assert visitor.line("revenue.net") == in_markdown(f.usd(routed.net_usd))
    assert visitor.line("revenue.burned") == in_markdown(f.tokens(routed.tokens_burned, "QMINI"))
    assert visitor.line("route.treasury") == in_markdown(f.flock(routed.treasury))
    assert visitor.app.get("plotly_chart")


@pytest.mark.parametrize("share", [6_000, 8_000, 9_500])
def test_economy_tells_the_usage_that_burns_a_hundredth_at_any_cost_share(share):
    visitor = at("claimed").open("economy")
    model = visitor.sandbox.protocol.models[visitor.offering.model]
    visitor.type(f"cost_{model.id}", share)
    told = visitor.metric("burn.one_percent")
    assert told.endswith(" USD")
    buyback = summary.pool_buyback(
        visitor.offering,
        visitor.sandbox.protocol.parameters,
        share,
        visitor.sandbox.protocol.parameters.flock_price,
    )
    usage = usage_that_burns(10**22, buyback)
    assert told == f.usd(usage)
    # Settling so much burns a hundredth; another share than the model's own is only looked at.
    own = share == model.cost_bps
    assert visitor.has("route") == own
    assert visitor.says(t("cost.as_if", share=f.percent(share), own=f.percent(model.cost_bps))) != own
    if own:
        visitor.sandbox.submit(cmd.RouteRevenue("qmini", usage, 3_880_000))
        assert visitor.offering.tokens_burned >= 10**22


def test_a_cost_share_changes_what_a_settlement_would_bring():
    visitor = at("claimed").open("economy")
    model = visitor.sandbox.protocol.models[visitor.offering.model]
    before = visitor.state
    cost = visitor.line("revenue.cost")
    visitor.type(f"cost_{model.id}", 9_500)
    assert visitor.line("revenue.cost") != cost
    assert visitor.line("revenue.usage").startswith(visitor.line("revenue.usage").split()[0])
    assert visitor.state == before


def test_launch_and_forecast_tell_the_usage_that_burns_a_hundredth():
    visitor = at("empty", ISSUER).open("launch")
    model = next(iter(visitor.sandbox.protocol.models.values()))
    for share in (6_000, 9_500):
        visitor.type(f"cost_{model.id}", share)
        for end in ("minimum", "maximum"):
            raised = getattr(model, f"{end}_target")
            opened = summary.opened_buyback(model, visitor.sandbox.protocol.parameters, share, raised)
            assert visitor.metric(f"burn.at_{end}") == f.usd(usage_that_burns(10**22, opened))
    assert visitor.open("forecast").metric("burn.one_percent").endswith(" USD")


# --- portfolio ---


@pytest.mark.parametrize("account", [ISSUER, SUPPORTER, "sniper"])
@OFFERED
def test_the_portfolio_shows_the_numbers_of_the_core(name, account):
    visitor = at(name, account).open("portfolio")
    world, now = visitor.sandbox.world, visitor.sandbox.head().now
    held = holdings.stakes_of(world, histories(visitor), account, now)
    assert visitor.metric("portfolio.flock") == f.number(world.flock[account])
    rows = {row.label: row.value for row in stakes.portfolio_rows(held, world.flock[account])}
    for key in ("sold_now", "all_sold", "profit", "back"):
        assert visitor.metric(f"portfolio.{key}") == rows[plain(f"portfolio.{key}")]
    assert visitor.says(t("portfolio.empty")) == (not held)
    everyone = visitor.app.dataframe[-1].value
    assert list(everyone[plain("column.account")]) == world.accounts()
    assert visitor.says(
        t("portfolio.treasury", treasury=f.flock(world.treasury_flock), burned=f.flock(world.burned_flock))
    )


def test_what_comes_back_to_a_supporter_of_a_live_raise_is_the_principal():
    visitor = at("live").open("portfolio")
    assert visitor.metric("portfolio.back") == f.number(visitor.offering.principal[SUPPORTER])
    assert at("redeemed").open("portfolio").metric("portfolio.back") == f.number(0)


# --- activity ---


@pytest.mark.parametrize("name", STATES)
def test_activity_lists_every_event_the_latest_first(name):
    visitor = at(name).open("activity")
    entries = list(visitor.sandbox.events())
    shown = visitor.app.dataframe[0].value
    assert list(shown[plain("column.number")]) == list(range(len(entries), 0, -1))
    kinds = [plain(f"event.{type(entry.event).__name__}") for entry in entries]
    assert list(shown[plain("column.event")]) == kinds[::-1]


def test_activity_filters_by_event_account_and_offering():
    visitor = at("bought_back").open("activity")
    visitor.put("activity_event", [plain("event.Swapped")]).type("activity_account", [SUPPORTER])
    assert list(visitor.app.dataframe[0].value[plain("column.account")]) == [SUPPORTER]
    visitor.put("activity_event", []).put("activity_account", []).type("activity_offering", ["qmini"])
    shown = visitor.app.dataframe[0].value
    assert set(shown[plain("column.offering")]) == {"qmini"}
    funded = 3
    assert len(shown) == len(visitor.sandbox.ledger) - funded


# --- parameters ---


@pytest.mark.parametrize("preset", ["mainnet", "minimal"])
def test_every_parameter_is_listed_with_its_source(preset):
    visitor = Visitor(Sandbox(presets.load(preset))).open("parameters", "numbers")
    protocol = visitor.sandbox.protocol
    shown = visitor.app.table[0].value
    expected = tables.parameters(protocol)
    assert len(shown) == len(expected)
    for setting, value in zip(shown[plain("column.setting")], expected[plain("column.setting")]):
        assert setting.startswith(in_markdown(value))
    sources = {in_markdown(plain(f"source.{note.source}")) for note in protocol.notes.values()}
    assert set(shown[plain("column.source")]) == sources


def test_every_model_and_reading_of_the_tax_is_listed():
    visitor = Visitor().open("parameters", "models")
    models = visitor.sandbox.protocol.models.values()
    assert list(visitor.app.dataframe[0].value[plain("column.model")]) == [model.name for model in models]
    prices = visitor.app.dataframe[0].value[plain("column.input_price")]
    assert list(prices) == [model.input_price_usd / USD for model in models]
    visitor.open("parameters", "tax")
    shown = visitor.app.dataframe[0].value
    first = shown[shown[plain("column.step")] == 0].iloc[0]
    assert [first[plain(f"reading.{name}")] for name in "ABC"] == ["99%", "99%", "100%"]


def test_two_curves_can_be_overlaid_for_any_model():
    visitor = Visitor().open("parameters", "curves")
    for model in visitor.sandbox.protocol.models:
        visitor.type("overlay_model", model)
        assert len(visitor.app.get("plotly_chart")) == 1
    visitor.put("overlay_reserve", 20_000).type("overlay_multiple", 30)
    assert visitor.complaints() == []


# --- launch ---


def test_the_launch_screen_shows_what_the_platform_fixes_for_each_model():
    visitor = Visitor().open("launch")
    for key, model in visitor.sandbox.protocol.models.items():
        visitor.type("launch_model", key)
        assert visitor.metric("model.minimum") == f.flock(model.minimum_target)
        assert visitor.metric("model.maximum") == f.flock(model.maximum_target)
        curve = summary.model_curve(model, visitor.sandbox.protocol.parameters)
        assert visitor.metric("model.first_price") == f"{f.price(*curve.spot_price(0))} FLOCK"
        assert curves.spot(curve, 0) > 0
    assert not visitor.has("launch")
    assert visitor.says(t("launch.fill_in"))


def test_a_pool_that_opens_above_the_curves_last_price_is_told_where_a_launch_is_planned():
    few = {"liquidity_tokens": str(10_000 * WAD), "treasury_tokens": str(290_000 * WAD)}
    for page in ("launch", "preview"):
        visitor = Visitor(Sandbox(presets.load("mainnet", few))).open(page)
        told = [warning.value for warning in visitor.app.warning]
        assert any("opens up to 800% above the curve's last price" in text for text in told), told
        plain_visitor = Visitor(Sandbox(presets.load("mainnet"))).open(page)
        assert not [w for w in plain_visitor.app.warning if "last price" in w.value]


def test_a_raise_that_nobody_graduated_in_time_offers_its_principal_back():
    sandbox = succeeded()
    window_s = sandbox.protocol.parameters.graduation_window_s
    waits = plain("outcome.redeem_succeeded", account=SUPPORTER, flock="1,050.00 FLOCK", window="30 min")
    abandoned = plain("outcome.redeem_abandoned", account=SUPPORTER, flock="1,050.00 FLOCK")
    for seconds, told, open_now in ((window_s - 1, waits, False), (1, abandoned, True)):
        sandbox.advance(seconds)
        visitor = Visitor(sandbox, SUPPORTER).open("offering", "act")
        assert told in [caption.value for caption in visitor.app.caption]
        assert visitor.app.button(key="redeem").disabled != open_now


# --- launch and preview ---


def test_a_launch_s_cost_is_shown_before_it_has_a_name():
    visitor = at("empty", ISSUER).open("launch").type("launch_first_buy", "100")
    assert visitor.says(t("launch.fill_in"))
    named = at("empty", ISSUER).open("launch").type("launch_first_buy", "100")
    named.type("launch_name", "Ada").type("launch_symbol", "ADA")
    for key in ("launch.fee", "launch.first_buy", "launch.total"):
        assert visitor.line(key) == named.line(key)
    assert not visitor.has("launch")
    assert named.has("launch")


def test_a_preview_and_a_launch_take_each_other_s_model_and_first_buy():
    visitor = at("empty", ISSUER).open("preview").type("preview_model", "kimi-k3")
    visitor.type("preview_first_buy", "70").click("preview_launch")
    assert visitor.app.title[0].value == t("nav.launch")
    assert (visitor.widget("launch_model").value, visitor.widget("launch_first_buy").value) == (
        "kimi-k3",
        "70",
    )
    visitor.open("launch").type("launch_first_buy", "80").click("launch_preview")
    assert visitor.app.title[0].value == t("nav.preview")
    assert (visitor.widget("preview_model").value, visitor.widget("preview_first_buy").value) == (
        "kimi-k3",
        "80",
    )
