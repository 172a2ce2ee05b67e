"""What a page on a real chain starts from."""

from __future__ import annotations

import time

import pytest

from fomo_core.history import Histories
from fomo_core.units import MINUTE_S
from fomo_core.world import World
from tests.builders import live, minimal
from ui.desk.views import View

LONG_AGO, FAR_AHEAD = 1_700_000_000, 4_000_000_000


def seen(now: int, on_a_real_chain: bool = True) -> View:
    """A view of an empty world whose last block has this time."""
    histories = Histories(minimal().parameters)
    return View(live().head(), minimal(), World(minimal()), histories, now, "", False, live=on_a_real_chain)


@pytest.mark.parametrize("now", [LONG_AGO, FAR_AHEAD])
def test_a_purchase_has_twenty_minutes_from_the_later_of_block_and_clock(now: int):
    left = seen(now).deadline - max(now, time.time())
    assert 19 * MINUTE_S < left <= 20 * MINUTE_S


def test_a_purchase_in_the_sandbox_has_no_deadline():
    assert seen(0, on_a_real_chain=False).deadline is None
