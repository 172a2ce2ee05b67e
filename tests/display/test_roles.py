"""The part that an address has in a chain's offerings, where accounts are chosen and listed."""

from __future__ import annotations

from fomo_core.display import format as f
from fomo_core.display import tables
from fomo_core.display.roles import with_roles
from fomo_core.display.text import plain
from tests.builders import live

ISSUER, SUPPORTER, STRANGER = ("0x" + digit * 40 for digit in "abc")


def raising():
    """A raise launched and supported by addresses."""
    (made,) = live().world.offerings.values()
    made.issuer, made.principal = ISSUER, {SUPPORTER: 1, ISSUER: 1}
    made.claims = {SUPPORTER: 2, ISSUER: 1}
    return made


def test_an_address_says_whether_it_issues_or_supports_in_a_colour_of_its_own():
    labels = {name: f.account(name) for name in (ISSUER, SUPPORTER, STRANGER)}
    told = with_roles(labels, [raising()])
    assert told[ISSUER] == plain("part.issuer", account=f.account(ISSUER))
    assert told[SUPPORTER] == plain("part.supporter", account=f.account(SUPPORTER))
    assert told[STRANGER] == plain("part.newcomer", account=f.account(STRANGER))
    assert len({label[0] for label in told.values()}) == 3


def test_a_name_stays_as_it_is():
    assert with_roles({"ada": "ada"}, [raising()]) == {"ada": "ada"}


def test_holders_are_listed_with_their_roles():
    listed = tables.holdings(raising()).iloc[:, 0].tolist()
    assert listed == [
        plain("part.supporter", account=f.account(SUPPORTER)),
        plain("part.issuer", account=f.account(ISSUER)),
    ]
