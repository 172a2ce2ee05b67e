"""Compares what the contracts say of themselves with what their events add up to."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from fomo_core.backends.evm.codec import Addresses, Call, call
from fomo_core.backends.evm.contracts import read
from fomo_core.backends.rpc.records import Caller
from fomo_core.offering import Offering
from fomo_core.world import World

#: Accounts that are compared one by one; a chain with more is compared in part.
MOST_ACCOUNTS = 200
#: The fields of the launchpad's state of an offering, in its order, that are folded from events too.
_STATE = {"raised": 7, "sold": 8, "redeemed": 9, "graduated_at": 10, "released": 11, "unsold_burned": 12}


class Difference(NamedTuple):
    """A number that the contracts report otherwise than their events add up to."""

    what: str
    whose: str
    offering: str
    folded: int
    reported: int


class Checked(NamedTuple):
    """The result of a comparison: its block, how many numbers were compared, and those that differ."""

    block: int
    numbers: int
    differences: tuple[Difference, ...]


class _Expected(NamedTuple):
    what: str
    whose: str
    offering: str
    folded: int
    question: Call
    part: int | None


def audit(node: Caller, at: Addresses, world: World, block: int) -> Checked:
    """Compare the folded state with the contracts' getters at the same block; nothing is repaired.

    Raises:
        ChainError: when the node can't answer, or no longer knows the state of that block.
    """
    asked = list(_expectations(at, world))
    questions = {_key(each.question): each.question for each in asked}
    answers = dict(zip(questions, read(node, list(questions.values()), hex(block))))
    differences = []
    for each in asked:
        answer = answers[_key(each.question)]
        reported = answer if each.part is None else answer[each.part]
        if reported != each.folded:
            differences.append(Difference(each.what, each.whose, each.offering, each.folded, reported))
    return Checked(block, len(asked), tuple(differences))


def _expectations(at: Addresses, world: World) -> Iterable[_Expected]:
    for account in world.accounts()[:MOST_ACCOUNTS]:
        yield _number("flock", account, "", world.flock[account], call(at, "flock", "balanceOf", account))
    yield _number("treasury", "", "", world.treasury_flock, call(at, "flock", "balanceOf", at.treasury))
    for offering in world.offerings.values():
        yield from _of_offering(at, offering)


def _of_offering(at: Addresses, offering: Offering) -> Iterable[_Expected]:
    key = offering.key
    state = call(at, "launchpad", "offering", key)
    for name, part in _STATE.items():
        yield _Expected(name, "", key, getattr(offering, name) or 0, state, part)
    reserves = call(at, "pool", "reserves", key)
    yield _Expected("pool_flock", "", key, offering.pool_flock, reserves, 0)
    yield _Expected("pool_tokens", "", key, offering.pool_tokens, reserves, 1)
    for account in list(offering.principal)[:MOST_ACCOUNTS]:
        yield _number(
            "claim", account, key, offering.claims[account], call(at, "launchpad", "claim_of", key, account)
        )
        # After graduation the launchpad keeps no principal; the record of the raise does.
        if offering.graduated_at is None:
            yield _number(
                "principal", account, key, offering.principal[account],
                call(at, "launchpad", "principal", key, account),
            )  # fmt: skip
    for account, tokens in list(offering.tokens.items())[:MOST_ACCOUNTS]:
        yield _number("tokens", account, key, tokens, call(at, "model_token", "balanceOf", account, to=key))


def _number(what: str, whose: str, offering: str, folded: int, question: Call) -> _Expected:
    return _Expected(what, whose, offering, folded, question, None)


def _key(question: Call) -> tuple[str, str]:
    return question.to, question.data
