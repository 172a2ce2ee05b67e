"""The name that a browser gets, so that what is its own is not shared with whoever has a link."""

from __future__ import annotations

import asyncio
from http.cookies import SimpleCookie

import pytest

from ui.desk.browser import COOKIE, Naming

PAGE, SCRIPT = b"text/html; charset=utf-8", b"text/javascript"


def served(
    cookie: str = "", content: bytes = PAGE, scheme: str = "http", status: int = 200, accept: bytes = b"*/*"
) -> list[str]:
    """The cookies that go out with an answer to a browser that sent this one."""
    headers = [(b"accept", accept), *([(b"cookie", cookie.encode())] if cookie else [])]
    sent: list[dict[str, object]] = []

    async def app(scope, receive, send):
        told = [(b"content-type", content)] if status == 200 else []
        await send({"type": "http.response.start", "status": status, "headers": told})
        await send({"type": "http.response.body", "body": b""})

    async def send(message):
        sent.append(message)

    asyncio.run(Naming(app)({"type": "http", "scheme": scheme, "headers": headers}, None, send))
    return [value.decode() for key, value in sent[0]["headers"] if key == b"set-cookie"]


def name_of(cookie: str) -> str:
    return SimpleCookie(cookie)[COOKIE].value


def test_each_new_browser_gets_a_name_of_its_own_that_no_script_reads():
    (one,), (other,) = served(), served()
    assert name_of(one) != name_of(other)
    assert len(name_of(one)) == 22
    assert "; HttpOnly" in one
    assert "SameSite" in one


def test_a_browser_keeps_its_name():
    (first,) = served()
    assert served(f"other=1; {COOKIE}={name_of(first)}") == []


@pytest.mark.parametrize("told", ["", "short", "x" * 4_000, "no spaces or ; signs", "\u00e9" * 22])
def test_what_is_no_name_of_ours_is_replaced(told):
    assert len(served(f"{COOKIE}={told}")) == 1


def test_only_pages_carry_it_and_only_over_https_where_there_is_one():
    assert served(content=SCRIPT) == []
    assert "Secure" in served(scheme="https")[0]
    assert "Secure" not in served()[0]


def test_a_page_that_the_browser_has_kept_carries_it_too():
    """As after the browser was closed: its cookies are gone, its cache is not."""
    assert len(served(status=304, accept=b"text/html,application/xhtml+xml,*/*;q=0.8")) == 1
    assert served(status=304) == []
