"""The division of a raise at its graduation, and of its tokens, as labelled values."""

from __future__ import annotations

from fomo_core import events as ev
from fomo_core.display import format as f
from fomo_core.display.summary import Row
from fomo_core.display.text import plain
from fomo_core.parameters import Parameters


def graduation_rows(made: ev.Graduated, symbol: str, parameters: Parameters) -> list[Row]:
    """The FLOCK of a raise by where it went, and the tokens minted and burned."""
    parts = {
        "pool": made.liquidity_flock,
        "operations": made.operations_flock,
        "incentives": made.incentives_flock,
    }
    went = [
        Row(plain(f"result.{name}"), f"{f.flock(flock)} ({f.share(flock, made.raised)})")
        for name, flock in parts.items()
    ]
    minted = parameters.total_supply - made.unsold_burned
    return [
        *went,
        Row(plain("result.minted"), f.tokens(minted, symbol)),
        Row(plain("result.burned"), f.tokens(made.unsold_burned, symbol)),
    ]
