"""The state in which a scenario may begin: what had happened before on another chain, and the models there."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Annotated, Any, TypeVar

from pydantic import Field

from fomo_core.backends.sandbox import LATEST_S, Sandbox
from fomo_core.errors import FomoError, InvalidInput, InvalidScenario
from fomo_core.event_record import digits, event_fields, event_of, expected, other_fields, seconds, text
from fomo_core.kinds import kinds_of
from fomo_core.ledger import Entry
from fomo_core.parameters import Model, Protocol, check_computable
from fomo_core.phrases import Phrase
from fomo_core.scenarios.steps import Record, Seconds

MOST_EVENTS, MOST_MODELS = 50_000, 10_000
_MODEL, _EVENT = Phrase("model", "phrase.model"), Phrase("event", "phrase.event")

T = TypeVar("T")


class Beginning(Record):
    """A state as a file holds it: the events that led to it, in their order, and the models that they name.

    ``at`` is its moment (seconds, by the clock of the steps); ``source`` says where it is from.
    """

    at: Seconds
    source: Annotated[str, Field(max_length=300)] = ""
    models: Annotated[list[dict[str, object]], Field(max_length=MOST_MODELS)]
    events: Annotated[list[dict[str, object]], Field(max_length=MOST_EVENTS)]

    def onto(self, protocol: Protocol) -> Protocol:
        """A protocol with the models of this beginning.

        Raises:
            InvalidScenario: for a model that is none, or can't be computed with.
        """
        models = [_read(index, _MODEL, _model, each) for index, each in enumerate(self.models)]
        return protocol._replace(models={model.id: model for model in models})

    def sandbox(self, protocol: Protocol) -> Sandbox:
        """A sandbox that goes on from this state.

        Raises:
            InvalidScenario: for events that are none, or that do not add up.
        """
        entries = [_read(index, _EVENT, _entry, each) for index, each in enumerate(self.events)]
        try:
            begun = Sandbox.forked(protocol, entries, self.at, self.source)
            _check(begun)
        except (FomoError, ArithmeticError, LookupError, TypeError, ValueError, AttributeError):
            # A file may hold anything: what the rules would never have told, they can't fold either.
            raise InvalidScenario("begins: the events do not add up to a state.", "begins: broken") from None
        return begun


def beginning_of(sandbox: Sandbox) -> dict[str, object]:
    """The state in which a sandbox began, as a file holds it."""
    origin = sandbox.origin
    at, length = origin if origin is not None else (0, 0)
    models = [
        {name: str(value) if isinstance(value, int) else value for name, value in model._asdict().items()}
        for model in sandbox.protocol.models.values()
    ]
    events = [{"at": entry.at, **event_fields(entry.event)} for entry in sandbox.ledger.entries(0, length)]
    return {"at": at, "source": sandbox.source, "models": models, "events": events}


def to_text(beginning: Beginning) -> str:
    """A beginning as the text of a file, a line an event."""
    head = beginning.model_dump(exclude={"events"})
    lines = ",\n".join("  " + json.dumps(event, ensure_ascii=False) for event in beginning.events)
    return f'{json.dumps(head, ensure_ascii=False)[:-1]}, "events": [\n{lines}\n ]}}'


def _read(index: int, what: Phrase, reader: Callable[[dict[str, object]], T], raw: dict[str, object]) -> T:
    try:
        return reader(raw)
    except FomoError as fault:
        raise InvalidScenario(
            "begins: {what} {index}: {fault}", "begins: unusable", what=what, index=index, fault=fault
        ) from None


def _entry(raw: dict[str, object]) -> Entry:
    try:
        at = seconds(raw.get("at"), LATEST_S)
    except InvalidInput as fault:
        raise expected("at", fault) from None
    return Entry(at, event_of({name: value for name, value in raw.items() if name != "at"}))


def _model(raw: dict[str, object]) -> Model:
    wanted = kinds_of(Model)
    if set(raw) != set(wanted):
        raise other_fields(wanted)
    model = Model(**{name: _MODEL_READERS[kind](raw[name]) for name, kind in wanted.items()})
    check_computable(model)
    return model


_Reader = Callable[[object], Any]  # Any: the type of the field, whose kind is the key below
_MODEL_READERS: dict[str, _Reader] = {
    "str": text,
    "int": digits,
    "int | None": lambda value: None if value is None else digits(value),
}


def _check(sandbox: Sandbox) -> None:
    """Refuse a state that no chain can be in.

    Raises:
        ValueError: there is less than nothing somewhere, or more raised than the raise takes.
    """
    world = sandbox.world
    held = [*world.flock.values(), world.treasury_flock, world.burned_flock]
    for offering in world.offerings.values():
        held += [offering.raised, offering.sold, offering.pool_flock, offering.pool_tokens]
        held += [*offering.tokens.values(), *offering.claims.values(), *offering.principal.values()]
        if offering.model not in world.protocol.models or offering.start >= offering.end:
            raise ValueError
    if any(amount < 0 for amount in held):
        raise ValueError
