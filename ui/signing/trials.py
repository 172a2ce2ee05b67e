"""The trial of a call before it is signed: what the chain says it would do, and what stands against signing it."""

from __future__ import annotations

from concurrent.futures import Future, wait
from typing import TYPE_CHECKING

from fomo_core.commands import Command
from fomo_core.display.text import plain
from fomo_core.errors import ChainError, Rejected
from ui.live.connections import BRIEFLY_S
from ui.live.live_session import LiveSession
from ui.signing.proposal import Proposal, Trial

if TYPE_CHECKING:
    from fomo_core.acting import Actor, Call


def trial_of(live: LiveSession, proposal: Proposal) -> Trial | None:
    """Return what the chain last said the call at hand would do; None where it has said nothing yet.

    A page waits for a good node's answer, not for a bad one's: it is drawn anew when that has come.
    """
    if not proposal.heard:
        name = _name(proposal)
        job = proposal.asked.get(name) or proposal.asked.setdefault(name, _asked(live, proposal))
        wait([job], BRIEFLY_S)
        take_trial(proposal)
    # The next drawing asks anew: by then the state may be another.
    proposal.heard = False
    return proposal.trial


def take_trial(proposal: Proposal) -> None:
    """Take in a trial's answer, if it has come."""
    if not has_answer(proposal):
        return
    proposal.trial, proposal.heard = proposal.asked.pop(_name(proposal)).result(), True
    before = proposal.trial.before
    if before is not None:
        # What is read from the first trial on may be the act's; a number that is used up is known from the last.
        first = proposal.before or before
        proposal.before = before._replace(events=first.events)


def has_answer(proposal: Proposal) -> bool:
    """Return True when a trial's answer has come that nobody has taken in."""
    job = proposal.asked.get(_name(proposal))
    return job is not None and job.done()


def bar_reason(proposal: Proposal) -> str:
    """Return why the call at hand is not to be signed, by whomever; empty when it is.

    What the chain's trial refuses is not signed, nor what its sender can't pay; what could not be tried may be.
    """
    trial = proposal.trial
    if trial is None:
        return plain("review.barred_untried")
    if trial.refusal is not None:
        return plain("review.barred_refused")
    return plain("review.barred_short") if lacks_ether(proposal) else ""


def lacks_ether(proposal: Proposal) -> bool:
    """Return True when the sender can't pay the gas of the call at hand, and nobody else would."""
    price = proposal.trial.price if proposal.trial else None
    return price is not None and price.short and not proposal.sponsored


def _name(proposal: Proposal) -> str:
    return f"trial {proposal.step}"


def _asked(live: LiveSession, proposal: Proposal) -> Future[Trial]:
    actor, each = live.actor, proposal.prepared.calls[proposal.step]
    sender, command = proposal.prepared.sender, proposal.command
    return live.connection.ask(lambda: _try(actor, each, sender, command))


def _try(actor: Actor, each: Call, sender: str, command: Command | None) -> Trial:
    trial = Trial(None)
    try:
        trial = trial._replace(before=actor.before(sender), moment=actor.tried_at())
        trial = trial._replace(result=actor.dry_run(each, sender, command))
        return trial._replace(price=actor.price(each, sender))
    except Rejected as refusal:
        return trial._replace(refusal=refusal)
    except ChainError as error:
        return trial._replace(error=error)
