"""The start of a preview: a launch, or any offering as it stands. Exact integers, in wei."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace

from fomo_core.commands import Launch
from fomo_core.curve import ConstantProduct, Linear, curve_for
from fomo_core.decide import quote
from fomo_core.errors import InvalidInput
from fomo_core.events import LaunchCreated, Purchased
from fomo_core.offering import LIVE, Offering
from fomo_core.parameters import TARGET_STEP, Model, Parameters, Protocol, check_computable
from fomo_core.units import BPS, rounded_text
from fomo_core.world import World

_KEY = "preview"
ISSUER = "issuer"

_MODEL_KNOBS = ("minimum_target", "maximum_target", "price_multiple")
#: What can be changed about a start by name, beside any other name of ``Parameters``.
KNOBS = (
    *_MODEL_KNOBS,
    "first_buy",
    "launch_fee",
    "duration_s",
    "protocol_fee_bps",
    "creator_fee_bps",
    "tax_start_bps",
    "tax_step_bps",
    "tax_step_s",
    "virtual_flock_bps",
    "liquidity_flock_bps",
)


@dataclass(frozen=True, slots=True)
class Start:
    """An offering at a moment. Amounts in wei, times in seconds since the sale's start.

    ``first_buy`` is what the issuer offered at launch; ``issuer_paid``, ``issuer_principal``,
    ``issuer_tokens`` and ``creator_fees`` are what the issuer has paid for tokens, would redeem of
    it, has been allocated, and has earned until now.
    """

    title: str
    model: Model
    parameters: Parameters
    curve: ConstantProduct | Linear
    minimum_target: int
    maximum_target: int
    target_sale: int
    raised: int
    sold: int
    elapsed_s: int
    duration_s: int
    first_buy: int = 0
    issuer_paid: int = 0
    issuer_principal: int = 0
    issuer_tokens: int = 0
    creator_fees: int = 0
    fresh: bool = False

    @property
    def launch_fee(self) -> int:
        """The launch fee, in wei."""
        return self.parameters.launch_fee

    @property
    def opening_price(self) -> float:
        """The price of the sale's first token, FLOCK per token."""
        price = self.curve.spot_price(0)
        return price.flock / price.tokens


def fresh(protocol: Protocol, model_id: str, first_buy: int = 0) -> Start:
    """A launch of a model with its bundled first buy (wei offered), by the core's own rules.

    Raises:
        InvalidInput: for an unknown model or a negative amount.
        Rejected: when the protocol would refuse the launch.
    """
    return _launched(protocol.model(model_id), protocol.parameters, first_buy)


def _launched(model: Model, parameters: Parameters, first_buy: int | str) -> Start:
    if not isinstance(first_buy, int) or first_buy < 0:
        raise InvalidInput("A first buy is an amount of 0 FLOCK or more.", "preview: first buy")
    world = World(Protocol("", "", parameters, {}, {model.id: model}, {}))
    launch = Launch(ISSUER, _KEY, model.id, "Preview", "PREVIEW", first_buy_flock=first_buy)
    events = quote(world, launch, 0).events
    created = next(event for event in events if isinstance(event, LaunchCreated))
    offering = Offering.opened(created, model, parameters)
    start = _start(offering, model, parameters, 0)
    start = replace(start, title=model.name, fresh=True)
    bought = next((event for event in events if isinstance(event, Purchased)), None)
    if bought is None:
        return start
    return replace(
        start,
        raised=bought.net_used,
        sold=bought.mt_allocated,
        first_buy=first_buy,
        issuer_paid=bought.flock_in,
        issuer_principal=bought.net_used,
        issuer_tokens=bought.mt_allocated,
        creator_fees=bought.creator_fee,
    )


def standing(
    offering: Offering,
    protocol: Protocol,
    now: int,
    issuer_paid: int | None = None,
    creator_fees: int | None = None,
) -> Start:
    """An offering, of a sandbox or a live chain, as it stands at ``now`` (chain seconds).

    ``issuer_paid`` (wei) is what the issuer's own purchases took, ``creator_fees`` (wei) what all
    purchases have earned the issuer: an offering's history knows both. Unless given they are
    reckoned from principal as if nobody had paid anti-sniping tax.

    Raises:
        InvalidInput: when the raise takes no purchases any more, or has not begun.
    """
    if offering.status_at(now) != LIVE or now < offering.start or offering.raised >= offering.maximum_target:
        raise InvalidInput(
            "A preview needs a raise that is open: this one takes no purchases now.", "preview: not open"
        )
    parameters, model = protocol.parameters, protocol.models[offering.model]
    start = _start(offering, model, parameters, now - offering.start)
    principal, kept = offering.principal.get(offering.issuer, 0), BPS - parameters.platform_fee_bps
    paid = principal * BPS // kept if issuer_paid is None else issuer_paid
    taken = paid + (offering.raised - principal) * BPS // kept
    return replace(
        start,
        issuer_paid=paid,
        issuer_principal=principal,
        issuer_tokens=offering.claims.get(offering.issuer, 0),
        creator_fees=taken * parameters.creator_fee_bps // BPS if creator_fees is None else creator_fees,
    )


def _start(offering: Offering, model: Model, parameters: Parameters, elapsed_s: int) -> Start:
    return Start(
        title=offering.name,
        model=model,
        parameters=parameters,
        curve=offering.curve,
        minimum_target=offering.minimum_target,
        maximum_target=offering.maximum_target,
        target_sale=offering.target_sale,
        raised=offering.raised,
        sold=offering.sold,
        elapsed_s=elapsed_s,
        duration_s=offering.end - offering.start,
    )


def offering_of(start: Start) -> Offering:
    """The start as an offering of the core, which began at second 0."""
    return Offering(
        key=_KEY, issuer=ISSUER, model=start.model.id, name="Preview", symbol="PREVIEW", start=0,
        end=start.duration_s, minimum_target=start.minimum_target, maximum_target=start.maximum_target,
        target_sale=start.target_sale, curve=start.curve, raised=start.raised, sold=start.sold,
    )  # fmt: skip


def knob_value(start: Start, name: str) -> int:
    """A number of a start by its name, in its smallest unit."""
    _known(name)
    if name in _MODEL_KNOBS[:2] or name in ("first_buy", "duration_s"):
        holder: Start | Model | Parameters = start
    else:
        holder = start.model if name == "price_multiple" else start.parameters
    value: int = getattr(holder, name)
    return value


def with_start(start: Start, name: str, value: int | str | bool) -> Start:
    """The same start with one number replaced, in its smallest unit (wei, bps, seconds).

    A launch is decided anew, so that its first buy meets the new rules; an offering that stands
    keeps what it has raised.

    Raises:
        InvalidInput: for an unknown name, or values that don't fit together.
        Rejected: when the protocol would refuse the launch.
    """
    _known(name)
    if name == "first_buy" and not start.fresh:
        raise InvalidInput("A raise that is under way has had its first buy.", "preview: first buy over")
    model, parameters = start.model, start.parameters
    first_buy: int | str = start.first_buy
    if not start.fresh:
        model = model._replace(minimum_target=start.minimum_target, maximum_target=start.maximum_target)
    if name == "first_buy":
        first_buy = value
    elif name in _MODEL_KNOBS:
        if not isinstance(value, int):
            raise InvalidInput("{name} must be a whole number.", "parameters: no whole number", name=name)
        # A grid's values divide a range evenly: a maximum goes to the multiple below that a launch may have.
        whole = value - value % TARGET_STEP if name == "maximum_target" else value
        model = model._replace(**{name: whole})  # type: ignore[arg-type]  # these three are whole numbers
        check_computable(model)
    else:
        parameters = replace(parameters, **{name: value})  # type: ignore[arg-type]  # they check each value
    if start.fresh:
        return _launched(model, parameters, first_buy)
    return _moved(start, model, parameters, name)


def _moved(start: Start, model: Model, parameters: Parameters, name: str) -> Start:
    duration_s = parameters.duration_s if name == "duration_s" else start.duration_s
    if start.raised >= model.maximum_target or start.elapsed_s >= duration_s:
        least = rounded_text(start.raised, places=0)
        raise InvalidInput(
            "This raise stands at {least} FLOCK already: it would be closed.", "preview: closed", least=least
        )
    curve = curve_for(
        model.curve, model.maximum_target, start.target_sale, parameters.virtual_flock_bps,
        model.price_multiple, model.virtual_flock,
    )  # fmt: skip
    return replace(
        start, model=model, parameters=parameters, curve=curve, minimum_target=model.minimum_target,
        maximum_target=model.maximum_target, sold=curve.sold(start.raised), duration_s=duration_s,
    )  # fmt: skip


_PARAMETERS = {item.name for item in fields(Parameters)}


def _known(name: str) -> None:
    if name not in _PARAMETERS and name not in KNOBS:
        raise InvalidInput(
            "A preview has no number {name}: choose one of {names}.",
            "preview: no number",
            name=repr(name[:40]),
            names=", ".join(KNOBS),
        )
