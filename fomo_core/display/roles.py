"""What an account is known for on a chain, where its name is an address that tells nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from fomo_core.display.format import account, shortened
from fomo_core.display.text import plain
from fomo_core.offering import Offering

#: So many tickers fit beside an account.
_MOST_TICKERS = 2


def with_roles(labels: Mapping[str, str], offerings: Iterable[Offering]) -> dict[str, str]:
    """Labels of accounts, each address with the tickers that it launched; names stay as they are."""
    launched: dict[str, list[str]] = {}
    for offering in offerings:
        launched.setdefault(offering.issuer, []).append(shortened(offering.symbol))
    return {name: _labelled(name, label, launched.get(name, [])) for name, label in labels.items()}


def _labelled(name: str, label: str, tickers: list[str]) -> str:
    # A name that was shortened to be read is an address.
    if not tickers or account(name) == name:
        return label
    shown = ", ".join(tickers[:_MOST_TICKERS])
    return plain(
        "part.issuer", account=label, tickers=shown if len(tickers) <= _MOST_TICKERS else f"{shown}, ..."
    )
