"""Print a table of how fast the app starts and how fast its pages rerun.

    python benchmarks/pages.py [--runs N] [--json]

The app and a minimal Streamlit page (the baseline) are served in the same way and asked in turns, so
the speed of the machine, and its drift, cancel out in the ratios. Reruns go over the real websocket as
a browser sends them; what the browser then draws is not counted. This is a report, not a gate: the exit
status is 1 only if something could not be measured.
"""

from __future__ import annotations

import argparse
import contextlib
import functools
import http.client
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median
from typing import IO, NamedTuple

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.client import ClientProtocol
from websockets.exceptions import WebSocketException
from websockets.frames import Frame, Opcode
from websockets.protocol import State
from websockets.typing import Origin, Subprotocol
from websockets.uri import parse_uri


class Page(NamedTuple):
    """A page to measure; its limit is in times the baseline, and each run must send `must_show`."""

    name: str
    url_path: str
    query: str
    limit: float | None
    must_show: str = ""


STORY = "ten_thousand_purchases"
PAGES = (
    Page("Small page (marketplace, empty)", "marketplace", "", 2.0),
    Page("Home", "", "", None),
    Page("Offering with 10,000 purchases", "offering", f"story={STORY}&offering=bench", 4.0, "BENCH"),
)
BLANK = Page("Baseline", "", "", 1.0, "hello")
START_LIMIT, IMPORT_LIMIT = 1.5, 150.0  # times the baseline, ms
WARM_UPS, STARTS, IMPORTS = 10, 5, 11
START_TIMEOUT, RUN_TIMEOUT, STOP_TIMEOUT = 60.0, 120.0, 10.0  # s
PAUSE = 0.02  # s between two reruns: nobody presses a button faster
POLL = 0.002  # s between two questions whether a server is up
ROOT = Path(__file__).resolve().parent.parent
FLOCK = 10**18


class UnmeasuredError(Exception):
    """Something could not be measured; the text says why."""


class Row(NamedTuple):
    """A line of the table: times in ms, the limit in ms or, if the unit is "x", in times the baseline."""

    what: str
    ours: float
    baseline: float | None
    ratio: float | None
    limit: float | None
    unit: str
    verdict: str


def row(what: str, ours: float, baseline: float | None, limit: float | None) -> Row:
    """Compare ours with the baseline, or, where there is none, with the limit itself (all times in ms)."""
    ratio = None if baseline is None else ours / baseline
    measured, unit = (ours, "ms") if ratio is None else (ratio, "x")
    verdict = "-" if limit is None else "within" if measured <= limit else "over"
    return Row(what, ours, baseline, ratio, limit, unit, verdict)


def scenario() -> dict[str, object]:
    """Return a scenario of one offering with 10,000 purchases of 10 FLOCK each by 200 supporters."""
    funds = {"issuer": 100_000, **{f"supporter {number}": 10_000 for number in range(200)}}
    steps: list[dict[str, object]] = [
        {"at": 0, "do": "fund", "account": name, "flock": str(flock * FLOCK)} for name, flock in funds.items()
    ]
    launch = {"at": 0, "do": "launch", "sender": "issuer", "offering": "bench", "first_buy_flock": "0"}
    words = {"name": "Bench", "symbol": "BENCH", "description": "Ten thousand purchases"}
    steps.append({**launch, **words, "model": "qwen3-30b-a3b-instruct"})
    buy = {"do": "buy", "offering": "bench", "flock_in": str(10 * FLOCK)}
    steps += [{"at": 6000 + 50 * n, "sender": f"supporter {n % 200}", **buy} for n in range(10_000)]
    return {"schema": 1, "title": "Ten thousand purchases", "preset": "mainnet", "steps": steps}


def write_baseline(folder: Path) -> Path:
    """Write the minimal app, with the project's own Streamlit settings, and return its folder."""
    (folder / ".streamlit").mkdir(parents=True)
    settings = ROOT / ".streamlit" / "config.toml"
    if settings.exists():
        shutil.copy(settings, folder / ".streamlit")
    page = folder / "page.py"
    page.write_text('import streamlit as st\n\nst.button("x")\nst.write("hello")\n')
    (folder / "app.py").write_text(f"import streamlit as st\n\napp = st.App({str(page)!r})\n")
    return folder


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


def measure_page(
    page: Page, runs: int, baseline: Path, env: dict[str, str], begin: Callable[[Tab], object] = Tab.rerun
) -> list[Row]:
    """Rerun a page and the baseline in turns, each on a fresh server; `begin` brings the page to what it shows."""
    with served(ROOT, env) as our_server, served(baseline, env) as plain_server:
        our_server.wait_until_healthy()
        plain_server.wait_until_healthy()
        with opened(our_server, page) as ours, opened(plain_server, BLANK) as plain:
            begin(ours)
            pairs = [(plain.rerun(), ours.rerun()) for _ in range(WARM_UPS + runs)]
    plain_times, our_times = zip(*pairs[WARM_UPS:], strict=True)
    return [row(f"{page.name}: rerun", median(our_times), median(plain_times), page.limit)]


def start_once(folder: Path, page: Page, env: dict[str, str]) -> tuple[float, float]:
    """Start a server; return the ms to its first healthy answer and to its first finished run."""
    with served(folder, env) as server:
        healthy = server.wait_until_healthy()
        with opened(server, page) as tab:
            return healthy, server.age() + tab.rerun()


def measure_starts(baseline: Path, env: dict[str, str]) -> list[Row]:
    """Start the baseline and the app in turns."""
    pairs = [(*start_once(baseline, BLANK, env), *start_once(ROOT, PAGES[0], env)) for _ in range(STARTS)]
    plain_healthy, plain_run, our_healthy, our_run = map(median, zip(*pairs, strict=True))
    return [
        row("Start: to the first healthy answer", our_healthy, plain_healthy, START_LIMIT),
        row("Start: to the first finished run", our_run, plain_run, None),
    ]


def time_python(code: str, env: dict[str, str]) -> float:
    """Return the ms that a fresh interpreter takes to run `code` in the project's folder."""
    begun = time.perf_counter()
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=env, capture_output=True, check=False)
    taken = (time.perf_counter() - begun) * 1000
    if done.returncode:
        raise UnmeasuredError(last_line(done.stderr))
    return taken


def measure_import(env: dict[str, str]) -> list[Row]:
    """Time the import of the core, less the start of the interpreter itself."""
    taken = [time_python("import fomo_core", env) - time_python("pass", env) for _ in range(IMPORTS)]
    return [row("Import of fomo_core", median(taken), None, IMPORT_LIMIT)]


def measure_all(runs: int, folder: Path) -> tuple[list[Row], list[str]]:
    """Measure everything, with files in `folder`; return the rows, and a line on each failure."""
    (folder / "scenarios").mkdir()
    (folder / "scenarios" / f"{STORY}.json").write_text(json.dumps(scenario()))
    env = {**os.environ, "FOMO_SCENARIO_DIR": str(folder / "scenarios")}
    baseline = write_baseline(folder / "baseline")
    jobs = {page.name: functools.partial(measure_page, page, runs, baseline, env) for page in PAGES}
    jobs["Start"] = functools.partial(measure_starts, baseline, env)
    jobs["Import of fomo_core"] = functools.partial(measure_import, env)
    rows: list[Row] = []
    failures: list[str] = []
    for name, job in jobs.items():
        try:
            rows += job()
        except (UnmeasuredError, OSError, WebSocketException) as problem:
            reason = " ".join(str(problem).split()) or type(problem).__name__
            failures.append(f"{name}: could not be measured: {reason}")
    return rows, failures


def table(rows: list[Row]) -> str:
    """Return the rows as aligned plain text under a line of headings."""
    lines = [["what", "ours (ms)", "baseline (ms)", "ratio", "limit", "verdict"]]
    for line in rows:
        baseline = "-" if line.baseline is None else f"{line.baseline:.1f}"
        ratio = "-" if line.ratio is None else f"{line.ratio:.2f}"
        limit = "-" if line.limit is None else f"{line.limit:.1f} {line.unit}"
        lines.append([line.what, f"{line.ours:.1f}", baseline, ratio, limit, line.verdict])
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    return "\n".join(
        "  ".join([what.ljust(widths[0]), *map(str.rjust, numbers, widths[1:]), verdict])
        for what, *numbers, verdict in lines
    )


def main() -> int:
    """Measure, print, and return the exit status."""
    parser = argparse.ArgumentParser(description="Print how fast the app starts and its pages rerun.")
    runs_help = "counted reruns of each page, whose median is printed (default: 60)"
    parser.add_argument("--runs", type=int, default=60, metavar="N", help=runs_help)
    parser.add_argument("--json", action="store_true", help="print a JSON list of the rows, times in ms")
    options = parser.parse_args()
    if options.runs < 1:
        parser.error("--runs must be 1 or more")
    # Ending by an exception lets the with blocks end the servers and remove the files.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    with tempfile.TemporaryDirectory() as folder:
        rows, failures = measure_all(options.runs, Path(folder).resolve())
    print(json.dumps([line._asdict() for line in rows], indent=2) if options.json else table(rows))
    for failure in failures:
        print(failure, file=sys.stderr)
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
