"""Blocks as a node tells them, and what it means when it contradicts itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from fomo_core.backends.rpc.records import BlockHead, Caller, Inconsistent, block
from fomo_core.errors import ChainError, HistoryPruned, NodeRefused


def request_for(number: int) -> tuple[str, list[object]]:
    """The request for the header of a block."""
    return "eth_getBlockByNumber", [hex(number), False]


def headers(node: Caller, numbers: Sequence[int]) -> dict[int, BlockHead]:
    """The headers of some blocks of a node, none of which is above its newest one.

    Raises:
        ChainError: it no longer has one of them.
        Inconsistent: it has not got one of them.
    """
    found = found_headers(numbers, node.batch([request_for(number) for number in numbers]))
    if len(found) < len(set(numbers)):
        raise Inconsistent("blocks missing below its newest one")
    return found


def found_headers(numbers: Iterable[int], answers: Iterable[object]) -> dict[int, BlockHead]:
    """The headers among the answers to ``request_for`` these numbers; what is not there is left out."""
    found = {}
    for number, answer in zip(numbers, answers):
        if answer is None or isinstance(answer, ChainError):
            continue
        found[number] = block(answer)
        if found[number].number != number:
            raise Inconsistent("another block than asked for")
    return found


#: The request for the header of the newest block.
LATEST: tuple[str, list[object]] = ("eth_getBlockByNumber", ["latest", False])


def latest(node: Caller) -> BlockHead:
    """The newest block of a node."""
    return block(node.call(*LATEST))


def latest_and_first(node: Caller) -> tuple[BlockHead, str]:
    """The newest block of a node and the hash of its first one, in one batch; empty where it keeps none so old."""
    newest, first = node.batch([LATEST, request_for(0)], keep_errors=True)
    if isinstance(newest, ChainError):
        raise newest
    if isinstance(first, ChainError) and not isinstance(first, HistoryPruned | NodeRefused):
        raise first
    is_kept = first is not None and not isinstance(first, ChainError)
    return block(newest), block(first).hash if is_kept else ""


def check_links(wanted: list[int], seen: dict[int, BlockHead]) -> None:
    """Headers asked for next to each other must be there, and follow each other."""
    for number in wanted:
        above, below = seen.get(number + 1), seen.get(number)
        if above and below is None and number != wanted[0]:
            raise Inconsistent("blocks missing below its newest one")
        if above and below and below.hash != above.parent:
            raise Inconsistent("blocks that do not follow each other")


def last_common(node: Caller, known: Mapping[int, BlockHead], head: BlockHead) -> int:
    """The last block seen that is still on the node's chain, below its head; -1 where none is."""
    below = known.get(head.number - 1)
    if below and below.hash == head.parent:
        return below.number
    for group in _growing_groups(sorted((n for n in known if n < head.number), reverse=True)):
        found = headers(node, group)
        for number in group:
            if found[number].hash == known[number].hash:
                return number
    return -1


def _growing_groups(numbers: list[int]) -> Iterator[list[int]]:
    size, start = 16, 0
    while start < len(numbers):
        yield numbers[start : start + size]
        start, size = start + size, size * 4
