"""Modules and functions stay short."""

from __future__ import annotations

import ast

import pytest

from tests.architecture.sources import SOURCES

_MOST_LINES, _MOST_BODY = 250, 40

#: Modules that may be longer, and why; three at most.
LONG = {
    "fomo_core/errors.py": "one tree of all that can go wrong, each with its sentence",
}
#: Functions that may be longer, and why; two at most.
LONG_BODIES = {
    (
        "fomo_core/simulation/engines/compiled.py",
        "_advance",
    ): "one loop whose parts share a dozen running numbers",
}


def _text(place: str) -> str:
    return SOURCES[place].read_text(encoding="utf-8")


def _lines_of(text: str) -> int:
    return len(text.splitlines())


def _long_bodies(text: str) -> list[str]:
    """The names of the functions in a text whose bodies, docstrings left out, are too long."""
    functions = [
        node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]
    return [function.name for function in functions if _body_lines(function) > _MOST_BODY]


def _body_lines(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    body = function.body[1:] if ast.get_docstring(function) is not None else function.body
    return (body[-1].end_lineno or 0) - body[0].lineno + 1 if body else 0


def test_the_programs_beside_the_house_are_measured_too():
    assert {"app.py", "tools/anvil.py", "benchmarks/preview.py", "ui/desk/store.py"} <= set(SOURCES)


@pytest.mark.parametrize("place", [place for place in SOURCES if place not in LONG])
def test_a_module_is_short(place):
    assert _lines_of(_text(place)) <= _MOST_LINES


def test_few_modules_may_be_long_and_these_are():
    assert len(LONG) <= 3
    assert all(_lines_of(_text(place)) > _MOST_LINES for place in LONG)


@pytest.mark.parametrize("place", SOURCES)
def test_the_body_of_a_function_is_short(place):
    assert not [name for name in _long_bodies(_text(place)) if (place, name) not in LONG_BODIES]


def test_few_functions_may_be_long_and_these_are():
    assert len(LONG_BODIES) <= 2
    assert all(name in _long_bodies(_text(place)) for place, name in LONG_BODIES)


def test_the_search_for_long_bodies_finds_them():
    lines = '    """Sum."""\n' + "    total = 1\n" * _MOST_BODY
    assert not _long_bodies(f"def short():\n{lines}")
    assert _long_bodies(f"def long():\n{lines}    return total\n") == ["long"]
