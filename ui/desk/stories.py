"""Stories and scenario files, played in place of the sandbox."""

from __future__ import annotations

from fomo_core import presets
from fomo_core.backends.sandbox import Sandbox
from fomo_core.commands import Launch
from fomo_core.display.refusals import sentence
from fomo_core.display.text import t
from fomo_core.errors import InvalidInput
from fomo_core.scenarios import scenario
from ui.desk import messages, store


def open_story(stem: str, at_launch: bool = False) -> bool:
    """Open the story of a name, at its end or at its launch; or say why not, leave all as it was, and return False."""
    path = next((path for path in presets.scenario_files() if path.stem == stem), None)
    if path is None:
        messages.say("error", t("session.no_story"))
        return False
    try:
        _play(scenario.load(path))
    except InvalidInput as error:
        messages.say("error", t("session.bad_file", reason=sentence(error)))
        return False
    if at_launch:
        desk = store.home()
        desk.looking_at = _first_launch(desk.sandbox)
    return True


def _first_launch(sandbox: Sandbox) -> int | None:
    """The log's length right after the first launch, or None without one."""
    return next((step.length for step in sandbox.steps if isinstance(step.command, Launch)), None)


def open_file(content: bytes) -> None:
    """Play a scenario file in place of everything, or say why not and leave all as it was."""
    try:
        _play(scenario.parse(content))
    except InvalidInput as error:
        messages.say("error", t("session.bad_file", reason=sentence(error)))
        return
    messages.say("success", t("session.loaded"))


def _play(story: scenario.Scenario) -> None:
    """Play a scenario in place of the sandbox, which is kept beside it if the visitor has done anything."""
    sandbox = scenario.final_sandbox(story)
    desk = store.leave_chain()
    with desk.lock:
        desk.set_aside_if_changed()
        desk.use(sandbox)
