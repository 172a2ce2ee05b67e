"""What every test of the screens needs."""

import pytest
from streamlit.testing.v1 import app_test

from tests.pages.visitor import LastingPages


@pytest.fixture(autouse=True)
def _pages_as_on_a_server(monkeypatch):
    monkeypatch.setattr(app_test, "PagesManager", LastingPages)
