"""Reads a launchpad that publishes only launches, purchases and fee settings (protocol section 7).

FLock's own launchpad is one. Its three events become what the core can fold: parameters as far
as the fee settings tell them, one model a token, and a log. Nothing is made up but the FLOCK
that a buyer must have had; what can't be known is listed in ``UNKNOWN``. A chain may say
anything: what no rule could handle is left out, and whatever is odd is told as a finding.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import NamedTuple

from fomo_core.events import LaunchCreated, Purchased
from fomo_core.foreign.fitting import Fit, Point, fits, points_of
from fomo_core.foreign.log import FeeConfig, Finding, Reader
from fomo_core.ledger import Entry
from fomo_core.names import name_fault
from fomo_core.parameters import Model, ParameterNote, Parameters, Protocol
from fomo_core.phrases import Phrase

#: The tier of every model that is known from a launch alone.
TIER = "observed"
#: What such a launchpad does not publish, each a key of the texts.
UNKNOWN = (
    "graduation",
    "claims",
    "pool",
    "revenue",
    "refunds",
    "launch_fees",
    "balances",
    "transfers",
)
#: A fit needs so many purchases to be preferred to the assumed curve.
_LEAST_POINTS = 2


class Foreign(NamedTuple):
    """All that a chain's events come to. ``fits`` and ``points`` go by token, for those with a purchase."""

    protocol: Protocol
    entries: tuple[Entry, ...]
    findings: tuple[Finding, ...]
    fits: Mapping[str, tuple[Fit, ...]]
    points: Mapping[str, tuple[Point, ...]]


Seen = tuple[int, LaunchCreated | Purchased | FeeConfig]


def conclude(seen: Iterable[Seen], base: Protocol) -> Foreign:
    """Make a launchpad's own events into a protocol and a log that replays with it.

    Args:
        seen: the chain's events in its order, each with its block's time (seconds).
        base: the preset from which comes all that the chain does not say.
    """
    reader = Reader(base.parameters)
    for at, event in seen:
        reader.read(at, event)
    points = {token: points_of(bought) for token, bought in reader.purchases.items() if bought}
    found = {token: _fits(points[token], *_raise(reader.launches[token])) for token in points}
    models = {token: _model(launch, found.get(token, ())) for token, launch in reader.launches.items()}
    for token, fitted in found.items():
        if _best(fitted) is not None and not fitted[0].plausible:
            reader.note("no_curve", token, reader.entries[-1].at)
    protocol = _settled(base, reader.parameters, reader.told)
    # Before the first launch the preset's models stay: screens and rehearsals need one to choose.
    protocol = protocol._replace(models=models or base.models)
    return Foreign(protocol, tuple(reader.entries), reader.findings(), found, points)


def _raise(launch: LaunchCreated) -> tuple[int, int]:
    return launch.target_raise_max, launch.target_sale


@lru_cache(maxsize=64)
def _fits(points: tuple[Point, ...], maximum_target: int, target_sale: int) -> tuple[Fit, ...]:
    # Kept, since a chain is concluded from again with every block and most raises have not changed.
    return tuple(fits(points, maximum_target, target_sale))


def _best(fitted: tuple[Fit, ...]) -> Fit | None:
    """The fit to compute with; None where there are too few purchases to prefer one."""
    return fitted[0] if fitted and fitted[0].points >= _LEAST_POINTS else None


# --- what the core computes with ---


def _settled(base: Protocol, parameters: Parameters, told: frozenset[str]) -> Protocol:
    """The preset with what the chain's fee settings tell, marked as from there."""
    said = Phrase("As the launchpad's own fee settings say.", "parameter_note.of_launchpad")
    notes = {
        name: ParameterNote(note.unit, "chain", said) if name in told else note
        for name, note in base.notes.items()
    }
    overrides = {**base.overrides, **{name: getattr(parameters, name) for name in sorted(told)}}
    return base._replace(parameters=parameters, notes=notes, overrides=overrides)


def _model(launch: LaunchCreated, fitted: tuple[Fit, ...]) -> Model:
    """A model for one launch: its raise is the chain's; prices and cost are not known and count as none."""
    best = _best(fitted)
    plausible = best is not None and best.plausible
    return Model(
        id=launch.token,
        name=_model_name(launch.model_type_id),
        tier=TIER,
        input_price_usd=0,
        output_price_usd=0,
        cost_bps=0,
        minimum_target=launch.target_raise_min,
        maximum_target=launch.target_raise_max,
        curve=best.kind if best else "constant_product",
        price_multiple=best.parameter if best and best.kind == "linear" else 9,
        source="chain" if plausible else "assumed",
        note=_curve_note(best),
        virtual_flock=best.parameter if best and best.kind == "constant_product" else None,
    )


def _curve_note(best: Fit | None) -> str:
    if best is None:
        return "The raise is as launched. The curve is assumed: two purchases are needed to tell it."
    if best.plausible:
        return (
            f"The raise is as launched. The curve is fitted to {best.points} purchases and meets all of them."
        )
    return (
        f"The raise is as launched. No known curve meets its {best.points} purchases; this one comes nearest."
    )


def _model_name(model_type_id: str) -> str:
    """The text that a model type's id stands for, else its first and last digits."""
    text = model_type_id
    if text.startswith("0x") and len(text) == 66:
        try:
            text = bytes.fromhex(text[2:]).rstrip(b"\0").decode()
        except ValueError:
            text = ""
    if name_fault(text) is None and text.isprintable():
        return text
    digits = model_type_id if model_type_id.isalnum() and model_type_id.isascii() else "unknown"
    return (
        f"Model type {digits}"
        if len(digits) <= 12
        else f"Model type {digits[:6]}\N{HORIZONTAL ELLIPSIS}{digits[-4:]}"
    )
