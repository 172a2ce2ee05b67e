"""What is committed in ``data/abi`` is what the sources compile to, and fits into a block."""

from __future__ import annotations

import importlib.util
from types import ModuleType

import pytest

from fomo_core import presets
from tests.builders import ROOT
from tests.parity.twins.abi import ARTIFACTS, artifact
from tests.parity.twins.evm import Deployment

#: EIP-170: no deployed code may be larger, in bytes.
LARGEST_CODE = 24_576


def _build() -> ModuleType:
    spec = importlib.util.spec_from_file_location("build", ROOT / "contracts" / "build.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


BUILD = _build()


@pytest.mark.parametrize("stem", BUILD.STEMS + BUILD.QUESTIONS)
def test_the_committed_artifact_is_what_the_source_compiles_to(stem: str) -> None:
    fresh = BUILD.compiled(stem)
    assert artifact(stem) == {"abi": fresh["abi"], "bytecode": fresh["bytecode"]}, "run contracts/build.py"


def test_there_is_no_artifact_without_a_source() -> None:
    assert {path.stem for path in ARTIFACTS.glob("*.json")} == set(BUILD.STEMS + BUILD.QUESTIONS)


def test_every_deployed_contract_stays_under_the_limit_of_code() -> None:
    on = Deployment(presets.load("mainnet"))
    contracts = on.flock, on.implementation, on.launchpad, on.pool, on.revenue
    sizes = {c.interface.stem: len(on.evm.code(c.address)) for c in contracts}
    assert set(sizes) == set(BUILD.STEMS)
    assert max(sizes.values()) <= LARGEST_CODE, sizes
