"""Names, tickers, descriptions and account names are other people's words: shown as they are, never rendered."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest

from fomo_core import commands as cmd
from fomo_core.backends.sandbox import Sandbox
from fomo_core.decide import launches
from fomo_core.display.format import in_markdown
from fomo_core.display.text import t
from fomo_core.units import WAD
from tests.builders import CALM_S, SMALL, minimal
from tests.pages.visitor import TABS, Visitor
from tests.screens import PAGES
from ui.widgets import arrival

HOSTILE = (
    "<script>zq(1)</script> **zqbold** $zqmath$ :red[zqred] [zqlink](http://zq.evil) "
    "www.zqevil.com :smile: `zqcode` <b>zqtag</b> ~~zqstrike~~ :material/zqicon: :streamlit: &lt;zq %{zqhover}"
)
ISSUER = "<b>zqissuer</b> **zqbold** $zqmath$"
SUPPORTER = "[zqlink](javascript:zq) :red[zqred] https://zq.evil"
SYMBOL = "<i>zqsymbol</i>$zqmath$**zqbold**"

#: What must not stand anywhere: each starts markup when nothing escapes it.
MARKUP = re.compile(
    r"(?<!\\)<(?:/?script|/?b>|/?i>)|(?<!\\)\*\*zq|(?<!\\)\$zq|(?<!\\):red\[zq|(?<!\\)\[zq|(?<!\\):smile"
    r"|(?<!\\)`zq|(?<!\\)~~?zq|www\.zq|https?:/|https?\\:/|(?<!\\)&lt;zq"
    # Streamlit turns these two into pictures, escaped or not.
    r"|:material/zq|:streamlit"
)

#: Fields that no screen renders as Markdown: plain options, fields' contents, plain text, ids, addresses.
PLAIN = {
    ("Selectbox", "options"),
    ("Selectbox", "raw_value"),
    ("MultiSelect", "options"),
    ("TextInput", "default"),
    ("TextInput", "value"),
    ("Text", "body"),
    ("PlotlyChart", "spec"),
    ("PlotlyChart", "config"),
}


@pytest.fixture
def anything_goes(monkeypatch):
    """A chain whose launchpad checks no names, as a foreign one may be."""
    monkeypatch.setattr(launches, "name_fault", lambda name: None)
    monkeypatch.setattr(launches, "symbol_fits", lambda symbol: True)
    monkeypatch.setattr(launches, "description_fault", lambda description: None)


def raising() -> Sandbox:
    sandbox = Sandbox(minimal())
    for account in (ISSUER, SUPPORTER):
        sandbox.submit(cmd.Fund(account, 10**6 * WAD))
    sandbox.submit(cmd.Launch(ISSUER, HOSTILE, SMALL, HOSTILE, SYMBOL, HOSTILE, 100 * WAD))
    sandbox.advance_to(CALM_S)
    sandbox.submit(cmd.Buy(SUPPORTER, HOSTILE, 10 * WAD))
    return sandbox


def failing() -> Sandbox:
    sandbox = raising()
    sandbox.advance_to(420)
    return sandbox


def succeeding() -> Sandbox:
    sandbox = raising()
    sandbox.submit(cmd.Buy(SUPPORTER, HOSTILE, 2_000 * WAD))
    sandbox.advance_to(420)
    return sandbox


def trading() -> Sandbox:
    sandbox = succeeding()
    sandbox.submit(cmd.Graduate(SUPPORTER, HOSTILE))
    sandbox.submit(cmd.Claim(ISSUER, HOSTILE))
    sandbox.submit(cmd.Swap(ISSUER, HOSTILE, "token", 100 * WAD))
    sandbox.submit(cmd.RouteRevenue(HOSTILE, 10**7, 3_880_000))
    return sandbox


MAKERS = pytest.mark.parametrize("make", [raising, failing, succeeding, trading])


def strings(message: Any) -> Iterator[tuple[str, str, str]]:
    """Every string of an element's protobuf message, with the place where it stands."""
    for field, value in message.ListFields():
        values = value if isinstance(value, list | tuple) or hasattr(value, "extend") else [value]
        for one in values:
            if isinstance(one, str):
                yield message.DESCRIPTOR.name, field.name, one
            elif hasattr(one, "ListFields"):
                yield from strings(one)


def shown(visitor: Visitor) -> Iterator[tuple[str, str, str]]:
    """Every text on the screen that the browser may render as Markdown."""
    for node in visitor.nodes():
        proto = getattr(node, "proto", None)
        if hasattr(proto, "ListFields"):
            for kind, name, text in strings(proto):
                if (kind, name) not in PLAIN and name not in ("id", "element_id", "block_id", "key"):
                    yield kind, name, text
        if getattr(node, "type", "") == "table":
            frame = node.value.reset_index()
            for text in [*frame.columns, *frame.to_numpy().ravel()]:
                yield "Table", "cell", str(text)


#: Fields of components that hold code of our own, or data that they put on the screen as text alone.
CODE = ("js_content", "css_content", "json")


def others(text: str) -> str:
    """A text without the code around and in front of what it says: in a page's script others' words are JSON."""
    opening, closing = '<script type="module">', "</script>"
    if not text.startswith(opening):
        return text
    return text.removeprefix(opening).removesuffix(closing).replace(arrival._script(), "")


def rendered(visitor: Visitor) -> list[tuple[str, str, str]]:
    return [place for place in shown(visitor) if place[1] not in CODE and MARKUP.search(others(place[2]))]


def every_screen(visitor: Visitor) -> Iterator[str]:
    for page in PAGES:
        for tab in TABS[page][1] if page in TABS else (None,):
            visitor.open(page, tab)
            yield f"{page} {tab}"


@MAKERS
@pytest.mark.parametrize("account", [ISSUER, SUPPORTER], ids=["issuer", "supporter"])
def test_no_screen_renders_other_peoples_words(make, account, anything_goes):
    visitor = Visitor(make(), account)
    for place in every_screen(visitor):
        assert rendered(visitor) == [], place


@MAKERS
def test_no_screen_of_the_past_renders_other_peoples_words(make, anything_goes):
    visitor = Visitor(make(), SUPPORTER)
    for length in range(2, len(visitor.sandbox.ledger)):
        visitor.desk.looking_at = length
        for page in ("home", "offering", "portfolio", "activity"):
            assert rendered(visitor.open(page)) == [], (page, length)


def test_quotes_acts_and_their_messages_render_none_either(anything_goes):
    visitor = Visitor(raising(), SUPPORTER).open("offering", "curve").type("buy_amount", "5")
    assert rendered(visitor) == []
    assert in_markdown(SYMBOL) in visitor.app.get_by_key("buy").label
    assert rendered(visitor.click("buy")) == []
    visitor.sandbox.submit(cmd.Buy(SUPPORTER, HOSTILE, 2_000 * WAD))
    assert rendered(visitor.run().click("clock_end")) == []
    visitor.open("offering", "act")
    for act in ("graduate", "claim_for_button", "claim"):
        assert rendered(visitor.run()) == []
        assert rendered(visitor.click(act)) == []
    for sell in ("token", "flock"):
        visitor.open("trade").type("swap_sell", sell).type("swap_amount", "1")
        assert rendered(visitor) == []
        assert rendered(visitor.click("swap")) == []
    assert rendered(visitor.open("economy").click("route")) == []
    visitor.type("usage_input", "9" * 20)
    assert rendered(visitor) == []
    visitor.unfold("faucet", faucet_account=HOSTILE[:60]).type("faucet_amount", "1")
    assert rendered(visitor) == []
    assert rendered(visitor.click("faucet_give")) == []


def test_refusals_that_quote_a_ticker_render_none(anything_goes):
    sandbox = trading()
    sandbox.submit(cmd.Fund("newcomer", WAD))
    visitor = Visitor(sandbox, "newcomer").open("trade").type("swap_sell", "token").type("swap_amount", "5")
    assert len(visitor.complaints()) == 1
    assert rendered(visitor) == []


def test_faults_that_quote_what_was_typed_render_none():
    visitor = Visitor(account="issuer").open("launch").put("launch_name", HOSTILE[:60])
    visitor.put("launch_symbol", SYMBOL).type("launch_first_buy", "<b>zq</b>")
    assert rendered(visitor) == []
    visitor.unfold("faucet", faucet_account="**zqbold**\x00")
    assert rendered(visitor) == []


@MAKERS
def test_no_picture_holds_markup_of_other_peoples(make, anything_goes):
    visitor = Visitor(make(), SUPPORTER)
    drawn = 0
    for place in every_screen(visitor):
        for chart in visitor.app.get("plotly_chart"):
            drawn += 1
            text = json.dumps(json.loads(chart.proto.spec), ensure_ascii=False)
            assert not re.search(r"<script|<b>|<i>|\$zq|%\{zq", text), place
    assert drawn


def test_the_words_are_still_there_to_read(anything_goes):
    visitor = Visitor(trading(), SUPPORTER).open("offering")
    assert [text.value for text in visitor.app.text] == [HOSTILE]
    assert visitor.app.subheader[0].value == in_markdown(f"{HOSTILE} ({SYMBOL})")
    assert any(in_markdown(HOSTILE) in text for text in visitor.open("home").texts())


def test_the_search_for_markup_finds_it(monkeypatch, anything_goes):
    from fomo_core.display import text

    monkeypatch.setattr(text, "in_markdown", lambda words: words)
    visitor = Visitor(raising(), SUPPORTER).open("offering")
    assert rendered(visitor)
    assert visitor.says(HOSTILE) or visitor.says(ISSUER)


@pytest.mark.parametrize(
    "words", [HOSTILE, ISSUER, SUPPORTER, SYMBOL], ids=["name", "issuer", "supporter", "ticker"]
)
def test_the_escaped_words_hold_no_markup_and_the_bare_words_do(words):
    assert MARKUP.search(words)
    assert not MARKUP.search(in_markdown(words))
    assert not MARKUP.search(t("home.standing", name=words, status=words))
