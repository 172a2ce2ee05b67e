"""On a phone, in light and in dark: all fits, all can be read, and the sidebar's tools are at hand."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser import steps
from tests.browser.conftest import NARROW, NARROW_DARK

BOTH = pytest.mark.parametrize("page", [NARROW, NARROW_DARK], indirect=True, ids=str)
#: Least contrast of text, of what is set back on purpose, and of what is a control by its shape too.
LEAST_CONTRAST = {"text": 4.5, "caption": 4.0, "control": 3.0}

#: Texts of elements that stick out of the screen, or whose own text does not fit into them.
OVERFLOWS = """() => {
  const wide = [document.documentElement, document.querySelector('[data-testid=stMain]')]
    .filter(e => e.scrollWidth > innerWidth).map(e => `page: ${e.scrollWidth} px`);
  const cut = [...document.querySelectorAll('[data-testid=stMetricValue], [data-testid=stMetricLabel]')]
    .flatMap(e => [e, ...e.querySelectorAll('div, p')])
    .filter(e => e.scrollWidth > e.clientWidth && e.clientWidth).map(e => `cut: ${e.innerText}`);
  const wrapped = [...document.querySelectorAll('[data-testid=stMetricValue] p')]
    .filter(e => e.getClientRects().length && e.offsetHeight > 1.9 * parseFloat(getComputedStyle(e).fontSize))
    .map(e => `wrapped: ${e.innerText}`);
  const out = [...document.querySelectorAll('[data-testid=stMain] [data-testid^=stBaseButton]')]
    .filter(e => e.getClientRects().length && !e.closest('[role=tablist]'))
    .filter(e => e.getBoundingClientRect().left < 0 || e.getBoundingClientRect().right > innerWidth)
    .map(e => `outside: ${e.innerText}`);
  return [...wide, ...cut, ...wrapped, ...out];
}"""

#: Contrast of every readable text in the main area with what lies behind it.
CONTRASTS = """() => {
  const numbers = colour => (colour.match(/[\\d.]+/g) || []).map(Number);
  const over = (top, below) => top.slice(0, 3).map((c, i) => c * (top[3] ?? 1) + below[i] * (1 - (top[3] ?? 1)));
  const ancestors = e => e ? [...ancestors(e.parentElement), e] : [];
  const behind = e => ancestors(e).reduce((c, a) => over(numbers(getComputedStyle(a).backgroundColor), c),
    [255, 255, 255]);
  const faded = e => ancestors(e).reduce((o, a) => o * getComputedStyle(a).opacity, 1);
  const light = c => c.map(v => v / 255).map(v => v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
    .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
  const ratio = e => {
    const [r, g, b, a = 1] = numbers(getComputedStyle(e).color), ground = behind(e);
    const [low, high] = [light(over([r, g, b, a * faded(e)], ground)), light(ground)].sort((x, y) => x - y);
    return (high + 0.05) / (low + 0.05);
  };
  const speaks = e => [...e.childNodes].some(n => n.nodeType === 3 && n.data.trim());
  const skipped = 'svg, [role=img], [data-testid=stIconMaterial], :disabled, [data-testid^=stSlider]';
  const kind = e => e.closest('button, [role=tab], [role=radio], code') ? 'control'
    : e.closest('[data-testid=stCaptionContainer]') ? 'caption' : 'text';
  return [...document.querySelectorAll('[data-testid=stMain] *')]
    .filter(e => speaks(e) && e.getClientRects().length && e.checkVisibility() && !e.closest(skipped))
    .map(e => [kind(e), ratio(e), e.innerText || '']);
}"""


def fits_and_reads(page: Page) -> None:
    """Nothing sticks out, no figure is cut or wrapped, all text stands out, and the chain's badge is there."""
    steps.settled(page)
    assert page.evaluate(OVERFLOWS) == []
    contrasts = page.evaluate(CONTRASTS)
    assert contrasts, "no text was found"
    assert [faint for faint in contrasts if faint[1] < LEAST_CONTRAST[faint[0]]] == []
    expect(steps.chain_badge(page)).to_have_count(1)


def brightness(page: Page) -> float:
    """How light the app's background is, from 0 to 255."""
    colour = page.get_by_test_id("stApp").evaluate("e => getComputedStyle(e).backgroundColor")
    red, green, blue = (int(part) for part in colour.removeprefix("rgb(").removesuffix(")").split(","))
    return (red + green + blue) / 3


@BOTH
@pytest.mark.parametrize("name", steps.PAGES)
def test_page_of_a_story_fits_and_reads(page: Page, name: str):
    steps.visit(page, f"{'' if name == 'home' else name}?story=1-maximum-reached")
    steps.sees_page(page, name)
    fits_and_reads(page)


@BOTH
def test_launching_and_quoting_fit_and_read(page: Page):
    steps.visit(page, "launch")
    steps.describe_launch(page, "Q Mini", "QMINI", 20_000)
    fits_and_reads(page)
    steps.confirm_launch(page, "Q Mini")
    steps.ask_quote(page, 5_000)
    fits_and_reads(page)
    steps.open_tab(page, "offering.tab_act")
    fits_and_reads(page)


@BOTH
def test_past_fits_and_reads(page: Page):
    steps.visit(page)
    steps.button(page, "step_1-maximum-reached").click()
    steps.sees_page(page, "offering")
    expect(steps.banner(page)).to_be_visible()
    fits_and_reads(page)


@pytest.mark.parametrize("page", [NARROW], indirect=True, ids=str)
def test_sidebar_opens_and_its_clock_runs(page: Page):
    steps.visit(page, "launch")
    steps.describe_launch(page, "Q Mini", "QMINI")
    steps.confirm_launch(page, "Q Mini")
    expect(steps.button(page, "clock_hour")).not_to_be_in_viewport()
    page.get_by_test_id("stExpandSidebarButton").click()
    expect(steps.button(page, "clock_hour")).to_be_in_viewport()
    steps.forward(page, "hour")
    expect(steps.clock(page)).to_contain_text("01:00:00")
    page.mouse.move(200, 400)
    page.get_by_test_id("stSidebarCollapseButton").get_by_role("button").click()
    expect(steps.button(page, "clock_hour")).not_to_be_in_viewport()
    expect(steps.field(page, "buy_amount")).to_be_visible()


@pytest.mark.parametrize("page", [NARROW_DARK], indirect=True, ids=str)
def test_dark_is_dark(page: Page):
    steps.visit(page)
    assert brightness(page) < 60


@pytest.mark.parametrize("page", [NARROW], indirect=True, ids=str)
def test_light_is_light(page: Page):
    steps.visit(page)
    assert brightness(page) > 220
