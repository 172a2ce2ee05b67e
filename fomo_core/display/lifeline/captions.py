"""The sentence of a step: a lead that says when, then who did what, and what it did."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from fomo_core import events as ev
from fomo_core.display import format as f
from fomo_core.display.lifeline import words
from fomo_core.display.lifeline.moments import Moments
from fomo_core.display.lifeline.scenes import Scene
from fomo_core.display.lifeline.steps import Kind
from fomo_core.display.text import plain
from fomo_core.parameters import Parameters
from fomo_core.telling import parts
from fomo_core.units import BPS

#: A purchase of which so much is taken (bps) is told by what is taken.
_MUCH_BPS = 2_000
#: What the consequence of a step is about, and so its colour.
_COLOURS = {
    Kind.FAILED: "tax",
    Kind.GRADUATED: "price",
    Kind.CLAIMED: "price",
    Kind.RELEASED: "price",
    Kind.SWAPPED: "price",
    Kind.USED: "ember",
}


class Caption(NamedTuple):
    """A sentence: its lead, and its text in pieces, each with the colour of its meaning ("" for none)."""

    lead: str
    pieces: tuple[tuple[str, str], ...]

    @property
    def text(self) -> str:
        """The whole sentence, lead and all."""
        return " ".join([self.lead, "".join(piece for piece, _ in self.pieces)])


class Setting(NamedTuple):
    """The rules and the time that captions and numbers are told by, beside their scene.

    ``only_raises`` as in ``steps_of``.
    """

    parameters: Parameters
    moments: Moments
    only_raises: bool = False


def caption_of(scene: Scene, setting: Setting) -> Caption:
    """The sentence of a step: its author's where there is one, else made of its events."""
    step = scene.step
    lead = words.lead(setting.moments.text(step.at))
    colour = "tax" if _takes(scene) else _COLOURS.get(step.kind, "raise")
    if step.say:
        return Caption(lead, tuple(_pieces(step.say, colour)))
    key, values = _SENTENCES[step.kind](scene, setting)
    template = plain(f"lifeline.caption.{key}")
    pieces = ((text.format(**values), hue) for text, hue in _pieces(template, colour))
    return Caption(lead, tuple(pieces))


def _pieces(text: str, colour: str) -> list[tuple[str, str]]:
    """A text in its pieces, of which the consequences have a colour."""
    return [(part.text, colour if part.consequence else "") for part in parts(text)]


def _takes(scene: Scene) -> bool:
    """Tell whether a step takes: from a payment, or, as a sale does, from the price."""
    if scene.step.kind is Kind.BOUGHT:
        return takes_much(scene)
    return any(isinstance(event, ev.Swapped) and event.sell == "token" for event in scene.step.events)


Sentence = tuple[str, dict[str, str]]


def takes_much(scene: Scene) -> bool:
    """Tell whether a fifth or more of a step's purchase was taken by tax and fees."""
    bought = _bought(scene)
    return bought is not None and deduction(bought) * BPS >= _MUCH_BPS * bought.flock_in > 0


def deduction(bought: ev.Purchased) -> int:
    """The FLOCK (wei) of a purchase that tax and fees took."""
    return bought.flock_in - bought.net_used


def _bought(scene: Scene) -> ev.Purchased | None:
    return next((event for event in scene.step.events if isinstance(event, ev.Purchased)), None)


def _launched(scene: Scene, setting: Setting) -> Sentence:
    offering, moments = scene.after.offering, setting.moments
    fee = sum(event.flock for event in scene.step.events if isinstance(event, ev.LaunchFeePaid))
    values = {
        "who": words.who(offering.issuer),
        "name": f.shorten(offering.name),
        "least": words.target(offering.minimum_target),
        "most": words.target(offering.maximum_target),
        "time": moments.length(offering.end - moments.start),
        "fee": words.amount(fee),
    }
    return "launched" if fee else "launched_free", values


def _purchased(scene: Scene, setting: Setting) -> Sentence:
    bought = _bought(scene)
    assert bought is not None
    offering = scene.after.offering
    values = {
        "who": words.who(bought.buyer),
        "paid": words.amount(bought.flock_in),
        "taken": words.amount(deduction(bought)),
        "offered": words.amount(bought.flock_in + bought.refund),
        "refund": words.amount(bought.refund),
        "price": words.price(scene.after.price),
    }
    if takes_much(scene):
        return "taxed" if scene.before.purchase else "taxed_first", values
    if bought.refund:
        return "fills", values
    before, after = scene.before.raised, scene.after.raised
    if after >= offering.maximum_target:
        return "full", values
    if before < offering.minimum_target <= after:
        return "passes", values
    if not scene.before.purchase and bought.buyer == offering.issuer:
        return "first", values
    return "bought", values


def _untaxed(scene: Scene, setting: Setting) -> Sentence:
    return "untaxed", {"fee": f.percent(setting.parameters.platform_fee_bps)}


def _failed(scene: Scene, setting: Setting) -> Sentence:
    raised, least = words.amount(scene.after.raised), words.target(scene.after.offering.minimum_target)
    return "failed" if scene.after.raised else "nobody", {"raised": raised, "least": least}


def _succeeded(scene: Scene, setting: Setting) -> Sentence:
    return "succeeded", {"raised": words.amount(scene.after.raised)}


def _graduated(scene: Scene, setting: Setting) -> Sentence:
    made = next(event for event in scene.step.events if isinstance(event, ev.Graduated))
    values = {
        "who": words.who(made.caller),
        "share": words.rounded_share(made.liquidity_flock, made.raised),
        "price": words.price(scene.after.price),
        "minted": words.amount(setting.parameters.total_supply - made.unsold_burned),
        "unsold": words.amount(made.unsold_burned),
    }
    full = made.raised >= scene.after.offering.maximum_target
    return "filled" if full else "graduated", values


def _claimed(scene: Scene, setting: Setting) -> Sentence:
    claims = [event for event in scene.step.events if isinstance(event, ev.Claimed)]
    tokens = words.amount(sum(claim.tokens for claim in claims))
    people = len({claim.account for claim in claims})
    if people == 1:
        return "claimed", {"who": words.who(claims[0].account), "tokens": tokens}
    return "claimed_many", {"count": str(people), "tokens": tokens}


def _redeemed(scene: Scene, setting: Setting) -> Sentence:
    event = next(event for event in scene.step.events if isinstance(event, ev.Redeemed))
    paid = f.number(scene.after.past.position(event.account).paid)
    values = {"who": words.who(event.account), "flock": f.number(event.flock), "paid": paid}
    return "redeemed", values


def _released(scene: Scene, setting: Setting) -> Sentence:
    tokens = sum(event.tokens for event in scene.step.events if isinstance(event, ev.Released))
    return "released", {"tokens": words.amount(tokens)}


def _swapped(scene: Scene, setting: Setting) -> Sentence:
    swap = next(event for event in scene.step.events if isinstance(event, ev.Swapped))
    buys = swap.sell == "flock"
    values = {
        "who": words.who(swap.sender),
        "tokens": words.amount(swap.amount_out if buys else swap.amount_in),
        "before": words.price(scene.before.price),
        "after": words.price(scene.after.price),
    }
    return "buys" if buys else "sells", values


def _used(scene: Scene, setting: Setting) -> Sentence:
    routed = [event for event in scene.step.events if isinstance(event, ev.RevenueRouted)]
    burned = sum(event.tokens_burned for event in routed)
    values = {
        "usd": words.dollars(sum(event.usage_usd for event in routed)),
        "burned": words.amount(burned),
        "before": words.price(scene.before.price),
        "after": words.price(scene.after.price),
    }
    return "used" if burned else "used_alone", values


def _ended(scene: Scene, setting: Setting) -> Sentence:
    return "now_untold", {"raised": words.amount(scene.after.raised)}


def _now(scene: Scene, setting: Setting) -> Sentence:
    after = scene.after
    values = {
        "price": words.price(after.price),
        "left": f.number(after.raised - after.counts.redeemed),
        "raised": words.amount(after.raised),
        "share": words.rounded_share(after.raised, after.offering.minimum_target),
    }
    return scene.present(setting.only_raises), values


_SENTENCES: dict[Kind, Callable[[Scene, Setting], Sentence]] = {
    Kind.LAUNCHED: _launched,
    Kind.BOUGHT: _purchased,
    Kind.UNTAXED: _untaxed,
    Kind.FAILED: _failed,
    Kind.SUCCEEDED: _succeeded,
    Kind.ENDED: _ended,
    Kind.GRADUATED: _graduated,
    Kind.CLAIMED: _claimed,
    Kind.REDEEMED: _redeemed,
    Kind.RELEASED: _released,
    Kind.SWAPPED: _swapped,
    Kind.USED: _used,
    Kind.NOW: _now,
}
