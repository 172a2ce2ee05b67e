"""A launchpad that is only read."""

from __future__ import annotations

import pytest

from fomo_core.display.text import t
from fomo_core.issued import Issued
from tests.builders import deployment_file
from tests.pages.live.steps import links
from tests.pages.visitor import Visitor


@pytest.fixture
def only_read(story, seated_at, monkeypatch, tmp_path):
    """A visitor at a launchpad of which three events are known, on FLock's chain as it were."""
    own = deployment_file(
        tmp_path,
        "flock",
        story[1].actor.addresses.launchpad,
        kind="observed",
        explorer="https://explorer.example",
        venue="https://venue.example/token/{address}?chain=base",
    )
    monkeypatch.setenv("FOMO_DEPLOYMENTS", str(own))

    def sit(trades_on: str = "") -> Visitor:
        (token,) = story[1].world.offerings
        found = Issued("CODING", "Qwen3", trades_on, "a handbook", "2026-09-24")
        monkeypatch.setattr(
            "fomo_core.issued.issued_tokens", lambda: {(31337, token.lower()): found} if trades_on else {}
        )
        return seated_at(story[0], "", "flock")

    return sit


@pytest.mark.parametrize("page", ["offering", "trade", "economy"])
@pytest.mark.parametrize(
    ("trades_on", "said"),
    [("Deluthium", "market makers quote"), ("DEX", "decentralised exchange"), ("", "is not known here")],
)
def test_a_token_of_flocks_own_launchpad_says_where_it_trades(page, trades_on, said, only_read):
    visitor = only_read(trades_on).open(page)
    assert visitor.says(said)
    key = visitor.desk.offering
    assert links(visitor) == [
        f"https://explorer.example/token/{key}",
        f"https://venue.example/token/{key}?chain=base",
    ]
    if trades_on != "DEX":
        assert visitor.says("not available in the US")
        assert visitor.says("there is no pool")
    source = t("venue.source", source="a handbook", date="2026-09-24")
    assert visitor.says(source) == bool(trades_on)
    assert visitor.says("under the ticker CODING") == bool(trades_on)
