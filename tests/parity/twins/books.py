"""Every balance and every number of state, as the core has it and as the contracts answer it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from fomo_core.offering import Offering
from fomo_core.world import World
from tests.parity.twins.evm import BURN_ADDRESS, Contract, Deployment, bytes32


class Line(NamedTuple):
    """One number (or struct) of the books: what the core says, and which view to ask."""

    what: tuple[str, ...]
    expected: Any
    contract: Contract
    view: str
    args: tuple[Any, ...]


class Books:
    """The books of a world beside a deployment. ``addresses`` holds accounts and tokens by label."""

    def __init__(self, world: World, deployment: Deployment, actors: list[str]) -> None:
        self.world = world
        self.on = deployment
        self.actors = {actor: deployment.evm.account(actor) for actor in actors}
        self.tokens: dict[str, Contract] = {}

    def lines(self) -> Iterator[Line]:
        """Everything there is to compare."""
        yield from self._flock()
        for key, offering in self.world.offerings.items():
            token = self.tokens[key]
            yield from self._offering(offering, token)
            yield from self._tokens(offering, token)
            yield from self._supporters(offering, token)

    def _flock(self) -> Iterator[Line]:
        on, world = self.on, self.world
        yield Line(("FLOCK", "supply"), world.funded + world.earned, on.flock, "totalSupply", ())
        offerings = world.offerings.values()
        held = {
            on.treasury: world.treasury_flock,
            BURN_ADDRESS: world.burned_flock,
            on.launchpad.address: sum(o.escrow_flock() for o in offerings),
            on.pool.address: sum(o.pool_flock for o in offerings),
            on.revenue.address: 0,
            on.platform: 0,
        } | {address: world.flock.get(actor, 0) for actor, address in self.actors.items()}
        for address, flock in held.items():
            yield Line(("FLOCK of", address), flock, on.flock, "balanceOf", (address,))

    def _offering(self, offering: Offering, token: Contract) -> Iterator[Line]:
        on, key = self.on, offering.key
        state = {
            "issuer": self.actors[offering.issuer],
            "model": bytes32(offering.model),
            "start": offering.start,
            "end": offering.end,
            "minimum_target": offering.minimum_target,
            "maximum_target": offering.maximum_target,
            "target_sale": offering.target_sale,
            "raised": offering.raised,
            "sold": offering.sold,
            "redeemed": offering.redeemed,
            "graduated_at": offering.graduated_at or 0,
            "released": offering.released,
            "unsold_burned": offering.unsold_burned,
        }
        yield Line((key, "state"), state, on.launchpad, "offering", (token.address,))
        reserves = offering.pool_flock, offering.pool_tokens
        yield Line((key, "reserves"), reserves, on.pool, "reserves", (token.address,))

    def _tokens(self, offering: Offering, token: Contract) -> Iterator[Line]:
        on, key, parameters = self.on, offering.key, self.world.protocol.parameters
        yield Line((key, "supply"), offering.token_supply(parameters), token, "totalSupply", ())
        graduated = offering.graduated_at is not None
        unclaimed = parameters.operator_tokens - offering.released + sum(offering.claims.values())
        held = {
            on.treasury: graduated * (offering.treasury_tokens + parameters.incentives_tokens),
            on.launchpad.address: graduated * unclaimed,
            on.pool.address: offering.pool_tokens,
            on.revenue.address: 0,
        } | {address: offering.tokens.get(actor, 0) for actor, address in self.actors.items()}
        for address, tokens in held.items():
            yield Line((key, "tokens of", address), tokens, token, "balanceOf", (address,))

    def _supporters(self, offering: Offering, token: Contract) -> Iterator[Line]:
        for actor, address in self.actors.items():
            principal, claim = offering.principal.get(actor, 0), offering.claims.get(actor, 0)
            args = (token.address, address)
            yield Line((offering.key, "principal of", actor), principal, self.on.launchpad, "principal", args)
            yield Line((offering.key, "claim of", actor), claim, self.on.launchpad, "claim_of", args)
