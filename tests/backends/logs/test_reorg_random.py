"""Any order of growing, dropping, lagging and asking: a follower ends with what is on the chain, no more, no less."""

from __future__ import annotations

import tempfile
from contextlib import nullcontext, suppress
from unittest.mock import patch

from hypothesis import given, settings
from hypothesis import strategies as st

from fomo_core.backends.logs import ahead, state
from fomo_core.backends.logs import cache as log_cache
from fomo_core.backends.logs.cache import LogCache
from fomo_core.backends.logs.follower import LogFollower
from fomo_core.errors import MalformedAnswer, NodeRefused
from tests.backends.chains import Reader
from tests.backends.fake_chain import ECHO, Block, FakeChain, FakeNode

EXAMPLES = 150
WORDS = st.lists(st.integers(0, 2), max_size=4)
ACTS = st.one_of(
    st.tuples(st.just("grow"), WORDS),
    st.tuples(st.just("drop"), st.integers(1, 12)),
    st.tuples(st.just("many"), st.integers(10, 90)),
    st.tuples(st.just("sync"), st.just(0)),
    st.tuples(st.just("sync"), st.just(0)),
    st.tuples(st.just("restart"), st.just(0)),
)


class World:
    """A chain, a node and a follower of it, which may be started anew."""

    def __init__(self, confirmations: int, cache: LogCache | None, first: int = 1) -> None:
        self.chain = FakeChain()
        self.node = FakeNode(self.chain)
        self.confirmations, self.cache, self.first = confirmations, cache, first
        self.said = self.highest = 0
        self.restart(0)

    def restart(self, _: int) -> None:
        self.reader = Reader(
            LogFollower(
                self.node,
                1,
                [ECHO],
                [],
                self.first,
                self.cache,
                self.confirmations,
                pause=lambda _: None,
                span=16,
            )
        )

    def grow(self, counts: list[int]) -> None:
        """Blocks with so many logs each, all with different words."""
        for count in counts:
            self.chain.grow(range(self.said, self.said + count))
            self.said += count

    def drop(self, blocks: int) -> None:
        self.chain.drop(blocks)

    def many(self, blocks: int) -> None:
        self.grow([number % 7 == 0 for number in range(blocks)])

    def sync(self, _: int = 0) -> None:
        words = self.reader.sync()
        self.highest = max(self.highest, self.reader.follower.head.number)
        truth = self.truth()
        if self.reader.change.behind:
            assert words[: len(truth)] == truth, "nothing that is on the chain is missing"
        else:
            assert words == truth
            assert self.reader.follower.head.hash == self.chain.tip.hash
        times = {block.hash: block.time for block in self.chain.branch()}
        assert all(log.time == times.get(log.block_hash, log.time) for log in self.reader.logs)

    def truth(self) -> list[int]:
        return [word for block in self.chain.branch()[self.first :] for word in block.words]

    def settle(self) -> None:
        """Grow past whatever was seen, so that nothing can look like a node that lies behind."""
        while self.chain.tip.number <= self.highest:
            self.grow([1])
        self.grow([0])
        self.sync()
        assert self.reader.change.behind == 0


@given(
    acts=st.lists(ACTS, max_size=30),
    catch_up=st.sampled_from([3, 20, 5_000]),
    linked=st.sampled_from([2, 64]),
    remembered=st.sampled_from([8, 4_096]),
    confirmations=st.integers(0, 6),
    cached=st.booleans(),
    stamped=st.booleans(),
    by_hash=st.booleans(),
    most_blocks=st.sampled_from([1, 3, 10**9]),
    first=st.sampled_from([0, 1, 5]),
)
@settings(max_examples=EXAMPLES)
def test_a_follower_ends_with_what_is_on_the_chain(
    acts, catch_up, linked, remembered, confirmations, cached, stamped, by_hash, most_blocks, first
):
    with (
        tempfile.TemporaryDirectory() if cached else nullcontext() as directory,
        patch.object(ahead, "CATCH_UP", catch_up),
        patch.object(ahead, "LINKED", linked),
        patch.object(state, "REMEMBERED", remembered),
        patch.object(state, "IDLE", 5),
        patch.object(log_cache, "SMALL", 3),
        patch.object(log_cache, "SHORT", 20),
    ):
        world = World(confirmations, LogCache(directory) if directory else None, first)
        world.node.stamped, world.node.by_hash, world.node.most_blocks = stamped, by_hash, most_blocks
        for act, much in acts:
            getattr(world, act)(much)
        world.settle()


LAGGING = st.one_of(
    st.tuples(st.just("grow"), st.lists(st.integers(0, 2), min_size=1, max_size=3)),
    st.tuples(st.just("fork"), st.integers(1, 3)),
    st.tuples(st.just("ask"), st.lists(st.integers(0, 4), min_size=4, max_size=4)),
)


class Crowd(World):
    """One address with many nodes behind it, each at another block, some on another branch."""

    def __init__(self, confirmations: int) -> None:
        super().__init__(confirmations, None)
        self.others = [self.chain.tip]

    def fork(self, blocks: int) -> None:
        """The chain goes another way; some nodes stay on the old one for a while."""
        self.others.append(self.chain.tip)
        self.drop(blocks)
        self.grow([1] * (blocks + 1))

    def ask(self, lags: list[int]) -> None:
        """A sync of which each request meets another node."""
        turns = iter(lags * 100)
        self.node.view = lambda: self._some_tip(next(turns))
        self.node.unindexed = lambda: self.late
        with suppress(MalformedAnswer, NodeRefused):
            self.reader.sync()
        self.node.view = lambda: self.chain.tip
        self.node.unindexed = lambda: False

    def _some_tip(self, lag: int) -> Block:
        self.late = lag == 4
        if self.late:
            return self.chain.tip
        if lag == 3:
            return self.others[-1]
        return self.chain.branch()[max(0, self.chain.tip.number - lag)]


@given(acts=st.lists(LAGGING, max_size=25), by_hash=st.booleans(), stamped=st.booleans())
@settings(max_examples=EXAMPLES)
def test_nodes_out_of_step_with_each_other_lose_nothing_for_good(acts, by_hash, stamped):
    world = Crowd(confirmations=100)
    world.node.by_hash, world.node.stamped = by_hash, stamped
    for act, much in acts:
        getattr(world, act)(much)
    world.highest = max(world.highest, *(tip.number for tip in world.others))
    world.settle()
