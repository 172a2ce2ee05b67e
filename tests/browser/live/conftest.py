"""What the tests of live mode share besides the app's servers and the chain."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from tests.browser.stage import Stage
from tests.browser.wallet.injected_wallet import InjectedWallet


@pytest.fixture
def wallet(page: Page, stage: Stage) -> InjectedWallet:
    """A wallet in the page's browser, over the stage's node."""
    return InjectedWallet(page, stage.url)
