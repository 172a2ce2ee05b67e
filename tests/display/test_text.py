"""The one catalogue: every text that is used exists, every text that exists is used."""

from __future__ import annotations

import argparse
import ast
import json
import re
import string
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from fomo_core.display.catalogue import LANGUAGE, catalogue
from fomo_core.display.text import plain, t
from fomo_core.events import EVENT_TYPES
from tests.builders import ROOT

DISPLAY = ROOT / "fomo_core" / "display"
SHOWING = [
    path
    for folder in ("ui", "pages", "fomo_core/display", "fomo_core/cli")
    for path in sorted((ROOT / folder).rglob("*.py"))
]
CODE = sorted(
    [*(ROOT / "fomo_core").rglob("*.py"), *(ROOT / "ui").rglob("*.py"), *(ROOT / "pages").glob("*.py")]
)
KEYS = catalogue()


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def place(path: Path, node: ast.AST) -> str:
    return f"{path.relative_to(ROOT)}:{getattr(node, 'lineno', 0)}"


def called(node: ast.Call) -> str:
    return ast.unparse(node.func)


def pattern(node: ast.JoinedStr) -> str:
    """An f-string as a pattern whose groups are what is put in."""
    parts = [re.escape(str(v.value)) if isinstance(v, ast.Constant) else "(.+)" for v in node.values]
    return "".join(parts)


def matching(node: ast.expr) -> list[str] | None:
    """The keys that the first argument of ``t`` can name; None where the code does not say."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return [node.value] if node.value in KEYS else []
    if isinstance(node, ast.JoinedStr):
        return [key for key in KEYS if re.fullmatch(pattern(node), key)]
    return None


def lookups() -> Iterator[tuple[str, ast.Call, list[str] | None]]:
    for path in SHOWING:
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.Call) and called(node) in ("t", "plain", "text.t", "text.plain"):
                yield place(path, node), node, matching(node.args[0])


def placeholders(text: str) -> set[str]:
    """The names to be put in; those of Plotly's hover texts are none of ours."""
    bare = re.sub(r"%\{[^}]*\}", "", text)
    return {name for _, name, _, _ in string.Formatter().parse(bare) if name is not None}


def test_the_search_for_lookups_finds_them():
    assert len(list(lookups())) > 200
    assert any(keys is not None and len(keys) > 3 for _, _, keys in lookups())


def test_every_text_that_is_asked_for_exists():
    assert not [where for where, _, keys in lookups() if keys == []]


def test_every_text_gets_exactly_the_values_that_it_names():
    wrong = []
    for where, node, keys in lookups():
        given = {keyword.arg for keyword in node.keywords}
        if not keys or None in given:
            continue
        named = {frozenset(placeholders(KEYS[key])) for key in keys}
        if len(named) == 1 and named != {frozenset(given)}:
            wrong.append((where, keys, given))
    assert not wrong


@cache
def words_of(path: Path) -> frozenset[str]:
    """The words of a file that can be a part of a key: strings, classes, fields, its name."""
    words = {path.stem}
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            words.add(node.value)
        elif isinstance(node, ast.ClassDef):
            words.add(node.name)
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            words.add(node.target.id)
    return frozenset(words)


@cache
def imports(path: Path) -> frozenset[Path]:
    """The files of the project that a file imports from."""
    found = set()
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.ImportFrom) and node.module:
            home = ROOT / node.module.replace(".", "/")
            found |= {home.with_suffix(".py"), home / "__init__.py"}
            found |= {home / f"{alias.name}.py" for alias in node.names}
    return frozenset(found & set(CODE))


@cache
def data_words() -> frozenset[str]:
    """The words of the data that can be a part of a key: files, parameters, units, arguments of contracts."""
    words = {path.stem for path in (ROOT / "data").rglob("*") if path.suffix in (".json", ".toml")}
    for preset in (ROOT / "data" / "presets").glob("*.toml"):
        parameters = tomllib.loads(preset.read_text(encoding="utf-8"))["parameters"]
        words |= set(parameters) | {item["unit"] for item in parameters.values()}
    for contract in (ROOT / "data" / "abi").glob("*.json"):
        for item in json.loads(contract.read_text(encoding="utf-8"))["abi"]:
            words |= {argument["name"] for argument in item.get("inputs", ())}
    return frozenset(words)


def functions() -> set[str]:
    """The functions of the contracts."""
    abis = [
        json.loads(path.read_text(encoding="utf-8"))["abi"] for path in (ROOT / "data" / "abi").glob("*.json")
    ]
    return {item["name"] for abi in abis for item in abi if item["type"] == "function"}


@cache
def words_near(path: Path) -> frozenset[str]:
    """The words that a file can put into a key: its own, and those of the files that it or that import it."""
    near = {path} | imports(path) | {other for other in CODE if path in imports(other)}
    return data_words().union(*map(words_of, near))


@cache
def words_from_afar() -> dict[str, frozenset[str]]:
    """The words that come from elsewhere, by how their keys begin."""
    audited = words_of(ROOT / "fomo_core" / "backends" / "evm" / "audit.py")
    codes = frozenset().union(*map(words_of, CODE))
    return {
        "argparse.": words_of(Path(argparse.__file__)),
        "call.does_": frozenset(functions()),
        "invalid.": codes,
        "lifeline.tax.": words_of(DISPLAY / "lifeline" / "moments.py"),
        "live.number_": audited,
        "review.about_": words_of(ROOT / "ui" / "signing" / "review.py") | functions(),
    }


def fits(key: str, path: Path, node: ast.JoinedStr) -> bool:
    """True when an f-string of a file can be just this key."""
    match = re.fullmatch(pattern(node), key, re.DOTALL)
    if match is None:
        return False
    far = (words for start, words in words_from_afar().items() if key.startswith(start))
    known = next(far, None) or words_near(path)
    return all(word.isdigit() or word in known for word in match.groups())


def used() -> set[str]:
    found = set(KEYS) & frozenset().union(*map(words_of, CODE))
    for path in CODE:
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.JoinedStr) and re.match(r"[a-z_]+\\\.", pattern(node)):
                found |= {key for key in KEYS if fits(key, path, node)}
    return found


def test_every_text_that_exists_is_used():
    assert sorted(set(KEYS) - used()) == []


@pytest.mark.parametrize(
    "key", ["home.purchases", "trade.closed_unknown", "live.number_hours", "buy.tax_help"]
)
def test_a_text_of_which_only_the_last_word_is_used_is_found(key, monkeypatch):
    monkeypatch.setitem(KEYS, key, "")
    assert key not in used()


@pytest.mark.parametrize("key", KEYS)
def test_a_text_is_filled_and_well_formed(key):
    text = KEYS[key]
    assert isinstance(text, str)
    assert text.strip()
    assert text.count("{") == text.count("}")
    assert all(name.isidentifier() for name in placeholders(text))
    assert text.count("**") % 2 == 0


@pytest.mark.parametrize("path", sorted(DISPLAY.glob("*.toml")), ids=lambda path: path.stem)
def test_every_language_has_the_same_texts_with_the_same_values(path):
    other = catalogue(path.stem)
    assert set(other) == set(KEYS)
    assert {key for key in KEYS if placeholders(other[key]) != placeholders(KEYS[key])} == set()


def test_the_catalogue_of_the_language_in_use_is_there():
    assert (DISPLAY / f"{LANGUAGE}.toml").is_file()


# --- no words outside it ---

#: What a file is called and which kind it is, is no text of the app.
_FILES = {"fomo-activity.csv", "text/csv", "fomo-scenario.json", "application/json"}


def documentation(path: Path) -> set[int]:
    """The docstrings of a file."""
    owners = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    return {
        id(node.body[0].value)
        for node in ast.walk(tree(path))
        if isinstance(node, owners) and node.body and isinstance(node.body[0], ast.Expr)
    }


def refusals(path: Path) -> set[int]:
    """The sentences with a code in a file's errors, which the catalogue repeats by that code, and the codes."""
    return {
        id(argument)
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call) and len(node.exc.args) > 1
        for argument in node.exc.args
    }


def words_shown(path: Path) -> Iterator[str]:
    """String literals that read like a sentence, or that are handed to Streamlit as a text."""
    hidden = documentation(path) | refusals(path)
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in hidden:
            if node.value in _NAMES or _BROWSERS.match(node.value):
                continue
            if re.search(r"[A-Za-z]{2,}[,.:]? [A-Za-z]{2,}", node.value):
                yield f"{place(path, node)} {node.value!r}"
        elif isinstance(node, ast.Call) and called(node).startswith("st.") and called(node) not in _NO_TEXT:
            yield from (f"{place(path, node)} {word!r}" for word in handed_over(node))


def handed_over(node: ast.Call) -> Iterator[str]:
    """The words that a call's arguments hold as literals."""
    named = [keyword.value for keyword in node.keywords if keyword.arg in _TEXTS]
    for argument in (*node.args, *named):
        for part in argument.values if isinstance(argument, ast.JoinedStr) else [argument]:
            word = part.value if isinstance(part, ast.Constant) else None
            if isinstance(word, str) and word not in _FILES and re.search(r"[A-Za-z]", word):
                yield word


_TEXTS = ("label", "help", "placeholder", "text", "title", "alt", "body")
#: Calls whose strings are names of things.
_NO_TEXT = {
    "st.session_state.get",
    "st.session_state.pop",
    "st.session_state.setdefault",
    "st.query_params.get",
}


#: Names in the data and of fonts, a command to type, and what browsers read.
_NAMES = {
    "USD per FLOCK",
    "yes or no",
    "share of supply",
    "FLOCK per",
    "by the contracts",
    " make run",
    '"Source Sans 3","Source Sans Pro",sans-serif',
    '"Source Serif 4","Source Serif",Georgia,serif',
}
_BROWSERS = re.compile(r"\s*<|\nbody \{")


@pytest.mark.parametrize("folder", ["ui", "pages", "fomo_core/display", "fomo_core/cli"])
def test_screens_take_every_word_from_the_catalogue(folder):
    assert not [words for path in sorted((ROOT / folder).rglob("*.py")) for words in words_shown(path)]


def test_the_search_for_words_finds_them(tmp_path, monkeypatch):
    for source in (
        'st.title("Hello")',
        'st.button(f"Buy {x}")',
        'x = "not from here"',
        'st.metric(a, b, help="Why")',
        'raise InvalidInput("not from here")',
    ):
        file = ROOT / "ui" / "imagined.py"
        tree.cache_clear()
        monkeypatch.setattr(Path, "read_text", lambda self, encoding, source=source: source)
        assert list(words_shown(file)), source
    tree.cache_clear()


# --- putting values in ---


def test_a_value_is_escaped_for_markdown_and_left_alone_otherwise():
    assert t("home.standing", name="<b>", status="x") == KEYS["home.standing"].format(
        name="\\<b\\>", status="x"
    )
    assert plain("part.option", name="<b>", symbol="*") == "<b> (*)"


def test_a_value_with_braces_is_no_placeholder():
    assert plain("part.option", name="{symbol}", symbol="x") == "{symbol} (x)"


def test_an_unknown_text_is_an_error():
    with pytest.raises(KeyError):
        t("no.such.text")


def test_every_event_has_a_word():
    assert {kind.__name__ for kind in EVENT_TYPES} <= {
        key.removeprefix("event.") for key in catalogue() if key.startswith("event.")
    }
