"""Confirmed logs on disk, so that the next start reads only what is new.

One SQLite file for each question (chain, contracts, topics, first block). It holds chunks: an
unbroken row of ranges of blocks, each with the hash of its last block and its logs. Every change is
one transaction, so a process that is killed leaves the state before or after it. The cache is never
needed: a file that is broken, of another format or not writable costs time, not correctness.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
import zlib
from array import array
from collections.abc import Callable, Sequence
from contextlib import closing, suppress
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from fomo_core.backends.logs.log import Log
from fomo_core.backends.logs.search import Topics
from fomo_core.backends.logs.text import pack, unpack
from fomo_core.backends.rpc.records import BlockHead

T = TypeVar("T")

#: Files of another format are thrown away.
FORMAT = 2
#: Chunks of so many logs and blocks at most are joined.
SMALL, SHORT = 200, 10_000
#: Seconds to wait for another process that is writing.
PATIENCE_S = 2.0

_TABLES = """
CREATE TABLE IF NOT EXISTS question (text TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS chunk (
  first INTEGER NOT NULL, last INTEGER PRIMARY KEY, hash TEXT NOT NULL, timestamp INTEGER NOT NULL,
  times BLOB NOT NULL, logs BLOB NOT NULL, count INTEGER NOT NULL, checksum INTEGER NOT NULL);
"""


class Broken(Exception):
    """The file's content makes no sense."""


class Stored(NamedTuple):
    """The content of a cache: the last block of each chunk, in rising order, and all logs."""

    ends: list[BlockHead]
    logs: list[Log]


class LogCache:
    """A directory of such files, made when it is first needed."""

    def __init__(self, directory: Path | str) -> None:
        self._directory = Path(directory)

    def shelf(self, chain_id: int, addresses: Sequence[str], topics: Topics, first_block: int) -> Shelf:
        """The place for the answers to one question."""
        question = json.dumps([chain_id, sorted(a.lower() for a in addresses), topics, first_block])
        digest = hashlib.sha256(question.encode()).hexdigest()[:16]
        return Shelf(self._directory / f"logs-{chain_id}-{digest}.sqlite3", question, first_block)


class Shelf:
    """One file. Each act opens and closes it, so several processes and threads can share it."""

    def __init__(self, path: Path, question: str, first_block: int) -> None:
        self.path = path
        self._question = question
        self._first_block = first_block

    def load(self) -> Stored:
        """All that is stored; nothing where the file is missing or broken."""
        return self._guarded(self._load, Stored([], []))

    def append(self, first: int, head: BlockHead, logs: list[Log]) -> bool:
        """Store the logs from block ``first`` to ``head``; False where that does not continue what is there."""
        return self._guarded(lambda db: self._append(db, first, head, logs), False)

    def end(self) -> BlockHead | None:
        """The last block stored."""
        return self._guarded(_end, None)

    def cut(self, head: BlockHead | None) -> bool:
        """Forget everything after a block, or everything; whether that worked."""
        return self._guarded(lambda db: self._cut(db, head), False)

    def _guarded(self, act: Callable[[sqlite3.Connection], T], otherwise: T) -> T:
        try:
            return self._within(act)
        except (sqlite3.DatabaseError, Broken) as error:
            if getattr(error, "sqlite_errorcode", 0) & 0xFF not in _PASSING:
                self._discard()
        except OSError:
            pass
        return otherwise

    def _within(self, act: Callable[[sqlite3.Connection], T]) -> T:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with closing(sqlite3.connect(self.path, timeout=PATIENCE_S, isolation_level=None)) as db:
            db.execute("PRAGMA synchronous = NORMAL")
            db.execute("BEGIN IMMEDIATE")
            self._prepare(db)
            result = act(db)
            db.execute("COMMIT")
            return result

    def _prepare(self, db: sqlite3.Connection) -> None:
        if (version := db.execute("PRAGMA user_version").fetchone()[0]) != FORMAT:
            if version or db.execute("SELECT 1 FROM sqlite_master").fetchone():
                raise Broken("another format")
            for statement in _TABLES.split(";"):
                db.execute(statement)
            db.execute("INSERT INTO question VALUES (?)", (self._question,))
            db.execute(f"PRAGMA user_version = {FORMAT}")
        elif db.execute("SELECT text FROM question").fetchall() != [(self._question,)]:
            raise Broken("another question")

    def _discard(self) -> None:
        for ending in ("-journal", ""):
            with suppress(OSError):
                self.path.with_name(self.path.name + ending).unlink(missing_ok=True)

    def _load(self, db: sqlite3.Connection) -> Stored:
        stored, next_block = Stored([], []), self._first_block
        for row in db.execute("SELECT * FROM chunk ORDER BY last"):
            first, head, logs = _opened(*row)
            if first != next_block:
                raise Broken("a gap")
            stored.ends.append(head)
            stored.logs.extend(logs)
            next_block = head.number + 1
        return stored

    def _append(self, db: sqlite3.Connection, first: int, head: BlockHead, logs: list[Log]) -> bool:
        end = _end(db)
        if first != (end.number + 1 if end else self._first_block):
            return False
        query = "SELECT * FROM chunk WHERE last = ? AND count + ? <= ? AND first > ?"
        if small := db.execute(query, (first - 1, len(logs), SMALL, head.number - SHORT)).fetchone():
            first, before, joined = _opened(*small)
            logs = joined + logs
            db.execute("DELETE FROM chunk WHERE last = ?", (before.number,))
        _insert(db, first, head, logs)
        return True

    def _cut(self, db: sqlite3.Connection, head: BlockHead | None) -> bool:
        number = head.number if head else -1
        query = "SELECT * FROM chunk WHERE first <= ? AND last > ?"
        through = db.execute(query, (number, number)).fetchone()
        db.execute("DELETE FROM chunk WHERE last > ?", (number,))
        if head and through:
            first, _, logs = _opened(*through)
            _insert(db, first, head, [log for log in logs if log.block <= number])
        return True


#: Locked for long, disk full, not writable: nothing is wrong with what is stored.
_PASSING = {
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_LOCKED,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_PERM,
    sqlite3.SQLITE_NOMEM,
}


def _end(db: sqlite3.Connection) -> BlockHead | None:
    row = db.execute("SELECT last, hash, timestamp FROM chunk ORDER BY last DESC LIMIT 1").fetchone()
    return BlockHead(*row) if row else None


def _insert(db: sqlite3.Connection, first: int, head: BlockHead, logs: list[Log]) -> None:
    times, packed = array("q", [log.time for log in logs]).tobytes(), pack(logs)
    row = (first, head.number, head.hash, head.timestamp, times, packed)
    db.execute("INSERT INTO chunk VALUES (?, ?, ?, ?, ?, ?, ?, ?)", (*row, len(logs), _checksum(*row)))


def _checksum(first: int, last: int, block_hash: str, timestamp: int, times: bytes, packed: bytes) -> int:
    return zlib.crc32(
        packed, zlib.crc32(times, zlib.crc32(f"{first},{last},{block_hash},{timestamp}".encode()))
    )


def _opened(*row: Any) -> tuple[int, BlockHead, list[Log]]:  # Any: each column of a file has its own type
    """The first block, the last one and the logs of a chunk."""
    *content, count, checksum = row
    first, last, block_hash, timestamp, times, packed = content
    try:
        if _checksum(*content) != checksum or len(times) != 8 * count:
            raise Broken("a checksum")
        logs = unpack(packed, array("q", times)) if count else []
    except (ValueError, TypeError):
        raise Broken("a chunk") from None
    return first, BlockHead(last, block_hash, timestamp), logs
