"""The story of one offering: what the life line draws and says, from a log and what was folded from it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from fomo_core.display.lifeline import captions
from fomo_core.display.lifeline.acts import acts_of
from fomo_core.display.lifeline.moments import moments_of
from fomo_core.display.lifeline.numbers import Three, numbers_of
from fomo_core.display.lifeline.scale import Scale
from fomo_core.display.lifeline.scenes import Scene, scenes_of
from fomo_core.display.lifeline.steps import steps_of
from fomo_core.display.lifeline.thinning import MOST, thin_scenes
from fomo_core.history import OfferingHistory
from fomo_core.ledger import Entry
from fomo_core.offering import Offering
from fomo_core.parameters import Parameters
from fomo_core.telling import Telling

#: An offering whose life has not gone on since the gate still shows so much of what follows.
_LEAST_AFTER_S = 1


class Story(NamedTuple):
    """An offering's life up to a moment ``now`` (chain seconds): its scenes, those that are drawn of them."""

    offering: Offering
    past: OfferingHistory
    scenes: tuple[Scene, ...]
    now: int
    setting: captions.Setting

    def caption(self, scene: Scene) -> captions.Caption:
        """The sentence of a scene."""
        return captions.caption_of(scene, self.setting)

    def numbers(self, scene: Scene) -> Three:
        """The three numbers that matter at a scene."""
        return numbers_of(scene, self.setting)

    @property
    def scale(self) -> Scale:
        """The zones of time."""
        moments, offering = self.setting.moments, self.offering
        closes = offering.end - moments.start
        ends = max([self.now, *(scene.step.at for scene in self.scenes[-1:])]) - moments.start
        closed = self.closed_at
        if closed is None:
            return Scale(moments.untaxed_s, closes, None, ends)
        return Scale(moments.untaxed_s, closes, closed, max(ends, closed + _LEAST_AFTER_S))

    @property
    def closed_at(self) -> int | None:
        """The end of buying, in seconds since the opening: filled up, or out of time; None while open."""
        moments, offering = self.setting.moments, self.offering
        if self.past.purchases and offering.raised >= offering.maximum_target:
            return self.past.purchases[-1].at - moments.start
        return offering.end - moments.start if self.now >= offering.end else None

    @property
    def gate(self) -> str:
        """The state of the gate: "open" after graduation, "shut" when the raise is known to have failed, else "waiting"."""
        if self.offering.graduated_at is not None:
            return "open"
        if self.setting.only_raises:
            return "waiting"
        short = self.offering.raised < self.offering.minimum_target
        return "shut" if (self.closed_at is not None and short) or self.offering.redeemed else "waiting"


def story_of(
    entries: Iterable[Entry],
    offering: Offering,
    past: OfferingHistory,
    now: int,
    parameters: Parameters,
    tellings: Mapping[int, Telling] | None = None,
    account: str = "",
    most: int = MOST,
    only_raises: bool = False,
) -> Story:
    """The story of an offering, of which about ``most`` acts of a kind are kept, and those of ``account``.

    ``entries`` is the whole log from its beginning; ``offering`` and ``past`` are what it folds to.
    ``tellings`` are an author's sentences by the log's length after their act; ``only_raises`` is true of a log
    that does not tell what becomes of a raise that is over.
    """
    steps = steps_of(acts_of(entries, offering.key), offering, now, parameters, tellings or {}, only_raises)
    scenes = thin_scenes(list(scenes_of(steps, offering, past)), account, most)
    told = captions.Setting(parameters, moments_of(offering, parameters), only_raises)
    return Story(offering, past, tuple(scenes), now, told)
