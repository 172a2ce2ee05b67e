"""Live mode on a phone, in light and in dark: each state fits and can be read, and what waits for a hand is in view."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from fomo_core.units import WAD
from tests.backends.rpc.rpc_proxy import Proxy
from tests.browser import steps
from tests.browser.conftest import NARROW, WIDE
from tests.browser.live import live_steps as live
from tests.browser.looks import fits_and_reads
from tests.browser.stage import Stage
from tests.browser.steps import saying
from tests.browser.wallet.injected_wallet import InjectedWallet
from tests.builders import WEALTH
from tools.serving import Server

PHONE = pytest.mark.parametrize("page", [NARROW], indirect=True, ids=str)


@pytest.fixture(scope="module")
def server(door_server: Server) -> Server:
    return door_server


@PHONE
def test_every_step_of_an_act_fits_a_phone_and_reads(page: Page, wallet: InjectedWallet, stage: Stage):
    token, buyer = stage.launched("PHONE"), stage.account(WEALTH)
    live.visit(page, "offering", token)
    fits_and_reads(page, live=True)
    live.opens_sidebar(page)
    live.connect(page, wallet, buyer)
    live.closes_sidebar(page)
    steps.ask_quote(page, 10)
    live.press(page, "buy", "approve", count=2)
    fits_and_reads(page, live=True)
    live.sign(page)
    live.asks(page, 2, 2, "buy")
    fits_and_reads(page, live=True)
    wallet.reject_next()
    live.sign(page)
    expect(live.review(page)).to_contain_text(saying("wallet.rejected"))
    fits_and_reads(page, live=True)
    steps.button(page, "sign_again").click()
    with stage.holding_blocks():
        live.sign(page)
        expect(live.review(page)).to_contain_text(saying("review.sent"))
        fits_and_reads(page, live=True)
        stage.ask("evm_mine")
    live.done(page, "buy.done")
    fits_and_reads(page, live=True)


@PHONE
def test_what_goes_wrong_fits_a_phone_and_reads(page: Page, door: Proxy, stage: Stage):
    token, buyer = stage.launched("WRONG"), stage.supporter()
    live.visit(page, "offering", token)
    live.opens_sidebar(page)
    live.acts_as(page, buyer)
    live.closes_sidebar(page)
    steps.ask_quote(page, 10)
    live.press(page, "buy", "buy")
    stage.bought(token, WEALTH // 2)
    expect(live.review(page)).to_contain_text(saying("review.refused"))
    fits_and_reads(page, live=True)
    # FLOCK that goes from hand to hand is in no event of the launchpad's: the check shows the difference.
    other = stage.account()
    stage.pays(buyer, other, 7 * WAD)
    expect(live.looks_now(page)).to_contain_text(saying("live.differs"))
    fits_and_reads(page, live=True)
    # Back again: other tests look at this chain too.
    stage.pays(other, buyer, 7 * WAD)
    page.keyboard.press("Escape")
    door.down()
    expect(live.standing(page)).to_contain_text(saying("live.stale"))
    fits_and_reads(page, live=True)
    door.up()
    expect(live.standing(page)).not_to_contain_text(saying("live.stale"))


@pytest.mark.parametrize("page", [WIDE, NARROW], indirect=True, ids=str)
def test_what_waits_for_a_signature_comes_into_view(page: Page, stage: Stage):
    # Its issuer is the first of the node's accounts, as which a visitor begins.
    token = stage.launched("VIEW", stage.first)
    live.visit(page, "offering", token)
    steps.ask_quote(page, 10)
    live.press(page, "buy", "buy")
    expect(live.review(page).get_by_role("heading").first).to_be_in_viewport()
