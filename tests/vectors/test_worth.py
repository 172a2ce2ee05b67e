"""What holders get for their tokens, and one account's books, against numbers worked out by hand."""

import pytest

from fomo_core import presets, worth
from fomo_core.events import LaunchCreated
from fomo_core.history import Position
from fomo_core.offering import Offering
from fomo_core.units import WAD
from tests.builders import MEDIUM, SMALL, vectors

VECTORS = vectors("worth")
EXIT, QUEUE, BOOKS = VECTORS["exit_values"], VECTORS["exit_queue"], VECTORS["profit_and_loss"]
MAINNET = presets.load("mainnet")


def _opening(case, model_id):
    model = case["model"]
    targets = (model["minimum_target"], model["maximum_target"], model["target_sale"])
    created = LaunchCreated("q", "issuer", model_id, *targets, 0, 604_800, "Q", "QQ", False)
    offering = Offering.opened(created, MAINNET.models[model_id], MAINNET.parameters)
    return worth.pool_at_graduation(offering, case["raised"], MAINNET.parameters), offering


def test_a_stake_alone_with_everybody_and_marked():
    pool, offering = _opening(EXIT, MEDIUM)
    tokens, sold = EXIT["tokens"], offering.curve.sold(EXIT["raised"])
    assert (pool.flock, pool.tokens) == (EXIT["liquidity_flock"], EXIT["liquidity_tokens"])
    assert sold == EXIT["sold"]
    assert worth.alone(tokens, pool) == EXIT["alone"]
    assert worth.everybody(tokens, sold, pool) == EXIT["everybody"]
    assert worth.market_value(tokens, pool) == EXIT["marked"]


@pytest.mark.parametrize("row", EXIT["after_others"], ids=lambda row: f"{row['percent']}%")
def test_a_stake_after_others_have_sold(row):
    pool, _ = _opening(EXIT, MEDIUM)
    assert worth.after_others(EXIT["tokens"], EXIT["sold"], row["percent"], pool) == row["flock"]


def test_ten_holders_in_a_row_and_all_at_once():
    pool, offering = _opening(QUEUE, SMALL)
    sold = offering.curve.sold(QUEUE["raised"])
    assert worth.alone(sold, pool) == int(QUEUE["one_sale"])
    for paid in map(int, QUEUE["paid"]):
        tenth = sold // len(QUEUE["paid"])
        assert worth.alone(tenth, pool) == paid
        pool = pool._replace(flock=pool.flock - paid, tokens=pool.tokens + tenth)


def test_an_accounts_books_at_average_cost():
    pool = worth.Pool(BOOKS["pool_flock"], BOOKS["pool_tokens"], 30)
    position, proceeds = Position(), []
    for act in BOOKS["acts"]:
        tokens = act["tokens"] * WAD
        if act["do"] == "bought":
            position.buy(act["paid"] * WAD, tokens)
        elif act["do"] == "got":
            position.get(tokens)
        else:
            got = worth.alone(tokens, pool)
            pool = pool._replace(flock=pool.flock - got, tokens=pool.tokens + tokens)
            position.sell(tokens, got)
            proceeds.append(got)
    assert proceeds == list(map(int, BOOKS["proceeds"]))
    assert position.realised == BOOKS["realised"]
    assert (position.basis, position.tokens) == (BOOKS["basis_left"], BOOKS["tokens_left"])
    unrealised = worth.alone(position.tokens, pool) - position.basis
    assert unrealised == BOOKS["unrealised"] == BOOKS["if_sold_now"]
