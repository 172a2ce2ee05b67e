"""What every test of the screens needs."""

import traceback

import pytest
from streamlit.runtime.scriptrunner.script_cache import ScriptCache
from streamlit.testing.v1 import app_test, local_script_runner

from tests.pages.visitor import LastingPages
from ui import logs

#: The scripts as compiled once: ``AppTest`` would compile each of them for each run.
_COMPILED = ScriptCache()


@pytest.fixture(autouse=True)
def _pages_as_on_a_server(monkeypatch):
    monkeypatch.setattr(app_test, "PagesManager", LastingPages)
    for module in (app_test, local_script_runner):
        monkeypatch.setattr(module, "ScriptCache", lambda: _COMPILED)


@pytest.fixture(autouse=True)
def noted_faults(monkeypatch):
    """The faults of the app's own that went to the log; a test that expects some clears them."""
    noted: list[Exception] = []
    monkeypatch.setattr(logs, "note", noted.append)
    yield noted
    assert not noted, "".join(line for fault in noted for line in traceback.format_exception(fault))
