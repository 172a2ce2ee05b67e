"""Compile the contracts and write ``data/abi/<stem>.json``: ``{"abi": [...], "bytecode": "0x..."}``.

Run it after every change in this folder, as ``python contracts/build.py``; a test compares.
"""

from __future__ import annotations

import json
from pathlib import Path

from vyper.compiler import compile_from_file_input
from vyper.compiler.input_bundle import FilesystemInputBundle

CONTRACTS = Path(__file__).resolve().parent
ARTIFACTS = CONTRACTS.parent / "data" / "abi"

#: The files that are deployed; the others are their modules.
STEMS = ("flock", "model_token", "launchpad", "pool", "revenue")
#: Those whose creation is only tried, as a question to a chain.
QUESTIONS = ("ownership",)


def compiled(stem: str) -> dict[str, object]:
    """What ``data/abi/<stem>.json`` should hold."""
    bundle = FilesystemInputBundle([CONTRACTS])
    # A path relative to the folder, so that no machine's paths reach the output.
    source = bundle.load_file(f"{stem}.vy")
    return compile_from_file_input(
        source, input_bundle=bundle, output_formats=["abi", "bytecode", "bytecode_runtime"]
    )


def main() -> None:
    """Write every artifact and print the size of what is deployed."""
    ARTIFACTS.mkdir(parents=True, exist_ok=True)
    for stem in STEMS + QUESTIONS:
        output = compiled(stem)
        size = len(bytes.fromhex(str(output.pop("bytecode_runtime")).removeprefix("0x")))
        (ARTIFACTS / f"{stem}.json").write_text(json.dumps(output, indent=1) + "\n")
        print(f"{stem:12} {size:6} bytes of code")


if __name__ == "__main__":
    main()
