"""A fault of our own: what the log keeps of it, and what of it is taken out."""

from __future__ import annotations

import io
import logging

import pytest

from ui import logs

KEY = "k3y-of-an-endpoint"


@pytest.mark.parametrize(
    ("said", "left"),
    [
        (f"https://rpc.example.org/v2/{KEY}", "https://rpc.example.org"),
        (f"https://user:{KEY}@rpc.example.org:8545/?key={KEY}", "https://rpc.example.org:8545"),
        (f"wss://rpc.example.org?key={KEY}", "wss://rpc.example.org"),
        (f"'http://127.0.0.1:8545/{KEY}'", "'http://127.0.0.1:8545'"),
        (f"HTTPSConnectionPool(host='x', port=443): failed with url: /v2/{KEY} (Caused by no route)",
         "HTTPSConnectionPool(host='x', port=443): failed with url: ... (Caused by no route)"),
        ('File "/srv/ui/frame.py", line 3', 'File "/srv/ui/frame.py", line 3'),
    ],
)  # fmt: skip
def test_of_an_address_only_scheme_and_host_are_left(said, left):
    assert logs.bare(said) == left


@pytest.mark.parametrize(
    "writer", ["fomo.faults", "streamlit.error_util", "streamlit.runtime.backend_operation_handler"]
)
def test_a_logged_trace_tells_where_but_no_key(writer):
    logs.keep_secrets_out()
    log = logging.getLogger(writer)
    sink = io.StringIO()
    handler = logging.StreamHandler(sink)
    log.addHandler(handler)
    try:
        raise_with_a_cause()
    except RuntimeError as fault:
        log.error("asked https://rpc.example.org/%s", KEY, exc_info=fault)
    finally:
        log.removeHandler(handler)
    assert "raise_with_a_cause" in sink.getvalue()
    assert "https://rpc.example.org" in sink.getvalue()
    assert KEY not in sink.getvalue()


def raise_with_a_cause():
    try:
        raise OSError(f"no answer from https://rpc.example.org/v2/{KEY}")
    except OSError as cause:
        raise RuntimeError(f"gave up on https://user:{KEY}@rpc.example.org") from cause
