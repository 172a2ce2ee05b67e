#pragma version 0.4.3
"""
@title Which names, tickers and descriptions a launch accepts
@notice The same rules as fomo_core/names.py, on the bytes that a contract sees: texts must be valid
        UTF-8, and characters that show nothing are found by decoding them.
"""

import characters

initializes: characters

LONGEST_NAME: constant(uint256) = 64
LONGEST_DESCRIPTION: constant(uint256) = 1_000
#: Most marks that may be drawn onto one character. The first mark in Unicode is U+0300.
MOST_MARKS: constant(uint256) = 4
FIRST_MARK: constant(uint256) = 768

#: Sets of ASCII characters as bits. Controls are 0x00 to 0x1f and 0x7f; a description may break lines.
CONTROLS: constant(uint256) = (1 << 32) - 1 + (1 << 127)
NEW_LINE: constant(uint256) = 1 << 10
#: < > [ ] { } \ ` * _ ~ | $ #
MARKUP: constant(uint256) = (
    (1 << 60) + (1 << 62) + (1 << 91) + (1 << 93) + (1 << 123) + (1 << 125) + (1 << 92)
    + (1 << 96) + (1 << 42) + (1 << 95) + (1 << 126) + (1 << 124) + (1 << 36) + (1 << 35)
)
#: 0 to 9 and A to Z.
TICKER: constant(uint256) = (((1 << 10) - 1) << 48) + (((1 << 26) - 1) << 65)
REFUSED_IN_NAMES: constant(uint256) = CONTROLS + MARKUP
REFUSED_IN_PROSE: constant(uint256) = CONTROLS - NEW_LINE

#: The joiners of compound emoji, welcome in prose: U+200D and U+FE0F.
JOINER: constant(uint256) = 8_205
EMOJI_STYLE: constant(uint256) = 65_039

#: What follows a text while it is read: a space continues no character, so none reaches past the end.
PADDING: constant(bytes32) = 0x2020202020202020202020202020202020202020202020202020202020202020

#: A word with the same byte 32 times.
EACH: constant(uint256) = max_value(uint256) // 255


@deploy
def __init__():
    characters.__init__()


@internal
@pure
def symbol_fits(symbol: String[64]) -> bool:
    """
    @notice Whether a ticker is 2 to 10 of A to Z and 0 to 9.
    """
    if len(symbol) < 2 or len(symbol) > 10:
        return False
    word: uint256 = extract32(concat(convert(symbol, Bytes[64]), PADDING), 0, output_type=uint256)
    for at: uint256 in range(10):
        if at == len(symbol):
            break
        if (TICKER >> (word >> 248)) & 1 == 0:
            return False
        word = word << 8
    return True


@internal
@view
def name_fits(name: String[256]) -> bool:
    """
    @notice Whether a name is 1 to 64 bytes of visible text without markup, without space around it, and
            without marks that have no character to be drawn onto or are too many on one.
    """
    if len(name) == 0 or len(name) > LONGEST_NAME:
        return False
    padded: Bytes[288] = concat(convert(name, Bytes[256]), PADDING)
    at: uint256 = 0
    point: uint256 = 32
    marks: uint256 = 0
    for _: uint256 in range(LONGEST_NAME):
        width: uint256 = 0
        before: uint256 = point
        point, width = self._decoded(extract32(padded, at, output_type=uint256))
        if width == 0 or self._hidden(point, REFUSED_IN_NAMES):
            return False
        if at == 0 and self._space(point):
            return False
        marks = marks + 1 if point >= FIRST_MARK and characters._is_mark(point) else 0
        if marks > MOST_MARKS or (marks == 1 and self._space(before)):
            return False
        at += width
        if at == len(name):
            break
    return not self._space(point)


@internal
@view
def description_fits(description: String[2048]) -> bool:
    """
    @notice Whether a description is at most 1,000 bytes of visible text. Markup is plain text here;
            line breaks and the joiners of compound emoji are welcome.
    """
    if len(description) > LONGEST_DESCRIPTION:
        return False
    padded: Bytes[2080] = concat(convert(description, Bytes[2048]), PADDING)
    at: uint256 = 0
    for _: uint256 in range(LONGEST_DESCRIPTION):
        if at >= len(description):
            break
        word: uint256 = extract32(padded, at, output_type=uint256)
        if self._plain(word):
            at += 32
            continue
        point: uint256 = 0
        width: uint256 = 0
        point, width = self._decoded(word)
        if width == 0:
            return False
        if self._hidden(point, REFUSED_IN_PROSE) and point != JOINER and point != EMOJI_STYLE:
            return False
        at += width
    return True


@internal
@pure
def _plain(word: uint256) -> bool:
    """
    @notice Whether all 32 bytes are visible ASCII, 0x20 to 0x7e; most of most texts is.
    """
    # Once no byte has its top bit, adding 0x60 sets it in all from 0x20 on, and adding 1 in 0x7f alone.
    top: uint256 = EACH * 128
    if word & top != 0:
        return False
    return unsafe_add(word, EACH * 96) & top == top and unsafe_add(word, EACH) & top == 0


@internal
@pure
def _decoded(word: uint256) -> (uint256, uint256):
    """
    @notice The code point that the word's first bytes encode in UTF-8, and how many bytes it takes; 0
            bytes when they are no UTF-8. Lone surrogates decode here and count as hidden.
    """
    first: uint256 = word >> 248
    if first < 128:
        return first, 1
    second: uint256 = (word >> 240) & 255
    if second >> 6 != 2:
        return 0, 0
    point: uint256 = second & 63
    if first >> 5 == 6:
        point |= (first & 31) << 6
        return point, 2 if point >= 128 else 0
    third: uint256 = (word >> 232) & 255
    if third >> 6 != 2:
        return 0, 0
    point = (point << 6) | (third & 63)
    if first >> 4 == 14:
        point |= (first & 15) << 12
        return point, 3 if point >= 2_048 else 0
    fourth: uint256 = (word >> 224) & 255
    if fourth >> 6 != 2 or first >> 3 != 30:
        return 0, 0
    point = (point << 6) | (fourth & 63) | ((first & 7) << 18)
    return point, 4 if point >= 65_536 and point <= 1_114_111 else 0


@internal
@view
def _hidden(point: uint256, refused: uint256) -> bool:
    """
    @notice Whether an ASCII character is in the set `refused`, or any other is drawn as nothing.
    """
    if point < 128:
        return (refused >> point) & 1 == 1
    return characters._is_hidden(point)


@internal
@pure
def _space(point: uint256) -> bool:
    """
    @notice White space that is not hidden already: what Python's str.strip() takes off.
    """
    return (
        point == 32
        or point == 160  # U+00A0
        or point == 5_760  # U+1680
        or (point >= 8_192 and point <= 8_202)  # U+2000 to U+200A
        or point == 8_239  # U+202F
        or point == 8_287  # U+205F
        or point == 12_288  # U+3000
    )
