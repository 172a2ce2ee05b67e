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
from typing import Any, NamedTuple

from fomo_core.backends._log_search import BlockHead, Log, pack, unpack

#: Files of another format are thrown away.
FORMAT = 1
#: A chunk of fewer logs is joined with what follows.
SMALL = 200
#: Seconds to wait for another process that is writing.
PATIENCE_S = 2.0

_TABLES = """
CREATE TABLE IF NOT EXISTS question (text TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS chunk (
  first INTEGER NOT NULL, last INTEGER PRIMARY KEY, hash TEXT NOT NULL, timestamp INTEGER NOT NULL,
  count INTEGER NOT NULL, times BLOB NOT NULL, logs BLOB NOT NULL, checksum INTEGER NOT NULL);
"""


class Broken(Exception):
    """The file's content makes no sense."""


class Stored(NamedTuple):
    """What a cache holds: the last block of each chunk, rising, and all logs."""

    ends: list[BlockHead]
    logs: list[Log]


class LogCache:
    """A directory of such files, made when it is first needed."""

    def __init__(self, directory: Path | str) -> None:
        self._directory = Path(directory)

    def shelf(
        self, chain_id: int, addresses: Sequence[str], topics: Sequence[Any], first_block: int
    ) -> Shelf:
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

    def cut(self, block: int) -> BlockHead | None:
        """Forget every chunk that reaches beyond a block; the last block that is still stored."""
        self._guarded(lambda db: db.execute("DELETE FROM chunk WHERE last > ?", (block,)), None)
        return self.end()

    def _guarded(self, act: Callable[[sqlite3.Connection], Any], otherwise: Any) -> Any:
        try:
            return self._within(act)
        except (sqlite3.DatabaseError, Broken) as error:
            if getattr(error, "sqlite_errorcode", 0) & 0xFF not in _PASSING:
                self._discard()
        except OSError:
            pass
        return otherwise

    def _within(self, act: Callable[[sqlite3.Connection], Any]) -> Any:
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
        for first, *rest in db.execute(f"SELECT first, {_COLUMNS} FROM chunk ORDER BY last"):
            if first != next_block:
                raise Broken("a gap")
            head, logs = _opened(*rest)
            stored.ends.append(head)
            stored.logs.extend(logs)
            next_block = head.number + 1
        return stored

    def _append(self, db: sqlite3.Connection, first: int, head: BlockHead, logs: list[Log]) -> bool:
        end = _end(db)
        if first != (end.number + 1 if end else self._first_block):
            return False
        query = f"SELECT first, {_COLUMNS} FROM chunk WHERE last = ? AND count < ?"
        if end and (small := db.execute(query, (end.number, SMALL)).fetchone()):
            first, logs = small[0], _opened(*small[1:])[1] + logs
            db.execute("DELETE FROM chunk WHERE last = ?", (end.number,))
        _insert(db, first, head, logs)
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
_COLUMNS = "last, hash, timestamp, count, times, logs, checksum"


def _end(db: sqlite3.Connection) -> BlockHead | None:
    row = db.execute("SELECT last, hash, timestamp FROM chunk ORDER BY last DESC LIMIT 1").fetchone()
    return BlockHead(*row) if row else None


def _insert(db: sqlite3.Connection, first: int, head: BlockHead, logs: list[Log]) -> None:
    times, packed = array("q", [log["timestamp"] for log in logs]).tobytes(), pack(logs)
    checksum = zlib.crc32(packed, zlib.crc32(times))
    row = (first, head.number, head.hash, head.timestamp, len(logs), times, packed, checksum)
    db.execute("INSERT INTO chunk VALUES (?, ?, ?, ?, ?, ?, ?, ?)", row)


def _opened(
    last: int, block_hash: str, timestamp: int, count: int, times: bytes, packed: bytes, checksum: int
) -> tuple[BlockHead, list[Log]]:
    if zlib.crc32(packed, zlib.crc32(times)) != checksum:
        raise Broken("a checksum")
    stamps = array("q", times)
    if len(stamps) != count:
        raise Broken("a count")
    try:
        return BlockHead(last, block_hash, timestamp), unpack(packed, stamps) if count else []
    except ValueError:
        raise Broken("a log") from None
