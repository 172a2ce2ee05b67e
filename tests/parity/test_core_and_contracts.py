"""The core and the contracts play the same random walks and agree after every single command.

Nightly, ``FOMO_PARITY=deep`` walks twenty-five times as far.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable
from itertools import count

import pytest
from hypothesis import HealthCheck, seed, settings
from hypothesis.stateful import get_state_machine_test

from tests.parity.twins.machine import ParityMachine
from tests.parity.twins.variants import VARIANTS

DEEP = os.environ.get("FOMO_PARITY") == "deep"

#: Tests of each variant, for a runner to spread over its cores; walks in a row; the least and the most rules a walk.
PARTS = (1, 2)
WALKS, SHORTEST, LONGEST = 10, 52, 60

#: The least number of commands that each test runs on both sides; all tests together, 20,000.
LEAST = 25_000 if DEEP else 1_000


@pytest.mark.parametrize("variant", VARIANTS)
@pytest.mark.parametrize("part", PARTS)
def test_every_command_has_the_same_outcome_and_leaves_the_same_books(variant: str, part: int) -> None:
    executed: Counter[str] = Counter()
    for turn in count():
        if executed.total() >= LEAST:
            break
        # The same walks each time, other ones in each test; new ones on a deep run.
        walks = _walks(variant, executed)
        (walks if DEEP else seed(f"{variant} {part} {turn}")(walks))()
    print(f"{variant}, part {part}: {executed.total()} commands: {dict(executed.most_common())}")


def _walks(variant: str, executed: Counter[str]) -> Callable[[], None]:
    return get_state_machine_test(
        lambda: ParityMachine(variant, executed),
        settings=settings(
            max_examples=WALKS, stateful_step_count=LONGEST, suppress_health_check=list(HealthCheck)
        ),
        _min_steps=SHORTEST,
    )


def test_the_walks_add_up_to_twenty_thousand_commands() -> None:
    assert LEAST * len(PARTS) * len(VARIANTS) >= 20_000
