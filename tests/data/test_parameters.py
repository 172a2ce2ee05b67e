"""The protocol's numbers: their bounds, what must hold between them, and that each one counts."""

import ast
from dataclasses import FrozenInstanceError, asdict, fields, replace

import pytest

from fomo_core.errors import InvalidParameters
from fomo_core.parameters import Parameters, check_model
from fomo_core.units import MAX_AMOUNT, WAD
from tests.builders import ROOT, SMALL, minimal, parameters

AMOUNTS = ("launch_fee",)
RATES = ("first_buy_cap_bps", "tax_step_bps", "pool_fee_bps")
DURATIONS = ("operator_vesting_s", "duration_s", "graduation_window_s", "tax_step_s")


def _changed(**changes):
    return replace(parameters(), **changes)


def test_the_platform_fee_is_the_sum_of_its_parts():
    assert parameters().platform_fee_bps == 150
    assert _changed(protocol_fee_bps=7, creator_fee_bps=4).platform_fee_bps == 11


def test_the_first_buy_cap_is_a_quarter_of_the_supply():
    assert parameters().first_buy_cap == 250_000 * WAD


def test_parameters_never_change():
    with pytest.raises(FrozenInstanceError):
        parameters().launch_fee = 0


@pytest.mark.parametrize("name", RATES)
def test_a_rate_is_0_to_10000(name):
    assert _changed(**{name: 0})
    assert _changed(**{name: 10_000})
    for beyond in (-1, 10_001):
        with pytest.raises(InvalidParameters, match=f"{name} must be 0 to 10000"):
            _changed(**{name: beyond})


@pytest.mark.parametrize("name", [*DURATIONS, "flock_price"])
def test_a_duration_and_a_price_are_above_0(name):
    assert _changed(**{name: 1})
    with pytest.raises(InvalidParameters, match=f"{name} must be 1 to"):
        _changed(**{name: 0})


@pytest.mark.parametrize("name", AMOUNTS)
def test_an_amount_is_0_to_its_limit(name):
    assert _changed(**{name: 0})
    assert _changed(**{name: MAX_AMOUNT})
    for beyond in (-1, MAX_AMOUNT + 1):
        with pytest.raises(InvalidParameters, match=f"{name} must be 0 to"):
            _changed(**{name: beyond})


def test_the_virtual_reserve_is_at_most_a_hundred_times_the_target():
    assert _changed(virtual_flock_bps=1)
    assert _changed(virtual_flock_bps=10**6)
    for beyond in (0, 10**6 + 1):
        with pytest.raises(InvalidParameters):
            _changed(virtual_flock_bps=beyond)


@pytest.mark.parametrize("field", fields(Parameters), ids=lambda field: field.name)
@pytest.mark.parametrize("value", [None, 1.5, "one", [1]])
def test_no_parameter_takes_another_type(field, value):
    with pytest.raises(InvalidParameters, match=field.name):
        _changed(**{field.name: value})


def test_a_truth_value_is_no_number_and_a_number_no_truth_value():
    with pytest.raises(InvalidParameters, match="whole number"):
        _changed(launch_fee=True)
    with pytest.raises(InvalidParameters, match="true or false"):
        _changed(first_buy_pays_tax=1)


@pytest.mark.parametrize("reading", ["D", "a", "", "AB"])
def test_the_tax_reading_is_a_b_or_c(reading):
    assert _changed(tax_reading="C")
    with pytest.raises(InvalidParameters, match="A, B or C"):
        _changed(tax_reading=reading)


@pytest.mark.parametrize(
    "bucket",
    [
        "total_supply",
        "target_sale",
        "liquidity_tokens",
        "incentives_tokens",
        "operator_tokens",
        "treasury_tokens",
    ],
)
def test_the_buckets_add_up_to_the_supply_exactly(bucket):
    for change in (-1, 1):
        with pytest.raises(InvalidParameters, match="add up to total_supply"):
            _changed(**{bucket: getattr(parameters(), bucket) + change})


def test_a_sale_holds_at_least_a_token():
    def with_a_sale_of(tokens):
        return _changed(target_sale=tokens, treasury_tokens=500_000 * WAD - tokens)

    assert with_a_sale_of(WAD)
    with pytest.raises(InvalidParameters, match="1 token <= target_sale"):
        with_a_sale_of(WAD - 1)


def test_a_supply_is_at_most_a_million_tokens():
    with pytest.raises(InvalidParameters, match="1,000,000 tokens"):
        _changed(total_supply=10**6 * WAD + 1, treasury_tokens=100_000 * WAD + 1)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"liquidity_flock_bps": 8_001}, "exceed 100%"),
        ({"model_buyback_bps": 5_501}, "exceed 100%"),
        ({"protocol_fee_bps": 9_950, "tax_start_bps": 10_000}, "below 100%"),
        ({"tax_start_bps": 149}, "tax_start_bps must not lie below the platform fee"),
    ],
)
def test_parameters_that_contradict_each_other_are_refused(changes, reason):
    with pytest.raises(InvalidParameters, match=reason):
        _changed(**changes)


def test_parameters_at_the_edge_of_a_contradiction_are_accepted():
    assert _changed(liquidity_flock_bps=8_000)
    assert _changed(model_buyback_bps=5_500)
    assert _changed(protocol_fee_bps=9_949, tax_start_bps=10_000)
    assert _changed(tax_start_bps=150)


@pytest.mark.parametrize(
    "changes",
    [
        {"minimum_target": WAD - 1},
        {"minimum_target": 4_000 * WAD},
        {"maximum_target": 10**8 * WAD + 1},
        {"maximum_target": 3_000 * WAD + 1},
        {"maximum_target": 3_000 * WAD + 5_000},
        {"curve": "sigmoid"},
        {"price_multiple": 1},
        {"price_multiple": 31},
        {"virtual_flock": 0},
        {"virtual_flock": 10**12 * WAD + 1},
        {"cost_bps": -1},
        {"cost_bps": 10_001},
    ],
)
def test_a_model_that_can_not_be_computed_is_refused_by_name(changes):
    with pytest.raises(InvalidParameters, match=SMALL):
        check_model(minimal().models[SMALL]._replace(**changes))


@pytest.mark.parametrize(
    "changes",
    [
        {"minimum_target": WAD, "maximum_target": WAD},
        {"maximum_target": 10**8 * WAD},
        {"maximum_target": 3_000 * WAD + 10_000, "minimum_target": 3_000 * WAD + 1},
        {"price_multiple": 2},
        {"price_multiple": 30},
        {"virtual_flock": 1},
        {"virtual_flock": 10**12 * WAD},
        {"cost_bps": 0},
        {"cost_bps": 10_000},
    ],
)
def test_a_model_at_its_bounds_is_accepted(changes):
    assert check_model(minimal().models[SMALL]._replace(**changes)) is None


def test_a_sale_is_a_multiple_of_ten_thousand_units():
    sale, bucket = 400_000 * WAD, 200_000 * WAD
    assert _changed(target_sale=sale + 10_000, liquidity_tokens=bucket - 10_000)
    with pytest.raises(InvalidParameters, match="target_sale must be a multiple of 10,000"):
        _changed(target_sale=sale + 9_999, liquidity_tokens=bucket - 9_999)


# --- no parameter is idle ---


def _read_from_parameters(path):
    """The names that a file reads from something called ``parameters``, or from a ``Parameters``' own self."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Load):
            owner = node.value
            name = owner.id if isinstance(owner, ast.Name) else getattr(owner, "attr", "")
            if name == "parameters":
                yield node.attr


def _derived():
    """What the parameters' own properties read."""
    tree = ast.parse((ROOT / "fomo_core" / "parameters.py").read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef) and node.decorator_list:
            inner = ast.walk(node)
            yield node.name, {n.attr for n in inner if isinstance(n, ast.Attribute)}


def test_every_parameter_moves_something():
    folders = [ROOT / name for name in ("fomo_core", "ui", "pages")]
    files = [path for folder in folders for path in folder.rglob("*.py")]
    files = [path for path in files if path.name not in ("parameters.py", "presets.py")]
    used = {name for path in files for name in _read_from_parameters(path)}
    for name, behind in _derived():
        used |= behind if name in used else set()
    assert set(asdict(parameters())) - used == set()
