"""The core and the contracts play the same random walks and agree after every single command.

Nightly, ``FOMO_PARITY=deep`` walks twenty-five times as far.
"""

from __future__ import annotations

import os
from collections import Counter

import pytest
from hypothesis import HealthCheck, seed, settings
from hypothesis.stateful import get_state_machine_test

from tests.parity.machine import ParityMachine
from tests.parity.variants import VARIANTS

DEEP = os.environ.get("FOMO_PARITY") == "deep"

#: Tests of each variant, for a runner to spread over its cores; walks a test; the least and the most rules a walk.
PARTS = (1, 2)
WALKS = 650 if DEEP else 26
SHORTEST, LONGEST = 52, 60

#: The least number of commands that each test must have run on both sides; all tests together, 20,000.
LEAST = WALKS * 39


@pytest.mark.parametrize("variant", VARIANTS)
@pytest.mark.parametrize("part", PARTS)
def test_every_command_has_the_same_outcome_and_leaves_the_same_books(variant: str, part: int) -> None:
    executed: Counter[str] = Counter()
    walk = get_state_machine_test(
        lambda: ParityMachine(variant, executed),
        settings=settings(
            max_examples=WALKS, stateful_step_count=LONGEST, suppress_health_check=list(HealthCheck)
        ),
        _min_steps=SHORTEST,
    )
    # The same walks each time, other ones in each test; new ones on a deep run.
    (walk if DEEP else seed(f"{variant} {part}")(walk))()
    print(f"{variant}, part {part}: {executed.total()} commands: {dict(executed.most_common())}")
    assert executed.total() >= LEAST


def test_the_walks_add_up_to_twenty_thousand_commands() -> None:
    assert LEAST * len(PARTS) * len(VARIANTS) >= 20_000
