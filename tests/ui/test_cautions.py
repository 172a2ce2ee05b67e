"""What stands before a purchase under a high tax, in the sandbox and on a chain."""

from __future__ import annotations

from typing import Any

from streamlit.testing.v1 import AppTest

from fomo_core.display.text import t

DATE = 1_790_000_000


def before_a_purchase(level: int, moment: int | None, advance: bool) -> AppTest:
    """The page part of a purchase whose tax has this level, drawn alone."""

    def page(level: int, moment: int | None, advance: bool) -> None:
        from types import SimpleNamespace

        from fomo_core.display.ownership.trades import TaxToll
        from ui.widgets import cautions

        capabilities = SimpleNamespace(advance=advance)
        view: Any = SimpleNamespace(capabilities=capabilities, dated=True, past=False, now=1_789_999_400)
        cautions.wait_first(view, TaxToll(level, "The tax takes much.", moment))

    return AppTest.from_function(page, args=(level, moment, advance)).run()


def test_a_chain_names_the_moment_and_offers_no_button():
    app = before_a_purchase(2, DATE, advance=False)
    assert [box.value for box in app.error] == ["The tax takes much."]
    assert [text.value for text in app.caption] == [t("toll.until", moment="2026-09-21 14:13:20 UTC")]
    assert not app.button


def test_a_sandbox_offers_to_wait_as_the_main_button_where_the_tax_takes_much():
    for level, kind in ((2, "primary"), (1, "secondary")):
        (button,) = before_a_purchase(level, DATE, advance=True).button
        assert button.proto.type == kind
        assert button.label == t("toll.button", time="10 min")


def test_a_small_tax_is_only_told_and_none_is_not():
    app = before_a_purchase(0, DATE, advance=True)
    assert len(app.info) == 1
    assert not app.button
    app = before_a_purchase(0, None, advance=True)
    assert [*app.info, *app.warning, *app.error, *app.button] == []


def test_a_high_tax_that_no_waiting_ends_is_still_told():
    app = before_a_purchase(2, None, advance=True)
    assert len(app.error) == 1
    assert not app.button
