"""Tables: their columns, their numbers, and an export that loses nothing."""

from __future__ import annotations

import csv
import io
import json

import pandas as pd
import pytest

from fomo_core import commands as cmd
from fomo_core import presets
from fomo_core.display import format as f
from fomo_core.display import prices, tables
from fomo_core.display.acts import log
from fomo_core.display.drawing.amounts import for_table
from fomo_core.display.market.tables import listings, marketplace
from fomo_core.display.ownership import holdings
from fomo_core.display.text import plain
from fomo_core.event_record import event_fields
from fomo_core.history import Histories
from fomo_core.ledger import Entry
from fomo_core.units import WAD
from tests.builders import ISSUER, SUPPORTER
from tests.pages.states import STATES, STATUS, bought_back, empty, live

ALL = pytest.mark.parametrize("name", STATES)


def histories_of(box) -> Histories:
    histories = Histories(box.protocol.parameters)
    histories.extend(box.events())
    return histories


def columns(*keys: str) -> list[str]:
    return [plain(f"column.{key}") for key in keys]


def test_every_table_is_headed_from_the_catalogue_even_when_it_is_empty():
    protocol, box = presets.load(), empty()
    histories = histories_of(box)
    expected = {
        ("emblem", "offering", "status", "raised", "to_minimum", "price", "market_value", "in_usd", "day_change", "time_left"):
            marketplace([]),
        ("after", "buyer", "paid", "tax", "fees", "principal", "tokens", "average"): tables.purchases([], 0),
        ("emblem", "ticker", "status", "tokens", "claims", "cost", "sold_now", "all_sold", "profit", "back", "price"): tables.portfolio([], 0),
        ("after", "usage", "net", "flock", "buyback", "burned_tokens", "burned_flock"): tables.settlements([], 0),
        ("number", "time", "event", "account", "offering", "amounts"): log.activity([]),
        ("parameter", "setting", "unit", "source", "meaning"): tables.parameters(protocol),
        ("account", "flock", "sold_now", "all_sold", "profit_all", "back"): tables.accounts(box.world, histories, 0),
        ("model", "tier", "minimum", "maximum", "input_price", "output_price", "cost_share", "curve", "source"):
            tables.models(protocol, presets.tier_titles()),
    }  # fmt: skip
    for keys, table in expected.items():
        assert list(table.columns) == columns(*keys)
        assert table.columns.is_unique


@pytest.mark.parametrize("name", STATUS)
def test_the_marketplace_row_of_each_status(name):
    box = STATES[name]()
    offering, now = box.world.offerings["qmini"], box.head().now
    listed = listings([offering], box.world, histories_of(box), now)
    (row,) = marketplace(listed).to_dict("records")
    assert row[plain("column.status")] == plain(f"status.{STATUS[name]}")
    assert row[plain("column.raised")] == for_table(offering.raised)
    exact = prices.spot_price(offering)
    assert row[plain("column.price")] == pytest.approx(exact.flock / exact.tokens, rel=1e-12)
    assert (row[plain("column.time_left")] == plain("market.closed")) == (STATUS[name] != "live")


def test_the_feed_of_purchases_is_the_newest_fifty():
    box = live()
    for _ in range(60):
        box.advance(1)
        box.submit(cmd.Buy(SUPPORTER, "qmini", WAD))
    past = histories_of(box).of("qmini")
    table = tables.purchases(past.purchases, 0)
    assert len(past.purchases) == 62
    assert len(table) == 50
    newest = past.purchases[-1].event
    first = table.iloc[0]
    assert first[plain("column.buyer")] == newest.buyer
    assert first[plain("column.average")] == pytest.approx(newest.flock_in / newest.mt_allocated)


def test_purchases_are_the_core_s_numbers():
    box = live()
    rows = tables.purchases(histories_of(box).of("qmini").purchases, 0).to_dict("records")
    assert [row[plain("column.paid")] for row in rows] == [300.0, 100.0]
    assert [row[plain("column.principal")] for row in rows] == [295.5, 31.0]
    # 69% at second 30, of which 1.5% are fees; fees alone at second 100.
    assert [row[plain("column.tax")] for row in rows] == [0.0, 67.5]
    assert [row[plain("column.fees")] for row in rows] == [4.5, 1.5]
    assert [row[plain("column.after")] for row in rows] == ["1 min 40 s", "30 s"]


@pytest.mark.parametrize("name", STATUS)
def test_the_portfolio_rows_are_the_holdings(name):
    box = STATES[name]()
    held = holdings.stakes_of(box.world, histories_of(box), SUPPORTER, box.head().now)
    (row,) = tables.portfolio(held, box.head().now).to_dict("records")
    (stake,) = held
    for key, amount in (("tokens", stake.tokens), ("claims", stake.claim), ("cost", stake.position.basis),
                        ("sold_now", stake.sold_now), ("all_sold", stake.all_sold), ("profit", stake.profit),
                        ("back", stake.back)):  # fmt: skip
        shown = row[plain(f"column.{key}")]
        assert (shown == for_table(amount)) if amount is not None else shown is None


@ALL
def test_every_account_has_its_row_with_the_sums_of_its_stakes(name):
    box = STATES[name]()
    now, histories = box.head().now, histories_of(box)
    table = tables.accounts(box.world, histories, now)
    assert list(table[plain("column.account")]) == box.world.accounts()
    for _, row in table.iterrows():
        account = row[plain("column.account")]
        held = holdings.stakes_of(box.world, histories, account, now)
        assert row[plain("column.flock")] == for_table(box.world.flock[account])
        profit = holdings.sum_known(held, lambda stake: stake.profit_all)
        shown = row[plain("column.profit_all")]
        assert (shown == for_table(profit)) if profit is not None else pd.isna(shown)


def test_what_all_accounts_share_is_computed_once_for_all_of_them(monkeypatch):
    asked = []
    monkeypatch.setattr(holdings, "sellable", lambda offering: asked.append(offering) or 10**30)
    box = bought_back()
    assert len(tables.accounts(box.world, histories_of(box), box.head().now)) > 2
    assert len(asked) == 1


@pytest.mark.parametrize("name", STATUS)
def test_holders_are_listed_with_their_share_of_all(name):
    offering = STATES[name]().world.offerings["qmini"]
    table = tables.holdings(offering)
    assert list(table[plain("column.account")]) == [account for account, _ in holdings.holders(offering)]
    whole = 100 if len(table) else 0
    assert whole - len(table) / 10 <= table[plain("column.share")].sum() <= whole + 1e-9


def test_settlements_are_listed_the_newest_first():
    box = bought_back()
    past, offering = histories_of(box).of("qmini"), box.world.offerings["qmini"]
    table = tables.settlements(past.settlements, offering.graduated_at)
    assert list(table[plain("column.usage")]) == [30.0, 20.0]
    assert list(table[plain("column.burned_tokens")]) == [
        for_table(s.event.tokens_burned) for s in reversed(past.settlements)
    ]


@ALL
def test_activity_names_actor_and_offering_of_every_event(name):
    box = STATES[name]()
    entries = list(box.events())
    table = log.activity(entries)
    for entry, row in zip(entries, table.to_dict("records")):
        assert row[plain("column.event")] == plain(f"event.{type(entry.event).__name__}")
        assert row[plain("column.offering")] == getattr(entry.event, "token", "")
        assert bool(row[plain("column.account")]) == (type(entry.event).__name__ != "OfferingDescribed")
        assert row[plain("column.account")] in log.event_line(entry)
    assert list(log.activity(entries, 7)[plain("column.number")])[:1] == [8]


def test_what_happened_on_a_chain_has_its_block_and_transaction_on_screen_and_in_the_export():
    box = STATES["live"]()
    entries, tx_hash = list(box.events()), "0x" + "ab" * 32
    # The last events were read after it was asked where they are.
    places = [None, *[(number, tx_hash) for number in range(1, len(entries) - 1)]]
    shown = log.activity(entries, places=places, link=lambda found: f"https://here/{found}")
    exported = list(csv.DictReader(io.StringIO(log.export(entries, places))))
    blocks = ["", *map(str, range(1, len(entries) - 1)), ""]
    assert list(shown[plain("column.block")]) == [row["block"] for row in exported] == blocks
    assert shown[plain("column.transaction")].iloc[1] == f"https://here/{tx_hash}"
    assert [row["transaction"] for row in exported[:2]] == ["", tx_hash]
    assert plain("column.block") not in log.activity(entries)


def test_revenue_is_settled_by_the_platform_and_a_description_by_nobody_of_its_own():
    entries = {type(entry.event).__name__: entry for entry in bought_back().events()}
    assert log.actor(entries["RevenueRouted"]) == plain("activity.platform")
    assert log.actor(entries["OfferingDescribed"]) == ""
    assert log.actor(entries["LaunchCreated"]) == ISSUER


@ALL
def test_the_export_holds_every_field_to_the_last_digit(name):
    box = STATES[name]()
    rows = list(csv.DictReader(io.StringIO(log.export(box.events()))))
    assert len(rows) == len(box.ledger)
    for number, (row, entry) in enumerate(zip(rows, box.events()), 1):
        assert (int(row["number"]), int(row["at_s"])) == (number, entry.at)
        assert row["event"] == type(entry.event).__name__
        assert json.loads(row["fields"]) == event_fields(entry.event)


@pytest.mark.parametrize("words", ["=1+1", "+cmd", "-1", "@x", "\t=1", 'a"b,c', "line\nbreak", "<b>"])
def test_no_cell_of_the_export_starts_a_formula(words):
    box = empty()
    box.submit(cmd.Fund(words, 1))
    text = log.export(box.events())
    rows = list(csv.reader(io.StringIO(text)))
    assert all(len(row) == 4 for row in rows)
    assert not [cell for row in rows for cell in row if cell[:1] in "=+-@\t"]
    assert json.loads(rows[-1][3])["account"] == words


@pytest.mark.parametrize("words", ["x;=1+1", "x;-1+1", "a\t@SUM(1)", "x|=cmd", ";+1", "=1;=2"])
def test_no_part_of_the_export_starts_a_formula_wherever_it_is_split(words):
    box = empty()
    box.submit(cmd.Fund(words, 1))
    text = log.export(box.events())
    for separator in ";\t|":
        parts = [part.strip("\" '") for line in text.splitlines() for part in line.split(separator)]
        assert not [part for part in parts if part[:1] in ("=", "+", "-", "@")]
    assert json.loads(list(csv.reader(io.StringIO(text)))[-1][3])["account"] == words


@pytest.mark.parametrize("words", ["=1+1", "+cmd", "-1+1", "@x", " =1", "x;=1+1", "\uff1d1+1"])
def test_no_cell_of_a_table_is_a_formula_where_a_browser_saves_it(words):
    box = empty()
    box.submit(cmd.Fund(words, WAD))
    histories = histories_of(box)
    for table in (tables.accounts(box.world, histories, 0), log.activity(list(box.events()))):
        texts = [cell for cell in table.to_numpy().ravel() if isinstance(cell, str)]
        parts = [part.strip() for text in texts for part in text.split(";")]
        assert not [part for part in parts if part[:1] in ("=", "+", "-", "@", "\uff1d")]
        assert f.spell(words) in [text.replace("\u2060", "") for text in texts]


def test_long_words_of_others_are_cut_in_every_table():
    box = empty()
    box.submit(cmd.Fund("x" * 10_000, WAD))
    histories = histories_of(box)
    for table in (tables.accounts(box.world, histories, 0), log.activity(list(box.events()))):
        assert table.map(lambda cell: len(str(cell))).max().max() <= 120
    assert len(log.event_line(list(box.events())[-1])) < 200


@pytest.mark.parametrize("preset", presets.names())
def test_every_parameter_has_its_row(preset):
    protocol = presets.load(preset)
    table = tables.parameters(protocol)
    names = [name for name in protocol.notes if hasattr(protocol.parameters, name)]
    assert list(table[plain("column.parameter")]) == [plain(f"parameter.{name}") for name in names]
    assert all(table[plain("column.setting")])
    assert all(table[plain("column.meaning")])


def test_parameters_are_written_for_reading():
    protocol = presets.load()
    shown = {
        name: tables.parameter_text(protocol, name)
        for name in protocol.notes
        if hasattr(protocol.parameters, name)
    }
    assert shown["total_supply"] == "1,000,000"
    assert shown["launch_fee"] == "32,768"
    assert shown["duration_s"] == "7 d"
    assert shown["protocol_fee_bps"] == "1%"
    assert shown["flock_price"] == "0.0388"
    assert shown["first_buy_pays_tax"] == plain("word.no")
    assert shown["tax_reading"] == "A"


def test_a_changed_parameter_says_so():
    table = tables.parameters(presets.load("mainnet", {"launch_fee": 5}))
    sources = dict(zip(table[plain("column.parameter")], table[plain("column.source")]))
    assert sources[plain("parameter.launch_fee")] == plain("source.changed")
    assert sources[plain("parameter.duration_s")] == plain("source.seed")


def test_models_are_the_catalogue():
    protocol = presets.load()
    table = tables.models(protocol, presets.tier_titles())
    for row, model in zip(table.to_dict("records"), protocol.models.values()):
        assert row[plain("column.maximum")] == model.maximum_target / WAD
        assert row[plain("column.input_price")] == model.input_price_usd / 10**6


def test_three_readings_side_by_side():
    protocols = {name: presets.load("mainnet", {"tax_reading": name}).parameters for name in "ABC"}
    table = tables.readings(protocols, (0, 50, 98, 99))
    rows = table.to_dict("records")
    assert [row["A"] for row in rows] == ["99%", "49%", "1.5%", "1.5%"]
    assert [row["B"] for row in rows] == ["99%", "50.5%", "2.5%", "1.5%"]
    assert [row["C"] for row in rows] == ["100%", "50%", "2%", "1%"]


def test_an_entry_in_one_line_names_what_who_and_how_much():
    entry = Entry(0, next(e.event for e in live().events() if type(e.event).__name__ == "Purchased"))
    line = log.event_line(entry)
    assert line.startswith(plain("event.Purchased"))
    assert SUPPORTER in line
    # 69% at second 30, of which 1.5% are fees.
    paid = [plain("amount.flock_in", value="100.00"), plain("amount.anti_sniper_fee", value="67.50")]
    assert ", ".join(paid) in line
    untaxed = [e.event for e in live().events() if type(e.event).__name__ == "Purchased"][-1]
    assert plain("amount.anti_sniper_fee", value="0.00") not in log.event_line(Entry(0, untaxed))
