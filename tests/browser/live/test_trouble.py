"""Live mode when the wallet is in the way: another chain, another account, no answer, a reload, a hasty hand."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from fomo_core.display import format as f
from fomo_core.display.text import plain
from fomo_core.units import WAD
from tests.browser import steps
from tests.browser.live import live_steps as live
from tests.browser.stage import CHAIN_ID, Stage
from tests.browser.steps import saying
from tests.browser.wallet.injected_wallet import InjectedWallet
from tests.builders import WEALTH
from tools.serving import Server

ANOTHER_CHAIN = 8453


@pytest.fixture(scope="module")
def server(live_server: Server) -> Server:
    return live_server


@pytest.fixture
def token(stage: Stage) -> str:
    """An offering that takes purchases for as long as a test runs."""
    return stage.launched("HASTE")


def buys(page: Page, wallet: InjectedWallet, stage: Stage, token: str, allowed: bool = True) -> str:
    """Connect an account and press Buy, up to the review; the account."""
    account = stage.supporter() if allowed else stage.account(WEALTH)
    live.visit(page, "offering", token)
    live.connect(page, wallet, account)
    steps.ask_quote(page, 10)
    live.press(page, "buy", *(("buy", 1) if allowed else ("approve", 2)))
    return account


def signs_without_an_answer(page: Page, wallet: InjectedWallet) -> None:
    """Have the wallet asked for a signature that it does not give yet."""
    wallet.hang_next()
    live.sign(page)
    expect(live.review(page)).to_contain_text(plain("wallet.waiting"))


def test_a_wallet_on_another_chain_is_switched_first(
    page: Page, wallet: InjectedWallet, stage: Stage, token: str
):
    account = stage.account(WEALTH)
    live.visit(page, "offering", token)
    wallet.set_accounts(account)
    wallet.set_chain(ANOTHER_CHAIN)
    live.signed_by(page, "wallet")
    live.of_wallet(live.panel(page), "connect", name=plain("wallet.unnamed")).click()
    expect(live.panel(page)).to_contain_text(f"{ANOTHER_CHAIN}")
    expect(live.of_wallet(live.panel(page), "prove")).to_have_count(0)
    live.of_wallet(live.panel(page), "switch", name=live.TITLE).click()
    live.prove(page)
    steps.ask_quote(page, 10)
    live.press(page, "buy", "approve", count=2)
    wallet.set_chain(ANOTHER_CHAIN)
    expect(live.of_wallet(live.request_panel(page), "sign")).to_have_count(0)
    live.of_wallet(live.request_panel(page), "switch", name=live.TITLE).click()
    live.sign(page)
    live.asks(page, 2, 2, "buy")
    live.sign(page)
    live.done(page, "buy.done")
    # The wallet did not know the chain at first: it was asked to add it, and to switch once more.
    assert [added["rpcUrls"] for (added,) in wallet.asked("wallet_addEthereumChain")] == [[stage.url]]
    assert wallet.asked("wallet_switchEthereumChain") == [[{"chainId": hex(CHAIN_ID)}]] * 3


def test_another_account_in_the_wallet_can_do_nothing_before_it_is_proven(
    page: Page, wallet: InjectedWallet, stage: Stage, token: str
):
    first = buys(page, wallet, stage, token)
    second = stage.account(WEALTH)
    wallet.set_accounts(second)
    expect(live.of_wallet(live.panel(page), "prove")).to_be_visible()
    expect(live.panel(page).get_by_text(plain("wallet.proven"), exact=True)).to_have_count(0)
    expect(live.request_panel(page)).to_contain_text(saying("wallet.other_account"))
    expect(live.of_wallet(live.request_panel(page), "sign")).to_have_count(0)
    steps.button(page, "sign_cancel").click()
    expect(live.review(page)).to_have_count(0)
    expect(steps.button(page, "buy")).to_be_disabled()
    expect(steps.main(page)).to_contain_text(saying("sign.not_proven"))
    wallet.set_accounts(first)
    expect(live.of_wallet(live.panel(page), "prove")).to_be_visible()
    expect(steps.button(page, "buy")).to_be_disabled()
    live.prove(page)
    live.press(page, "buy", "buy")
    live.sign(page)
    live.done(page, "buy.done")
    assert len(wallet.asked("eth_sendTransaction")) == 1


def test_a_wallet_that_never_answers_can_be_left_and_its_late_answer_counts(
    page: Page, wallet: InjectedWallet, stage: Stage, token: str
):
    account = buys(page, wallet, stage, token)
    before = stage.sent_by(account)
    signs_without_an_answer(page, wallet)
    live.of_wallet(live.request_panel(page), "stop").click()
    expect(live.review(page)).to_contain_text(plain("wallet.lost"))
    expect(live.of_wallet(live.request_panel(page), "sign")).to_have_count(0)
    expect(steps.button(page, "sign_again")).to_be_enabled()
    wallet.release()
    live.done(page, "buy.done")
    assert stage.sent_by(account) == before + 1


def test_a_transaction_that_waits_for_its_block_is_found_again_after_a_reload(
    page: Page, wallet: InjectedWallet, stage: Stage, token: str
):
    account = buys(page, wallet, stage, token, allowed=False)
    before = stage.sent_by(account)
    with stage.holding_blocks():
        live.sign(page)
        expect(live.review(page)).to_contain_text(saying("review.sent"))
        page.reload()
        expect(live.review(page)).to_contain_text(saying("review.sent"))
        expect(live.of_wallet(live.panel(page), "prove")).to_be_visible()
        expect(live.of_wallet(live.request_panel(page), "sign")).to_have_count(0)
        stage.ask("evm_mine")
        live.asks(page, 2, 2, "buy")
        live.prove(page)
        live.sign(page)
        expect(live.review(page)).to_contain_text(saying("review.sent"))
        page.reload()
        expect(live.review(page)).to_contain_text(saying("review.sent"))
        stage.ask("evm_mine")
        live.done(page, "buy.done")
    assert stage.sent_by(account) == before + 2
    assert stage.read(token).principal[account] == stage.get("launchpad", "principal", token, account)
    assert wallet.asked("eth_sendTransaction") == []


def test_a_reload_while_the_wallet_thinks_sends_nothing_by_itself(
    page: Page, wallet: InjectedWallet, stage: Stage, token: str
):
    account = buys(page, wallet, stage, token)
    before = stage.sent_by(account)
    signs_without_an_answer(page, wallet)
    page.reload()
    expect(live.review(page)).to_contain_text(plain("wallet.lost"))
    live.prove(page)
    assert stage.sent_by(account) == before
    steps.button(page, "sign_again").click()
    live.sign(page)
    live.done(page, "buy.done")
    assert stage.sent_by(account) == before + 1


def test_who_stops_waiting_sees_it_on_the_chain_later(
    page: Page, wallet: InjectedWallet, stage: Stage, token: str
):
    account = buys(page, wallet, stage, token)
    held = steps.balance(page).inner_text()
    with stage.holding_blocks():
        live.sign(page)
        expect(live.review(page)).to_contain_text(saying("review.sent"))
        steps.button(page, "sign_stop").click()
        expect(live.review(page)).to_have_count(0)
        expect(steps.balance(page)).to_have_text(held)
        stage.ask("evm_mine")
    steps.holds(page, f.flock(stage.flock(account)))
    assert stage.flock(account) == WEALTH - 10 * WAD


def test_a_double_click_signs_one_step_once(page: Page, wallet: InjectedWallet, stage: Stage, token: str):
    account = buys(page, wallet, stage, token, allowed=False)
    before = stage.sent_by(account)
    steps.double_click(live.of_wallet(live.request_panel(page), "sign"))
    live.asks(page, 2, 2, "buy")
    assert stage.sent_by(account) == before + 1
    steps.double_click(live.of_wallet(live.request_panel(page), "sign"))
    live.done(page, "buy.done")
    assert stage.sent_by(account) == before + 2
