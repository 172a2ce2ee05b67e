"""The trial of a call before it is signed: asked for each call anew, whatever came of the one before."""

from __future__ import annotations

from concurrent.futures import Future
from types import SimpleNamespace

import pytest

from fomo_core.acting import Before
from ui.signing import trials
from ui.signing.proposal import Proposal


class Chain:
    """An actor that says of every call what its name is."""

    def before(self, sender):
        return Before(0, 0)

    def tried_at(self):
        return 7

    def dry_run(self, call, sender, command):
        return f"tried {call}"

    def price(self, call, sender):
        return None


def answered(question):
    """A chain's thread that answers at once."""
    done: Future[object] = Future()
    done.set_result(question())
    return done


@pytest.fixture
def proposal():
    return Proposal(None, SimpleNamespace(sender="anna", calls=("approve", "buy")), "Done.")


@pytest.fixture
def live():
    return SimpleNamespace(actor=Chain(), connection=SimpleNamespace(ask=answered))


def test_what_was_heard_of_one_call_is_not_taken_for_the_next(live, proposal):
    assert trials.trial_of(live, proposal).result == "tried approve"
    # An answer that comes between two drawings, and then the block of the call: as a quick wallet has it.
    proposal.asked["trial 0"] = answered(lambda: trials.trial_of(live, proposal))
    trials.take_trial(proposal)
    assert proposal.heard
    proposal.go_on()
    assert trials.bar_reason(proposal)
    assert trials.trial_of(live, proposal).result == "tried buy"
    assert not trials.bar_reason(proposal)


def test_a_call_that_is_asked_for_again_keeps_its_trial(live, proposal):
    told = trials.trial_of(live, proposal)
    proposal.request, proposal.unheard = object(), "no answer"
    proposal.ask_anew()
    assert (proposal.request, proposal.unheard, proposal.before) == (None, "", None)
    assert (proposal.trial, proposal.step) == (told, 0)
