"""Derive from Unicode which characters show nothing, for the core and the contracts alike.

``python tools/characters.py`` writes ``fomo_core/characters.py`` and ``contracts/characters.vy``; a
test compares them with what Unicode says. Python's own tables are older than those of ``regex``,
which comes with web3.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from pathlib import Path

import regex

ROOT = Path(__file__).resolve().parent.parent
LAST = 0x10FFFF

#: Controls, surrogates, private use, ends of lines, what software may leave out when it draws a text, and
#: formatting characters but those that draw a sign of their own around digits.
_HIDDEN = regex.compile(
    r"[\p{Cc}\p{Cs}\p{Co}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]|[\p{Cf}--\p{Prepended_Concatenation_Mark}]",
    regex.V1,
)
#: What is drawn onto the character before it: nonspacing and enclosing marks, and whatever has a combining class.
_MARK = regex.compile(r"[\p{Mn}\p{Me}]|[^\p{ccc=0}]", regex.V1)

#: Letters and symbols whose picture is blank. Unicode has no property for them but their names.
BLANKS = {
    0x2800: "BRAILLE PATTERN BLANK",
    0x13441: "EGYPTIAN HIEROGLYPH FULL BLANK",
    0x13442: "EGYPTIAN HIEROGLYPH HALF BLANK",
    0x1D159: "MUSICAL SYMBOL NULL NOTEHEAD",
}
#: Blocks without a character to read: Specials, and everything from the tags on.
_BLOCKS = (range(0xFFF0, 0x10000), range(0xE0000, LAST + 1))

Range = tuple[int, int]

#: Boundaries in a word of 256 bits, and the bits of each.
_PER_WORD, _BITS = 12, 21


#: The contract's functions, which know nothing of the ranges but their boundaries.
_SEARCH = """@internal
@view
def _is_hidden(point: uint256) -> bool:
    \"\"\"
    @notice Whether a character is drawn as nothing.
    \"\"\"
    return self._odd(point, 0, HIDDEN)


@internal
@view
def _is_mark(point: uint256) -> bool:
    \"\"\"
    @notice Whether a character is drawn onto the one before it.
    \"\"\"
    return self._odd(point, HIDDEN, ALL)


@internal
@view
def _odd(point: uint256, first: uint256, after: uint256) -> bool:
    \"\"\"
    @notice Whether an odd number of the boundaries from `first` to before `after` lies at or below `point`.
    \"\"\"
    low: uint256 = first
    high: uint256 = after
    for _: uint256 in range(STEPS):
        if low == high:
            break
        middle: uint256 = unsafe_add(low, high) // 2
        word: uint256 = convert(BOUNDARIES[middle // PER_WORD], uint256)
        if (word >> unsafe_mul(middle % PER_WORD, BITS)) & MASK <= point:
            low = unsafe_add(middle, 1)
        else:
            high = middle
    return (low ^ first) & 1 == 1
"""


def hidden() -> list[Range]:
    """The ranges of characters that are drawn as nothing, both ends included."""
    return _ranges(_found(_HIDDEN).union(BLANKS, *_BLOCKS))


def marks() -> list[Range]:
    """The ranges of characters that are drawn onto another one, both ends included; none is hidden."""
    return _ranges(_found(_MARK) - _found(_HIDDEN).union(BLANKS, *_BLOCKS))


def _found(pattern: regex.Pattern[str]) -> set[int]:
    """The code points that a pattern matches."""
    everything = "".join(map(chr, range(LAST + 1)))
    return {match.start() for match in pattern.finditer(everything)}


def _ranges(points: set[int]) -> list[Range]:
    found: list[Range] = []
    for point in sorted(points):
        if found and found[-1][1] == point - 1:
            found[-1] = (found[-1][0], point)
        else:
            found.append((point, point))
    return found


def core_text() -> str:
    """The file ``fomo_core/characters.py``."""
    return "\n".join(
        [
            '"""Characters that show nothing by themselves, as ranges; made by ``tools/characters.py``, not by hand."""',
            "",
            "from __future__ import annotations",
            "",
            "#: Drawn as nothing: first and last code point of each range, in hexadecimal.",
            *_python("HIDDEN", hidden()),
            "",
            "#: Drawn onto the character before them.",
            *_python("MARKS", marks()),
            "",
        ]
    )


def _python(name: str, ranges: list[Range]) -> Iterator[str]:
    yield f'{name} = """'
    yield from _lines(
        [f"{first:x}-{last:x}" if last > first else f"{first:x}" for first, last in ranges], " "
    )
    yield '"""'


def contract_text() -> str:
    """The file ``contracts/characters.vy``."""
    veiled, drawn_onto = _boundaries(hidden()), _boundaries(marks())
    words = _words(veiled + drawn_onto)
    return f"""#pragma version 0.4.3
\"\"\"
@title Characters that show nothing by themselves; made by tools/characters.py, not by hand
@notice A range is two boundaries: where it begins, and where the next one that is none of it begins. A
        character is inside one of them where an odd number of boundaries lies at or below it.
\"\"\"

#: {_PER_WORD} boundaries of {_BITS} bits a word, the lowest bits first: those of hidden ranges, then those of marks.
BOUNDARIES: immutable(bytes32[{len(words)}])
HIDDEN: constant(uint256) = {len(veiled)}
ALL: constant(uint256) = {len(veiled) + len(drawn_onto)}

PER_WORD: constant(uint256) = {_PER_WORD}
BITS: constant(uint256) = {_BITS}
MASK: constant(uint256) = 2**BITS - 1
#: Halvings of a range that leave none of the boundaries undecided.
STEPS: constant(uint256) = {max(len(veiled), len(drawn_onto)).bit_length()}


@deploy
def __init__():
    BOUNDARIES = [
{chr(10).join(f"        {word:#066x}," for word in words)}
    ]


{_SEARCH}"""


def _boundaries(ranges: list[Range]) -> list[int]:
    return list(chain.from_iterable((first, last + 1) for first, last in ranges))


def _words(boundaries: list[int]) -> list[int]:
    groups = [boundaries[at : at + _PER_WORD] for at in range(0, len(boundaries), _PER_WORD)]
    return [sum(value << (_BITS * place) for place, value in enumerate(group)) for group in groups]


def _lines(parts: list[str], between: str, width: int = 110) -> Iterator[str]:
    line = ""
    for part in parts:
        if line and len(line) + len(between) + len(part) > width:
            yield line
            line = part
        else:
            line = f"{line}{between}{part}" if line else part
    yield line


def main() -> None:
    """Write both files."""
    (ROOT / "fomo_core" / "characters.py").write_text(core_text(), encoding="utf-8")
    (ROOT / "contracts" / "characters.vy").write_text(contract_text(), encoding="utf-8")


if __name__ == "__main__":
    main()
