"""The app on a server of its own, and Chromium to look at it."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NamedTuple

from playwright.sync_api import Browser, Page, sync_playwright

from tools.anvil import HOST, ROOT, stop

#: In the order in which they are looked for.
CHROMIUMS = ("chromium-headless-shell", "chromium")
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--no-first-run",
    "--disable-component-update",
    # All pages of an app in one process, which has read the app's scripts.
    "--process-per-site",
    # Nothing may leave this machine; an attempt shows up as a failed request.
    f"--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE {HOST}",
)
START_S = 120

#: How long nothing may have changed on a page that has come to rest, and how long that is waited for.
REST_MS, PATIENCE_MS = 250, 60_000

#: Says what a server says once it runs: its address.
_RUNNING = re.compile(r"Uvicorn running on (http://[\w.:]+)")

#: Waits until nothing has been drawn for so long and nothing is about to be; fails after a time.
_COME_TO_REST = """([rest, patience]) => new Promise((rested, failed) => {
  const app = document.querySelector('[data-testid=stApp]');
  let pause;
  const end = (how, what) => { changes.disconnect(); clearTimeout(pause); clearTimeout(late); how(what); };
  const look = () => app.dataset.testScriptState === 'notRunning' ? end(rested) : wait();
  const wait = () => { clearTimeout(pause); pause = setTimeout(look, rest); };
  const late = setTimeout(() => end(failed, 'the page does not come to rest'), patience);
  const changes = new MutationObserver(wait);
  changes.observe(document.body, { subtree: true, childList: true, attributes: true, characterData: true });
  wait();
})"""


class NoServer(Exception):
    """The app's server did not start."""


class NoChromium(Exception):
    """There is no Chromium on this machine."""


class Server(NamedTuple):
    """A running app: where it is, and the file that it logs to."""

    url: str
    log: Path


@contextmanager
def serving(folder: Path, app: str = "app:app", **settings: str) -> Iterator[Server]:
    """Run the app, with these settings and no others of ours in its environment; its log lies in ``folder``.

    Raises:
        NoServer: it did not start; the message ends with what it said.
    """
    log = folder / "server.log"
    # It finds itself a port: one that was free a moment ago may be another's by now.
    command = (sys.executable, "-m", "uvicorn", app, "--host", HOST, "--port", "0")
    kept = {name: value for name, value in os.environ.items() if not name.startswith("FOMO_")}
    with log.open("wb") as sink:
        process = subprocess.Popen(
            command, cwd=ROOT, env=kept | settings, stdout=sink, stderr=subprocess.STDOUT
        )
    try:
        yield Server(_await_health(process, log), log)
    finally:
        stop(process)


def _await_health(process: subprocess.Popen[bytes], log: Path) -> str:
    """The server's address, once it answers there."""
    deadline = time.monotonic() + START_S
    while True:
        running = _RUNNING.search(log.read_text(errors="replace"))
        if running and _healthy(running[1]):
            return running[1]
        if process.poll() is not None or time.monotonic() > deadline:
            raise NoServer(f"The app's server did not start:\n{log.read_text(errors='replace')[-2000:]}")
        with suppress(subprocess.TimeoutExpired):
            process.wait(0.05)


def _healthy(url: str) -> bool:
    try:
        with urllib.request.urlopen(f"{url}/_stcore/health", timeout=5) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


@contextmanager
def running_chromium() -> Iterator[Browser]:
    """Run Chromium without a window: named by CHROMIUM, or on the PATH.

    Raises:
        NoChromium: there is none.
    """
    named = os.environ.get("CHROMIUM")
    path = next(filter(None, map(shutil.which, [named] if named else CHROMIUMS)), None)
    if path is None:
        raise NoChromium("This needs Chromium: install it, or set CHROMIUM to its path.")
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=path, args=list(ARGUMENTS))
        yield running
        running.close()


def come_to_rest(page: Page) -> None:
    """Wait until the app has nothing left to draw and the browser has drawn it, to the last chart and colour."""
    page.locator("[data-testid=stApp][data-test-script-state=notRunning]").wait_for()
    page.wait_for_function("!document.querySelector('[data-testid=stSkeleton]')")
    page.evaluate(_COME_TO_REST, [REST_MS, PATIENCE_MS])
