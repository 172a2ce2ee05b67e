"""Acts on a real chain: reviewed, signed by the node, and seen in a block."""

from __future__ import annotations

from threading import Event

from fomo_core import commands as cmd
from fomo_core import decide
from fomo_core.display import format as f
from fomo_core.display.text import plain, t
from fomo_core.units import WAD
from tests.pages.live.steps import SIGN, chain_of, launched
from ui.signing import signing, trials


def test_a_drawing_decides_once_what_its_review_forecasts(wealthy, monkeypatch):
    visitor, chain, account = wealthy
    launched(chain, account)
    visitor.click("live_look").open("offering").type("buy_amount", "10").click("buy")
    decided, handler = [], decide._DECIDE[cmd.Buy]

    def noting(world, command, now, credit):
        decided.append(command)
        return handler(world, command, now, credit)

    monkeypatch.setitem(decide._DECIDE, cmd.Buy, noting)
    visitor.run()
    assert visitor.says(t("review.forecast"))
    assert decided.count(visitor.desk.live.proposal.command) == 1


def test_an_act_is_reviewed_then_signed_then_seen_on_the_chain(wealthy):
    visitor, chain, account = wealthy
    key = launched(chain, account)
    chain.node.call("evm_increaseTime", [150])
    chain.node.call("evm_mine", [])
    visitor.click("live_look").open("offering").type("buy_amount", "10")
    visitor.click("buy")
    assert visitor.says(t("review.title", step=1, count=1))
    assert visitor.says(t("review.equal"))
    assert (
        key not in chain_of(visitor).world.offerings or not chain_of(visitor).world.offerings[key].principal
    )
    visitor.click(SIGN)
    assert chain_of(visitor).world.offerings[key].principal[account] == 985 * WAD // 100
    assert not visitor.has(SIGN)
    assert visitor.app.session_state["buy_amount"] == ""


def test_what_is_said_afterwards_is_what_was_got_and_not_what_was_quoted(wealthy):
    visitor, chain, account = wealthy
    chain.development.approve_all([account])
    key = launched(chain, account)
    visitor.click("live_look").open("offering").type("buy_amount", "1000")
    quoted = chain.quote(cmd.Buy(account, key, 1_000 * WAD)).events[0].mt_allocated
    visitor.click("buy")
    # The tax falls while this waits for its signature.
    chain.node.call("evm_increaseTime", [90])
    visitor.click(SIGN)
    chain.sync()
    got = chain.world.offerings[key].claims[account]
    assert got > 10 * quoted
    paid = f.flock(1_000 * WAD)
    assert visitor.notes() == [t("buy.done", tokens=f.tokens(got, "QMINI"), paid=paid)]


def test_what_waits_can_t_be_signed_while_the_past_is_looked_at(wealthy):
    visitor, chain, account = wealthy
    launched(chain, account)
    visitor.click("live_look").open("offering").type("buy_amount", "1000").click("buy")
    assert visitor.has(SIGN)
    visitor.open("activity").type("travel", 1)
    assert visitor.says(t("past.locked"))
    assert not visitor.has(SIGN)
    visitor.click("past_present")
    assert visitor.has(SIGN)


def test_a_proposal_can_be_dropped_and_nothing_has_happened(wealthy):
    visitor, chain, _ = wealthy
    before = chain.head()
    visitor.unfold("faucet").type("faucet_amount", "5").click("faucet_give")
    assert visitor.has(SIGN)
    visitor.click("sign_cancel")
    assert not visitor.has(SIGN)
    chain.sync()
    assert chain.head()[1:] == before[1:]


def test_what_the_chain_would_refuse_can_t_be_signed(wealthy):
    visitor, chain, account = wealthy
    key = launched(chain, account)
    visitor.click("live_look").open("offering").type("buy_amount", "1000")
    # The raise ends between the button's drawing and its click.
    visitor.click("buy")
    chain.node.call("evm_increaseTime", [10_000])
    chain.node.call("evm_mine", [])
    visitor.run()
    assert visitor.says("The chain would refuse it")
    assert not visitor.enabled(SIGN)
    assert not chain_of(visitor).world.offerings[key].principal


def test_a_node_that_does_not_answer_holds_up_no_page(wealthy, monkeypatch):
    visitor, _, _ = wealthy
    own, answers = chain_of(visitor), Event()

    def hung(ask):
        return lambda *arguments: answers.wait(60) and ask(*arguments)

    monkeypatch.setattr(trials, "BRIEFLY_S", 0.01)
    with monkeypatch.context() as patched:
        patched.setattr(own.actor, "dry_run", hung(own.actor.dry_run))
        visitor.unfold("faucet").type("faucet_amount", "5").click("faucet_give")
        assert visitor.says(t("review.not_tried_yet"))
        assert not visitor.enabled(SIGN)
        asked = next(iter(visitor.desk.live.proposal.asked.values()))
        answers.set()
        assert asked.result(60).error is None
        assert signing.has_news(visitor.desk.live)
        assert visitor.run().says(plain("call.accepted"))
    answers.clear()
    with monkeypatch.context() as patched:
        patched.setattr(own.actor, "receipt", hung(own.actor.receipt))
        visitor.click(SIGN)
        assert visitor.says(t("review.title_sent", step=1, count=1))
        asked = visitor.desk.live.proposal.asked[visitor.desk.live.proposal.tx_hash]
        answers.set()
        assert asked.result(60).receipt.events
        assert visitor.run().notes() == [t("faucet.done", account=f.account(visitor.desk.account))]
    assert visitor.desk.live.proposal is None
