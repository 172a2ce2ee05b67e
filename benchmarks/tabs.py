"""Servers of Streamlit apps, and browser tabs that rerun their pages over the real websocket."""

from __future__ import annotations

import contextlib
import http.client
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import IO, NamedTuple

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.client import ClientProtocol
from websockets.frames import Frame, Opcode
from websockets.protocol import State
from websockets.typing import Origin, Subprotocol
from websockets.uri import parse_uri

START_TIMEOUT, RUN_TIMEOUT, STOP_TIMEOUT = 60.0, 120.0, 10.0  # s
PAUSE = 0.02  # s between two reruns: nobody presses a button faster
POLL = 0.002  # s between two questions whether a server is up


class Page(NamedTuple):
    """A page to measure; its limit is in times the baseline, and each run must send `must_show`."""

    name: str
    url_path: str
    query: str
    limit: float | None
    must_show: str = ""


class UnmeasuredError(Exception):
    """Something could not be measured; the text says why."""


def last_line(text: bytes) -> str:
    """Return the last line a process wrote, which for a Python error names the error."""
    return (text.decode(errors="replace").strip() or "it wrote nothing").splitlines()[-1]


class Server(NamedTuple):
    """A server process, the moment it was started (s, of the process clock), and what it complains of."""

    process: subprocess.Popen[bytes]
    port: int
    started: float
    log: IO[bytes]

    def age(self) -> float:
        """Return the ms since the process was started."""
        return (time.perf_counter() - self.started) * 1000

    def complaint(self) -> str:
        """Return the last line the server complained of; reading leaves the place where it writes alone."""
        return last_line(os.pread(self.log.fileno(), 1_000_000, 0))

    def wait_until_healthy(self) -> float:
        """Wait for the first healthy answer; return the age in ms at which it came."""
        while not self._is_healthy():
            if self.process.poll() is not None:
                raise UnmeasuredError(f"the server ended at its start: {self.complaint()}")
            if self.age() > START_TIMEOUT * 1000:
                raise UnmeasuredError(f"the server was not healthy after {START_TIMEOUT:.0f} s")
            time.sleep(POLL)
        return self.age()

    def _is_healthy(self) -> bool:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=START_TIMEOUT)
        with contextlib.closing(connection), contextlib.suppress(OSError, http.client.HTTPException):
            connection.request("GET", "/_stcore/health")
            return connection.getresponse().status == http.client.OK
        return False


@contextlib.contextmanager
def served(folder: Path, env: dict[str, str]) -> Iterator[Server]:
    """Serve the app of `folder` on a free loopback port for the length of a with block."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = int(listener.getsockname()[1])
    command = [sys.executable, "-m", "uvicorn", "app:app", "--host", "127.0.0.1", "--port", str(port)]
    command += ["--ws-per-message-deflate", "false"]
    command += ["--log-level", "warning"]
    with tempfile.TemporaryFile() as log:
        started = time.perf_counter()
        process = subprocess.Popen(command, cwd=folder, env=env, stdout=subprocess.DEVNULL, stderr=log)
        try:
            yield Server(process, port, started, log)
        finally:
            process.terminate()
            try:
                process.wait(STOP_TIMEOUT)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


class Wire:
    """A websocket on a plain socket: messages are stamped when they arrive and read only afterwards.

    A client that hands every message from thread to thread would cost more than the rerun itself.
    """

    def __init__(self, port: int) -> None:
        """Open the websocket as a browser does; what a browser offers before it has been given a token."""
        uri = parse_uri(f"ws://127.0.0.1:{port}/_stcore/stream")
        offers = [Subprotocol("streamlit"), Subprotocol("PLACEHOLDER_AUTH_TOKEN")]
        self.protocol = ClientProtocol(
            uri, origin=Origin(f"http://127.0.0.1:{port}"), subprotocols=offers, max_size=None
        )
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=RUN_TIMEOUT)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.protocol.send_request(self.protocol.connect())
        self._flush()
        while self.protocol.state is State.CONNECTING:
            self.receive()

    def send(self, data: bytes) -> None:
        """Send one binary message."""
        self.protocol.send_binary(data)
        self._flush()

    def receive(self) -> tuple[float, list[bytes]]:
        """Wait for what comes next; return when it came (s) and the whole messages in it."""
        data = self.socket.recv(1 << 20)
        arrived = time.perf_counter()
        if not data:
            raise UnmeasuredError("the server closed the connection")
        self.protocol.receive_data(data)
        self._flush()
        events = self.protocol.events_received()
        return arrived, [bytes(e.data) for e in events if isinstance(e, Frame) and e.opcode is Opcode.BINARY]

    def close(self) -> None:
        """End the connection."""
        self.socket.close()

    def _flush(self) -> None:
        for data in self.protocol.data_to_send():
            self.socket.sendall(data)


class Tab:
    """A browser tab: its websocket, and what a browser remembers from one rerun to the next."""

    def __init__(self, server: Server, wire: Wire, page: Page) -> None:
        """Take over a fresh connection to the server."""
        self.server, self.wire, self.page, self.query = server, wire, page, page.query
        self.url = f"http://127.0.0.1:{server.port}/{page.url_path}"
        self.page_hash = ""  # told by the server; until then the path of the address names the page
        self.large: dict[str, bool] = {}  # hash of each large message kept -> whether it has the text to show
        self.running = self.shown = False

    def rerun(self) -> float:
        """Rerun the page; return the ms from sending the request to the message that the script finished."""
        self.running = self.shown = False
        request = self._request()
        sent = time.perf_counter()
        self.wire.send(request)
        while True:
            arrived, messages = self.wire.receive()
            ended = [self._ends_run(data) for data in messages]  # all are read, also those behind the end
            if any(ended):
                time.sleep(PAUSE)  # let the server tidy up, so that the next rerun does not pay for this one
                return (arrived - sent) * 1000
            if arrived - sent > RUN_TIMEOUT:
                raise UnmeasuredError(f"no run was finished within {RUN_TIMEOUT:.0f} s")

    def _request(self) -> bytes:
        message = BackMsg()
        state = message.rerun_script
        state.query_string, state.page_script_hash = self.query, self.page_hash
        state.page_name = "" if self.page_hash else self.page.url_path
        # No states of single widgets: the server then keeps their values, as if nothing had been changed.
        state.widget_states.SetInParent()
        state.cached_message_hashes.extend(self.large)
        context = state.context_info
        context.url, context.locale, context.color_scheme = self.url, "en-US", "light"
        context.timezone, context.timezone_offset, context.is_embedded = "UTC", 0, False
        return bytes(message.SerializeToString())

    def _ends_run(self, data: bytes) -> bool:
        """Take in a message of the server; return whether it ends the run that was asked for."""
        message = ForwardMsg.FromString(data)
        # The server sends a large message that the browser has kept as its hash only.
        has_text = self.large.get(message.ref_hash, False) or self.page.must_show.encode() in data
        self.shown = self.shown or has_text
        if message.metadata.cacheable:
            self.large[message.hash] = has_text
        kind = message.WhichOneof("type")
        if kind == "new_session":
            self.running, self.page_hash = True, message.new_session.page_script_hash
        elif kind == "navigation":
            self.page_hash = message.navigation.page_script_hash
        elif kind == "page_info_changed":
            self.query = message.page_info_changed.query_string
        elif kind == "page_not_found":
            raise UnmeasuredError(f"the app has no page {self.page.url_path!r}")
        elif kind == "delta" and message.delta.new_element.HasField("exception"):
            error = message.delta.new_element.exception
            # A server that hides its errors from visitors still tells them in its log.
            words = f"{error.type}: {error.message}" if error.type else self.server.complaint()
            raise UnmeasuredError(f"the script raised {words}")
        return kind == "script_finished" and self.running and self._is_final(message.script_finished)

    def _is_final(self, status: int) -> bool:
        """Return whether a finished run is the last; one that the script cut short to run again is not."""
        if status == ForwardMsg.FINISHED_WITH_COMPILE_ERROR:
            raise UnmeasuredError("the script cannot be compiled")
        if status == ForwardMsg.FINISHED_SUCCESSFULLY and not self.shown:
            raise UnmeasuredError(f"the page does not show {self.page.must_show!r}")
        return status == ForwardMsg.FINISHED_SUCCESSFULLY


@contextlib.contextmanager
def opened(server: Server, page: Page) -> Iterator[Tab]:
    """Open a tab for the length of a with block; its page is not asked for before the first rerun."""
    wire = Wire(server.port)
    try:
        yield Tab(server, wire, page)
    finally:
        wire.close()
