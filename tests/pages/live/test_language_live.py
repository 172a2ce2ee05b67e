"""The screens over a chain, the review, and what stands there when something goes wrong, in the made-up language."""

from __future__ import annotations

import pytest

from fomo_core import deployments
from fomo_core.scenarios import onchain
from tests.builders import minimal
from tests.pages.live.steps import DEAD, NOWHERE, SIGN, asked_to_buy, bought_by_another, launched
from tests.pages.visitor import TABS, Visitor
from tests.pages.words.test_language import _WORD, data_words, made_up, others, outside, shown
from tests.screens import PAGES
from tools.anvil import running_anvil

__all__ = ["made_up"]

#: Functions of the contracts, as a review names them.
NAMES = {"buy", "approve", "launch"}


def found(visitor: Visitor) -> dict[str, set[str]]:
    """The texts with words outside brackets that are not other people's."""
    known, data = others(visitor) | NAMES, data_words(visitor)
    for deployment in deployments.load().values():
        data += [deployment.note, deployment.title]
    live = visitor.desk.live
    if live is not None:
        known |= named(live.connection.chain.world) if live.connection.chain else set()
    return {text: words for text in shown(visitor) if (words := outside(text, data) - known)}


def named(world) -> set[str]:
    said = [*world.accounts()]
    for o in world.offerings.values():
        said += [o.key, o.name, o.symbol, o.description, o.issuer]
    return {word for text in said for word in _WORD.findall(text)}


@pytest.mark.parametrize("page", PAGES)
def test_no_word_stands_outside_the_catalogue_over_a_chain(page, story, seated_at):
    visitor = seated_at(story[0], story[1].actor.addresses.launchpad)
    assert visitor.desk.live.connection.chain is not None
    for tab in TABS[page][1] if page in TABS else (None,):
        visitor.open(page, tab)
        assert not found(visitor), tab


def test_no_word_stands_outside_the_catalogue_where_an_allowance_is_reviewed(wealthy):
    visitor, chain, account = wealthy
    launched(chain, account)
    visitor.click("live_look").open("offering").type("buy_amount", "1000").click("buy")
    assert visitor.has(SIGN)
    assert not found(visitor)


def test_no_word_stands_outside_the_catalogue_in_a_review_and_its_refusal(raising):
    visitor, chain, key = raising
    asked_to_buy(visitor)
    assert visitor.has(SIGN)
    assert not found(visitor)
    bought_by_another(chain, key)
    visitor.click("live_look")
    assert visitor.complaints()
    assert not found(visitor)
    visitor.click("sign_renew").click(SIGN)
    assert visitor.notes()
    assert not found(visitor)


@pytest.mark.parametrize(
    ("reached", "deployment"), [(False, "local"), (True, "local"), (True, "base"), (False, "nowhere")]
)
def test_no_word_stands_outside_the_catalogue_without_a_chain(story, seated_at, reached, deployment):
    visitor = seated_at(story[0] if reached else NOWHERE, DEAD, deployment)
    assert visitor.complaints()
    assert {word for words in found(visitor).values() for word in words} <= {
        deployment,
        "Base",
        "Local",
        "chain",
    }


def test_no_word_stands_outside_the_catalogue_once_the_node_is_gone(seated_at):
    with running_anvil() as url:
        chain = onchain.deploy(onchain.node_at(url), minimal())
        visitor = seated_at(url, chain.actor.addresses.launchpad)
    visitor.click("live_look")
    assert visitor.complaints()
    assert not found(visitor)


def test_no_word_stands_outside_the_catalogue_where_an_address_is_refused(monkeypatch):
    monkeypatch.delenv("FOMO_RPC_URL", raising=False)
    visitor = Visitor().unfold("connect")
    visitor.put("chain_urls", "not an address").put("chain_launchpad", DEAD).click("connect_go")
    assert visitor.complaints()
    assert not {text for text in found(visitor) if text != "not an address"}
