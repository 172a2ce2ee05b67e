"""The issuer's tokens over the time in which they vest."""

from __future__ import annotations

import pandas as pd

from fomo_core.display import format as f
from fomo_core.display.drawing.amounts import for_table
from fomo_core.display.tables import table_of
from fomo_core.display.text import plain, t
from fomo_core.offering import Offering
from fomo_core.parameters import Parameters
from fomo_core.units import DAY_S

_DAYS = (30, 90, 180, 365)


def table(offering: Offering, now: int, parameters: Parameters, dated: bool) -> pd.DataFrame:
    """The tokens that are vested now, later and at the end, released or not; ``dated`` as in ``format.clock``."""
    end = _end(offering, parameters)
    later = [now + days * DAY_S for days in _DAYS if now + days * DAY_S < end]
    rows = []
    for moment in (now, *later, *([end] if end > now else [])):
        vested = offering.vested_at(moment, parameters)
        share = 1_000 * vested // parameters.operator_tokens / 10 if parameters.operator_tokens else 100.0
        rows.append((_when(moment, now, end), f.clock(moment, dated), for_table(vested), share))
    return table_of(rows, ("when", "moment", "vested", "vested_share"))


def _when(moment: int, now: int, end: int) -> str:
    if moment == now:
        return plain("outcome.vesting_now")
    key = "outcome.vesting_all" if moment == end else "outcome.vesting_in"
    return plain(key, time=f.duration(moment - now))


def vesting_text(offering: Offering, parameters: Parameters, dated: bool) -> str:
    """Tell when the last token vests and how many are released, as Markdown."""
    end = f.clock(_end(offering, parameters), dated)
    return t("outcome.vesting_about", end=end, released=f.tokens(offering.released, offering.symbol))


def _end(offering: Offering, parameters: Parameters) -> int:
    """The moment at which all has vested (chain seconds), of an offering that has graduated."""
    return (offering.graduated_at or 0) + parameters.operator_vesting_s
