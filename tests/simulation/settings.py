"""Starts and demands that many tests of the previews share."""

from __future__ import annotations

from functools import cache

from fomo_core import presets
from fomo_core.simulation.demand import Arrivals, Demand, Elastic, Sizes, Snipers, Whales
from fomo_core.simulation.start import Start, fresh
from fomo_core.units import WAD
from tests.builders import LINEAR, SMALL

STEADY = Demand(Arrivals("steady", 200), Sizes(1_000, 1.0))
EARLY = Demand(Arrivals("front_loaded", 150, window_h=1, share=0.7), Sizes(700, 1.5), Whales(2, 30_000, 0.5))
LATE = Demand(Arrivals("deadline_rush", 120, window_h=12, share=0.6), Sizes(1_000, 1.0))
HYPE = Demand(Arrivals("hype", 100, half_life_h=6), Sizes(1_000, 1.5), Whales(1, 20_000, 0.5))
CUSTOM = Demand(Arrivals("custom", 90, points=((0, 0), (0.3, 2), (1, 1))), Sizes(1_200, 0.8))
BLIND = {"steady": STEADY, "early": EARLY, "late": LATE, "hype": HYPE, "custom": CUSTOM}

ELASTIC = Demand(Arrivals("steady", 200), Sizes(1_000, 1.0), Whales(1, 20_000, 0.5), Elastic(0.6, 1.5))
SNIPED = Demand(
    Arrivals("front_loaded", 120, window_h=2, share=0.5),
    Sizes(1_000, 1.0),
    Whales(0.5, 20_000, 0.5),
    Elastic(0.4, 1.0),
    Snipers(8, 3_000, 0.8, 1.6, 0.4),
)
REACTING = {"elastic": ELASTIC, "sniped": SNIPED}


@cache
def launch(
    model: str = SMALL, first_buy: int = 10_000 * WAD, preset: str = "mainnet", **changes: object
) -> Start:
    """A launch of a model with a first buy of 10,000 FLOCK."""
    return fresh(presets.load(preset, changes), model, first_buy)


def starts() -> dict[str, Start]:
    """Launches that differ in curve, tax reading and first buy."""
    return {
        "plain": launch(),
        "no first buy": launch(first_buy=0),
        "linear": launch(LINEAR),
        "reading B": launch(tax_reading="B"),
        "reading C": launch(tax_reading="C"),
        "a tax that never ends": launch(tax_step_bps=0),
    }
