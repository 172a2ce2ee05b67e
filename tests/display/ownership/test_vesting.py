"""The issuer's tokens over the time in which they vest: exact, now and later."""

from __future__ import annotations

from dataclasses import replace

import pytest

from fomo_core import presets
from fomo_core.display.ownership import vesting
from fomo_core.display.text import plain
from fomo_core.units import DAY_S, WAD
from tests.builders import SMALL, bare_offering

YEAR_S = presets.load().parameters.operator_vesting_s


def traded(at: int):
    return replace(bare_offering(presets.load(), SMALL), graduated_at=at)


@pytest.mark.parametrize(
    ("passed", "rows"), [(0, 5), (100 * DAY_S, 5), (300 * DAY_S, 3), (YEAR_S, 1), (2 * YEAR_S, 1)]
)
def test_each_row_is_the_offering_s_own_number(passed, rows):
    parameters, offering = presets.load().parameters, traded(5 * DAY_S)
    now = 5 * DAY_S + passed
    shown = vesting.table(offering, now, parameters, dated=False)
    assert len(shown) == rows
    moments = [now, *(m for m in (now + d * DAY_S for d in (30, 90, 180, 365)) if m < 5 * DAY_S + YEAR_S)]
    exact = [offering.vested_at(moment, parameters) for moment in moments][:rows]
    assert list(shown[plain("column.vested")])[: len(exact)] == [int(100 * v) // WAD / 100 for v in exact]
    assert shown[plain("column.vested")].iloc[-1] == parameters.operator_tokens / WAD
    assert shown[plain("column.vested_share")].iloc[-1] == 100.0
    assert shown[plain("column.when")].iloc[0] == plain("outcome.vesting_now")
