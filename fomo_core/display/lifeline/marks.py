"""The marks of the picture, as floats for drawing alone, each with the step from which on it is there."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeVar

from fomo_core import events as ev
from fomo_core.display import format as f
from fomo_core.display.drawing.amounts import to_float
from fomo_core.display.lifeline import words
from fomo_core.display.lifeline.captions import deduction, takes_much
from fomo_core.display.lifeline.scenes import Scene, Standing, price_of
from fomo_core.display.lifeline.story import Story
from fomo_core.display.text import plain
from fomo_core.history import PoolPoint
from fomo_core.tax import combined_tax_bps
from fomo_core.units import BPS, USD

#: The kind of events that is asked for.
E = TypeVar("E", bound=ev.Event)
#: A row of a list: numbers and texts in the order in which the renderer takes them.
Mark = list[float | int | str | None]
#: Bands of principal that come back are drawn for so many supporters.
MOST_RETURNS = 8
_MOST_NOTES = 4
#: Points at which the falling tax is written out, in parts of the time that it takes.
_TAX_NOTED = (0.306, 0.612)


def tax_steps(story: Story) -> list[Mark]:
    """The combined tax as a fraction at each of its steps, down to what stays."""
    parameters, until = story.setting.parameters, story.setting.moments.untaxed_s
    seconds = range(0, until + 1, parameters.tax_step_s)
    return [[at, combined_tax_bps(at, parameters) / BPS] for at in seconds] if until else []


def tax_notes(story: Story) -> list[Mark]:
    """Two points of the falling tax with their rates in words; none where it falls too fast."""
    parameters, until = story.setting.parameters, story.setting.moments.untaxed_s
    unit = story.setting.moments.small_s
    moments = [round(until * part / (10 * unit)) * 10 * unit for part in _TAX_NOTED] if until else []
    rates = [(at, combined_tax_bps(at, parameters)) for at in dict.fromkeys(moments) if 0 < at < until]
    return [[at, rate / BPS, f.percent(rate)] for at, rate in rates]


def raised_line(story: Story) -> list[Mark]:
    """The principal after each purchase that is drawn: a step line."""
    return [
        [index, _since(story, scene), to_float(scene.after.raised)]
        for index, scene in enumerate(story.scenes)
        if scene.after.counts.purchases > scene.before.counts.purchases
    ]


def discs(story: Story, account: str) -> list[Mark]:
    """The purchases as discs: paid, net, and the principal below them; 1 for those of ``account``."""
    found: list[Mark] = []
    for index, scene, event in _events(story, ev.Purchased):
        below = to_float(scene.after.raised - event.net_used)
        text = plain("lifeline.paid", who=words.who(event.buyer), paid=words.amount(event.flock_in))
        own = int(event.buyer == account)
        sizes = [to_float(event.flock_in), to_float(event.net_used), below]
        found.append([index, _since(story, scene), *sizes, own, text])
    return found


def notes(story: Story) -> list[Mark]:
    """At most four texts beside discs: the minimum passed, the largest, what the tax took, the first."""
    bought = [(index, scene) for index, scene, _ in _events(story, ev.Purchased)]
    if not bought:
        return []
    least = story.offering.minimum_target
    passing = [pair for pair in bought if pair[1].before.raised < least <= pair[1].after.raised]
    largest = max(bought, key=lambda pair: _bought(pair[1]).flock_in)
    taxed = [pair for pair in bought if takes_much(pair[1])]
    wanted = {
        "passed": passing[:1],
        "largest": [largest],
        "taxed": sorted(taxed, key=lambda pair: -_bought(pair[1]).flock_in)[:1],
        "first": bought[:1],
    }
    places: dict[int, Mark] = {}
    for name, pairs in wanted.items():
        for index, scene in pairs:
            places.setdefault(index, _note(story, name, index, scene))
    return list(places.values())[:_MOST_NOTES]


def _note(story: Story, name: str, index: int, scene: Scene) -> Mark:
    bought = _bought(scene)
    values = {
        "who": words.who(bought.buyer),
        "paid": words.amount(bought.flock_in),
        "counted": words.amount(bought.net_used),
        "taken": words.amount(deduction(bought)),
        "moment": story.setting.moments.text(scene.step.at),
    }
    lines = [plain(f"lifeline.note.{name}_{line}", **values) for line in ("bold", "light")]
    return [index, _since(story, scene), to_float(scene.after.raised), *lines]


def _bought(scene: Scene) -> ev.Purchased:
    return next(event for event in scene.step.events if isinstance(event, ev.Purchased))


def parts(story: Story) -> list[Mark]:
    """The division of the raise at graduation: pool, operations, incentives, with their names and amounts."""
    for _, _, made in _events(story, ev.Graduated):
        divided = {
            "pool": (made.liquidity_flock, words.amount(made.liquidity_tokens)),
            "operations": (made.operations_flock, ""),
            "incentives": (made.incentives_flock, ""),
        }
        return [
            [
                name,
                to_float(flock),
                plain(f"lifeline.part.{name}", share=words.rounded_share(flock, made.raised)),
                plain(
                    "lifeline.part.flock_and" if tokens else "lifeline.part.flock", flock=words.amount(flock)
                ),
                plain("lifeline.part.tokens", tokens=tokens) if tokens else "",
            ]
            for name, (flock, tokens) in divided.items()
        ]
    return []


def pool_line(story: Story, without: bool = False) -> list[Mark]:
    """The pool's price after each step that moved it; or as it had been without buybacks."""
    found: list[Mark] = []
    for index, scene in enumerate(story.scenes):
        if scene.after.counts.points == scene.before.counts.points:
            continue
        point = _point(scene.after, without)
        if point is not None and point.tokens:
            price = price_of(point)
            found.append([index, _since(story, scene), point.flock / point.tokens, words.price(price)])
    return found


def _point(standing: Standing, without: bool) -> PoolPoint | None:
    return standing.pool_without_buyback if without else standing.pool


def trades(story: Story) -> list[Mark]:
    """The trades in the pool: the price after each, 1 for bought and -1 for sold, and a sentence."""
    found: list[Mark] = []
    for index, scene, event in _events(story, ev.Swapped):
        price = scene.after.price
        side = 1 if event.sell == "flock" else -1
        after = price.flock / price.tokens if price.tokens else 0.0
        found.append([index, _since(story, scene), after, side, story.caption(scene).text])
    return found


def uses(story: Story) -> list[Mark]:
    """Paid use of the model in USD."""
    return [
        [index, _since(story, scene), event.usage_usd / USD, words.dollars(event.usage_usd)]
        for index, scene, event in _events(story, ev.RevenueRouted)
    ]


def burns(story: Story) -> list[Mark]:
    """Tokens burned so far after each buyback, their share of the supply, and those of this one."""
    supply = story.setting.parameters.total_supply
    return [
        [
            index,
            _since(story, scene),
            to_float(scene.after.burned),
            words.amount(scene.after.burned),
            words.rounded_share(scene.after.burned, supply),
            to_float(event.tokens_burned),
        ]
        for index, scene, event in _events(story, ev.RevenueRouted)
        if event.tokens_burned
    ]


def returns(story: Story) -> list[Mark]:
    """Each supporter's principal of a failed raise, the largest first, with the step that took it back."""
    if story.gate != "shut":
        return []
    taken_back = {event.account: index for index, _, event in _events(story, ev.Redeemed)}
    owed = sorted(_principals(story).items(), key=lambda pair: -pair[1])[:MOST_RETURNS]
    return [
        [taken_back.get(who), words.who(who), to_float(flock), words.amount(flock)] for who, flock in owed
    ]


def _principals(story: Story) -> dict[str, int]:
    """Each supporter's principal as the purchases made it, redeemed or not."""
    found: dict[str, int] = {}
    for purchase in story.past.purchases:
        found[purchase.event.buyer] = found.get(purchase.event.buyer, 0) + purchase.event.net_used
    return found


def others(story: Story) -> int:
    """The number of supporters for whose principal no band is drawn."""
    return max(0, len(_principals(story)) - MOST_RETURNS)


def losses(story: Story) -> list[Mark]:
    """The losses of a failed raise: the launch fee, and tax and fees of the purchases."""
    if story.gate != "shut":
        return []
    fee = sum(position.launch_fee for position in story.past.positions.values())
    fees = sum(deduction(purchase.event) for purchase in story.past.purchases)
    bars = {"launch_fee": fee, "fees": fees}
    return [
        [plain(f"lifeline.lost.{name}"), to_float(flock), words.amount(flock)] for name, flock in bars.items()
    ]


def _events(story: Story, kind: type[E]) -> Iterator[tuple[int, Scene, E]]:
    """The events of a kind with their scenes and these scenes' places."""
    for index, scene in enumerate(story.scenes):
        for event in scene.step.events:
            if isinstance(event, kind):
                yield index, scene, event


def _since(story: Story, scene: Scene) -> int:
    return story.setting.moments.since(scene.step.at)
