"""The compiled engine: the same runs as numpy's, and held to the core on its own."""

import numba  # noqa: F401  (without it these tests must fail, not pass by another engine)
import numpy as np
import pytest

from fomo_core.errors import InvalidInput
from fomo_core.simulation import ensemble
from fomo_core.simulation.demand import Arrivals, Demand, Sizes
from fomo_core.simulation.ensemble import preview
from tests.simulation.holding import holds_to_the_core, same_bits_on_any_threads
from tests.simulation.settings import BLIND, REACTING, STEADY, launch, starts

DEMANDS = BLIND | REACTING


@pytest.mark.parametrize("demand", DEMANDS)
def test_both_engines_agree_within_four_standard_errors(demand):
    plain, fast = (
        preview(launch(), DEMANDS[demand], 20_000, 3, engine=name) for name in ("numpy", "compiled")
    )
    assert (plain.engine, fast.engine) == ("numpy", "compiled")
    for name in ("raised", "gross", "tax", "refund", "arrivals"):
        a, b = getattr(plain, name), getattr(fast, name)
        assert abs(a.mean() - b.mean()) <= 4 * np.sqrt((a.var() + b.var()) / 20_000) + 1e-9, name
    for outcome in range(3):
        a, b = np.mean(plain.outcome == outcome), np.mean(fast.outcome == outcome)
        assert abs(a - b) <= 4 * np.sqrt((a * (1 - a) + b * (1 - b)) / 20_000) + 1e-9
    assert np.allclose(plain.progress.mean(axis=0), fast.progress.mean(axis=0), rtol=0.03)
    assert np.allclose(fast.progress[:, -1], fast.raised[:10_000], rtol=1e-6)


@pytest.mark.parametrize("name", starts())
@pytest.mark.parametrize("demand", ["early", "elastic", "sniped"])
def test_sampled_runs_are_what_the_integer_core_makes_of_the_same_purchases(name, demand):
    holds_to_the_core(starts()[name], DEMANDS[demand], "compiled")


def test_one_thread_and_four_give_the_same_bits():
    same_bits_on_any_threads(launch(), REACTING["sniped"], "compiled")


def test_without_demand_every_run_ends_where_it_started():
    assert not preview(launch(), Demand(Arrivals("steady", 0)), 50, engine="compiled").gross.any()
    assert np.isfinite(preview(launch(), Demand(sizes=Sizes(1e12, 1)), 50, engine="compiled").refund).all()


def test_auto_compiles_only_for_many_runs(monkeypatch):
    assert preview(launch(), STEADY, 50).engine == "numpy"
    monkeypatch.setattr(ensemble, "_WORTH_COMPILING", 40)
    assert preview(launch(), STEADY, 50).engine == "compiled"


def test_without_numba_it_is_refused_by_name_and_left_out_by_auto(monkeypatch):
    monkeypatch.setattr(ensemble, "find_spec", lambda name: None)
    monkeypatch.setattr(ensemble, "_WORTH_COMPILING", 40)
    assert preview(launch(), STEADY, 50).engine == "numpy"
    with pytest.raises(InvalidInput, match="needs numba"):
        preview(launch(), STEADY, 50, engine="compiled")
