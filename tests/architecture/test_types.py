"""What types leave open says why, on its own line."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from io import StringIO
from itertools import pairwise
from tokenize import COMMENT, NAME, TokenInfo, generate_tokens

import pytest

from tests.architecture.sources import SOURCES

_IGNORED = re.compile(r"#\s*type:\s*ignore(\[[\w, -]+\])?")
#: The fewest characters of a comment that can be a reason.
_SHORTEST = 10


def _unexplained(text: str) -> list[int]:
    """The numbers of the lines that leave a type open (``Any``, ``cast``, ``type: ignore``) and do not say why."""
    tokens = list(generate_tokens(StringIO(text).readline))
    comments = {token.start[0]: token.string for token in tokens if token.type == COMMENT}
    opened = set(_open_lines(tokens)) - set(_import_lines(text))
    opened |= {line for line, comment in comments.items() if _IGNORED.search(comment)}
    reasons = {line: _IGNORED.sub("", comment).strip("# ") for line, comment in comments.items()}
    return sorted(line for line in opened if len(reasons.get(line, "")) < _SHORTEST)


def _open_lines(tokens: list[TokenInfo]) -> Iterator[int]:
    for token, after in pairwise(tokens):
        called = token.string == "cast" and after.string == "("
        if token.type == NAME and (called or token.string == "Any"):
            yield token.start[0]


def _import_lines(text: str) -> Iterator[int]:
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import | ast.ImportFrom):
            yield from range(node.lineno, (node.end_lineno or node.lineno) + 1)


@pytest.mark.parametrize("place", SOURCES)
def test_what_a_type_leaves_open_has_its_reason(place):
    text = SOURCES[place].read_text(encoding="utf-8")
    assert not _unexplained(text), "say why, at the end of the line"


@pytest.mark.parametrize(
    "line",
    [
        "price: Any = 1",
        "price: dict[str, Any] = {}  # so",
        "price = cast(int, found)",
        "price = found  # type: ignore",
        "price: int = found  # type: ignore[assignment]",
    ],
)
def test_the_search_for_open_types_finds_them(line):
    assert _unexplained(f"from typing import Any, cast\n\n{line}\n") == [3]


@pytest.mark.parametrize(
    "line",
    [
        "price: Any = 1  # a library's own, without types",
        "price = cast(int, found)  # a whole number, as checked above",
        "price = found  # type: ignore[assignment]  # the library gives no types",
        '"""Any price."""',
        "cast = broadcast(1)",
    ],
)
def test_the_search_for_open_types_leaves_reasons_alone(line):
    assert not _unexplained(f"from typing import Any, cast\n\n{line}\n")
