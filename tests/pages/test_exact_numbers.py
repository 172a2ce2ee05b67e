"""No number on a screen is more than there is: progress, balances, refusals."""

from __future__ import annotations

from fomo_core import commands as cmd
from fomo_core.display.text import plain, t
from fomo_core.units import WAD
from tests.builders import SUPPORTER, live
from tests.pages.states import failed
from tests.pages.visitor import Visitor


def test_a_raise_that_failed_by_one_wei_reads_as_short_of_its_minimum_everywhere():
    visitor = Visitor(failed(), SUPPORTER).open("offering")
    assert visitor.metric("headline.raised") == "1,049.99 FLOCK"
    parts = {"minimum": "1,050", "of_minimum": "99%", "maximum": "3,000", "of_maximum": "34%"}
    assert visitor.says(t("offering.reached", raised="1,049", **parts))
    row = visitor.open("marketplace").app.dataframe[0].value.iloc[0]
    assert row[plain("column.to_minimum")] == 99


def test_a_balance_is_never_rounded_up_and_what_is_missing_is_named():
    sandbox = live()
    sandbox.submit(cmd.Fund("newcomer", 100_000 * WAD + 6 * WAD // 10))
    visitor = Visitor(sandbox, "newcomer").open("portfolio")
    assert visitor.metric("portfolio.flock") == "100,000"
    assert visitor.says(t("sidebar.balance", balance="100,000 FLOCK"))


def test_one_wei_that_is_missing_is_no_zero():
    sandbox = live()
    sandbox.submit(cmd.Fund("newcomer", 50 * WAD - 1))
    visitor = Visitor(sandbox, "newcomer").open("offering", "curve").type("buy_amount", "50")
    assert visitor.complaints() == [t("part.missing", missing="0.000000001 FLOCK")]
    assert visitor.says(t("sidebar.balance", balance="49.99 FLOCK"))
