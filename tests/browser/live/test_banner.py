"""What stands above every page in live mode: the node that goes away and comes back, and one that was never there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from fomo_core.display import format as f
from fomo_core.display.text import plain
from fomo_core.units import WAD
from tests.backends.rpc import rpc_proxy
from tests.backends.rpc.rpc_proxy import Proxy
from tests.browser import steps
from tests.browser.conftest import watched_page
from tests.browser.live import live_steps as live
from tests.browser.stage import CHAIN_ID, Stage
from tests.browser.steps import saying
from tests.builders import deployment_file
from tools.serving import Server, serving

#: Some seconds old, and counting.
OLDER = re.compile(r"read ([4-9]|\d\d) s ago")


@pytest.fixture(scope="module")
def server(door_server: Server) -> Server:
    return door_server


def says_unread(page: Page) -> None:
    """The banner says that the chain can't be read, why, and how old what is shown is."""
    alert = live.standing(page).get_by_test_id("stAlertContentError")
    expect(alert).to_contain_text(saying("live.stale"))
    expect(alert).to_contain_text("127.0.0.1")
    expect(live.standing(page)).to_contain_text(plain_badge("unread"))


def plain_badge(name: str) -> str:
    """A badge's words without its colour and icon."""
    return re.sub(r"^:.*: (.*)\]$", r"\1", plain(f"live.badge_{name}"))


def shows_no_secret(page: Page) -> None:
    """The key in the node's address stands nowhere."""
    assert rpc_proxy.KEY not in page.content()


def test_a_node_that_goes_away_leaves_the_last_state_and_comes_back_by_itself(
    page: Page, door: Proxy, stage: Stage
):
    token, buyer = stage.launched("GONE"), stage.supporter()
    live.asks_price(page, token, buyer, 100)
    raised = live.metric(page, "headline.raised")
    expect(raised).to_have_text(f.flock(0))
    door.down()
    says_unread(page)
    expect(live.standing(page)).to_contain_text(OLDER)
    stage.bought(token, 50 * WAD, buyer)
    live.is_live(page)
    expect(raised).to_have_text(f.flock(0))
    expect(live.standing(page)).to_contain_text(saying("live.standing", title=live.TITLE))
    shows_no_secret(page)

    steps.button(page, "buy").click()
    expect(steps.main(page)).to_contain_text(saying("session.refused"))
    expect(live.review(page)).to_have_count(0)
    door.up()
    expect(raised).to_have_text(f.flock(stage.state(token)["raised"]))
    expect(live.standing(page).get_by_test_id("stAlertContentError")).to_have_count(0)
    live.press(page, "buy", "buy")
    live.sign_by_node(page)
    live.done(page, "buy.done")
    assert stage.read(token).principal[buyer] == stage.get("launchpad", "principal", token, buyer)


def test_a_purchase_sent_before_the_node_went_away_is_seen_when_it_is_back(
    page: Page, door: Proxy, stage: Stage
):
    token, buyer = stage.launched("LATE"), stage.supporter()
    live.asks_price(page, token, buyer, 100)
    live.press(page, "buy", "buy")
    before = stage.sent_by(buyer)
    with stage.holding_blocks():
        live.sign_by_node(page)
        expect(live.review(page)).to_contain_text(saying("review.sent"))
        door.down()
        says_unread(page)
        stage.ask("evm_mine")
        expect(live.review(page)).to_contain_text(saying("review.sent"))
    door.up()
    live.done(page, "buy.done")
    assert stage.sent_by(buyer) == before + 1


def test_the_state_stays_in_sight_however_far_the_page_is_scrolled(page: Page, door: Proxy, stage: Stage):
    token = stage.launched("SIGHT")
    live.visit(page, "offering", token)
    page.mouse.move(700, 500)
    page.mouse.wheel(0, 2_000)
    expect(steps.main(page).get_by_role("heading", name="Sight (SIGHT)")).not_to_be_in_viewport()
    expect(live.line(page)).to_be_in_viewport(ratio=1)
    # One line, and nothing of the page shines through it.
    assert live.line(page).bounding_box()["height"] < 48
    colours = "box => [box, document.querySelector('.stApp')].map(e => getComputedStyle(e).backgroundColor)"
    assert len(set(live.standing(page).evaluate(colours))) == 1
    door.down()
    expect(live.line(page)).to_contain_text(plain_badge("unread"))
    expect(live.line(page)).to_be_in_viewport(ratio=1)
    door.up()
    expect(live.line(page)).not_to_contain_text(plain_badge("unread"))


def test_nothing_is_shown_of_a_chain_that_was_never_reached(browser: Browser, stage: Stage, tmp_path: Path):
    with rpc_proxy.proxy_to(stage.url) as door:
        door.down()
        with (
            serving(tmp_path, **stage.settings(door.url)) as server,
            watched_page(browser, server) as page,
        ):
            steps.visit(page)
            alert = live.standing(page).get_by_test_id("stAlertContentError")
            expect(alert).to_contain_text(saying("live.unreached", title=live.TITLE))
            badge = page.locator(".stMarkdownBadge").filter(visible=True)
            expect(badge).to_have_text([saying("sidebar.live", title=live.TITLE)])
            expect(steps.main(page).get_by_role("heading")).to_have_count(0)
            expect(steps.balance(page)).to_have_count(0)
            expect(steps.clock(page)).to_have_count(0)
            expect(steps.button(page, "live_fork")).to_have_count(0)
            door.up()
            expect(live.standing(page)).to_contain_text(saying("live.standing", title=live.TITLE))
            steps.sees_page(page, "home")
            live.is_live(page)


LONG = "FLock's launchpad on Base"


def test_a_node_of_another_chain_shows_nothing_of_it_and_its_title_is_whole(
    browser: Browser, stage: Stage, tmp_path: Path
):
    own = deployment_file(tmp_path, "local", "", title=LONG)
    with rpc_proxy.proxy_to(stage.url) as door:
        door.plan(rpc_proxy.result("0x2105"), "eth_chainId", times=rpc_proxy.FOREVER)
        with (
            serving(tmp_path, FOMO_DEPLOYMENTS=str(own), **stage.settings(door.url)) as server,
            watched_page(browser, server) as page,
        ):
            steps.visit(page)
            alert = live.standing(page).get_by_test_id("stAlertContentError")
            expect(alert).to_contain_text(f"chain 8453, not chain {CHAIN_ID}")
            expect(steps.main(page).get_by_role("heading")).to_have_count(0)
            badge = steps.sidebar(page).locator(".stMarkdownBadge").first
            expect(badge).to_have_text(saying("sidebar.live", title=LONG))
            expect(badge).to_have_css("white-space", "normal")
