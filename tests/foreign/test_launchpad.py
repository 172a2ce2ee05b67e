"""A launchpad that publishes three events: what they come to, and that no chain's nonsense breaks the reading."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fomo_core import commands as cmd
from fomo_core import events as ev
from fomo_core import presets
from fomo_core.backends.sandbox import Sandbox
from fomo_core.errors import Rejected
from fomo_core.foreign.launchpad import TIER, UNKNOWN, conclude
from fomo_core.foreign.log import KEPT, LEFT_OUT, FeeConfig, Finding
from fomo_core.history import Histories
from fomo_core.ledger import Ledger
from fomo_core.parameters import check_model
from fomo_core.units import MAX_AMOUNT, WAD
from tests.builders import CALM_S, LINEAR, SMALL, SNIPER, SUPPORTER, launch, live, minimal

BASE = presets.load()
START_S = 1_790_000_000
TOKEN, ISSUER = "0x" + "70" * 20, "0x" + "15" * 20
BUYER = "0x" + "b0" * 20
TYPE = "0x" + b"deepseek-v4-pro".ljust(32, b"\0").hex()
LAUNCH = ev.LaunchCreated(
    TOKEN, ISSUER, TYPE, 350_000 * WAD, 10**6 * WAD, 400_000 * WAD, START_S, START_S + 604_800, "A Token", "ATKN", False
)  # fmt: skip
#: 1,000 FLOCK at the platform fee.
BOUGHT = ev.Purchased(TOKEN, BUYER, 1_000 * WAD, 985 * WAD, 1_178 * WAD, 10 * WAD, 5 * WAD, 0, 0)
CONFIG = FeeConfig("0x" + "fe" * 20, 120, 30, 5 * WAD, 9_900, 2_000)


def concluded(*events, base=BASE):
    """What events come to, each a second after the one before."""
    return conclude([(START_S + number, event) for number, event in enumerate(events)], base)


def world_of(seen):
    """The world that a concluded log replays to, checked to replay at all."""
    ledger = Ledger()
    for at, event in seen.entries:
        ledger.append(at, (event,))
    histories = Histories(seen.protocol.parameters)
    histories.extend(seen.entries)
    return ledger.replay(seen.protocol)


def kinds(seen):
    return [finding.kind for finding in seen.findings]


def published(sandbox):
    """What of a sandbox's log a launchpad of FLock's would publish: no refund among it."""
    events = (entry for entry in sandbox.events())
    return [
        (at, event._replace(refund=0) if isinstance(event, ev.Purchased) else event)
        for at, event in events
        if isinstance(event, ev.LaunchCreated | ev.Purchased)
    ]


# --- what becomes of the three events ---


def test_a_launch_becomes_an_offering_with_a_model_of_its_own():
    seen = concluded(LAUNCH)
    assert seen.findings == ()
    assert seen.entries == ((START_S, LAUNCH._replace(model_type_id=TOKEN)),)
    (model,) = seen.protocol.models.values()
    assert (model.id, model.name, model.tier) == (TOKEN, "deepseek-v4-pro", TIER)
    assert (model.minimum_target, model.maximum_target) == (350_000 * WAD, 10**6 * WAD)
    offering = world_of(seen).offerings[TOKEN]
    assert (offering.model, offering.issuer, offering.name) == (TOKEN, ISSUER, "A Token")
    assert (offering.start, offering.end) == (START_S, START_S + 604_800)
    assert offering.target_sale == 400_000 * WAD


def test_a_purchase_counts_as_published_with_flock_that_the_buyer_brought():
    seen = concluded(LAUNCH, BOUGHT)
    assert [event for _, event in seen.entries[1:]] == [ev.BroughtIn(BUYER, 1_000 * WAD), BOUGHT]
    world = world_of(seen)
    offering = world.offerings[TOKEN]
    assert (offering.raised, offering.sold) == (985 * WAD, 1_178 * WAD)
    assert offering.principal == {BUYER: 985 * WAD}
    assert world.flock == {ISSUER: 5 * WAD, BUYER: 0}
    assert world.treasury_flock == 10 * WAD
    assert world.flock_held() == world.funded == 1_000 * WAD


def test_what_an_issuer_earned_is_spent_before_more_is_brought_in():
    own = BOUGHT._replace(buyer=ISSUER)
    seen = concluded(LAUNCH, BOUGHT, own, own)
    brought = [event for _, event in seen.entries if isinstance(event, ev.BroughtIn)]
    assert brought == [
        ev.BroughtIn(BUYER, 1_000 * WAD),
        ev.BroughtIn(ISSUER, 995 * WAD),
        ev.BroughtIn(ISSUER, 995 * WAD),
    ]
    assert world_of(seen).flock == {ISSUER: 5 * WAD, BUYER: 0}


def test_nothing_is_brought_in_by_who_has_earned_enough():
    rich = BOUGHT._replace(flock_in=2_000 * WAD, creator_fee=1_005 * WAD)
    seen = concluded(LAUNCH, rich, BOUGHT._replace(buyer=ISSUER))
    assert [event.account for _, event in seen.entries if isinstance(event, ev.BroughtIn)] == [BUYER]
    assert world_of(seen).flock[ISSUER] == 10 * WAD
    # What is left of it goes into the next purchase, and to the last bit into none.
    seen = concluded(LAUNCH, rich, BOUGHT._replace(buyer=ISSUER), BOUGHT._replace(buyer=ISSUER))
    assert [event for _, event in seen.entries if isinstance(event, ev.BroughtIn)][1:] == [
        ev.BroughtIn(ISSUER, 990 * WAD)
    ]
    seen = concluded(LAUNCH, rich._replace(creator_fee=1_000 * WAD), BOUGHT._replace(buyer=ISSUER))
    assert [event.account for _, event in seen.entries if isinstance(event, ev.BroughtIn)] == [BUYER]


def test_a_chain_without_events_is_empty():
    seen = concluded()
    assert (seen.entries, seen.findings, seen.fits, seen.points) == ((), (), {}, {})
    assert seen.protocol == BASE


def test_all_that_can_not_be_known_is_listed():
    assert {
        "graduation",
        "claims",
        "pool",
        "revenue",
        "refunds",
        "launch_fees",
        "balances",
        "transfers",
    } == set(UNKNOWN)


# --- a sandbox's own raise, read back from what would be published ---


@pytest.mark.parametrize(
    ("model", "bps", "multiple"),
    [(SMALL, 5_000, 9), (SMALL, 3_777, 9), (LINEAR, 5_000, 9), (LINEAR, 5_000, 4)],
)
def test_a_raise_read_back_has_the_same_offering_and_the_true_curve(model, bps, multiple):
    played = presets.load("minimal", {"virtual_flock_bps": bps})
    models = {model: played.models[model]._replace(price_multiple=multiple)}
    sandbox = live(played._replace(models=models), model)
    for name, flock in ((SUPPORTER, 100), (SNIPER, 250), (SUPPORTER, 7)):
        sandbox.submit(cmd.Buy(name, "qmini", flock * WAD))
    seen = conclude(published(sandbox), minimal())
    true, read = sandbox.world.offerings["qmini"], world_of(seen).offerings["qmini"]
    for name in ("raised", "sold", "principal", "claims", "start", "end", "issuer", "curve"):
        assert getattr(read, name) == getattr(true, name)
    best = seen.fits["qmini"][0]
    assert (best.curve, best.largest_residual, best.plausible) == (true.curve, 0, True)
    assert seen.points["qmini"][-1] == (true.raised, true.sold)
    (found,) = seen.protocol.models.values()
    assert (found.source, check_model(found)) == ("chain", None)
    assert seen.findings == ()
    # Whatever is bought next costs the same in both.
    buy = cmd.Buy(SUPPORTER, "qmini", 50 * WAD)
    fork = Sandbox.forked(seen.protocol, seen.entries, CALM_S)
    fork.submit(cmd.Fund(SUPPORTER, 50 * WAD))
    assert fork.submit(buy).events == sandbox.submit(buy).events


def test_a_sandbox_goes_on_from_a_foreign_raise_to_its_graduation():
    seen = concluded(LAUNCH, BOUGHT)
    fork = Sandbox.forked(seen.protocol, seen.entries, START_S + 6_000)
    fork.submit(cmd.Fund("whale", 2 * 10**6 * WAD))
    fork.submit(cmd.Buy("whale", TOKEN, 2 * 10**6 * WAD))
    assert fork.world.offerings[TOKEN].graduated_at == START_S + 6_000
    assert fork.world.flock_held() == fork.world.funded
    fork.submit(launch(key="another", model=TOKEN)._replace(sender="whale"))
    assert fork.world.offerings["another"].maximum_target == 10**6 * WAD


# --- the curve ---


def test_one_purchase_leaves_the_assumed_curve():
    seen = concluded(LAUNCH, BOUGHT)
    (model,) = seen.protocol.models.values()
    assert (model.curve, model.virtual_flock, model.source) == ("constant_product", None, "assumed")
    assert "assumed" in model.note
    assert len(seen.fits[TOKEN]) == 2
    assert seen.findings == ()


def test_purchases_that_no_curve_meets_take_the_nearest_and_say_so():
    seen = concluded(LAUNCH, BOUGHT, BOUGHT._replace(mt_allocated=5_000 * WAD))
    (model,) = seen.protocol.models.values()
    best = seen.fits[TOKEN][0]
    assert not best.plausible
    assert model.curve == best.kind
    assert model.source == "assumed"
    assert "nearest" in model.note
    assert seen.findings == (Finding("no_curve", TOKEN, START_S + 2, 1),)
    assert check_model(model) is None


# --- fee settings ---


def test_fee_settings_replace_the_presets_and_say_where_they_are_from():
    protocol = concluded(CONFIG, LAUNCH).protocol
    p = protocol.parameters
    assert (p.protocol_fee_bps, p.creator_fee_bps, p.launch_fee) == (120, 30, 5 * WAD)
    assert (p.tax_start_bps, p.first_buy_cap_bps) == (9_900, 2_000)
    told = {"protocol_fee_bps", "creator_fee_bps", "launch_fee", "tax_start_bps", "first_buy_cap_bps"}
    assert set(protocol.overrides) == told
    assert p == presets.load("mainnet", protocol.overrides).parameters
    for name, note in protocol.notes.items():
        assert (note.source == "chain") == (name in told)
        assert note.unit == BASE.notes[name].unit
    assert not any(protocol.assumed(name) or protocol.by_hand(name) for name in told)
    assert protocol.assumed("virtual_flock_bps")


def test_what_a_person_changed_stays_marked_as_such():
    base = presets.load("mainnet", {"pool_fee_bps": 7, "launch_fee": 1})
    assert base.by_hand("launch_fee")
    assert base.assumed("launch_fee")
    protocol = concluded(CONFIG, base=base).protocol
    assert protocol.by_hand("pool_fee_bps")
    assert not protocol.by_hand("launch_fee")


def test_the_latest_fee_settings_hold():
    seen = concluded(CONFIG, CONFIG._replace(base_fee_bps=200), LAUNCH)
    assert seen.protocol.parameters.protocol_fee_bps == 200


def test_settings_from_elsewhere_with_the_same_fields_are_read_too():
    fields = dict(zip(FeeConfig._fields, CONFIG))
    assert concluded(type("Other", (), fields)()).protocol == concluded(CONFIG).protocol


@pytest.mark.parametrize(
    "change",
    [
        {"base_fee_bps": 65_535},
        {"base_fee_bps": 9_990},
        {"anti_sniper_tax_start_value": 149},
        {"anti_sniper_tax_start_value": 10_001},
        {"max_bundle_bps": 65_535},
        {"launch_creation_fee": 2**256 - 1},
    ],
)
def test_settings_that_do_not_fit_together_change_nothing(change):
    seen = concluded(CONFIG, CONFIG._replace(**change))
    assert seen.findings == (Finding("settings", "", START_S + 1, 1),)
    assert seen.protocol == concluded(CONFIG).protocol
    assert concluded(CONFIG._replace(**change)).protocol == BASE


def test_a_tax_that_would_lie_below_the_fees_is_read_as_percent_and_told():
    seen = concluded(CONFIG._replace(anti_sniper_tax_start_value=99))
    assert seen.protocol.parameters.tax_start_bps == 9_900
    assert kinds(seen) == ["percent"]
    low = CONFIG._replace(base_fee_bps=50, creator_fee_bps=0, anti_sniper_tax_start_value=60)
    assert concluded(low).protocol.parameters.tax_start_bps == 60


# --- names ---


@pytest.mark.parametrize(
    ("model_type", "name"),
    [
        (TYPE, "deepseek-v4-pro"),
        ("deepseek-v4-pro", "deepseek-v4-pro"),
        ("Modèle 5", "Modèle 5"),
        ("0x" + "00" * 31 + "05", "Model type 0x0000…0005"),
        ("0x" + "ab" * 32, "Model type 0xabab…abab"),
        ("0x" + b"<script>".ljust(32, b"\0").hex(), "Model type 0x3c73…0000"),
        ("0x" + "00" * 32, "Model type 0x0000…0000"),
        ("0x" + "zz" * 32, "Model type 0xzzzz…zzzz"),
        ("**bold** and long enough to be cut", "Model type unknown"),
        ("a\u202eb", "Model type unknown"),
        ("\ud800", "Model type unknown"),
        ("", "Model type unknown"),
        ("x" * 65, "Model type xxxxxx…xxxx"),
    ],
)
def test_a_model_is_named_by_its_types_text_if_it_is_one(model_type, name):
    (model,) = concluded(LAUNCH._replace(model_type_id=model_type)).protocol.models.values()
    assert model.name == name


@pytest.mark.parametrize(
    "change", [{"mt_name": "<b>x</b>"}, {"mt_name": ""}, {"mt_name": "x" * 10**5}, {"mt_symbol": "a\u202eb"}]
)
def test_an_odd_name_is_kept_and_told(change):
    seen = concluded(LAUNCH._replace(**change))
    assert kinds(seen) == ["name"]
    assert len(world_of(seen).offerings) == 1


# --- nonsense ---

ABSURD = {
    "targets": [
        {"target_raise_max": 0},
        {"target_raise_min": 0},
        {"target_raise_min": 10**6 * WAD + 1},
        {"target_raise_max": 2**256 - 1},
    ],
    "sale": [{"target_sale": 0}, {"target_sale": 2**256 - 1}],
    "times": [
        {"sale_end": START_S},
        {"sale_end": START_S - 1},
        {"sale_end": 2**64 - 1},
        {"sale_start": 2**64 - 1},
    ],
}


@pytest.mark.parametrize(("kind", "change"), [(kind, change) for kind in ABSURD for change in ABSURD[kind]])
def test_an_absurd_launch_is_left_out_with_its_purchases_and_told(kind, change):
    other = LAUNCH._replace(token="another")
    seen = concluded(LAUNCH._replace(**change), BOUGHT, BOUGHT, other, BOUGHT._replace(token="another"))
    assert seen.findings == (
        Finding(kind, TOKEN, START_S, 1),
        Finding("unknown_token", TOKEN, START_S + 1, 2),
    )
    assert list(world_of(seen).offerings) == list(seen.protocol.models) == list(seen.fits) == ["another"]


def test_a_second_launch_of_a_token_does_not_replace_the_first():
    seen = concluded(
        LAUNCH, BOUGHT, LAUNCH._replace(creator=BUYER, target_raise_max=WAD, target_raise_min=WAD), BOUGHT
    )
    assert seen.findings[0] == Finding("duplicate", TOKEN, START_S + 2, 1)
    offering = world_of(seen).offerings[TOKEN]
    assert (offering.issuer, offering.maximum_target) == (ISSUER, 10**6 * WAD)
    assert offering.raised == 2 * 985 * WAD


def test_a_launch_after_an_absurd_one_of_the_same_token_counts():
    seen = concluded(LAUNCH._replace(target_sale=0), LAUNCH, BOUGHT)
    assert kinds(seen) == ["sale"]
    assert world_of(seen).offerings[TOKEN].raised == 985 * WAD


@pytest.mark.parametrize("field", ev.Purchased._fields[2:])
def test_a_purchase_of_more_than_can_exist_is_left_out(field):
    seen = concluded(LAUNCH, BOUGHT._replace(**{field: MAX_AMOUNT + 1}))
    assert seen.findings == (Finding("too_large", TOKEN, START_S + 1, 1),)
    assert len(seen.entries) == 1
    assert seen.fits == {}


@pytest.mark.parametrize(
    "change", [{"flock_in": 1_001 * WAD}, {"flock_in": 999 * WAD}, {"net_used": 0}, {"anti_sniper_fee": 1}]
)
def test_parts_that_do_not_add_up_are_kept_as_published_and_told(change):
    odd = BOUGHT._replace(**change)
    seen = concluded(LAUNCH, odd)
    assert kinds(seen) == ["parts"]
    assert seen.entries[-1].event == odd
    assert world_of(seen).offerings[TOKEN].raised == odd.net_used
    assert world_of(seen).flock[BUYER] == 0


@pytest.mark.parametrize(
    "change", [{"net_used": 10**6 * WAD + 1, "flock_in": 10**6 * WAD + 16}, {"mt_allocated": 400_001 * WAD}]
)
def test_a_raise_beyond_itself_is_kept_and_told_and_its_curve_assumed(change):
    seen = concluded(LAUNCH, BOUGHT, BOUGHT._replace(**change), BOUGHT)
    assert Finding("overshoot", TOKEN, START_S + 2, 2) in seen.findings
    assert seen.fits == {TOKEN: ()}
    (model,) = seen.protocol.models.values()
    assert (model.curve, model.virtual_flock, model.source) == ("constant_product", None, "assumed")
    offering = world_of(seen).offerings[TOKEN]
    assert not offering.open_at(START_S + 9) or offering.raised < offering.maximum_target


def test_a_sale_of_another_size_is_kept_and_told():
    seen = concluded(LAUNCH._replace(target_sale=500_000 * WAD))
    assert kinds(seen) == ["other_sale"]
    assert world_of(seen).offerings[TOKEN].target_sale == 500_000 * WAD


def test_findings_of_one_kind_are_counted():
    odd = BOUGHT._replace(flock_in=1)
    assert concluded(LAUNCH, odd, odd, odd).findings[0] == Finding("parts", TOKEN, START_S + 1, 3)


HUGE = (
    st.integers(0, 2**256 - 1)
    | st.integers(0, 3 * WAD)
    | st.sampled_from([0, 1, WAD, 10**6 * WAD, 2**256 - 1])
)
SMALL_NAMES = st.sampled_from(["a", "b", "", "<b>", "\ud800"])
TIMES = st.integers(0, 2**64 - 1) | st.sampled_from([0, START_S, START_S + 9])
LAUNCHES = st.builds(ev.LaunchCreated, SMALL_NAMES, SMALL_NAMES, st.text(max_size=70), HUGE, HUGE, HUGE, TIMES, TIMES,
                     st.text(), st.text(), st.booleans())  # fmt: skip
GOOD_LAUNCHES = st.builds(LAUNCH._replace, token=SMALL_NAMES, creator=SMALL_NAMES)
PURCHASES = st.builds(ev.Purchased, SMALL_NAMES, SMALL_NAMES, HUGE, HUGE, HUGE, HUGE, HUGE, HUGE, st.just(0))
CONFIGS = st.builds(
    FeeConfig, st.just(""), *[st.integers(0, 65_535)] * 2, HUGE, *[st.integers(0, 65_535)] * 2
)


@given(st.lists(st.tuples(TIMES, LAUNCHES | GOOD_LAUNCHES | PURCHASES | CONFIGS), max_size=25))
def test_whatever_a_chain_says_is_read_and_folds(seen):
    found = conclude(seen, BASE)
    world = world_of(found)
    assert set(world.offerings) == set(found.protocol.models) or not world.offerings
    for model in found.protocol.models.values():
        assert check_model(model) is None
    for offering in world.offerings.values():
        assert offering.curve.sold(offering.maximum_target) == offering.target_sale
        assert min(offering.curve.spot_price(offering.raised)) > 0
        assert offering.status_at(START_S)
    assert {finding.kind for finding in found.findings} <= {*LEFT_OUT, *KEPT}
    assert min(world.flock.values(), default=0) >= 0


@given(st.lists(st.integers(10**15, 10**23), min_size=1, max_size=8))
def test_every_flock_of_an_honest_chain_is_accounted_for(amounts):
    sandbox = live(BASE)
    for flock in amounts:
        sandbox.submit(cmd.Fund(SUPPORTER, flock))
        try:
            sandbox.submit(cmd.Buy(SUPPORTER, "qmini", flock))
        except Rejected:
            continue
    seen = conclude(published(sandbox), BASE)
    world = world_of(seen)
    assert world.flock_held() == world.funded
    assert {kind for kind in kinds(seen) if kind != "no_curve"} == set()
    assert world.offerings["qmini"].raised == sandbox.world.offerings["qmini"].raised
