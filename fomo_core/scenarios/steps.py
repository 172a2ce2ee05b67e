"""The steps of a scenario file: dated commands, each field checked as it is read."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

from fomo_core import commands as cmd
from fomo_core.backends.sandbox import LATEST_S
from fomo_core.errors import InvalidInput
from fomo_core.event_record import digits, in_digits, label
from fomo_core.names import line_fault
from fomo_core.telling import LONGEST_SAY, Chapter, Telling


def _usd_number(value: object) -> object:
    # USD figures stay far below 2^53, so that plain JSON integers are as exact as strings.
    return str(value) if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else value


def _line(text: str) -> str:
    if fault := line_fault(text):
        raise InvalidInput("a sentence that can be shown; {fault}", "expected: sentence", fault=fault)
    return text


Amount = Annotated[int, BeforeValidator(digits)]
Usd = Annotated[int, BeforeValidator(digits), BeforeValidator(_usd_number)]
UsdPrice = Annotated[Usd, Field(ge=1)]
Seconds = Annotated[int, Field(ge=0, le=LATEST_S)]
Label = Annotated[str, AfterValidator(label)]
Text = Annotated[str, Field(max_length=100_000)]
Sentence = Annotated[str, Field(max_length=LONGEST_SAY), AfterValidator(_line)]


class Record(BaseModel):
    """An object of a file: its fields and no others, each of just its own type."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class _Step(Record):
    at: Seconds
    say: Sentence | None = None
    chapter: Chapter | None = None


class _ActStep(_Step):
    sender: Label
    offering: Label


class FundStep(_Step):
    """FLOCK for an account."""

    do: Literal["fund"]
    account: Label
    flock: Amount


class LaunchStep(_ActStep):
    """A launch, with its first buy if it has one."""

    do: Literal["launch"]
    model: Text
    name: Text
    symbol: Text
    description: Text = ""
    first_buy_flock: Amount = 0
    max_fee: Amount | None = None
    deadline: Seconds | None = None


class BuyStep(_ActStep):
    """A purchase."""

    do: Literal["buy"]
    flock_in: Amount
    min_tokens_out: Amount = 0
    deadline: Seconds | None = None


class PlainStep(_ActStep):
    """An act that says no more than who does it to which offering."""

    do: Literal["graduate", "redeem", "release"]


class ClaimStep(_ActStep):
    """A claim, for oneself unless an account is named."""

    do: Literal["claim"]
    account: Label | None = None


class SwapStep(_ActStep):
    """A swap in an offering's pool."""

    do: Literal["swap"]
    sell: Literal["flock", "token"]
    amount_in: Amount
    min_amount_out: Amount = 0
    deadline: Seconds | None = None


class RouteRevenueStep(_Step):
    """A settlement of usage."""

    do: Literal["route_revenue"]
    offering: Label
    usage_usd: Usd
    flock_price: UsdPrice
    min_burned: Amount = 0
    max_flock: Amount | None = None
    deadline: Seconds | None = None


AnyStep = FundStep | LaunchStep | BuyStep | PlainStep | ClaimStep | SwapStep | RouteRevenueStep
#: What a step's ``do`` asks for.
COMMANDS: dict[str, type[cmd.Command]] = {
    "fund": cmd.Fund,
    "launch": cmd.Launch,
    "buy": cmd.Buy,
    "graduate": cmd.Graduate,
    "claim": cmd.Claim,
    "redeem": cmd.Redeem,
    "release": cmd.Release,
    "swap": cmd.Swap,
    "route_revenue": cmd.RouteRevenue,
}
VERBS = {command: verb for verb, command in COMMANDS.items()}
#: The fields of a step that are none of its command.
_BESIDE = {"do", *_Step.model_fields}


def command_of(step: AnyStep) -> cmd.Command:
    """The command that a step asks for."""
    fields = step.model_dump(exclude=_BESIDE)
    return COMMANDS[step.do](**fields)


def telling_of(step: AnyStep) -> Telling | None:
    """The telling that a step carries; None where it has neither a sentence nor a chapter."""
    telling = Telling(step.say, step.chapter)
    return None if telling == Telling() else telling


def step_fields(at: int, command: cmd.Command, telling: Telling | None) -> dict[str, object]:
    """A step as a file holds it: amounts as digits, absent options left out."""
    fields = in_digits(command) | (telling or Telling())._asdict()
    named = {name: value for name, value in fields.items() if value is not None}
    return {"at": at, "do": VERBS[type(command)], **named}
