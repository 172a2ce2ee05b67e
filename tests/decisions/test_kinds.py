"""The kinds of events' and commands' fields: every field has one that everybody knows what to do with."""

from __future__ import annotations

import pytest

from fomo_core import commands as cmd
from fomo_core import events as ev
from fomo_core import kinds
from fomo_core.event_record import event_fields, event_of

COMMANDS: tuple[type, ...] = cmd.Command.__args__
KNOWN = {"Account", "Key", "Words", "Amount", "Usd", "UsdPrice", "Seconds", "str", "bool"}


@pytest.mark.parametrize("record", [*ev.EVENT_TYPES, *COMMANDS], ids=lambda record: record.__name__)
def test_every_field_has_a_kind(record):
    found = {kind.removesuffix(" | None") for kind in kinds.kinds_of(record).values()}
    assert found <= KNOWN


@pytest.mark.parametrize("kind", ev.EVENT_TYPES, ids=lambda kind: kind.__name__)
def test_an_event_names_one_account_at_most_by_which_a_line_about_it_begins(kind):
    assert len(kinds.fields_of(kind, "Account")) <= 1


def test_the_fields_of_a_kind_are_found_may_they_be_none_or_not():
    assert kinds.fields_of(cmd.Claim, "Account") == ("sender", "account")
    assert kinds.fields_of(cmd.Launch, "Seconds") == ("deadline",)
    assert kinds.fields_of(cmd.RouteRevenue, "Usd", "UsdPrice") == ("usage_usd", "flock_price")


@pytest.mark.parametrize("kind", ev.EVENT_TYPES, ids=lambda kind: kind.__name__)
def test_an_event_of_every_kind_is_read_back_as_it_was_written(kind):
    samples = {"Seconds": 7, "bool": True, **dict.fromkeys(kinds.AMOUNTS, 2**200)}
    event = kind(*(samples.get(found, "A name") for found in kinds.kinds_of(kind).values()))
    written = event_fields(event)
    assert event_of(written) == event
    assert all(written[name] == str(2**200) for name in kinds.fields_of(kind, *kinds.AMOUNTS))
