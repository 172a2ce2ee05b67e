"""The shape of a scenario file: read and checked whole, or written (format: docs/scenario-format.md)."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from itertools import accumulate
from pathlib import Path
from typing import Annotated

from pydantic import BeforeValidator, Field, ValidationError, model_validator
from pydantic_core import ErrorDetails

from fomo_core import presets
from fomo_core.errors import InvalidInput, InvalidScenario
from fomo_core.misfits import misfit
from fomo_core.parameters import Protocol
from fomo_core.phrases import Phrase
from fomo_core.scenarios.beginning import Beginning, to_text
from fomo_core.scenarios.steps import COMMANDS, AnyStep, Record, Seconds, command_of, step_fields, telling_of

SCHEMA = 1
DEEPEST_NESTING = 50
_UNUSABLE = "The file is not usable JSON: it nests too deep or holds an endless number."
_UNKNOWN_FIELD = Phrase("unknown field", "phrase.unknown_field")
#: Findings of a step that does not say what it does.
_NO_VERB = ("union_tag_invalid", "union_tag_not_found")
_STRING = re.compile(rb'"(?:[^"\\]|\\.)*"', re.DOTALL)
_ALL_BUT_BRACKETS = bytes(set(range(256)) - set(b"[]{}"))
LARGEST_FILE = 16 * 1024 * 1024
MOST_STEPS = 100_000


def _schema(value: object) -> object:
    # Python takes true and 1.0 for equal to 1; the format does not.
    if type(value) is not int or value != SCHEMA:
        raise InvalidInput("{schema}.", "expected: schema", schema=SCHEMA)
    return value


class Scenario(Record):
    """A scenario file. ``begins`` is the state before its first step, where it is not empty; ``until`` lets the clock run on after the last step (seconds since the start)."""

    schema_: Annotated[int, BeforeValidator(_schema)] = Field(alias="schema")
    title: Annotated[str, Field(max_length=200)]
    preset: str
    parameters: dict[str, int | str | bool] = Field(default_factory=dict)
    begins: Beginning | None = None
    steps: Annotated[list[Annotated[AnyStep, Field(discriminator="do")]], Field(max_length=MOST_STEPS)]
    until: Seconds | None = None

    @model_validator(mode="after")
    def _time_never_falls(self) -> Scenario:
        latest = self.begins.at if self.begins is not None else 0
        for index, step in enumerate(self.steps):
            if step.at < latest:
                raise InvalidScenario(
                    "step {index}: at: expected {latest} or later, since time never falls.",
                    "step: time falls",
                    index=index,
                    latest=latest,
                )
            latest = step.at
        if self.until is not None and self.until < latest:
            raise InvalidScenario(
                "until: expected {latest} or later, since time never falls.",
                "until: time falls",
                latest=latest,
            )
        return self

    def protocol(self) -> Protocol:
        """The parameters and models that the file asks for.

        Raises:
            InvalidInput: for an unknown preset or parameters that don't fit.
        """
        protocol = presets.load(self.preset, self.parameters)
        return protocol if self.begins is None else self.begins.onto(protocol)


def load(path: Path) -> Scenario:
    """Read a scenario file.

    Raises:
        InvalidScenario: one sentence with the step's index, the field and what was expected.
    """
    try:
        with path.open("rb") as file:
            return parse(file.read(LARGEST_FILE + 1))
    except OSError as error:
        raise InvalidScenario(
            "The file can't be read: {reason}.", "file: unreadable", reason=error.strerror
        ) from None


def parse(content: bytes) -> Scenario:
    """Check the bytes of a scenario file; errors as ``load``."""
    if len(content) > LARGEST_FILE:
        raise InvalidScenario(
            "The file is larger than {most} MiB.", "file: too large", most=LARGEST_FILE // 2**20
        )
    return scenario_of(_json(content))


def scenario_of(raw: object) -> Scenario:
    """A scenario from plain data; errors as ``load``."""
    try:
        scenario = Scenario.model_validate(raw)
        protocol = scenario.protocol()
        if scenario.begins is not None:
            scenario.begins.sandbox(protocol)
    except ValidationError as error:
        raise _unfit(error) from None
    except InvalidInput as error:
        raise InvalidScenario(
            "The scenario can't be played: {reason}", "file: unplayable", reason=error
        ) from None
    return scenario


def _json(content: bytes) -> object:
    if _depth(content) > DEEPEST_NESTING:
        raise InvalidScenario(_UNUSABLE, "file: unusable")
    try:
        return json.loads(content.decode("utf-8-sig"), object_pairs_hook=_without_repeats)
    except InvalidScenario:
        raise
    except UnicodeDecodeError:
        raise InvalidScenario("The file is not UTF-8 text.", "file: no text") from None
    except json.JSONDecodeError as error:
        raise InvalidScenario(
            "The file is not complete JSON: line {line}: {fault}.",
            "file: no JSON",
            line=error.lineno,
            fault=error.msg,
        ) from None
    except (RecursionError, ValueError):
        raise InvalidScenario(_UNUSABLE, "file: unusable") from None


def _depth(content: bytes) -> int:
    """Return how deep objects and lists nest.

    Asked before parsing: a library may have raised Python's own limit so far that a deep file would end
    the process.
    """
    brackets = _STRING.sub(b"", content).translate(None, _ALL_BUT_BRACKETS)
    return max(accumulate(1 if bracket in b"[{" else -1 for bracket in brackets), default=0)


def _without_repeats(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """An object's fields; one named twice is a fault, since readers differ on which of the two counts."""
    fields = dict(pairs)
    if len(fields) < len(pairs):
        raise InvalidScenario("The file names a field of one object twice.", "file: field twice")
    return fields


def _unfit(error: ValidationError) -> InvalidScenario:
    """The refusal of pydantic's first finding, without the input's own text."""
    fault = error.errors(include_url=False, include_input=False)[0]
    place = [part for part in fault["loc"] if part not in COMMANDS]
    if fault["type"] in _NO_VERB:
        place.append("do")
    if not place:
        return _unfit_whole(fault)
    return _placed(place, _reason(fault))


def _placed(place: Sequence[int | str], reason: InvalidInput) -> InvalidScenario:
    """A refusal with the way to its place, outermost first."""
    in_step = place[0] == "steps" and len(place) > 1
    inner = place[2 if in_step else 1 :]
    rest = _placed(inner, reason) if inner else reason
    if in_step:
        return InvalidScenario("step {index}: {reason}", "file: step", index=place[1], reason=rest)
    return InvalidScenario("{place}: {reason}", "file: place", place=_printable(place[0]), reason=rest)


def _unfit_whole(fault: ErrorDetails) -> InvalidScenario:
    """The refusal of a file as a whole: one that is no object, or whose steps do not fit each other."""
    own = fault.get("ctx", {}).get("error")
    if isinstance(own, InvalidScenario):
        return own
    return InvalidScenario("expected an object with schema, title, preset and steps.", "file: no scenario")


def _reason(fault: ErrorDetails) -> InvalidInput:
    """Say what was expected of a field."""
    if fault["type"] in _NO_VERB:
        return InvalidInput("expected one of {names}.", "field: no verb", names=", ".join(COMMANDS))
    if fault["type"] == "model_attributes_type":
        return InvalidInput("expected an object with at, do and the fields of its verb.", "field: no step")
    own = fault.get("ctx", {}).get("error")
    if isinstance(own, InvalidInput):
        return InvalidInput("expected {fault}", "field: expected", fault=own)
    return misfit(fault)


def _printable(part: int | str) -> str:
    """A part of a place, unless it is the file's own odd text."""
    plain = str(part).replace("_", "").replace(" ", "")
    return str(part) if plain.isalnum() and len(plain) <= 40 else _UNKNOWN_FIELD


def to_json(scenario: Scenario) -> str:
    """A scenario as the text of a file, a line a step."""
    raw = scenario.model_dump(by_alias=True, exclude={"steps", "until", "parameters", "begins"})
    if scenario.parameters:
        # Above 2^53 a JSON number is not exact for every reader.
        raw["parameters"] = {
            name: str(value) if type(value) is int and value > 2**53 else value
            for name, value in scenario.parameters.items()
        }
    if scenario.until is not None:
        raw["until"] = scenario.until
    steps = [step_fields(step.at, command_of(step), telling_of(step)) for step in scenario.steps]
    lines = ",\n".join("  " + json.dumps(step, ensure_ascii=False) for step in steps)
    head = ",\n".join(
        f" {json.dumps(name)}: {json.dumps(value, ensure_ascii=False)}" for name, value in raw.items()
    )
    begins = f'\n "begins": {to_text(scenario.begins)},' if scenario.begins is not None else ""
    return f'{{\n{head},{begins}\n "steps": [\n{lines}\n ]\n}}\n'
