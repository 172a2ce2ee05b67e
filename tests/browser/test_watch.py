"""The watch over each page finds the faults that it is there for."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from tests.browser import steps
from tests.browser.conftest import watched_page
from tools.serving import Server

FAULTS = {
    "console: broken": "console.error('broken')",
    "page error: .*broken": "setTimeout(() => { throw new Error('broken') })",
    "dialog: broken": "setTimeout(() => alert('broken'))",
    "request to another host: https://example.org/": "fetch('https://example.org/').catch(() => null)",
    "answer 404: .*/media/nothing": "fetch('/media/nothing')",
    "exception box: broken": """document.querySelector('[data-testid=stMain]')
        .insertAdjacentHTML('afterbegin', '<div data-testid="stException">broken</div>')""",
}


@pytest.mark.parametrize("fault", FAULTS)
def test_fault_fails_the_test(browser: Browser, server: Server, fault: str):
    with pytest.raises(AssertionError, match=fault):
        visit_and_run(browser, server, FAULTS[fault])


def visit_and_run(browser: Browser, server: Server, program: str) -> None:
    """Open the app, run a program in it, and let what it started come in."""
    with watched_page(browser, server) as page:
        steps.visit(page)
        page.evaluate(program)
        page.evaluate("() => new Promise(done => setTimeout(done, 100))")


def test_visit_without_fault_passes(browser: Browser, server: Server):
    with watched_page(browser, server) as page:
        steps.visit(page)
