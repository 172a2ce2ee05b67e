"""``python -m fomo_core preview``: what it prints, and how it refuses."""

import json

import pytest

from fomo_core.cli.main import main

FEW = ("--runs", "400")


@pytest.fixture
def run(capsys):
    """Run the command; gives the exit status, standard output and standard error."""

    def _run(*arguments):
        status = main(["preview", *arguments])
        captured = capsys.readouterr()
        return status, captured.out, captured.err

    return _run


def test_the_table_names_odds_figures_inputs_and_seed(run):
    status, out, _ = run(*FEW, "--first-buy", "10000", "--seed", "7")
    assert status == 0
    for text in (
        "reaches its minimum",
        "exact: fails",
        "Raised",
        "break-even",
        "seed 7",
        "400 runs",
        "assumed",
        "expected after tax and fees: 241,0",
        "2.3 x the minimum",
        "off by",
    ):
        assert text in out


def test_json_holds_the_same_and_repeats_itself(run):
    first, again = (run(*FEW, "--json", "--demand", "hype")[1] for _ in range(2))
    assert first == again
    told = json.loads(first)
    assert told["stamp"]["seed"] == "1"
    assert told["inputs"]["numbers"]["arrivals.per_raise"] == 300
    assert sum(told["odds"][name]["share"] for name in ("failed", "minimum", "maximum")) == pytest.approx(1)
    assert set(told["closed_form"]) == {"failed", "minimum", "maximum", "error"}
    assert told["figures"]["issuer_break_even"]["mean"] is None


def test_numbers_can_be_changed(run):
    few = json.loads(run(*FEW, "--json", "--set", "arrivals.per_raise=20")[1])
    many = json.loads(run(*FEW, "--json", "--set", "arrivals.per_raise=400")[1])
    assert few["odds"]["failed"]["share"] > many["odds"]["failed"]["share"]


def test_reacting_demand_has_no_closed_form(run):
    assert json.loads(run(*FEW, "--json", "--demand", "snipers")[1])["closed_form"] is None


def test_drivers_are_told_on_request(run):
    assert "Raised on average" in run(*FEW, "--drivers", "--set", "arrivals.per_raise=160")[1]
    assert "Odds of graduating" in run(*FEW, "--drivers", "--set", "arrivals.per_raise=90")[1]
    assert json.loads(run(*FEW, "--drivers", "--json")[1])["drivers"]["bars"]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("--model", "abacus"), "no such model"),
        (("--demand", "crowd"), "no demand of that name"),
        (("--runs", "0"), "The number of runs"),
        (("--threads", "0"), "The number of threads"),
        (("--seed", "-1"), "The seed"),
        (("--first-buy", "lots"), "not a number"),
        (("--first-buy", "299000"), "the cap is"),
        (("--set", "sizes.median"), "NUMBER=VALUE"),
        (("--set", "sizes.median=nan"), "must be a number"),
        (("--set", "luck=1"), "has no number"),
    ],
)
def test_what_can_not_be_used_is_refused_in_one_sentence(run, arguments, sentence):
    status, out, err = run(*arguments)
    assert (status, out) == (2, "")
    assert sentence in err
    assert err.count("\n") == 1
