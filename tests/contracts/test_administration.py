"""What the owner can do, what it can't, and what a launchpad refuses to be deployed with."""

from __future__ import annotations

from typing import Any

import hypothesis.strategies as st
import pytest
from hypothesis import given, settings

from fomo_core import presets
from fomo_core.errors import InvalidParameters
from fomo_core.parameters import CURVES, LARGEST_TARGET, Model, Parameters, check_model
from fomo_core.units import BPS, MAX_AMOUNT, WAD
from tests.builders import SMALL
from tests.contracts.stage import ENDLESS, deployed, issuer, launch, stranger
from tests.parity.twins.abi import artifact, interface
from tests.parity.twins.evm import Contract, Evm, Refused, bytes32, model_struct, parameter_struct

NOBODY = "0x" + "0" * 40
A_MODEL = (bytes32("another"), WAD, 2 * WAD, 0, 9, 6_000)

OWNERS_ACTS = {
    "wire": (stranger, stranger),
    "add_models": ([A_MODEL],),
    "set_launch_fee": (1,),
    "transfer_ownership": (stranger,),
    "renounce_ownership": (),
}


def _bare(p: tuple[Any, ...] | None = None) -> tuple[Evm, Any]:
    """A launchpad that is not wired yet."""
    evm = Evm()
    flock, token = evm.deploy("flock"), evm.deploy("model_token")
    p = p or parameter_struct(presets.load("minimal").parameters)
    return evm, evm.deploy("launchpad", flock.address, token.address, issuer, stranger, p)


@pytest.mark.parametrize("act", OWNERS_ACTS)
def test_only_the_owner_administers(act: str) -> None:
    on = deployed()
    for account in (stranger, issuer, on.platform, on.treasury):
        with pytest.raises(Refused, match="owner: not the owner"):
            on.launchpad.send(account, act, *OWNERS_ACTS[act])


def test_the_ownership_goes_to_who_was_offered_it_and_accepts() -> None:
    on = deployed()
    owner = on.evm.deployer
    assert on.launchpad.read("owner") == owner
    logs = on.send("launchpad", "transfer_ownership", stranger).logs
    assert [(log.name, log.values) for log in logs] == [
        ("OwnershipOffered", {"owner": owner, "candidate": stranger})
    ]
    assert (on.launchpad.read("owner"), on.launchpad.read("pending_owner")) == (owner, stranger)
    on.send("launchpad", "set_launch_fee", 2)
    with pytest.raises(Refused, match="owner: not the owner"):
        on.launchpad.send(stranger, "set_launch_fee", 1)
    for other in (issuer, owner):
        with pytest.raises(Refused, match="owner: not the candidate"):
            on.launchpad.send(other, "accept_ownership")
    logs = on.launchpad.send(stranger, "accept_ownership").logs
    assert [(log.name, log.values) for log in logs] == [
        ("OwnershipTransferred", {"previous": owner, "owner": stranger})
    ]
    assert (on.launchpad.read("owner"), on.launchpad.read("pending_owner")) == (stranger, NOBODY)
    with pytest.raises(Refused, match="owner: not the owner"):
        on.send("launchpad", "set_launch_fee", 1)
    on.launchpad.send(stranger, "set_launch_fee", 1)
    with pytest.raises(Refused, match="owner: not the candidate"):
        on.launchpad.send(stranger, "accept_ownership")


def test_an_offered_ownership_can_be_withdrawn() -> None:
    on = deployed()
    on.send("launchpad", "transfer_ownership", stranger)
    on.send("launchpad", "transfer_ownership", NOBODY)
    with pytest.raises(Refused, match="owner: not the candidate"):
        on.launchpad.send(stranger, "accept_ownership")


def test_ownership_can_be_given_up_for_good() -> None:
    on = deployed()
    on.send("launchpad", "transfer_ownership", stranger)
    on.send("launchpad", "renounce_ownership")
    assert on.launchpad.read("owner") == NOBODY
    with pytest.raises(Refused, match="owner: not the owner"):
        on.send("launchpad", "set_launch_fee", 1)
    with pytest.raises(Refused, match="owner: not the candidate"):
        on.launchpad.send(stranger, "accept_ownership")


def test_wiring_happens_once() -> None:
    on = deployed()
    assert (on.launchpad.read("pool"), on.launchpad.read("router")) == (on.pool.address, on.revenue.address)
    with pytest.raises(Refused, match="wire: done already"):
        on.send("launchpad", "wire", stranger, stranger)


def _parts(**changes: Any) -> tuple[Evm, Contract, str, str]:
    """A launchpad that is not wired, and a pool and a router made for it but for some changes."""
    evm, launchpad = _bare()
    p = presets.load("minimal").parameters
    made = {
        "pad": launchpad.address, "flock": launchpad.read("flock"), "fee": p.pool_fee_bps,
        "router_pad": launchpad.address, "router_pool": None, "router_flock": launchpad.read("flock"),
        "platform": stranger, "treasury": issuer, "model": p.model_buyback_bps,
        "network": p.network_buyback_bps, "operator": p.operator_reward_bps,
    } | changes  # fmt: skip
    pool = evm.deploy("pool", made["pad"], made["flock"], made["fee"]).address
    made["router_pool"] = made["router_pool"] or pool
    names = (
        "router_pad",
        "router_pool",
        "router_flock",
        "platform",
        "treasury",
        "model",
        "network",
        "operator",
    )
    return evm, launchpad, pool, evm.deploy("revenue", *(made[name] for name in names)).address


def _refused_wiring(evm: Evm, launchpad: Contract, pool: str, router: str) -> None:
    with pytest.raises(Refused, match="wire: mismatch"):
        launchpad.send(evm.deployer, "wire", pool, router)
    assert launchpad.read("pool") == NOBODY


def test_a_pool_and_a_router_that_belong_to_the_launchpad_are_wired_and_told() -> None:
    evm, launchpad, pool, router = _parts()
    logs = launchpad.send(evm.deployer, "wire", pool, router).logs
    assert [(log.name, log.values) for log in logs] == [("Wired", {"pool": pool, "router": router})]


@pytest.mark.parametrize(
    "change",
    [
        {"pad": stranger}, {"flock": stranger}, {"fee": 31}, {"router_pad": stranger}, {"router_pool": stranger},
        {"platform": issuer}, {"treasury": stranger}, {"model": 3_999}, {"network": 1_999}, {"operator": 2_499},
    ],
    ids=lambda change: next(iter(change)),
)  # fmt: skip
def test_a_pool_or_router_that_answers_for_something_else_is_not_wired(change: dict[str, Any]) -> None:
    _refused_wiring(*_parts(**change))


def test_what_is_no_pool_and_no_router_is_not_wired() -> None:
    evm, launchpad, pool, router = _parts()
    flock = launchpad.read("flock")
    for strange in (NOBODY, stranger, flock, launchpad.address):
        _refused_wiring(evm, launchpad, strange, router)
        _refused_wiring(evm, launchpad, pool, strange)
    _refused_wiring(evm, launchpad, router, pool)


@pytest.mark.parametrize("part", ["flock", "implementation", "treasury", "platform"])
def test_a_launchpad_is_not_deployed_on_what_can_not_be_its_part(part: str) -> None:
    evm = Evm()
    parts = {
        "flock": evm.deploy("flock").address, "implementation": evm.deploy("model_token").address,
        "treasury": issuer, "platform": stranger,
    }  # fmt: skip
    wrong = {
        "flock": [NOBODY, stranger],
        "implementation": [NOBODY, stranger, parts["flock"]],
        "treasury": [NOBODY, parts["flock"]],
        "platform": [NOBODY, parts["flock"]],
    }
    p = parameter_struct(presets.load("minimal").parameters)
    assert evm.deploy("launchpad", *parts.values(), p)
    for address in wrong[part]:
        with pytest.raises(Refused, match="wire: mismatch"):
            evm.deploy("launchpad", *(parts | {part: address}).values(), p)


def test_nobody_launches_before_the_wiring() -> None:
    evm, launchpad = _bare()
    launchpad.send(evm.deployer, "add_models", [A_MODEL])
    with pytest.raises(Refused, match="launch: not wired"):
        launchpad.send(issuer, "launch", bytes32("s"), A_MODEL[0], "Q Mini", "QMINI", "", 0, ENDLESS, ENDLESS)


def test_deployment_publishes_the_fees() -> None:
    evm = Evm()
    flock, token = evm.deploy("flock"), evm.deploy("model_token")
    p = parameter_struct(presets.load("mainnet").parameters)
    args = flock.address, token.address, stranger, issuer, p
    answer = evm.deployed(interface("launchpad"), artifact("launchpad")["bytecode"], *args)
    assert answer.logs[0].name == "FeeConfigUpdated"
    assert list(answer.logs[0].values.values()) == [stranger, 100, 50, 32_768 * WAD, 9_900, 2_500]


def test_a_new_launch_fee_is_published_and_taken_from_then_on() -> None:
    on = deployed()
    launch(on, "before")
    logs = on.send("launchpad", "set_launch_fee", 7).logs
    assert logs[0].values["launchCreationFee"] == 7
    assert on.launchpad.read("parameters")["launch_fee"] == 7
    held = on.flock.read("balanceOf", on.treasury)
    launch(on, "after")
    assert on.flock.read("balanceOf", on.treasury) == held + 7


def test_the_launch_fee_has_a_limit() -> None:
    on = deployed()
    on.send("launchpad", "set_launch_fee", MAX_AMOUNT)
    with pytest.raises(Refused, match="launch fee above limit"):
        on.send("launchpad", "set_launch_fee", MAX_AMOUNT + 1)


def test_a_launch_without_fee_is_possible() -> None:
    on = deployed()
    on.send("launchpad", "set_launch_fee", 0)
    assert launch(on).read("name") == "Q Mini"


def test_the_parameters_can_be_read_back_field_by_field() -> None:
    on = deployed()
    expected = parameter_struct(on.protocol.parameters)
    assert tuple(on.launchpad.read("parameters").values()) == expected


def test_models_are_added_and_never_changed() -> None:
    on = deployed()
    logs = on.send("launchpad", "add_models", [A_MODEL]).logs
    assert [(log.name, log.values["id"]) for log in logs] == [("ModelAdded", bytes32("another"))]
    assert tuple(on.launchpad.read("model", bytes32("another")).values()) == A_MODEL
    for changed in (A_MODEL, (*A_MODEL[:2], 3 * WAD, *A_MODEL[3:])):
        with pytest.raises(Refused, match="model: exists"):
            on.send("launchpad", "add_models", [changed])


def test_a_model_twice_in_one_list_is_refused_whole() -> None:
    on = deployed()
    before = on.launchpad.read("models")
    with pytest.raises(Refused, match="model: exists"):
        on.send("launchpad", "add_models", [A_MODEL, A_MODEL])
    assert on.launchpad.read("models") == before


def test_a_model_needs_an_id_and_an_unknown_one_has_no_answer() -> None:
    on = deployed()
    with pytest.raises(Refused, match="model: no id"):
        on.send("launchpad", "add_models", [(bytes(32), *A_MODEL[1:])])
    with pytest.raises(Refused, match="launch: unknown model"):
        on.launchpad.read("model", bytes32("unheard of"))


def test_the_catalogue_holds_64_models_and_not_one_more() -> None:
    evm, launchpad = _bare()
    models = [(bytes32(str(number)), *A_MODEL[1:]) for number in range(64)]
    launchpad.send(evm.deployer, "add_models", models[:60])
    launchpad.send(evm.deployer, "add_models", models[60:])
    assert list(launchpad.read("models")) == models
    with pytest.raises(Refused, match="model: too many"):
        launchpad.send(evm.deployer, "add_models", [A_MODEL])


amounts = st.sampled_from(
    [
        0,
        1,
        WAD - 1,
        WAD,
        WAD + 1,
        WAD + 10_000,
        LARGEST_TARGET,
        LARGEST_TARGET + 1,
        LARGEST_TARGET + 10_000,
        ENDLESS,
    ]
)


@given(
    minimum=amounts,
    maximum=amounts,
    curve=st.integers(0, 1),
    multiple=st.sampled_from([0, 1, 2, 30, 31]),
    cost=st.sampled_from([0, BPS, BPS + 1]),
)
def test_a_model_is_refused_where_the_core_refuses_it(
    minimum: int, maximum: int, curve: int, multiple: int, cost: int
) -> None:
    model = (
        presets.load("minimal")
        .models[SMALL]
        ._replace(
            minimum_target=minimum,
            maximum_target=maximum,
            curve=CURVES[curve],
            price_multiple=multiple,
            cost_bps=cost,
        )
    )
    code = _refusal_of_model(model)
    assert (code is None) == _core_takes(check_model, model)
    assert code is None or code.startswith("model: ")


def _refusal_of_model(model: Model) -> str | None:
    evm, launchpad = _bare()
    try:
        launchpad.send(evm.deployer, "add_models", [model_struct(model)])
    except Refused as refusal:
        return refusal.code
    return None


def test_a_curve_that_there_is_not_is_refused() -> None:
    on = deployed()
    with pytest.raises(Refused, match="model: curve unknown"):
        on.send("launchpad", "add_models", [(*A_MODEL[:3], 2, *A_MODEL[4:])])


def _core_takes(check: Any, *args: Any, **kwargs: Any) -> bool:
    try:
        check(*args, **kwargs)
    except InvalidParameters:
        return False
    return True


FIELDS = [
    name for name in Parameters.__dataclass_fields__ if name not in ("flock_price", "first_buy_pays_tax")
]
VALUES = [0, 1, 149, 150, 151, BPS - 1, BPS, BPS + 1, 100 * BPS, 100 * BPS + 1, WAD - 1, WAD, 10**11, 10**11 + 1,
          10**6 * WAD, MAX_AMOUNT, MAX_AMOUNT + 1, ENDLESS]  # fmt: skip


@settings(max_examples=400)
@given(changes=st.dictionaries(st.sampled_from(FIELDS), st.sampled_from(VALUES), min_size=1, max_size=2))
def test_parameters_are_refused_where_the_core_refuses_them(changes: dict[str, int]) -> None:
    base = presets.load("minimal").parameters
    values = {name: getattr(base, name) for name in Parameters.__dataclass_fields__} | changes
    reading = changes.get("tax_reading", 0)
    struct = tuple((values | {"tax_reading": reading}).values())[:-1]
    core_values = values | {"tax_reading": "ABC"[reading] if reading < 3 else reading}
    code = _refusal_of_parameters(struct)
    assert (code is None) == _core_takes(Parameters, **core_values)
    # A sum that leaves uint256 reverts without a word.
    assert not code or code.startswith("parameters: ")


def _refusal_of_parameters(struct: tuple[Any, ...]) -> str | None:
    try:
        _bare(struct)
    except Refused as refusal:
        return refusal.code
    return None


@pytest.mark.parametrize("off", [1, 5_000, 9_999, 10_000])
def test_a_sale_of_another_unit_is_refused_where_the_core_refuses_it(off: int) -> None:
    base = presets.load("minimal").parameters
    changes = {"target_sale": base.target_sale + off, "liquidity_tokens": base.liquidity_tokens - off}
    values = {name: getattr(base, name) for name in Parameters.__dataclass_fields__} | changes
    code = _refusal_of_parameters(tuple((values | {"tax_reading": 0}).values())[:-1])
    assert code == (None if off == 10_000 else "parameters: sale not a multiple")
    assert _core_takes(Parameters, **values) == (code is None)


def test_a_pool_and_a_router_refuse_rates_above_the_whole() -> None:
    evm = Evm()
    flock = evm.deploy("flock").address
    with pytest.raises(Refused, match="rate out of range"):
        evm.deploy("pool", stranger, flock, BPS + 1)
    with pytest.raises(Refused, match="shares exceed the revenue"):
        evm.deploy("revenue", stranger, stranger, flock, stranger, stranger, 4_000, 4_000, 2_001)
