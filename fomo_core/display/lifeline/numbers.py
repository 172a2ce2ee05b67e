"""The three numbers that matter at a step."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from fomo_core import events as ev
from fomo_core.display import format as f
from fomo_core.display import numerals
from fomo_core.display.lifeline import words
from fomo_core.display.lifeline.captions import Setting, deduction, takes_much
from fomo_core.display.lifeline.scenes import Scene, price_of
from fomo_core.display.lifeline.steps import Kind
from fomo_core.display.text import plain


class Number(NamedTuple):
    """A number under its label, with what stands small beside it and the colour of its meaning ("" for none)."""

    label: str
    value: str
    unit: str = ""
    colour: str = ""


Three = tuple[Number, Number, Number]


def numbers_of(scene: Scene, setting: Setting) -> Three:
    """The three numbers that matter at a step."""
    kind = scene.step.kind
    if kind is Kind.BOUGHT and takes_much(scene):
        return _taxed(scene)
    if kind is Kind.NOW:
        return _NOW[scene.present(setting.only_raises)](scene, setting)
    return _NUMBERS[kind](scene, setting)


def _label(name: str) -> str:
    return plain(f"lifeline.number.{name}")


def _flock(name: str, value: int, colour: str = "") -> Number:
    return Number(_label(name), words.amount(value), plain("lifeline.flock"), colour)


def _launched(scene: Scene, setting: Setting) -> Three:
    offering = scene.after.offering
    fee = sum(event.flock for event in scene.step.events if isinstance(event, ev.LaunchFeePaid))
    return (
        _flock("minimum", offering.minimum_target, "raise"),
        _flock("maximum", offering.maximum_target, "raise"),
        _flock("launch_fee", fee, "tax"),
    )


def _taxed(scene: Scene) -> Three:
    bought = next(event for event in scene.step.events if isinstance(event, ev.Purchased))
    share = words.rounded_share(deduction(bought), bought.flock_in)
    return (
        _flock("paid", bought.flock_in),
        Number(_label("taken"), words.amount(deduction(bought)), share, "tax"),
        _flock("reached", bought.net_used, "raise"),
    )


def _raised(scene: Scene) -> Number:
    raised, least = scene.after.raised, scene.after.offering.minimum_target
    reached = plain("lifeline.of_minimum", share=words.rounded_share(raised, least))
    return Number(_label("raised"), words.amount(raised), reached, "raise")


def _next_token(scene: Scene) -> Number:
    return Number(_label("next_token"), words.price(scene.after.price), plain("lifeline.flock"))


def _raising(scene: Scene, setting: Setting) -> Three:
    supporters = Number(_label("supporters"), numerals.count(scene.after.counts.supporters))
    return _raised(scene), _next_token(scene), supporters


def _untaxed(scene: Scene, setting: Setting) -> Three:
    fee = f.percent(setting.parameters.platform_fee_bps)
    return _raised(scene), _next_token(scene), Number(_label("taken_now"), fee, "", "tax")


def _failed(scene: Scene, setting: Setting) -> Three:
    after = scene.after
    missing = max(0, after.offering.minimum_target - after.raised)
    left = after.raised - after.counts.redeemed
    return (
        _raised(scene),
        Number(_label("missing"), words.target(missing), plain("lifeline.flock"), "tax"),
        Number(_label("comes_back"), f.number(left), plain("lifeline.flock"), "raise"),
    )


def _succeeded(scene: Scene, setting: Setting) -> Three:
    return _raised(scene), _next_token(scene), _flock("minimum", scene.after.offering.minimum_target)


def _redeemed(scene: Scene, setting: Setting) -> Three:
    event = next(event for event in scene.step.events if isinstance(event, ev.Redeemed))
    after, unit = scene.after, plain("lifeline.flock")
    return (
        Number(_label("paid"), f.number(after.past.position(event.account).paid), unit),
        Number(_label("taken_back"), f.number(event.flock), unit, "raise"),
        Number(_label("comes_back"), f.number(after.raised - after.counts.redeemed), unit),
    )


def _graduated(scene: Scene, setting: Setting) -> Three:
    made = next(event for event in scene.step.events if isinstance(event, ev.Graduated))
    opens = Number(_label("opens_at"), words.price(scene.after.price), plain("lifeline.flock"), "price")
    return (
        _flock("raised", made.raised, "raise"),
        Number(_label("pool"), words.amount(made.liquidity_flock), plain("lifeline.flock"), "price"),
        opens,
    )


def _price_now(scene: Scene) -> Number:
    return Number(_label("price_now"), words.price(scene.after.price), plain("lifeline.flock"), "price")


def _burned(scene: Scene, setting: Setting) -> Number:
    share = words.rounded_share(scene.after.burned, setting.parameters.total_supply)
    reading = plain("lifeline.of_all", share=share)
    return Number(_label("burned"), words.amount(scene.after.burned), reading, "ember")


def _without(scene: Scene) -> Number:
    pool = scene.after.pool_without_buyback
    assert pool is not None
    return Number(_label("without"), words.price(price_of(pool)), plain("lifeline.flock"))


def _used(scene: Scene, setting: Setting) -> Three:
    return _burned(scene, setting), _price_now(scene), _without(scene)


def _claimed(scene: Scene, setting: Setting) -> Three:
    tokens = sum(event.tokens for event in scene.step.events if isinstance(event, ev.Claimed))
    symbol = f.shorten(scene.after.offering.symbol)
    claimed = Number(_label("claimed"), words.amount(tokens), symbol)
    claims = Number(_label("claimed_so_far"), words.amount(scene.after.counts.claimed), symbol)
    return claimed, claims, _price_now(scene)


def _swapped(scene: Scene, setting: Setting) -> Three:
    swap = next(event for event in scene.step.events if isinstance(event, ev.Swapped))
    buys = swap.sell == "flock"
    traded = swap.amount_in if buys else swap.amount_out
    before, after = scene.before.price, scene.after.price
    return (
        _flock("paid" if buys else "proceeds", traded),
        _price_now(scene),
        Number(_label("change"), f.change(before, after)),
    )


def _trading(scene: Scene, setting: Setting) -> Three:
    supply = scene.after.pool.supply if scene.after.pool else 0
    tokens = Number(_label("supply"), words.amount(supply), f.shorten(scene.after.offering.symbol))
    return _burned(scene, setting), _price_now(scene), tokens


_NUMBERS: dict[Kind, Callable[[Scene, Setting], Three]] = {
    Kind.LAUNCHED: _launched,
    Kind.BOUGHT: _raising,
    Kind.UNTAXED: _untaxed,
    Kind.FAILED: _failed,
    Kind.SUCCEEDED: _succeeded,
    Kind.ENDED: _succeeded,
    Kind.GRADUATED: _graduated,
    Kind.CLAIMED: _claimed,
    Kind.REDEEMED: _redeemed,
    Kind.RELEASED: _trading,
    Kind.SWAPPED: _swapped,
    Kind.USED: _used,
}
_NOW = {
    "now_traded": _trading,
    "now_failed": _failed,
    "now_raising": _raising,
    "now_waiting": _succeeded,
    "now_untold": _succeeded,
}
