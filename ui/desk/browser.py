"""The browser that a visitor sits at, known by a random name in a cookie, which no link carries.

What acts on a real chain hangs on it; see ``store.desk``. The name tells nothing of a person, no
script can read it, and it goes when the browser is closed.
"""

from __future__ import annotations

import re
import secrets
from http import HTTPStatus

import streamlit as st
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import cookie_parser
from starlette.types import ASGIApp, Message, Receive, Scope, Send

COOKIE = "fomo_browser"
_NAME = re.compile(r"[A-Za-z0-9_-]{22}")
_SESSION_KEY = "_browser"


def name() -> str:
    """This session's browser. One that keeps no cookies is another at each reload."""
    # One look: this is asked for wherever a page asks for the desk, and a look costs more than all else here.
    known = st.session_state.get(_SESSION_KEY)
    if known is None:
        known = st.session_state[_SESSION_KEY] = _named(st.context.cookies.get(COOKIE)) or _new_name()
    return known


def _named(cookie: object) -> str:
    """Return what a browser calls itself if that can be a name of ours, otherwise an empty text."""
    return cookie if isinstance(cookie, str) and _NAME.fullmatch(cookie) else ""


def _new_name() -> str:
    return secrets.token_urlsafe(16)


class Naming:
    """Middleware of the server: gives each browser that has none its name, with the first page."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve as without it, with a header more where a page goes to a browser without a name."""
        if scope["type"] != "http" or _named(cookie_parser(_cookies(scope)).get(COOKIE)):
            await self._app(scope, receive, send)
            return

        async def named(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                if _is_page(scope, message["status"], headers):
                    headers.append("set-cookie", _cookie(scope["scheme"] == "https"))
            await send(message)

        await self._app(scope, receive, named)


def _is_page(scope: Scope, status: int, answer: MutableHeaders) -> bool:
    """Return True when an answer is a page, or says that the one which the browser has kept is still good."""
    if status == HTTPStatus.NOT_MODIFIED:
        return "text/html" in Headers(scope=scope).get("accept", "")
    return answer.get("content-type", "").startswith("text/html")


def _cookies(scope: Scope) -> str:
    return "; ".join(value.decode("latin-1") for key, value in scope["headers"] if key == b"cookie")


def _cookie(secure: bool) -> str:
    return f"{COOKIE}={_new_name()}; Path=/; HttpOnly; SameSite=Lax{'; Secure' if secure else ''}"
