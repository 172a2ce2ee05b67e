"""A model from launch to buyback through the screens alone, held against the same commands in the core."""

from __future__ import annotations

import pytest

from fomo_core import commands as cmd
from fomo_core import presets
from fomo_core.backends.sandbox import Sandbox
from fomo_core.display import format as f
from fomo_core.display.format import in_markdown
from fomo_core.display.ownership import trades
from fomo_core.display.text import t
from fomo_core.errors import FirstBuyAboveCap
from fomo_core.scenarios import replay, scenario
from fomo_core.units import WAD
from tests.builders import SMALL
from tests.pages.visitor import Visitor

ISSUER, SUPPORTER, BYSTANDER = "issuer", "supporter", "bystander"


def rehearsal() -> Visitor:
    """An empty sandbox of the preset with seven-minute raises, chosen in the sidebar."""
    visitor = Visitor().unfold("reset_sidebar")
    visitor.type("reset_preset_sidebar", "minimal").click("reset_confirm_sidebar")
    assert visitor.sandbox.protocol.preset == "minimal"
    return visitor


def launch(visitor: Visitor, first_buy: str = "") -> None:
    visitor.open("launch").type("launch_model", SMALL)
    visitor.put("launch_name", "Q Mini").put("launch_symbol", "QMINI")
    visitor.put("launch_description", "a small coder").type("launch_first_buy", first_buy)
    visitor.type("launch_agree", True).click("launch")


def become(visitor: Visitor, account: str) -> Visitor:
    return visitor.type("account", account)


def buy(visitor: Visitor, amount: str) -> None:
    visitor.open("offering", "curve").type("buy_amount", amount).accept().click("buy")


def in_the_core(*steps: cmd.Command | int) -> Sandbox:
    """The empty rehearsal sandbox after these commands; an integer moves the clock to that second."""
    sandbox = Sandbox(presets.load("minimal"))
    fee = sandbox.protocol.parameters.launch_fee
    for account in (ISSUER, SUPPORTER, BYSTANDER):
        sandbox.submit(cmd.Fund(account, 10 * fee))
    for step in steps:
        if isinstance(step, int):
            sandbox.advance_to(step)
        else:
            sandbox.submit(step)
    return sandbox


def same(visitor: Visitor, twin: Sandbox) -> None:
    assert visitor.sandbox.ledger.head == twin.ledger.head
    assert replay.final_state(visitor.sandbox) == replay.final_state(twin)


def test_from_launch_to_buyback_when_the_minimum_is_reached():
    visitor = rehearsal()
    launch(visitor, "200")
    assert visitor.app.title[0].value == t("nav.offering")
    assert visitor.notes() == [t("launch.done", name="Q Mini")]
    visitor.click("clock_minute").click("clock_minute")
    buy(become(visitor, SUPPORTER), "1000")
    visitor.click("clock_minute")
    buy(visitor, "123.456789012345678")
    visitor.click("clock_end")
    become(visitor, BYSTANDER).open("offering", "act").click("graduate")
    become(visitor, SUPPORTER).click("claim")
    visitor.type("claim_for", ISSUER).click("claim_for_button")
    visitor.open("trade").type("swap_sell", "token").type("swap_amount", "1000").accept().click("swap")
    become(visitor, BYSTANDER).type("swap_sell", "flock").type("swap_amount", "12.5").accept().click("swap")
    visitor.click("clock_hour").open("economy")
    visitor.put("usage_input", "4").put("usage_output", "3").type("usage_price", "0.0388").click("route")
    visitor.click("clock_day").open("offering", "act").click("release")

    first = cmd.Launch(ISSUER, "qmini", SMALL, "Q Mini", "QMINI", "a small coder", 200 * WAD)
    usage = 4 * 200_000 + 3 * 800_000
    same(
        visitor,
        in_the_core(
            first, 120, cmd.Buy(SUPPORTER, "qmini", 1_000 * WAD),
            180, cmd.Buy(SUPPORTER, "qmini", 123_456_789_012_345_678_000),
            420, cmd.Graduate(BYSTANDER, "qmini"), cmd.Claim(SUPPORTER, "qmini"),
            cmd.Claim(SUPPORTER, "qmini", ISSUER), cmd.Swap(SUPPORTER, "qmini", "token", 1_000 * WAD),
            cmd.Swap(BYSTANDER, "qmini", "flock", 12_500_000_000_000_000_000), 4_020,
            cmd.RouteRevenue("qmini", usage, 3_880_000), 90_420, cmd.Release(BYSTANDER, "qmini"),
        ),
    )  # fmt: skip
    assert visitor.complaints() == []


def test_from_launch_to_trading_when_the_maximum_is_reached():
    visitor = rehearsal()
    launch(visitor)
    visitor.click("clock_minute").click("clock_minute")
    buy(become(visitor, SUPPORTER), "2000")
    buy(become(visitor, BYSTANDER), "1500")
    assert visitor.offering.graduated_at == 120
    assert not visitor.enabled("clock_end")
    visitor.open("offering", "act").click("claim")
    same(
        visitor,
        in_the_core(
            cmd.Launch(ISSUER, "qmini", SMALL, "Q Mini", "QMINI", "a small coder"), 120,
            cmd.Buy(SUPPORTER, "qmini", 2_000 * WAD), cmd.Buy(BYSTANDER, "qmini", 1_500 * WAD),
            cmd.Claim(BYSTANDER, "qmini"),
        ),
    )  # fmt: skip


def test_from_launch_to_redeeming_when_the_raise_fails():
    visitor = rehearsal()
    launch(visitor, "10")
    visitor.click("clock_minute")
    buy(become(visitor, SUPPORTER), "20")
    visitor.click("clock_end").open("offering", "act")
    for account in (SUPPORTER, ISSUER):
        become(visitor, account).click("redeem")
    assert not visitor.enabled("redeem")
    same(
        visitor,
        in_the_core(
            cmd.Launch(ISSUER, "qmini", SMALL, "Q Mini", "QMINI", "a small coder", 10 * WAD), 60,
            cmd.Buy(SUPPORTER, "qmini", 20 * WAD), 420,
            cmd.Redeem(SUPPORTER, "qmini"), cmd.Redeem(ISSUER, "qmini"),
        ),
    )  # fmt: skip


def test_a_second_launch_of_the_same_ticker_gets_a_key_of_its_own():
    visitor = rehearsal()
    launch(visitor)
    launch(visitor)
    assert list(visitor.sandbox.world.offerings) == ["qmini", "qmini-2"]
    assert visitor.offering.key == "qmini-2"


def test_a_life_played_on_the_screens_is_exported_as_a_file_that_replays_to_it():
    visitor = rehearsal()
    launch(visitor, "50")
    visitor.click("clock_minute")
    buy(become(visitor, SUPPORTER), "75")
    visitor.click("clock_hour")
    text = scenario.to_json(scenario.record(visitor.sandbox, "mine"))
    replayed = replay.replay(scenario.parse(text.encode()))
    assert replayed["final"] == replay.final_state(visitor.sandbox)
    assert all(step["accepted"] for step in replayed["steps"])


# --- the launch form ---


def ready_to_launch(visitor: Visitor, first_buy: str = "") -> Visitor:
    visitor.open("launch").type("launch_model", SMALL)
    return (
        visitor.put("launch_name", "Q Mini").put("launch_symbol", "QMINI").type("launch_first_buy", first_buy)
    )


def test_the_outlay_is_itemised_and_must_be_confirmed():
    visitor = ready_to_launch(rehearsal(), "200")
    fee = visitor.sandbox.protocol.parameters.launch_fee
    assert visitor.line("launch.fee") == f.flock(fee)
    assert visitor.line("launch.first_buy") == f.flock(200 * WAD)
    assert visitor.line("launch.total") == f.flock(fee + 200 * WAD) == "527.68 FLOCK"
    assert not visitor.enabled("launch")
    assert visitor.type("launch_agree", True).enabled("launch")


def test_the_first_buys_effects_are_those_of_the_core():
    visitor = ready_to_launch(rehearsal(), "200")
    command = cmd.Launch(ISSUER, "qmini", SMALL, "Q Mini", "QMINI", "", 200 * WAD)
    bought = visitor.sandbox.quote(command).events[-1]
    assert visitor.metric("launch.gets") == f.number(bought.mt_allocated)
    assert visitor.metric("launch.of_supply") == f.share(bought.mt_allocated, 10**24)
    assert visitor.metric("launch.of_sale") == f.share(bought.mt_allocated, 4 * 10**23)


@pytest.mark.parametrize(
    ("first_buy", "level", "button"), [("50", 0, "primary"), ("200", 1, "primary"), ("500", 2, "secondary")]
)
def test_a_first_buy_that_gives_much_away_to_its_own_size_warns_before_the_launch(first_buy, level, button):
    visitor = ready_to_launch(rehearsal(), first_buy)
    loss = first_buy_loss(int(first_buy) * WAD)
    assert loss.level == level
    assert visitor.complaints() == ([in_markdown(loss.text)] if level else [])
    assert visitor.app.get_by_key("launch").proto.type == button


def first_buy_loss(flock: int) -> trades.Loss:
    """What a first buy of the rehearsal's small model loses to its own size."""
    sandbox = Sandbox(presets.load("minimal"))
    sandbox.submit(cmd.Fund(ISSUER, 10_000 * WAD))
    bought = sandbox.quote(cmd.Launch(ISSUER, "qmini", SMALL, "Q Mini", "QMINI", "", flock)).events[-1]
    sandbox.submit(cmd.Launch(ISSUER, "qmini", SMALL, "Q Mini", "QMINI"))
    parameters = sandbox.protocol.parameters
    opened = sandbox.world.offerings["qmini"]
    return trades.purchase_loss(bought, opened, parameters.platform_fee_bps, parameters)


def test_a_first_buy_above_the_cap_is_refused_with_the_reason():
    visitor = ready_to_launch(rehearsal(), "2000")
    command = cmd.Launch(ISSUER, "qmini", SMALL, "Q Mini", "QMINI", "", 2_000 * WAD)
    with pytest.raises(FirstBuyAboveCap) as refused:
        visitor.sandbox.quote(command)
    assert len(visitor.complaints()) == 1
    assert visitor.complaints() == [in_markdown(str(refused.value))]
    assert not visitor.has("launch")


@pytest.mark.parametrize(
    ("held", "first_buy", "missing"), [(500, "200", "27.68 FLOCK"), (300, "", "27.68 FLOCK")]
)
def test_too_little_flock_for_a_launch_says_how_much_is_missing(held, first_buy, missing):
    sandbox = Sandbox(presets.load("minimal"))
    sandbox.submit(cmd.Fund(ISSUER, held * WAD))
    visitor = ready_to_launch(Visitor(sandbox), first_buy).type("launch_agree", True)
    assert t("part.missing", missing=missing) in visitor.complaints()
    assert not visitor.enabled("launch")


def test_a_launch_changed_after_its_quote_does_not_happen():
    visitor = ready_to_launch(rehearsal()).type("launch_agree", True)
    before = visitor.state
    visitor.put("launch_first_buy", "100").click("launch")
    assert visitor.state == before
    assert visitor.notes() == [t("session.changed")]
    assert visitor.app.title[0].value == t("nav.launch")


def test_what_was_typed_is_still_there_after_a_look_at_another_screen():
    visitor = ready_to_launch(rehearsal(), "100").open("parameters").open("launch")
    assert visitor.app.text_input(key="launch_name").value == "Q Mini"
    assert visitor.app.text_input(key="launch_first_buy").value == "100"
    assert visitor.app.selectbox(key="launch_model").value == SMALL
