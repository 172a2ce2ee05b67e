"""Both engines and the closed form beside a slow, plain simulation, over demands and rules drawn at random."""

from dataclasses import replace
from random import Random

import numba  # noqa: F401  (without it these tests must fail, not pass by another engine)
import numpy as np
import pytest

from fomo_core.simulation.closed_form import odds
from fomo_core.simulation.demand import Arrivals, Demand, Elastic, Sizes, Snipers, Whales
from fomo_core.simulation.ensemble import FAILED, MAXIMUM, MINIMUM, preview
from fomo_core.simulation.start import Start
from fomo_core.units import WAD
from tests.builders import LINEAR, SMALL
from tests.simulation import slow
from tests.simulation.settings import launch

PLAYED, DRAWN, MOST_Z = 300, 10_000, 5.0


def a_start(random: Random, elapsed: bool) -> Start:
    """A launch by rules that are not the usual ones, or a raise some way on."""
    rules = {
        "tax_start_bps": random.choice((150, 151, 5_000, 9_900)),
        "tax_step_bps": random.choice((0, 37, 100, 2_500)),
        "tax_step_s": random.choice((1, 60, 3_600)),
        "tax_reading": random.choice("AABC"),
        "duration_s": random.choice((43_200, 604_800)),
    }
    bought = random.choice((0, 20_000)) * WAD
    start = launch(random.choice((SMALL, LINEAR)), bought, **rules)
    return replace(start, elapsed_s=random.randrange(1, start.duration_s // 2)) if elapsed else start


def a_demand(random: Random, start: Start, reacting: bool) -> Demand:
    """A demand that brings about what the raise needs, so that nothing is certain."""
    shape = random.choice(("steady", "front_loaded", "deadline_rush", "hype"))
    hours = start.duration_s / 3_600
    arrivals = Arrivals(
        shape, random.uniform(20, 120), window_h=hours * random.uniform(0.02, 0.6),
        share=random.uniform(0, 1), half_life_h=hours * random.uniform(0.05, 1),
    )  # fmt: skip
    spread, whales = random.choice((0.0, 0.05, 1.2)), random.choice((0.0, 2.0))
    wanted = (start.minimum_target - start.raised) / WAD * random.uniform(0.7, 2.5)
    sizes = Sizes(wanted / arrivals.per_raise / np.exp(spread**2 / 2), spread)
    made = Demand(arrivals, sizes, Whales(whales, wanted / 5, random.choice((0.0, 0.5))))
    if not reacting:
        return made
    snipers = Snipers(
        random.choice((0, 8, 40)), wanted / 60, random.choice((0, 0.8)), random.uniform(1.05, 3), 0.3
    )
    return replace(made, elastic=Elastic(random.random(), random.uniform(0, 2)), snipers=snipers)


def apart(played: np.ndarray, mean: float, variance: float, error: float = 0.0) -> float:
    """How many standard errors a sample's mean lies from a mean known to within an error."""
    spread = max(variance, played.var()) / len(played) + variance / DRAWN
    return max(0.0, abs(played.mean() - mean) - error) / np.sqrt(spread + 1e-18)


@pytest.mark.parametrize("case", [*range(12), 103, 118, 135])
def test_engines_and_closed_form_agree_with_a_slow_simulation(case):
    random = Random(1_000 + case)
    start = a_start(random, elapsed=case % 3 == 2)
    demand = a_demand(random, start, reacting=case % 2 == 1)
    played = np.array([slow.play(start, demand, random) for _ in range(PLAYED)], float)
    found = dict(zip(slow.Played._fields, played.T))
    for engine in ("numpy", "compiled"):
        made = preview(start, demand, DRAWN, case, engine=engine, tracked=0, threads=1)
        drawn = {name: getattr(made, name) for name in ("raised", "gross", "tax", "refund", "arrivals")}
        shares = zip(("failed", "minimum", "maximum"), (FAILED, MINIMUM, MAXIMUM))
        drawn |= {name: made.outcome == outcome for name, outcome in shares}
        for name, values in drawn.items():
            far = apart(found[name], values.mean(), float(np.var(values)), 1e-6 * abs(values.mean()))
            assert far < MOST_Z, (engine, name, found[name].mean(), values.mean())
    if demand.price_blind:
        exact = odds(start, demand)
        assert exact.holds
        for name in ("failed", "minimum", "maximum"):
            share = getattr(exact, name)
            assert apart(found[name], share, share * (1 - share), exact.error) < MOST_Z, name
