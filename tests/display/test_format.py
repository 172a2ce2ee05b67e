"""Numbers and other people's words for reading: never wrong, never markup."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fomo_core.display import format as f
from fomo_core.display.drawing.amounts import for_table, to_float
from fomo_core.units import DAY_S, WAD

AMOUNTS = st.integers(-(10**48), 10**48)
POSITIVE = st.integers(1, 10**48)


def read(text: str) -> Decimal:
    """A number for reading as the number that it is."""
    assert re.fullmatch(r"-?\d{1,3}(,\d{3})*(\.\d+)?", text), text
    return Decimal(text.replace(",", ""))


# --- amounts ---


@pytest.mark.parametrize(
    ("amount", "text"),
    [
        (0, "0.00"),
        (WAD, "1.00"),
        (1_234_567 * WAD // 1_000, "1,234.56"),
        (99_999_994 * WAD // 1_000, "99,999.99"),
        (100_000 * WAD, "100,000"),
        (123_456_789 * WAD // 100, "1,234,567"),
        (100_000 * WAD + 6 * WAD // 10, "100,000"),
        (WAD // 100, "0.01"),
        (WAD // 1_000, "0.001000"),
        (123_456 * WAD // 10**9, "0.0001234"),
        (1, "below 0.000000001"),
        (-1, "-0.000000001"),
        (-5 * WAD, "-5.00"),
        (-WAD // 1_000, "-0.001000"),
        (-4 * WAD // 10**4, "-0.0004000"),
    ],
)
def test_an_amount_is_rounded_down_for_reading(amount, text):
    assert f.number(amount) == text


@given(AMOUNTS.filter(lambda amount: abs(amount) >= 10**10))
def test_no_amount_reads_as_more_than_it_is_and_no_cost_as_less(amount):
    had, asked = f.number(amount), f.cost(amount).removesuffix(" FLOCK")
    assert Fraction(read(had)) <= Fraction(amount, WAD) <= Fraction(read(asked))
    for text in (had, asked):
        unit = Fraction(1, 10 ** len(text.partition(".")[2]))
        assert abs(Fraction(read(text)) - Fraction(amount, WAD)) < unit


@pytest.mark.parametrize(
    ("amount", "text"),
    [
        (0, "0.00 FLOCK"),
        (WAD, "1.00 FLOCK"),
        (WAD + 1, "1.01 FLOCK"),
        (100_000 * WAD + 1, "100,001 FLOCK"),
        (1, "0.000000001 FLOCK"),
    ],
)
def test_what_is_asked_for_is_rounded_up(amount, text):
    assert f.cost(amount) == text
    assert f.cost(WAD + 1, "QMINI") == "1.01 QMINI"
    assert len(f.cost(1, "X" * 10_000)) < 100


@given(st.integers(0, 10**30), st.integers(1, 10**30))
def test_nothing_short_of_a_target_reads_like_it(raised, target):
    below = min(raised, target - 1)
    assert f.whole(below) != f.goal(target)
    assert f.percent_reached(below, target) < 100 <= f.percent_reached(target, target)
    assert f.share(below, target) != f.share(target, target) == "100.0%"


@pytest.mark.parametrize(
    ("raised", "target", "percent"),
    [(0, 5, 0), (299_900, 300_000, 99), (105_000 * WAD - 1, 105_000 * WAD, 99), (7, 2, 350), (1, 0, 100)],
)
def test_a_target_is_reached_in_whole_percent_rounded_down(raised, target, percent):
    assert f.percent_reached(raised, target) == percent


@given(AMOUNTS)
def test_no_amount_is_shown_with_an_exponent(amount):
    assert "e" not in f.number(amount).replace("below", "").lower()
    assert f.number(amount, 6)
    assert f.flock(amount).endswith(" FLOCK")
    assert f.usd(amount).endswith(" USD")


@given(AMOUNTS)
def test_the_exact_amount_is_exact(amount):
    text = f.exact(abs(amount)).removesuffix(" FLOCK").replace(",", "")
    assert Fraction(text) == Fraction(abs(amount), WAD)


def test_tokens_carry_their_ticker_shortened():
    assert f.tokens(WAD, "QMINI") == "1.00 QMINI"
    assert len(f.tokens(WAD, "X" * 10_000)) < 100


# --- prices, rates, changes ---


@pytest.mark.parametrize(
    ("numerator", "denominator", "text"),
    [
        (5, 6, "0.8333"),
        (15, 2, "7.500"),
        (0, 1, "0"),
        (1, 3_000, "0.0003333"),
        (1, 3_000_000, "0.00000033"),
        (-1, 3_000_000, "-0.00000033"),
        (1, 10**12, "below 0.000000001"),
        (-1, 10**12, "above -0.000000001"),
        (123_456, 1, "123,456"),
        (1, 0, "none"),
        (0, 0, "none"),
    ],
)
def test_a_price_has_four_significant_digits_and_a_tiny_one_two(numerator, denominator, text):
    assert f.price(numerator, denominator) == text


@given(st.integers(1, 10**40), st.integers(1, 10**40))
def test_a_price_is_right_to_its_digits(numerator, denominator):
    exact = Fraction(numerator, denominator)
    text = f.price(numerator, denominator)
    if exact < Fraction(1, 10**9):
        assert text.startswith("below") or abs(Fraction(read(text)) / exact - 1) < Fraction(1, 1000)
        return
    if exact < Fraction(1, 10**4):
        assert abs(Fraction(read(text)) / exact - 1) <= Fraction(6, 100)
        return
    slack = Fraction(6, 10_000) if exact < 1_000 else Fraction(51, 100) / exact + Fraction(1, 10**12)
    assert abs(Fraction(read(text)) - exact) / exact <= slack


@pytest.mark.parametrize(
    ("bps", "text"),
    [(0, "0%"), (1, "0.01%"), (150, "1.5%"), (9_900, "99%"), (10_000, "100%"), (2_500, "25%")],
)
def test_a_rate_is_shown_as_percent(bps, text):
    assert f.percent(bps) == text


@given(st.integers(0, 10_000))
def test_every_rate_is_exact(bps):
    assert Decimal(f.percent(bps).removesuffix("%")) * 100 == bps


@pytest.mark.parametrize(
    ("part", "whole", "text"),
    [(1, 3, "33.3%"), (0, 5, "0.0%"), (5, 5, "100.0%"), (1, 0, "0%"), (10**30, 4 * 10**30, "25.0%")],
)
def test_a_share_has_one_decimal(part, whole, text):
    assert f.share(part, whole) == text


@pytest.mark.parametrize(
    ("before", "after", "text"),
    [
        ((1, 1), (3, 2), "+50.00%"),
        ((2, 1), (1, 1), "-50.00%"),
        ((1, 1), (1, 1), "+0.00%"),
        ((0, 1), (1, 1), "0%"),
        ((1, 1), (1, 0), "0%"),
        ((1, 1), (100, 1), "+9,900.00%"),
        ((10**6, 1), (10**6 - 1, 1), "-0.0001000%"),
        ((10**9, 1), (10**9 + 1, 1), "+0.00000010%"),
        ((10**30, 1), (10**30 - 1, 1), "less than 0.000000001% down"),
        ((10**30, 1), (10**30 + 1, 1), "less than 0.000000001% up"),
        ((10**11, 1), (10**11 - 1, 1), "-0.0000000010%"),
    ],
)
def test_a_change_between_prices_is_signed(before, after, text):
    assert f.change(before, after) == text


@given(POSITIVE, POSITIVE, st.integers(1, 10**6), st.integers(1, 10**6))
def test_a_change_is_that_of_the_fractions(flock, tokens, up, down):
    text = f.change((flock, tokens), (flock * up, tokens * down))
    exact = 100 * (Fraction(up, down) - 1)
    shown = Fraction(Decimal(text.replace(",", "").removesuffix("%")))
    assert abs(shown - exact) <= Fraction(51, 10_000) + abs(exact) / 10**9


# --- time ---


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0, "0 s"),
        (-5, "0 s"),
        (59, "59 s"),
        (60, "1 min"),
        (61, "1 min 1 s"),
        (3_600, "1 h"),
        (3_661, "1 h 1 min"),
        (86_400, "1 d"),
        (86_401, "1 d"),
        (604_799, "6 d 23 h"),
    ],
)
def test_a_duration_has_its_two_largest_units(seconds, text):
    assert f.duration(seconds) == text


@given(st.integers(0, 10**11))
def test_a_duration_is_never_longer_than_the_time(seconds):
    units = {"d": DAY_S, "h": 3_600, "min": 60, "s": 1}
    parts = f.duration(seconds).split()
    shown = sum(int(count) * units[unit] for count, unit in zip(parts[::2], parts[1::2]))
    assert len(parts) <= 4
    assert 0 <= seconds - shown < max(units[parts[1]], 2)


@given(st.integers(10**9, 10**11))
def test_the_clock_of_a_real_chain_is_a_date_to_the_second(seconds):
    shown = datetime.strptime(f.clock(seconds), "%Y-%m-%d %H:%M:%S UTC").replace(tzinfo=UTC)
    assert shown.timestamp() == seconds


def test_an_address_is_shown_by_its_ends_and_a_name_as_it_is():
    assert f.account("0x5aB3D4c385B400F3aBB49e80DE2fAF6a88A7B691") == "0x5aB3…B691"
    assert f.account("supporter") == "supporter"
    assert f.account("0x5aB3") == "0x5aB3"


@pytest.mark.parametrize(
    "names",
    [
        ("ada", "ada ", " ada"),
        ("Jos\u00e9", "Jose\u0301"),
        ("a b", "a  b", "a\u00a0b", "a\u3000b"),
        ("\u212b", "\u00c5", "A\u030a"),
    ],
)
def test_no_two_accounts_look_the_same(names):
    shown = [" ".join(f.account(name).split()) for name in names]
    assert len(set(shown)) == len(names)
    assert shown[0] == names[0] or names[0] == "\u212b"


@given(st.integers(0, 10**9 - 1))
def test_the_clock_is_the_exact_second(seconds):
    day, time = f.clock(seconds).removeprefix("day ").split(", ")
    hours, minutes, rest = map(int, time.split(":"))
    assert int(day) * DAY_S + hours * 3_600 + minutes * 60 + rest == seconds
    assert hours < 24
    assert max(minutes, rest) < 60


@given(st.integers(0, 10**11))
def test_the_clock_of_a_sandbox_counts_days_however_far_it_is_moved(seconds):
    assert f.clock(seconds, dated=False).startswith(f"day {seconds // DAY_S}, ")


# --- floats for pictures and tables ---


@given(AMOUNTS)
def test_a_float_is_the_amount_to_its_own_precision(amount):
    exact = Fraction(amount, WAD)
    assert abs(Fraction(to_float(amount)) - exact) <= abs(exact) / 2**52


@given(AMOUNTS)
def test_a_tables_number_is_within_a_cent_or_four_digits(amount):
    exact, shown = Fraction(amount, WAD), Fraction(for_table(amount))
    if abs(exact) >= Fraction(1, 100):
        assert shown <= exact * (1 + Fraction(1, 2**51)) or exact < 0
        assert abs(shown - exact) <= Fraction(101, 10_000) + abs(exact) / 2**51
    else:
        assert abs(shown - exact) <= abs(exact) * Fraction(6, 10_000)


@pytest.mark.parametrize(
    ("amount", "shown"),
    [
        (0, 0.0),
        (1_239 * WAD // 1_000, 1.23),
        (100_000 * WAD - 1, 99_999.99),
        (5 * WAD // 1_000, 0.005),
        (-WAD // 1_000, -0.001),
        (-1_239 * WAD // 1_000, -1.24),
    ],
)
def test_a_tables_number_is_rounded_down(amount, shown):
    assert for_table(amount) == shown


# --- other people's words ---

WORDS = st.text(max_size=200)
_PUNCTUATION = "\\`*_{}[]()<>#+-!|~$:^=&\"'"


def unescaped(text: str) -> str:
    """What Markdown shows of escaped words: each backslash goes, invisible joiners are not seen."""
    return re.sub(r"\\(.)", r"\1", text).replace("\u2060", "")


@given(WORDS)
def test_escaped_words_read_as_they_were(words):
    assert unescaped(f.in_markdown(words)) == " ".join(words.split()).replace("\u2060", "")


@given(WORDS)
def test_every_character_with_a_meaning_is_escaped(words):
    bare = re.sub(r"\\.", "", f.in_markdown(words))
    assert not set(bare) & set(_PUNCTUATION)


@given(WORDS)
def test_escaped_words_are_one_line(words):
    assert "\n" not in f.in_markdown(words)
    assert "\r" not in f.in_markdown(words)


@pytest.mark.parametrize(
    "words",
    [
        "www.evil.com",
        "WWW.EVIL.COM",
        "http://evil.com",
        "https://e.com",
        "ftp://x.y",
        "mailto:a@b.c",
        "a@b.com",
    ],
)
def test_what_would_become_a_link_by_itself_is_broken_up(words):
    escaped = f.in_markdown(words)
    assert "\u2060" in escaped
    bare = re.sub(r"\\(.)", r"\1", escaped)
    assert not re.search(r"(?i)www\.|https?:|ftp:|mailto:|\w@\w", bare)


@pytest.mark.parametrize(
    "words", [":material/home:", ":streamlit:", "x :material/home: y", ":smile:", ":red[x]"]
)
def test_what_would_become_a_picture_although_escaped_is_broken_up(words):
    bare = re.sub(r"\\(.)", r"\1", f.in_markdown(words))
    assert not re.search(r":(material|streamlit|smile|red)", bare)


@pytest.mark.parametrize("words", ["a -> b", "a <- b", "a <-> b", "a -- b", "a >= b", "a <= b", "a ~= b"])
def test_what_would_become_an_arrow_although_escaped_is_broken_up(words):
    bare = re.sub(r"\\(.)", r"\1", f.in_markdown(words))
    assert words.split()[1] not in bare


@pytest.mark.parametrize("words", ["1. a", "12. b", "1."])
def test_what_would_become_a_list_is_escaped(words):
    assert f.in_markdown(words).startswith(words.partition(".")[0] + "\\.")


def test_plain_words_and_numbers_stay_readable():
    assert f.in_markdown("Q Mini 3.5, the best") == "Q Mini 3.5, the best"
    assert f.in_markdown("1,234.50 FLOCK") == "1,234.50 FLOCK"


@given(WORDS)
def test_words_in_a_picture_hold_no_tag_entity_or_formula(words):
    shown = f.in_figure(words)
    assert not set(shown) & set("<>$")
    assert not re.search(r"&(?!amp;|lt;|gt;)", shown)
    assert "%{" not in shown
    assert "\n" not in shown


@given(WORDS, st.integers(2, 100))
def test_shortened_words_are_short_and_begin_as_they_did(words, most):
    short = f.shorten(words, most)
    assert len(short) <= most
    assert short == words or (short.endswith("\u2026") and words.startswith(short[:-1]))


def test_ten_kilobytes_of_words_are_cut():
    assert len(f.in_markdown("x" * 10_000)) <= 1_000
    assert len(f.in_figure("x" * 10_000)) <= 80
