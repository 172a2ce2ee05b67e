"""The picture that each page shows: the looked-at offering's, or on the first page the first story's."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import streamlit as st

from fomo_core import presets
from fomo_core.backends.sandbox import Sandbox
from fomo_core.display.lifeline.picture import Picture, picture
from fomo_core.display.lifeline.story import Story, story_of
from fomo_core.history import Histories
from fomo_core.offering import Offering
from fomo_core.scenarios import scenario
from ui.desk import store, stories, travel
from ui.desk.views import View
from ui.lifeline import component, stage
from ui.lifeline.component import Act, Shown
from ui.live import foreign

_KEPT = "_picture"
#: Set where the picture is a shipped story's, and not of the visitor's own sandbox.
_DEMONSTRATED = "_picture_demonstrated"
_TYPED = "_picture_typed"
_HOME, _OFFERING = "", "offering"
#: The pages that show a picture, by their path.
PAGES = (_HOME, _OFFERING)


class Drawn(NamedTuple):
    """A picture, and the log's length after each of its steps."""

    picture: Picture
    lengths: tuple[int, ...]


def draw(view: View | None, page: str) -> None:
    """Draw the life line as the page wants it; in the frame, so that it is mounted once."""
    typed = st.session_state.pop(_TYPED, None)
    component.draw(_shown(view, page)._replace(typed=typed), _acted)


def mark_typed(paid: float, counted: float) -> None:
    """Mark where a purchase that is being typed would land: the FLOCK it pays, and the part that counts."""
    st.session_state[_TYPED] = (paid, counted)


def _shown(view: View | None, page: str) -> Shown:
    staged = stage.is_on()
    st.session_state[_DEMONSTRATED] = False
    if view is None or not (staged or page in PAGES):
        return Shown()
    offering = _looked_at()
    if page == _OFFERING or view.live or (staged and offering is not None):
        return _of_looked_at(view, offering, "stage" if staged else "page")
    st.session_state[_DEMONSTRATED] = True
    drawn = demonstration()
    if drawn is None:
        return Shown()
    return Shown("stage" if staged else "home", drawn.picture, len(drawn.lengths) - 1, playing=True)


def _of_looked_at(view: View, offering: Offering | None, mode: component.Mode) -> Shown:
    if offering is None:
        return Shown()
    drawn = of_offering(view, offering)
    return Shown(mode, drawn.picture, _place(drawn, store.desk().looking_at))


def _looked_at() -> Offering | None:
    """The offering that the visitor looks at, or the first; None where there is none yet."""
    desk = store.desk()
    offerings = desk.chain.snapshot.world.offerings
    return offerings.get(desk.offering or "") or next(iter(offerings.values()), None)


def _place(drawn: Drawn, length: int | None) -> int:
    """The step that stands for so many events, of several the first; in the present the last of all."""
    if length is None:
        return len(drawn.lengths) - 1
    happened = [after for after in drawn.lengths if after <= length]
    return drawn.lengths.index(happened[-1]) if happened else 0


def of_offering(view: View, offering: Offering) -> Drawn:
    """The picture of an offering's whole life, kept in the session until something happens."""
    desk = store.desk()
    head, world, ledger = desk.chain.snapshot
    mark = (head, offering.key, view.account, id(ledger))
    kept = st.session_state.get(_KEPT)
    if kept is None or kept[0] != mark:
        with desk.lock:
            # Whoever has the link sits at the same desk.
            past = desk.fold(ledger, head.length, world.protocol).of(offering.key)
        story = story_of(
            ledger.entries(0, head.length), offering, past, head.now, world.protocol.parameters,
            desk.sandbox.tellings if desk.live is None else {}, view.account, only_raises=foreign.only_raises(),
        )  # fmt: skip
        kept = (mark, _drawn(story, f"{store.desk_key()}/{offering.key}", view.account))
        st.session_state[_KEPT] = kept
    return kept[1]


def _drawn(story: Story, identity: str, account: str = "", title: str = "") -> Drawn:
    lengths = tuple(scene.step.length for scene in story.scenes)
    return Drawn(picture(story, identity, account, title), lengths)


def demonstration() -> Drawn | None:
    """The first shipped story's picture, which the first page plays."""
    return of_file(presets.scenario_files()[0])


def of_file(path: Path) -> Drawn | None:
    """The picture of a scenario file's first offering; None where it has none. Made again when the file has changed."""
    return _of_file(path, path.stat().st_mtime)


@lru_cache(maxsize=8)
def _of_file(path: Path, modified: float) -> Drawn | None:
    loaded = scenario.load(path)
    sandbox = scenario.final_sandbox(loaded)
    return _of_sandbox(sandbox, path.stem, loaded.title)


def _of_sandbox(sandbox: Sandbox, identity: str, title: str) -> Drawn | None:
    parameters, head = sandbox.protocol.parameters, sandbox.head()
    past = Histories(parameters)
    past.extend(sandbox.events())
    offering = next(iter(sandbox.world.offerings.values()), None)
    if offering is None:
        return None
    story = story_of(
        sandbox.events(), offering, past.of(offering.key), head.now, parameters, sandbox.tellings
    )
    return _drawn(story, identity, title=title)


def _acted(act: Act) -> None:
    """Callback: follow what was done in the picture."""
    demonstrated = st.session_state.get(_DEMONSTRATED, False)
    if demonstrated and act.stage and not stories.open_story(presets.scenario_files()[0].stem):
        return
    if act.stage is not None:
        stage.enter(act.stage)
    if act.look is not None and (act.stage or not demonstrated):
        travel.look_at(None if act.look >= len(store.desk().ledger) else act.look)
