"""The life line's frames a second on a processor four times slower, beside a page that draws nothing.

``python benchmarks/lifeline.py``; Chromium draws by the processor alone, which takes most of the time.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from playwright.sync_api import Browser, Page

from benchmarks.report import Count, options_of, print_rows
from tests.browser.picture.lifeline_page import data, mount, picture
from tools.serving import running_chromium

SLOWDOWN = 4  # times
SMOOTH_MS = 1000 / 60

#: Goes through the story ten steps a second; gives the ms between two frames each.
_RUN = """(steps) => new Promise((done) => {
  const spans = [];
  let last = performance.now(), at = 0;
  const frame = (now) => { spans.push(now - last); last = now; if (at <= steps) requestAnimationFrame(frame); else done(spans.slice(1)); };
  const press = setInterval(() => {
    if (at++ >= steps) return clearInterval(press);
    document.body.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowRight', bubbles: true }));
  }, 100);
  requestAnimationFrame(frame);
})"""


class Row(NamedTuple):
    """The measure of one look."""

    look: str
    frames: int
    per_second: float
    p95_ms: float
    worst_ms: float


def _measured(page: Page, mode: str, buys: int) -> Row:
    mount(page, data(picture(buys=buys), mode, 0))
    page.wait_for_timeout(500)
    page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": SLOWDOWN})
    spans = sorted(page.evaluate(_RUN, buys + 6))
    return Row(
        f"{mode}, {buys} purchases" if mode != "hidden" else "nothing drawn",
        len(spans),
        1000 * len(spans) / sum(spans),
        spans[len(spans) * 95 // 100],
        spans[-1],
    )


def _rows(browser: Browser, buys: int) -> list[Row]:
    rows = []
    for mode, count in (("hidden", 20), ("page", 20), ("stage", 20), ("stage", buys)):
        page = browser.new_page(viewport={"width": 1280, "height": 720})
        rows.append(_measured(page, mode, count))
        page.close()
    return rows


def _table(rows: list[Row]) -> str:
    lines = [f"{'look':<24}{'frames':>8}{'a second':>10}{'p95 ms':>9}{'worst ms':>10}{'p95 / smooth':>14}"]
    lines += [
        f"{r.look:<24}{r.frames:>8}{r.per_second:>10.1f}{r.p95_ms:>9.1f}{r.worst_ms:>10.1f}{r.p95_ms / SMOOTH_MS:>14.2f}"
        for r in rows
    ]
    return "\n".join(lines)


def main() -> int:
    """Measure in Chromium and print."""
    options = options_of(
        "How smooth the life line moves.", {"--buys": Count(160, "purchases of the long raise")}, 1000
    )
    with running_chromium() as browser:
        rows = _rows(browser, options.buys)
    return print_rows(rows, [], options.json, _table)


if __name__ == "__main__":
    sys.exit(main())
