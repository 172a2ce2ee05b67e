"""``make animation``: the first story on the stage as a moving picture, ``docs/demo.webp``, from real screenshots."""

from __future__ import annotations

import sys
import tempfile
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, ViewportSize

from tools.anvil import ROOT
from tools.serving import PATIENCE_MS, NoChromium, NoServer, come_to_rest, running_chromium, serving

TARGET = ROOT / "docs" / "demo.webp"
STORY = "1-maximum-reached"
SIZE, WIDTH = ViewportSize(width=1280, height=720), 800
#: How long a picture stands, the last one longer, and the most that all may take (ms); the most bytes of the file.
STANDS_MS, LAST_MS, MOST_MS, MOST_BYTES = 550, 2_500, 20_000, 1_500_000


def main() -> int:
    """Take the pictures and write the file; the exit status."""
    try:
        with (
            tempfile.TemporaryDirectory() as place,
            serving(Path(place)) as server,
            running_chromium() as browser,
        ):
            pictures = _pictures(browser, server.url)
    except (NoChromium, NoServer) as error:
        print(f"make animation: {error}", file=sys.stderr)
        return 1
    written = _write(pictures)
    print(f"{TARGET}: {len(pictures)} pictures, {written:,} bytes")
    return 0 if written <= MOST_BYTES else 1


def _pictures(browser: Browser, url: str) -> list[Image.Image]:
    """The stage at each step of the story."""
    page = browser.new_page(viewport=SIZE, color_scheme="light", reduced_motion="reduce")
    page.set_default_timeout(PATIENCE_MS)
    page.goto(f"{url}/?story={STORY}&stage=1")
    come_to_rest(page)
    page.keyboard.press("Home")
    last = int(page.locator(".life .pill").get_attribute("aria-valuemax") or 1)
    pictures = [_picture(page)]
    for _ in range(last - 1):
        page.keyboard.press("ArrowRight")
        pictures.append(_picture(page))
    page.close()
    return pictures


def _picture(page: Page) -> Image.Image:
    come_to_rest(page)
    whole = Image.open(BytesIO(page.screenshot())).convert("RGB")
    return whole.resize((WIDTH, WIDTH * whole.height // whole.width), Image.Resampling.LANCZOS)


def _write(pictures: list[Image.Image]) -> int:
    """Write the moving picture, which begins anew at its end; how many bytes it has."""
    stands = min(STANDS_MS, (MOST_MS - LAST_MS) // max(1, len(pictures) - 1))
    durations = [stands] * (len(pictures) - 1) + [LAST_MS]
    first, *others = pictures
    first.save(TARGET, save_all=True, append_images=others, duration=durations, loop=0, quality=72, method=6)
    return TARGET.stat().st_size


if __name__ == "__main__":
    sys.exit(main())
