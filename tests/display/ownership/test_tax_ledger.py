"""The tax ledger: every purchase in exactly one line, and nothing lost between them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fomo_core import events as ev
from fomo_core import presets
from fomo_core.display.ownership import tax_ledger
from fomo_core.display.text import plain
from fomo_core.history import Histories, Purchase
from fomo_core.scenarios import scenario
from fomo_core.units import WAD
from tests.builders import parameters

MINUTE = 60


def purchase(at: int, buyer: str, tax: int) -> Purchase:
    """A purchase of 1,000 FLOCK that paid so much anti-sniping tax, and 15 FLOCK of fees."""
    net = 985 * WAD - tax
    event = ev.Purchased("qmini", buyer, 1_000 * WAD, net, 1, 10 * WAD, 5 * WAD, tax, 0)
    return Purchase(at, event, 0, 0)


MADE = [
    purchase(30, "sniper", 975 * WAD),
    purchase(59, "ada", 975 * WAD),
    purchase(60, "sniper", 965 * WAD),
    purchase(98 * MINUTE, "ben", 0),
]


def test_a_wallet_has_one_line_who_paid_most_tax_first():
    lines = tax_ledger.by_account(MADE)
    assert list(lines) == ["sniper", "ada", "ben"]
    assert lines["sniper"] == tax_ledger.TaxLine(2, 2_000 * WAD, 1_940 * WAD, 30 * WAD, 30 * WAD)
    assert lines["ben"].tax == 0


def test_a_minute_has_one_line_in_order():
    lines = tax_ledger.by_step(MADE, 0, MINUTE)
    assert {step: line.tax // WAD for step, line in lines.items()} == {0: 1_950, 1: 965, 98: 0}


@given(
    st.lists(st.builds(purchase, st.integers(0, 10**6), st.sampled_from("abc"), st.integers(0, 985 * WAD)))
)
def test_wallets_and_minutes_add_up_to_the_whole_and_each_line_to_what_was_paid(made):
    whole = tax_ledger.all_purchases(made)
    for lines in (tax_ledger.by_account(made), tax_ledger.by_step(made, 0, MINUTE)):
        assert tuple(map(sum, zip(*lines.values()))) == (whole if made else ())
        for line in lines.values():
            assert line.paid == line.tax + line.fees + line.principal


def test_the_tables_name_wallet_minute_and_what_never_comes_back():
    wallets = tax_ledger.accounts_table(MADE)
    assert list(wallets[plain("column.account")]) == ["sniper", "ada", "ben"]
    assert list(wallets[plain("column.tax")]) == [1_940.0, 975.0, 0.0]
    assert list(wallets[plain("column.lost")]) == ["98.5%", "99.0%", "1.5%"]
    steps = tax_ledger.steps_table(MADE, 0, MINUTE)
    assert list(steps[plain("column.after")]) == ["0 s", "1 min"]
    assert list(steps[plain("column.purchases")]) == [2, 1]


def test_the_picture_has_a_bar_for_each_minute_with_a_tax_and_ends_where_fees_are_left():
    figure = tax_ledger.figure(MADE, 0, parameters()).to_dict()
    (bars,) = figure["data"]
    assert list(bars["x"]) == [0.5, 1.5]
    assert list(bars["y"]) == [1_950.0, 965.0]
    assert figure["layout"]["xaxis"]["range"] == [0, 98]


def test_nothing_bought_is_an_empty_ledger():
    assert tax_ledger.all_purchases([]) == tax_ledger.TaxLine()
    assert len(tax_ledger.accounts_table([])) == len(tax_ledger.steps_table([], 0, MINUTE)) == 0


@pytest.mark.parametrize("path", presets.scenario_files(), ids=lambda path: path.stem)
def test_the_ledger_of_a_story_is_what_its_events_say(path):
    box = scenario.final_sandbox(scenario.load(path))
    histories = Histories(box.protocol.parameters)
    histories.extend(box.events())
    for key, past in histories.offerings.items():
        bought = [e.event for e in box.events() if isinstance(e.event, ev.Purchased) and e.event.token == key]
        taken = sum(event.anti_sniper_fee for event in bought)
        assert tax_ledger.all_purchases(past.purchases).tax == taken
        assert tax_ledger.summary(past.purchases)
