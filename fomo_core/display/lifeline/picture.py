"""The life line as data: one object that the renderer draws and moves from, sent once.

Times are seconds since the offering opened, amounts floats of whole units, for drawing alone;
every text is ready, and other people's names in it are plain text, never markup.
"""

from __future__ import annotations

from collections.abc import Mapping

from fomo_core.display import format as f
from fomo_core.display import numerals
from fomo_core.display.drawing.amounts import to_float
from fomo_core.display.lifeline import marks, scale, words
from fomo_core.display.lifeline.scenes import Scene, price_of
from fomo_core.display.lifeline.steps import CHAPTERS, Kind
from fomo_core.display.lifeline.story import Story
from fomo_core.display.text import plain
from fomo_core.tax import combined_tax_bps

Picture = dict[str, object]
#: What the controls say, whatever they control.
_CONTROLS = ("play", "pause", "again", "back", "forward", "faster", "stage", "leave", "now", "step", "moment")


def picture(story: Story, identity: str, account: str = "", title: str = "") -> Picture:
    """The data of a story's picture; ``identity`` differs where another picture begins.

    Purchases of ``account`` are marked as one's own. ``title`` is the offering's name where none is given.
    """
    offering, moments, zones = story.offering, story.setting.moments, story.scale
    return {
        "id": identity,
        "title": title or f.shorten(offering.name),
        "alt": alternative(story),
        "min": to_float(offering.minimum_target),
        "max": to_float(offering.maximum_target),
        "words": _words(story),
        "tax_end": zones.untaxed,
        "tax": marks.tax_steps(story),
        "tax_notes": marks.tax_notes(story),
        "closes": zones.closes,
        "closed": zones.closed,
        "gate": story.gate,
        "ends": zones.ends,
        "ticks": [list(tick) for tick in scale.ticks(zones, moments)],
        "raised": marks.raised_line(story),
        "purchases": marks.discs(story, account),
        "notes": marks.notes(story),
        "parts": marks.parts(story),
        "pool": marks.pool_line(story),
        "without": marks.pool_line(story, without=True),
        "trades": marks.trades(story),
        "uses": marks.uses(story),
        "burns": marks.burns(story),
        "returns": marks.returns(story),
        "lost": marks.losses(story),
        "chapters": [plain(f"lifeline.chapter.{name}") for name in CHAPTERS],
        "steps": [_step(story, scene) for scene in story.scenes],
    }


def alternative(story: Story) -> str:
    """The whole story so far in sentences, for those who do not see the picture."""
    return " ".join(story.caption(scene).text for scene in story.scenes)


def _step(story: Story, scene: Scene) -> Picture:
    step, moments = scene.step, story.setting.moments
    caption = story.caption(scene)
    seconds = moments.since(step.at)
    return {
        "n": step.length,
        "t": seconds,
        "zone": scale.GATE if step.kind is Kind.GRADUATED else story.scale.zone(seconds),
        "chapter": CHAPTERS.index(step.chapter),
        "clock": moments.text(step.at),
        "lead": caption.lead,
        "say": [list(piece) for piece in caption.pieces],
        "numbers": [list(number) for number in story.numbers(scene)],
    }


def _words(story: Story) -> Mapping[str, object]:
    offering, curve = story.offering, story.offering.curve
    texts: dict[str, object] = {name: plain(f"lifeline.control.{name}") for name in _CONTROLS}
    for short, name, target in (
        ("min", "minimum", offering.minimum_target),
        ("max", "maximum", offering.maximum_target),
    ):
        texts[name] = plain(f"lifeline.target.{name}")
        texts[short] = plain(f"lifeline.target.{short}")
        texts[f"{short}_value"] = words.target(target)
        price = words.price(curve.spot_price(target))
        texts[f"{short}_price"] = plain(f"lifeline.target.{short}_price", price=price)
    texts |= {"zero": numerals.count(0), "flock": plain("lifeline.flock"), "heads": _heads(story)}
    texts |= {name: plain(f"lifeline.end.{name}") for name in ("without", "burned")}
    texts |= _tax_words(story) | {"opens": _opening(story), "returns": _returning(story)}
    others = marks.others(story)
    return texts | {"more": plain("lifeline.more", count=numerals.count(others)) if others else ""}


def _heads(story: Story) -> list[list[str]]:
    """Two lines above each zone."""
    moments, offering = story.setting.moments, story.offering
    values = {
        "until": moments.text(offering.start + moments.untaxed_s),
        "stretch": moments.length(moments.untaxed_s),
        "length": moments.length(offering.end - offering.start),
        "raised": words.amount(offering.raised),
        "least": words.target(offering.minimum_target),
    }
    shut = story.gate == "shut"
    names = (
        "taxed" if moments.untaxed_s else "untaxed",
        "raise",
        "shut" if shut else "gate",
        "lost" if shut else "use",
    )
    return [[plain(f"lifeline.head.{name}_{line}", **values) for line in ("bold", "light")] for name in names]


def _tax_words(story: Story) -> dict[str, list[str]]:
    """The tax at first in three lines, and in two shorter ones where there is little room."""
    parameters = story.setting.parameters
    if not story.setting.moments.untaxed_s:
        return {"tax": [], "tax_short": []}
    rate, step = f.percent(combined_tax_bps(0, parameters)), f.percent(parameters.tax_step_bps)
    unit = story.setting.moments.small_name
    values = {"rate": rate, "step": step}
    keys = {
        "tax": ("lifeline.tax.rate", f"lifeline.tax.at_{unit}", f"lifeline.tax.less_{unit}"),
        "tax_short": ("lifeline.tax.short_rate", f"lifeline.tax.short_at_{unit}"),
    }
    return {name: [plain(key, **values) for key in lines] for name, lines in keys.items()}


def _opening(story: Story) -> list[str]:
    """The words beside the first point of the pool's price."""
    if not story.past.pool or not story.past.pool[0].tokens:
        return []
    price = words.price(price_of(story.past.pool[0]))
    return [plain("lifeline.opens.bold"), plain("lifeline.opens.light", price=price)]


def _returning(story: Story) -> str:
    return plain("lifeline.returns", principal=words.amount(story.offering.raised))
