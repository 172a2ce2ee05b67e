"""A launchpad's own events, one by one: what of them can be folded, and what is odd about them.

Read by ``launchpad``, which says what the whole comes to.
"""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple, TypedDict

from fomo_core.errors import InvalidParameters
from fomo_core.events import BroughtIn, LaunchCreated, Purchased
from fomo_core.foreign.fitting import Point
from fomo_core.ledger import Entry
from fomo_core.names import label_fault, name_fault
from fomo_core.parameters import LARGEST_SUPPLY, LARGEST_TARGET, LONGEST_S, SMALLEST_TARGET, Parameters
from fomo_core.units import MAX_AMOUNT

#: What may be odd, each a key of the texts: what is left out for it, and what is kept all the same.
LEFT_OUT = ("duplicate", "targets", "sale", "times", "unknown_token", "too_large", "settings")
KEPT = ("name", "other_sale", "parts", "overshoot", "no_curve", "percent")

#: A tax is read as percent up to here, where as bps it would lie below the fees.
_MOST_PERCENT = 100


class FeeConfig(NamedTuple):
    """The launchpad's ``FeeConfigUpdated``: rates in bps, the launch fee in wei."""

    fee_recipient: str
    base_fee_bps: int
    creator_fee_bps: int
    launch_creation_fee: int
    anti_sniper_tax_start_value: int
    max_bundle_bps: int


class _Told(TypedDict):
    """The parameters that a launchpad's fee settings tell."""

    protocol_fee_bps: int
    creator_fee_bps: int
    launch_fee: int
    tax_start_bps: int
    first_buy_cap_bps: int


class Finding(NamedTuple):
    """Something odd: one of ``LEFT_OUT`` or ``KEPT``, when it was first seen (chain seconds), how often.

    ``token`` names the offering; it is empty where the fee settings are meant.
    """

    kind: str
    token: str
    at: int
    count: int  # type: ignore[assignment]  # hides a tuple's own method, which nobody needs of a finding


class Reader:
    """Keeps what can be folded, as entries, and notes what is odd."""

    def __init__(self, parameters: Parameters) -> None:
        self.parameters = parameters
        self.told: frozenset[str] = frozenset()
        self.launches: dict[str, LaunchCreated] = {}
        self.purchases: dict[str, list[Purchased]] = {}
        self.entries: list[Entry] = []
        self._held: dict[str, int] = {}
        self._totals: dict[str, Point] = {}
        self._notes: dict[tuple[str, str], tuple[int, int]] = {}

    def note(self, kind: str, token: str, at: int) -> None:
        """Remember something odd."""
        first, count = self._notes.get((kind, token), (at, 0))
        self._notes[kind, token] = first, count + 1

    def findings(self) -> tuple[Finding, ...]:
        """All that is odd, each kind once a token, in the order in which it was seen."""
        return tuple(Finding(*which, *when) for which, when in self._notes.items())

    def read(self, at: int, event: LaunchCreated | Purchased | FeeConfig) -> None:
        """Take the next event."""
        if isinstance(event, LaunchCreated):
            self._launched(at, event)
        elif isinstance(event, Purchased):
            self._purchased(at, event)
        else:
            self._configured(at, event)

    def _launched(self, at: int, event: LaunchCreated) -> None:
        fault = "duplicate" if event.token in self.launches else _launch_fault(event)
        if fault is not None:
            self.note(fault, event.token, at)
            return
        if name_fault(event.mt_name) or label_fault(event.mt_symbol):
            self.note("name", event.token, at)
        if event.target_sale != self.parameters.target_sale:
            self.note("other_sale", event.token, at)
        self.launches[event.token] = event
        self.purchases[event.token] = []
        self._totals[event.token] = Point(0, 0)
        self.entries.append(Entry(at, event._replace(model_type_id=event.token)))

    def _purchased(self, at: int, event: Purchased) -> None:
        launch = self.launches.get(event.token)
        if launch is None:
            self.note("unknown_token", event.token, at)
            return
        if not all(0 <= amount <= MAX_AMOUNT for amount in event[2:]):
            self.note("too_large", event.token, at)
            return
        self._weigh(at, event, launch)
        self._bring_in(at, event, launch.creator)
        self.purchases[event.token].append(event)
        self.entries.append(Entry(at, event))

    def _weigh(self, at: int, event: Purchased, launch: LaunchCreated) -> None:
        """Hold a purchase's parts against its whole, and the totals against the raise."""
        parts = event.net_used + event.protocol_fee + event.creator_fee + event.anti_sniper_fee
        if parts != event.flock_in:
            self.note("parts", event.token, at)
        raised, sold = self._totals[event.token]
        raised, sold = raised + event.net_used, sold + event.mt_allocated
        if raised > launch.target_raise_max or sold > launch.target_sale:
            self.note("overshoot", event.token, at)
        self._totals[event.token] = Point(raised, sold)

    def _bring_in(self, at: int, event: Purchased, issuer: str) -> None:
        """Let a buyer have had what the purchase took; what was earned here before goes first."""
        missing = event.flock_in - self._held.get(event.buyer, 0)
        if missing > 0:
            self.entries.append(Entry(at, BroughtIn(event.buyer, missing)))
        self._held[event.buyer] = max(0, -missing)
        self._held[issuer] = self._held.get(issuer, 0) + event.creator_fee

    def _configured(self, at: int, config: FeeConfig) -> None:
        values: _Told = {
            "protocol_fee_bps": config.base_fee_bps,
            "creator_fee_bps": config.creator_fee_bps,
            "launch_fee": config.launch_creation_fee,
            "tax_start_bps": config.anti_sniper_tax_start_value,
            "first_buy_cap_bps": config.max_bundle_bps,
        }
        fees_bps = config.base_fee_bps + config.creator_fee_bps
        if values["tax_start_bps"] <= _MOST_PERCENT and values["tax_start_bps"] < fees_bps:
            values["tax_start_bps"] *= 100
            self.note("percent", "", at)
        try:
            self.parameters = replace(self.parameters, **values)
        except InvalidParameters:
            self.note("settings", "", at)
            return
        self.told = frozenset(values)


def _launch_fault(event: LaunchCreated) -> str | None:
    """Return a word for why no rule could handle a launch, or None when the rules can."""
    if not SMALLEST_TARGET <= event.target_raise_min <= event.target_raise_max <= LARGEST_TARGET:
        return "targets"
    if not 0 < event.target_sale <= LARGEST_SUPPLY:
        return "sale"
    if not 0 <= event.sale_start < event.sale_end <= LONGEST_S:
        return "times"
    return None
