"""Every backend answers the port's verbs, with the port's own parameters."""

import inspect

import pytest

from fomo_core.backends.sandbox import Sandbox
from fomo_core.chain import Chain

VERBS = ("head", "events", "quote", "submit")


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("backend", [Sandbox])
def test_a_backend_answers_the_verb_as_the_port_asks_it(backend, verb):
    asked = inspect.signature(getattr(Chain, verb)).parameters
    answered = inspect.signature(getattr(backend, verb)).parameters
    assert list(answered) == list(asked)
    assert [p.default for p in answered.values()] == [p.default for p in asked.values()]


def test_the_port_has_no_other_verb():
    verbs = [name for name, value in vars(Chain).items() if inspect.isfunction(value) and name[0] != "_"]
    assert tuple(verbs) == VERBS
