"""Whether a screen fits and can be read, whatever its size and colours."""

from __future__ import annotations

from collections.abc import Iterator

from playwright.sync_api import Page, expect

from fomo_core.display.text import plain
from tests.browser import steps
from tests.browser.steps import saying

#: The ground of the app in each colour scheme.
GROUNDS = {"dark": "rgb(15, 24, 32)", "light": "rgb(251, 250, 247)"}

#: Brings every colour that is on its way to another one there.
ARRIVE = """() => document.getAnimations().filter(each => each instanceof CSSTransition)
  .forEach(each => each.finish())"""

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

#: The contrast of an element's text with what lies behind it, within a shadow as outside of one.
RATIO = """
  const numbers = colour => (colour.match(/[\\d.]+/g) || []).map(Number);
  const over = (top, below) => top.slice(0, 3).map((c, i) => c * (top[3] ?? 1) + below[i] * (1 - (top[3] ?? 1)));
  const up = e => e.parentElement ?? e.getRootNode().host;
  const ancestors = e => e ? [...ancestors(up(e)), e] : [];
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
  const speaks = e => [...e.childNodes].some(n => n.nodeType === 3 && n.data.trim());"""

#: Contrast of every readable text in the main area with what lies behind it.
CONTRASTS = f"""() => {{{RATIO}
  const skipped = 'svg, [role=img], [data-testid=stIconMaterial], :disabled, [data-testid^=stSlider]';
  const kind = e => e.closest('button, [role=tab], [role=radio], code') ? 'control'
    : e.closest('[data-testid=stCaptionContainer]') ? 'caption' : 'text';
  return [...document.querySelectorAll('[data-testid=stMain] *')]
    .filter(e => speaks(e) && e.getClientRects().length && e.checkVisibility() && !e.closest(skipped))
    .map(e => [kind(e), ratio(e), e.innerText || '']);
}}"""


def in_each_scheme(page: Page) -> Iterator[str]:
    """The page in light and in dark, as its system asks for; each is the name of what it now is.

    It begins with what the page is: other colours have the app draw anew.
    """
    dark = page.evaluate("() => matchMedia('(prefers-color-scheme: dark)').matches")
    for scheme, ground in sorted(GROUNDS.items(), reverse=not dark):
        page.emulate_media(color_scheme=scheme)
        expect(page.get_by_test_id("stApp")).to_have_css("background-color", ground)
        steps.at_rest(page)
        page.evaluate(ARRIVE)
        yield scheme


def fits_and_reads(page: Page, live: bool = False) -> None:
    """Nothing sticks out, no figure is cut or wrapped, all text stands out, and the chain's badge is there.

    In the light and in the dark: the page has its colours changed.
    """
    for scheme in in_each_scheme(page):
        assert (scheme, page.evaluate(OVERFLOWS)) == (scheme, [])
        contrasts = page.evaluate(CONTRASTS)
        assert contrasts, "no text was found"
        faint = [each for each in contrasts if each[1] < LEAST_CONTRAST[each[0]]]
        assert (scheme, faint) == (scheme, [])
    badge = saying("sidebar.live") if live else plain("sidebar.sandbox")
    badges = steps.main(page).locator(".stMarkdownBadge")
    expect(badges.filter(has_text=badge, visible=True)).to_have_count(1)
