"""Everything that can go wrong, as one tree.

* FomoError
  + InvalidInput                 what a person or a file gave does not make sense
    - InvalidAmount                a decimal text that is no amount
    - InvalidAddress               a text that is no address on a chain
    - InvalidTime                  a clock that would run backwards
    - OutOfRange                   a number outside a rule's domain
    - InvalidParameters            parameters or models that don't fit together
    - InvalidScenario              a scenario file that is refused whole
    - NoSuchData                   an unknown preset, model or scenario name
  + Rejected                     the protocol refuses a command; nothing changed
    - UnknownOffering, DeadlinePassed, OfferingClosed, ...   one class for each code
  + ChainError                   a backend could not answer; the last known state stays readable
    - AppFault                     our own code failed over it
    - NoWeb3                       what reaches real chains is not installed
    - NodeUnreachable, NodeTimeout, RateLimited, MalformedAnswer, NodeRefused     the node itself
    - HistoryPruned, RangeRefused  what the node can't or won't look up
    - WrongChain, NoContract, NoLaunchpad    it is another chain, nothing lies at the address, or something else
    - NoReceipt, TransactionFailed, OtherTransaction, ReplacedTransaction, SendUncertain, NotADevelopmentChain,
      ReadOnly    no transaction, none that worked, or none that is known

A ``Rejected`` has a ``code`` (``subject: reason``, the string with which a
contract reverts) and prints as one sentence for a person.
"""

from __future__ import annotations

from fomo_core.units import WAD_DECIMALS, text_down, text_up

#: Numbers of a refusal that name what is asked for: they are rounded up, and what there is down.
_ASKED_FOR = frozenset({"missing", "needed", "minimum"})


class FomoError(Exception):
    """Base of all errors of this package; ``str()`` is one sentence for a person."""


class InvalidInput(FomoError, ValueError):
    """Input from a person or a file that does not make sense.

    Attributes:
        code: what is wrong (``subject: reason``), the key of its sentence in another language; "" where it has none.
        details: what the sentence names.
    """

    def __init__(self, sentence: str, code: str = "", /, **details: object) -> None:
        super().__init__(sentence.format(**details) if details else sentence)
        self.code = code
        self.details = details


class InvalidAmount(InvalidInput):
    """A text is no amount of the unit asked for."""


class InvalidAddress(InvalidInput):
    """A text is no address on a chain."""


class InvalidTime(InvalidInput):
    """A clock was asked to run backwards or past its bound."""


class OutOfRange(InvalidInput):
    """A number lies outside the domain of a rule."""


class InvalidParameters(InvalidInput):
    """Protocol parameters or models do not fit together."""


class InvalidScenario(InvalidInput):
    """A scenario file does not fit the format; it is refused whole."""


class NoSuchData(InvalidInput):
    """There is no preset, model or scenario of that name."""


class ChainError(FomoError):
    """A backend could not answer; the last known state stays readable.

    Attributes:
        details: what the sentence names. An endpoint is named by its host alone, since the
            rest of an address may hold a key.
    """

    sentence = "The chain can't answer."

    def __init__(self, **details: object) -> None:
        super().__init__(type(self).__name__)
        self.details = details

    def __str__(self) -> str:
        return self.sentence.format(**self.details)


class AppFault(ChainError):
    sentence = (
        "The app failed to read the chain, for a reason of its own that its log has: it will try again."
    )


class NoWeb3(ChainError):
    sentence = "A real chain needs web3, which is not installed: pip install web3."


class NodeUnreachable(ChainError):
    sentence = "The node at {endpoint} can't be reached: check that it runs, or name another one."


class NodeTimeout(ChainError):
    sentence = (
        "The node at {endpoint} has not answered within {seconds} seconds: try again, or name another one."
    )


class RateLimited(ChainError):
    sentence = "The node at {endpoint} takes no more requests for now: wait a little, or name another one."


class MalformedAnswer(ChainError):
    sentence = "The node at {endpoint} gave an answer that makes no sense ({what}): name another one."


class NodeRefused(ChainError):
    sentence = "The node at {endpoint} refused the request: {reason}"

    @property
    def code(self) -> int | None:
        """The number that the node gave for its reason, where it gave one."""
        code = self.details.get("code")
        return code if isinstance(code, int) else None

    @property
    def revert(self) -> str | None:
        """The contract's own words, "" where it gave none; None where it was no revert."""
        revert = self.details.get("revert")
        return revert if isinstance(revert, str) else None


class HistoryPruned(ChainError):
    sentence = "The node at {endpoint} no longer keeps blocks as old as {block}: name one with full history."


class RangeRefused(ChainError):
    sentence = "The node at {endpoint} won't search blocks {first} to {last}: name one that allows it."

    @property
    def most(self) -> int | None:
        """The most blocks that the node would search, or None where it did not say."""
        most = self.details.get("most")
        return most if isinstance(most, int) else None

    @property
    def always(self) -> bool:
        """True when the node would never search more, wherever the blocks lie."""
        return bool(self.details.get("always"))


class WrongChain(ChainError):
    sentence = (
        "The node at {endpoint} serves chain {found}, not chain {expected}: name one for chain {expected}."
    )


class StartedAfresh(ChainError):
    sentence = "The node at {endpoint} has started afresh: its chain has another first block than the one read so far."


class NoReceipt(ChainError):
    sentence = (
        "The transaction {hash} is in no block after {seconds} seconds: it may still get there, so look again "
        "before you repeat it."
    )


class TransactionFailed(ChainError):
    sentence = "The transaction {hash} failed on the chain; nothing changed but the gas it used."


class OtherTransaction(ChainError):
    sentence = (
        "The transaction {hash} is not the one that was asked for: look in the wallet what it has sent."
    )


class ReplacedTransaction(ChainError):
    sentence = (
        "The transaction {hash} is in no block and won't be: another one of this account took its place. Look in "
        "the wallet what that did."
    )


class SendUncertain(ChainError):
    sentence = (
        "The node at {endpoint} has not said whether it took the transaction: it may have been sent, so look "
        "before you repeat it."
    )


class NotADevelopmentChain(ChainError):
    sentence = "The node at {endpoint} is no developer's: this needs one, such as anvil, with accounts and a time to set."


class ReadOnly(ChainError):
    sentence = "This launchpad is only read: how it is called is not public knowledge."


class NoContract(ChainError):
    sentence = "There is no contract at {address} on chain {chain}: check the address and the chain."


class NoLaunchpad(ChainError):
    sentence = "The contract at {address} is no launchpad of this kind: check the address."


class Rejected(FomoError):
    """The protocol refuses a command. Nothing has changed.

    Attributes:
        code: ``subject: reason``, equal to the contract's revert string.
        details: the numbers of the sentence, in smallest units.
    """

    code = ""
    sentence = ""
    #: The sentence where its numbers are not known, as in a contract's refusal.
    bare = ""

    def __init__(self, **details: object) -> None:
        super().__init__(self.code)
        self.details = details

    def __str__(self) -> str:
        if self.bare and not self.details:
            return self.bare
        return self.sentence.format(**self.details | self.amounts())

    def amounts(self) -> dict[str, str]:
        """The amounts (wei) among the details as text, with as many places as tell unequal ones apart."""
        return _readable(self.details)


def _readable(details: dict[str, object]) -> dict[str, str]:
    amounts = {name: value for name, value in details.items() if isinstance(value, int)}
    for places in range(2, WAD_DECIMALS + 1):
        texts = {
            name: (text_up if name in _ASKED_FOR else text_down)(amount, places=places)
            for name, amount in amounts.items()
        }
        if len(set(texts.values())) == len(set(amounts.values())):
            break
    return texts


class OfferingKeyTaken(Rejected):
    code = "launch: offering exists"
    sentence = "There is already an offering with this key: choose another one."


class LaunchDeadlinePassed(Rejected):
    code = "launch: deadline passed"
    sentence = "The deadline of this launch has passed: look at the fee and launch again."


class LaunchFeeAboveLimit(Rejected):
    code = "launch: fee above limit"
    sentence = "The launch fee is {fee} FLOCK now, more than the {most} that you agreed to: look at it again."
    bare = "The launch fee is higher now than you agreed to: look at it again."


class UnknownModel(Rejected):
    code = "launch: unknown model"
    sentence = "This model is not in the catalogue: choose one from the list."


class BadName(Rejected):
    code = "launch: bad name"
    sentence = "The name can't be used: {reason}"
    bare = "The contracts do not take this name: choose another one."


class BadSymbol(Rejected):
    code = "launch: bad symbol"
    sentence = "The ticker must be 2 to 10 capital letters A to Z or digits."


class BadDescription(Rejected):
    code = "launch: bad description"
    sentence = "The description can't be used: {reason}"
    bare = "The contracts do not take this description: write a shorter one."


class UnknownOffering(Rejected):
    code = "offering: unknown"
    sentence = "There is no such offering: choose one from the marketplace."


class DeadlinePassed(Rejected):
    code = "buy: deadline passed"
    sentence = "The deadline of this purchase has passed: ask for a new quote."


class OfferingClosed(Rejected):
    code = "offering: closed"
    sentence = "The raise is closed: it takes no more purchases."


class ZeroPurchase(Rejected):
    code = "buy: zero amount"
    sentence = "A purchase needs more than 0 FLOCK: enter an amount."


class NothingBought(Rejected):
    code = "buy: nothing out"
    sentence = "After tax this amount buys nothing: offer more FLOCK or wait for the tax to fall."


class PurchaseSlippage(Rejected):
    code = "buy: slippage"
    sentence = "You would get {out} tokens, less than your minimum of {minimum}: ask for a new quote."
    bare = "You would get fewer tokens than your minimum: ask for a new quote."


class FirstBuyAboveCap(Rejected):
    code = "first buy: above cap"
    sentence = "The first buy would take {out} tokens; the cap is {cap}: spend less."
    bare = "The first buy would take more tokens than the cap allows: spend less."


class InsufficientBalance(Rejected):
    code = "balance: insufficient"
    sentence = "{missing} {unit} are missing: this needs {needed} and the account holds {held}."
    bare = "The account does not hold enough for this: get more, or ask for less."

    @property
    def held(self) -> int:
        """The account's balance (wei); 0 where it is not known."""
        held = self.details.get("held")
        return held if isinstance(held, int) else 0


class AlreadyGraduated(Rejected):
    code = "offering: already graduated"
    sentence = "This offering has graduated already."


class StillLive(Rejected):
    code = "offering: still live"
    sentence = "The raise is still running: it can graduate after its end, or at once at the maximum."


class MinimumNotReached(Rejected):
    code = "offering: minimum not reached"
    sentence = "The raise ended below its minimum: it failed, and supporters redeem their principal."


class Abandoned(Rejected):
    code = "offering: abandoned"
    sentence = "Nobody graduated this raise in time and supporters have begun to redeem: it counts as failed."


class NotFailed(Rejected):
    code = "offering: not failed"
    sentence = (
        "Principal is paid back only after a raise has failed, or when nobody has graduated it in time."
    )


class NothingToRedeem(Rejected):
    code = "redeem: nothing to redeem"
    sentence = "This account has no principal left in this raise."


class NotGraduated(Rejected):
    code = "offering: not graduated"
    sentence = "This works only after the offering has graduated."


class NothingToClaim(Rejected):
    code = "claim: nothing to claim"
    sentence = "This account has no tokens left to claim."


class NothingVested(Rejected):
    code = "release: nothing vested"
    sentence = "No further operator tokens have vested yet."


class SwapDeadlinePassed(Rejected):
    code = "swap: deadline passed"
    sentence = "The deadline of this swap has passed: ask for a new quote."


class ZeroSwap(Rejected):
    code = "swap: zero amount"
    sentence = "A swap needs more than 0: enter an amount."


class NothingSwapped(Rejected):
    code = "swap: nothing out"
    sentence = "This amount is too small to buy anything in the pool."


class SwapSlippage(Rejected):
    code = "swap: slippage"
    sentence = "You would get {out}, less than your minimum of {minimum}: ask for a new quote."
    bare = "You would get less than your minimum: ask for a new quote."


class ZeroRevenue(Rejected):
    code = "revenue: zero amount"
    sentence = "There is no usage to route: enter more than 0 USD."


class RevenueDeadlinePassed(Rejected):
    code = "revenue: deadline passed"
    sentence = "The deadline of this settlement has passed: look at its numbers again."


class TooMuchFlock(Rejected):
    code = "revenue: too much flock"
    sentence = "This settlement takes {flock} FLOCK, more than the {most} allowed: look at its numbers again."
    bare = "This settlement takes more FLOCK than is allowed: look at its numbers again."


class TooLittleBurned(Rejected):
    code = "revenue: too little burned"
    sentence = (
        "The buyback would burn {burned} tokens, less than the {minimum} asked for: settle a smaller part."
    )
    bare = "The buyback would burn fewer tokens than were asked for: settle a smaller part."


class FaucetDry(Rejected):
    code = "fund: above limit"
    sentence = "The faucet can't create that much FLOCK: ask for less."


class ChainRefusal(Rejected):
    """A contract's refusal whose numbers are not known, or whose code the core does not have."""

    sentence = "The contracts refuse this ({reason}): look at the newest state and try again."

    def __init__(self, code: str) -> None:
        super().__init__(reason=code)
        self.code = code


def refusal_of(code: str) -> Rejected:
    """The refusal with which a contract reverted, by its code."""
    kind = next((kind for kind in Rejected.__subclasses__() if kind.code == code), None)
    if kind is None or ("{" in kind.sentence and not kind.bare):
        return ChainRefusal(code)
    return kind()
