"""The command line: what it prints, and how it refuses."""

import json
import re
import subprocess
import sys

import pytest

from fomo_core.cli.main import main
from fomo_core.scenarios import file
from tests.builders import MEDIUM, ROOT, SMALL, vectors

RAISE = vectors("raise_of_one_million")

FUND = {"at": 0, "do": "fund", "account": "issuer", "flock": "500000000000000000000000"}
LAUNCH = {
    "at": 0,
    "do": "launch",
    "sender": "issuer",
    "offering": "qmini",
    "model": SMALL,
    "name": "Q",
    "symbol": "QQ",
}
BUY = {
    "at": 5_880,
    "do": "buy",
    "sender": "issuer",
    "offering": "qmini",
    "flock_in": "1000000000000000000000",
}
LATE = BUY | {"at": 700_000}
FILE = {"schema": 1, "title": "A small raise", "preset": "mainnet", "steps": [FUND, LAUNCH, BUY, LATE]}


def _bytes(**changes):
    return json.dumps(FILE | changes).encode()


def _step(**changes):
    return _bytes(steps=[FUND | changes])


@pytest.fixture
def run(capsys, tmp_path):
    """Run the command line; gives the exit status, standard output and standard error."""

    def _run(*arguments, content=None):
        if content is not None:
            path = tmp_path / "scenario.json"
            path.write_bytes(content)
            arguments = ("replay", str(path), *arguments)
        status = main(list(arguments))
        captured = capsys.readouterr()
        return status, captured.out, captured.err

    return _run


# --- replay ---


def test_a_replay_as_json_is_the_public_format(run):
    status, out, err = run("--json", content=_bytes())
    result = json.loads(out)
    assert (status, err) == (0, "")
    assert [step["accepted"] for step in result["steps"]] == [True, True, True, False]
    assert result["steps"][3]["code"] == "offering: closed"
    assert result["final"]["offerings"]["qmini"]["raised"] == "985000000000000000000"


def test_a_replay_for_people_tells_every_step_and_the_end(run):
    status, out, err = run(content=_bytes())
    lines = out.splitlines()
    assert (status, err) == (0, "")
    assert lines[0] == "A small raise"
    assert "0d 01:38:00  buy            Purchased flock_in 1,000.00" in lines[4]
    assert lines[5].strip() == "8d 02:26:40  buy            refused: offering: closed"
    assert "  offering qmini: failed, raised 985.00 of at most 300,000.00 FLOCK" in lines
    assert "  treasury: 32,778.00 FLOCK" in lines
    assert "  burned: 0.00 FLOCK" in lines


def test_a_replay_for_people_shows_the_tax_of_a_purchase_that_paid_one(run):
    _, out, _ = run(content=_bytes(steps=[FUND, LAUNCH, BUY | {"at": 0}, BUY]))
    taxed, untaxed = out.splitlines()[4:6]
    assert "flock_in 1,000.00 anti_sniper_fee 975.00" in taxed
    assert "anti_sniper_fee" not in untaxed


def test_a_replay_for_people_shows_what_can_be_claimed(run):
    graduating = BUY | {"flock_in": "400000000000000000000000"}
    _, out, _ = run(content=_bytes(steps=[FUND, LAUNCH, graduating]))
    assert "400,000.00 qmini to claim" in out
    assert "offering qmini: graduated" in out


def test_a_replay_for_people_names_the_principal_of_a_failed_raise_and_no_void_allocation(run):
    _, out, _ = run(content=_bytes())
    assert "985.00 FLOCK of principal to redeem from qmini" in out
    assert "to claim" not in out
    redeem = {"at": 700_000, "do": "redeem", "sender": "issuer", "offering": "qmini"}
    _, out, _ = run(content=_bytes(steps=[FUND, LAUNCH, BUY, redeem]))
    assert "to redeem from" not in out


def test_a_replay_for_people_says_what_a_live_raise_has_allocated_and_would_pay_back(run):
    _, out, _ = run(content=_bytes(steps=[FUND, LAUNCH, BUY]))
    assert "qmini allocated (985.00 FLOCK back if it fails)" in out
    assert "to claim" not in out


def test_a_raise_that_failed_by_one_wei_does_not_read_as_if_it_had_not(run):
    least = BUY | {"flock_in": "106598984771573604060912"}
    late = {"at": 700_000, "do": "redeem", "sender": "stranger", "offering": "qmini"}
    _, out, _ = run(content=_bytes(steps=[FUND, LAUNCH, least, late]))
    assert "offering qmini: failed, raised 104,999.99 of at most 300,000.00 FLOCK" in out


def test_a_file_of_a_shipped_storys_name_is_the_one_that_is_played(run, tmp_path, monkeypatch):
    (tmp_path / "4-sniper").write_bytes(_bytes())
    monkeypatch.chdir(tmp_path)
    status, out, _ = run("replay", "4-sniper")
    assert (status, out.splitlines()[0]) == (0, "A small raise")


def test_a_folder_of_a_shipped_storys_name_is_no_file(run, tmp_path, monkeypatch):
    (tmp_path / "4-sniper").mkdir()
    monkeypatch.chdir(tmp_path)
    assert run("replay", "4-sniper")[0] == 0


def test_a_shipped_story_can_be_named(run):
    story = ROOT / "data" / "scenarios" / "4-sniper.json"
    assert run("replay", "4-sniper") == run("replay", str(story))


def test_a_title_can_not_steer_the_terminal(run):
    status, out, _ = run(content=_bytes(title="\x1b[2J\x07evil\u202e\r\n\u0085fin"))
    assert status == 0
    assert out.splitlines()[0] == "\ufffd[2J\ufffdevil\ufffd\ufffd\ufffd\ufffdfin"
    assert all(line.isprintable() for line in out.splitlines())


def test_a_title_can_not_steer_the_terminal_in_json_either(run):
    description = {"description": "\x1b[2J", "name": "\x1b[31m"}
    _, out, _ = run("--json", content=_bytes(title="\x1b[2J", steps=[FUND, LAUNCH | description]))
    assert all(line.isprintable() for line in out.splitlines())


MALFORMED = {
    "empty": b"",
    "truncated": _bytes()[:-20],
    "not UTF-8": _bytes().replace(b"A small", b"\xff\xfe"),
    "not JSON": b"hello",
    "a list": b"[]",
    "deep nesting": b"[" * 200_000,
    "deep nesting in a field": _bytes()[:-1] + b', "x": ' + b"[" * 200_000,
    "huge integer": _step().replace(b'"at": 0', b'"at": ' + b"9" * 10_000),
    "large integer": _step(at=10**30),
    "NaN": _step().replace(b'"at": 0', b'"at": NaN'),
    "infinity": _step().replace(b'"at": 0', b'"at": Infinity'),
    "a float": _step(at=0.5),
    "a float with nothing behind the point": _step(at=0.0),
    "a truth value": _step(at=True),
    "nothing": _step(at=None),
    "an amount that is a number": _step(flock=5),
    "an amount of 10^80": _step(flock=str(10**80)),
    "an amount of 10^80 as a number": _step(flock=10**80),
    "an amount below 0": _step(flock="-5"),
    "an amount of 2^256": _step(flock=str(2**256)),
    "an unknown verb": _step(do="mint"),
    "a verb that steers": _step(do="\x1b[2J"),
    "a verb that is a list": _step(do=["fund"]),
    "a falling time": _bytes(steps=[FUND | {"at": 5}, FUND]),
    "an account with control characters": _step(account="\x1b[2J"),
    "an account with a line break": _step(account="a\nb"),
    "an empty account": _step(account=""),
    "a lone surrogate": _step(account="a").replace(b'"a"', b'"\\ud800"'),
    "an unknown field": _step(memo="x"),
    "an unknown field that steers": _step(**{"\x1b[2J\n": "x"}),
    "an unknown field of the file": _bytes(memo="x"),
    "steps that are an object": _bytes(steps={}),
    "a step that is nothing": _bytes(steps=[None]),
    "another schema": _bytes(schema=2),
    "a schema that is a truth value": _bytes(schema=True),
    "an unknown preset": _bytes(preset="../mainnet"),
    "an unknown parameter": _bytes(parameters={"\x1b[2J\n": 1}),
    "a parameter out of range": _bytes(parameters={"duration_s": 0}),
    "a parameter that is a float": _bytes(parameters={"launch_fee": 0.5}),
    "a title that is too long": _bytes(title="t" * 201),
    "a title that is a number": _bytes(title=1),
}


@pytest.mark.parametrize("content", MALFORMED.values(), ids=MALFORMED)
@pytest.mark.parametrize("options", [(), ("--json",)], ids=["table", "json"])
def test_a_malformed_file_is_refused_with_one_line(run, content, options):
    status, out, err = run(*options, content=content)
    assert (status, out) == (2, "")
    assert err.startswith("fomo_core: ")
    assert err.endswith(".\n")
    assert err[:-1].isprintable()


def test_a_step_at_fault_is_named(run):
    _, _, err = run(content=_bytes(steps=[FUND, FUND | {"flock": "x"}]))
    assert err == "fomo_core: step 1: flock: expected a string of digits, in the smallest unit.\n"


def test_a_file_above_the_limit_is_refused(run, monkeypatch):
    content = _bytes()
    monkeypatch.setattr(file, "LARGEST_FILE", len(content))
    assert run(content=content)[0] == 0
    monkeypatch.setattr(file, "LARGEST_FILE", len(content) - 1)
    status, out, err = run(content=content)
    assert (status, out) == (2, "")
    assert "larger than" in err


def test_a_file_that_is_not_there_is_refused(run, tmp_path):
    status, out, err = run("replay", str(tmp_path / "nothing.json"))
    assert (status, out) == (2, "")
    assert err == "fomo_core: The file can't be read: No such file or directory.\n"


def test_a_directory_is_refused(run, tmp_path):
    status, out, err = run("replay", str(tmp_path))
    assert (status, out, err) == (2, "", "fomo_core: The file can't be read: Is a directory.\n")


# --- quote ---


def _quoted(run, *arguments):
    status, out, err = run("quote", *arguments, "--json")
    assert (status, err) == (0, "")
    return {key: int(value) for key, value in json.loads(out).items()}


@pytest.mark.parametrize("row", RAISE["buys"], ids=lambda row: f"at {row['elapsed_s']} s")
def test_a_quote_is_the_known_one(run, row):
    quoted = _quoted(run, "--flock", "1000", "--minute", str(row["elapsed_s"] // 60), "--model", MEDIUM)
    assert quoted["combined_tax_bps"] == 9_900
    assert quoted["refund"] == 0
    assert {key: quoted[key] for key in row if key in quoted} == {
        key: value for key, value in row.items() if key not in ("elapsed_s", "raised_before")
    }


def test_a_quote_of_the_first_buy_at_its_cap_is_the_known_one(run):
    cap = RAISE["first_buy_at_cap"]
    quoted = _quoted(run, "--tokens", "250000", "--first-buy", "--model", MEDIUM)
    assert (quoted["combined_tax_bps"], quoted["mt_allocated"]) == (150, cap["tokens"])
    assert (quoted["flock_in"], quoted["net_used"]) == (cap["flock_in"], cap["principal"])
    assert (quoted["creator_fee"], quoted["protocol_fee"]) == (cap["creator_fee"], cap["protocol_fee"])


def test_a_quote_can_start_in_the_middle_of_a_raise(run):
    early = _quoted(run, "--flock", "1000", "--minute", "98")
    late = _quoted(run, "--flock", "1000", "--minute", "98", "--raised", "150,000")
    assert early["net_used"] == late["net_used"] == 985 * 10**18
    assert early["mt_allocated"] > late["mt_allocated"]


def test_a_quote_above_the_room_fills_partly(run):
    quoted = _quoted(run, "--flock", "1000", "--minute", "98", "--raised", "299999")
    assert quoted["net_used"] == 10**18
    assert quoted["flock_in"] + quoted["refund"] == 1_000 * 10**18


def test_a_quote_knows_the_other_presets(run):
    assert _quoted(run, "--flock", "1", "--minute", "2", "--preset", "minimal")["combined_tax_bps"] == 150


def test_a_quote_for_people_shows_what_comes_back(run):
    status, out, _ = run("quote", "--flock", "1000", "--minute", "0")
    lines = [" ".join(line.split()) for line in out.splitlines()]
    assert status == 0
    assert lines[:2] == ["Combined tax: 99.00%", "You pay 1,000.000000 FLOCK"]
    assert "anti-sniping tax 975.000000 FLOCK" in lines
    assert "Back if the raise fails 10.000000 FLOCK" in lines


@pytest.mark.parametrize("flock", ["0.000000000000000900", "0.0000001"])
def test_a_quote_of_dust_is_no_receipt_of_zeros(run, flock):
    _, out, _ = run("quote", "--flock", flock, "--minute", "98")
    told = dict(re.findall(r"^ *(.+?)  +(\S+)  \S+", out, re.MULTILINE))
    assert told["You pay"] == flock.ljust(20, "0")
    assert {name for name, amount in told.items() if not amount.strip("0.")} <= {"anti-sniping tax"}


def test_a_quote_for_people_warns_of_the_tax_and_of_its_own_size(run):
    _, out, _ = run("quote", "--flock", "1000", "--minute", "0")
    assert "Lost to its own size: 0.0%" in out
    assert (
        "Tax and fees take 990.00 FLOCK of the 1,000.00 FLOCK (99.0%). The tax is down in 1 h 38 min." in out
    )
    _, out, _ = run("quote", "--flock", "100000", "--minute", "98")
    assert "Tax and fees take" not in out
    assert "would lose less than 5%." in out
    _, out, _ = run("quote", "--flock", "10", "--first-buy")
    assert "The tax is down" not in out


def test_a_quote_for_people_is_never_rounded_in_the_buyers_favour(run):
    _, out, _ = run("quote", "--flock", "1.0000001", "--minute", "98")
    lines = [" ".join(line.split()) for line in out.splitlines()]
    assert "You pay 1.000001 FLOCK" in lines
    assert "Back if the raise fails 0.985000 FLOCK" in lines
    assert "Average price, tax included 0.2538 FLOCK per token" in lines


def test_a_quote_for_people_shows_a_refund(run):
    _, out, _ = run("quote", "--flock", "1000", "--minute", "98", "--raised", "299999")
    assert "Not taken: the raise is full" in out
    assert "Not taken" not in run("quote", "--flock", "1000")[1]


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (("--flock", "0"), "A purchase needs more than 0 FLOCK"),
        (("--flock", "1", "--minute", "10080"), "The raise is closed"),
        (("--flock", "0", "--first-buy"), "A first buy needs more than 0 FLOCK"),
        (("--flock", "1", "--first-buy", "--raised", "5"), "A first buy happens at launch"),
        (("--flock", "0.000000000000000001"), "buys nothing"),
        (("--flock", ""), "There is no amount yet"),
        (("--flock", "1e3"), "That is not a number"),
        (("--flock=-1",), "can't be negative"),
        (("--tokens", "0"), "A purchase needs more than 0 FLOCK"),
        (("--tokens", "400000.000000000000000001"), "has only 400,000.00 tokens left"),
        (("--flock", "1", "--raised", "300000"), "This model's raise closes at 300,000 FLOCK"),
        (("--flock", "1", "--raised", "x"), "That is not a number"),
        (("--flock", "1", "--model", "gpt-2"), "There is no such model"),
        (("--flock", "1", "--preset", "nowhere"), "There is no preset of that name"),
        (
            ("--tokens", "250001", "--first-buy"),
            "The first buy would take 250,001.00 tokens; the cap is 250,000.00",
        ),
    ],
)
def test_a_quote_that_makes_no_sense_is_refused_with_one_line(run, arguments, reason):
    status, out, err = run("quote", *arguments)
    assert (status, out) == (2, "")
    assert reason in err
    assert err.count("\n") == 1


def test_a_quote_of_all_tokens_closes_the_raise(run):
    quoted = _quoted(run, "--tokens", "400000", "--minute", "98")
    assert quoted["mt_allocated"] == 400_000 * 10**18
    assert quoted["net_used"] == 300_000 * 10**18


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["play"],
        ["replay"],
        ["quote"],
        ["quote", "--flock", "1", "--tokens", "1"],
        ["quote", "--flock", "1", "--minute", "-1"],
        ["quote", "--flock", "1", "--minute", "1.5"],
    ],
)
def test_a_command_that_does_not_parse_exits_with_2(capsys, arguments):
    with pytest.raises(SystemExit) as caught:
        main(arguments)
    assert caught.value.code == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert "usage: python -m fomo_core" in captured.err


@pytest.mark.parametrize("verb", ["app", "replay", "quote", "preview", "deploy", "read"])
def test_every_verb_explains_itself_with_examples(capsys, verb):
    with pytest.raises(SystemExit) as caught:
        main([verb, "--help"])
    assert caught.value.code == 0
    assert f"python -m fomo_core {verb}" in capsys.readouterr().out


def test_the_package_runs_as_a_program():
    done = subprocess.run(
        [sys.executable, "-m", "fomo_core", "--help"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert "replay" in done.stdout
    assert "quote" in done.stdout
    assert done.stderr == ""


def test_a_terminal_without_the_characters_gets_question_marks():
    story = ROOT / "data" / "scenarios" / "1-maximum-reached.json"
    code = (
        "import sys; from fomo_core.cli import main, replay; "
        "replay._story = lambda *_: 'caf\\u00e9'; sys.exit(main.main(['replay', sys.argv[1]]))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, story],
        cwd=ROOT,
        capture_output=True,
        env={"PYTHONIOENCODING": "ascii", "PATH": ""},
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, b"caf?\n", b"")


def test_a_full_disk_is_one_line_and_status_1():
    story = str(ROOT / "data" / "scenarios" / "1-maximum-reached.json")
    with open("/dev/full", "w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "fomo_core", "replay", story],
            cwd=ROOT,
            stdout=full,
            stderr=subprocess.PIPE,
            check=False,
        )
    assert done.returncode == 1
    assert done.stderr.startswith(b"fomo_core: The result can't be written")
    assert done.stderr.count(b"\n") == 1
