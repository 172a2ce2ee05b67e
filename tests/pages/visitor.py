"""A person at the app: opens screens, types, clicks, and reads what stands there.

Widgets go by their key and texts by the catalogue, so that a new wording or
layout breaks no test.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

from streamlit.testing.v1 import AppTest, app_test

from fomo_core.backends.sandbox import Sandbox
from fomo_core.commands import Command
from fomo_core.display.format import in_markdown
from fomo_core.display.text import plain, t
from fomo_core.errors import Rejected
from fomo_core.history import Histories
from fomo_core.offering import Offering
from tests.builders import ROOT
from ui.desk.desk import Desk

#: Boxes that are drawn only while open, by the screen that has them and the key of their state.
TABS = {
    "offering": (
        "offering_tabs",
        ("curve", "price", "act", "purchases", "tax", "holders", "progress"),
        "offering.tab_",
    ),
    "economy": ("economy_tabs", ("price", "supply", "burns", "table"), "economy.tab_"),
    "preview": ("preview_tabs", ("bands", "close", "numbers", "drives", "compare", "files"), "preview.tab_"),
    "explorer": ("explore_tabs", ("best", "point", "ladder", "heat", "beside"), "explore.tab_"),
    "forecast": ("forecast_tabs", ("price", "supply", "burned", "table"), "forecast.tab_"),
    "parameters": ("parameter_tabs", ("numbers", "models", "tax", "curves", "rules"), "parameters.tab_"),
}


_BADGE = re.compile(r":(\w+)-badge\[:material/(\w+): ([^\]]*)\]")


class LastingPages(app_test.PagesManager):
    """A session's list of pages, which a real server keeps from one run to the next.

    ``AppTest`` starts every run without it, so that a callback could not go to another page.
    """

    _known: dict[str, Any] | None = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if LastingPages._known is not None:
            self._set_pages(LastingPages._known)

    def set_pages_and_resolve(self, pages: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        LastingPages._known = dict(pages)
        return super().set_pages_and_resolve(pages, *args, **kwargs)

    @classmethod
    def hash_of(cls, page: str) -> str | None:
        """The name by which a browser asks for a page; None before any run has told the pages."""
        known = cls._known or {}
        return next((name for name, info in known.items() if Path(info["script_path"]).stem == page), None)


class Visitor:
    """One browser session with a desk of its own; ``browser`` names one that was here before.

    It begins at the page that is opened first, or at home when something is looked at before.
    ``widgets`` is what that browser still reports of an earlier page's fields.
    """

    _components: Any = None

    def __init__(
        self,
        sandbox: Sandbox | None = None,
        account: str | None = None,
        browser: str = "",
        widgets: dict[str, object] | None = None,
        **query: str,
    ) -> None:
        self._app = AppTest.from_file(str(ROOT / "ui" / "frame.py"), default_timeout=120)
        self._arrived = False
        # Looking through all installed packages for components once is enough.
        self._app._bidi_component_manager = Visitor._components
        for key, value in query.items():
            self._app.query_params[key] = value
        for key, value in (widgets or {}).items():
            self._app.session_state[key] = value
        if browser:
            self._app.session_state["_browser"] = browser
        if sandbox is not None:
            self._app.session_state["_desk"] = seated(sandbox, account)
            self._app.session_state["_desk_key"] = "a-desk-for-a-test"

    @property
    def app(self) -> AppTest:
        """The session as Streamlit's tests have it."""
        if not self._arrived:
            self.run()
        return self._app

    # --- what a person does ---

    def run(self) -> Visitor:
        self._arrived = True
        self._app.run()
        Visitor._components = self._app._bidi_component_manager
        assert not self._app.exception, self._app.exception[0].proto
        return self

    def open(self, page: str, tab: str | None = None) -> Visitor:
        name = LastingPages.hash_of(page)
        if name is None:
            return self.run().open(page, tab)
        self._app._page_hash = name
        if self._arrived:
            # A browser sends nothing of a page that it leaves.
            self._app.main.children.clear()
        if tab is not None:
            key, _, prefix = TABS[page]
            self._app.session_state[key] = t(f"{prefix}{tab}")
        return self.run()

    def unfold(self, key: str, **state: object) -> Visitor:
        """Open a popover or expander, with what its opening callback would set."""
        for name, value in {key: True, **state}.items():
            self.app.session_state[name] = value
        return self.run()

    def put(self, key: str, value: Any) -> Visitor:
        """Fill a field in without leaving it, so that the next click or run sends it along."""
        self.widget(key).set_value(value)
        return self

    def type(self, key: str, value: Any) -> Visitor:
        return self.put(key, value).run()

    def accept(self) -> Visitor:
        """Tick that a trade brings only a fraction, where that is asked."""
        for box in self.app.checkbox:
            if "_fraction " in box.key and not box.value:
                box.check()
                return self.run()
        return self

    def click(self, key: str) -> Visitor:
        self.app.get_by_key(key).click()
        return self.run()

    def step_on(self) -> Visitor:
        """Look at one event later, as the picture's play bar does in a browser."""
        self.desk.looking_at += 1
        return self.run()

    # --- what a person sees ---

    def nodes(self) -> Iterator[Any]:
        yield from self.app._tree

    def widget(self, key: str) -> Any:
        """The widget with this key, or with this name where its key turns with its value (``ui.widgets.chosen``)."""
        turning = re.compile(rf"{key}-\d+")
        for node in self.nodes():
            if turning.fullmatch(getattr(node, "key", None) or ""):
                return node
        return self.app.get_by_key(key)

    def has(self, key: str) -> bool:
        return any(getattr(node, "key", None) == key for node in self.nodes())

    def enabled(self, key: str) -> bool:
        return not self.app.get_by_key(key).proto.disabled

    def reason(self, key: str) -> str:
        """The caption that follows a button in its box, or nothing."""
        for box in self.nodes():
            inside = list(getattr(box, "children", {}).values())
            for node, after in pairwise([*inside, None]):
                if getattr(node, "key", None) == key:
                    return after.value if getattr(after, "type", "") == "caption" else ""
        raise AssertionError(f"there is no {key!r}")

    def texts(self) -> list[str]:
        """Everything with a body of text on the screen."""
        found = [getattr(node, "value", None) for node in self.nodes() if not hasattr(node, "children")]
        return [value for value in found if isinstance(value, str)]

    def says(self, text: str) -> bool:
        return any(text in shown for shown in self.texts())

    def complaints(self) -> list[str]:
        """Every error and warning on the screen."""
        return [alert.value for alert in (*self.app.error, *self.app.warning)]

    def notes(self) -> list[str]:
        """What the last act came to, in the corner or above the page."""
        shown = [message.value for message in (*self.app.toast, *self.app.success)]
        for box in self.nodes():
            inside = list(getattr(box, "children", {}).values())
            if any(getattr(node, "key", None) == "result_close" for node in inside):
                shown.append(inside[0].value)
        return list(dict.fromkeys(shown))

    def badges(self) -> list[tuple[str, str, str]]:
        """Colour, icon and text of every badge."""
        return [badge for shown in self.app.markdown for badge in _BADGE.findall(shown.value)]

    def metric(self, key: str) -> str:
        """The value of the metric with this label, by the label's key in the catalogue."""
        label = in_markdown(plain(key))
        found = [metric.value for metric in self.app.metric if metric.label == label]
        assert found, f"there is no metric {label!r}"
        return found[0]

    def line(self, key: str) -> str:
        """The value of a bill's line, by the label's key in the catalogue."""
        label = in_markdown(plain(key))
        for table in self.app.table:
            frame = table.value
            for row in frame.reset_index().itertuples(index=False):
                if label in map(str, row):
                    return str(row[-1])
        raise AssertionError(f"there is no line {label!r}")

    # --- what is behind it ---

    @property
    def home(self) -> Any:
        """The desk with the sandbox."""
        return self.app.session_state["_desk"]

    @property
    def desk(self) -> Any:
        """What is looked at: this browser's desk at a real chain, or else the one with the sandbox."""
        places = self.home.places
        return (places.get(self.app.session_state["_browser"]) if any(places.values()) else None) or self.home

    @property
    def desk_key(self) -> str:
        """What the address names the desk by."""
        return self.app.session_state["_desk_key"]

    @property
    def sandbox(self) -> Sandbox:
        return self.home.sandbox

    @property
    def state(self) -> tuple[bytes, int, int]:
        """All that a refusal must not change."""
        box = self.sandbox
        return box.ledger.head, box.head().now, len(box.steps)

    @property
    def offering(self) -> Offering:
        return self.sandbox.world.offerings[self.desk.offering]

    def refusal(self, command: Command) -> str:
        """Why the protocol would refuse a command now."""
        try:
            quote = self.sandbox.quote(command)
        except Rejected as refused:
            return str(refused)
        assert quote.shortfall
        return t("part.short")


def seated(sandbox: Sandbox, account: str | None = None) -> Desk:
    """A desk with a sandbox on it."""
    desk = Desk(sandbox, Histories(sandbox.protocol.parameters))
    desk.use(sandbox)
    desk.account = account or desk.account
    return desk


def not_now(reason: str) -> str:
    """The caption under a button that is disabled for this reason."""
    return t("part.not_now", reason=reason)
