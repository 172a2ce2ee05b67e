"""A crowd on its way: its place on the desk, and the buttons' callbacks that let it come, stop it, or take it back."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NamedTuple

import streamlit as st

from fomo_core.display.text import t
from fomo_core.errors import FomoError
from fomo_core.simulation import demand_presets
from fomo_core.simulation.crowd.drawing import Crowd, crowd_of
from fomo_core.simulation.crowd.turns import Place, Turn, next_turn
from ui.desk import inputs, messages, store
from ui.desk.desk import Desk, Mark, mark_of

#: Seconds from one purchase to the next while the crowd comes by itself.
BEAT_S = 0.5
_PLAYING = "crowd"


class Wish(NamedTuple):
    """The crowd that a visitor wants at an offering: whose demand, and the seed that draws it."""

    offering: str
    preset: str
    seed: int


class Come(NamedTuple):
    """A turn that was taken, and where the sandbox stood after it."""

    turn: Turn
    after: Mark


@dataclass
class Playing:
    """A crowd as it comes: where the sandbox stood before the first of all, and the turns taken since.

    Turns that were undone stay in the list; they count only while the sandbox holds them.
    """

    wish: Wish
    crowd: Crowd
    begun: Mark
    come: list[Come] = field(default_factory=list)

    def last(self, desk: Desk) -> Come | None:
        """The last turn that the sandbox holds."""
        return next((one for one in reversed(self.come) if one.after.holds(desk.sandbox)), None)

    def count(self, desk: Desk) -> int:
        """The number of turns that the sandbox holds."""
        return sum(one.after.holds(desk.sandbox) for one in self.come)


def standing(desk: Desk, offering: str) -> Playing | None:
    """The crowd that has come to an offering; None where none has begun to, or all of it was undone."""
    found = desk.crowds.get(offering)
    return found if found is not None and found.begun.holds(desk.sandbox) else None


def one(wish: Wish) -> None:
    """Callback: let the next of the crowd buy."""
    _let(wish, lambda desk: _take_turn(desk, wish))


def everybody(wish: Wish) -> None:
    """Callback: let all the others buy, to the end of the raise."""
    _let(wish, lambda desk: _to_the_end(desk, wish))


def play(wish: Wish) -> None:
    """Callback: let the crowd come by itself from now on."""
    inputs.of_page()[_PLAYING] = (wish, time.monotonic() + BEAT_S)


def stop() -> None:
    """Callback: let it come by itself no more."""
    inputs.of_page().pop(_PLAYING, None)


def is_playing(wish: Wish) -> bool:
    """Return True while just this crowd comes by itself on the page that is shown."""
    wished, _ = inputs.of_page().get(_PLAYING, (None, 0.0))
    return wished == wish


def beat(wish: Wish) -> None:
    """Let the next one buy when it is time, and draw the page anew."""
    _, due = inputs.of_page().get(_PLAYING, (None, 0.0))
    if not is_playing(wish) or time.monotonic() < due:
        return
    play(wish)
    one(wish)
    st.rerun()


def take_back(offering: str) -> None:
    """Callback: go back to where the sandbox stood before the first of the crowd came."""
    stop()
    desk = store.home()
    with desk.lock:
        found = standing(desk, offering)
        if found is None or desk.looking_at is not None:
            return
        desk.rewind(found.begun.length)
        desk.crowds.pop(offering)
    messages.say("success", t("crowd.taken_back"))


def _let(wish: Wish, act: Callable[[Desk], bool]) -> None:
    """Do something in the visitor's sandbox at present; where nobody comes any more, say so and stop."""
    desk = store.desk()
    with desk.lock:
        if desk.live is not None or desk.looking_at is not None:
            stop()
            return
        try:
            if act(desk):
                return
        except FomoError as error:
            messages.say_failed(error)
        else:
            messages.say("warning", t("crowd.nobody"))
    stop()


def _take_turn(desk: Desk, wish: Wish) -> bool:
    """Let the next one buy; False where nobody comes."""
    sandbox = desk.sandbox
    playing = _prepared(desk, wish)
    last = playing.last(desk)
    place = Place() if last is None else last.turn.place
    turn = next_turn(playing.crowd, place, sandbox.world, sandbox.head().now)
    if turn is None:
        return False
    with desk.together():
        sandbox.advance_to(turn.at)
        sandbox.submit(turn.fund)
        sandbox.submit(turn.buy)
    playing.come.append(Come(turn, mark_of(sandbox)))
    return True


def _to_the_end(desk: Desk, wish: Wish) -> bool:
    while _take_turn(desk, wish):
        pass
    offering = desk.sandbox.world.offerings[wish.offering]
    if offering.open_at(desk.sandbox.head().now):
        desk.sandbox.advance_to(offering.end)
    return True


def _prepared(desk: Desk, wish: Wish) -> Playing:
    """The crowd that is wished for; drawn from now on where another one, or none, has come so far."""
    found = standing(desk, wish.offering)
    if found is not None and found.wish == wish:
        return found
    sandbox = desk.sandbox
    offering = sandbox.world.offerings[wish.offering]
    demand = demand_presets.demand_for(offering.minimum_target, offering.end - offering.start, wish.preset)
    crowd = crowd_of(sandbox.world, wish.offering, sandbox.head().now, demand, wish.seed)
    begun = mark_of(sandbox) if found is None else found.begun
    made = desk.crowds[wish.offering] = Playing(wish, crowd, begun)
    return made
