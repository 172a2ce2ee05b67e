"""What a visitor does and sees, step by step. Each step waits until its own effect is on the screen."""

from __future__ import annotations

import re
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from fomo_core.display import format as f
from fomo_core.display.text import plain
from fomo_core.units import WAD
from tools.serving import PATIENCE_MS, come_to_rest

expect.set_options(timeout=PATIENCE_MS)

STORIES = {
    "1-maximum-reached": "graduated",
    "2-minimum-reached": "graduated",
    "3-failed-and-redeemed": "failed",
    "4-sniper": "graduated",
    "5-busy-market": "graduated",
}


# --- finding things ---


def main(page: Page) -> Locator:
    """The part of the screen beside the sidebar."""
    return page.get_by_test_id("stMain")


def keyed(page: Page, key: str) -> Locator:
    """The widget with this key, or with this name where its key turns with its value (``ui.widgets.chosen``)."""
    return page.locator(f".st-key-{key}, [class*='st-key-{key}-']")


def button(page: Page, key: str) -> Locator:
    """The button of the widget with this key."""
    return keyed(page, key).get_by_role("button").first


def field(page: Page, key: str) -> Locator:
    """The text field with this key."""
    return keyed(page, key).locator("input, textarea").first


def errors(page: Page) -> Locator:
    """Every error that is shown."""
    return page.get_by_test_id("stAlertContentError")


def note(page: Page, key: str, **values: object) -> Locator:
    """The latest note with this text, passing or to stay."""
    shown = page.get_by_test_id("stToast").or_(page.locator(".st-key-result"))
    return shown.filter(has_text=saying(key, **values)).last


def sidebar(page: Page) -> Locator:
    """The sidebar."""
    return page.get_by_test_id("stSidebar")


def balance(page: Page) -> Locator:
    """The acting account's FLOCK, in the sidebar."""
    return (
        sidebar(page)
        .get_by_test_id("stCaptionContainer")
        .locator("p")
        .filter(has_text=saying("sidebar.balance"))
    )


def clock(page: Page) -> Locator:
    """The sandbox's time, in the sidebar."""
    return (
        sidebar(page)
        .get_by_test_id("stCaptionContainer")
        .locator("p")
        .filter(has_text=saying("sidebar.clock"))
    )


def status(page: Page, name: str) -> Locator:
    """The chosen offering's badge, when it has this status."""
    return (
        main(page)
        .locator(".stMarkdownBadge")
        .filter(has_text=saying(f"status.{name}", whole=True), visible=True)
    )


def saying(key: str, whole: bool = False, **values: object) -> re.Pattern[str]:
    """A text of the catalogue as it stands on the screen: any value in the places not given, no Markdown."""
    parts = re.split(r"\{(\w+)\}", re.sub(r"[*`]", "", plain(key).strip()))
    found = [re.escape(part) for part in parts]
    found[1::2] = [re.escape(str(values[name])) if name in values else ".+" for name in parts[1::2]]
    text = "".join(found)
    return re.compile(rf"{text}\s*$" if whole else text)


def flock(amount: int) -> str:
    """Whole FLOCK as the app writes it."""
    return f.flock(amount * WAD)


# --- moving about ---


def chain_badge(page: Page) -> Locator:
    """The badge that says that nothing here is real money; its tooltip keeps a copy out of sight."""
    return main(page).locator(".stMarkdownBadge").filter(has_text=plain("sidebar.sandbox"), visible=True)


def settled(page: Page) -> None:
    """Wait until the app is connected and has nothing left to draw."""
    expect(page.locator("[data-testid=stApp][data-test-script-state=notRunning]")).to_be_visible()
    expect(page.get_by_test_id("stSkeleton")).to_have_count(0)


def at_rest(page: Page) -> None:
    """Wait until the app has nothing left to draw and the browser has drawn it, to the last chart and colour."""
    settled(page)
    come_to_rest(page)


def visit(page: Page, place: str = "") -> None:
    """Open an address of the app."""
    page.goto(f"/{place}")
    settled(page)


def go(page: Page, name: str) -> None:
    """Choose a page in the sidebar's navigation."""
    navigation = page.get_by_test_id("stSidebarNav")
    navigation.get_by_role("link", name=plain(f"nav.{name}"), exact=True).click()
    sees_page(page, name)


def title(name: str) -> str:
    """A page's heading."""
    return plain("home.title" if name == "home" else f"nav.{name}")


def sees_page(page: Page, name: str) -> None:
    """The page's title is there and the page is drawn."""
    expect(main(page).get_by_role("heading", name=title(name), level=1, exact=True)).to_be_visible()
    settled(page)


def open_tab(page: Page, key: str) -> None:
    """Choose a tab by its text in the catalogue."""
    tab = main(page).get_by_role("tab", name=plain(key), exact=True)
    tab.click()
    expect(tab).to_have_attribute("aria-selected", "true")
    settled(page)


# --- acting ---


def double_click(button: Locator) -> None:
    """Click twice before the page can answer to the first, however busy this machine is."""
    expect(button).to_be_enabled()
    button.evaluate("button => { button.click(); button.click(); }")


def fill(page: Page, key: str, text: str) -> None:
    """Type into a field and leave it."""
    field(page, key).fill(text)
    field(page, key).press("Tab")


def choose(page: Page, key: str, option: str) -> None:
    """Choose an option of a list: by typing, since of a long list only the first rows are drawn."""
    settled(page)
    field(page, key).click()
    field(page, key).fill(option)
    page.get_by_role("option", name=option, exact=True).click()
    expect(field(page, key)).to_have_value(option)


def act_as(page: Page, account: str) -> None:
    """Act as another account, one whose balance differs."""
    before = balance(page).inner_text()
    choose(page, "account", account)
    expect(balance(page)).not_to_have_text(before)
    settled(page)


def forward(page: Page, by: str) -> None:
    """Move the clock: a minute, an hour, a day, or to the end of the raise."""
    before = clock(page).inner_text()
    button(page, f"clock_{by}").click()
    expect(clock(page)).not_to_have_text(before)
    settled(page)


def holds(page: Page, amount: str) -> None:
    """The acting account holds so much FLOCK."""
    expect(balance(page)).to_have_text(saying("sidebar.balance", whole=True, balance=amount))


def get_flock(page: Page, account: str, amount: int) -> None:
    """Take test FLOCK for an account."""
    button(page, "faucet").click()
    fill(page, "faucet_account", account)
    fill(page, "faucet_amount", str(amount))
    expect(button(page, "faucet_give")).to_be_enabled()
    button(page, "faucet_give").click()
    expect(note(page, "faucet.done", account=account)).to_be_visible()
    expect(field(page, "account")).to_have_value(account)
    page.keyboard.press("Escape")
    settled(page)


def fresh_start(page: Page) -> None:
    """Throw the sandbox away."""
    button(page, "reset_sidebar").click()
    button(page, "reset_confirm_sidebar").click()
    expect(note(page, "session.started")).to_be_visible()
    settled(page)


def describe_launch(page: Page, name: str, symbol: str, first_buy: int = 0) -> None:
    """Fill in the launch form that is on the screen, up to the confirmation."""
    fill(page, "launch_name", name)
    fill(page, "launch_symbol", symbol)
    expect(button(page, "launch")).to_be_visible()
    if first_buy:
        fill(page, "launch_first_buy", str(first_buy))
        expect(main(page).get_by_test_id("stTable").last).to_contain_text(flock(first_buy))
    settled(page)


def launch(page: Page, name: str, symbol: str, first_buy: int = 0) -> None:
    """Launch an offering with the form on the screen, and arrive on its page."""
    describe_launch(page, name, symbol, first_buy)
    confirm_launch(page, name)


def agree_to_launch(page: Page) -> None:
    """Tick that one agrees to what a launch costs."""
    keyed(page, "launch_agree").locator("label").click()


def confirm_launch(page: Page, name: str) -> None:
    """Agree to the fee, launch, and arrive on the offering's page."""
    expect(button(page, "launch")).to_be_disabled()
    agree_to_launch(page)
    expect(button(page, "launch")).to_be_enabled()
    button(page, "launch").click()
    expect(note(page, "launch.done", name=name)).to_be_visible()
    sees_page(page, "offering")


def ask_quote(page: Page, amount: int, partly: bool = False) -> None:
    """Ask what so much FLOCK would buy."""
    fill(page, "buy_amount", str(amount))
    answer = keyed(page, "buy")
    if partly:
        expect(main(page)).to_contain_text(saying("buy.partial"))
    else:
        expect(keyed(page, "deal").get_by_test_id("stTable").last).to_contain_text(flock(amount))
    expect(answer).to_contain_text(saying("buy.button"))
    settled(page)


def accept_fraction(page: Page) -> None:
    """Tick that a trade brings only a fraction of what it costs, where that is asked."""
    for tick in main(page).get_by_test_id("stCheckbox").filter(has_text=saying("impact.tick")).all():
        tick.locator("label").click()


def buy(page: Page, amount: int, partly: bool = False) -> None:
    """Buy with so much FLOCK; ``partly`` when the raise has no room for all of it."""
    before = balance(page).inner_text()
    ask_quote(page, amount, partly)
    accept_fraction(page)
    expect(button(page, "buy")).to_be_enabled()
    button(page, "buy").click()
    expect(note(page, "buy.done")).to_be_visible()
    expect(balance(page)).not_to_have_text(before)
    settled(page)


def press(page: Page, key: str, done: str) -> None:
    """Press a button that acts, and read that it is done."""
    button(page, key).click()
    expect(note(page, done)).to_be_visible()
    settled(page)


# --- the past ---


def banner(page: Page) -> Locator:
    """The box that says that this is the past."""
    return keyed(page, "past")


def moment(page: Page) -> tuple[int, int]:
    """Which event is looked at, and how many there are."""
    number, total = re.findall(r"\d+", banner(page).inner_text())[:2]
    return int(number), int(total)


def life(page: Page) -> Locator:
    """The picture of a launch."""
    return page.locator(".life")


def one_step_later(page: Page) -> None:
    """Go forward by one step of the picture, which may be several events, or none but what the clock brings."""
    number, _ = moment(page)
    said = life(page).locator(".say")
    before = said.inner_text()
    life(page).locator("button.forward").click()
    expect(said).not_to_have_text(before, use_inner_text=True)
    at_rest(page)
    assert moment(page)[0] >= number


def slider(page: Page) -> Locator:
    """The Activity page's slider through time."""
    return keyed(page, "travel").locator("input[type=range]")


def travel(page: Page, share: float) -> int:
    """Click into the slider, so far from its left end; the event that it now looks at."""
    track = keyed(page, "travel").get_by_role("group")
    box = track.bounding_box()
    track.click(position={"x": share * box["width"], "y": box["height"] / 2})
    expect(banner(page)).to_be_visible()
    settled(page)
    return int(slider(page).input_value())


# --- files ---


def exported(page: Page, folder: Path) -> Path:
    """Download the scenario from the Activity page."""
    with page.expect_download() as download:
        button(page, "export_scenario").click()
    target = folder / f"{len(list(folder.iterdir()))}-{download.value.suggested_filename}"
    download.value.save_as(target)
    return target


def offer_file(page: Page, content: bytes) -> None:
    """Upload a scenario file on the Activity page and press Open."""
    file = {"name": "scenario.json", "mimeType": "application/json", "buffer": content}
    keyed(page, "scenario_file").locator("input[type=file]").set_input_files(file)
    expect(button(page, "import")).to_be_enabled()
    button(page, "import").click()
