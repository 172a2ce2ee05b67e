"""Long work beside the page: each question is answered once, in a thread, and kept for all visitors."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import wait as wait_for
from functools import partial
from secrets import token_hex
from threading import Event, RLock
from typing import Any, TypeVar

import streamlit as st

from fomo_core.display import numerals
from fomo_core.display.format import in_markdown
from fomo_core.display.refusals import sentence
from fomo_core.display.text import t
from fomo_core.errors import FomoError
from fomo_core.simulation import MODEL_VERSION
from ui import faults, logs

#: How long a page waits for an answer before it shows how far the work has come, and how often it looks again.
PATIENCE_S, LOOK_S = 0.5, 0.3
_MOST_PLACES = 512

T = TypeVar("T")

Advance = Callable[[int, int], None]
Cancel = Callable[[], bool]
Work = Callable[[Advance, Cancel], T]


class Job:
    """One question's work.

    Attributes:
        answer: what came of it; None until then, and where ``error`` says why nothing did.
        weight: how much room the answer takes among those kept, in runs.
        waiting: the places (a visitor's screens) that still want it.
    """

    def __init__(self, weight: int) -> None:
        self.weight = weight
        self.answer: Any = None  # the work's own type, which who asks for it knows
        self.error: FomoError | None = None
        self.waiting: set[Hashable] = set()
        self.share = 0.0
        self._stop = Event()
        self._future: Future[None] | None = None

    def start(self, pool: ThreadPoolExecutor, work: Work[object]) -> None:
        """Queue the work."""
        self._future = pool.submit(self._run, work)

    def _run(self, work: Work[object]) -> None:
        try:
            self.answer = work(self._advanced, self._stop.is_set)
        except FomoError as error:
            self.error = error
        except Exception as fault:
            logs.note(fault)
            raise

    def _advanced(self, done: int, total: int) -> None:
        self.share = min(1.0, done / total) if total else 0.0

    @property
    def finished(self) -> bool:
        """True once there is an answer, or a reason why there is none."""
        return self._future is not None and self._future.done()

    @property
    def stopped(self) -> bool:
        """True once nobody wants it any more."""
        return self._stop.is_set()

    def cancel(self) -> None:
        """Stop the work at its next look."""
        self._stop.set()
        if self._future is not None:
            self._future.cancel()

    def wait(self, seconds: float) -> bool:
        """Wait for the end so long at most; whether it has come. A fault in the code itself is raised."""
        if self._future is None:
            return False
        wait_for([self._future], seconds)
        if self._future.done() and not self._future.cancelled():
            self._future.result()
        return self._future.done()


class Jobs:
    """The questions being answered and the latest answers, shared by all visitors and bounded."""

    def __init__(self, workers: int = 2, most: int = 64, heaviest: int = 1_000_000) -> None:
        self._pool = ThreadPoolExecutor(workers, "preview")
        self._jobs: OrderedDict[Hashable, Job] = OrderedDict()
        self._places: OrderedDict[Hashable, Hashable] = OrderedDict()
        self._most, self._heaviest = most, heaviest
        self._lock = RLock()

    def ask(self, place: Hashable, question: Hashable, work: Work[object], weight: int = 1_000) -> Job:
        """The job of a question, begun if need be; what the place asked before is dropped if no other wants it."""
        with self._lock:
            if self._places.get(place) != question:
                self.leave(place)
            job = self._jobs.get(question)
            if job is None or job.stopped:
                job = self._jobs[question] = Job(weight)
                job.start(self._pool, work)
            job.waiting.add(place)
            self._jobs.move_to_end(question)
            self._places[place] = question
            self._places.move_to_end(place)
            self._trim()
            return job

    def leave(self, place: Hashable) -> None:
        """A place wants nothing any more: its work stops unless somebody else waits for it."""
        with self._lock:
            question = self._places.pop(place, None)
            job = self._jobs.get(question)
            if job is None:
                return
            job.waiting.discard(place)
            if not job.finished and not job.waiting:
                job.cancel()
                del self._jobs[question]

    def forget(self, question: Hashable) -> None:
        """Drop a question that has been answered, so that it is worked on anew when it is asked again."""
        with self._lock:
            self._jobs.pop(question, None)

    def _trim(self) -> None:
        """Drop the oldest answers, and the questions of those who have gone, when there are too many."""
        while len(self._places) > _MOST_PLACES:
            self.leave(next(iter(self._places)))
        for question in list(self._jobs)[:-1]:
            weight = sum(job.weight for job in self._jobs.values())
            if len(self._jobs) <= self._most and weight <= self._heaviest:
                return
            if self._jobs[question].finished:
                del self._jobs[question]


@st.cache_resource
def jobs() -> Jobs:
    """The one store of the server."""
    return Jobs()


def answer_to(name: str, question: tuple[Hashable, ...], work: Work[T], weight: int = 1_000) -> T | None:
    """The answer to a question; else None, with its progress or the reason on the screen.

    ``name`` is the part of the screen that asks: it wants one thing at a time.
    """
    place = _place(name)
    question = (name, MODEL_VERSION, *question)
    if st.session_state.get(f"_stopped_{name}") == question:
        _stopped(name)
        return None
    job = jobs().ask(place, question, work, weight)
    try:
        finished = job.wait(PATIENCE_S)
    except Exception:
        # In the log since it happened; asked again by itself it would only happen again.
        faults.apologise(f"job_{name}", partial(jobs().forget, question))
        return None
    if not finished:
        _progress(name, question, job)
        return None
    if job.error is not None:
        st.error(in_markdown(sentence(job.error)), icon=":material/error:")
    return job.answer


@st.fragment(run_every=LOOK_S)
def _progress(name: str, question: Hashable, job: Job) -> None:
    """Draw how far the work has come, again and again by itself until the page can show the answer."""
    if job.finished or st.session_state.get(f"_stopped_{name}") == question:
        st.rerun()
    with st.container(border=True, key=f"working_{name}"):
        st.progress(job.share, text=t("job.working", share=numerals.percentage(job.share)))
        st.button(
            t("job.cancel"),
            key=f"cancel_{name}",
            icon=":material/stop_circle:",
            on_click=_stop,
            args=(name, question),
        )


def _stop(name: str, question: Hashable) -> None:
    """Callback: cancel, and do not begin again by itself."""
    st.session_state[f"_stopped_{name}"] = question
    jobs().leave(_place(name))


def _place(name: str) -> tuple[str, str]:
    """A part of one browser tab's screen."""
    return st.session_state.setdefault("_place", token_hex(8)), name


def _stopped(name: str) -> None:
    with st.container(border=True, key=f"working_{name}"):
        st.caption(t("job.stopped"))
        st.button(
            t("job.again"),
            key=f"again_{name}",
            icon=":material/play_arrow:",
            on_click=st.session_state.pop,
            args=(f"_stopped_{name}", None),
        )
