"""A choice of the steps of a long story: never without its turning points, its largest acts and its last step."""

from __future__ import annotations

from collections.abc import Sequence

from fomo_core import events as ev
from fomo_core.display.lifeline.captions import takes_much
from fomo_core.display.lifeline.scenes import Scene
from fomo_core.display.lifeline.steps import Kind

#: The acts that may come in thousands; of all others each is a turn of the story.
_MANY = (Kind.BOUGHT, Kind.SWAPPED, Kind.USED, Kind.CLAIMED, Kind.REDEEMED, Kind.RELEASED)
#: So many acts of a kind are drawn, about; and the largest of them wherever they fall.
MOST = 120
_LARGEST = 12


def thin_scenes(scenes: Sequence[Scene], account: str = "", most: int = MOST) -> list[Scene]:
    """The scenes that are drawn, in order: of each kind of act at most ``most`` and a few.

    The largest in each stretch of time is kept, and always the first and the last, the dozen largest, those of
    which the tax took much, up to half of ``most``, those of ``account`` likewise, and the ones that passed a
    target.
    """
    chosen = {index for index, scene in enumerate(scenes) if scene.step.kind not in _MANY}
    for kind in _MANY:
        chosen |= _of_kind(
            [i for i, scene in enumerate(scenes) if scene.step.kind is kind], scenes, account, most
        )
    if scenes:
        chosen.add(len(scenes) - 1)
    return [scenes[index] for index in sorted(chosen)]


def _of_kind(indices: list[int], scenes: Sequence[Scene], account: str, most: int) -> set[int]:
    if len(indices) <= most:
        return set(indices)
    by_size = sorted(indices, key=lambda index: _size(scenes[index]), reverse=True)
    chosen = {indices[0], indices[-1], *by_size[:_LARGEST]}
    chosen |= set([i for i in by_size if takes_much(scenes[i])][: most // 4])
    chosen |= set([i for i in by_size if _is_of(scenes[i], account)][: most // 4])
    chosen |= {i for i in indices if _turns(scenes[i])}
    return chosen | _largest_of_each_stretch(indices, scenes, most // 2)


def _largest_of_each_stretch(indices: list[int], scenes: Sequence[Scene], stretches: int) -> set[int]:
    """The largest act of each of so many equal stretches of time; of an empty one there is none."""
    first, last = scenes[indices[0]].step.at, scenes[indices[-1]].step.at
    largest: dict[int, int] = {}
    for index in indices:
        stretch = (scenes[index].step.at - first) * stretches // (last - first + 1)
        if stretch not in largest or _size(scenes[index]) > _size(scenes[largest[stretch]]):
            largest[stretch] = index
    return set(largest.values())


def _size(scene: Scene) -> int:
    """The size of an act, in the unit of its kind."""
    return sum(_amount(event) for event in scene.step.events)


def _amount(event: ev.Event) -> int:
    if isinstance(event, ev.Purchased):
        return event.flock_in
    if isinstance(event, ev.Swapped):
        return event.amount_in if event.sell == "flock" else event.amount_out
    if isinstance(event, ev.RevenueRouted):
        return event.usage_usd
    if isinstance(event, ev.Redeemed):
        return event.flock
    return event.tokens if isinstance(event, ev.Claimed | ev.Released) else 0


def _is_of(scene: Scene, account: str) -> bool:
    """Tell whether a scene is an act of an account."""
    acting = (
        getattr(event, name, None) for event in scene.step.events for name in ("buyer", "sender", "account")
    )
    return bool(account) and account in acting


def _turns(scene: Scene) -> bool:
    """Tell whether a purchase passes the minimum, or reaches the maximum."""
    offering, before, after = scene.after.offering, scene.before.raised, scene.after.raised
    return before < offering.minimum_target <= after or before < offering.maximum_target <= after
