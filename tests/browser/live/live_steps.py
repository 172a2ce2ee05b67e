"""What a visitor does and sees on a real chain, besides ``steps``."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import Locator, Page, expect

from fomo_core.display import format as f
from fomo_core.display.text import plain
from tests.browser import steps
from tests.browser.steps import saying
from tests.browser.wallet.injected_wallet import InjectedWallet

#: How a button is named that is found by its text in the catalogue.
TITLE = "Local chain"


# --- finding things ---


def standing(page: Page) -> Locator:
    """The box above every page that says what is known of the chain."""
    return steps.keyed(page, "live")


def line(page: Page) -> Locator:
    """Its one line: which chain, which block, how old."""
    return steps.keyed(page, "live_line")


def details(page: Page) -> Locator:
    """What else is known of the chain: opened from the line, over the page."""
    body = page.get_by_test_id("stPopoverBody").filter(has=steps.keyed(page, "live_look"))
    if body.count() == 0:
        steps.button(page, "live_details").click()
        expect(body).to_be_visible()
    return body


def looks_now(page: Page) -> Locator:
    """Have the app look at the chain at once; the details, which stay open."""
    shown = details(page)
    steps.button(page, "live_look").click()
    return shown


def review(page: Page) -> Locator:
    """The act that waits for a signature."""
    return steps.keyed(page, "review")


def column(page: Page, name: str) -> Locator:
    """One of the review's three columns: call, dry_run or forecast."""
    return (
        review(page)
        .get_by_test_id("stColumn")
        .filter(has_text=saying(f"review.{name}", whole=False))
        .filter(visible=True)
    )


def metric(page: Page, key: str) -> Locator:
    """The value of the figure with this label."""
    labelled = steps.main(page).get_by_test_id("stMetric").filter(has_text=saying(key))
    return labelled.get_by_test_id("stMetricValue").first


def panel(page: Page) -> Locator:
    """The wallet in the sidebar."""
    return steps.sidebar(page).get_by_test_id("stBidiComponentIsolated")


def request_panel(page: Page) -> Locator:
    """The wallet's part of the review."""
    return steps.keyed(page, "wallet_sign").get_by_test_id("stBidiComponentIsolated")


def of_wallet(within: Locator, key: str, **values: object) -> Locator:
    """A button of the wallet."""
    return within.get_by_role("button", name=saying(f"wallet.{key}", whole=True, **values))


# --- arriving ---


def visit(page: Page, place: str = "", token: str = "") -> None:
    """Open an address of the app and wait until the chain is on the screen."""
    steps.visit(page, place + (f"?offering={token}" if token else ""))
    expect(standing(page)).to_contain_text(saying("live.standing", title=TITLE))
    steps.settled(page)


def is_live(page: Page) -> None:
    """Both badges say that this is a real chain, and none that it is the sandbox."""
    badge = page.locator(".stMarkdownBadge").filter(has_text=saying("sidebar.live", title=TITLE))
    expect(badge.filter(visible=True)).to_have_count(2)
    expect(page.locator(".stMarkdownBadge").filter(has_text=plain("sidebar.sandbox"))).to_have_count(0)


def signed_by(page: Page, who: str) -> None:
    """Choose who signs: node, wallet or look."""
    steps.choose(page, "signer", plain(f"signer.signer_{who}"))
    steps.settled(page)


def acts_as(page: Page, account: str) -> None:
    """Choose one of the node's accounts: typed, since a long list holds only those that are in sight."""
    shown, field = f.account(account), steps.field(page, "account")
    field.fill(shown)
    # Its role stands beside it.
    page.get_by_role("option", name=re.compile(re.escape(shown))).click()
    expect(field).to_have_value(re.compile(re.escape(shown)))
    steps.settled(page)


def opens_sidebar(page: Page) -> None:
    """On a narrow screen: open the sidebar, and wait until it stands still."""
    page.get_by_test_id("stExpandSidebarButton").click()
    expect(steps.sidebar(page)).to_have_css("transform", "none")


def closes_sidebar(page: Page) -> None:
    """On a narrow screen: back to the page."""
    page.mouse.move(200, 400)
    page.get_by_test_id("stSidebarCollapseButton").get_by_role("button").click()
    expect(steps.field(page, "signer")).not_to_be_in_viewport()


# --- the wallet ---


def connect(page: Page, wallet: InjectedWallet, account: str) -> None:
    """Have the wallet sign, connect it with one account, and prove that."""
    wallet.set_accounts(account)
    signed_by(page, "wallet")
    of_wallet(panel(page), "connect", name=plain("wallet.unnamed")).click()
    prove(page)


def prove(page: Page) -> None:
    """Prove the account that the wallet shows."""
    of_wallet(panel(page), "prove").click()
    proven(page)


def proven(page: Page) -> None:
    """The account counts as the visitor's."""
    expect(panel(page).get_by_text(plain("wallet.proven"), exact=True)).to_be_visible()
    expect(steps.balance(page)).to_be_visible()
    steps.settled(page)


def switch_account(page: Page, wallet: InjectedWallet, account: str) -> None:
    """Choose another account in the wallet, and prove it."""
    wallet.set_accounts(account)
    prove(page)


# --- acting ---


def asks_price(page: Page, token: str, account: str, flock: int) -> None:
    """At an offering, as one of the node's accounts: ask what so much FLOCK would buy."""
    visit(page, "offering", token)
    acts_as(page, account)
    steps.ask_quote(page, flock)


def asks(page: Page, step: int, count: int, act: str) -> None:
    """The review shows this step, and what it does."""
    expect(review(page)).to_contain_text(saying("review.title", step=step, count=count))
    expect(review(page)).to_contain_text(saying(f"review.about_{act}"))
    steps.settled(page)


def press(page: Page, key: str, act: str, count: int = 1) -> None:
    """Press a button that leads to a review; its first step is this."""
    expect(steps.button(page, key)).to_be_enabled()
    steps.button(page, key).click()
    asks(page, 1, count, act)


def describe_and_launch(page: Page, first: str, name: str, symbol: str, first_buy: int = 0) -> None:
    """Launch with the form on the screen, up to the review of the first of two steps, an allowance."""
    steps.describe_launch(page, name, symbol, first_buy)
    steps.agree_to_launch(page)
    press(page, "launch", first, count=2)


def sign(page: Page) -> None:
    """Sign the step at hand in the wallet."""
    of_wallet(request_panel(page), "sign").click()


def press_and_allow(page: Page, key: str) -> None:
    """Press a button whose act needs an allowance first, sign that in the wallet; the act itself is next."""
    press(page, key, "approve", count=2)
    sign(page)
    asks(page, 2, 2, key)


def node_signs(page: Page) -> Locator:
    """The button that has the node sign the step at hand."""
    # While a page is drawn anew, what it replaces still stands below.
    return review(page).get_by_role("button", name=saying("review.sign_node", whole=True)).first


def sign_by_node(page: Page) -> None:
    """Have the node sign the step at hand."""
    expect(node_signs(page)).to_be_enabled()
    node_signs(page).click()


def launch_in_two_steps(page: Page, sign_step: Callable[[Page], None], name: str) -> None:
    """Sign the allowance and the launch that are under review, and arrive on the offering's page."""
    sign_step(page)
    asks(page, 2, 2, "launch")
    sign_step(page)
    done(page, "launch.done", name=name)
    steps.sees_page(page, "offering")


def done(page: Page, key: str, **values: object) -> None:
    """The act is in a block, says the box above the page; nothing waits for a signature."""
    expect(steps.keyed(page, "ended")).to_contain_text(saying(key, **values))
    expect(review(page)).to_have_count(0)
    steps.settled(page)


def agrees(page: Page) -> None:
    """What is shown was compared with the contracts' own numbers, and all of it is equal."""
    shown = looks_now(page)
    expect(shown).to_contain_text(saying("live.agrees"))
    expect(shown).not_to_contain_text(saying("live.differs"))
    page.keyboard.press("Escape")
    expect(shown).to_have_count(0)


def fits_forecast(page: Page) -> None:
    """The node's answer and the sandbox's forecast are equal, and the review says so."""
    expect(column(page, "dry_run")).to_contain_text(saying("review.equal"))
    expect(review(page)).not_to_contain_text(saying("review.unequal"))


def get_flock(page: Page, amount: int) -> None:
    """Ask for test FLOCK, up to the review."""
    steps.button(page, "faucet").click()
    steps.fill(page, "faucet_amount", str(amount))
    expect(steps.button(page, "faucet_give")).to_be_enabled()
    steps.button(page, "faucet_give").click()
    asks(page, 1, 1, "fund")
    page.keyboard.press("Escape")
    steps.settled(page)
