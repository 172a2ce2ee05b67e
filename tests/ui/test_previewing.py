"""Long work beside the page: asked once, shared, cancelled when nobody wants it, and bounded."""

from __future__ import annotations

from threading import Event

import pytest

from fomo_core.errors import InvalidInput
from ui.jobs import Jobs

PATIENCE_S = 60


class Work:
    """Work that counts how often it ran, and goes on until it is let go or cancelled."""

    def __init__(self, answer: object = "done", free: bool = True) -> None:
        self.runs, self.begun, self.gate, self.cancelled = 0, Event(), Event(), False
        self.answer = answer
        if free:
            self.gate.set()

    def __call__(self, progress, cancel):
        self.runs += 1
        self.begun.set()
        while not self.gate.wait(0.01):
            progress(1, 4)
            if cancel():
                self.cancelled = True
                raise InvalidInput("cancelled")
        progress(4, 4)
        return self.answer


@pytest.fixture
def jobs():
    return Jobs(workers=2, most=4, heaviest=10_000)


def ended(job):
    assert job.wait(PATIENCE_S)
    return job


def test_a_question_is_answered_once_for_all_who_ask(jobs):
    work = Work()
    first = ended(jobs.ask("anna", "q", work))
    second = ended(jobs.ask("ben", "q", work))
    assert first is second
    assert (first.answer, first.share, work.runs) == ("done", 1, 1)


def test_work_under_way_tells_how_far_it_is(jobs):
    work = Work(free=False)
    job = jobs.ask("anna", "q", work)
    assert work.begun.wait(PATIENCE_S)
    assert not job.wait(0.05)
    assert (job.finished, job.share) == (False, 0.25)
    work.gate.set()
    assert ended(job).answer == "done"


def test_another_question_of_the_same_place_cancels_the_former(jobs):
    former = Work(free=False)
    job = jobs.ask("anna", "q1", former)
    assert former.begun.wait(PATIENCE_S)
    jobs.ask("anna", "q2", Work())
    ended_former = job.wait(PATIENCE_S)
    assert ended_former
    assert former.cancelled


def test_work_that_somebody_else_waits_for_goes_on(jobs):
    shared = Work(free=False)
    job = jobs.ask("anna", "q1", shared)
    jobs.ask("ben", "q1", shared)
    jobs.ask("anna", "q2", Work())
    assert not job.stopped
    shared.gate.set()
    assert ended(job).answer == "done"


def test_what_was_cancelled_can_be_asked_again(jobs):
    work = Work(free=False)
    jobs.ask("anna", "q", work)
    assert work.begun.wait(PATIENCE_S)
    jobs.leave("anna")
    work.gate.set()
    again = Work()
    assert ended(jobs.ask("anna", "q", again)).answer == "done"
    assert again.runs == 1


def test_a_refusal_is_kept_as_the_reason(jobs):
    def refuse(progress, cancel):
        raise InvalidInput("No such thing.")

    job = ended(jobs.ask("anna", "q", refuse))
    assert (job.answer, str(job.error)) == (None, "No such thing.")


def test_a_fault_of_the_code_stays_loud(jobs):
    def break_down(progress, cancel):
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        jobs.ask("anna", "q", break_down).wait(PATIENCE_S)


def test_of_too_many_answers_the_oldest_goes(jobs):
    for name in range(6):
        ended(jobs.ask("anna", name, Work(name)))
    again = Work("again")
    assert ended(jobs.ask("anna", 0, again)).answer == "again"
    kept = Work("kept")
    assert ended(jobs.ask("anna", 5, kept)).answer == 5
    assert kept.runs == 0


def test_heavy_answers_make_room_sooner(jobs):
    for name in range(3):
        ended(jobs.ask("anna", name, Work(name), weight=6_000))
    again = Work("again")
    assert ended(jobs.ask("anna", 0, again, weight=6_000)).answer == "again"


def test_waiting_work_of_those_who_left_never_runs(jobs):
    blockers = [Work(free=False), Work(free=False)]
    for place, work in enumerate(blockers):
        jobs.ask(place, f"b{place}", work)
        assert work.begun.wait(PATIENCE_S)
    waiting = Work()
    jobs.ask("anna", "q", waiting)
    jobs.leave("anna")
    for work in blockers:
        work.gate.set()
    ended(jobs.ask("ben", "other", Work()))
    assert waiting.runs == 0
