"""The review of an act, and what becomes of it: refused, failed, sped up, lost, done."""

from __future__ import annotations

from collections.abc import Callable

from fomo_core import commands as cmd
from fomo_core.backends.rpc.node import Node
from fomo_core.display import format as f
from fomo_core.display.acts import calls
from fomo_core.display.text import plain, t
from fomo_core.errors import SendUncertain
from fomo_core.units import WAD
from tests.pages.live.steps import (
    SIGN,
    asked_to_buy,
    bought_by_another,
    chain_of,
    holding_blocks,
    links,
    name_mine,
    told,
)
from tests.pages.visitor import Visitor


def test_the_review_says_who_signs_where_what_it_costs_and_brings_in_all(raising):
    visitor, chain, key = raising
    account = visitor.desk.account
    asked_to_buy(visitor)
    local = plain("review.chain", title="Local chain", id=31337)
    assert visitor.says(t("review.signer", account=account, chain=local))
    assert visitor.app.button(SIGN).label == t("review.sign_node", account=f.account(account), chain=local)
    chain.sync()
    got = chain.quote(cmd.Buy(account, key, 10 * WAD)).events[0].mt_allocated
    gets = plain("call.allocated", tokens=f.tokens(got, "QMINI"))
    assert visitor.says(t("review.total", leaves=f.cost(10 * WAD), gets=gets))
    assert any(text.startswith("Gas: about 0.0") and "ETH" in text for text in visitor.texts())
    assert [node.value for node in visitor.app.code] == [visitor.desk.live.proposal.prepared.calls[0].data]


def test_a_new_quote_makes_what_the_chain_refuses_acceptable_with_the_same_margin(raising):
    visitor, chain, key = raising
    asked_to_buy(visitor)
    old = visitor.desk.live.proposal
    bought_by_another(chain, key)
    visitor.click("live_look")
    assert visitor.says("less than your minimum of")
    assert not visitor.enabled(SIGN)
    visitor.click("sign_renew")
    new = visitor.desk.live.proposal
    assert new.command.min_tokens_out == old.command.min_tokens_out * new.expected // old.expected
    assert new.command.deadline >= old.command.deadline
    assert visitor.enabled(SIGN)
    visitor.click(SIGN)
    assert visitor.desk.live.proposal is None
    assert chain_of(visitor).world.offerings[key].claims[visitor.desk.account] == new.expected


def test_a_purchase_that_fails_in_its_block_says_that_it_did_not_happen_and_what_it_cost(raising):
    visitor, chain, _key = raising
    asked_to_buy(visitor)
    account, node = visitor.desk.account, chain.node
    before = int(node.call("eth_getBalance", [account, "latest"]), 16)
    with holding_blocks(node):
        visitor.click(SIGN)
        assert visitor.says(t("review.title_sent", step=1, count=1))
        # Before its block comes, its time has passed.
        node.call("evm_setNextBlockTimestamp", [visitor.desk.live.proposal.command.deadline + 1])
        node.call("evm_mine", [])
    visitor.run()
    assert visitor.desk.live.proposal is None
    paid = before - int(node.call("eth_getBalance", [account, "latest"]), 16)
    assert paid > 0
    spent = plain("call.spent", fee=calls.gas(paid))
    assert any("It did not happen." in text and spent in text for text in told(visitor))
    assert not any("Nothing changed" in text for text in told(visitor))
    mined = visitor.desk.live.ended.mined
    assert visitor.says(t("ended.failed", hash=mined.hash, block=f"{mined.block:,}"))


def test_what_was_done_names_its_transaction_and_block_until_it_is_put_away(raising):
    visitor, chain, _ = raising
    asked_to_buy(visitor).click(SIGN)
    sent = chain.node.call("eth_getBlockByNumber", ["latest", False])
    done = t("ended.done", hash=sent["transactions"][0], block=f"{int(sent['number'], 16):,}")
    assert visitor.says(done)
    visitor.click("ended_away")
    assert not visitor.says(done)


def test_what_was_done_and_the_log_link_to_the_explorer(fresh, seated_at, monkeypatch, tmp_path):
    url, chain = fresh
    name_mine(chain.actor.addresses.launchpad, monkeypatch, tmp_path)
    visitor = seated_at(url, "", "mine")
    visitor.unfold("faucet").type("faucet_amount", "5").click("faucet_give").click(SIGN)
    link = f"https://explorer.example/tx/{visitor.desk.live.ended.mined.hash}"
    assert link in links(visitor)
    logged = visitor.open("activity").app.dataframe[0].value
    assert list(logged[plain("column.transaction")]) == [link]


def test_an_account_without_ether_gets_some_before_it_signs(raising):
    visitor, chain, _ = raising
    chain.node.call("anvil_setBalance", [visitor.desk.account, "0x0"])
    asked_to_buy(visitor)
    assert not visitor.enabled(SIGN)
    assert any("get more for the gas first" in text for text in told(visitor))
    visitor.click("sign_ether")
    assert visitor.enabled(SIGN)
    assert not visitor.has("sign_ether")


def test_a_transaction_whose_sending_is_uncertain_is_looked_for_and_not_sent_again_by_itself(
    raising, monkeypatch
):
    visitor, _chain, key = raising
    asked_to_buy(visitor)
    own, account = chain_of(visitor), visitor.desk.account
    send = own.actor.send

    def uncertain(*arguments):
        send(*arguments)
        raise SendUncertain(endpoint="here")

    monkeypatch.setattr(own.actor, "send", uncertain)
    visitor.click(SIGN)
    assert not any("Nothing" in text for text in told(visitor))
    visitor.run()
    assert visitor.desk.live.proposal is None
    assert visitor.desk.live.ended.done
    assert len(chain_of(visitor).world.offerings[key].principal) == 1
    assert visitor.desk.live.ended.mined.sender == account


def test_a_node_that_can_t_say_whether_it_was_sent_is_told_as_that(raising, monkeypatch):
    visitor, _, _ = raising
    asked_to_buy(visitor)

    def uncertain(*arguments):
        raise SendUncertain(endpoint="here")

    monkeypatch.setattr(chain_of(visitor).actor, "send", uncertain)
    visitor.click(SIGN)
    assert any("it may have been sent" in text for text in told(visitor))
    assert not visitor.has(SIGN)
    visitor.click("sign_again")
    assert visitor.enabled(SIGN)


def signed_and_replaced(visitor: Visitor, node: Node, other: Callable[[dict], dict]) -> str:
    """Sign, and put another transaction in the place of what was sent before a block has it; the first one's hash."""
    with holding_blocks(node):
        visitor.click(SIGN)
        sent = visitor.desk.live.proposal.tx_hash
        old = node.call("eth_getTransactionByHash", [sent])
        node.call("eth_sendTransaction", [other(old) | {"gasPrice": hex(10**11)}])
        node.call("evm_mine", [])
    visitor.run()
    return sent


def test_an_act_that_was_sped_up_is_told_as_done(raising):
    visitor, chain, key = raising
    asked_to_buy(visitor)

    def again(old):
        return {name: old[name] for name in ("from", "to", "gas", "nonce")} | {"data": old["input"]}

    sent = signed_and_replaced(visitor, chain.node, again)
    assert visitor.desk.live.proposal is None
    assert visitor.desk.live.ended.done
    assert visitor.desk.live.ended.mined.hash != sent
    assert chain_of(visitor).world.offerings[key].principal


def test_an_act_that_another_transaction_took_the_place_of_is_told_as_not_seen(raising):
    visitor, chain, _ = raising
    asked_to_buy(visitor)

    def nothing(old):
        return {"from": old["from"], "to": old["from"], "nonce": old["nonce"]}

    signed_and_replaced(visitor, chain.node, nothing)
    assert any("It was not seen to happen." in text for text in told(visitor))
    assert visitor.desk.live.proposal is None


def test_leftover_allowances_are_shown_and_taken_back(raising):
    visitor, chain, _ = raising
    any_flock = plain("allowing.any", unit=plain("call.flock"))
    assert visitor.says(t("allowing.line", spender=plain("allowing.launchpad"), amount=any_flock))
    visitor.click("take_back_0")
    assert visitor.says(t("review.about_take_back"))
    visitor.click(SIGN)
    assert visitor.notes() == [t("allowing.done", spender=plain("allowing.launchpad"))]
    visitor.run()
    assert not visitor.says(t("allowing.line", spender=plain("allowing.launchpad"), amount=any_flock))
    assert [each.spender for each in chain.actor.allowances(visitor.desk.account)] == ["pool", "router"]
