"""The server: ``make run``, or ``streamlit run app.py``."""

from pathlib import Path

import streamlit as st
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware

from ui import logs
from ui.desk.browser import Naming

#: Half the work of the usual 9, for files a hundredth larger.
_LEVEL = 5


def _told(fault: Exception) -> bool:
    """Tell the visitor of a fault that nothing else has caught."""
    # The first page loads it, and all of the model behind it: the server answers before that.
    from ui import faults

    return faults.tell(fault)


logs.keep_secrets_out()
app = st.App(
    Path(__file__).parent / "ui" / "frame.py",
    middleware=[Middleware(GZipMiddleware, compresslevel=_LEVEL), Middleware(Naming)],
    on_script_error=_told,
)
