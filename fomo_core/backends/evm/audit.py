"""Compares what the contracts say of themselves with what their events add up to."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from fomo_core.acting import Addresses, Call
from fomo_core.backends.evm.abi.calls import call
from fomo_core.backends.evm.contracts import read
from fomo_core.backends.evm.reading import ReadChain
from fomo_core.live_chain import Checked, Difference
from fomo_core.offering import Offering
from fomo_core.world import World

#: Accounts that are compared one by one; a chain with more is compared in part.
MOST_ACCOUNTS = 200
#: The fields of the launchpad's state of an offering, in its order, that are folded from events too.
_STATE = {"raised": 7, "sold": 8, "redeemed": 9, "graduated_at": 10, "released": 11, "unsold_burned": 12}


class _Expected(NamedTuple):
    what: str
    whose: str
    offering: str
    folded: int
    question: Call
    part: int | None


class Audit:
    """Compares a chain's folded state with its contracts' getters, time and again; nothing is repaired."""

    def __init__(self, chain: ReadChain, addresses: Addresses) -> None:
        self._chain, self._addresses = chain, addresses
        #: The block at which folded state and contracts last agreed, and how they differed last.
        self._agreed = chain.first_block - 1
        self._differed: tuple[Difference, ...] = ()

    def check(self) -> Checked:
        """Compare the state last read with what the contracts say of themselves at the same block.

        Where they differ otherwise than before, what was read since they agreed is searched once more: a
        node may have left logs out.

        Raises:
            ChainError: when the node can't answer, or no longer knows the state of that block.
        """
        checked = self._checked()
        is_news = checked.differences and checked.differences != self._differed
        if is_news and self._chain.search_again(self._agreed + 1):
            checked = self._checked()
        self._differed = checked.differences
        if not checked.differences:
            self._agreed = checked.block
        return checked

    def _checked(self) -> Checked:
        block = self._chain.standing().block
        asked = list(_expectations(self._addresses, self._chain.world))
        questions = {_key(each.question): each.question for each in asked}
        answers = dict(zip(questions, read(self._chain.node, list(questions.values()), hex(block))))
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
