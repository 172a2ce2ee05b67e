"""The life line standing still: an SVG text with the same places and marks as the data says."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import cache
from itertools import combinations
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fomo_core import commands as cmd
from fomo_core.backends.sandbox import Sandbox
from fomo_core.display.lifeline.picture import Picture, picture
from fomo_core.display.lifeline.svg import LifeLine, svg, thumbnail
from fomo_core.display.lifeline.svg.data import data_of
from fomo_core.display.lifeline.svg.sheet import DARK, LIGHT, Colours
from fomo_core.units import DAY_S, HOUR_S, WAD
from tests.builders import SUPPORTER
from tests.display.drawing.contrast import contrast
from tests.display.lifeline.shapes import (
    corners,
    elements,
    number,
    points,
    root_of,
    said,
    text_boxes,
    words,
)
from tests.display.lifeline.test_story import EVERY, buy, launched, story_of

SIZES = [(1168, 336), (912, 304), (760, 300), (560, 340), (358, 236)]
FULL, FAILED, SNIPED = "1-maximum-reached", "3-failed-and-redeemed", "4-sniper"
ALL = pytest.mark.parametrize("name", EVERY)


def pictures(sandbox: Sandbox, account: str = "") -> list[Picture]:
    return [picture(story_of(sandbox, key), key, account) for key in sandbox.world.offerings]


@cache
def drawing(name: str, account: str = "") -> Picture:
    return pictures(EVERY[name](), account)[0]


def altered(value: object, change: Callable[[str], str]) -> object:
    """Data with every text in it changed, but for those that say what something is."""
    if isinstance(value, str):
        return (
            value
            if value in ("open", "shut", "waiting", "pool", "operations", "incentives")
            else change(value)
        )
    if isinstance(value, list):
        return [altered(each, change) for each in value]
    return {key: altered(each, change) for key, each in value.items()} if isinstance(value, dict) else value


@ALL
def test_every_story_lies_within_its_picture(name: str) -> None:
    for drawn in pictures(EVERY[name]()):
        for width, height in SIZES:
            found = list(points(root_of(svg(drawn, width, height))))
            assert min(x for x, _ in found) >= 0
            assert max(x for x, _ in found) <= width
            assert min(y for _, y in found) >= 0
            assert max(y for _, y in found) <= height


@ALL
def test_no_text_lies_on_another(name: str) -> None:
    for drawn in pictures(EVERY[name]()):
        for width, height in SIZES:
            root = root_of(svg(drawn, width, height))
            for one, other in combinations(text_boxes(root), 2):
                assert not one.meets(other), (words(root), one, other)


@ALL
def test_each_event_of_the_data_has_its_mark(name: str) -> None:
    for drawn in pictures(EVERY[name]()):
        data, root = data_of(drawn), root_of(svg(drawn))
        discs = [group for group in elements(root, "g") if said(group) is not None]
        assert [said(disc) for disc in discs] == [disc.text for disc in data.discs]
        marks = [path for path in elements(root, "path") if said(path) is not None]
        assert [said(mark) for mark in marks] == [
            *(trade.text for trade in data.trades),
            *(use.text for use in data.uses),
            *(f"{burn.text} ({burn.share})" for burn in data.burns),
        ]


def test_the_raise_ends_and_the_pool_opens_at_their_heights() -> None:
    """The height, 50 to 309, is 1.2 times 300,000; the gate stands after 52% of 1,085 pixels from 70 on."""
    root = root_of(svg(drawing(FULL)))
    raised, pool = (
        next(list(corners(p.attrib["d"])) for p in elements(root, "path") if _is_line(p, colour))
        for colour in (LIGHT.raised, LIGHT.price)
    )
    assert raised[0] == (70, 309)
    assert raised[-1] == (634.2, 93.17)
    assert pool[0] == (818.65, 179.5)
    assert pool[-1][1] == pytest.approx(309 - 129.5 * 3.606498 / 2.25, abs=0.01)


def _is_line(path: ET.Element, colour: str) -> bool:
    return path.get("stroke") == colour and path.get("stroke-width") == "2.6"


def test_a_disc_has_the_area_of_the_payment_and_stands_at_its_step() -> None:
    circles = elements(root_of(svg(drawing(FULL))), "circle")
    first = next(circle for circle in circles if circle.get("fill-opacity"))
    assert [number(first, name) for name in ("cx", "cy", "r")] == [77, 294.83, 13]
    largest = max(number(circle, "r") for circle in circles)
    assert largest == pytest.approx(13 * math.sqrt(3), abs=0.01)


def test_a_taxed_purchase_is_red_with_a_core_of_what_counted() -> None:
    root = root_of(svg(drawing(SNIPED)))
    inner = [list(group)[1:] for group in elements(root, "g") if said(group) is not None]
    red = [circles for circles in inner if circles[0].get("fill") == LIGHT.tax]
    assert [round((number(core, "r") / number(disc, "r")) ** 2, 2) for disc, core in red] == [
        0.01,
        0.31,
        0.61,
    ]
    assert {circles[0].get("fill") for circles in inner if circles not in red} == {LIGHT.raised}


def test_purchases_of_ones_own_have_a_ring() -> None:
    def rings(account: str) -> int:
        circles = elements(root_of(svg(drawing(FULL, account))), "circle")
        return len([circle for circle in circles if circle.get("stroke") == LIGHT.ink])

    own = [disc for disc in data_of(drawing(FULL, "ada")).discs if disc.own]
    assert rings("ada") == len(own) == 4
    assert rings("") == 0


def test_a_shut_gate_is_thick_and_principal_comes_back_to_scale() -> None:
    root = root_of(svg(drawing(FAILED)))
    posts = [path for path in elements(root, "path") if path.get("stroke-width") == "7"]
    assert [path.attrib["d"] for path in posts] == ["M 764.4 50 V 309"]
    bands = [
        number(path, "stroke-width")
        for path in elements(root, "path")
        if path.get("stroke-opacity") == "0.42"
    ]
    assert bands == [
        pytest.approx(max(2, 259 * flock / 360_000), abs=0.01)
        for flock in (15_760, 14_775, 8_865, 6_895, 2_955)
    ]
    grey = [rect for rect in elements(root, "rect") if rect.get("fill") == LIGHT.mute]
    assert [number(rect, "height") for rect in grey] == [pytest.approx(259 * 32_768 / 360_000, abs=0.01), 1]
    assert not [path for path in elements(root, "path") if "-pool)" in path.get("fill", "")]


def test_the_tax_is_told_in_as_many_words_as_hang_on_its_curtain() -> None:
    wide, narrow = (words(root_of(svg(drawing(FULL), width, 300))) for width in (1168, 760))
    long, short = data_of(drawing(FULL)).words.lines["tax"], data_of(drawing(FULL)).words.lines["tax_short"]
    assert set(long) <= set(wide)
    assert set(short) <= set(narrow)
    assert not set(long) & set(narrow)


def test_principal_that_nobody_has_taken_back_is_pale() -> None:
    def pale(name: str) -> int:
        return len(
            [group for group in elements(root_of(svg(drawing(name))), "g") if group.get("opacity") == "0.4"]
        )

    owed = {name: data_of(drawing(name)).returns for name in ("failed", "redeemed", FAILED)}
    waiting = {name: len([each for each in owed[name] if each.step is None]) for name in owed}
    assert {name: pale(name) for name in owed} == waiting
    assert waiting["failed"] == len(owed["failed"]) > 0 == waiting["redeemed"]


def test_more_supporters_than_have_room_are_counted() -> None:
    sandbox = launched(first_buy=1_000)
    for number_ in range(9):
        name = f"supporter {number_}"
        sandbox.submit(cmd.Fund(name, 10**6 * WAD))
        buy(sandbox, name, 100)
    sandbox.advance_to(8 * DAY_S)
    assert "and 2 more" in words(root_of(svg(pictures(sandbox)[0])))
    assert not [text for text in words(root_of(svg(drawing(FAILED)))) if "more" in text]


def test_a_raise_under_way_ends_at_now() -> None:
    sandbox = launched(first_buy=1_000)
    sandbox.advance_to(2 * DAY_S)
    buy(sandbox, SUPPORTER, 10_000)
    sandbox.advance(HOUR_S)
    drawn = pictures(sandbox)[0]
    root = root_of(svg(drawn))
    line = next(list(corners(p.attrib["d"])) for p in elements(root, "path") if _is_line(p, LIGHT.raised))
    now = next(
        p for p in elements(root, "path") if p.get("stroke") == LIGHT.ink and p.get("stroke-width") == "1.8"
    )
    assert next(corners(now.attrib["d"]))[0] == line[-1][0] < 200 + 1085 * 0.6
    assert data_of(drawn).times.last.text == "day 2"
    # The pill says so, and the axis's mark under it does not.
    assert words(root).count("day 2") == 1


def test_a_raise_that_waits_for_somebody_to_graduate_it_stands_at_the_gate() -> None:
    sandbox = launched()
    sandbox.advance_to(DAY_S)
    buy(sandbox, SUPPORTER, 150_000)
    sandbox.advance_to(8 * DAY_S)
    root = root_of(svg(pictures(sandbox)[0]))
    now = next(
        p for p in elements(root, "path") if p.get("stroke") == LIGHT.ink and p.get("stroke-width") == "1.8"
    )
    post = next(
        p for p in elements(root, "path") if p.get("stroke") == LIGHT.mute and p.get("stroke-width") == "1.5"
    )
    assert now.attrib["d"] == post.attrib["d"]


def test_words_and_colours_suit_dark_paper() -> None:
    light, dark = (svg(drawing(FULL), dark=dark) for dark in (False, True))
    assert words(root_of(light)) == words(root_of(dark))
    assert DARK.paper in dark
    assert not [colour for colour in (LIGHT.paper, LIGHT.ink, LIGHT.raised) if colour in dark]


@settings(max_examples=15, deadline=None)
@given(st.sampled_from([FULL, FAILED, SNIPED, "live"]), st.text(max_size=60))
def test_names_are_text_whatever_they_hold(name: str, hostile: str) -> None:
    plain = drawing(name)
    for text in (hostile, '<script>alert(1)</script>"]]>&amp;\x00\ud800', "数" * 40, "n" * 300):
        drawn = altered(plain, lambda _, text=text: text)
        assert isinstance(drawn, dict)
        for width, height in SIZES[::2]:
            root = root_of(svg(drawn, width, height))
            assert {each.tag.rpartition("}")[2] for each in root.iter()} <= TAGS
            assert {each.tag.rpartition("}")[2] for each in root_of(thumbnail(drawn)).iter()} <= TAGS


TAGS = {
    "svg",
    "title",
    "desc",
    "defs",
    "pattern",
    "linearGradient",
    "stop",
    "g",
    "rect",
    "circle",
    "path",
    "text",
    "tspan",
}


def test_the_picture_is_told_to_those_who_do_not_see_it() -> None:
    drawn = drawing(FULL)
    root = root_of(svg(drawn))
    assert root.get("role") == "img"
    assert [each.text for each in list(root)[:2]] == [drawn["title"], drawn["alt"]]
    assert said(root_of(thumbnail(drawn))) == drawn["title"]


def test_two_pictures_of_a_page_have_paints_of_their_own() -> None:
    def ids(text: str) -> set[str]:
        return {each.attrib["id"] for each in root_of(text).iter() if "id" in each.attrib}

    one, other, dark = svg(drawing(FULL)), svg(drawing(SNIPED)), svg(drawing(FULL), dark=True)
    assert len(ids(one) | ids(other) | ids(dark)) == 3 * len(ids(one)) > 0
    assert ids(one) == ids(svg(drawing(FULL)))


def test_a_notebook_shows_a_story() -> None:
    story = story_of(EVERY[FULL](), "qmini")
    assert LifeLine(story)._repr_svg_() == svg(picture(story, "qmini"))
    assert LifeLine(story, dark=True)._repr_svg_() == svg(picture(story, "qmini"), dark=True)


# --- the silhouette ---


@ALL
def test_a_silhouette_lies_within_its_picture_and_has_no_text(name: str) -> None:
    for drawn in pictures(EVERY[name]()):
        for width, height in ((280, 72), (120, 32)):
            root = root_of(thumbnail(drawn, width, height))
            found = list(points(root))
            assert not elements(root, "text")
            assert not elements(root, "rect")
            assert all(0 <= x <= width and 0 <= y <= height for x, y in found)


def test_a_silhouette_shows_how_far_the_raise_came_and_what_the_token_costs() -> None:
    paths = [list(corners(each.attrib["d"])) for each in elements(root_of(thumbnail(drawing(FULL))), "path")]
    area, line, minimum, post, price = paths
    gate = round(4 + 298_800 / 604_800 * 164, 2)
    assert line[-1] == area[-2] == (gate, 4) or line[-1] == (gate, 4)
    assert minimum == [(4, round(68 - 64 * 0.35, 2)), (gate, round(68 - 64 * 0.35, 2))]
    assert post == [(gate, 4), (gate, 68)]
    assert price[0] == (gate + 8, round(68 - 0.6 * 64, 2))
    assert price[-1][0] == 276


def test_a_silhouettes_gate_is_thick_when_it_stays_shut() -> None:
    def post(name: str) -> float:
        return max(
            number(path, "stroke-width")
            for path in elements(root_of(thumbnail(drawing(name))), "path")
            if path.get("stroke-width")
        )

    assert post(FAILED) == 3 * post(FULL)


def test_a_silhouette_is_seen_on_light_and_on_dark() -> None:
    root = root_of(thumbnail(drawing(FULL)))
    strokes = {path.attrib["stroke"] for path in elements(root, "path") if "stroke" in path.attrib}
    assert len(strokes) == 3
    assert min(contrast(stroke, paper) for stroke in strokes for paper in (LIGHT.paper, DARK.paper)) >= 3


@pytest.mark.parametrize("colours", [LIGHT, DARK])
def test_letters_are_read_on_their_ground(colours: Colours) -> None:
    texts = [value for name, value in colours._asdict().items() if name.endswith("_text")]
    on_paper = [colours.ink, colours.mute, *texts]
    assert min(contrast(text, ground) for text in on_paper for ground in (colours.paper, colours.wash)) >= 4.5
    assert contrast(colours.hatched_text, colours.hatched_ground) >= 4.5
