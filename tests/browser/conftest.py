"""The app on a server of its own, Chromium, and pages that complain of any fault seen on the way."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Request

from tests.backends.rpc.rpc_proxy import Proxy, proxy_to
from tests.browser.stage import Stage, staged
from tools.anvil import HOST, NoAnvil
from tools.serving import PATIENCE_MS, NoChromium, Server, running_chromium, serving

#: Under a page's path, Streamlit first looks for itself there, then at the root.
_PROBE = re.compile(r"^/[^/]+/_stcore/(health|host-config)$")


class Look(NamedTuple):
    """A screen: its size and its colour scheme."""

    width: int
    height: int
    scheme: str

    def __str__(self) -> str:
        return f"{self.width}-{self.scheme}"


WIDE = Look(1280, 900, "light")
NARROW = Look(390, 844, "light")
NARROW_DARK = Look(390, 844, "dark")


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The app, one server for all tests of a worker: each test is a visitor with a sandbox of its own."""
    with serving(tmp_path_factory.mktemp("server")) as running:
        yield running


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium, without a window."""
    try:
        with running_chromium() as running:
            yield running
    except NoChromium as error:
        pytest.fail(str(error), pytrace=False)


class Watch:
    """What went wrong in a visit: errors in the console, bad requests, exception boxes, the server's log."""

    def __init__(self, context: BrowserContext, server: Server) -> None:
        self.faults: list[str] = []
        self._context = context
        self._server = server
        self._logged = server.log.stat().st_size
        self._heard: dict[str, Callable[..., object]] = {
            "console": self._spoken,
            "weberror": lambda error: self.faults.append(f"page error: {error.error}"),
            "request": lambda request: self._asked(request.url),
            "requestfailed": self._failed,
            "response": self._answered,
            "page": lambda page: page.on("websocket", lambda opened: self._asked(opened.url)),
            "dialog": lambda dialog: (self.faults.append(f"dialog: {dialog.message}"), dialog.dismiss()),
        }
        for event, heard in self._heard.items():
            context.on(event, heard)

    def _spoken(self, message) -> None:
        if message.type == "error" and not self._is_probe(message.location["url"]):
            self.faults.append(f"console: {message.text} ({message.location['url']})")

    def _asked(self, url: str) -> None:
        where = urlsplit(url)
        if where.scheme in ("http", "https", "ws", "wss") and where.hostname != HOST:
            self.faults.append(f"request to another host: {url}")

    def _failed(self, request: Request) -> None:
        self.faults.append(f"failed request: {request.url} ({request.failure})")

    def _answered(self, response) -> None:
        if response.status >= 400 and not self._is_probe(response.url):
            self.faults.append(f"answer {response.status}: {response.url}")

    def _is_probe(self, url: str) -> bool:
        return url.startswith(f"{self._server.url}/") and bool(_PROBE.match(urlsplit(url).path))

    def all_faults(self) -> list[str]:
        """Every fault up to now, with the exception boxes on screen and the server's own tracebacks."""
        boxes = [box for page in _pages(self._context) for box in page.get_by_test_id("stException").all()]
        seen = [f"exception box: {box.inner_text()}" for box in boxes if box.is_visible()]
        logged = self._server.log.read_bytes()[self._logged :].decode(errors="replace")
        return self.faults + seen + ([f"server: {logged}"] if "Traceback" in logged else [])

    def end(self) -> None:
        """Watch no longer."""
        for event, heard in self._heard.items():
            self._context.remove_listener(event, heard)


#: Browser contexts that no visitor uses now, by the app's address.
_free: dict[str, list[BrowserContext]] = {}
#: What a browser keeps for an app from visit to visit, apart from its cache.
_KEPT = "cookies,local_storage,indexeddb,service_workers,cache_storage"


@contextmanager
def visiting(browser: Browser, server: Server) -> Iterator[BrowserContext]:
    """A visitor's browser, which knows nothing of any other visitor.

    Visitors who come one after the other share a cache and a process: without them, more than half of the
    work of a visit is reading and compiling the app's scripts.
    """
    free = _free.setdefault(server.url, [])
    context = free.pop() if free else _new_context(browser, server)
    try:
        yield context
    finally:
        for page in _pages(context):
            page.close()
        free.append(context)


def _new_context(browser: Browser, server: Server) -> BrowserContext:
    """A browser context whose first page is nobody's: while it is open, the process of the app's pages lives."""
    context = browser.new_context(base_url=server.url)
    context.set_default_timeout(PATIENCE_MS)
    context.new_page().goto("/_stcore/health")
    return context


def _pages(context: BrowserContext) -> list[Page]:
    """The pages of the visitor."""
    return context.pages[1:]


def opened(context: BrowserContext, server: Server, look: Look) -> Page:
    """An empty page of this look, in a browser that has never been at the app."""
    page = context.new_page()
    page.set_viewport_size({"width": look.width, "height": look.height})
    page.emulate_media(color_scheme=look.scheme)
    memory = context.new_cdp_session(page)
    memory.send("Storage.clearDataForOrigin", {"origin": server.url, "storageTypes": _KEPT})
    memory.detach()
    return page


@contextmanager
def watched_page(browser: Browser, server: Server, look: Look = WIDE) -> Iterator[Page]:
    """A page of a visitor of its own, watched from its opening to its end.

    Raises:
        AssertionError: with every fault, one a line.
    """
    with visiting(browser, server) as context:
        watch = Watch(context, server)
        try:
            yield opened(context, server, look)
            faults = watch.all_faults()
        finally:
            watch.end()
    assert not faults, "\n".join(faults)


@pytest.fixture
def page(request: pytest.FixtureRequest, browser: Browser, server: Server) -> Iterator[Page]:
    """An empty page on a wide, light screen; parametrise it with another ``Look``."""
    with watched_page(browser, server, getattr(request, "param", WIDE)) as shown:
        yield shown


@pytest.fixture
def cold_page(browser: Browser, tmp_path: Path) -> Iterator[Page]:
    """An empty page before a server that nobody has visited yet."""
    with serving(tmp_path) as cold, watched_page(browser, cold) as shown:
        yield shown


@contextmanager
def needing_anvil() -> Iterator[None]:
    """Fail in one sentence where this machine has no anvil."""
    try:
        yield
    except NoAnvil as error:
        pytest.fail(str(error), pytrace=False)


@pytest.fixture(scope="session")
def stage() -> Iterator[Stage]:
    """A chain with the contracts on it, one for all tests of a worker: each has accounts and offerings of its own."""
    with needing_anvil(), staged() as running:
        yield running


@pytest.fixture(scope="session")
def live_server(stage: Stage, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The app, which begins at the stage's chain."""
    with serving(tmp_path_factory.mktemp("live"), **stage.settings()) as running:
        yield running


@pytest.fixture(scope="session")
def door(stage: Stage) -> Iterator[Proxy]:
    """What stands between the app and the node."""
    with proxy_to(stage.url) as proxy:
        yield proxy


@pytest.fixture(scope="session")
def door_server(stage: Stage, door: Proxy, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The app, which reaches the stage's chain through the door alone."""
    with serving(tmp_path_factory.mktemp("door"), **stage.settings(door.url)) as running:
        yield running
