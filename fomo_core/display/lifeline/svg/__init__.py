"""The life line standing still: a story's picture as an SVG text, its silhouette, and what a notebook shows."""

from fomo_core.display.lifeline.svg.silhouette import thumbnail
from fomo_core.display.lifeline.svg.whole import LifeLine, svg

__all__ = ["LifeLine", "svg", "thumbnail"]
