"""Live mode with a wallet in the browser: an offering's whole life, each act reviewed, signed and seen in a block."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from fomo_core.display import format as f
from fomo_core.display.text import plain
from fomo_core.units import WAD
from tests.accounts.smart import FIRST, SECOND, Factory
from tests.browser import steps
from tests.browser.live import live_steps as live
from tests.browser.stage import Stage
from tests.browser.steps import saying
from tests.browser.wallet.injected_wallet import InjectedWallet
from tests.builders import SMALL, WEALTH, minimal
from tools.serving import Server


@pytest.fixture(scope="module")
def server(live_server: Server) -> Server:
    return live_server


def test_an_issuer_launches_with_a_first_buy_in_two_signatures(
    page: Page, wallet: InjectedWallet, stage: Stage
):
    issuer = stage.account()
    live.visit(page, "launch")
    live.connect(page, wallet, issuer)
    live.get_flock(page, 5_000)
    live.sign(page)
    live.done(page, "faucet.done")
    steps.holds(page, f.flock(5_000 * WAD))

    live.describe_and_launch(page, "approve", "Two Signatures", "TWO", 1_000)
    fee = minimal().parameters.launch_fee
    expect(live.column(page, "call")).to_contain_text(f.number(fee + 1_000 * WAD))
    assert stage.flock(issuer) == 5_000 * WAD
    live.launch_in_two_steps(page, live.sign, "Two Signatures")

    token = list(stage.offerings())[-1]
    state = stage.state(token)
    expect(steps.main(page).get_by_role("heading", name="Two Signatures (TWO)")).to_be_visible()
    expect(live.metric(page, "headline.raised")).to_have_text(f.flock(state["raised"]))
    steps.holds(page, f.flock(stage.flock(issuer)))
    assert stage.flock(issuer) == 5_000 * WAD - fee - 1_000 * WAD + 5 * WAD
    assert stage.allowance(issuer, stage.launchpad) == 0
    assert stage.sent_by(issuer) == 3
    live.agrees(page)


def test_a_supporter_refuses_once_then_buys(page: Page, wallet: InjectedWallet, stage: Stage):
    token, supporter = stage.launched("BUYS"), stage.account(WEALTH)
    live.visit(page, "offering", token)
    live.connect(page, wallet, supporter)
    steps.ask_quote(page, 100)
    live.press_and_allow(page, "buy")
    live.fits_forecast(page)

    wallet.reject_next()
    live.sign(page)
    expect(live.review(page)).to_contain_text(saying("wallet.rejected"))
    expect(live.of_wallet(live.request_panel(page), "sign")).to_have_count(0)
    assert stage.sent_by(supporter) == 2
    steps.button(page, "sign_again").click()
    live.sign(page)
    live.done(page, "buy.done")

    state = stage.state(token)
    assert state["raised"] == 985 * WAD // 10
    expect(live.metric(page, "headline.raised")).to_have_text(f.flock(state["raised"]))
    steps.holds(page, f.flock(stage.flock(supporter)))
    assert stage.sent_by(supporter) == 3
    live.agrees(page)


def test_filling_the_raise_graduates_it_and_its_tokens_are_claimed(
    page: Page, wallet: InjectedWallet, stage: Stage
):
    token, supporter = stage.launched("FILL"), stage.account(WEALTH)
    live.visit(page, "offering", token)
    live.connect(page, wallet, supporter)
    steps.ask_quote(page, 10_000, partly=True)
    steps.accept_fraction(page)
    live.press_and_allow(page, "buy")
    live.fits_forecast(page)
    live.sign(page)
    live.done(page, "buy.done")
    expect(steps.status(page, "graduated")).to_be_visible()
    state, paid = stage.state(token), WEALTH - stage.flock(supporter)
    assert state["raised"] == minimal().models[SMALL].maximum_target
    assert state["graduated_at"]
    expect(live.metric(page, "headline.raised")).to_have_text(f.flock(state["raised"]))
    expect(steps.main(page)).to_contain_text(plain("offering.closed_graduated"))
    steps.holds(page, f.flock(WEALTH - paid))

    steps.open_tab(page, "offering.tab_act")
    claim = stage.get("launchpad", "claim_of", token, supporter)
    expect(steps.main(page)).to_contain_text(f.tokens(claim, "FILL"))
    live.press(page, "claim", "claim")
    live.fits_forecast(page)
    live.sign(page)
    live.done(page, "outcome.claim_done")
    assert stage.tokens(token, supporter) == claim > 0
    assert stage.get("launchpad", "claim_of", token, supporter) == 0
    live.agrees(page)


def test_tokens_are_swapped_both_ways(page: Page, wallet: InjectedWallet, stage: Stage):
    token, holder = stage.graduated("SWAP")
    stage.claimed(token, holder)
    live.visit(page, "trade", token)
    live.connect(page, wallet, holder)
    for sell, amount in (("flock", 50), ("token", 2_000)):
        steps.main(page).get_by_role("radio", name=plain(f"swap.sell_{sell}", symbol="SWAP")).click()
        steps.fill(page, "swap_amount", str(amount))
        live.press_and_allow(page, "swap")
        live.fits_forecast(page)
        live.sign(page)
        live.done(page, "swap.done")
        flock, tokens = stage.get("pool", "reserves", token)
        expect(live.metric(page, "pool.flock")).to_have_text(f.flock(flock))
        expect(live.metric(page, "pool.tokens")).to_have_text(f.number(tokens))
        expect(steps.main(page)).to_contain_text(saying("swap.balance"))
    steps.holds(page, f.flock(stage.flock(holder)))
    assert stage.read(token).tokens[holder] == stage.tokens(token, holder)
    live.agrees(page)


def test_the_platform_settles_revenue(page: Page, wallet: InjectedWallet, stage: Stage):
    token, _ = stage.graduated("EARN")
    live.visit(page, "economy", token)
    live.connect(page, wallet, stage.platform)
    before = stage.get("pool", "reserves", token)
    live.press(page, "route", "fund", count=3)
    live.sign(page)
    live.asks(page, 2, 3, "approve")
    live.sign(page)
    live.asks(page, 3, 3, "route_revenue")
    live.sign(page)
    live.done(page, "economy.done")
    offering, after = stage.read(token), stage.get("pool", "reserves", token)
    assert (offering.pool_flock, offering.pool_tokens) == after
    assert after[0] > before[0]
    assert after[1] < before[1]
    expect(live.metric(page, "buyback.supply")).to_have_text(
        f.number(stage.get("model_token", "totalSupply", to=token))
    )
    live.agrees(page)


def test_only_the_platform_settles_revenue(page: Page, wallet: InjectedWallet, stage: Stage):
    token, holder = stage.graduated("MINE")
    live.visit(page, "economy", token)
    live.connect(page, wallet, holder)
    expect(steps.button(page, "route")).to_be_disabled()
    expect(steps.main(page)).to_contain_text(saying("sign.platform_only", platform=stage.platform))


def test_a_contract_account_of_two_owners_proves_itself_and_buys_through_somebody_else(
    page: Page, wallet: InjectedWallet, stage: Stage
):
    token, account = stage.launched("SMART"), Factory(stage.chain.node).account(FIRST.address, SECOND.address)
    wallet.of_contract(account, FIRST, SECOND)
    live.visit(page, "offering", token)
    live.connect(page, wallet, account.address)
    live.get_flock(page, 1_000)
    account.deploy()
    live.sign(page)
    live.done(page, "faucet.done")
    steps.ask_quote(page, 100)
    live.press_and_allow(page, "buy")
    live.fits_forecast(page)
    live.sign(page)
    live.done(page, "buy.done")
    assert stage.read(token).principal == {account.address: 985 * WAD // 10}
    assert stage.sent_by(account.address) <= 1
    expect(steps.keyed(page, "ended")).to_contain_text(saying("ended.done"))
