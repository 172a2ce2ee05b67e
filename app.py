"""The server: ``make run``, or ``streamlit run app.py``."""

from pathlib import Path

import streamlit as st
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware

from ui import faults, logs
from ui.browser import Naming

#: Half the work of the usual 9, for files a hundredth larger.
_LEVEL = 5

logs.keep_secrets_out()
app = st.App(
    Path(__file__).parent / "ui" / "frame.py",
    middleware=[Middleware(GZipMiddleware, compresslevel=_LEVEL), Middleware(Naming)],
    on_script_error=faults.told,
)
