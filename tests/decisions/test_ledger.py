"""The log: its order, its hash, its replay."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fomo_core import events as ev
from fomo_core.errors import OutOfRange
from fomo_core.ledger import Entry, Ledger
from tests.builders import SMALL, graduated, minimal

FUNDED = st.builds(ev.Funded, st.text(max_size=5), st.integers(0, 2**128 - 1))
CLAIMED = st.builds(ev.Claimed, st.text(max_size=5), st.text(max_size=5), st.integers(0, 2**128 - 1))
ENTRIES = st.lists(st.tuples(st.integers(0, 10**11), FUNDED | CLAIMED), max_size=6)


def _ledger(entries):
    ledger = Ledger()
    for at, event in entries:
        ledger.append(at, (event,))
    return ledger


def _typed(entries):
    return [(at, type(event), event) for at, event in entries]


def test_a_new_log_is_empty():
    assert len(Ledger()) == 0
    assert list(Ledger().entries()) == []
    assert len(Ledger().head) == 32


@given(ENTRIES)
def test_a_log_gives_back_what_was_written(entries):
    ledger = _ledger(entries)
    assert len(ledger) == len(entries)
    assert _typed(ledger.entries()) == _typed(entries)
    assert all(isinstance(entry, Entry) for entry in ledger.entries())


@given(ENTRIES, st.integers(0, 6), st.integers(0, 6))
def test_a_part_of_a_log_can_be_read(entries, since, until):
    ledger = _ledger(entries)
    assert _typed(ledger.entries(since)) == _typed(entries[since:])
    assert _typed(ledger.entries(since, until)) == _typed(entries[since:until])


@given(ENTRIES, ENTRIES)
def test_heads_are_equal_exactly_when_histories_are(one, other):
    assert (_ledger(one).head == _ledger(other).head) == (_typed(one) == _typed(other))
    assert _ledger(one).head == _ledger(one).head


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ([(0, ev.Funded("a", 1))], [(1, ev.Funded("a", 1))]),
        ([(0, ev.Funded("a", 1))], [(0, ev.Funded("a", 2))]),
        ([(0, ev.Funded("a", 1))], [(0, ev.Funded("A", 1))]),
        ([(0, ev.Claimed("t", "a", 1))], [(0, ev.Redeemed("t", "a", 1))]),
        ([(0, ev.Claimed("t'|'a", "b", 1))], [(0, ev.Claimed("t", "a'|'b", 1))]),
        ([(0, ev.Claimed("t|a", "b", 1))], [(0, ev.Claimed("t", "a|b", 1))]),
        ([(0, ev.Funded("a", 1)), (0, ev.Funded("b", 1))], [(0, ev.Funded("b", 1)), (0, ev.Funded("a", 1))]),
        ([(0, ev.Funded("a", 1))], [(0, ev.Funded("a", 1)), (0, ev.Funded("a", 1))]),
        ([(0, ev.Funded("a\n0|Funded|'b", 1))], [(0, ev.Funded("a", 1)), (0, ev.Funded("b", 1))]),
    ],
)
def test_histories_that_differ_a_little_have_different_heads(one, other):
    assert _ledger(one).head != _ledger(other).head


@given(ENTRIES, st.integers(0, 6))
def test_when_the_head_is_asked_for_does_not_matter(entries, pause):
    ledger = _ledger(entries[:pause])
    assert ledger.head == _ledger(entries[:pause]).head
    for at, event in entries[pause:]:
        ledger.append(at, (event,))
    assert ledger.head == _ledger(entries).head


def test_a_long_log_has_the_same_head_however_it_was_asked():
    entries = [(number, ev.Funded("a", number)) for number in range(1_000)]
    asked = Ledger()
    for at, event in entries:
        asked.append(at, (event,))
        if at % 7 == 0:
            assert asked.head
    assert asked.head == _ledger(entries).head


@given(ENTRIES, st.integers(0, 6))
def test_a_prefix_is_the_log_as_it_was(entries, length):
    length = min(length, len(entries))
    ledger = _ledger(entries)
    shorter = ledger.prefix(length)
    assert shorter.head == _ledger(entries[:length]).head
    later = ev.Funded("later", 1)
    shorter.append(7, (later,))
    assert _typed(shorter.entries()) == _typed([*entries[:length], (7, later)])
    assert shorter.head == _ledger([*entries[:length], (7, later)]).head
    assert _typed(ledger.entries()) == _typed(entries)
    assert ledger.head == _ledger(entries).head


@pytest.mark.parametrize("length", [-1, 2])
def test_a_length_that_the_log_does_not_have_is_refused(length):
    ledger = _ledger([(0, ev.Funded("a", 1))])
    with pytest.raises(OutOfRange, match="The log has 1 events: choose 0 to 1"):
        ledger.prefix(length)
    with pytest.raises(OutOfRange, match="choose 0 to 1"):
        ledger.replay(minimal(), length)


def test_the_events_of_one_act_share_its_time():
    ledger = Ledger()
    ledger.append(5, (ev.Funded("a", 1), ev.Funded("b", 2)))
    assert [entry.at for entry in ledger.entries()] == [5, 5]


def test_a_replay_is_the_world_at_any_length():
    sandbox = graduated()
    assert sandbox.ledger.replay(minimal()) == sandbox.world
    assert sandbox.ledger.replay(minimal(), 0).offerings == {}
    before_the_buy = sandbox.ledger.replay(minimal(), len(sandbox.ledger) - 2).offerings["qmini"]
    assert (before_the_buy.raised, before_the_buy.graduated_at) == (0, None)
    assert before_the_buy.model == SMALL


def test_a_replay_is_a_world_of_its_own():
    sandbox = graduated()
    sandbox.ledger.replay(minimal()).offerings["qmini"].claims.clear()
    assert sandbox.world.offerings["qmini"].claims


def test_every_type_of_event_can_be_hashed():
    for event_type in ev.EVENT_TYPES:
        hints = [event_type.__annotations__[name] for name in event_type._fields]
        event = event_type(*("text" if hint == "str" else 7 for hint in hints))
        assert _ledger([(0, event)]).head != Ledger().head
        assert next(iter(_ledger([(0, event)]).entries())) == (0, event)
