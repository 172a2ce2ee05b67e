"""Acts that a wallet signs, and who may sign what."""

from __future__ import annotations

import json

import pytest

from fomo_core import commands as cmd
from fomo_core.backends.evm import contracts
from fomo_core.display import format as f
from fomo_core.display.text import plain, t
from fomo_core.units import WAD
from tests.pages.live.steps import SIGN, asked_to_buy, bought_by_another, told, with_wallet
from tests.pages.visitor import Visitor
from ui.wallet.report import Failed, Lost


def to_wallet(visitor: Visitor) -> dict:
    """What the wallet's panel in the review is given."""
    given = [json.loads(part.proto.json) for part in visitor.app.get("bidi_component")]
    return next(each for each in given if each.get("request"))


def answered(visitor: Visitor, *kind: object) -> str:
    """Have the wallet answer the request at hand; its id."""
    made, *details = kind
    name = visitor.desk.live.proposal.request.id
    visitor.app.session_state["_wallet"].answers[name] = made(name, *details)
    visitor.run()
    return name


@pytest.fixture
def asking_wallet(raising):
    """A purchase that waits for a wallet's signature: the visitor, the chain, the account, the command."""
    visitor, chain, _ = raising
    account = visitor.desk.account
    asked_to_buy(with_wallet(visitor, account))
    return visitor, chain, account, visitor.desk.live.proposal.command


def test_a_wallet_is_not_offered_what_the_chain_refuses_and_is_again_with_a_new_quote(asking_wallet):
    visitor, chain, _, command = asking_wallet
    assert not to_wallet(visitor)["barred"]
    bought_by_another(chain, command.offering)
    visitor.click("live_look")
    assert to_wallet(visitor)["barred"] == plain("review.barred_refused")
    visitor.click("sign_renew")
    assert not to_wallet(visitor)["barred"]


@pytest.mark.parametrize("answer", [(Failed, -32603, "Internal error"), (Lost,)], ids=["fault", "silence"])
def test_what_a_wallet_sent_after_all_is_found_by_what_it_did(asking_wallet, answer):
    visitor, chain, account, command = asking_wallet
    answered(visitor, *answer)
    assert visitor.desk.live.proposal is not None
    assert visitor.has("sign_again")
    # The person confirms in the wallet's window, which was still open.
    act = visitor.desk.live.proposal.prepared.calls[0]
    sent = chain.actor.send(act, account, command)
    contracts.wait(chain.node, sent)
    visitor.run()
    assert visitor.desk.live.proposal is None
    assert visitor.desk.live.ended.done
    assert visitor.desk.live.ended.mined.hash == sent


def test_what_nothing_is_seen_of_goes_on_waiting_whatever_else_the_account_does(asking_wallet):
    visitor, chain, account, command = asking_wallet
    answered(visitor, Lost)
    chain.submit(cmd.Fund(account, WAD))
    visitor.run()
    assert visitor.desk.live.proposal.command == command
    assert not told(visitor)


def test_settling_says_who_may_instead_of_a_live_button(story, seated_at):
    visitor = seated_at(story[0], story[1].actor.addresses.launchpad)
    with_wallet(visitor, story[1].development.unlocked()[5]).open("economy")
    assert not visitor.enabled("route")
    reason = t("sign.platform_only", platform=story[1].actor.addresses.platform)
    assert visitor.says(t("part.not_now", reason=reason))
    with_wallet(visitor, story[1].actor.addresses.platform)
    assert visitor.enabled("route")


def test_settling_by_the_node_names_the_platform_as_its_signer(story, seated_at):
    visitor = seated_at(story[0], story[1].actor.addresses.launchpad).open("economy")
    visitor.click("route")
    platform, acting = story[1].actor.addresses.platform, visitor.desk.account
    assert acting != platform
    assert visitor.says(t("review.not_acting", acting=f.account(acting), signer=f.account(platform)))
    assert f.account(platform) in visitor.app.button(SIGN).label
    visitor.click("sign_cancel")


def test_who_only_looks_can_sign_nothing_and_is_told_so(story, seated_at):
    visitor = seated_at(story[0], story[1].actor.addresses.launchpad)
    visitor.type("signer", "").open("trade").type("swap_amount", "1")
    assert not visitor.enabled("swap")
    assert visitor.says(t("part.not_now", reason=t("sign.no_signer")))
