"""The table of gas in ``contracts/README.md`` is what the acts cost."""

from __future__ import annotations

from benchmarks.gas import Chain, acts
from fomo_core import presets
from tests.builders import ROOT


def test_the_readme_tells_what_every_act_costs() -> None:
    readme = (ROOT / "contracts" / "README.md").read_text()
    for act, gas in acts(Chain(presets.load("minimal"))):
        assert f"| {act} | {gas:,} |" in readme, "run benchmarks/gas.py and put its table there"
