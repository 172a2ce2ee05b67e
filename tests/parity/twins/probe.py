"""A contract that makes the contracts' pure rules callable one by one."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from vyper.compiler import compile_from_file_input
from vyper.compiler.input_bundle import FilesystemInputBundle

from tests.builders import ROOT
from tests.parity.twins.abi import Interface
from tests.parity.twins.evm import Contract, Evm


def compiled(path: Path) -> dict[str, Any]:
    """ABI and bytecode of a Vyper file that may import the project's contracts."""
    bundle = FilesystemInputBundle([ROOT / "contracts", path.parent])
    source = bundle.load_file(path.name)
    return compile_from_file_input(source, input_bundle=bundle, output_formats=["abi", "bytecode"])


@cache
def probe() -> Contract:
    """``probe.vy``, deployed."""
    output = compiled(Path(__file__).with_name("probe.vy"))
    return Evm().deployed(Interface("probe", output["abi"]), output["bytecode"]).value
