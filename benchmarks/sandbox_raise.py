"""The raise that the sandbox's benchmarks play: 200 supporters whose purchases never fill it."""

from __future__ import annotations

from collections.abc import Iterator

from fomo_core import presets
from fomo_core.backends.sandbox import Sandbox
from fomo_core.commands import Buy, Fund, Launch
from fomo_core.decide import decide
from fomo_core.parameters import LARGEST_TARGET, Model, Protocol
from fomo_core.tax import base_reached_s
from fomo_core.units import WAD
from fomo_core.world import World, apply

SUPPORTERS = [f"supporter {number}" for number in range(200)]
KEY = "bench"
FUNDS = 10**7 * WAD  # wei for each account: more than any of them spends

#: Purchases to come: chain time in seconds and the command.
Work = list[tuple[int, Buy]]


def wide_protocol() -> Protocol:
    """The default preset with one model whose raise (10^8 FLOCK) no run here fills."""
    preset = presets.load()
    model: Model = next(m for m in preset.models.values() if m.curve == "constant_product")
    wide = model._replace(maximum_target=LARGEST_TARGET)
    return preset._replace(models={wide.id: wide})


def opening(protocol: Protocol) -> list[Fund | Launch]:
    """The commands before the first purchase: 200 supporters and an issuer get FLOCK, the raise opens."""
    funds = [Fund(account, FUNDS) for account in ("issuer", *SUPPORTERS)]
    return [*funds, Launch("issuer", KEY, next(iter(protocol.models)), "Bench", "BENCH")]


def purchases(protocol: Protocol, count: int) -> Iterator[tuple[int, Buy]]:
    """Purchases of 1 to 41 FLOCK, no two alike, spread over twice the time in which the tax falls."""
    lasts_s = 2 * base_reached_s(protocol.parameters)
    for n in range(count):
        flock = (1 + n * 37 % 40) * WAD + n * n * 1_000_003 % WAD
        yield n * lasts_s // count, Buy(SUPPORTERS[n * 7 % len(SUPPORTERS)], KEY, flock)


def opened_world(protocol: Protocol) -> World:
    """A world in which the raise has just opened."""
    world = World(protocol)
    for command in opening(protocol):
        for event in decide(world, command, 0):
            apply(world, event)
    return world


def opened_sandbox(protocol: Protocol) -> Sandbox:
    """A sandbox in which the raise has just opened."""
    sandbox = Sandbox(protocol)
    for command in opening(protocol):
        sandbox.submit(command)
    return sandbox
