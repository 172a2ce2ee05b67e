"""The presets and the catalogue: complete, sourced, and refused when they are not."""

import re
import shutil
from dataclasses import asdict

import pytest

from fomo_core import presets
from fomo_core.amounts import parse_amount
from fomo_core.errors import InvalidAmount, InvalidParameters, NoSuchData
from fomo_core.parameters import SOURCES
from fomo_core.units import USD_DECIMALS, WAD

NAMES = presets.names()
MAINNET = presets.load("mainnet")


def test_mainnet_is_the_default_and_comes_first():
    assert NAMES[0] == "mainnet"
    assert presets.load() == MAINNET


def test_an_unknown_preset_is_refused():
    with pytest.raises(NoSuchData, match="choose one of mainnet, minimal"):
        presets.load("../presets/mainnet")


@pytest.mark.parametrize("preset", NAMES)
def test_every_parameter_has_unit_source_and_note(preset):
    protocol = presets.load(preset)
    assert set(protocol.notes) == {*asdict(protocol.parameters), "target_scale_bps"}
    for note in protocol.notes.values():
        assert note.unit.strip()
        assert note.note.strip().endswith(".")
        assert note.source in SOURCES


def test_all_presets_have_the_same_keys_and_units():
    shapes = [{key: note.unit for key, note in presets.load(preset).notes.items()} for preset in NAMES]
    assert all(shape == shapes[0] for shape in shapes)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("total_supply", 1_000_000 * WAD),
        ("target_sale", 400_000 * WAD),
        ("liquidity_tokens", 200_000 * WAD),
        ("incentives_tokens", 150_000 * WAD),
        ("operator_tokens", 150_000 * WAD),
        ("treasury_tokens", 100_000 * WAD),
        ("operator_vesting_s", 365 * 86_400),
        ("first_buy_cap_bps", 2_500),
        ("first_buy_pays_tax", False),
        ("launch_fee", 32_768 * WAD),
        ("duration_s", 604_800),
        ("protocol_fee_bps", 100),
        ("creator_fee_bps", 50),
        ("tax_start_bps", 9_900),
        ("tax_step_bps", 100),
        ("tax_step_s", 60),
        ("tax_reading", "A"),
        ("virtual_flock_bps", 5_000),
        ("liquidity_flock_bps", 6_000),
        ("incentives_flock_bps", 2_000),
        ("pool_fee_bps", 30),
        ("model_buyback_bps", 4_000),
        ("network_buyback_bps", 2_000),
        ("operator_reward_bps", 2_500),
        ("flock_price", 3_880_000),
    ],
)
def test_mainnet_has_the_protocols_value(name, value):
    assert getattr(MAINNET.parameters, name) == value


@pytest.mark.parametrize("name", ["launch_fee", "duration_s", "tax_start_bps", "first_buy_cap_bps"])
def test_what_the_guide_says_is_not_called_assumed(name):
    assert MAINNET.notes[name].source == "seed"
    assert not MAINNET.assumed(name)


@pytest.mark.parametrize(
    "name", ["virtual_flock_bps", "pool_fee_bps", "operator_vesting_s", "first_buy_pays_tax"]
)
def test_what_nobody_published_is_called_assumed(name):
    assert MAINNET.assumed(name)


def test_a_number_changed_by_hand_is_assumed_from_then_on():
    changed = presets.load("mainnet", {"launch_fee": "1"})
    assert changed.parameters.launch_fee == 1
    assert changed.assumed("launch_fee")
    assert changed.overrides == {"launch_fee": 1}


@pytest.mark.parametrize(
    ("overrides", "reason"),
    [
        ({"lunch_fee": 1}, "There is no parameter 'lunch_fee'"),
        ({"launch_fee": "1.5"}, "launch_fee must be a whole number"),
        ({"launch_fee": "-1"}, "launch_fee must be a whole number"),
        ({"launch_fee": "\u0661"}, "launch_fee must be a whole number"),
        ({"launch_fee": "9" * 79}, "launch_fee must be a whole number"),
        ({"launch_fee": -1}, "launch_fee must be 0 to"),
        ({"launch_fee": True}, "launch_fee must be a whole number"),
        ({"first_buy_pays_tax": "1"}, "first_buy_pays_tax must be true or false"),
        ({"tax_reading": "D"}, "tax_reading must be A, B or C"),
        ({"target_scale_bps": 0}, "target_scale_bps must be 1 to 1000000"),
        ({"target_scale_bps": True}, "target_scale_bps must be 1 to 1000000"),
        ({"target_scale_bps": 10**6 + 1}, "target_scale_bps must be 1 to 1000000"),
        ({"target_scale_bps": 10**6}, "must hold"),
    ],
)
def test_an_override_that_does_not_fit_is_refused(overrides, reason):
    with pytest.raises(InvalidParameters, match=reason):
        presets.load("mainnet", overrides)


def test_an_unknown_parameter_is_named_without_its_control_characters():
    with pytest.raises(InvalidParameters) as caught:
        presets.load("mainnet", {"\x1b[2J" * 100: 1})
    assert str(caught.value).isprintable()
    assert len(str(caught.value)) < 200


def test_the_targets_scale_with_their_parameter():
    half = presets.load("mainnet", {"target_scale_bps": 5_000}).models
    for key, model in MAINNET.models.items():
        assert (half[key].minimum_target * 2, half[key].maximum_target * 2) == model[6:8]


@pytest.mark.parametrize(
    ("tier", "minimum", "maximum"),
    [("small", 105_000, 300_000), ("medium", 350_000, 1_000_000), ("large", 1_050_000, 3_000_000)],
)
def test_a_tier_fixes_the_raise_of_its_models(tier, minimum, maximum):
    models = [model for model in MAINNET.models.values() if model.tier == tier]
    assert models
    assert {(m.minimum_target, m.maximum_target) for m in models} == {(minimum * WAD, maximum * WAD)}


def test_the_catalogue_holds_the_seven_models_and_both_curves():
    assert len(MAINNET.models) == 7
    assert {model.curve for model in MAINNET.models.values()} == {"constant_product", "linear"}
    assert all(key == model.id for key, model in MAINNET.models.items())


def test_every_model_has_a_source_and_a_note():
    for model in MAINNET.models.values():
        assert model.source in SOURCES
        assert model.note.endswith(".")


@pytest.mark.parametrize(
    ("model", "prices", "source"),
    [
        ("qwen3-30b-a3b-instruct", ("0.20", "0.80"), "repo"),
        ("qwen3-235b-a22b-thinking", ("0.23", "2.30"), "repo"),
        ("deepseek-v3-2", ("0.28", "0.42"), "repo"),
        ("gemini-3-8-flash", ("0.75", "3.75"), "vendor"),
        ("deepseek-v4-pro", ("1.32", "3.96"), "vendor"),
        ("kimi-k3", ("3.00", "15.00"), "vendor"),
        ("gemini-3-1-pro", ("1.25", "10.00"), "assumed"),
    ],
)
def test_every_models_prices_are_its_own_and_say_where_they_come_from(model, prices, source):
    found = MAINNET.models[model]
    wanted = tuple(parse_amount(price, USD_DECIMALS) for price in prices)
    assert (found.input_price_usd, found.output_price_usd) == wanted
    assert found.source == source


def test_every_tier_has_a_title():
    assert set(presets.tier_titles()) == {model.tier for model in MAINNET.models.values()}


# --- broken data ---


@pytest.fixture
def data(tmp_path, monkeypatch):
    """A copy of the data to break; what was read of it is forgotten again."""
    folder = tmp_path / "data"
    (folder / "presets").mkdir(parents=True)
    for name in ("models.toml", "presets/mainnet.toml"):
        shutil.copy(presets.DATA / name, folder / name)
    caches = (presets._preset, presets._catalogue, presets._models)
    monkeypatch.setattr(presets, "DATA", folder)
    for cached in caches:
        cached.cache_clear()
    yield folder
    for cached in caches:
        cached.cache_clear()


def _rewrite(path, pattern, replacement):
    changed, count = re.subn(pattern, replacement, path.read_text(), count=1, flags=re.DOTALL)
    assert count == 1
    path.write_text(changed)


def test_a_copy_of_the_data_loads(data):
    assert presets.load("mainnet").parameters == MAINNET.parameters


@pytest.mark.parametrize("field", ["source", "unit", "note", "value"])
def test_a_parameter_without_a_field_does_not_load(data, field):
    _rewrite(data / "presets" / "mainnet.toml", rf"(\[parameters.launch_fee\].*?)\n{field} = [^\n]*", r"\1")
    with pytest.raises(InvalidParameters, match=f"launch_fee.{field}"):
        presets.load("mainnet")


@pytest.mark.parametrize("source", ["", "hearsay", "ASSUMED"])
def test_a_source_is_one_of_the_known_ones(data, source):
    _rewrite(data / "presets" / "mainnet.toml", 'source = "seed"', f'source = "{source}"')
    with pytest.raises(InvalidParameters, match="source"):
        presets.load("mainnet")


def test_a_preset_names_every_parameter(data):
    _rewrite(data / "presets" / "mainnet.toml", r"\[parameters.launch_fee\].*?\n\n", "")
    with pytest.raises(InvalidParameters, match="launch_fee"):
        presets.load("mainnet")


def test_a_preset_names_no_unknown_parameter(data):
    _rewrite(data / "presets" / "mainnet.toml", "parameters.launch_fee", "parameters.lunch_fee")
    with pytest.raises(InvalidParameters, match="lunch_fee"):
        presets.load("mainnet")


def test_an_amount_is_decimal_text(data):
    _rewrite(data / "presets" / "mainnet.toml", '"32768"', '"32768 FLOCK"')
    with pytest.raises(InvalidAmount):
        presets.load("mainnet")


@pytest.mark.parametrize("field", ["source", "note"])
def test_a_model_without_a_field_does_not_load(data, field):
    _rewrite(data / "models.toml", rf"(\[models.kimi-k3\].*?)\n{field} = [^\n]*", r"\1")
    with pytest.raises(InvalidParameters, match=f"kimi-k3.{field}"):
        presets.load("mainnet")


def test_a_models_raise_must_be_computable(data):
    _rewrite(data / "models.toml", 'minimum_target = "105000"', 'minimum_target = "300001"')
    with pytest.raises(InvalidParameters, match="minimum <= maximum"):
        presets.load("mainnet")
