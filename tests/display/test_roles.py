"""What stands beside an address where accounts are chosen."""

from __future__ import annotations

from fomo_core.display import format as f
from fomo_core.display.roles import with_roles
from fomo_core.display.text import plain
from tests.builders import live

ISSUER, SUPPORTER, STRANGER = ("0x" + digit * 40 for digit in "abc")


def offering(symbol: str):
    """A raise launched and supported by addresses."""
    (made,) = live().world.offerings.values()
    made.issuer, made.symbol, made.principal = ISSUER, symbol, {SUPPORTER: 1, ISSUER: 1}
    return made


def labels(*names: str) -> dict[str, str]:
    return {name: f.account(name) for name in names}


def test_an_address_says_what_it_launched_or_supports():
    told = with_roles(labels(ISSUER, SUPPORTER, STRANGER), [offering("AA")])
    assert told[ISSUER] == plain("part.issuer", account=f.account(ISSUER), tickers="AA")
    assert told[SUPPORTER] == plain("part.supporter", account=f.account(SUPPORTER), tickers="AA")
    assert told[STRANGER] == plain("part.newcomer", account=f.account(STRANGER))
    assert len({label[0] for label in told.values()}) == 3


def test_of_many_tickers_the_first_are_named():
    told = with_roles(labels(ISSUER), [offering(symbol) for symbol in ("AA", "BB", "CC")])
    assert told[ISSUER].endswith("AA, BB, ...")


def test_a_name_stays_as_it_is():
    assert with_roles({"ada": "ada"}, [offering("AA")]) == {"ada": "ada"}
