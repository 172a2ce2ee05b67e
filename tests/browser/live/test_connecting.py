"""Going live from the sandbox and back: the form in the sidebar, and what each kind of mistake is told."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from fomo_core import commands as cmd
from fomo_core.display import format as f
from fomo_core.display.text import plain
from fomo_core.units import WAD
from tests.backends.rpc import rpc_proxy
from tests.browser import steps
from tests.browser.conftest import watched_page
from tests.browser.live import live_steps as live
from tests.browser.stage import CHAIN_ID, Stage
from tools.serving import Server

NOWHERE = "0x" + "d1" * 20


def connects(page: Page, url: str, launchpad: str) -> None:
    """Fill in the form in the sidebar, and press Connect."""
    steps.button(page, "connect").click()
    steps.fill(page, "chain_urls", url)
    steps.fill(page, "chain_launchpad", launchpad)
    steps.button(page, "connect_go").click()


def form(page: Page) -> Locator:
    """The form, over the page."""
    return page.get_by_role("dialog")


def is_sandbox(page: Page) -> None:
    """Both badges say that this is the sandbox, and nothing of a chain is left."""
    expect(live.standing(page)).to_have_count(0)
    badge = page.locator(".stMarkdownBadge").filter(has_text=plain("sidebar.sandbox"), visible=True)
    expect(badge).to_have_count(2)
    steps.settled(page)


@pytest.fixture(scope="module")
def mistaken(browser: Browser, server: Server) -> Iterator[Page]:
    """One visitor who makes one mistake after the other."""
    with watched_page(browser, server) as page:
        steps.visit(page)
        yield page


@pytest.mark.parametrize(
    ("url", "launchpad", "told"),
    [
        ("not an address", "", "The address in the field above can't be used"),
        ("ftp://127.0.0.1", "", "The address in the field above can't be used"),
        ("", "", "No node is named for local"),
        ("http://127.0.0.1:8545", "0x12", "give 0x and 40 hexadecimal digits"),
        ("http://127.0.0.1:8545", "", "give 0x and 40 hexadecimal digits"),
    ],
)
def test_what_is_no_address_is_told_in_one_sentence_and_leaves_the_sandbox(
    mistaken: Page, url: str, launchpad: str, told: str
):
    page = mistaken
    connects(page, url, launchpad)
    expect(steps.errors(page)).to_have_count(1)
    expect(steps.errors(page)).to_contain_text(told)
    is_sandbox(page)
    # Ready for the next mistake.
    page.keyboard.press("Escape")
    expect(form(page)).to_have_count(0)
    expect(steps.errors(page)).to_have_count(0)


def test_an_address_without_a_node_is_told_in_the_form_which_is_whole_and_leaves_the_page(page: Page):
    steps.visit(page, "launch")
    connects(page, "http://127.0.0.1:9/s3cr3t-k3y", NOWHERE)
    expect(form(page).get_by_test_id("stAlertContentError")).to_contain_text("can't be reached")
    expect(steps.errors(page)).to_have_count(1)
    expect(steps.errors(page)).not_to_contain_text("s3cr3t")
    expect(form(page)).to_be_in_viewport(ratio=1)
    page.keyboard.press("Escape")
    expect(form(page)).to_have_count(0)
    expect(steps.errors(page)).to_have_count(0)
    steps.sees_page(page, "launch")
    is_sandbox(page)


def test_another_chain_is_told_and_a_key_closes_the_form(page: Page, stage: Stage):
    with rpc_proxy.proxy_to(stage.url) as door:
        door.plan(rpc_proxy.result("0x2105"), "eth_chainId", times=rpc_proxy.FOREVER)
        # Longer than a click waits for an answer: the form says meanwhile that it asks.
        door.plan(rpc_proxy.slow(3))
        steps.visit(page)
        connects(page, door.url, stage.launchpad)
        expect(form(page)).to_contain_text(plain("connect.trying", title="Local chain"))
        expect(steps.errors(page)).to_contain_text([f"serves chain 8453, not chain {CHAIN_ID}"])
        expect(steps.errors(page)).to_have_count(1)
        page.keyboard.press("Escape")
        expect(form(page)).to_have_count(0)


@pytest.mark.parametrize("what", ["nothing", "another contract"])
def test_an_address_of_no_launchpad_is_told(page: Page, stage: Stage, what: str):
    address = NOWHERE if what == "nothing" else stage.chain.actor.addresses.flock
    told = "There is no contract at" if what == "nothing" else "is no launchpad of this kind"
    steps.visit(page)
    connects(page, stage.url, address)
    expect(steps.errors(page)).to_contain_text([told])
    expect(steps.errors(page)).to_contain_text([address])
    expect(steps.errors(page)).to_have_count(1)


def test_the_sandbox_is_as_it_was_after_leaving_the_chain(page: Page, stage: Stage):
    stage.launched("AWAY")
    steps.visit(page, "launch")
    steps.launch(page, "Left Behind", "LEFT")
    steps.forward(page, "hour")
    steps.act_as(page, "supporter")
    held, time = steps.balance(page).inner_text(), steps.clock(page).inner_text()
    connects(page, stage.url, stage.launchpad)
    live.is_live(page)
    expect(steps.main(page).get_by_role("heading", name="Away (AWAY)")).to_be_visible()
    steps.button(page, "live_leave").click()
    expect(steps.note(page, "live.left")).to_be_visible()
    is_sandbox(page)
    expect(steps.main(page).get_by_role("heading", name="Left Behind (LEFT)")).to_be_visible()
    expect(steps.field(page, "account")).to_have_value("supporter")
    expect(steps.balance(page)).to_have_text(held)
    expect(steps.clock(page)).to_have_text(time)
    steps.button(page, "undo").click()
    expect(steps.clock(page)).not_to_have_text(time)


def test_playing_on_in_the_sandbox_begins_where_the_chain_stands(page: Page, stage: Stage):
    token, buyer = stage.launched("PLAY"), stage.account(5_000 * WAD)
    stage.bought(token, 100 * WAD, buyer)
    steps.visit(page, "offering")
    connects(page, stage.url, stage.launchpad)
    live.is_live(page)
    live.acts_as(page, buyer)
    raised = live.metric(page, "headline.raised")
    expect(raised).to_have_text(f.flock(stage.state(token)["raised"]))
    steps.button(page, "live_fork").click()
    expect(steps.note(page, "live.forked")).to_be_visible()
    is_sandbox(page)
    expect(raised).to_have_text(f.flock(stage.state(token)["raised"]))
    steps.holds(page, f.flock(stage.flock(buyer)))
    expect(steps.button(page, "undo")).to_be_disabled()

    steps.ask_quote(page, 200)
    steps.button(page, "buy").click()
    expect(steps.note(page, "buy.done")).to_be_visible()
    bought = stage.chain.quote(cmd.Buy(buyer, token, 200 * WAD)).events[0]
    expect(raised).to_have_text(f.flock(stage.state(token)["raised"] + bought.net_used))
    assert stage.read(token).raised == stage.state(token)["raised"]
    steps.button(page, "undo").click()
    expect(raised).to_have_text(f.flock(stage.state(token)["raised"]))
    expect(steps.button(page, "undo")).to_be_disabled()


def test_who_opens_the_page_s_link_is_not_at_the_chain_and_takes_nobody_off_it(
    page: Page, browser: Browser, server: Server, stage: Stage
):
    steps.visit(page)
    connects(page, stage.url, stage.launchpad)
    live.is_live(page)
    with watched_page(browser, server) as viewer:
        viewer.goto(page.url)
        is_sandbox(viewer)
        connects(viewer, stage.url, stage.launchpad)
        live.is_live(viewer)
        steps.button(viewer, "live_leave").click()
        is_sandbox(viewer)
    page.reload()
    live.is_live(page)
