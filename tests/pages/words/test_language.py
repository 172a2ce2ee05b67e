"""Every screen in a made-up language, each of whose texts stands in brackets: no word may stand outside them."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterator
from functools import cache
from typing import Any

import pandas as pd
import pytest

from fomo_core import presets
from fomo_core.display.catalogue import catalogue
from fomo_core.scenarios import scenario
from fomo_core.simulation import demand_presets
from tests.builders import SUPPORTER
from tests.pages.states import STATES
from tests.pages.test_bad_input import FIELDS
from tests.pages.visitor import TABS, Visitor
from tests.screens import PAGES
from ui.lifeline import shown as lifeline
from ui.screens import home
from ui.widgets import parts

#: What is no text but marks of a language's own, put around what has brackets of its own.
MARKS = ("number.", "clock.date")
#: Units and symbols that all languages write alike.
SYMBOLS = {"FLOCK", "USD", "MT", "UTC", "bps", "CSV", "JSON", "x"}
#: What Streamlit and Markdown read, no person: styles, icons, colours of badges, links, addresses, Plotly's own.
_MARKUP = re.compile(
    r"(?s:<(?P<kind>script|style).*?</(?P=kind)>)|:material/\w+:|:\w+-badge|:(?:gray|red|green|blue|orange|small)\[|\]\([^)]*\)|data:image/\S+|https?://\S+|0x[0-9a-fA-F…]+|%\{[^}]*\}|<[^>]*>|&\w+;"
)
#: Streamlit's own name for the column of a table that is made of pairs; it has no header.
_PAIRS = "value"
_INNERMOST = re.compile("⟦[^⟦⟧]*⟧")
_WORD = re.compile(r"[^\W\d_]{2,}")


#: What is put into a text; Plotly's own placeholders stay where they are.
_BLANK = re.compile(r"((?<!%)\{[^{}]*\})")


def bracketed(text: str) -> str:
    """A text with brackets around its own words, and none around what is put into it."""
    return "".join(part if _BLANK.fullmatch(part) else f"⟦{part}⟧" for part in _BLANK.split(text) if part)


@pytest.fixture(autouse=True)
def made_up(monkeypatch):
    for key, text in catalogue().items():
        if not key.startswith(MARKS):
            monkeypatch.setitem(catalogue(), key, bracketed(text))
    # Figures are kept with their texts: a server speaks one language.
    parts._curve_figure.cache_clear()
    lifeline._of_file.cache_clear()
    home._silhouette.cache_clear()
    yield
    parts._curve_figure.cache_clear()
    lifeline._of_file.cache_clear()
    home._silhouette.cache_clear()


def outside(text: str, data: list[str]) -> set[str]:
    """The words of a text that stand in no brackets, its parts from the data left out."""
    text = text.replace("\\", "").replace("\N{WORD JOINER}", "")
    for said in data:
        text = text.replace(said, " ")
    while _INNERMOST.search(text):
        text = _INNERMOST.sub(" ", text)
    return set(_WORD.findall(_MARKUP.sub(" ", text))) - SYMBOLS


def shown(visitor: Visitor) -> Iterator[str]:
    """Every text on the screen."""
    for node in visitor.nodes():
        # What a choice holds is a key; its options are what stands there.
        chosen = hasattr(node, "options")
        for name in ("label", "help", "placeholder", "options" if chosen else "value"):
            yield from texts(getattr(node, name, None))
        proto = getattr(node, "proto", None)
        for name in ("label", "help", "placeholder", "caption"):
            yield from texts(getattr(proto, name, None))
        if getattr(node, "type", "") == "plotly_chart":
            yield from plotted(json.loads(proto.spec))
        for image in getattr(proto, "imgs", ()):
            yield base64.b64decode(image.url.partition(",")[2]).decode()


@cache
def titles() -> list[str]:
    """The titles of the shipped presets and stories."""
    stories = [scenario.load(path).title for path in presets.scenario_files()]
    return [*stories, *(presets.load(name).title for name in presets.names())]


def data_words(visitor: Visitor) -> list[str]:
    """The texts of the data files, which have sources of their own; longer ones first."""
    said = [*presets.tier_titles().values(), *titles()]
    for preset in demand_presets.demands().values():
        said += [preset.title, *(note.note for note in preset.notes.values())]
    return sorted(filter(None, said), key=len, reverse=True)


def texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, pd.DataFrame):
        yield from (str(name) for name in value.columns if name != _PAIRS)
        yield from (cell for column in value for cell in value[column] if isinstance(cell, str))
    elif isinstance(value, list | tuple):
        for each in value:
            yield from texts(each)


#: Where Plotly has texts for people.
_PLOTTED = {"text", "name", "hovertemplate", "label", "ticktext", "hovertext", "ticksuffix"}


def plotted(part: Any, name: str = "") -> Iterator[str]:
    if isinstance(part, dict):
        for key, value in part.items():
            yield from plotted(value, key)
    elif isinstance(part, list):
        for value in part:
            yield from plotted(value, name)
    elif isinstance(part, str) and name in _PLOTTED:
        yield part


def others(visitor: Visitor) -> set[str]:
    """Other people's words: names, tickers, accounts, models and the data's own."""
    world, protocol = visitor.sandbox.world, visitor.sandbox.protocol
    said = [*world.accounts(), protocol.preset, *presets.names()]
    for o in world.offerings.values():
        said += [o.key, o.name, o.symbol, o.description, o.issuer]
    for model in protocol.models.values():
        said += [str(value) for value in model]
    return {word for text in said for word in _WORD.findall(text)}


@pytest.mark.parametrize("name", ["empty", "live", "succeeded", "failed", "graduated", "bought_back"])
@pytest.mark.parametrize("page", PAGES)
def test_no_word_stands_outside_the_catalogue(page, name):
    visitor = Visitor(STATES[name](), SUPPORTER)
    for tab in TABS[page][1] if page in TABS else (None,):
        visitor.open(page, tab)
        known, data = others(visitor), data_words(visitor)
        found = {text: words for text in shown(visitor) if (words := outside(text, data) - known)}
        assert not found, tab


#: What each field for an amount may be given that is refused, each for a reason of its own.
REFUSED = ("abc", "-1", "1,2", "1.5.2", "0." + 30 * "1", "9" * 60, "1" * 400)


#: The name and the ticker that a launch's form is filled in with.
LAUNCHED = ("Q Mini", "QMINI")


@pytest.mark.parametrize("field", FIELDS)
def test_no_word_stands_outside_the_catalogue_where_an_amount_is_refused(field):
    arrive, key, _ = FIELDS[field]
    visitor = arrive()
    for typed in REFUSED:
        visitor.type(key, typed)
        assert visitor.complaints(), typed
        known, data = others(visitor), data_words(visitor)
        found = {
            text: words
            for text in shown(visitor)
            if (words := outside(text, [typed, *LAUNCHED, *data]) - known)
        }
        assert not found, typed


@pytest.mark.parametrize("path", presets.scenario_files(), ids=lambda path: path.stem)
def test_no_word_stands_outside_the_catalogue_in_the_steps_of_a_story(path):
    visitor = Visitor().open("home").click(f"step_{path.stem}")
    seen = visitor.desk.looking_at
    while visitor.desk.looking_at < min(seen + 8, len(visitor.sandbox.ledger)):
        known, data = others(visitor), data_words(visitor)
        assert not {text: words for text in shown(visitor) if (words := outside(text, data) - known)}
        visitor.step_on()
