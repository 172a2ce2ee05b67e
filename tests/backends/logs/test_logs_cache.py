"""The cache of logs: what it holds is right or it holds nothing, whoever broke it and whenever."""

from __future__ import annotations

import os
import random
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from fomo_core.backends.logs import cache
from fomo_core.backends.logs.cache import LogCache, Shelf
from fomo_core.backends.logs.follower import LogFollower
from tests.backends.chains import Reader
from tests.backends.fake_chain import ECHO, FakeChain, FakeNode
from tests.backends.logs.stored_logs import FIRST, QUESTION, head, logs
from tests.builders import ROOT


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    return LogCache(tmp_path / "cache").shelf(*QUESTION)


def filled(shelf: Shelf) -> Shelf:
    assert shelf.append(FIRST, head(20), logs(11, 12, 20))
    assert shelf.append(21, head(30), logs(25))
    return shelf


def test_what_was_stored_is_read_back(shelf):
    stored = filled(shelf).load()
    assert stored.logs == logs(11, 12, 20, 25)
    assert stored.ends[-1] == head(30)
    assert shelf.end() == head(30)


def test_nothing_is_read_where_nothing_is_stored(shelf):
    assert shelf.load() == ([], [])
    assert shelf.end() is None


def test_logs_without_topics_and_data_are_read_back(shelf):
    bare = [logs(11)[0]._replace(topics=(), data="0x")]
    shelf.append(FIRST, head(20), bare)
    assert shelf.load().logs == bare


@pytest.mark.parametrize("first", [FIRST + 1, FIRST - 1])
def test_what_does_not_begin_at_the_first_block_is_not_stored(shelf, first):
    assert not shelf.append(first, head(20), logs(15))
    assert shelf.load() == ([], [])


@pytest.mark.parametrize("first", [30, 32, FIRST])
def test_what_does_not_continue_is_not_stored(shelf, first):
    filled(shelf)
    assert not shelf.append(first, head(40), logs(33))
    assert shelf.end() == head(30)


def test_short_chunks_are_joined_and_long_ones_are_not(shelf, monkeypatch):
    monkeypatch.setattr(cache, "SHORT", 25)
    filled(shelf)
    assert [end.number for end in shelf.load().ends] == [30]
    shelf.append(31, head(40), logs(33))
    assert [end.number for end in shelf.load().ends] == [30, 40]
    assert shelf.load().logs == logs(11, 12, 20, 25, 33)


@pytest.mark.parametrize(
    ("block", "left"), [(30, [11, 12, 20, 25]), (24, [11, 12, 20]), (12, [11, 12]), (10, [])]
)
@pytest.mark.parametrize("small", [0, 200])
def test_what_comes_after_a_block_can_be_forgotten(shelf, monkeypatch, block, left, small):
    monkeypatch.setattr(cache, "SMALL", small)
    assert filled(shelf).cut(head(block))
    assert shelf.load().logs == logs(*left)
    assert shelf.end() == head(block)
    assert shelf.append(block + 1, head(50), logs(45))
    assert shelf.load().logs == logs(*left, 45)


@pytest.mark.parametrize("last", [None, head(FIRST - 1)])
def test_everything_can_be_forgotten(shelf, last):
    assert filled(shelf).cut(last)
    assert shelf.load() == ([], [])


OTHERS = [
    (1, [ECHO], [], FIRST),
    (31337, [ECHO, "0x" + "11" * 20], [], FIRST),
    (31337, [ECHO], [["0x01"]], FIRST),
    (31337, [ECHO], [], FIRST + 1),
]


@pytest.mark.parametrize("question", OTHERS)
def test_each_question_has_a_file_of_its_own(shelf, question):
    filled(shelf)
    other = LogCache(shelf.path.parent).shelf(*question)
    assert other.path != shelf.path
    assert other.load() == ([], [])


def test_the_order_and_the_case_of_addresses_make_no_other_question(tmp_path):
    other = "0x" + "Ab" * 20
    ways = [[ECHO, other], [other.lower(), ECHO.upper().replace("0X", "0x")]]
    assert len({LogCache(tmp_path).shelf(1, way, [], 0).path for way in ways}) == 1


# --- broken files ---


def _overwrite(path: Path, at: int, with_what: bytes) -> None:
    content = bytearray(path.read_bytes())
    content[at : at + len(with_what)] = with_what
    path.write_bytes(content)


def _run(path: Path, statement: str) -> None:
    db = sqlite3.connect(path)
    db.execute(statement)
    db.commit()
    db.close()


DAMAGE = {
    "empty": lambda path: path.write_bytes(b""),
    "text": lambda path: path.write_text("not a database, but long enough to be looked at as one" * 100),
    "cut short": lambda path: path.write_bytes(path.read_bytes()[:5000]),
    "a page of zeros": lambda path: _overwrite(path, 4096, bytes(4096)),
    "a page of noise": lambda path: _overwrite(path, 8192, random.Random(1).randbytes(4096)),
    "another format": lambda path: _run(path, "PRAGMA user_version = 99"),
    "another question": lambda path: _run(path, "UPDATE question SET text = 'why'"),
    "no question": lambda path: _run(path, "DELETE FROM question"),
    "a foreign table": lambda path: _run(path, "DROP TABLE chunk"),
    "a gap": lambda path: _run(path, "DELETE FROM chunk WHERE last = 20"),
    "an overlap": lambda path: _run(path, "UPDATE chunk SET first = 15 WHERE last = 30"),
    "a wrong beginning": lambda path: _run(path, "UPDATE chunk SET first = 11 WHERE first = 10"),
    "a changed log": lambda path: _run(path, "UPDATE chunk SET logs = X'00' WHERE last = 20"),
    "a changed time": lambda path: _run(path, "UPDATE chunk SET times = X'0000000000000000' WHERE last = 30"),
    "a wrong count": lambda path: _run(path, "UPDATE chunk SET count = 7 WHERE last = 20"),
    "null": lambda path: _run(path, "UPDATE chunk SET checksum = 'a' WHERE last = 20"),
    "text for bytes": lambda path: _run(path, "UPDATE chunk SET logs = 'a' WHERE last = 20"),
    "an odd time": lambda path: _run(path, "UPDATE chunk SET times = X'00' WHERE last = 20"),
}


@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE)
def test_a_broken_file_is_thrown_away_and_made_anew(shelf, monkeypatch, damage):
    monkeypatch.setattr(cache, "SMALL", 0)
    filled(shelf)
    damage(shelf.path)
    assert shelf.load() == ([], [])
    assert filled(shelf).load().logs == logs(11, 12, 20, 25)


@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE)
def test_a_broken_file_does_not_disturb_who_writes(shelf, monkeypatch, damage):
    monkeypatch.setattr(cache, "SMALL", 0)
    filled(shelf)
    damage(shelf.path)
    shelf.append(31, head(40), logs(33))
    shelf.cut(head(15))
    filled_anew = shelf.load().logs
    assert filled_anew in ([], logs(11, 12), logs(11, 12, 20, 25, 33)[: len(filled_anew)])


@pytest.mark.parametrize("seed", range(30))
def test_flipped_bits_are_noticed(shelf, monkeypatch, seed):
    """Whatever a broken disk makes of the file: the logs are right, or there are none."""
    monkeypatch.setattr(cache, "SMALL", 0)
    filled(shelf)
    dice = random.Random(seed)
    content = bytearray(shelf.path.read_bytes())
    for _ in range(20):
        content[dice.randrange(len(content))] ^= 1 << dice.randrange(8)
    shelf.path.write_bytes(content)
    stored = shelf.load()
    assert stored.logs in ([], logs(11, 12, 20), logs(11, 12, 20, 25))


def test_a_place_that_can_not_be_written_costs_nothing_but_time(tmp_path):
    (tmp_path / "file").write_text("")
    shelf = LogCache(tmp_path / "file").shelf(*QUESTION)
    assert shelf.load() == ([], [])
    assert not shelf.append(FIRST, head(20), logs(11))
    assert not shelf.cut(None)
    reader = _reader(FakeNode(_said(50)), tmp_path / "file")
    assert reader.sync() == list(range(50))


def test_a_directory_in_the_place_of_the_file_costs_nothing_but_time(shelf):
    shelf.path.mkdir(parents=True)
    assert shelf.load() == ([], [])
    assert not shelf.append(FIRST, head(20), logs(11))


def test_a_locked_file_is_not_thrown_away(shelf, monkeypatch):
    monkeypatch.setattr(cache, "PATIENCE_S", 0.01)
    filled(shelf)
    db = sqlite3.connect(shelf.path, isolation_level=None)
    db.execute("BEGIN EXCLUSIVE")
    assert shelf.load() == ([], [])
    assert not shelf.append(31, head(40), logs(33))
    db.execute("ROLLBACK")
    db.close()
    assert shelf.load().logs == logs(11, 12, 20, 25)


# --- several processes ---


def _said(length: int) -> FakeChain:
    chain = FakeChain()
    chain.grow(*([number] for number in range(length)))
    return chain


def _reader(node: FakeNode, directory: Path, confirmations: int = 3) -> Reader:
    return Reader(
        LogFollower(node, 1, [ECHO], [], 1, LogCache(directory), confirmations, pause=lambda _: None)
    )


def test_two_followers_share_a_file(tmp_path):
    chain = _said(5)
    readers = [_reader(FakeNode(chain), tmp_path) for _ in range(2)]
    for word in range(5, 60):
        chain.grow([word])
        for reader in readers[: 1 + word % 2] if word % 7 else readers[::-1]:
            assert reader.sync() == chain.words()
    assert _reader(FakeNode(chain), tmp_path).sync() == chain.words()
    (file,) = tmp_path.glob("*.sqlite3")
    assert len(LogCache(tmp_path).shelf(1, [ECHO], [], 1).load().logs) > 40, (
        "they did not get into each other's way"
    )
    assert file.stat().st_size < 200_000


def test_two_followers_that_see_different_branches_do_not_mix_them(tmp_path):
    chain = _said(20)
    one, two = FakeNode(chain), FakeNode(chain)
    readers = [_reader(one, tmp_path), _reader(two, tmp_path)]
    readers[0].sync()
    old = chain.tip
    chain.drop(10)
    chain.grow(*([100 + number] for number in range(15)))
    one.view = lambda: old
    assert readers[1].sync() == chain.words()
    assert readers[0].sync() == chain.words(old)
    for word in range(200, 220):
        chain.grow([word])
        readers[1].sync()
        readers[0].sync()
    del one.view
    one.view = lambda: chain.tip
    assert readers[0].sync() == chain.words()
    assert _reader(FakeNode(chain), tmp_path).sync() == chain.words()


def test_two_chains_with_one_beginning_do_not_mix_in_one_file(tmp_path):
    """Two development nodes of one origin and one chain id, used in turns."""
    one, two = _said(20), FakeChain()
    two.tip = one.branch()[10]
    two.grow(*([100 + number] for number in range(30)))
    readers = [_reader(FakeNode(one), tmp_path), _reader(FakeNode(two), tmp_path)]
    readers[0].sync()
    readers[1].sync()
    for word in range(300, 340):
        one.grow([word])
        if word % 3:
            readers[0].sync()
    assert readers[0].sync() == one.words()
    assert _reader(FakeNode(one), tmp_path).sync() == one.words()
    assert _reader(FakeNode(two), tmp_path).sync() == two.words()


@pytest.mark.parametrize("depth", [1, 5, 15, 60])
def test_after_a_reorganisation_the_file_goes_on_with_the_other_branch(tmp_path, depth):
    chain = _said(50)
    reader = _reader(FakeNode(chain), tmp_path)
    reader.sync()
    chain.drop(depth)
    chain.grow(*([100 + number] for number in range(80)))
    reader.sync()
    stored = LogCache(tmp_path).shelf(1, [ECHO], [], 1).load()
    assert [int(log.data, 16) for log in stored.logs] == chain.words()[:-3]


_WRITER = """
import sys
from fomo_core.backends.logs.cache import LogCache
from tests.backends.logs.stored_logs import FIRST, QUESTION, head, logs
shelf = LogCache(sys.argv[1]).shelf(*QUESTION)
number = FIRST
print("ready", flush=True)
while True:
    end = shelf.end()
    first = end.number + 1 if end else FIRST
    shelf.append(first, head(first + 9), logs(*range(first, first + 10)))
    if first % 50 == 0:
        shelf.cut(head(first - 20) if first > 100 else None)
"""


def _writer(directory: Path) -> subprocess.Popen[str]:
    writer = subprocess.Popen(
        [sys.executable, "-c", _WRITER, str(directory)], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    assert writer.stdout.readline() == "ready\n"
    return writer


def _is_unbroken(shelf: Shelf) -> bool:
    stored = shelf.load()
    last = stored.ends[-1].number if stored.ends else FIRST - 1
    return stored.logs == logs(*range(FIRST, last + 1))


def test_a_process_killed_while_it_writes_leaves_a_whole_file(shelf):
    dice = random.Random(7)
    for _ in range(8):
        writer = _writer(shelf.path.parent)
        time.sleep(dice.uniform(0.01, 0.15))
        writer.send_signal(signal.SIGKILL)
        writer.wait()
        writer.stdout.close()
        before = os.listdir(shelf.path.parent)
        assert _is_unbroken(shelf), before
        assert shelf.path.exists()


def test_two_processes_write_one_whole_file(shelf):
    writers = [_writer(shelf.path.parent) for _ in range(2)]
    until = time.monotonic() + 1
    while time.monotonic() < until:
        assert _is_unbroken(shelf)
    for writer in writers:
        writer.kill()
        writer.wait()
        writer.stdout.close()
    assert _is_unbroken(shelf)


def test_threads_of_one_process_share_a_file(shelf):
    wrong = []

    def write() -> None:
        mine = LogCache(shelf.path.parent).shelf(*QUESTION)
        for _ in range(20):
            end = mine.end()
            first = end.number + 1 if end else FIRST
            mine.append(first, head(first), logs(first))
            if not _is_unbroken(mine):
                wrong.append(first)

    threads = [threading.Thread(target=write) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong
