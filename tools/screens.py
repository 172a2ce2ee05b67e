"""``make screens``: a picture of every screen in its states, sizes and colours, and one sheet of them all.

The pictures go to ``.screens/``, with ``sheet.html`` and ``sheet.png``. ``ONLY`` names what is to be looked at
again, by page and state, such as ``ONLY="home offering-failed stage"``; the others' pictures stay.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Literal, NamedTuple
from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import Browser, Page, ViewportSize

from fomo_core.scenarios import file
from tools import sheet
from tools.anvil import ROOT, NoAnvil, anvil_at
from tools.live import lasts, staged, story_of
from tools.serving import PATIENCE_MS, NoChromium, NoServer, come_to_rest, running_chromium, serving

FOLDER = ROOT / ".screens"
SIZES = (ViewportSize(width=1280, height=800), ViewportSize(width=390, height=844))
STAGE = ViewportSize(width=1280, height=720)
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
#: The shares of a story's way at which the stage is looked at.
SHARES = (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)
#: Steps after the launch at which the past is looked at.
PAST = 4
GRADUATED, FAILED, OPEN = "1-maximum-reached", "3-failed-and-redeemed", "open-raise"


class State(NamedTuple):
    """A state of the app: the story that it is opened with, and how many steps of it are looked at; 0 for all."""

    name: str
    story: str = ""
    steps: int = 0


SANDBOX = (
    State("empty"),
    State("open", OPEN),
    State("failed", FAILED),
    State("graduated", GRADUATED),
    State("past", GRADUATED, PAST),
)
LIVE = (State("live"),)


def pages() -> list[str]:
    """The names of all pages, the first page first."""
    return sorted(
        (path.stem for path in (ROOT / "pages").glob("*.py")), key=lambda name: (name != "home", name)
    )


def main() -> int:
    """Take the pictures that are asked for, and make the sheet of all that there are."""
    FOLDER.mkdir(exist_ok=True)
    try:
        with running_chromium() as browser:
            _take_all(browser, os.environ.get("ONLY", "").split())
            return print_sheet(browser)
    except (NoChromium, NoServer) as error:
        print(f"make screens: {error}", file=sys.stderr)
        return 1


def print_sheet(browser: Browser) -> int:
    """Make the sheet and tell where it lies."""
    written = sheet.write(browser, FOLDER, [*pages(), "stage"])
    print(f"{written} pictures: {FOLDER / 'sheet.html'} and sheet.png")
    return 0


def _take_all(browser: Browser, only: list[str]) -> None:
    with _sandbox() as url:
        for state in SANDBOX:
            _take_state(browser, url, state, only)
        for story in _stories():
            if _is_asked("stage", story, only):
                _take_stage(browser, url, story)
    if any(_is_asked(page, "live", only) for page in pages()):
        try:
            with _live() as url:
                _take_state(browser, url, LIVE[0], only)
        except NoAnvil as error:
            print(f"No pictures of a real chain. {error}")


def _is_asked(page: str, state: str, only: list[str]) -> bool:
    """Return True where a page in a state is to be looked at."""
    return not only or bool({page, state, f"{page}-{state}"} & set(only))


def _stories() -> list[str]:
    return sorted(path.stem for path in (ROOT / "data" / "scenarios").glob("*.json"))


@contextmanager
def _sandbox() -> Iterator[str]:
    """Serve the app with a raise in its middle among its stories; its address."""
    with tempfile.TemporaryDirectory() as place:
        stories = Path(place) / "stories"
        stories.mkdir()
        story = story_of({})
        (stories / f"{OPEN}.json").write_text(file.to_json(story), "utf-8")
        with serving(Path(place), FOMO_SCENARIO_DIR=str(stories)) as server:
            yield server.url


@contextmanager
def _live() -> Iterator[str]:
    """Serve the app over a development chain with a raise in its middle; its address.

    Raises:
        NoAnvil: this machine can't run one.
    """
    story = story_of({})
    began = int(time.time()) - lasts(story) - 600
    with ExitStack() as stack:
        node = stack.enter_context(anvil_at(0, "--accounts", "20", "--timestamp", str(began)))
        settings = {
            "FOMO_DEPLOYMENT": "local",
            "FOMO_RPC_URL": node.url,
            "FOMO_LAUNCHPAD": staged(node.url, story),
        }
        place = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        yield stack.enter_context(serving(place, **settings)).url


@contextmanager
def _opened(browser: Browser, url: str, size: ViewportSize) -> Iterator[Page]:
    """A page of a visitor of its own, in which nothing moves by itself."""
    context = browser.new_context(base_url=url, viewport=size, reduced_motion="reduce")
    context.set_default_timeout(PATIENCE_MS)
    try:
        yield context.new_page()
    finally:
        context.close()


def _take_state(browser: Browser, url: str, state: State, only: list[str]) -> None:
    """Take the pages in a state, in each size and scheme."""
    asked = [name for name in pages() if _is_asked(name, state.name, only)]
    for size in SIZES if asked else ():
        with _opened(browser, url, size) as page:
            desk = _begin(page, state)
            for name in asked:
                page.goto(f"/{'' if name == 'home' else name}?s={desk}")
                _take(page, f"{name}-{state.name}", size)


def _begin(page: Page, state: State) -> str:
    """Bring a visitor to a state; the key of the desk."""
    page.goto(f"/offering?story={state.story}" if state.story else "/")
    come_to_rest(page)
    if state.steps:
        page.locator(".life .pill").focus()
        page.keyboard.press("Home")
        for _ in range(state.steps):
            page.keyboard.press("ArrowRight")
        come_to_rest(page)
    return parse_qs(urlsplit(page.url).query)["s"][0]


def _take_stage(browser: Browser, url: str, story: str) -> None:
    """Take the stage at some steps of a story."""
    with _opened(browser, url, STAGE) as page:
        page.goto(f"/?story={story}&stage=1")
        come_to_rest(page)
        page.keyboard.press("Home")
        pill = page.locator(".life .pill")
        last, at = int(pill.get_attribute("aria-valuemax") or 1) - 1, 0
        for step in (round(share * last) for share in SHARES):
            for _ in range(step - at):
                page.keyboard.press("ArrowRight")
            at = step
            _take(page, f"stage-{story}-{step + 1:02}", STAGE)


def _take(page: Page, name: str, size: ViewportSize) -> None:
    """Take what is on the screen in each scheme."""
    for scheme in SCHEMES:
        page.emulate_media(color_scheme=scheme)
        come_to_rest(page)
        page.screenshot(path=FOLDER / f"{name}-{size['width']}-{scheme}.png")


if __name__ == "__main__":
    sys.exit(main())
