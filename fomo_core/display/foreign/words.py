"""Describes a launchpad that publishes three events: what stays unknown, what is odd, which curve fits."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from fomo_core.display import format as f
from fomo_core.display import numerals
from fomo_core.display.text import plain, t
from fomo_core.foreign.fitting import Fit
from fomo_core.foreign.launchpad import UNKNOWN
from fomo_core.foreign.log import Finding

#: Below it a miss is told in wei: so little is rounding, and nothing in tokens.
_IN_WEI = 10**9
_COLUMNS = ("family", "parameter", "largest", "mean", "points", "verdict")


def unknown_text(keys: Sequence[str] = UNKNOWN) -> str:
    """List what a launchpad that publishes three events leaves unknown, as Markdown."""
    return "\n".join([plain("foreign.about"), "", *(f"- {plain(f'foreign.{key}')}" for key in keys)])


def finding_text(finding: Finding, ticker: str = "") -> str:
    """Something odd on a chain, as one sentence of Markdown; a token without a ticker is named by its address."""
    named = f.shorten(ticker) if ticker else f.account(finding.token)
    return t(f"foreign.finding.{finding.kind}", token=named, count=finding.count)


def fit_table(found: Sequence[Fit]) -> pd.DataFrame:
    """One row a family of curves: what was fitted, and by how much it misses the purchases."""
    rows = [
        (
            plain(f"curve.{fit.kind}"),
            fitted_text(fit),
            miss_text(fit.largest_residual),
            miss_text(fit.mean_residual),
            fit.points,
            verdict_text(fit),
        )
        for fit in found
    ]
    return pd.DataFrame(rows, columns=[plain(f"fit.{key}") for key in _COLUMNS])


def fitted_text(fit: Fit) -> str:
    """A fit's free parameter for reading."""
    if fit.kind == "linear":
        return plain("fit.multiple", value=fit.parameter)
    return plain("fit.reserve", value=f.flock(fit.parameter))


def miss_text(residual: int) -> str:
    """A residual (wei of tokens) for reading."""
    if not residual:
        return plain("fit.none")
    if residual < _IN_WEI:
        return plain("fit.wei", value=numerals.count(residual))
    return plain("fit.tokens", value=f.number(residual))


def in_wei(fit: Fit) -> bool:
    """Return True when a fit's residuals are so small that only wei can express them."""
    return fit.largest_residual < _IN_WEI


def verdict_text(fit: Fit) -> str:
    """Say whether a curve is to be believed."""
    if fit.plausible:
        return plain("fit.meets")
    return plain("fit.few" if in_wei(fit) else "fit.misses")
