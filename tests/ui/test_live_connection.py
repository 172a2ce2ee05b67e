"""What visitors share of a real chain, while it is read and after."""

from __future__ import annotations

from threading import Event
from types import SimpleNamespace

import pytest

from fomo_core import deployments
from fomo_core.errors import AppFault, NodeUnreachable
from ui import logs
from ui.live import connections


class Reading:
    """A chain whose history is long: it is read when the test lets it."""

    def __init__(self) -> None:
        self.started, self.done = Event(), Event()
        self.begun = self.anew = 0
        self.fault: Exception | None = None

    def sync(self) -> None:
        self.begun += 1
        self.started.set()
        assert self.done.wait(10)
        if self.fault is not None:
            raise self.fault

    def read_anew(self) -> None:
        self.anew += 1
        self.sync()

    def audit(self) -> None:
        pass

    def standing(self) -> SimpleNamespace:
        return SimpleNamespace(behind=0)


@pytest.fixture
def reading(monkeypatch):
    chain = Reading()
    monkeypatch.setattr(connections, "connect", lambda *_, progress, **__: progress(3, 4) or chain)
    monkeypatch.setattr(connections, "PATIENCE_S", 0.05)
    yield chain
    chain.done.set()


@pytest.fixture
def connection(reading):
    return connections.Connection(connections.Target(deployments.load({})["local"], ("http://localhost",)))


def read(connection: connections.Connection, reading: Reading) -> None:
    """Let the reading under way come to its end."""
    reading.done.set()
    connection._job.result(10)


def test_a_chain_whose_history_is_still_read_is_not_shown_as_an_empty_one(connection, reading):
    connection.refresh()
    assert reading.started.wait(10)
    assert connection.chain is None
    assert connection.progress == 0.75
    read(connection, reading)
    assert connection.chain is reading


def test_a_reading_that_breaks_off_is_gone_on_with_by_the_same_chain(connection, reading):
    reading.fault = NodeUnreachable(endpoint="http://localhost")
    connection.refresh()
    read(connection, reading)
    assert connection.chain is None
    assert connection.error is reading.fault
    reading.fault = None
    connection.refresh(force=True)
    read(connection, reading)
    assert connection.chain is reading
    assert connection.error is None
    assert reading.begun == 2


def test_a_chain_that_fails_later_stays_as_it_was(connection, reading):
    reading.done.set()
    connection.refresh()
    read(connection, reading)
    reading.fault = NodeUnreachable(endpoint="http://localhost")
    connection.refresh(force=True)
    read(connection, reading)
    assert connection.chain is reading
    assert connection.error is reading.fault


def test_what_is_read_of_a_chain_that_was_forgotten_meanwhile_is_not_kept(connection, reading):
    connection.refresh()
    assert reading.started.wait(10)
    connection.start_over()
    under_way = connection._job
    reading.done.set()
    under_way.result(10)
    assert (connection.chain, connection.reached, connection.era) == (None, False, 1)
    connection.refresh()
    connection._job.result(10)
    assert connection.chain is reading


def test_what_is_begun_anew_is_read_from_the_node_and_not_from_disk(connection, reading):
    reading.done.set()
    connection.refresh()
    connection._job.result(10)
    assert (reading.begun, reading.anew) == (1, 0)
    connection.start_over()
    connection._job.result(10)
    connection.refresh(force=True)
    connection._job.result(10)
    assert (reading.begun, reading.anew) == (3, 1)


def test_a_fault_of_our_own_beside_the_page_is_told_without_its_words_and_noted(
    connection, reading, monkeypatch
):
    noted: list[Exception] = []
    monkeypatch.setattr(logs, "note", noted.append)
    reading.fault = RuntimeError("unforeseen")
    connection.refresh(force=True)
    read(connection, reading)

    def question():
        raise reading.fault

    with pytest.raises(AppFault) as caught:
        connection.ask(question).result(10)
    for told in (connection.error, caught.value):
        assert isinstance(told, AppFault)
        assert "unforeseen" not in str(told)
    assert noted == [reading.fault] * 2
