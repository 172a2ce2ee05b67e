"""The server: ``make run``, or ``streamlit run app.py``."""

from pathlib import Path

import streamlit as st
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware

from ui.browser import Naming

app = st.App(
    Path(__file__).parent / "ui" / "frame.py", middleware=[Middleware(GZipMiddleware), Middleware(Naming)]
)
