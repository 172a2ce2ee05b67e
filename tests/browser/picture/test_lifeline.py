"""The life line by itself in a plain page: its keys, its stage, what it tells, what can be read of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.picture.lifeline_page import DAY, SCRIPT, STYLE, data, mount, picture

#: Texts that lie on one another or are cut off, and marks of later steps that can be seen.
_FLAWS = """() => {
  const boxes = [...document.querySelectorAll('svg text')]
    .filter((text) => text.textContent && !text.closest('.gone'))
    .map((text) => [text.textContent, text.getBoundingClientRect()]);
  const pic = document.querySelector('.pic').getBoundingClientRect(), flaws = [];
  boxes.forEach(([text, a], at) => {
    if (a.left < pic.left - 1 || a.right > pic.right + 1 || a.top < pic.top - 1 || a.bottom > pic.bottom + 1) flaws.push(`cut: ${text}`);
    for (const [other, b] of boxes.slice(at + 1))
      if (a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 3 && b.top < a.bottom - 3) flaws.push(`${text} / ${other}`);
  });
  return flaws;
}"""


@pytest.fixture
def plain(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    """An empty page of 1280 by 720; parametrise it with options of a context. An error in it is the test's."""
    context = browser.new_context(
        **{"viewport": {"width": 1280, "height": 720}} | getattr(request, "param", {})
    )
    faults: list[str] = []
    context.on("weberror", lambda error: faults.append(str(error.error)))
    context.on("console", lambda said: faults.append(said.text) if said.type == "error" else None)
    page = context.new_page()
    yield page
    context.close()
    assert not faults


still = pytest.mark.parametrize("plain", [{"reduced_motion": "reduce"}], indirect=True, ids=["still"])


def stands_at(page: Page, step: int) -> None:
    expect(page.get_by_role("slider")).to_have_attribute("aria-valuenow", str(step))


def acts(page: Page) -> list[dict[str, Any]]:
    """What the server was told."""
    return page.evaluate("acts")


def test_no_press_is_lost_and_the_server_is_told_the_last_one(plain: Page):
    mount(plain, data(picture(), "page", 0))
    for _ in range(20):
        plain.keyboard.press("ArrowRight")
    stands_at(plain, 21)
    plain.keyboard.press("ArrowLeft")
    stands_at(plain, 20)
    # A slow machine may rest between two presses, and tell the server of that, too.
    plain.wait_for_function("acts.at(-1)?.look === 57")
    assert [act["seq"] for act in acts(plain)] == list(range(1, len(acts(plain)) + 1))


def test_keys_leave_alone_who_types(plain: Page):
    mount(plain, data(picture(), "page", 3))
    plain.locator("#field").focus()
    for key in ("ArrowRight", "s", " ", "End"):
        plain.keyboard.press(key)
    stands_at(plain, 4)
    assert plain.locator("#field").input_value() == "s "


def test_keys_that_move_the_page_wait_for_the_focus(plain: Page):
    mount(plain, data(picture(), "page", 3))
    plain.keyboard.press("End")
    stands_at(plain, 4)
    plain.get_by_role("slider").focus()
    for key, step in (("End", 27), ("Home", 1), ("PageDown", 21), ("PageDown", 22), ("PageUp", 21)):
        plain.keyboard.press(key)
        stands_at(plain, step)


def test_server_is_followed_only_once_it_has_heard(plain: Page):
    mount(plain, data(picture(), "page", 3))
    plain.keyboard.press("ArrowRight")
    plain.wait_for_function("acts.length")
    plain.evaluate("given => draw(given)", data(picture(), "page", 7))
    stands_at(plain, 5)
    plain.evaluate("given => draw(given)", data(picture(), "page", 9, ack=1))
    stands_at(plain, 10)


def test_among_moments_of_the_clock_it_stays_where_it_was_put(plain: Page):
    launch = picture()
    launch["steps"][25]["n"] = launch["steps"][26]["n"]
    mount(plain, data(launch, "page", 24))
    plain.keyboard.press("ArrowRight")
    plain.wait_for_function("acts.length")
    plain.evaluate("given => draw(given)", data(launch, "page", 26, ack=1))
    stands_at(plain, 26)
    plain.keyboard.press("ArrowLeft")
    plain.wait_for_function("acts.length > 1")
    plain.evaluate("given => draw(given)", data(launch, "page", 2, ack=2))
    stands_at(plain, 3)


def test_what_nobody_has_graduated_ends_at_the_gate(plain: Page):
    launch = picture(uses=0) | {"gate": "waiting", "parts": [], "pool": [], "without": [], "closed": None}
    launch["now"] = [3, 20 * DAY, "day 20"]
    mount(plain, data(launch, "page", 20))
    post, now = (plain.locator(mark).bounding_box() for mark in (".post", ".now"))
    assert abs(post["x"] - now["x"]) < 3


def test_points_of_what_comes_back_are_wider_than_their_bands(plain: Page):
    launch = picture(uses=0) | {"gate": "shut", "parts": [], "pool": [], "without": []}
    launch["returns"] = [[None, "Ada", 80_000.0, "80,000"], [None, "Ben", 900.0, "900"]]
    mount(plain, data(launch, "page", 20))
    widths = plain.locator(".tip-arrow").evaluate_all("all => all.map((one) => one.getBBox().width)")
    bands = plain.locator(".band").evaluate_all("all => all.map((one) => +one.getAttribute('stroke-width'))")
    assert len(widths) == len(bands) == 4
    assert all(point > band for point, band in zip(widths, bands))
    assert not plain.locator(".ghost").count()


def test_nothing_is_built_anew_that_did_not_change(plain: Page):
    mount(plain, data(picture(), "page", 3))
    plain.evaluate("document.querySelector('svg .disc').id = 'kept'")
    plain.evaluate("given => draw(given)", data(picture(), "page", 5))
    expect(plain.locator("#kept")).to_have_count(1)
    plain.evaluate("given => draw(given)", data(picture(buys=19), "page", 5))
    expect(plain.locator("#kept")).to_have_count(0)


@pytest.mark.parametrize("plain", [{"viewport": {"width": w, "height": h}} for w, h in ((1280, 720), (1920, 1080))],
                         indirect=True, ids=["720", "1080"])  # fmt: skip
def test_stage_fills_the_window_without_scrolling(plain: Page):
    mount(plain, data(picture("Somebody with a name as long as a name may be in such a list"), "stage", 26))
    small = plain.evaluate("""() => [...document.querySelectorAll('.life *')].filter((node) =>
      !node.closest('.told') && [...node.childNodes].some((child) => child.nodeType === 3 && child.data.trim())
      && parseFloat(getComputedStyle(node).fontSize) * (node.closest('svg') ? innerHeight / 720 : 1) < innerHeight / 36 - 0.1)
      .map((node) => node.outerHTML)""")
    out = plain.evaluate("""() => [...document.querySelectorAll('.life > :not(.told), .life button')].filter((node) => {
      const box = node.getBoundingClientRect();
      return box.right > innerWidth || box.bottom > innerHeight || node.scrollHeight > node.clientHeight + 2
    }).map((node) => node.className)""")
    assert (small, out) == ([], [])
    assert plain.evaluate("document.scrollingElement.scrollHeight <= innerHeight")


def test_stage_is_entered_and_left_at_once(plain: Page):
    mount(plain, data(picture(), "page", 3))
    plain.keyboard.press("s")
    expect(plain.get_by_text("Step 4 of 27")).to_be_visible()
    plain.keyboard.press("Escape")
    expect(plain.get_by_text("Step 4 of 27")).to_be_hidden()
    assert [(act["stage"], act["look"]) for act in acts(plain)] == [(True, 9), (False, 9)]


@still
@pytest.mark.parametrize(
    ("mode", "width"), [("page", 1168), ("page", 760), ("page", 358), ("home", 912), ("stage", 1280)]
)
def test_no_label_lies_on_another_at_any_step(plain: Page, mode: str, width: int):
    mount(plain, data(picture(), mode, 0), width)
    flaws = {}
    for step in range(27):
        stands_at(plain, step + 1)
        plain.wait_for_function("() => !document.querySelector('.words.gone')")
        flaws[step] = plain.evaluate(_FLAWS)
        plain.get_by_role("slider").press("ArrowRight")
    assert not {step: found for step, found in flaws.items() if found}


def test_later_marks_are_not_seen(plain: Page):
    mount(plain, data(picture(), "page", 4))
    seen = "[...document.querySelectorAll('.disc')].filter((disc) => getComputedStyle(disc.parentNode).opacity > 0).length"
    plain.wait_for_function(f"{seen} === 5")
    cursor = plain.evaluate("document.querySelector('.now').getBoundingClientRect().right")
    clip = plain.evaluate("+document.querySelector('clipPath rect').getAttribute('width')")
    assert abs(clip - cursor) < 3


def test_picture_can_be_read(plain: Page):
    mount(plain, data(picture(), "page", 2))
    expect(plain.get_by_role("img", name="Q Mini raised 300,000 FLOCK in 3 days.")).to_be_visible()
    slider = plain.get_by_role("slider", name="Q Mini: the raise fills up")
    expect(slider).to_have_attribute("aria-valuetext", "Day 0. Ada pays 15,000 FLOCK. The price rises.")
    expect(plain.locator(".told li")).to_have_count(3)
    expect(plain.locator(".say")).to_have_attribute("aria-live", "polite")
    for name in ("Play", "Back", "Forward", "Faster 1x", "Stage"):
        expect(plain.get_by_role("button", name=name, exact=True)).to_be_visible()


def test_names_of_others_are_text(plain: Page):
    mount(plain, data(picture("<img src=x onerror=alert(1)>"), "page", 3))
    plain.locator(".disc").nth(3).hover()
    expect(plain.locator(".tip")).to_contain_text("<img src=x onerror=alert(1)> pays")
    assert plain.evaluate("document.images.length") == 0


def test_home_plays_by_itself_and_stops_under_the_hand(plain: Page):
    mount(plain, data(picture(), "home", 26, playing=True), 912)
    plain.wait_for_function("+document.querySelector('.pill').ariaValueNow > 2")
    plain.locator(".pic").hover()
    plain.wait_for_timeout(100)
    held = plain.get_by_role("slider").get_attribute("aria-valuenow")
    plain.wait_for_timeout(700)
    stands_at(plain, int(held or 0))
    plain.mouse.move(1270, 700)
    plain.wait_for_function(f"+document.querySelector('.pill').ariaValueNow > {held}")
    assert acts(plain) == []


@still
def test_reduced_motion_plays_nothing_and_steps_at_once(plain: Page):
    mount(plain, data(picture(), "home", 5, playing=True), 912)
    plain.wait_for_timeout(300)
    stands_at(plain, 6)
    plain.get_by_role("slider").press("End")
    gone = """() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() =>
      done(document.querySelector('.now').getAttribute('transform')))))"""
    first = plain.evaluate(gone)
    plain.wait_for_timeout(400)
    assert plain.evaluate(gone) == first


def test_hidden_it_takes_no_room(plain: Page):
    mount(plain, data(picture(), "hidden", 3))
    assert plain.evaluate("document.getElementById('host').offsetHeight") == 0


def test_files_stay_light():
    assert SCRIPT.stat().st_size + STYLE.stat().st_size <= 60_000
