"""A plain page with the life line alone in it, and a launch that it draws."""

from __future__ import annotations

import base64
from typing import Any

from playwright.sync_api import Page

from tests.builders import ROOT

SCRIPT, STYLE = (ROOT / "ui" / "lifeline" / f"lifeline.{kind}" for kind in ("js", "css"))
DAY = 86_400
CLOSED, TAX_END = 3 * DAY, 5_880

_MOUNT = """async ([script, data]) => {
  window.acts = [];
  const { default: draw } = await import(script);
  window.draw = (given) => draw({
    data: given, parentElement: document.getElementById('host'),
    setTriggerValue: (name, act) => acts.push({ name, ...act }),
  });
  window.draw(data);
}"""


def data(picture: dict[str, Any], mode: str, at: int, **more: Any) -> dict[str, Any]:
    """What the component is given."""
    return {"picture": picture, "mode": mode, "at": at, "ack": 0, "playing": False, "typed": None} | more


def mount(page: Page, given: dict[str, Any], width: int = 1168) -> None:
    """Draw the life line in an empty page; what it tells the server lies in ``acts``, and ``draw`` draws again."""
    page.set_content(
        "<!doctype html><style>:root{--st-background-color:#fbfaf7;--st-font:sans-serif;--st-heading-font:serif}"
        f"body{{margin:0}}#host{{width:{width}px}}</style><style>{STYLE.read_text(encoding='utf-8')}</style>"
        "<input id=field><div id=host></div>"
    )
    script = base64.b64encode(SCRIPT.read_bytes()).decode()
    page.evaluate(_MOUNT, [f"data:text/javascript;base64,{script}", given])


def _step(n: int, t: int, zone: int, chapter: int, said: str) -> dict[str, Any]:
    clock = f"minute {t // 60}" if t < TAX_END else f"day {t // DAY}"
    numbers = [
        ["Raised", f"{n},000", "FLOCK", "raise"],
        ["Price", "2.25", "FLOCK", "price"],
        ["", "", "", ""],
    ]
    return {
        "n": 3 * n,
        "t": t,
        "zone": zone,
        "chapter": chapter,
        "clock": clock,
        "lead": f"{clock.capitalize()}.",
        "say": [[f"{said} ", ""], ["The price rises.", "price"]],
        "numbers": numbers,
    }


def _words() -> dict[str, Any]:
    named = (
        "play pause again back forward faster stage leave now without burned flock minimum min maximum max"
    )
    return {word: word.capitalize() for word in named.split()} | {
        "without": "without buybacks", "min_value": "100,000", "max_value": "300,000", "zero": "0",
        "min_price": "token 0.72", "max_price": "next token 2.25", "returns": "Everybody's principal comes back:",
        "more": "", "step": "Step {n} of {all}", "opens": ["pool opens", "at 2.25"],
        "tax": ["99% of a payment", "is taken at minute 0,", "1% less each minute"],
        "heads": [
            ["First 98 minutes", "a tax keeps racers out"],
            ["The raise, up to 7 days", "every purchase lifts the price"],
            ["Graduation", "money split, tokens minted"],
            ["In use", "paid use buys tokens back and burns them"],
        ],
    }  # fmt: skip


def picture(buyer: str = "Ada", buys: int = 20, uses: int = 6) -> dict[str, Any]:
    """A launch that fills up with equal purchases, is traded once, used and bought back, in FLOCK and seconds."""
    each = 300_000 / buys
    times = [i * CLOSED // buys for i in range(buys)]
    steps = [
        _step(i, t, int(t >= TAX_END), 1, f"{buyer} pays {each:,.0f} FLOCK.") for i, t in enumerate(times)
    ]
    steps.append(_step(buys, CLOSED, 2, 3, "The gate opens."))
    used = [CLOSED + (i + 1) * 7 * DAY for i in range(uses)]
    steps += [_step(buys + 1 + i, t, 3, 6, "People pay $1,000.") for i, t in enumerate(used)]
    places = [(buys + 1 + i, t) for i, t in enumerate(used)]
    prices = [(buys, CLOSED, 2.25)] + [(n, t, 2.25 + 0.2 * (i + 1)) for i, (n, t) in enumerate(places)]
    bought = [(i, t, each * (i + 1)) for i, t in enumerate(times)]
    return {
        "id": "qmini/1", "title": "Q Mini: the raise fills up", "alt": "Q Mini raised 300,000 FLOCK in 3 days.",
        "min": 100_000.0, "max": 300_000.0, "words": _words(), "tax_end": TAX_END, "gate": "open",
        "tax": [[60 * m, max(0.015, (99 - m) / 100)] for m in range(99)],
        "tax_notes": [[1_800, 0.69, "69%"], [3_600, 0.39, "39%"]], "closes": 7 * DAY, "closed": CLOSED,
        "ends": used[-1] if used else CLOSED + DAY,
        "ticks": [[0, 0, "0 min"], [0, 1_800, "30"], [0, 3_600, "60"], [1, TAX_END, "98"], [1, DAY, "day 1"],
                  [1, 2 * DAY, "2"], [2, CLOSED, "day 3"], [3, 10 * DAY, "day 10"], [3, 20 * DAY, "20"]],
        "raised": bought,
        "purchases": [[i, t, each, each * 0.9, each * i, i % 7 == 3, f"{buyer} pays {each:,.0f}"] for i, t, _ in bought],
        "notes": [[3, times[3], 4 * each, f"{buyer}: {each:,.0f}", "the largest"]],
        "parts": [["pool", 180_000.0, "60% pool", "180,000 FLOCK and", "80,000 tokens"],
                  ["operations", 60_000.0, "20% operations", "60,000", ""],
                  ["incentives", 60_000.0, "20% incentives", "60,000", ""]],
        "pool": [[n, t, price, f"{price:.2f}"] for n, t, price in prices],
        "without": [[n, t, 1.2, "1.20"] for n, t, _ in prices], "trades": [],
        "uses": [[n, t, 1_000.0 * (i + 1), f"${i + 1},000"] for i, (n, t) in enumerate(places)],
        "burns": [[n, t, 5_000.0 * (i + 1), f"{5 * (i + 1)},000", "1.0%", 5_000.0] for i, (n, t) in enumerate(places)],
        "returns": [], "lost": [], "steps": steps,
        "chapters": ["Launch", "Raise", "Outcome", "Graduation", "Trading", "Usage", "Buyback"],
    }  # fmt: skip
