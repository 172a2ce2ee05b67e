"""Scenario files: what they may hold, and what playing them does."""

import json

import pytest

from fomo_core import commands as cmd
from fomo_core import presets
from fomo_core.backends.sandbox import LATEST_S, Sandbox
from fomo_core.errors import InvalidScenario
from fomo_core.fixed_point import MAX_UINT256
from fomo_core.scenarios import file, scenario
from fomo_core.scenarios.steps import VERBS
from tests.builders import SMALL, minimal

FUND = {"at": 0, "do": "fund", "account": "issuer", "flock": "5"}
BUY = {"at": 0, "do": "buy", "sender": "s", "offering": "q", "flock_in": "1"}
ROUTE = {"at": 0, "do": "route_revenue", "offering": "q", "usage_usd": "1", "flock_price": "1"}
FILE = {"schema": 1, "title": "a title", "preset": "minimal", "steps": [FUND]}

ONE_OF_EACH = [
    (FUND, cmd.Fund("issuer", 5)),
    (
        {"do": "launch", "sender": "i", "offering": "q", "model": SMALL, "name": "N", "symbol": "SY",
         "description": "d", "first_buy_flock": "7"},
        cmd.Launch("i", "q", SMALL, "N", "SY", "d", 7),
    ),
    (BUY | {"min_tokens_out": "2", "deadline": 3}, cmd.Buy("s", "q", 1, 2, 3)),
    ({"do": "graduate", "sender": "s", "offering": "q"}, cmd.Graduate("s", "q")),
    ({"do": "claim", "sender": "s", "offering": "q", "account": "a"}, cmd.Claim("s", "q", "a")),
    ({"do": "redeem", "sender": "s", "offering": "q"}, cmd.Redeem("s", "q")),
    ({"do": "release", "sender": "s", "offering": "q"}, cmd.Release("s", "q")),
    (
        {"do": "swap", "sender": "s", "offering": "q", "sell": "token", "amount_in": "4", "min_amount_out": "5"},
        cmd.Swap("s", "q", "token", 4, 5),
    ),
    (ROUTE | {"usage_usd": "8", "flock_price": "9"}, cmd.RouteRevenue("q", 8, 9)),
]  # fmt: skip


def _parsed(**changes):
    return scenario.parse(json.dumps(FILE | changes).encode())


def _refused(**changes):
    with pytest.raises(InvalidScenario) as caught:
        _parsed(**changes)
    return str(caught.value)


def _step_refused(step, **changes):
    return _refused(steps=[step | changes])


@pytest.mark.parametrize(
    ("step", "command"), ONE_OF_EACH, ids=lambda part: part.get("do") if isinstance(part, dict) else ""
)
def test_every_verb_is_its_command(step, command):
    (read,) = _parsed(steps=[{"at": 0} | step]).steps
    assert scenario.command_of(read) == command
    assert type(scenario.command_of(read)) is type(command)


def test_every_command_has_its_verb():
    assert set(VERBS) == {type(command) for _, command in ONE_OF_EACH} == set(cmd.Command.__args__)


@pytest.mark.parametrize(
    ("step", "command"),
    [
        (
            {"do": "launch", "sender": "i", "offering": "q", "model": "m", "name": "N", "symbol": "SY"},
            cmd.Launch("i", "q", "m", "N", "SY", "", 0),
        ),
        (BUY, cmd.Buy("s", "q", 1, 0, None)),
        ({"do": "claim", "sender": "s", "offering": "q"}, cmd.Claim("s", "q", None)),
        (
            {"do": "swap", "sender": "s", "offering": "q", "sell": "flock", "amount_in": "4"},
            cmd.Swap("s", "q", "flock", 4),
        ),
    ],
)
def test_optional_fields_may_be_left_out(step, command):
    assert scenario.command_of(_parsed(steps=[{"at": 0} | step]).steps[0]) == command


@pytest.mark.parametrize("field", ["account", "flock", "at"])
def test_a_field_that_is_missing_is_named_with_its_step(field):
    step = {key: value for key, value in FUND.items() if key != field}
    assert _refused(steps=[FUND, step]) == f"step 1: {field}: this field is missing."


@pytest.mark.parametrize("field", ["schema", "title", "preset", "steps"])
def test_a_file_needs_its_four_fields(field):
    raw = {key: value for key, value in FILE.items() if key != field}
    with pytest.raises(InvalidScenario, match=f"{field}: this field is missing"):
        scenario.parse(json.dumps(raw).encode())


def test_an_unknown_field_is_refused():
    assert _step_refused(FUND, memo="x") == "step 0: memo: there is no such field."
    assert _refused(memo="x") == "memo: there is no such field."


def test_an_unknown_verb_is_refused_with_the_known_ones():
    assert _step_refused(FUND, do="mint").startswith("step 0: do: expected one of fund, launch, buy")


@pytest.mark.parametrize("schema", [0, 2, "1", True, 1.0, None])
def test_only_schema_1_is_read(schema):
    assert _refused(schema=schema) == "schema: expected 1."


@pytest.mark.parametrize(
    "amount", [1, -1, 1.5, "-1", "+1", "1.5", "1e3", "", " 1", "0x1", "\u0661", None, True, [], "9" * 79]
)
def test_an_amount_is_a_string_of_digits(amount):
    assert (
        _step_refused(FUND, flock=amount)
        == "step 0: flock: expected a string of digits, in the smallest unit."
    )


def test_an_amount_stays_below_2_to_the_256():
    assert _parsed(steps=[FUND | {"flock": str(MAX_UINT256)}])
    assert _step_refused(FUND, flock=str(MAX_UINT256 + 1)) == "step 0: flock: expected a number below 2^256."


def test_usd_figures_may_be_plain_integers():
    plain, text = (_parsed(steps=[ROUTE | {"usage_usd": value}]).steps for value in (12, "12"))
    assert plain == text


@pytest.mark.parametrize("value", [-1, 1.0, True, None, "1.0"])
def test_other_usd_figures_are_refused(value):
    assert _step_refused(ROUTE, usage_usd=value).startswith("step 0: usage_usd: expected a string of digits")


def test_a_price_of_0_is_refused():
    assert (
        _step_refused(ROUTE, flock_price="0") == "step 0: flock_price: expected greater than or equal to 1."
    )


@pytest.mark.parametrize("at", [-1, 1.0, "0", True, None, LATEST_S + 1])
def test_a_time_is_whole_seconds_in_bounds(at):
    assert _step_refused(FUND, at=at).startswith("step 0: at: expected ")


def test_time_never_falls():
    later = FUND | {"at": 5}
    assert _parsed(steps=[later, later])
    assert _refused(steps=[later, FUND]) == "step 1: at: expected 5 or later, since time never falls."
    assert _parsed(steps=[later], until=5)
    assert _refused(steps=[later], until=4) == "until: expected 5 or later, since time never falls."


@pytest.mark.parametrize("label", ["", " ", "\x1b[2J", "a\nb", "\u202eevil", "l" * 65])
def test_a_label_must_be_usable(label):
    for step, field in ((FUND, "account"), (BUY, "sender"), (BUY, "offering")):
        assert _step_refused(step, **{field: label}).startswith(
            f"step 0: {field}: expected a name that can be used"
        )


def test_a_pool_trade_sells_flock_or_token():
    swap = {"at": 0, "do": "swap", "sender": "s", "offering": "q", "sell": "usd", "amount_in": "1"}
    assert _step_refused(swap) == "step 0: sell: expected 'flock' or 'token'."


def test_names_are_left_to_the_protocol_to_refuse():
    step = ONE_OF_EACH[1][0] | {"at": 0, "name": "<b>", "symbol": "?"}
    assert _parsed(steps=[step])


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"preset": "nowhere"}, "There is no preset of that name"),
        ({"parameters": {"lunch_fee": 1}}, "There is no parameter 'lunch_fee'"),
        ({"parameters": {"duration_s": 0}}, "duration_s must be 1 to"),
        ({"parameters": {"total_supply": "1"}}, "The sale and the four token buckets must add up"),
        (
            {"parameters": {"target_sale": str(4 * 10**23 + 1), "treasury_tokens": str(10**23 - 1)}},
            "target_sale must be a multiple of 10,000",
        ),
    ],
)
def test_parameters_that_do_not_fit_refuse_the_file(changes, reason):
    assert _refused(**changes).startswith(f"The scenario can't be played: {reason}")


def test_parameters_replace_the_presets():
    assert _parsed(parameters={"pool_fee_bps": 25}).protocol().parameters.pool_fee_bps == 25


def test_a_byte_order_mark_before_the_file_is_no_fault():
    content = b'\xef\xbb\xbf{"schema": 1, "title": "t", "preset": "mainnet", "steps": []}'
    assert scenario.parse(content).title == "t"


@pytest.mark.parametrize("content", [b"", b"{", b"nonsense", b'{"schema": 1'])
def test_what_is_no_json_is_refused(content):
    with pytest.raises(InvalidScenario, match="The file is not complete JSON: line 1: "):
        scenario.parse(content)


def test_what_is_no_utf8_is_refused():
    with pytest.raises(InvalidScenario, match="The file is not UTF-8 text"):
        scenario.parse(json.dumps(FILE).encode("utf-16"))


@pytest.mark.parametrize("content", [b"[" * 100_000, b'{"schema":' + b"1" * 5_000 + b"}"])
def test_what_is_too_deep_or_endless_is_refused(content):
    with pytest.raises(InvalidScenario, match="nests too deep or holds an endless number"):
        scenario.parse(content)


@pytest.mark.parametrize("raw", [[], 1, "text", None])
def test_a_file_is_an_object(raw):
    with pytest.raises(InvalidScenario, match="expected an object"):
        scenario.parse(json.dumps(raw).encode())


def test_a_file_has_a_limit(monkeypatch):
    content = json.dumps(FILE).encode()
    monkeypatch.setattr(file, "LARGEST_FILE", len(content))
    assert scenario.parse(content)
    with pytest.raises(InvalidScenario, match="larger than"):
        scenario.parse(content + b" ")


def test_a_title_has_a_limit():
    assert _parsed(title="t" * 200)
    assert _refused(title="t" * 201).startswith("title: ")


def test_a_file_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(InvalidScenario, match="The file can't be read: No such file"):
        scenario.load(tmp_path / "nothing.json")
    with pytest.raises(InvalidScenario, match="The file can't be read: Is a directory"):
        scenario.load(tmp_path)


def test_a_file_is_read_as_its_bytes_are(tmp_path):
    path = tmp_path / "file.json"
    path.write_text(json.dumps(FILE), encoding="utf-8")
    assert scenario.load(path) == _parsed()


def test_playing_goes_on_after_a_refusal():
    played = _parsed(steps=[FUND, BUY | {"at": 3}, FUND | {"at": 4}])
    sandbox = Sandbox(minimal())
    outcomes = list(scenario.play(played, sandbox))
    assert [outcome.refusal and outcome.refusal.code for outcome in outcomes] == [
        None,
        "offering: unknown",
        None,
    ]
    assert [len(outcome.events) for outcome in outcomes] == [1, 0, 1]
    assert sandbox.world.flock == {"issuer": 10}
    assert sandbox.head().now == 4


def test_the_clock_runs_on_to_the_files_end():
    assert scenario.final_sandbox(_parsed(until=99)).head().now == 99
    assert scenario.final_sandbox(_parsed(steps=[], until=7)).head().now == 7


def test_a_file_reads_back_as_it_was_written():
    steps = [step | {"at": index} for index, (step, _) in enumerate(ONE_OF_EACH)]
    whole = _parsed(steps=steps, until=50, parameters={"pool_fee_bps": 25, "tax_reading": "B"})
    assert scenario.parse(scenario.to_json(whole).encode()) == whole


def test_a_written_file_says_no_more_than_it_must():
    assert json.loads(scenario.to_json(_parsed(steps=[FUND, BUY]))) == FILE | {
        "steps": [FUND, BUY | {"min_tokens_out": "0"}]
    }


def test_a_written_file_keeps_large_numbers_exact_for_other_readers():
    whole = _parsed(parameters={"launch_fee": 2**53 + 1})
    text = scenario.to_json(whole)
    assert json.loads(text)["parameters"] == {"launch_fee": str(2**53 + 1)}
    assert scenario.parse(text.encode()).protocol() == whole.protocol()


def test_a_field_named_twice_refuses_the_file():
    content = b'{"schema": 1, "title": "a", "title": "b", "preset": "mainnet", "steps": []}'
    with pytest.raises(InvalidScenario, match="names a field of one object twice"):
        scenario.parse(content)


def test_a_journal_that_no_file_may_hold_is_refused_in_one_sentence():
    sandbox = Sandbox(presets.load())
    with pytest.raises(InvalidScenario, match=r"^title: "):
        scenario.record(sandbox, "\ud800")
    sandbox.submit(cmd.Fund("\x00", 1))
    with pytest.raises(InvalidScenario, match=r"^step 0: account: "):
        scenario.record(sandbox, "a title")


def test_the_longest_journal_fits_into_the_largest_file():
    step = '  {"at": 604799, "do": "buy", "sender": "a supporter of some name", "offering": "qmini", "flock_in": "1000000000000000000000", "min_tokens_out": "0"},\n'
    assert len(step) * file.MOST_STEPS < file.LARGEST_FILE


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"duration_s": "18446744073709551616"}, "duration_s must be 1 to 100000000000"),
        ({"first_buy_pays_tax": "true"}, "first_buy_pays_tax must be true or false"),
    ],
)
def test_a_parameter_out_of_bounds_is_named_with_its_bounds(changes, reason):
    assert reason in _refused(parameters=changes)


LIMITS = {
    "launch": {"max_fee": "7", "deadline": 9},
    "swap": {"deadline": 9},
    "route_revenue": {"min_burned": "5", "max_flock": "7", "deadline": 9},
}


@pytest.mark.parametrize("verb", LIMITS)
def test_an_acts_limits_are_optional_and_kept_as_they_were_given(verb):
    (plain,) = [step for step, _ in ONE_OF_EACH if step["do"] == verb]
    limited = plain | {"at": 0} | LIMITS[verb]
    (command,) = [scenario.command_of(step) for step in _parsed(steps=[limited]).steps]
    assert {name: str(value) for name, value in command._asdict().items() if name in LIMITS[verb]} == {
        name: str(value) for name, value in LIMITS[verb].items()
    }
    again = scenario.parse(scenario.to_json(_parsed(steps=[limited])).encode())
    assert again == _parsed(steps=[limited])
    (free,) = [scenario.command_of(step) for step in _parsed(steps=[plain | {"at": 0}]).steps]
    assert [getattr(free, name) for name in LIMITS[verb] if name != "min_burned"].count(None) == len(
        [name for name in LIMITS[verb] if name != "min_burned"]
    )
