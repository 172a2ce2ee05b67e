"""The sentences of errors: every code and kind has its own in the catalogue, equal to what the error says."""

import ast
import copy
import pickle
from collections.abc import Iterator
from pathlib import Path

import pytest

from fomo_core import errors, names, presets
from fomo_core.display.catalogue import catalogue
from fomo_core.display.refusals import phrase, reason, sentence
from fomo_core.errors import ChainError, ChainRefusal, FomoError, InvalidInput, InvalidScenario, Rejected
from fomo_core.phrases import Phrase
from fomo_core.scenarios.file import scenario_of
from fomo_core.units import WAD
from tests.builders import ROOT
from tests.display.test_text import KEYS, placeholders

#: Amounts that two places would not tell apart.
CLOSE = WAD // 2


def kinds(base: type) -> Iterator[type]:
    for kind in base.__subclasses__():
        yield kind
        yield from kinds(kind)


REJECTED = [kind for kind in kinds(Rejected) if kind.code]
TROUBLE = [ChainError, *kinds(ChainError)]


INVALID = {InvalidInput.__name__, *(kind.__name__ for kind in kinds(InvalidInput))}
#: Texts that no input can bring about: a fault of the shipped data or of a program that uses the package.
FOR_PROGRAMMERS = {
    "datafiles.py": "the files of data/ are shipped and tested",
    "demand_presets.py": "data/demand.toml is shipped and tested",
    "presets.py": "the presets are shipped and tested",
    "interface.py": "keys of offerings are bounded before they are written down for a chain",
}


def calls() -> Iterator[tuple[Path, dict[str, str], ast.Call]]:
    """Every call in the core, with its file and the file's constants."""
    for path in sorted((ROOT / "fomo_core").rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        texts = constants(tree)
        yield from ((path, texts, node) for node in ast.walk(tree) if isinstance(node, ast.Call))


def raised() -> dict[str, str]:
    """The English sentence of each code with which the core refuses input."""
    found: dict[str, str] = {}
    for _, texts, node in calls():
        if len(node.args) > 1 and ast.unparse(node.func) in INVALID:
            english = texts[node.args[0].id] if isinstance(node.args[0], ast.Name) else node.args[0].value
            code = ast.literal_eval(node.args[1])
            assert found.setdefault(code, english) == english
            assert placeholders(english) <= {keyword.arg for keyword in node.keywords} or has_more(node)
    return found


def phrases() -> dict[str, str]:
    """The English of each part of a sentence, by its key."""
    found: dict[str, str] = {}
    for _, _, node in calls():
        if ast.unparse(node.func) == Phrase.__name__:
            english, key = node.args
            if not isinstance(english, ast.Constant):
                continue  # a note of the data, which a test of its own holds to the catalogue
            english, key = english.value, ast.literal_eval(key)
            assert found.setdefault(key, english) == english
    return found


def without_code() -> Iterator[str]:
    """Refusals of input that have no code, so that no other language has their sentence."""
    for path, _, node in calls():
        kind = ast.unparse(node.func)
        if (kind in INVALID and len(node.args) == 1) or (kind == ValueError.__name__ and node.args):
            yield f"{path.name}: {ast.unparse(node)}"


def constants(tree: ast.Module) -> dict[str, str]:
    return {
        node.targets[0].id: node.value.value
        for node in tree.body
        if isinstance(node, ast.Assign)
        and isinstance(node.targets[0], ast.Name)
        and isinstance(node.value, ast.Constant)
    }


def has_more(node: ast.Call) -> bool:
    """True when a call takes its details from a dictionary."""
    return any(keyword.arg is None for keyword in node.keywords)


def below(prefix: str) -> dict[str, str]:
    return {key.removeprefix(prefix): text for key, text in KEYS.items() if key.startswith(prefix)}


def test_every_refusal_has_its_sentence():
    expected = {kind.code: kind.sentence for kind in REJECTED}
    assert below("refused.") == expected | {"by the contracts": ChainRefusal.sentence}
    assert below("refused_bare.") == {kind.code: kind.bare for kind in REJECTED if kind.bare}


def test_every_trouble_with_a_chain_has_its_sentence():
    assert below("trouble.") == {kind.__name__: kind.sentence for kind in TROUBLE}


def test_every_code_of_bad_input_has_its_sentence_and_its_details():
    assert len(raised()) > 50
    assert below("invalid.") == raised()


def details(text: str) -> dict[str, object]:
    return {name: CLOSE + place for place, name in enumerate(sorted(placeholders(text)))}


@pytest.mark.parametrize("kind", [*REJECTED, *TROUBLE], ids=lambda kind: kind.__name__)
def test_a_sentence_is_what_the_error_says(kind):
    error = kind(**details(kind.sentence))
    assert sentence(error) == str(error)


@pytest.mark.parametrize("kind", [kind for kind in REJECTED if kind.bare], ids=lambda kind: kind.__name__)
def test_a_sentence_without_numbers_is_what_the_error_says(kind):
    assert sentence(kind()) == str(kind()) == kind.bare


@pytest.mark.parametrize(("code", "english"), raised().items())
def test_a_sentence_about_input_is_what_the_error_says(code, english):
    error = InvalidInput(english, code, **details(english))
    assert sentence(error) == str(error)


@pytest.mark.parametrize(("key", "english"), phrases().items())
def test_a_part_of_a_sentence_is_in_the_catalogue(key, english):
    assert KEYS[key] == english


@pytest.mark.parametrize("preset", presets.names())
def test_a_note_of_a_parameter_is_in_the_catalogue(preset):
    for note in presets.load(preset).notes.values():
        assert phrase(note.note) == note.note


def test_a_phrase_stays_one_where_it_is_copied_or_sent():
    long = Phrase("{most} bytes of {{}}", "unusable.too long", most=5)
    for other in (copy.deepcopy(long), pickle.loads(pickle.dumps(long))):
        assert (other, other.key, other.details) == ("5 bytes of {}", "unusable.too long", {"most": 5})


def test_every_refusal_of_input_has_a_code():
    assert [found for found in without_code() if found.partition(":")[0] not in FOR_PROGRAMMERS] == []


def test_the_exceptions_from_codes_are_there():
    assert {found.partition(":")[0] for found in without_code()} == set(FOR_PROGRAMMERS)


def test_a_reason_within_a_refusal_is_told_in_the_words_of_the_catalogue(monkeypatch):
    for key in (
        "invalid.file: step",
        "invalid.file: place",
        "invalid.field: expected",
        "invalid.expected: digits",
    ):
        monkeypatch.setitem(catalogue(), key, f"<{KEYS[key]}>")
    step = {"at": 0, "do": "fund", "account": "a", "flock": 5}
    raw = {"schema": 1, "title": "", "preset": "mainnet", "steps": [step]}
    with pytest.raises(InvalidScenario) as caught:
        scenario_of(raw)
    digits = "<a string of digits, in the smallest unit.>"
    assert sentence(caught.value) == f"<step 0: <flock: <expected {digits}>>>"


@pytest.mark.parametrize("found", [phrase for phrase in vars(names).values() if isinstance(phrase, Phrase)])
def test_a_fault_of_a_name_is_what_the_rule_says(found):
    assert reason(found) == found
    assert sentence(errors.BadName(reason=found)) == str(errors.BadName(reason=found))


def test_every_fault_of_a_name_has_its_half_sentence():
    found = {fault.key for fault in vars(names).values() if isinstance(fault, Phrase)}
    assert {f"unusable.{code}" for code in below("unusable.")} == found


def test_what_has_no_code_speaks_for_itself():
    assert sentence(InvalidInput("{not} a number")) == "{not} a number"
    assert sentence(FomoError("broken")) == "broken"
    assert sentence(ChainRefusal("odd: one")) == str(ChainRefusal("odd: one"))


def test_another_language_puts_its_own_words_and_numbers(monkeypatch):
    monkeypatch.setitem(catalogue(), "refused.buy: slippage", "{minimum} verlangt, {out} da")
    assert sentence(errors.PurchaseSlippage(out=WAD, minimum=2 * WAD)) == "2.00 verlangt, 1.00 da"
