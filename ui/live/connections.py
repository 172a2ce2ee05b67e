"""The connections to real chains: one for each deployment and its endpoints, shared by all visitors.

A connection reads in a thread of its own, so that a slow node never holds up a page; a page
shows the last state read, and how old it is.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from threading import Lock
from typing import TYPE_CHECKING, NamedTuple, TypeVar

import streamlit as st

from fomo_core.backends import connect
from fomo_core.deployments import Deployment, cache_folder
from fomo_core.errors import AppFault, FomoError
from ui import logs

if TYPE_CHECKING:
    from fomo_core.live_chain import Checked, LiveChain

T = TypeVar("T")

#: Seconds between two looks at the chain.
POLL_S = 2.0
#: How long a page waits for the first look, or one that was asked for, and for any other, before it shows what it has.
PATIENCE_S, BRIEFLY_S = 1.5, 0.2
#: Seconds between comparisons of the folded state with the contracts' own.
AUDIT_S = 60.0
_MOST_CONNECTIONS = 16


class Target(NamedTuple):
    """The target of a connection: a deployment and the endpoints that the user named for it."""

    deployment: Deployment
    urls: tuple[str, ...]


class Connection:
    """One deployment, read through its endpoints.

    Attributes:
        chain: what has been read; None until its history has been read once.
        error: why the last attempt failed; None when it did not.
        checked: the last comparison with the contracts' getters; None where there is none.
        progress: how far a long first reading has come, from 0 to 1.
        era: counts how often it was started over; what was known or proposed before is of a chain that is gone.
    """

    def __init__(self, target: Target) -> None:
        self.target = target
        self.chain: LiveChain | None = None
        self.error: FomoError | None = None
        self.checked: Checked | None = None
        self.progress = 0.0
        self.era = 0
        self._lock = Lock()
        self._worker = ThreadPoolExecutor(1, "chain")
        self._job: Future[None] | None = None
        self._found: LiveChain | None = None
        self._finished = self._audited = -1e9

    def refresh(self, force: bool = False) -> None:
        """Look at the chain when it is time to. A page waits for a good node's answer, not for a bad one's."""
        with self._lock:
            due = force or time.monotonic() - self._finished >= POLL_S
            if (self._job is None or self._job.done()) and due:
                self._job = self._worker.submit(self._look)
            job = self._job
        if job is not None:
            with suppress(TimeoutError):
                job.result(PATIENCE_S if force or self.chain is None else BRIEFLY_S)

    @property
    def busy(self) -> bool:
        """True while a look at the chain is under way."""
        return self._job is not None and not self._job.done()

    @property
    def reached(self) -> bool:
        """True when the contracts have been found there, be their history read or not."""
        return self._found is not None

    def start_over(self) -> None:
        """Forget what was read, and read the chain that the node has now."""
        with self._lock:
            self.chain = self.error = self.checked = self._found = None
            self.progress, self._audited = 0.0, -1e9
            self.era += 1
        self.refresh(force=True)

    def ask(self, question: Callable[[], T]) -> Future[T]:
        """Put a question to the chain in this connection's thread: then a node that hangs holds up no page.

        A fault of our own on the way is an ``AppFault`` to who hears the answer.
        """
        return self._worker.submit(_answer, question)

    def audit(self) -> None:
        """Compare with the contracts' getters at the next look."""
        self._audited = -1e9

    def _look(self) -> None:
        era = self.era
        try:
            self._read()
            self.error = None
        except FomoError as error:
            # What was read of a chain that is forgotten meanwhile says nothing of the one to come.
            self.error = error if era == self.era else None
        except Exception as fault:
            logs.note(fault)
            self.error = AppFault()
        finally:
            self._finished = time.monotonic() if era == self.era else -1e9

    def _read(self) -> None:
        era, known, target = self.era, self._found, self.target
        found = known or connect(
            target.deployment, target.urls, cache=cache_folder(), progress=self._advanced
        )
        if not self._keep(era, "_found", found):
            return
        if era and known is None:
            # Begun anew: nothing may come from what was kept on disk.
            found.read_anew()
        else:
            found.sync()
        # Not before: a chain without its history would pass for an empty one.
        self._keep(era, "chain", found)
        # A node that lies behind can't be asked about a block that it has not got.
        if time.monotonic() - self._audited >= AUDIT_S and not found.standing().behind:
            self._keep(era, "checked", found.audit())
            self._audited = time.monotonic()

    def _keep(self, era: int, name: str, value: object) -> bool:
        """Note something that was read, unless it is of a chain that has been forgotten since."""
        with self._lock:
            if era == self.era:
                setattr(self, name, value)
            return era == self.era

    def _advanced(self, done: int, head: int) -> None:
        first = self.target.deployment.first_block
        self.progress = (done - first) / max(1, head - first)


def _answer(question: Callable[[], T]) -> T:
    try:
        return question()
    except FomoError:
        raise
    except Exception as fault:
        logs.note(fault)
        raise AppFault from None


@st.cache_resource
def _connections() -> dict[Target, Connection]:
    return {}


def connection(target: Target) -> tuple[Connection, bool]:
    """The connection that all visitors share, and whether it was there; of too many, the oldest is no longer shared."""
    kept = _connections()
    known = target in kept
    while not known and len(kept) >= _MOST_CONNECTIONS:
        kept.pop(next(iter(kept)))
    return kept.setdefault(target, Connection(target)), known


def stop_sharing(failed: Connection) -> None:
    """Share a connection no longer that never came about: the next try begins afresh."""
    _connections().pop(failed.target, None)
