"""What many tests start from: parameters, offerings and sandboxes at chosen moments."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from fomo_core import commands as cmd
from fomo_core import presets
from fomo_core.backends.sandbox import Sandbox
from fomo_core.errors import Rejected
from fomo_core.events import LaunchCreated
from fomo_core.offering import Offering
from fomo_core.parameters import Parameters, Protocol
from fomo_core.units import WAD

ROOT = Path(__file__).resolve().parent.parent

ISSUER = "issuer"
SUPPORTER = "supporter"
SNIPER = "sniper"
BYSTANDER = "bystander"

SMALL = "qwen3-30b-a3b-instruct"
#: A medium model on the constant-product curve: its raise ends at 1,000,000 FLOCK.
MEDIUM = "deepseek-v4-pro"
LINEAR = "deepseek-v3-2"

#: When the combined tax of the preset ``minimal`` has come down to the platform fee.
CALM_S = 100
WEALTH = 10**6 * WAD


def parameters(**changes: int | str | bool) -> Parameters:
    """Mainnet's parameters with some replaced."""
    return presets.load("mainnet", changes).parameters


def vectors(name: str) -> dict[str, Any]:
    """A file of known-good numbers, with every string of digits as the integer that it means."""
    return json.loads((ROOT / "data" / "vectors" / f"{name}.json").read_text(), object_hook=_with_integers)


def _with_integers(record: dict[str, Any]) -> dict[str, Any]:
    return {k: int(v) if isinstance(v, str) and v.isdigit() else v for k, v in record.items()}


@cache
def minimal() -> Protocol:
    """The rehearsal preset: 7 minutes, tax steps of a second, targets of 1%."""
    return presets.load("minimal")


def funded(protocol: Protocol | None = None, *accounts: str) -> Sandbox:
    """A sandbox in which the accounts (issuer, supporter, sniper) are wealthy."""
    sandbox = Sandbox(protocol or minimal())
    for account in accounts or (ISSUER, SUPPORTER, SNIPER):
        sandbox.submit(cmd.Fund(account, WEALTH))
    return sandbox


def launch(key: str = "qmini", model: str = SMALL, **changes: Any) -> cmd.Launch:
    """A launch that nothing speaks against."""
    return cmd.Launch(ISSUER, key, model, "Q Mini", "QMINI", "a small coder")._replace(**changes)


def live(protocol: Protocol | None = None, model: str = SMALL, at: int = CALM_S) -> Sandbox:
    """A sandbox with the live offering ``qmini``, ``at`` seconds after its launch."""
    sandbox = funded(protocol)
    sandbox.submit(launch(model=model))
    sandbox.advance_to(at)
    return sandbox


def the_offering(sandbox: Sandbox) -> Offering:
    """The offering ``qmini``."""
    return sandbox.world.offerings["qmini"]


def raised_to(principal: int, model: str = SMALL) -> Sandbox:
    """A sandbox with ``qmini`` live and exactly so much principal (wei) from the supporter."""
    sandbox = live(model=model)
    offering = the_offering(sandbox)
    gross = -(-principal * 10_000 // 9_850)
    while gross * 9_850 // 10_000 > principal:
        gross -= 1
    sandbox.submit(cmd.Buy(SUPPORTER, "qmini", gross))
    assert offering.raised == principal
    return sandbox


def graduated(model: str = SMALL) -> Sandbox:
    """A sandbox in which the supporter has filled ``qmini`` to its maximum, so that it graduated."""
    sandbox = live(model=model)
    sandbox.submit(cmd.Buy(SUPPORTER, "qmini", 100_000 * WAD))
    assert the_offering(sandbox).graduated_at == CALM_S
    return sandbox


def failed() -> Sandbox:
    """A sandbox in which ``qmini`` ended 1 wei below its minimum."""
    sandbox = raised_to(minimal().models[SMALL].minimum_target - 1)
    sandbox.advance_to(the_offering(sandbox).end)
    return sandbox


def succeeded() -> Sandbox:
    """A sandbox in which ``qmini`` ended at its minimum exactly, and nobody has graduated it."""
    sandbox = raised_to(minimal().models[SMALL].minimum_target)
    sandbox.advance_to(the_offering(sandbox).end)
    return sandbox


def bare_offering(protocol: Protocol, model_id: str, raised: int = 0) -> Offering:
    """An offering outside any sandbox, with so much principal (wei) of nobody's."""
    model = protocol.models[model_id]
    created = LaunchCreated(
        "qmini", ISSUER, model.id, model.minimum_target, model.maximum_target,
        protocol.parameters.target_sale, 0, protocol.parameters.duration_s, "Q Mini", "QMINI", False,
    )  # fmt: skip
    offering = Offering.opened(created, model, protocol.parameters)
    offering.raised, offering.sold = raised, offering.curve.sold(raised)
    return offering


def deployment_file(folder: Path, key: str, launchpad: str, **fields: str) -> Path:
    """A file that names one deployment: our contracts on a development chain, where no field says otherwise."""
    usual = {
        "title": key.title(),
        "kind": "reference",
        "source": "a test",
        "note": "A deployment of a test's own.",
    }
    lines = {"chain_id": 31_337, "launchpad": launchpad} | usual | fields
    path = folder / "own.toml"
    path.write_text(
        f"[{key}]\n" + "".join(f"{name} = {json.dumps(value)}\n" for name, value in lines.items())
    )
    return path


def refusal(sandbox: Sandbox, command: cmd.Command) -> Rejected:
    """The refusal of a command, having checked that it changed nothing."""
    before, world = sandbox.head(), sandbox.ledger.replay(sandbox.protocol)
    with pytest.raises(Rejected) as caught:
        sandbox.submit(command)
    assert sandbox.head() == before
    assert sandbox.world == world
    return caught.value


def code(sandbox: Sandbox, command: cmd.Command) -> str:
    """The code with which a command is refused, having checked that it changed nothing."""
    return refusal(sandbox, command).code
