"""A node that fails on demand: a JSON-RPC server on the loopback, with another node or a function behind it."""

from __future__ import annotations

import json
import socket
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

HOST = "127.0.0.1"
FOREVER = 10**9
#: A key as it might stand in an address; it must never be shown.
KEY = "s3cr3t-k3y"

Call = dict[str, Any]
Answer = dict[str, Any]


@dataclass(frozen=True)
class Reply:
    """What goes over the wire. A ``cut`` body ends after so many bytes, whatever its length said."""

    body: bytes
    status: int = 200
    headers: tuple[tuple[str, str], ...] = (("Content-Type", "application/json"),)
    cut: int | None = None


@dataclass(frozen=True)
class Fault:
    """What goes wrong; each part is optional.

    Attributes:
        before: called before the request goes on.
        instead: answers a call in the other node's place.
        answer: changes the answer to a call.
        reply: changes what goes over the wire; None hangs up without a word.
    """

    before: Callable[[], object] | None = None
    instead: Callable[[Call], Answer | None] | None = None
    answer: Callable[[Call, Answer], Answer] | None = None
    reply: Callable[[Reply], Reply | None] | None = None


class _Planned:
    def __init__(self, fault: Fault, method: str | None, times: int, skip: int) -> None:
        self.fault, self.method, self.times, self.skip = fault, method, times, skip

    def hits(self, calls: list[Call]) -> bool:
        return self.times > 0 and any(self.meets(call) for call in calls)

    def meets(self, call: Call) -> bool:
        return self.method in (None, call.get("method"))

    def takes(self) -> bool:
        """Whether its turn has come; counts down."""
        if self.skip:
            self.skip -= 1
            return False
        self.times -= 1
        return True


class Proxy:
    """Passes requests on, and fails as planned.

    Attributes:
        requests: the methods of each HTTP request that came, in order.
        connections: how many were opened.
    """

    def __init__(self, upstream: str | Callable[[str, list[Any]], Any]) -> None:
        self._upstream = upstream
        self._planned: list[_Planned] = []
        self._lock = threading.Lock()
        self._sockets: set[socket.socket] = set()
        self.closing = threading.Event()
        self.requests: list[list[str]] = []
        self.connections = 0
        self._server: _Server | None = None
        self.port = 0
        self.up()

    @property
    def url(self) -> str:
        """With a key in its path and its query, as the addresses of providers have."""
        return f"http://{HOST}:{self.port}/v2/{KEY}?key={KEY}"

    def plan(self, fault: Fault, method: str | None = None, times: int = 1, skip: int = 0) -> None:
        """Let a fault happen to the next requests with this method, after so many that pass."""
        with self._lock:
            self._planned.append(_Planned(fault, method, times, skip))

    def lead_to(self, url: str) -> None:
        """Have another node behind the same address from now on."""
        self._upstream = url

    def heal(self) -> None:
        """Forget all faults, and the requests so far."""
        with self._lock:
            self._planned.clear()
            self.requests.clear()

    def methods(self) -> list[str]:
        """The methods that came since the last call of this, in order."""
        with self._lock:
            found = [method for request in self.requests for method in request]
            self.requests.clear()
            return found

    def count(self) -> int:
        """How many HTTP requests came since the last call of this."""
        with self._lock:
            count = len(self.requests)
            self.requests.clear()
            return count

    def up(self) -> None:
        """Listen, on the same port as before."""
        self._server = _Server((HOST, self.port), _Handler)
        self._server.proxy = self
        self.port = self._server.server_port
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()

    def down(self) -> None:
        """Refuse connections, and drop those that are open."""
        self._server.shutdown()
        self._server.server_close()
        with self._lock:
            for open_socket in self._sockets:
                with suppress(OSError):
                    open_socket.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        self.closing.set()
        self.down()

    # --- one request ---

    def handle(self, body: bytes) -> Reply | None:
        told = json.loads(body)
        calls = told if isinstance(told, list) else [told]
        with self._lock:
            self.requests.append([call["method"] for call in calls])
            planned = [entry for entry in self._planned if entry.hits(calls) and entry.takes()]
        for entry in planned:
            if entry.fault.before:
                entry.fault.before()
        answers = [self._answer(call, [e.fault for e in planned if e.meets(call)]) for call in calls]
        reply: Reply | None = Reply(json.dumps(answers if isinstance(told, list) else answers[0]).encode())
        for entry in planned:
            if entry.fault.reply and reply:
                reply = entry.fault.reply(reply)
        return reply

    def _answer(self, call: Call, faults: list[Fault]) -> Answer:
        found = (fault.instead(call) for fault in faults if fault.instead)
        answer = next((each for each in found if each is not None), None) or self._real(call)
        for fault in faults:
            if fault.answer:
                answer = fault.answer(call, answer)
        return answer

    def _real(self, call: Call) -> Answer:
        if not isinstance(self._upstream, str):
            return {"jsonrpc": "2.0", "id": call["id"], **self._upstream(call["method"], call["params"])}
        request = urllib.request.Request(
            self._upstream, json.dumps(call).encode(), {"Content-Type": "application/json"}
        )
        with _DIRECT.open(request, timeout=60) as answer:
            return json.load(answer)

    def note_socket(self, opened: socket.socket) -> None:
        with self._lock:
            self.connections += 1
            self._sockets.add(opened)

    def drop_socket(self, closed: socket.socket) -> None:
        with self._lock:
            self._sockets.discard(closed)


_DIRECT = urllib.request.build_opener(urllib.request.ProxyHandler({}))


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    allow_reuse_address = True
    request_queue_size = 64
    proxy: Proxy

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Who asks may well hang up before the answer."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: _Server

    def setup(self) -> None:
        super().setup()
        self.server.proxy.note_socket(self.connection)

    def finish(self) -> None:
        self.server.proxy.drop_socket(self.connection)
        super().finish()

    def do_POST(self) -> None:
        reply = self.server.proxy.handle(self.rfile.read(int(self.headers["Content-Length"])))
        if reply is None:
            self.close_connection = True
            return
        self.send_response(reply.status)
        for name, value in reply.headers:
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(reply.body)))
        self.end_headers()
        self.wfile.write(reply.body if reply.cut is None else reply.body[: reply.cut])
        self.close_connection = self.close_connection or reply.cut is not None

    def log_message(self, format: str, *args: object) -> None:
        """Quiet."""


@contextmanager
def proxy_to(upstream: str | Callable[[str, list[Any]], Any]) -> Iterator[Proxy]:
    """A proxy before a node at an address, or before a function from method and params to an answer."""
    proxy = Proxy(upstream)
    try:
        yield proxy
    finally:
        proxy.close()


# --- faults ---


def hang(proxy: Proxy) -> Fault:
    """No answer for as long as the proxy runs."""
    return Fault(instead=lambda _: proxy.closing.wait(30) and None, reply=lambda _: None)


def slow(seconds: float) -> Fault:
    return Fault(before=lambda: time.sleep(seconds))


def hangs_up() -> Fault:
    """The connection is closed without an answer."""
    return Fault(reply=lambda _: None)


def http(status: int, body: bytes = b"", **headers: str) -> Fault:
    """Another status; underscores in the names of headers become dashes."""
    named = tuple((name.replace("_", "-"), value) for name, value in headers.items())
    return Fault(reply=lambda _: Reply(body, status, named))


def page() -> Fault:
    """A web page, as from a firewall or a hotel."""
    return http(200, b"<!DOCTYPE html><html><body>Please log in</body></html>", Content_Type="text/html")


def breaks_off() -> Fault:
    """The connection ends in the middle of the body."""
    return Fault(reply=lambda reply: replace(reply, cut=len(reply.body) // 2))


def half() -> Fault:
    """Half of the JSON, with a length to match."""
    return Fault(reply=lambda reply: replace(reply, body=reply.body[: len(reply.body) // 2]))


def body(text: bytes) -> Fault:
    return Fault(reply=lambda reply: replace(reply, body=text))


def field(name: str, value: Any) -> Fault:
    """One field of the answer, such as its id, replaced."""
    return Fault(answer=lambda _, answer: {**answer, name: value})


def without(name: str) -> Fault:
    return Fault(answer=lambda _, answer: {key: answer[key] for key in answer if key != name})


def result(value: Any) -> Fault:
    return Fault(instead=lambda call: {"jsonrpc": "2.0", "id": call["id"], "result": value})


def changed(change: Callable[[Any], Any]) -> Fault:
    """The result as a function makes it."""
    return Fault(answer=lambda _, answer: {**answer, "result": change(answer["result"])})


def refusal(message: str, code: int = -32000, data: Any = None) -> Fault:
    """A JSON-RPC error."""
    error = {"code": code, "message": message} | ({} if data is None else {"data": data})
    return Fault(instead=lambda call: {"jsonrpc": "2.0", "id": call["id"], "error": error})


def blocks_at_most(most: int, message: str, code: int = -32000) -> Fault:
    """No search for logs over more blocks; ``{first}``, ``{last}`` and ``{most}`` in the message are filled in."""

    def instead(call: Call) -> Answer | None:
        if "fromBlock" not in call["params"][0]:
            return None
        first, last = (int(call["params"][0][end], 16) for end in ("fromBlock", "toBlock"))
        if last - first < most:
            return None
        text = message.format(first=hex(first), last=hex(first + most - 1), most=most)
        return refusal(text, code).instead(call)

    return Fault(instead=instead)


def logs_at_most(most: int, message: str, code: int = -32005) -> Fault:
    """No answer with more logs."""

    def answer(call: Call, answer: Answer) -> Answer:
        if len(answer.get("result", ())) <= most:
            return answer
        return refusal(message, code).instead(call)

    return Fault(answer=answer)


def before(act: Callable[[], object]) -> Fault:
    """Something happens to the chain just before the request reaches it."""
    return Fault(before=act)
