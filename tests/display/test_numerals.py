"""Numbers, durations and moments in a language with other marks."""

import pytest

from fomo_core.display import floats, numerals
from fomo_core.display import format as f
from fomo_core.display.catalogue import catalogue
from fomo_core.display.drawing.frame import plot
from fomo_core.units import DAY_S, HOUR_S, WAD

OTHER = {
    "number.thousands": ".",
    "number.decimal": ",",
    "number.percent": "{number} %",
    "number.below": "unter {least}",
    "duration.days": "{count} T",
    "duration.hours": "{count} Std",
    "clock.date": "%d.%m.%Y %H:%M:%S",
    "clock.day": "Tag {day}, {time}",
}


@pytest.fixture(autouse=True)
def other_marks(monkeypatch):
    for key, text in OTHER.items():
        monkeypatch.setitem(catalogue(), key, text)
    numerals._marks.cache_clear()
    yield
    numerals._marks.cache_clear()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (lambda: f.number(1_234 * WAD + WAD // 2), "1.234,50"),
        (lambda: f.number(1), "unter 0,000000001"),
        (lambda: f.cost(1_234_567 * WAD), "1.234.567 FLOCK"),
        (lambda: f.whole(12_345 * WAD), "12.345"),
        (lambda: f.goal(12_345 * WAD), "12.345"),
        (lambda: f.exact(1_234 * WAD + 1), "1.234,000000000000000001 FLOCK"),
        (lambda: f.significant(12_345, 10), "1.234"),
        (lambda: f.percent(150), "1,5 %"),
        (lambda: f.share(1, 3), "33,3 %"),
        (lambda: f.change((1, 1), (23, 2)), "+1.050,00 %"),
        (lambda: f.duration(3 * DAY_S + 4 * HOUR_S), "3 T 4 Std"),
        (lambda: f.clock(DAY_S + 1), "Tag 1, 00:00:01"),
        (lambda: f.clock(1_700_000_000), "14.11.2023 22:13:20"),
        (lambda: floats.number(12_345.6), "12.346"),
        (lambda: floats.tally(1_234.5), "1.234,5"),
        (lambda: floats.percent(0.1234), "12,3 %"),
        (lambda: numerals.count(10**30), "1" + 10 * ".000"),
        (lambda: numerals.general(1_234.5), "1.234,5"),
    ],
)
def test_every_form_of_a_number_has_the_languages_marks(text, expected):
    assert text() == expected


def test_pictures_have_the_languages_marks():
    assert plot([], "x", "y").layout.separators == ",."
