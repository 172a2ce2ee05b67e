"""The core and the contracts play the same random walks and agree after every single command.

Nightly, ``FOMO_PARITY=deep`` walks twenty-five times as far.
"""

from __future__ import annotations

import os
from collections import Counter

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.parity.machine import ParityMachine
from tests.parity.variants import VARIANTS

DEEP = os.environ.get("FOMO_PARITY") == "deep"

#: Tests of each variant, for a runner to spread over its cores; walks a test; rules a walk.
PARTS = ("one", "two")
WALKS = 1_000 if DEEP else 40
LENGTH = 60

#: The least number of commands that each test must have run on both sides; all tests together, 20,000.
LEAST = WALKS * 25


@pytest.mark.parametrize("variant", VARIANTS)
@pytest.mark.parametrize("part", PARTS)
def test_every_command_has_the_same_outcome_and_leaves_the_same_books(variant: str, part: str) -> None:
    executed: Counter[str] = Counter()
    run_state_machine_as_test(
        lambda: ParityMachine(variant, executed),
        settings=settings(
            max_examples=WALKS, stateful_step_count=LENGTH, suppress_health_check=list(HealthCheck)
        ),
    )
    print(f"{variant}, part {part}: {executed.total()} commands: {dict(executed.most_common())}")
    assert executed.total() >= LEAST


def test_the_walks_add_up_to_twenty_thousand_commands() -> None:
    assert LEAST * len(PARTS) * len(VARIANTS) >= 20_000
