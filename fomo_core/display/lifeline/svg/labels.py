"""The labels of the picture, in the order in which they may take their places."""

from __future__ import annotations

from collections.abc import Iterator

from fomo_core.display.lifeline.scale import GATE, RAISING, TAXED, USED
from fomo_core.display.lifeline.svg.gate import bar_x, lift, seat
from fomo_core.display.lifeline.svg.lettering import AIR, LEADING, SIZE, Label, Line, shortened_to
from fomo_core.display.lifeline.svg.plane import Plane
from fomo_core.display.lifeline.svg.spots import STAR, disc_spot, drop_spot, lane
from fomo_core.display.lifeline.svg.stairs import Stairs

_MOST_NOTES = {"full": 4, "compact": 1, "phone": 0}
#: Values of two lines nearer than so many lines of text would read as one.
_APART = 2.6
#: The names over what comes back need so much room each (pixels).
_NAMED_FROM = 46
_RIBBON_INDENT, _RIBBON_INDENT_PART = 28, 0.14
#: Words may be so much higher than their part (pixels): parts that leave draw apart by more.
_SPILL = 6


def labels(plane: Plane, stairs: Stairs) -> Iterator[Label]:
    """All labels that the picture wants, the most important first."""
    yield from _ends(plane, stairs)
    yield from _targets(plane)
    yield from _gate(plane, stairs)
    yield from _notes(plane)
    yield from _tax(plane)


def _ends(plane: Plane, stairs: Stairs) -> Iterator[Label]:
    """The values at the lines' ends, on the right."""
    data, full, x = plane.data, plane.look.name == "full", stairs.pool.right
    if not data.pool:
        return
    price = [Line(data.pool[-1].text, "price_text", True)]
    unit = [Line(data.words.texts["flock"], "price_text")] if full else []
    yield Label(x, stairs.pool.last, "rl", [*price, *unit], STAR * plane.look.disc, slide=24)
    if len(data.burns) > 1 and abs(stairs.without.last - stairs.pool.last) > _APART * SIZE:
        first, _, last = data.words.texts["without"].rpartition(" ")
        value = data.without[-1].text
        texts = [f"{value} {first}", last] if full else [value]
        yield Label(x, stairs.without.last, "r", [Line(text, "mute") for text in texts], slide=16)
    if data.burns and data.burns[-1].total:
        burned, share = data.words.texts["burned"], data.burns[-1].share
        light = f"{burned}, {share}" if full else burned
        lines = [Line(data.burns[-1].text, "ember_text", True), Line(light, "ember_text")]
        yield Label(x, stairs.burned.last + SIZE, "r", lines, slide=40)
    yield from _paid(plane, x)


def _paid(plane: Plane, x: float) -> Iterator[Label]:
    """The USD paid for the first use, and for the last one."""
    uses = plane.data.uses
    if not uses:
        return
    first, last = drop_spot(plane, uses[0]), drop_spot(plane, uses[-1])
    if len(uses) > 1:
        yield Label(last.x, lane(plane), "r", [Line(uses[-1].text, "raised_text")], last.r)
    yield Label(first.x, lane(plane), "l", [Line(uses[0].text, "raised_text")], first.r)


def _targets(plane: Plane) -> Iterator[Label]:
    """The targets at the left, and what a token costs at each, on the side away from the data."""
    data, full, x, line = plane.data, plane.look.name == "full", plane.left - 8, LEADING * SIZE
    words = data.words.texts
    for flock, long, short, value in (
        (data.maximum, "maximum", "max", "max_value"),
        (data.minimum, "minimum", "min", "min_value"),
    ):
        name = Line(words[long if full else short], "raised_text", True)
        yield Label(x, plane.y(flock) - line, "e", [name, Line(words[value], "raised_text")])
    zero = [Line(words[name], "mute") for name in (("flock", "zero") if full else ("zero",))]
    yield Label(x, plane.base - len(zero) * line, "e", zero)
    if plane.look.name == "phone":
        return
    for flock, text in ((data.maximum, words["max_price"]), (data.minimum, words["min_price"])):
        lines, y = [Line(text, "raised_text")], plane.y(flock) - line - 2
        if data.gate == "open":
            yield Label(plane.x(RAISING) + 8, y, "s", lines)
        else:
            yield Label(plane.x(GATE) - 8, y, "e", lines)


def _gate(plane: Plane, stairs: Stairs) -> Iterator[Label]:
    """Words on the parts of the raise, or over what comes back."""
    yield from _ribbons(plane)
    if plane.data.words.lines["opens"] and plane.look.name != "phone":
        texts = plane.data.words.lines["opens"]
        lines = [Line(text, "price_text", bool(row)) for row, text in enumerate(texts)]
        y = stairs.pool.foot - 4.4 * SIZE
        yield Label(plane.x(USED) + 8, y, "s", lines, slide=3 * SIZE)
    if plane.data.gate == "shut":
        yield from _returned(plane)


def _ribbons(plane: Plane) -> Iterator[Label]:
    left, wide = plane.x(GATE), plane.x(USED) - plane.x(GATE)
    indent, foot = min(_RIBBON_INDENT, wide * _RIBBON_INDENT_PART), plane.base
    for number, part in enumerate(plane.data.parts):
        high = plane.base - plane.y(part.flock)
        up = lift(number) / 2 if number else 0
        texts = [text for text in (part.name, part.amount, part.more) if text]
        lines = [Line(text, bold=not row) for row, text in enumerate(texts)]
        # The second of three lines does not stand without the third.
        for some in (lines, lines[:2] if len(lines) == 2 else lines[:1], lines[:1]):
            tall = len(some) * LEADING * SIZE
            if some and tall < high + _SPILL and all(line.width < wide - AIR for line in some):
                yield Label(left + indent, foot - high / 2 - up - tall / 2, "s", some, ground="")
                break
        foot -= high


def _returned(plane: Plane) -> Iterator[Label]:
    data = plane.data
    _, tip, slot = seat(plane, 0)
    named = slot > _NAMED_FROM
    for number, owed in enumerate(data.returns if named else []):
        name = Line(shortened_to(owed.name, slot - 6, True), bold=True)
        yield Label(seat(plane, number)[0], tip, "a", [name, Line(owed.text, "raised_text")])
    y = tip - (4.2 if named else 1.6) * SIZE
    if data.words.texts["more"]:
        yield Label(plane.x(GATE) - 8, y, "e", [Line(data.words.texts["more"], "mute")])
    if data.returns:
        yield Label(plane.x(RAISING) + 8, y, "s", [Line(data.words.texts["returns"], bold=True)])
    for number, loss in enumerate(data.lost):
        lines = [Line(loss.text, bold=True), Line(loss.name, "mute")]
        yield Label(bar_x(plane, number), plane.y(loss.flock) - 2.7 * SIZE, "s", lines, slide=2 * SIZE)


def _notes(plane: Plane) -> Iterator[Label]:
    """Texts beside purchases."""
    spots = {disc.step: disc_spot(plane, disc) for disc in plane.data.discs}
    for note in plane.data.notes[: _MOST_NOTES[plane.look.name]]:
        lines = [Line(note.bold, bold=True), *([Line(note.light)] if note.light else [])]
        if note.step in spots:
            x, y, r = spots[note.step]
            # Beside the gate a note stands on the raise's side of it.
            sides = "rlabpdu" if x + r < plane.x(GATE) else "lap"
            yield Label(x, y, sides, lines, r, SIZE)


def _tax(plane: Plane) -> Iterator[Label]:
    """The rates of the tax, in words and beside the slope."""
    data, top, wide = plane.data, plane.y(plane.data.maximum), plane.x(RAISING) - plane.left
    if wide <= 6 * SIZE or not data.times.tax_end:
        return
    for texts in (data.words.lines["tax"], data.words.lines["tax_short"]):
        lines = [Line(text, "hatched_text", not row) for row, text in enumerate(texts)]
        if all(_hangs(line, row, wide, plane.base - top) for row, line in enumerate(lines)):
            yield Label(plane.left + 8, top + 6, "s", lines, ground="hatched_ground")
            break
    for note in data.tax_notes:
        x, y = plane.x(plane.place(TAXED, note.at)), plane.y(data.maximum * (1 - note.part))
        yield Label(x, y + 0.7 * SIZE, "r", [Line(note.text, "tax_text", True)], 3, SIZE)


def _hangs(line: Line, row: int, wide: float, high: float) -> bool:
    """Tell whether a line of the curtain's words lies within its slope."""
    across = (line.width + 12) / wide
    down = (row * LEADING + 1.4) * SIZE / high
    return across + down < 1
