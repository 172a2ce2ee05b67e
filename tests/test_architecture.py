"""Who may know whom, and what may not occur where: read from the code's own syntax trees."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

import pytest

from tests.builders import ROOT

#: The house from the inside out. A module may import its own row and the rows above it.
LAYERS = (
    (
        ("units", "fixed_point", "tuples", "kinds"),
        "integers, the direction in which they are rounded; tuples made fast; the kinds of their fields",
    ),
    (
        ("errors", "phrases", "characters"),
        "everything that can go wrong; parts of its sentences; the characters that show nothing",
    ),
    (
        ("names", "telling"),
        "the names that a launch accepts; what a story says of a step",
    ),
    (("amounts",), "a person's decimal text as an integer"),
    (("parameters", "events", "commands"), "the protocol's numbers; what can happen; what can be asked for"),
    (("tax", "fees", "curve", "pool", "revenue"), "one chapter of the rules each"),
    (("offering", "world"), "one offering's state; all state, and how events change it"),
    (("decide", "ledger"), "what a command would do; the log of events and its replay"),
    (("worth", "limits"), "what a sale brings; what an act must not exceed"),
    (("history", "chain"), "what the log says over time; the ports that every backend answers"),
    (("market",), "price times amount, a day's change of the price, how tokens are spread"),
    (("foreign",), "somebody else's launchpad: its log, what it did, which curve fits"),
    (("acting", "live_chain"), "the ports of a chain behind a node: acting on it, reading it"),
    (
        ("datafiles", "misfits", "presets", "event_record", "deployments", "issued"),
        "the readers of files and of `data/`",
    ),
    (("backends",), "the sandbox, and real chains behind nodes; web3 and its kin only here"),
    (("simulation",), "previews: many runs over assumed demand; numpy from here on (its own README)"),
    (("scenarios",), "files of dated commands: played, recorded, replayed, sent to a chain"),
    (("display",), "texts, formats, tables, figures; pandas and plotly only here"),
    (("cli",), "the command line, a file for each verb"),
    (("ui",), "what all pages share; streamlit only from here on"),
    (("pages", "app"), "one file a screen; the server"),
)


def printed_layers() -> str:
    """The house as ``fomo_core/README.md`` lists it."""
    rows = enumerate(LAYERS, 1)
    return "\n".join(
        f"{number}. {', '.join(f'`{name}`' for name in row)}: {about}" for number, (row, about) in rows
    )


RANK = {name: rank for rank, (row, _) in enumerate(LAYERS) for name in row}
CORE = tuple(name for row, _ in LAYERS[: RANK["live_chain"] + 1] for name in row)

#: Modules of the standard library that would let the outside into the rules.
OUTSIDE = {"os", "io", "pathlib", "random", "secrets", "time", "datetime", "socket", "subprocess", "tempfile"}

#: Which files may import which third-party package; a folder ends with a slash.
THIRD_PARTY = {
    **dict.fromkeys(("web3", "eth_abi", "eth_utils", "eth_account"), ("fomo_core/backends/",)),
    "numpy": ("fomo_core/simulation/", "fomo_core/display/"),
    "numba": ("fomo_core/simulation/engines/compiled.py",),
    "distributed": ("fomo_core/simulation/work/places.py",),
    "pandas": ("fomo_core/display/", "ui/frame.py"),
    "plotly": ("fomo_core/display/", "ui/frame.py"),
    "pydantic": tuple(
        f"fomo_core/{name}.py"
        for name in (
            "datafiles",
            "presets",
            "simulation/demand_presets",
            "scenarios/file",
            "scenarios/beginning",
            "scenarios/steps",
            "deployments",
            "issued",
        )
    ),
    "streamlit": ("ui/", "pages/", "app.py"),
}


def _sources() -> list[Path]:
    files = [path for folder in ("fomo_core", "ui", "pages") for path in (ROOT / folder).rglob("*.py")]
    return sorted([*files, *ROOT.glob("app.py")])


def _place(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


FILES = {_place(path): path for path in _sources()}
ALL = pytest.mark.parametrize("place", FILES)


@cache
def _tree(place: str) -> ast.Module:
    return ast.parse(FILES[place].read_text(encoding="utf-8"))


def _imports(place: str) -> Iterator[str]:
    """The full dotted names that a file imports, ``from a import b`` as ``a.b``; deferred ones too."""
    for node in ast.walk(_tree(place)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{place}: write imports out in full"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def _member(dotted: str) -> str | None:
    """The part of the house that a dotted name or a place belongs to, or None for others' code."""
    parts = dotted.removesuffix(".py").replace("/", ".").split(".")
    if parts[0] == "fomo_core":
        return parts[1] if len(parts) > 1 else "__init__"
    return parts[0] if parts[0] in ("ui", "pages", "app") else None


def _within(place: str, allowed: tuple[str, ...]) -> bool:
    return any(place.startswith(entry) if entry.endswith("/") else place == entry for entry in allowed)


def _in_core(place: str) -> bool:
    return _member(place) in (*CORE, "__init__") and place.startswith("fomo_core/")


CORE_FILES = pytest.mark.parametrize("place", [place for place in FILES if _in_core(place)])


def test_the_core_is_found():
    assert {"fomo_core/decide/__init__.py", "fomo_core/chain.py", "fomo_core/__init__.py"} <= set(FILES)


def test_the_readme_lists_the_layers_as_they_are():
    assert printed_layers() in (ROOT / "fomo_core" / "README.md").read_text(encoding="utf-8")


def test_every_layer_is_there():
    assert set(RANK) == {_member(place) for place in FILES} - {"__init__", "__main__"}


@ALL
def test_every_module_has_its_layer(place):
    assert _member(place) in RANK or place in ("fomo_core/__init__.py", "fomo_core/__main__.py")


@ALL
def test_imports_point_inward(place):
    own = _member(place)
    if own == "__main__":
        assert not {_member(name) for name in _imports(place)} & {"ui", "pages", "app"}
        return
    inner = [name for name in _imports(place) if _member(name) not in (None, own)]
    outward = [name for name in inner if _rank(_member(name)) > _rank(own)]
    assert not outward, f"{place} must not know {', '.join(outward)}"


def _rank(member: str) -> int:
    # The package itself holds a version and knows nobody; its command line is for nobody to import.
    return {"__init__": -1, "__main__": len(LAYERS)}.get(member, RANK.get(member, -1))


@CORE_FILES
def test_the_core_imports_the_standard_library_alone(place):
    foreign = {name.split(".")[0] for name in _imports(place) if _member(name) is None}
    assert foreign <= sys.stdlib_module_names


@CORE_FILES
def test_the_core_has_no_file_clock_or_randomness(place):
    assert not {name.split(".")[0] for name in _imports(place)} & OUTSIDE
    assert not {"open", "input", "print", "eval", "exec", "__import__"} & _called_names(place)


@CORE_FILES
def test_the_core_has_no_float_and_no_true_division(place):
    for node in ast.walk(_tree(place)):
        where = f"{place}:{getattr(node, 'lineno', 0)}"
        assert not (isinstance(node, ast.Constant) and isinstance(node.value, float | complex)), where
        assert not (isinstance(node, ast.BinOp | ast.AugAssign) and isinstance(node.op, ast.Div)), where
    assert not {"float", "complex", "round"} & _called_names(place)


def _called_names(place: str) -> set[str]:
    nodes = ast.walk(_tree(place))
    return {node.id for node in nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)}


@ALL
def test_third_party_packages_stay_in_their_rooms(place):
    shut_out = {package for package, rooms in THIRD_PARTY.items() if not _within(place, rooms)}
    assert not shut_out & {name.split(".")[0] for name in _imports(place)}


def test_pages_do_no_arithmetic():
    pages = [place for place in FILES if place.startswith("pages/")]
    sums = {place: _arithmetic_lines(place) for place in pages}
    assert not {place: lines for place, lines in sums.items() if lines}


def _arithmetic_lines(place: str) -> list[int]:
    nodes = ast.walk(_tree(place))
    return [node.lineno for node in nodes if isinstance(node, ast.BinOp | ast.AugAssign)]


def test_the_search_for_arithmetic_finds_it():
    assert _arithmetic_lines("fomo_core/pool.py")


@pytest.mark.parametrize(
    "module",
    [
        "fomo_core",
        "fomo_core.chain",
        "fomo_core.live_chain",
        "fomo_core.backends",
        "fomo_core.backends.sandbox",
        "fomo_core.simulation.start",
    ],
)
def test_importing_the_core_loads_nothing_heavy(module):
    heavy = sorted(THIRD_PARTY)
    program = f"import sys, {module}; print(sorted(set({heavy}) & set(sys.modules)))"
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"


# --- folders stay small, and what is private to a folder stays in it ---

_MOST_MODULES = 12

#: Folders that may hold more modules, and why.
WIDE = {
    "fomo_core": "the pure core is read as one book, a chapter a module",
    "pages": "one file a screen, and there are as many as there are screens",
}


def _modules_by_folder(places: Iterable[str]) -> dict[str, int]:
    folders = [str(Path(place).parent) for place in places if not place.endswith("__init__.py")]
    return {folder: folders.count(folder) for folder in folders}


def _crowded(places: Iterable[str]) -> dict[str, int]:
    """The folders that hold too many modules, with how many these are."""
    return {folder: held for folder, held in _modules_by_folder(places).items() if held > _MOST_MODULES}


def test_a_folder_holds_few_modules():
    beside = (
        _place(path) for folder in ("tests", "tools", "benchmarks") for path in (ROOT / folder).rglob("*.py")
    )
    assert set(_crowded([*FILES, *beside])) <= set(WIDE)


def test_the_search_for_crowded_folders_finds_them():
    places = ["ui/__init__.py", *(f"ui/part_{number}.py" for number in range(_MOST_MODULES + 1))]
    assert _crowded(places) == {"ui": _MOST_MODULES + 1}
    assert not _crowded(places[:-1])


def _private_imports(place: str) -> list[str]:
    """The modules and names that begin with an underscore and that a file imports from another folder."""
    own = str(Path(place).parent).replace("/", ".")
    return [name for name in _imports(place) if _hidden_from(own, name)]


def _hidden_from(own: str, dotted: str) -> bool:
    """Tell whether a folder may not know a dotted name: what is private is known in its own folder and below."""
    parts = dotted.split(".")
    private = [k for k, part in enumerate(parts) if part.startswith("_") and not part.startswith("__")]
    return _member(dotted) is not None and any(
        not f"{own}.".startswith(f"{_folder_of(parts[:k])}.") for k in private
    )


def _folder_of(parts: list[str]) -> str:
    is_module = f"{'/'.join(parts)}.py" in FILES
    return ".".join(parts[:-1] if is_module else parts)


@ALL
def test_nothing_private_is_imported_from_outside_its_folder(place):
    assert not _private_imports(place)


@pytest.mark.parametrize(
    ("own", "name", "hidden"),
    [
        ("ui.desk", "ui.live._parts", True),
        ("ui", "ui.live._parts.draw", True),
        ("ui.live", "ui.live._parts.draw", False),
        ("ui.live.deep", "ui.live._parts", False),
        ("ui.lives", "ui.live._parts", True),
        ("fomo_core.decide", "fomo_core.decide.purchases._private", False),
        ("ui", "fomo_core.decide.purchases._private", True),
        ("fomo_core", "fomo_core.__version__", False),
        ("ui", "eth_account.messages._hash", False),
    ],
)
def test_the_search_for_private_imports_finds_them(own, name, hidden):
    assert _hidden_from(own, name) is hidden


# --- one name, one idea ---

#: Public names that several modules of a layer have, since they mean the same there.
SHARED = {
    ("cli", "add_options"): "each verb has its options",
    ("cli", "run"): "and what it does",
    ("display", "duration"): "of integers in format, of a preview's floats in floats",
    ("display", "flock"): "likewise",
    ("display", "number"): "likewise",
    ("display", "percent"): "likewise",
    ("display", "price"): "likewise",
    ("simulation", "below"): "the same odds, by counting or by a transform",
    ("simulation", "play_chunk"): "one for each engine",
    ("ui", "Question"): "all that an answer beside the page depends on",
    ("ui", "bands"): "the spread of a preview or a forecast over time",
    ("ui", "draw"): "the one thing that a module shows",
    ("ui", "form"): "what is asked for an act, with its quote",
    ("ui", "answer"): "an answer from the store, or computed now",
    ("ui", "table"): "a screen's table",
    ("ui", "verdict"): "what came out, in a sentence",
}


def _public(place: str) -> Iterator[str]:
    defined = (ast.FunctionDef, ast.ClassDef)
    names = (node.name for node in _tree(place).body if isinstance(node, defined))
    return (name for name in names if not name.startswith("_"))


def test_no_two_public_names_of_a_layer_are_alike_and_mean_different_things():
    found = Counter((_member(place), name) for place in FILES for name in _public(place))
    assert {name for name, count in found.items() if count > 1} == set(SHARED)


# --- docstrings say what is there, and ask nothing ---

_QUESTION = re.compile(r"(What|Whether|How|Why|Which|Where|When|Who|Whom|Whose)\b")


def _described() -> list[str]:
    """The files whose docstrings are read: those of the house, and the programs beside it."""
    beside = [path for folder in ("tools", "benchmarks") for path in (ROOT / folder).rglob("*.py")]
    return [*FILES, *sorted(map(_place, beside))]


def _questions(place: str, text: str) -> list[str]:
    """The docstrings in a file's text that begin with a question word, each with its place and line."""
    described = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    nodes = [node for node in ast.walk(ast.parse(text)) if isinstance(node, described)]
    told = [(node.body[0].lineno, said) for node in nodes if (said := ast.get_docstring(node))]
    return [f"{place}:{line}: {said}" for line, said in told if _QUESTION.match(said)]


def test_the_programs_beside_the_house_are_found():
    assert {"tools/anvil.py", "benchmarks/preview.py", "ui/desk/store.py", "app.py"} <= set(_described())


@pytest.mark.parametrize("place", _described())
def test_no_docstring_begins_with_a_question_word(place):
    asked = _questions(place, (ROOT / place).read_text(encoding="utf-8"))
    assert not asked, "begin with a verb or a noun:\n" + "\n".join(asked)


def test_the_search_for_questions_in_docstrings_finds_them():
    good = 'def price():\n    """Return what a token costs."""\n'
    bad = 'class Sale:\n    async def done(self):\n        """Whether it is over."""\n'
    assert _questions("sample.py", good + bad) == ["sample.py:5: Whether it is over."]
    assert _questions("sample.py", '"""How: it works."""\n') == ["sample.py:1: How: it works."]
    assert not _questions("sample.py", '"""Whatever is left."""\n' + good)


# --- text that must not be in any file ---

_UNFINISHED = re.compile(r"\b(TO" + r"DO|FIX" + r"ME|X" + r"XX|HA" + r"CK)\b")
_SECRET = re.compile(
    r"-----BEGIN [A-Z ]*PRI" + r"VATE KEY-----"
    r"|(?i:private|secret|mnemonic|deployer)[^\n]{0,40}\b(?:0x)?[0-9a-fA-F]{64}\b"
    r"|(?i:mnemonic|seed.phrase)\W{1,5}(?:[a-z]{3,8} ){11}[a-z]{3,8}\b"
)


def _tracked() -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True)
    return [ROOT / name for name in listed.stdout.split("\0") if name]


def _lines() -> Iterator[tuple[str, str]]:
    for path in _tracked():
        if path.is_file() and b"\0" not in (content := path.read_bytes()):
            for number, line in enumerate(content.decode("utf-8", "replace").splitlines(), 1):
                yield f"{_place(path)}:{number}", line


def test_no_tracked_file_holds_a_private_key():
    assert not [where for where, line in _lines() if _SECRET.search(line)]


def test_no_tracked_file_is_marked_unfinished():
    assert not [where for where, line in _lines() if _UNFINISHED.search(line)]


@pytest.mark.parametrize(
    "line",
    ["-----BEGIN EC PRI" + "VATE KEY-----", "PRI" + "VATE_KEY = 0x" + "ab" * 32, "mnemonic: " + "word " * 12],
)
def test_the_search_for_keys_finds_them(line):
    assert _SECRET.search(line)


def test_the_search_for_keys_leaves_topics_and_digests_alone():
    assert not _SECRET.search('LAUNCH_CREATED = "0x' + "ab" * 32 + '"')


def test_the_search_for_unfinished_lines_finds_them():
    assert _UNFINISHED.search("# TO" + "DO: later")
    assert not _UNFINISHED.search("mastodon")
