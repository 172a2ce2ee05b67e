"""The screens over a real chain, when all is well: they show what is on it, and that it is live."""

from __future__ import annotations

import pytest

from fomo_core import commands as cmd
from fomo_core.display import format as f
from fomo_core.display.format import in_markdown
from fomo_core.display.text import plain, t
from fomo_core.units import WAD
from tests.builders import SMALL
from tests.pages.live.steps import chain_of, links, name_mine
from tests.screens import PAGES
from ui.desk import store, views
from ui.live import connections


@pytest.mark.parametrize("page", PAGES)
def test_every_screen_shows_the_chain_and_says_that_it_is_live(page, story, seated_at):
    visitor = seated_at(story[0], story[1].actor.addresses.launchpad).open(page)
    assert ("orange", "bolt") in [(badge[0], badge[1]) for badge in visitor.badges()] or visitor.says("Live")
    assert visitor.says("**Local chain** · block ")
    assert not visitor.says(plain("sidebar.sandbox"))


@pytest.mark.parametrize(
    ("page", "tab"), [("offering", tab) for tab in ("curve", "act", "purchases", "holders", "progress")]
)
def test_every_tab_of_an_offering_opens(page, tab, story, seated_at):
    visitor = seated_at(story[0], story[1].actor.addresses.launchpad).open(page, tab)
    assert visitor.says("**Local chain** · block ")


def test_the_state_is_the_chain_s(story, seated_at):
    visitor = seated_at(story[0], story[1].actor.addresses.launchpad)
    assert chain_of(visitor).world == story[1].world
    assert visitor.says("numbers agree")


def test_a_chain_that_is_read_while_the_page_is_drawn_is_shown(story, seated_at, monkeypatch):
    look, refresh, late = views.current, connections.Connection.refresh, []

    def not_yet(connection, force=False):
        refresh(connection, force)
        if not late:
            late.append(connection.chain)
            connection.chain = None

    def too_early():
        found, connection = look(), store.desk().live.connection
        if connection.chain is None:
            connection.chain = late[0]
        return found

    monkeypatch.setattr(connections.Connection, "refresh", not_yet)
    monkeypatch.setattr(views, "current", too_early)
    visitor = seated_at(story[0], story[1].actor.addresses.launchpad)
    assert late[0] is not None
    assert visitor.has("make_block")
    assert visitor.says("**Local chain** · block ")


def test_the_log_of_a_chain_names_blocks_and_transactions(story, seated_at):
    visitor = seated_at(story[0], story[1].actor.addresses.launchpad).open("activity")
    table = visitor.app.dataframe[0].value
    places = [(f"{place.block:,}", place.transaction) for place in reversed(story[1].origins)]
    titles = [plain("column.block"), plain("column.transaction")]
    assert [tuple(row) for row in table[titles].values] == places


def test_a_token_is_named_by_its_address_and_linked_where_the_deployment_says(
    story, seated_at, monkeypatch, tmp_path
):
    name_mine(story[1].actor.addresses.launchpad, monkeypatch, tmp_path)
    visitor = seated_at(story[0], "", "mine").open("offering")
    key = visitor.desk.offering
    assert visitor.says(key)
    assert links(visitor) == [f"https://explorer.example/token/{key}"]


def test_an_issuers_address_says_whose_it_is(story, seated_at):
    visitor = seated_at(story[0], story[1].actor.addresses.launchpad).open("offering")
    (offering,) = story[1].world.offerings.values()
    visitor.type("account", offering.issuer)
    assert visitor.says(in_markdown(plain("part.you", account=f.account(offering.issuer))))
    other = next(name for name in chain_of(visitor).world.accounts() if name != offering.issuer)
    visitor.type("account", other)
    assert not visitor.says(in_markdown("(you)"))


def test_a_development_chain_is_not_called_real(story, seated_at):
    visitor = seated_at(story[0], story[1].actor.addresses.launchpad)
    for page in PAGES:
        shown = visitor.open(page).texts()
        assert not [text for text in shown if "real chain" in text.lower()]
    assert t("sidebar.live_help_development") in [
        node.proto.help for node in visitor.nodes() if hasattr(getattr(node, "proto", None), "help")
    ]


def test_the_account_chosen_stays_chosen_whatever_becomes_of_it(wealthy):
    visitor, chain, account = wealthy
    key = visitor.widget("account").key
    chain.submit(cmd.Launch(account, "q", SMALL, "Q Mini", "QMINI", first_buy_flock=WAD))
    visitor.click("live_look")
    shown = visitor.widget("account")
    assert plain("part.issuer", account=f.account(account)) in shown.options
    assert (visitor.desk.account, shown.value) == (account, account)
    # A list that stayed open while its labels changed would take the new label for another choice.
    assert shown.key != key
