"""What an account is known for on a chain, where its name is an address that tells nothing."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from fomo_core.display.format import account, shortened
from fomo_core.display.text import plain
from fomo_core.offering import Offering

#: So many tickers fit beside an account.
_MOST_TICKERS = 2


def with_roles(labels: Mapping[str, str], offerings: Collection[Offering]) -> dict[str, str]:
    """Labels of accounts: each address with what it launched or else supports, and a colour for that; names as they are."""
    launched = _tickers((offering.issuer, offering) for offering in offerings)
    supported = _tickers((name, offering) for offering in offerings for name in offering.principal)
    return {name: _labelled(name, label, launched, supported) for name, label in labels.items()}


def _tickers(known: Iterable[tuple[str, Offering]]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name, offering in known:
        found.setdefault(name, []).append(shortened(offering.symbol))
    return found


def _labelled(
    name: str, label: str, launched: Mapping[str, list[str]], supported: Mapping[str, list[str]]
) -> str:
    # A name that is shortened to be read is an address.
    if account(name) == name:
        return label
    for role, tickers in (("issuer", launched.get(name)), ("supporter", supported.get(name))):
        if tickers:
            more = ", ..." if len(tickers) > _MOST_TICKERS else ""
            return plain(f"part.{role}", account=label, tickers=", ".join(tickers[:_MOST_TICKERS]) + more)
    return plain("part.newcomer", account=label)
