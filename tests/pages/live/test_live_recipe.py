"""The recipe for a chain by hand, as the docs have it, word for word."""

from __future__ import annotations

import re
import shlex

from fomo_core.cli.main import main
from tests.builders import ROOT
from tests.pages.visitor import Visitor
from tools.anvil import running_anvil


def steps() -> list[list[str]]:
    """The commands of the recipe, each split into its words."""
    text = (ROOT / "docs" / "live.md").read_text(encoding="utf-8")
    block = re.search(r"By hand:\n\n((?: {4}.*\n)+)", text)[1]
    return [shlex.split(line, comments=True) for line in block.splitlines()]


def test_the_recipe_by_hand_ends_in_an_app_that_shows_the_storys_offering(capsys, monkeypatch):
    anvil, *commands = steps()
    assert anvil[0] == "anvil"
    monkeypatch.chdir(ROOT)
    with running_anvil(*anvil[1:]) as url:
        for words in commands:
            assert words[:3] == ["python", "-m", "fomo_core"]
            assert main([url if word.startswith("http") else word for word in words[3:]]) == 0
        said = capsys.readouterr().out
        command = shlex.split(re.search(r"To open the app on it:\n\n(.*)", said)[1])
        assert command[-2:] == ["make", "run"]
        for setting in command[:-2]:
            monkeypatch.setenv(*setting.split("=", 1))
        visitor = Visitor().open("marketplace")
        assert [o.symbol for o in visitor.desk.chain.world.offerings.values()] == ["SAGE"]
        assert visitor.desk.live is not None
        assert not visitor.complaints()


def test_a_nodes_address_that_may_hold_a_key_is_not_printed(capsys):
    with running_anvil() as url:
        assert main(["deploy", "--rpc", f"{url}/?key=s3cr3t", "--preset", "minimal"]) == 0
    said = capsys.readouterr().out
    assert "FOMO_LAUNCHPAD=0x" in said
    assert "s3cr3t" not in said
