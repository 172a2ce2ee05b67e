"""Home's three ways in, the shipped stories as cards, and the legend of the picture."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import streamlit as st

from fomo_core import presets
from fomo_core.display.catalogue import catalogue
from fomo_core.display.format import in_markdown
from fomo_core.display.lifeline.svg import thumbnail
from fomo_core.display.text import t
from fomo_core.errors import InvalidScenario
from fomo_core.scenarios import scenario
from ui.desk import links, starts, stories
from ui.lifeline import shown, stage

#: A story's silhouette: its width and height in pixels.
_SILHOUETTE = (300, 64)


@lru_cache(maxsize=256)
def _title(path: Path, modified: float) -> str | None:
    """A scenario file's title; None for a file that can't be played. Read again when the file has changed."""
    try:
        return scenario.load(path).title
    except InvalidScenario:
        return None


@lru_cache(maxsize=256)
def _silhouette(path: Path, modified: float) -> str:
    """The silhouette of a scenario file's first offering as an SVG text; empty where it has none."""
    drawn = shown.of_file(path)
    return thumbnail(drawn.picture, *_SILHOUETTE) if drawn else ""


#: Each way in: its icon, and the page that it opens; without one it opens a story on the stage.
_DOORS = (
    ("issue", ":material/rocket_launch:", "preview"),
    ("support", ":material/savings:", "explorer"),
    ("present", ":material/co_present:", ""),
)


def doors() -> None:
    """Three ways in: as an issuer, as a supporter, or on the stage with a story."""
    with st.grid(len(_DOORS), min_column_width=200):
        for name, icon, page in _DOORS:
            with st.container(border=True, key=f"door_{name}"):
                st.markdown(f"{icon} **{t(f'door.{name}')}**\n\n{t(f'door.{name}_about')}")
                label = t(f"door.{name}_go")
                if page:
                    st.page_link(links.page(page), label=label, icon=":material/arrow_forward:")
                else:
                    st.button(
                        label, key="present", icon=":material/slideshow:", type="tertiary", on_click=_present
                    )


def _present() -> None:
    """Callback: open the first story on the stage, at its launch."""
    stem = presets.scenario_files()[0].stem
    if stories.open_story(stem, at_launch=True):
        stage.enter(True)


def legend() -> None:
    """The seven stages, as the picture shows them from left to right."""
    st.markdown(t("home.legend"))


def cards() -> None:
    """One card a story: its silhouette, what it shows, and two ways to open it."""
    with st.grid(2, min_column_width=300):
        for path in presets.scenario_files():
            title = _title(path, path.stat().st_mtime)
            if title is not None:
                _card(path, title)


def _card(path: Path, title: str) -> None:
    stem, about = path.stem, f"story.{path.stem}"
    with st.container(border=True, height="stretch"):
        if silhouette := _silhouette(path, path.stat().st_mtime):
            st.image(silhouette, width="stretch", alt=t("story.alt"))
        text = t(about) if about in catalogue() else ""
        st.markdown(t("story.title", title=title) + "\n\n" + text)
        with st.container(horizontal=True):
            st.button(
                t("story.step"),
                key=f"step_{stem}",
                icon=":material/slideshow:",
                type="primary",
                help=in_markdown(t("story.step_help")),
                on_click=starts.tell_story,
                args=(stem, True),
            )
            st.button(
                t("story.end"),
                key=f"end_{stem}",
                icon=":material/last_page:",
                help=in_markdown(t("story.end_help")),
                on_click=starts.tell_story,
                args=(stem,),
            )
