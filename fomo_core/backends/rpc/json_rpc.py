"""JSON-RPC answers as they come over the wire: parsed with care, and each put to its request."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TypeGuard

from fomo_core.backends.rpc.faults import Nonsense

_ALL_BUT_BRACKETS = bytes(set(range(256)) - set(b"[]{}"))
_DEEPEST = 64


def _refuse_depth(raw: bytes) -> None:
    """Refuse what nests so deep that the parser, on the raised limits of some libraries, ends the process."""
    brackets = raw.translate(None, _ALL_BUT_BRACKETS)
    for _ in range(_DEEPEST):
        if len(brackets) <= _DEEPEST:
            return
        # The innermost level goes. What some text holds unpaired stays; that is never much.
        brackets = brackets.replace(b"[]", b"").replace(b"{}", b"")
    if len(brackets) > _DEEPEST:
        raise Nonsense("it nests too deep")


def parsed(raw: bytes) -> object:
    _refuse_depth(raw)
    try:
        return json.loads(raw)
    except (ValueError, RecursionError):
        start = raw[:200].lstrip().lower()
        raise Nonsense("a web page" if start.startswith(b"<") else "it is not JSON or breaks off") from None


def is_error(answer: object) -> TypeGuard[dict[str, object]]:
    return isinstance(answer, dict) and isinstance(answer.get("error"), dict)


def matched(answers: Sequence[object], ids: Sequence[int]) -> list[object]:
    """The answer to each request of a batch; errors that name none stand for those that have no answer.

    Raises:
        Nonsense: they don't match.
    """
    # An error that bears some number of its own must not stand for the answer to another request.
    in_order = sorted(answers, key=is_error, reverse=True)
    own = {each["id"]: each for each in in_order if isinstance(each, dict) and type(each.get("id")) is int}
    found = {number: own[number] for number in ids if number in own}
    kept = set(map(id, found.values()))
    others = [each for each in answers if id(each) not in kept]
    errors = [each for each in others if is_error(each)]
    if len(answers) != len(ids) or len(errors) < len(others):
        raise Nonsense("its batch does not match the requests")
    rest = iter(errors)
    return [found.get(number) or {**next(rest), "id": number} for number in ids]
