"""Makes the logs that a node answers into records, as ``records`` does with all others.

A long history comes in answers of ten thousand logs and more. So they are read by columns, one field of all logs
at a time, in loops that the interpreter has of its own. On the way there is no tuple for each log but the record
itself: the garbage collector counts them, and looks through all that the process holds when there are many.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from collections.abc import Set as AbstractSet
from itertools import chain, repeat
from operator import itemgetter
from typing import NamedTuple

from fomo_core.backends.rpc.records import LATEST_S, Inconsistent, quantity
from fomo_core.tuples import record

_DIGITS = b"0123456789abcdefABCDEF"
#: How long the text of each kind is: "0x" and the digits.
_ADDRESS, _WORD, _NUMBER = {42}, {66}, set(range(3, 19))
_MOST_TOPICS = 4

_Fields = Mapping[str, object]
_FIELDS = (
    "address", "topics", "data", "blockNumber", "blockHash", "transactionHash", "logIndex", "transactionIndex"
)  # fmt: skip


class Log(NamedTuple):
    """A log of a block. Text is 0x-hex, its letters large or small as the node wrote them.

    Attributes:
        topics: four words at most.
        block: its block's number; ``block_hash`` is that block's hash.
        transaction: its transaction's hash.
        log_index: its place among the logs of its block.
        time: its block's time (Unix seconds), 0 where it is not known. In an answer it is no more than what the
            node's log says of itself; the logs that a follower gives have the time that the headers allow.
    """

    address: str
    topics: tuple[str, ...]
    data: str
    block: int
    block_hash: str
    transaction: str
    log_index: int
    time: int = 0

    def at(self, time: int) -> Log:
        """The same log with its block's time (Unix seconds)."""
        return record(Log, (*self[:-1], time))


def logs(answer: object) -> list[Log]:
    """The logs in an answer, of the form that all nodes agreed on; removed ones are left out, equal ones count once.

    Only their form is looked at, not whether they were asked for. Null stands for none.
    """
    if answer is None:
        return []
    if not isinstance(answer, list):
        raise Inconsistent("logs that are no list")
    try:
        found = [log for log in answer if not log.get("removed")]
        return _read(found) if found else []
    except (KeyError, TypeError, ValueError, AttributeError):
        raise Inconsistent("logs of another form than agreed") from None


def _read(found: Sequence[_Fields]) -> list[Log]:
    # The last column is looked at and not kept: a log without it is of no block yet.
    addresses, topics, data, blocks, hashes, transactions, indices, places = (
        list(map(itemgetter(name), found)) for name in _FIELDS
    )
    # Equal topics are one object: there are far fewer buyers than purchases.
    known: dict[tuple[str, ...], tuple[str, ...]] = {}
    words = [known.setdefault(each, each) for each in map(tuple, topics)]
    if {*map(type, topics)} != {list} or max(map(len, known)) > _MOST_TOPICS:
        raise Inconsistent("logs with topics that are none")
    numbers = {*blocks, *indices, *places}
    _check(set(addresses), _ADDRESS)
    _check({*chain.from_iterable(known), *hashes, *transactions}, _WORD)
    _check(numbers, _NUMBER)
    _check(data)
    number_of = {text: int(text, 16) for text in numbers}.__getitem__
    fields = zip(
        addresses, words, data, map(number_of, blocks), hashes, transactions, map(number_of, indices), _times(found)
    )  # fmt: skip
    return _once(list(map(record, repeat(Log), fields)))


def _check(texts: Collection[str], lengths: AbstractSet[int] = frozenset()) -> None:
    """Refuse texts of which one is not 0x-hex, or of none of these lengths.

    Nothing but an x may be left when the digits are gone from all texts at once: of "0x12" and "0xab" it is "xx",
    of "0x12" and "0xno" it is "xxno".
    """
    left = "".join(texts).encode().translate(None, _DIGITS)
    if left != b"x" * len(texts) or not all(map(str.startswith, texts, repeat("0x"))):
        raise Inconsistent("logs that are not hexadecimal")
    if lengths and not lengths >= set(map(len, texts)):
        raise Inconsistent("logs that are not hexadecimal")


def _times(found: Sequence[_Fields]) -> list[int]:
    """The times that logs tell; 0 for those without one, or with one that is none: it can be found elsewhere."""
    told = [str(log.get("blockTimestamp")) for log in found]
    times = {text: _time(text) for text in set(told)}
    return [times[text] for text in told]


def _time(text: str) -> int:
    try:
        return quantity(text, "a log's time", LATEST_S)
    except Inconsistent:
        return 0


def _once(found: list[Log]) -> list[Log]:
    """Logs without those that are equal to an earlier one. A place as one number is quicker than as a pair."""
    places = {log.block << 64 | log.log_index for log in found}
    return found if len(places) == len(found) else list(dict.fromkeys(found))
