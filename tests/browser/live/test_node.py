"""Live mode on a development chain, whose node signs: acts and refusals, a raise that fails, changes from outside."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from fomo_core import commands as cmd
from fomo_core.display import format as f
from fomo_core.display.text import plain
from fomo_core.units import WAD
from tests.browser import steps
from tests.browser.live import live_steps as live
from tests.browser.stage import Stage
from tests.browser.steps import saying
from tests.builders import SMALL, WEALTH, minimal
from tools.serving import Server


@pytest.fixture(scope="module")
def server(live_server: Server) -> Server:
    return live_server


def test_the_node_signs_a_launch_and_a_purchase(page: Page, stage: Stage):
    issuer = stage.account()
    live.visit(page, "launch")
    live.is_live(page)
    live.acts_as(page, issuer)
    live.get_flock(page, 5_000)
    live.sign_by_node(page)
    live.done(page, "faucet.done")
    steps.holds(page, f.flock(5_000 * WAD))
    live.describe_and_launch(page, "approve_any", "By The Node", "NODE")
    live.launch_in_two_steps(page, live.sign_by_node, "By The Node")

    token = list(stage.offerings())[-1]
    stage.calm(token)
    expect(steps.main(page)).to_contain_text(plain("tax.done"))
    steps.ask_quote(page, 100)
    live.press(page, "buy", "buy")
    live.fits_forecast(page)
    live.sign_by_node(page)
    live.done(page, "buy.done")
    expect(live.metric(page, "headline.raised")).to_have_text(f.flock(stage.state(token)["raised"]))
    steps.holds(page, f.flock(stage.flock(issuer)))
    live.agrees(page)


def test_the_review_shows_call_dry_run_and_forecast_side_by_side(page: Page, stage: Stage):
    token, buyer = stage.launched("SIDE"), stage.supporter()
    live.asks_price(page, token, buyer, 100)
    live.press(page, "buy", "buy")
    bought = next(event for event in stage.chain.quote(cmd.Buy(buyer, token, 100 * WAD)).events)
    call, dry_run, forecast = (live.column(page, name) for name in ("call", "dry_run", "forecast"))
    expect(call).to_contain_text("Side (SIDE)")
    expect(call).to_contain_text(f.number(100 * WAD))
    expect(call).to_contain_text(stage.launchpad)
    expect(dry_run).to_contain_text(f.number(bought.mt_allocated))
    expect(forecast).to_contain_text(f.number(bought.mt_allocated))
    live.fits_forecast(page)
    tops = [each.bounding_box()["y"] for each in (call, dry_run, forecast)]
    assert max(tops) - min(tops) < 1
    assert stage.state(token)["raised"] == 0


def test_what_the_chain_would_refuse_is_not_signed_and_says_why(page: Page, stage: Stage):
    token, buyer = stage.launched("FULL"), stage.supporter()
    live.asks_price(page, token, buyer, 100)
    live.press(page, "buy", "buy")
    live.fits_forecast(page)
    # Somebody else fills the raise while this waits for a signature.
    stage.bought(token, WEALTH // 2)
    refusal = live.column(page, "dry_run").get_by_test_id("stAlertContentError")
    expect(refusal).to_contain_text(
        saying("review.refused", reason="The raise is closed: it takes no more purchases.")
    )
    expect(live.node_signs(page)).to_be_disabled()
    steps.button(page, "sign_cancel").click()
    expect(live.review(page)).to_have_count(0)
    steps.holds(page, f.flock(WEALTH))


def test_a_double_click_has_the_node_sign_one_step(page: Page, stage: Stage):
    token, buyer = stage.launched("CLICK"), stage.account(WEALTH)
    live.asks_price(page, token, buyer, 100)
    live.press(page, "buy", "approve_any", count=2)
    before = stage.sent_by(buyer)
    steps.double_click(live.node_signs(page))
    live.asks(page, 2, 2, "buy")
    live.looks_now(page)
    page.keyboard.press("Escape")
    steps.settled(page)
    live.asks(page, 2, 2, "buy")
    assert stage.sent_by(buyer) == before + 1


def test_a_raise_below_its_minimum_fails_and_pays_principal_back(page: Page, stage: Stage):
    token, supporter = stage.launched("FAIL"), stage.supporter()
    live.asks_price(page, token, supporter, 200)
    live.press(page, "buy", "buy")
    live.sign_by_node(page)
    live.done(page, "buy.done")
    principal = stage.get("launchpad", "principal", token, supporter)
    assert 0 < principal < minimal().models[SMALL].minimum_target
    stage.ended(token)
    expect(steps.status(page, "failed")).to_be_visible()
    expect(steps.main(page)).to_contain_text(plain("offering.closed_failed"))
    steps.open_tab(page, "offering.tab_act")
    live.press(page, "redeem", "redeem")
    live.fits_forecast(page)
    expect(live.column(page, "dry_run")).to_contain_text(f.exact(principal, "").strip())
    live.sign_by_node(page)
    live.done(page, "outcome.redeem_done", flock=f.flock(principal))
    assert stage.flock(supporter) == WEALTH - 200 * WAD + principal
    assert stage.get("launchpad", "principal", token, supporter) == 0
    steps.holds(page, f.flock(stage.flock(supporter)))
    expect(steps.button(page, "redeem")).to_be_disabled()
    live.agrees(page)


def test_while_the_tax_falls_the_forecast_is_for_the_block_to_come(page: Page, stage: Stage):
    token, buyer = stage.launched("FALL", calm=False), stage.supporter()
    live.asks_price(page, token, buyer, 100)
    # Half a minute goes by without a block: the page still shows the tax of the last one.
    stage.ask("evm_setNextBlockTimestamp", stage.now() + 30)
    live.press(page, "buy", "buy")
    live.fits_forecast(page)
    live.sign_by_node(page)
    live.done(page, "buy.done")
    assert stage.state(token)["raised"] == stage.get("launchpad", "principal", token, buyer) > 0


def test_a_purchase_by_somebody_else_appears_by_itself_and_goes_with_its_block(page: Page, stage: Stage):
    token, stranger = stage.launched("FORK"), stage.supporter()
    live.visit(page, "offering", token)
    raised = live.metric(page, "headline.raised")
    expect(raised).to_have_text(f.flock(0))
    before = stage.ask("evm_snapshot")
    stage.bought(token, 300 * WAD, stranger)
    expect(raised).to_have_text(f.flock(stage.state(token)["raised"]))
    steps.open_tab(page, "offering.tab_holders")
    expect(steps.main(page)).to_contain_text(saying("offering.holders_about"))
    stage.ask("evm_revert", before)
    # A chain that is shorter may only have gone back; one that goes on with another block is another one.
    expect(live.standing(page)).to_contain_text(saying("live.went_back"))
    stage.ask("evm_mine")
    expect(raised).to_have_text(f.flock(0))
    expect(steps.main(page)).to_contain_text(plain("offering.no_holders"))
    assert stage.state(token)["raised"] == 0
    live.agrees(page)
