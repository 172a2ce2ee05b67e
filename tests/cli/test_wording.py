"""The words of argparse itself: they come from the catalogue, and no other program's change."""

import argparse
import inspect
import re

import pytest

from fomo_core.cli.main import main
from fomo_core.cli.wording import worded
from fomo_core.display.catalogue import catalogue

TEXTS = {
    key.removeprefix("argparse."): text for key, text in catalogue().items() if key.startswith("argparse.")
}
USAGE, ERROR, ARGUMENT = (
    "usage: ",
    "%(prog)s: error: %(message)s\n",
    "argument %(argument_name)s: %(message)s",
)


@pytest.fixture(autouse=True)
def made_up(monkeypatch):
    """A language in which each text is its own in brackets, its words backwards."""
    for english, text in TEXTS.items():
        words = re.sub(r"(?<![%(\w])[a-z]{2,}", lambda word: word[0][::-1], text)
        monkeypatch.setitem(catalogue(), f"argparse.{english}", words)


@pytest.mark.parametrize(
    ("arguments", "used"),
    [
        (["quote", "--help"], {USAGE, "options", "show this help message and exit"}),
        (["replay", "--help"], {"positional arguments"}),
        ([], {USAGE, ERROR, "the following arguments are required: %s"}),
        (["replay"], {USAGE, ERROR, "the following arguments are required: %s"}),
        (["quote"], {"one of the arguments %s is required"}),
        (["quote", "--flock", "1", "--tokens", "1"], {ARGUMENT, "not allowed with argument %s"}),
        (["quote", "--flock"], {ARGUMENT, "expected one argument"}),
        (["quote", "--flock", "1", "--json=1"], {"ignored explicit argument %r"}),
        (["quote", "--flock", "1", "--m", "1"], {"ambiguous option: %(option)s could match %(matches)s"}),
        (["quote", "--flock", "1", "--mine", "1"], {"unrecognized arguments: %s"}),
        (["preview", "--runs", "x"], {"invalid %(type)s value: %(value)r"}),
        (["preview", "--engine", "x"], {"invalid choice: %(value)r (choose from %(choices)s)"}),
    ],
)
def test_a_text_of_argparse_is_that_of_the_catalogue(capsys, arguments, used):
    with pytest.raises(SystemExit):
        main(arguments)
    told = " ".join("".join(capsys.readouterr()).split())
    for english in used:
        for own, other in zip(pieces(english), pieces(catalogue()[f"argparse.{english}"]), strict=True):
            assert other in told
            assert own not in told


def pieces(text: str) -> list[str]:
    """The parts of a text between what is put into it."""
    return list(filter(re.compile("[a-z]{2}").search, map(str.strip, re.split(r"%(?:\(\w+\))?[rs]", text))))


def test_every_text_is_one_of_argparses():
    source = inspect.getsource(argparse)
    assert [text for text in TEXTS if text.replace("\n", "\\n") not in source] == []


def test_argparse_has_its_own_words_again_afterwards():
    before = argparse._, argparse.ngettext
    with worded():
        assert argparse._("options") == "snoitpo"
    assert (argparse._, argparse.ngettext) == before


def test_a_text_that_the_catalogue_lacks_stays_as_it_is():
    with worded():
        assert argparse._("a text of another version") == "a text of another version"
        assert argparse.ngettext("one %s", "more %s", 2) == "more %s"
