"""An account's part in the offerings of a chain, where its name is an address that tells nothing."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from fomo_core.display.format import is_address
from fomo_core.display.text import plain
from fomo_core.offering import Offering


def with_roles(labels: Mapping[str, str], offerings: Collection[Offering]) -> dict[str, str]:
    """Labels of accounts by their names: each address with its role and a colour for it, names as they are."""
    addresses = [name for name in labels if is_address(name)]
    if not addresses:
        # A sandbox has none, and may have many supporters.
        return dict(labels)
    issuers = {offering.issuer for offering in offerings}
    supporters = {name for offering in offerings for name in offering.principal}
    return {**labels, **{name: _labelled(name, labels[name], issuers, supporters) for name in addresses}}


def _labelled(name: str, label: str, issuers: Collection[str], supporters: Collection[str]) -> str:
    role = "issuer" if name in issuers else "supporter" if name in supporters else "newcomer"
    return plain(f"part.{role}", account=label)
