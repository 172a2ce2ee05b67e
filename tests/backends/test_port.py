"""Every backend answers the port's verbs, with the port's own parameters."""

import inspect

import pytest

from fomo_core.backends.evm.chain import EvmChain
from fomo_core.backends.evm.foreign import ForeignChain
from fomo_core.backends.sandbox import Sandbox
from fomo_core.chain import Chain
from fomo_core.live_chain import LiveChain

VERBS = ("head", "events", "quote", "submit")


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("backend", [Sandbox, EvmChain, ForeignChain])
def test_a_backend_answers_the_verb_as_the_port_asks_it(backend, verb):
    asked = inspect.signature(getattr(Chain, verb)).parameters
    answered = inspect.signature(getattr(backend, verb)).parameters
    assert list(answered)[: len(asked)] == list(asked)
    defaults = [p.default for p in answered.values()]
    assert defaults[: len(asked)] == [p.default for p in asked.values()]
    # A backend may take more than the port asks for, where it need not be given.
    assert inspect.Parameter.empty not in defaults[len(asked) :]


def test_the_port_has_no_other_verb():
    verbs = [name for name, value in vars(Chain).items() if inspect.isfunction(value) and name[0] != "_"]
    assert tuple(verbs) == VERBS


LIVE_VERBS = ("sync", "read_anew", "standing", "audit", "accepts")


@pytest.mark.parametrize("verb", LIVE_VERBS)
@pytest.mark.parametrize("backend", [EvmChain, ForeignChain])
def test_a_chain_behind_a_node_answers_the_verbs_of_its_own_port(backend, verb):
    asked = inspect.signature(getattr(LiveChain, verb)).parameters
    answered = inspect.signature(getattr(backend, verb)).parameters
    assert list(answered) == list(asked)


def test_a_chain_that_is_only_watched_takes_no_acts_and_has_no_clock_to_move():
    assert (ForeignChain.actor, ForeignChain.development) == (None, None)
    assert not any(ForeignChain.capabilities)
