"""The sentences of errors: every code and kind has its own in the catalogue, equal to what the error says."""

import ast
from collections.abc import Iterator

import pytest

from fomo_core import errors, names
from fomo_core.display.catalogue import catalogue
from fomo_core.display.refusals import reason, sentence
from fomo_core.errors import ChainError, ChainRefusal, FomoError, InvalidInput, Rejected
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


def raised() -> dict[str, str]:
    """The English sentence of each code with which the core refuses input."""
    invalid = {InvalidInput.__name__, *(kind.__name__ for kind in kinds(InvalidInput))}
    found: dict[str, str] = {}
    for path in sorted((ROOT / "fomo_core").rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        texts = constants(tree)
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and len(node.args) > 1 and ast.unparse(node.func) in invalid:
                english = texts[node.args[0].id] if isinstance(node.args[0], ast.Name) else node.args[0].value
                code = ast.literal_eval(node.args[1])
                assert found.setdefault(code, english) == english
                assert placeholders(english) <= {keyword.arg for keyword in node.keywords} or has_more(node)
    return found


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


@pytest.mark.parametrize("found", [fault for fault in vars(names).values() if isinstance(fault, names.Fault)])
def test_a_fault_of_a_name_is_what_the_rule_says(found):
    assert reason(found) == found
    assert sentence(errors.BadName(reason=found)) == str(errors.BadName(reason=found))


def test_every_fault_of_a_name_has_its_half_sentence():
    codes = {fault.code for fault in vars(names).values() if isinstance(fault, names.Fault)}
    assert set(below("unusable.")) == codes


def test_what_has_no_code_speaks_for_itself():
    assert sentence(InvalidInput("{not} a number")) == "{not} a number"
    assert sentence(FomoError("broken")) == "broken"
    assert sentence(ChainRefusal("odd: one")) == str(ChainRefusal("odd: one"))


def test_another_language_puts_its_own_words_and_numbers(monkeypatch):
    monkeypatch.setitem(catalogue(), "refused.buy: slippage", "{minimum} verlangt, {out} da")
    assert sentence(errors.PurchaseSlippage(out=WAD, minimum=2 * WAD)) == "2.00 verlangt, 1.00 da"
