"""Reasons why a field of a file is refused: pydantic's findings, without the file's own text."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from pydantic_core import ErrorDetails

from fomo_core.errors import InvalidInput


def misfit(fault: ErrorDetails) -> InvalidInput:
    """The reason why a field is refused."""
    reason = _REASONS.get(fault["type"])
    return (
        reason(fault.get("ctx", {})) if reason else InvalidInput("expected something else.", "field: other")
    )


_REASONS: dict[str, Callable[[Mapping[str, object]], InvalidInput]] = {
    "missing": lambda _: InvalidInput("this field is missing.", "field: missing"),
    "extra_forbidden": lambda _: InvalidInput("there is no such field.", "field: unknown"),
    "string_type": lambda _: InvalidInput("expected a valid string.", "field: no string"),
    "int_type": lambda _: InvalidInput("expected a valid integer.", "field: no integer"),
    "bool_type": lambda _: InvalidInput("expected a valid boolean.", "field: no boolean"),
    "model_type": lambda _: InvalidInput("expected an object.", "field: no object"),
    "list_type": lambda _: InvalidInput("expected a valid list.", "field: no list"),
    "dict_type": lambda _: InvalidInput("expected a valid dictionary.", "field: no dictionary"),
    "literal_error": lambda told: InvalidInput(
        "expected {values}.", "field: other value", values=told["expected"]
    ),
    "string_too_short": lambda told: InvalidInput(
        "String should have at least {least} characters.", "field: too short", least=told["min_length"]
    ),
    "string_too_long": lambda told: InvalidInput(
        "String should have at most {most} characters.", "field: too long", most=told["max_length"]
    ),
    "too_long": lambda told: InvalidInput(
        "List should have at most {most} items.", "field: too many", most=told["max_length"]
    ),
    "greater_than_equal": lambda told: InvalidInput(
        "expected greater than or equal to {least}.", "field: too small", least=told["ge"]
    ),
    "less_than_equal": lambda told: InvalidInput(
        "expected less than or equal to {most}.", "field: too large", most=told["le"]
    ),
    "less_than": lambda told: InvalidInput("expected less than {most}.", "field: not less", most=told["lt"]),
}
