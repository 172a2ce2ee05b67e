"""One sheet of many pictures: a page that links to each, and a picture of that page."""

from __future__ import annotations

from html import escape
from pathlib import Path

from playwright.sync_api import Browser

WIDTH, THUMB_HEIGHT = 2000, 230
_STYLE = f"""body {{ margin: 16px; font: 13px sans-serif; background: #8b9299; }}
h2 {{ margin: 16px 0 4px; }}
div {{ display: flex; flex-wrap: wrap; gap: 10px; }}
a {{ color: #000; text-decoration: none; }}
img {{ display: block; height: {THUMB_HEIGHT}px; }}"""


def write(browser: Browser, folder: Path, groups: list[str]) -> int:
    """Write ``sheet.html`` and ``sheet.png`` of a folder's pictures, those that begin with a group's name together.

    Returns:
        How many pictures there are.
    """
    grouped = {group: sorted(path.name for path in folder.glob(f"{group}-*.png")) for group in groups}
    parts = "".join(
        f"<h2>{escape(group)}</h2><div>{_figures(names)}</div>" for group, names in grouped.items()
    )
    target = folder / "sheet.html"
    target.write_text(f'<!doctype html><meta charset="utf-8"><style>{_STYLE}</style>{parts}', "utf-8")
    page = browser.new_page(viewport={"width": WIDTH, "height": 1000})
    page.goto(target.as_uri())
    page.screenshot(path=folder / "sheet.png", full_page=True)
    page.close()
    return sum(map(len, grouped.values()))


def _figures(names: list[str]) -> str:
    return "".join(
        f'<a href="{escape(name)}"><img src="{escape(name)}">{escape(name.removesuffix(".png"))}</a>'
        for name in names
    )
