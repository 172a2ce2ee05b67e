"""What random walks draw from: actors, amounts at and around boundaries, limits, words."""

from __future__ import annotations

import hypothesis.strategies as st

from fomo_core.units import MAX_AMOUNT, WAD
from tests.builders import BYSTANDER, ISSUER, SNIPER, SUPPORTER

ACTORS = (ISSUER, SUPPORTER, SNIPER, BYSTANDER)

actors = st.sampled_from(ACTORS)
picks = st.integers(0, 5)
nudges = st.sampled_from([-1, 0, 0, 0, 1])
amounts = st.sampled_from([0, 1, 2, 67, 10_000, MAX_AMOUNT + 1, 2**256 - 1]) | st.integers(1, 2_000 * WAD)
#: Offers in a raise, mostly counted from the room left, what the minimum lacks, or what the sender holds.
offers = st.sampled_from(
    ["room", "minimum", "all", "tenth", "hundredth"] * 2 + ["half", 0, 1, 67, 2**256 - 1]
)
#: Limits of a purchase or swap: counted from what it would yield (None), or at the ends of the range.
minimums = st.sampled_from([None] * 5 + [0, 1, 2**256 - 1])
#: Limits counted from what they limit: missed, met exactly, met, or none.
limits = st.sampled_from([None] * 5 + [-1, 0, 1])
scenes = st.sampled_from(["live", "live", "failing", "succeeding", "graduated", "graduated", "first buy"])

GOOD_WORDS = (
    st.sampled_from(["Q Mini", "Ünïcode 量子", "😀", "a" * 64, "é" * 32]),
    st.sampled_from(["QMINI", "QM", "A1B2C3D4E5"]),
    st.sampled_from(["", "a coder", "<b>\n# two lines", "👩\u200d💻 \u2764\ufe0f", "z" * 1_000, "量" * 333]),
)
BAD_WORDS = (
    st.sampled_from(["", " ", "Q ", "\u00a0Q", "a" * 65, "é" * 33, "Q<b>", "Q\u200b", "Q\ufe0f", "\ue000"]),
    st.sampled_from(["", "Q", "A1B2C3D4E5F", "qm", "Q-", "Q\n", "ÄÄ"]),
    st.sampled_from(["\t", "a\r", "\u202e", "z" * 1_001, "量" * 334]),
)
#: Name, ticker and description of a launch, one of them perhaps refused.
words = st.tuples(*GOOD_WORDS) | st.integers(0, 2).flatmap(
    lambda bad: st.tuples(*GOOD_WORDS[:bad], BAD_WORDS[bad], *GOOD_WORDS[bad + 1 :])
)
